"""What decisions say to people: why they wait, and what to do."""

from lmsync.errors import Words

REMOVALS_HELD = Words(
    en="The last run would have removed unusually many records. They stay until you decide: GET /api/v1/crm/held, or "
    "lmsync held. If they really left, apply; if the LMS only stopped showing them, mend its rights and dismiss.",
    ru="Последняя синхронизация удалила бы необычно много записей. Они остаются до вашего решения: GET /api/v1/crm/held "
    "или lmsync held. Если их действительно больше нет, примените удаление; если LMS лишь перестала их показывать, "
    "исправьте права и отклоните.",
)
KEPT = Words(
    en="Records or values are kept that the LMS does not show, because you said so. They leave this list when it shows them "
    "again. If they are gone after all, take the decision back and apply: GET /api/v1/crm/held?state=dismissed.",
    ru="По вашему решению хранятся записи или значения, которых LMS не показывает. Они уйдут из этого списка, когда она "
    "покажет их снова. Если их всё же больше нет, отмените решение и примените удаление: "
    "GET /api/v1/crm/held?state=dismissed.",
)
WITHHELD = Words(
    en="The LMS stopped telling a field that it told before. Stored values stay. A right of the account was probably "
    "withdrawn; give it back. If the field is really empty, apply that: lmsync held.",
    ru="LMS перестала сообщать поле, которое сообщала раньше. Сохранённые значения остаются. Вероятно, у учётной записи "
    "отозвано право; верните его. Если поле действительно опустело, примените это: lmsync held.",
)
UNREACHABLE = Words(
    en="The LMS stopped listing some records, but does not say that they were deleted. They stay, and are not updated. The "
    "account of lmsync has probably lost the right to see them; give it back. If they are gone, apply that: lmsync held.",
    ru="Некоторых записей больше нет в списках LMS, но она не подтверждает, что они удалены. Они остаются и не "
    "обновляются. Вероятно, учётная запись lmsync потеряла право их видеть; верните его. Если их больше нет, примените "
    "удаление: lmsync held.",
)
FUNCTION_LOST = Words(
    en="The LMS delivered this before and does not offer it any more. What is stored stays, and grows old.",
    ru="Раньше LMS это отдавала, теперь не предлагает. Сохранённое остаётся и устаревает.",
)

REASONS = {
    "all_of_kind": Words(en="All records of this kind would be removed.", ru="Были бы удалены все записи этого вида."),
    "too_many": Words(
        en="Unusually many records of this kind would be removed at once.",
        ru="Было бы удалено необычно много записей этого вида сразу.",
    ),
    "all_of_scope": Words(
        en="A course that is still there would lose all of these.",
        ru="Существующий курс лишился бы всех таких записей.",
    ),
    "most_of_scope": Words(
        en="A course that is still there would lose more than half of these.",
        ru="Существующий курс лишился бы более половины таких записей.",
    ),
    "most_of_children": Words(
        en="What is gone would take more than half of another kind along.",
        ru="Вместе с удалённым исчезло бы более половины записей другого вида.",
    ),
    "withheld": Words(
        en="Many records would lose this field at once.", ru="Это поле опустело бы сразу у многих записей."
    ),
    "unreachable": Words(
        en="The LMS does not list these any more, and does not say that they are gone.",
        ru="LMS больше не показывает эти записи, но и не подтверждает, что их нет.",
    ),
}
"""Why a decision waits, for people."""
