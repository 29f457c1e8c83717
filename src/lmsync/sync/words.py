"""What a run says to people, beside the texts of the guard (see `removals`)."""

from lmsync.errors import LmsyncError, NeedsAttention, Retryable, Words


def words_of(trouble: LmsyncError) -> Words | None:
    """What to say of an error of an LMS; `None` where only its cause is known."""
    if isinstance(trouble, NeedsAttention):
        return trouble.words
    return WAITS if isinstance(trouble, Retryable) else None


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
