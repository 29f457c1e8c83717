"""Texts for the administrator of a Canvas, in both languages."""

from collections.abc import Mapping

from lmsync.errors import Words

RIGHTS: tuple[tuple[str, str, str, str], ...] = (
    ("Courses – view list", "read_course_list", "every course of the account", "все курсы"),
    ("Users – view list", "read_roster", "people and enrolments", "люди и записи на курсы"),
    ("Course content – view", "read_course_content", "work, modules, the calendar", "работы, модули, календарь"),
    ("Grades – view all grades", "view_all_grades", "scores of courses", "баллы за курсы"),
    ("SIS Data – read", "read_sis", "SIS ids of people, courses, sections", "номера людей, курсов и секций в SIS"),
    ("Users – view primary email address", "read_email_addresses", "e-mail addresses", "адреса почты"),
    ("Users – view login IDs", "view_user_logins", "logins", "логины"),
    ("Groups – view all student groups", "view_group_pages", "groups and their members", "группы и их состав"),
)
"""Rights of the service account: as Canvas shows them, by their technical name, and what is lost without each."""

_LOST_EN = "\n".join(f"   - *{shown}* (`{name}`): without it, no {lost}" for shown, name, lost, _ in RIGHTS)
_LOST_RU = "\n".join(f"   - *{shown}* (`{name}`): без него теряются: {lost}" for shown, name, _, lost in RIGHTS)

SETUP = Words(
    en=f"""## A service account for the whole school

1. *Admin → your root account → Permissions → Account Roles → + Role*: name it `lmsync`. Allow only these, and leave every
   *manage*, *edit* and *act as* off:
{_LOST_EN}
2. *People → + People*: add a user "lmsync service". *Settings → Admins*: add that user with the role `lmsync`.
3. Log in as that user: *Account → Settings → Approved Integrations → + New Access Token*. Purpose `lmsync`, expiry as your
   school wishes (put a reminder). Copy the token at once: it is shown one time only.

## Or one teacher's token

Step 3 with the teacher's own account. lmsync then sees this teacher's courses and who is in them, and nothing else. The
token may do all that the teacher may, grading too, though lmsync only reads: keep it as safe as a password. A course that
the teacher loses stays as it was read last and is marked unreachable: a teacher cannot tell it from a deleted one.

## Meetings, surveys and other side lists

Canvas shows all conferences of a course only to those who may manage its content; others get the meetings that they take
part in. So a meeting that leaves the list stays in lmsync until the list proves that it is gone. If Canvas refuses a list
that it gave before (conferences, quizzes, modules, members of groups), what was read of it stays, the rest of the course is
read on, and the run says which list is missing and what to do.
""",
    ru=f"""## Служебная учётная запись для всей школы

1. *Администрирование → корневая учётная запись → Права доступа → Роли учётной записи → + Роль*: назовите её `lmsync`.
   Разрешите только перечисленное; всё, что *управляет*, *изменяет* или *действует от имени*, оставьте выключенным:
{_LOST_RU}
2. *Люди → + Люди*: добавьте пользователя «lmsync service». *Настройки → Администраторы*: добавьте его с ролью `lmsync`.
3. Войдите от его имени: *Учётная запись → Настройки → Подтверждённые интеграции → + Новый токен доступа*. Цель `lmsync`, срок
   по правилам школы (поставьте напоминание). Сразу скопируйте токен: он показывается один раз.

## Или токен одного учителя

Шаг 3 от имени самого учителя. Тогда lmsync видит курсы этого учителя и тех, кто на них записан, и больше ничего. Токен может
всё, что может учитель, в том числе ставить оценки, хотя lmsync только читает: храните его как пароль. Курс, которого учитель
лишился, остаётся таким, каким прочитан последний раз, и помечается недоступным: учитель не может отличить его от удалённого.

## Встречи, опросы и другие дополнительные списки

Все видеовстречи курса Canvas показывает только тем, кто может управлять его содержимым; остальные видят лишь встречи со своим
участием. Поэтому встреча, исчезнувшая из списка, остаётся в lmsync, пока список не докажет, что её больше нет. Если Canvas
перестал отдавать список, который отдавал раньше (встречи, тесты, модули, состав групп), прочитанное остаётся, остальной курс
читается дальше, а в отчёте синхронизации сказано, какого списка не хватает и что сделать.
""",
)
PASSWORD_IN_ADDRESS = Words(
    en="Remove the user name and the password from the address: lmsync signs in with a token.",
    ru="Уберите из адреса имя и пароль: lmsync входит по токену.",
)
PAGE_ADDRESS = Words(
    en="This is the address of a page. Enter the address of the front page only, for example "
    "https://school.instructure.com",
    ru="Это адрес страницы. Введите только адрес главной страницы, например https://school.instructure.com",
)
NOT_YET = Words(en="lmsync does not read this from Canvas yet.", ru="lmsync пока не читает это из Canvas.")


WORK_UNREAD = Words(
    en="Some assignment groups came without their work, or could not be understood. Work that was read before stays. "
    "If this lasts, switch on Allow Include Parameters for the developer key, or report it.",
    ru="Некоторые группы заданий пришли без самих заданий, или их не удалось понять. Прочитанные раньше работы остаются. "
    "Если это повторяется, включите Allow Include Parameters у ключа разработчика или сообщите нам.",
)
COURSES_UNREAD = Words(
    en="Some courses could not be read, so nothing was removed from this list. The other entries of this run say why.",
    ru="Некоторые курсы не удалось прочитать, поэтому из этого списка ничего не удалено. Причина указана в других строках "
    "этой синхронизации.",
)


def refusal(cause: str) -> Words:
    """Why a list was refused, and who can mend it."""
    if cause == "not_permitted":
        return Words(
            en="Canvas does not let this token read that list. Give its role the rights that the set-up help names.",
            ru="Canvas не даёт этому токену прочитать список. Дайте его роли права из инструкции по подключению.",
        )
    if cause == "scope_missing":
        return Words(
            en="The developer key of this token lacks a scope, or Allow Include Parameters is off. See the set-up help.",
            ru="Ключу разработчика этого токена не хватает области доступа, или выключен параметр Allow Include "
            "Parameters. См. инструкцию по подключению.",
        )
    if cause in {"not_found", "deleted"}:
        return Words(
            en="The course disappeared while it was being read. The next run takes that into account.",
            ru="Курс исчез во время чтения; следующая синхронизация это учтёт.",
        )
    if cause in {"other_host", "other_origin", "wrong_address"}:
        return Words(
            en="According to Canvas, this list continues at another address than the configured one, and lmsync sends the "
            "token nowhere else. If Canvas has several names, enter the one that the browser shows in the settings of the "
            "connection; if Canvas is behind a proxy, let the proxy pass on the host and the protocol.",
            ru="По словам Canvas, этот список продолжается по другому адресу, не по тому, что указан в подключении, а "
            "токен больше никуда не отправляется. Если у Canvas несколько имён, укажите в подключении то, которое "
            "показывает браузер; если Canvas стоит за прокси, настройте в прокси передачу имени хоста и протокола.",
        )
    if cause in {"links_not_understood", "links_missing"}:
        return Words(
            en="lmsync cannot tell from the answer of Canvas whether this list continues, so the list counts as incomplete "
            "and nothing was removed from it. Check whether a proxy changes the Link header; if not, please report it.",
            ru="Из ответа Canvas нельзя понять, есть ли у этого списка продолжение, поэтому он считается прочитанным не "
            "до конца, и ничего из него не удалено. Проверьте, не меняет ли прокси заголовок Link; если нет, пожалуйста, "
            "сообщите нам.",
        )
    return Words(
        en=f"Canvas gave an unexpected answer ({cause}). Nothing was removed from this list. Please report it.",
        ru=f"Canvas ответил неожиданно ({cause}). Из этого списка ничего не удалено. Пожалуйста, сообщите.",
    )


SIDE_LISTS: Mapping[str, tuple[Words, str | None]] = {
    "terms": (Words(en="the terms of the school", ru="периоды обучения школы"), None),
    "grading_periods": (
        Words(en="the grading periods of some courses", ru="периоды оценивания некоторых курсов"),
        "read_course_content",
    ),
    "profiles": (
        Words(en="e-mail and login of people in some courses", ru="почту и логин участников некоторых курсов"),
        "read_roster",
    ),
    "group_categories": (
        Words(en="the names of group sets in some courses", ru="названия наборов групп некоторых курсов"),
        "view_group_pages",
    ),
    "memberships": (Words(en="the members of some groups", ru="состав некоторых групп"), "view_group_pages"),
    "modules": (Words(en="the modules of some courses", ru="модули некоторых курсов"), "read_course_content"),
    "quizzes": (
        Words(en="the quizzes and surveys of some courses", ru="тесты и опросы некоторых курсов"),
        "read_course_content",
    ),
    "conferences": (
        Words(en="the conferences (video meetings) of some courses", ru="видеовстречи (конференции) некоторых курсов"),
        "read_course_content",
    ),
    "account_calendars": (
        Words(en="the calendar of an account", ru="календарь учётной записи"),
        "read_course_content",
    ),
    "child_events": (
        Words(en="the times by section of some lessons", ru="время некоторых занятий по секциям"),
        "manage_calendar",
    ),
}
"""Side lists by name: what they contain, and the right that opens them."""


def unread(side: str, cause: str) -> Words:
    """What it means that Canvas gave the main list without this side list, and what to do."""
    what, right = SIDE_LISTS[side]
    en, ru = _mended(cause, right)
    return Words(
        en=f"Canvas did not give {what.en}. What was read before stays as it was and may be out of date. {en}",
        ru=f"Canvas не отдал {what.ru}. Прочитанное раньше остаётся как было и может устареть. {ru}",
    )


def _mended(cause: str, right: str | None) -> tuple[str, str]:
    if cause == "not_permitted":
        named = f" {right}" if right else ""
        return (
            f"The token may not read it: give its role the right{named} again (see the set-up help).",
            f"Токену не разрешено это читать: верните его роли право{named} (см. инструкцию по подключению).",
        )
    if cause == "scope_missing":
        return (
            "The developer key lacks the scope for it: add the scope to the key.",
            "Ключу разработчика не хватает области доступа: добавьте её к ключу.",
        )
    if cause == "page_disabled":
        return (
            "The page is hidden in the navigation of the course, and the token does not belong to its staff: show the "
            "page again under Settings → Navigation of the course, or give lmsync the token of a service account.",
            "Страница скрыта в меню курса, а владелец токена не входит в число его преподавателей: верните страницу в "
            "«Настройки → Навигация» курса или подключите lmsync с токеном служебной учётной записи.",
        )
    if cause == "no_conferencing":
        return (
            "Conferencing was switched off on this Canvas. Switch it on again (Site Admin → Plugins) to keep its "
            "meetings up to date.",
            "Конференции на этом Canvas отключены. Чтобы встречи обновлялись, включите их снова (Site Admin → Plugins).",
        )
    if cause in {"not_found", "deleted"}:
        return (
            "Canvas answers that it does not exist, although the course does. If the next run says so too, check whether "
            "the token still sees the whole course.",
            "Canvas отвечает, что этого нет, хотя сам курс есть. Если это повторится при следующей синхронизации, "
            "проверьте, видит ли токен весь курс.",
        )
    if cause == "fewer_than_expected":
        return (
            "The list is shorter than Canvas's own count. lmsync asks again in the next run.",
            "Список короче, чем насчитал сам Canvas. При следующей синхронизации lmsync спросит снова.",
        )
    if cause in {"not_understood", "pages_go_in_a_circle"}:
        return (
            f"The answer has an unexpected form ({cause}). Please report it.",
            f"У ответа неожиданный вид ({cause}). Пожалуйста, сообщите об этом.",
        )
    return (
        f"The answer did not come ({cause}). lmsync asks again in the next run.",
        f"Ответ не пришёл ({cause}). При следующей синхронизации lmsync спросит снова.",
    )
