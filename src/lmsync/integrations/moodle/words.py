"""What lmsync says to the administrator of a Moodle, in both languages."""

from lmsync.errors import Words

FUNCTIONS = (
    "core_webservice_get_site_info",
    "tool_mobile_call_external_functions",
    "core_course_get_categories",
    "core_course_get_courses_by_field",
    "core_course_get_contents",
    "core_enrol_get_enrolled_users",
    "core_grades_get_gradable_users",
    "core_user_get_users_by_field",
    "core_group_get_course_groups",
    "core_group_get_group_members",
    "core_calendar_get_calendar_events",
    "mod_assign_get_assignments",
    "mod_quiz_get_quizzes_by_courses",
    "mod_lesson_get_lessons_by_courses",
    "mod_forum_get_forums_by_courses",
    "mod_choice_get_choices_by_courses",
    "mod_feedback_get_feedbacks_by_courses",
    "mod_workshop_get_workshops_by_courses",
    "mod_scorm_get_scorms_by_courses",
    "mod_data_get_databases_by_courses",
    "mod_h5pactivity_get_h5pactivities_by_courses",
)
"""Everything that lmsync asks; all of it only reads."""

CAPABILITIES: tuple[tuple[str, str, str], ...] = (
    ("webservice/rest:use", "everything", "всё"),
    (
        "moodle/course:view, moodle/course:viewhiddencourses",
        "every course where the account is not enrolled",
        "все курсы, на которые учётная запись не записана",
    ),
    (
        "moodle/course:viewhiddenactivities, moodle/course:viewhiddensections, moodle/course:ignoreavailabilityrestrictions",
        "work that is hidden or not open yet",
        "скрытые и ещё не открытые работы",
    ),
    ("moodle/course:viewparticipants", "people in courses", "участники курсов"),
    ("moodle/course:viewsuspendedusers, moodle/course:enrolreview", "suspended enrolments", "приостановленные записи"),
    ("moodle/role:review", "a fast list of teachers (reading takes longer)", "быстрый список учителей (чтение дольше)"),
    (
        "moodle/site:accessallgroups",
        "people in courses with separate groups: Moodle then answers with an empty list",
        "участники курсов с изолированными группами: Moodle тогда отвечает пустым списком",
    ),
    ("moodle/course:managegroups, moodle/course:viewhiddengroups", "groups and their members", "группы и их состав"),
    ("moodle/course:update", "ID numbers of courses", "идентификационные номера курсов"),
    ("moodle/site:viewfullnames", "first and last names", "имена и фамилии"),
    (
        "moodle/user:viewdetails, moodle/user:viewalldetails, moodle/site:viewuseridentity",
        "logins, ID numbers and e-mail addresses",
        "логины, идентификационные номера и адреса почты",
    ),
    ("moodle/category:viewhiddencategories", "hidden course categories", "скрытые категории курсов"),
    (
        "moodle/calendar:manageentries",
        "lessons: the calendar of courses and groups",
        "занятия: календарь курсов и групп",
    ),
    (
        "mod/assign:view, mod/quiz:view, mod/forum:viewdiscussion, mod/feedback:view, mod/choice:view, mod/workshop:view, "
        "mod/data:view, mod/glossary:view, mod/h5pactivity:view, mod/lti:view, mod/bigbluebuttonbn:view and :view of other "
        "activities",
        "work of that type",
        "работы этого типа",
    ),
    (
        "mod/data:viewentry",
        "work of every course that has a database activity: Moodle then fails to list it, and no run is complete",
        "работы курсов с элементом «База данных»: без этого права Moodle не отдаёт его список, и синхронизация не бывает "
        "полной",
    ),
)
"""Rights of the role, and what is lost without them (English, Russian)."""


def _setup_en() -> str:
    rights = "\n".join(f"| `{right}` | {lost} |" for right, lost, _ in CAPABILITIES)
    functions = ", ".join(f"`{function}`" for function in FUNCTIONS)
    return f"""\
Ten minutes, once, as an administrator of the Moodle.

1. **Switch web services on.** Site administration → General → Advanced features: tick *Enable web services*. Then
   Server → Web services → Manage protocols: enable *REST*.
2. **Make an account for lmsync.** Plugins → Authentication → Manage authentication: enable *Web services
   authentication*. Users → Add a new user: `lmsync`, with that method; fill every required profile field. Nobody can log in
   with it through the browser.
3. **Make a role.** Users → Permissions → Define roles → Add a new role: no archetype, context type *System*, and the rights
   below. Then Assign system roles: give it to `lmsync`.
4. **Make a service.** Server → Web services → External services → Add: enabled, *Authorised users only*. Add the functions
   below, and `lmsync` under Authorised users. Leave *Valid until* of the user empty: Moodle reads it the wrong way round.
5. **Make a token.** Server → Web services → Manage tokens → Create token: the user and the service above. Enter it in lmsync.

| right | lost without it |
|---|---|
{rights}

Functions: {functions}.
"""


def _setup_ru() -> str:
    rights = "\n".join(f"| `{right}` | {lost} |" for right, _, lost in CAPABILITIES)
    functions = ", ".join(f"`{function}`" for function in FUNCTIONS)
    return f"""\
Десять минут, один раз, от имени администратора Moodle.

1. **Включите веб-службы.** Администрирование → Основные → Расширенные возможности: отметьте «Включить веб-службы». Затем
   Сервер → Веб-службы → Управление протоколами: включите *REST*.
2. **Создайте учётную запись для lmsync.** Плагины → Аутентификация → Управление аутентификацией: включите
   «Аутентификация веб-служб». Пользователи → Добавить пользователя: `lmsync`, с этим способом; заполните все обязательные
   поля профиля. Войти под ней через браузер не сможет никто.
3. **Создайте роль.** Пользователи → Права → Определение ролей → Добавить роль: без прототипа, тип контекста «Система», права
   из таблицы ниже. Затем «Назначить системные роли»: дайте её пользователю `lmsync`.
4. **Создайте службу.** Сервер → Веб-службы → Внешние службы → Добавить: включена, «Только авторизованные пользователи».
   Добавьте функции из списка ниже и пользователя `lmsync`. Поле «Действительно до» у пользователя оставьте пустым: Moodle
   понимает его наоборот.
5. **Выпустите токен.** Сервер → Веб-службы → Управление токенами → Создать токен: этот пользователь и эта служба. Введите
   токен в lmsync.

| право | что теряется без него |
|---|---|
{rights}

Функции: {functions}.
"""


SETUP = Words(en=_setup_en(), ru=_setup_ru())

PAGE_ADDRESS = Words(
    en="This is the address of a page. Enter the address of the site itself: everything before /course, /my or /login.",
    ru="Это адрес отдельной страницы. Введите адрес самого сайта: всё, что стоит до /course, /my или /login.",
)
PASSWORD_IN_ADDRESS = Words(
    en="Leave name and password out of the address; lmsync needs only the token.",
    ru="Уберите из адреса имя и пароль: lmsync нужен только токен.",
)
COURSES_WITHHELD = Words(
    en="Moodle warned that its list of courses is not whole. Nothing was removed. Check the rights moodle/course:view and "
    "moodle/course:viewhiddencourses of the role.",
    ru="Moodle предупредил, что список курсов неполон. Ничего не удалено. Проверьте у роли права moodle/course:view и "
    "moodle/course:viewhiddencourses.",
)
EMPTY_COURSE_LIST = Words(
    en="Moodle answered with no courses at all, not even its front page. Nothing was removed. Check the rights "
    "moodle/course:view and moodle/course:viewhiddencourses of the role.",
    ru="Moodle не показал ни одного курса, даже главной страницы. Ничего не удалено. Проверьте у роли права "
    "moodle/course:view и moodle/course:viewhiddencourses.",
)
EMPTY_CATEGORY_LIST = Words(
    en="Moodle showed not a single course category, though it always has one. Nothing was removed. See whether Moodle waits "
    "for something from the lmsync account (an e-mail address, a new password, consent to the site policy), and allow "
    "moodle/category:viewhiddencategories in its role.",
    ru="Moodle не показал ни одной категории курсов, хотя хотя бы одна есть всегда. Ничего не удалено. Проверьте, не ждёт ли "
    "Moodle чего-нибудь от учётной записи lmsync (почты, нового пароля, согласия с правилами), и разрешите её роли право "
    "moodle/category:viewhiddencategories.",
)
ACCOUNT_UNFINISHED: dict[str, Words] = {
    "usernotfullysetup": Words(
        en="Moodle waits for the profile of the lmsync account to be completed and shows it almost nothing until then. Enter "
        "its e-mail address and every required profile field under Site administration → Users → Browse list of users.",
        ru="Профиль учётной записи lmsync заполнен не до конца, и Moodle почти ничего ей не показывает. Укажите её почту и "
        "все обязательные поля: «Администрирование → Пользователи → Список пользователей».",
    ),
    "nopasswordchangeforced": Words(
        en="Moodle wants the lmsync account to change its password and shows it almost nothing until then. Untick Force "
        "password change in its profile.",
        ru="Moodle ждёт, что учётная запись lmsync сменит пароль, и до тех пор почти ничего ей не показывает. Снимите в её "
        "профиле отметку «Требовать смены пароля».",
    ),
    "sitepolicynotagreed": Words(
        en="The lmsync account has not agreed to the site policy, and Moodle shows it almost nothing until it does. Log in "
        "as this account and agree, or give it the method Web services authentication, which needs no agreement.",
        ru="Учётная запись lmsync не приняла правила сайта, и до тех пор Moodle почти ничего ей не показывает. Войдите под "
        "ней и примите правила или выберите для неё способ входа «Аутентификация веб-служб»: он согласия не требует.",
    ),
}
ACCOUNT_UNFINISHED["forcepasswordchangenotice"] = ACCOUNT_UNFINISHED["nopasswordchangeforced"]
"""The service account has something to do first. Until then some functions answer with empty lists."""
"""What the account has to do before Moodle answers it, by error code."""
PEOPLE_HIDDEN = Words(
    en="Moodle hides some of the people of this course. Allow moodle/user:viewdetails and moodle/site:accessallgroups in the "
    "role of lmsync, and give the role in the context System.",
    ru="Moodle скрывает часть участников этого курса. Разрешите роли lmsync права moodle/user:viewdetails и "
    "moodle/site:accessallgroups и назначьте роль в контексте «Система».",
)
WORK_WITHHELD = Words(
    en="Moodle hides some work of this course, or its dates and points. What is stored stays. Allow in the role of lmsync: "
    "moodle/course:viewhiddenactivities, moodle/course:ignoreavailabilityrestrictions, and the right to view every type of "
    "activity (mod/assign:view, mod/quiz:view, mod/forum:viewdiscussion and so on).",
    ru="Moodle скрывает часть работ этого курса или их сроки и баллы. Сохранённое остаётся. Разрешите роли lmsync права "
    "moodle/course:viewhiddenactivities, moodle/course:ignoreavailabilityrestrictions и просмотр каждого типа работ "
    "(mod/assign:view, mod/quiz:view, mod/forum:viewdiscussion и другие).",
)
SEPARATE_GROUPS = Words(
    en="Moodle hides the people of this course. Allow moodle/site:accessallgroups in the role of lmsync.",
    ru="Moodle скрывает участников этого курса. Разрешите роли lmsync право moodle/site:accessallgroups.",
)
MEMBERS_UNREAD = Words(
    en="The members of some groups could not be read. Allow moodle/course:managegroups in the role of lmsync.",
    ru="Состав некоторых групп прочитать не удалось. Разрешите роли lmsync право moodle/course:managegroups.",
)
CALENDAR = Words(
    en="Part of the calendar could not be read. Allow moodle/calendar:manageentries and moodle/site:accessallgroups in the "
    "role of lmsync.",
    ru="Часть календаря прочитать не удалось. Разрешите роли lmsync права moodle/calendar:manageentries и "
    "moodle/site:accessallgroups.",
)
NOT_YET = Words(
    en="lmsync does not read this from Moodle yet.",
    ru="lmsync пока не читает это из Moodle.",
)
NO_TERMS = Words(
    en="Moodle has no terms.",
    ru="В Moodle нет учебных периодов.",
)

RIGHT_OF: dict[str, str] = {
    "core_enrol_get_enrolled_users": "moodle/course:viewparticipants, moodle/course:enrolreview, moodle/course:view",
    "core_grades_get_gradable_users": "moodle/course:viewparticipants",
    "core_group_get_course_groups": "moodle/course:managegroups",
    "core_course_get_contents": "moodle/course:view, moodle/course:viewhiddencourses",
    "core_calendar_get_calendar_events": "moodle/calendar:manageentries",
}


def lost_function(function: str) -> Words:
    return Words(
        en=f"The service of the token lacks the function {function}. Add it under Site administration → Server → External "
        "services → Functions.",
        ru=f"В службе токена нет функции {function}. Добавьте её: Администрирование → Сервер → Внешние службы → Функции.",
    )


def refusal(cause: str, function: str | None) -> Words:
    """Why Moodle refuses, as far as its error code tells, and what to do."""
    if cause in {"accessexception", "function_missing"} and function is not None:
        return lost_function(function)
    if cause in ACCOUNT_UNFINISHED:
        return ACCOUNT_UNFINISHED[cause]
    if cause in {"nopermissions", "errorcoursecontextnotvalid", "requireloginerror"}:
        right = RIGHT_OF.get(function or "", "moodle/course:view, moodle/course:viewhiddencourses")
        return Words(
            en=f"Moodle does not let lmsync read this. Allow in its role: {right}.",
            ru=f"Moodle не разрешает lmsync это прочитать. Разрешите его роли: {right}.",
        )
    return Words(
        en=f"Moodle answered with the error “{cause}”. If it stays, show this code to your Moodle administrator.",
        ru=f"Moodle ответил ошибкой «{cause}». Если она не проходит, покажите этот код администратору Moodle.",
    )
