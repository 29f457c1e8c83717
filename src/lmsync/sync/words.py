"""What a run says to people, beside the texts of decisions (see `reasons`)."""

from lmsync.errors import LmsyncError, NeedsAttention, Retryable, Words


def words_of(trouble: LmsyncError) -> Words | None:
    """What to say of an error of an LMS; `None` where only its cause is known."""
    if isinstance(trouble, NeedsAttention):
        return trouble.words
    return WAITS if isinstance(trouble, Retryable) else None


def words_of_cause(cause: str) -> Words:
    """What to say of a list that was not read whole, where whoever read it gave no words."""
    return _OF_CAUSES.get(cause, WAITS)


WAITS = Words(
    en="The LMS did not answer as it should, also after several attempts. lmsync will try again; nothing was removed.",
    ru="LMS не ответила как положено и после нескольких попыток. lmsync попробует снова; ничего не удалено.",
)
NOT_READ = Words(
    en="Something could not be read with this token. Run the test of the connection: it says what and how to mend it.",
    ru="Что-то не удалось прочитать с этим токеном. Запустите проверку подключения: она скажет, что и как исправить.",
)
NOT_UNDERSTOOD = Words(
    en="Some rows of the LMS could not be understood and have no number. Nothing of that list is removed. Please report it.",
    ru="Некоторые строки LMS не удалось понять, и у них нет номера. Из этого списка ничего не удаляется. Сообщите о них.",
)
MUCH_NOT_UNDERSTOOD = Words(
    en="Many rows of one list could not be understood. They stay as they were stored, and nothing of that list is removed. "
    "If the LMS was updated, update lmsync; otherwise report it with the receipt of the run.",
    ru="Многие строки одного из списков не удалось понять. Они остаются такими, как сохранены, и из списка ничего не "
    "удаляется. Если LMS недавно обновляли, обновите lmsync; иначе сообщите разработчикам, приложив отчёт синхронизации.",
)
INTERNAL_ERROR = Words(
    en="lmsync itself failed; nothing was removed. The log says where. Please report it.",
    ru="Сбой в самом lmsync; ничего не удалено. Место указано в журнале. Пожалуйста, сообщите о нём.",
)
FAILED_INSIDE = Words(
    en="lmsync itself failed while it read this list. Nothing of the list was removed, and everything else was read. The "
    "log says where it failed. Please report it.",
    ru="При чтении этого списка произошёл сбой в самом lmsync. Из списка ничего не удалено, всё остальное прочитано. Место "
    "сбоя указано в журнале. Пожалуйста, сообщите о нём.",
)
FAILS_AGAIN = Words(
    en="lmsync itself has failed in two runs in a row. It keeps trying and removes nothing, but what it cannot read grows "
    "old: the list of runs says what that is. Install the newest version of lmsync; if that does not help, report the "
    "lines of the log that say “failed” with a traceback.",
    ru="Две синхронизации подряд произошёл сбой в самом lmsync. Он пробует дальше и ничего не удаляет, но непрочитанное "
    "устаревает; что именно, видно в списке синхронизаций. Установите последнюю версию lmsync; если не поможет, сообщите "
    "разработчикам строки журнала со словом failed и местом сбоя под ними.",
)
LIST_HELD = Words(
    en="Unusually many records are missing from this list. They stay until a person decides: GET /api/v1/crm/held, or "
    "lmsync held.",
    ru="В этом списке не хватает необычно многих записей. Они остаются, пока вы не примете решение: GET /api/v1/crm/held "
    "или lmsync held.",
)
_OF_CAUSES = {
    "no_end_seen": Words(
        en="This list was not read to its end. Nothing of it was removed, and the next run reads it again.",
        ru="Этот список прочитан не до конца. Из него ничего не удалено, следующая синхронизация прочитает его снова.",
    ),
    "fewer_than_expected": Words(
        en="The LMS announced more rows than it sent. Nothing of this list was removed, and the next run reads it again. If "
        "it stays so, run the test of the connection: a right may be missing.",
        ru="LMS прислала меньше строк, чем обещала. Из этого списка ничего не удалено, следующая синхронизация прочитает его "
        "снова. Если это повторяется, запустите проверку подключения: возможно, не хватает прав.",
    ),
    "unknown_parent": Words(
        en="Some rows belong to records that are not stored, because their list was not read whole in this run. Look what "
        "kept that one from being read; these rows follow with the next run.",
        ru="Некоторые строки относятся к записям, которых здесь ещё нет: их список в этой синхронизации прочитан не "
        "полностью. Выясните, что помешало его прочитать; эти строки появятся со следующей синхронизацией.",
    ),
    "some_courses_unread": Words(
        en="Some courses could not be read, so nobody knows who is left without a course. Nobody was removed. Look at the "
        "lists of those courses in the receipt of this run.",
        ru="Некоторые курсы прочитать не удалось, поэтому неизвестно, кто остался без курса. Никто не удалён. Посмотрите "
        "списки этих курсов в отчёте синхронизации.",
    ),
}
