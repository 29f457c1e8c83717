"""The guard: which missing records may go, and which removals wait for a person. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from lmsync.crm_integration import Scope
from lmsync.errors import Words


class Limits(Struct, frozen=True):
    """When a removal waits for a person."""

    scope_share: float = 0.5
    """A scope that would lose more than this share, and at least `scope_rows`."""
    scope_rows: int = 5
    kind_share: float = 0.1
    """A kind that would lose more than this share, and more than `kind_rows`."""
    kind_rows: int = 10
    kind_most: int = 1_000
    """A kind that would lose more than this, whatever its share."""
    withheld_rows: int = 10
    """A field that more rows than this, and over half of those with a value, would lose in one scope is unknown."""


class Missing(Struct, frozen=True):
    """Records that the complete listing of a scope did not contain."""

    scope: Scope
    ids: tuple[str, ...]
    stored: int
    """How many rows the scope had."""


class Held(Struct, frozen=True):
    """One decision for a person."""

    reason: str
    scope: Scope | None
    """`None`: the whole kind is concerned."""
    ids: tuple[str, ...]


class Verdict(Struct, frozen=True):
    remove: tuple[Missing, ...]
    held: tuple[Held, ...]


def judge(missing: Sequence[Missing], rows: int, limits: Limits) -> Verdict:
    """What becomes of the missing records of one kind; `rows` are those of its complete scopes."""
    missing = [one for one in missing if one.ids]
    lost = sum(len(one.ids) for one in missing)
    if not lost:
        return Verdict((), ())
    everybody = tuple(external_id for one in missing for external_id in one.ids)
    if lost >= rows:
        return Verdict((), (Held("all_of_kind", None, everybody),))
    if lost > limits.kind_most or (lost > limits.kind_rows and lost > rows * limits.kind_share):
        return Verdict((), (Held("too_many", None, everybody),))
    remove, held = [], []
    for one in missing:
        reason = _too_much_of_scope(one, limits)
        if reason:
            held.append(Held(reason, one.scope, one.ids))
        else:
            remove.append(one)
    return Verdict(tuple(remove), tuple(held))


def _too_much_of_scope(one: Missing, limits: Limits) -> str | None:
    lost = len(one.ids)
    if lost >= one.stored:
        return "all_of_scope"
    if lost >= limits.scope_rows and lost > one.stored * limits.scope_share:
        return "most_of_scope"
    return None


def is_withheld(lost: int, valued: int, limits: Limits) -> bool:
    """Whether so many rows lost one field at once that a right must have been withdrawn."""
    return lost > limits.withheld_rows and lost > valued / 2


REMOVALS_HELD = Words(
    en="The last run would have removed unusually many records. They stay until you decide: see lmsync held. If they "
    "really left, apply; if the LMS only stopped showing them, mend its rights and dismiss.",
    ru="Последняя синхронизация удалила бы необычно много записей. Они остаются до вашего решения: lmsync held. Если их "
    "действительно больше нет, примените удаление; если LMS лишь перестала их показывать, исправьте права и отклоните.",
)
WITHHELD = Words(
    en="The LMS stopped telling a field that it told before (see the receipt of the last run). Stored values stay. A "
    "right of the account was probably withdrawn; give it back.",
    ru="LMS перестала сообщать поле, которое сообщала раньше (см. отчёт последней синхронизации). Сохранённые значения "
    "остаются. Вероятно, у учётной записи отозвано право; верните его.",
)
UNREACHABLE = Words(
    en="Some records are no longer listed, but the LMS does not say that they are gone. They stay, and are not read. "
    "The account of lmsync has probably lost the right to see them.",
    ru="Некоторых записей больше нет в списках, но LMS не подтверждает, что они удалены. Они остаются и не читаются. "
    "Вероятно, учётная запись lmsync потеряла право их видеть.",
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
}
"""Why a removal waits, for people."""
