"""What a run would ask of a Canvas, reckoned from what is stored and from what the token sees."""

from collections.abc import Sequence

from lmsync.crm_integration import Known
from lmsync.errors import Words
from lmsync.integrations.canvas.calendar import CODES_PER_CALL, COURSES_PER_READING
from lmsync.integrations.canvas.rest import IN_FLIGHT_UNREPORTED, KEPT_FREE, LEAK_PER_SECOND, PER_PAGE, in_chunks
from lmsync.integrations.canvas.site import Site
from lmsync.lms_plan import Plan, Question, in_lists, in_parts, once
from lmsync.records import Kind


def plan_of(site: Site, known: Known, *, named_account: bool) -> Plan:
    courses = site.courses(known)
    administers = site.accounts.administered is not None
    periods = sum(term.startswith("gp.") for term in known.ids(Kind.TERM))
    terms = known.count(Kind.TERM) - periods
    accounts = _list("accounts", Kind.ORG, known.count(Kind.ORG)) if administers else once("course_accounts")
    own = once("accounts" if not named_account else "accounts and the one of the settings", 1 + named_account)
    return Plan(
        {
            "open": (once("users/self"), own, *(() if administers else (accounts,))),
            "orgs": (
                *((_list("sub_accounts", Kind.ORG, known.count(Kind.ORG)),) if administers else ()),
                *((_list("terms", Kind.TERM, terms),) if site.accounts.root is not None else ()),
            ),
            "courses": (_list("courses", Kind.COURSE, len(courses)),),
            "sections": (
                *((_list("users of the account", Kind.USER, known.count(Kind.USER)),) if administers else ()),
                in_parts("grading_periods", Kind.COURSE, len(courses)),
                _by_course("sections", Kind.SECTION, courses, known),
            ),
            "people": (
                _by_course("enrollments", Kind.ENROLLMENT, courses, known),
                *(() if administers else (_by_course("users", Kind.ENROLLMENT, courses, known, PROFILES),)),
            ),
            "people out of sight": (),
            "groups": (_by_course("groups", Kind.GROUP, courses, known, LARGE_GROUPS),),
            "work": (
                _by_course("assignment_groups", Kind.CATEGORY, courses, known),
                in_parts("modules", Kind.COURSE, len(courses), 1, LARGE_MODULES),
                in_parts("quizzes", Kind.COURSE, len(courses), 1, UNLISTED_QUIZZES),
            ),
            "lessons": (
                in_parts(
                    "calendar_events (accounts)",
                    Kind.ORG,
                    known.count(Kind.ORG),
                    CODES_PER_CALL,
                    None if administers else SHUT_CALENDARS,
                ),
                _calendars(courses, known),
                in_parts("conferences", Kind.COURSE, len(courses)),
            ),
        },
        (LIMITS,),
    )


def _list(name: str, of: Kind, count: int) -> Question:
    return in_lists(name, of, [count], PER_PAGE)


def _by_course(name: str, of: Kind, courses: Sequence[str], known: Known, varies: Words | None = None) -> Question:
    counts = known.count_by_course(of)
    return in_lists(name, of, [counts.get(course, 0) for course in courses], PER_PAGE, varies)


def _calendars(courses: Sequence[str], known: Known) -> Question:
    groups, lessons = known.count_by_course(Kind.GROUP), known.count_by_course(Kind.LESSON)
    requests = 0
    for part in in_chunks(courses, COURSES_PER_READING):
        codes = sum(1 + groups.get(course, 0) for course in part)
        rows = sum(lessons.get(course, 0) for course in part)
        calls = -(-codes // CODES_PER_CALL)
        # The rows of each call are read page by page.
        requests += calls + max(0, -(-rows // PER_PAGE) - 1)
    return Question("calendar_events", requests, Kind.COURSE, len(courses), COURSES_PER_READING, CALENDARS)


LIMITS = Words(
    en=f"Canvas gives {PER_PAGE} rows a page. Each request costs units of the token's bucket, which regains "
    f"{LEAK_PER_SECOND} a second. lmsync leaves {KEPT_FREE} units to other programs and waits when they run short; where "
    f"Canvas does not report the bucket, it sends {IN_FLIGHT_UNREPORTED} requests at a time.",
    ru=f"Canvas отдаёт по {PER_PAGE} строк на страницу. Каждый запрос тратит единицы лимита токена, восстанавливается "
    f"{LEAK_PER_SECOND} в секунду. lmsync оставляет {KEPT_FREE} единиц другим программам и ждёт, если их мало; если Canvas "
    f"не сообщает остаток, одновременно идут {IN_FLIGHT_UNREPORTED} запроса.",
)
PROFILES = Words(
    en="Asked only of courses with people whom no earlier course has shown.",
    ru="Запрашиваются только у курсов, где есть люди, которых не было в предыдущих.",
)
LARGE_GROUPS = Words(
    en="Large groups come with a part of their people; their members are then asked for group by group.",
    ru="Большие группы приходят не со всеми участниками; тогда состав каждой запрашивается отдельно.",
)
LARGE_MODULES = Words(
    en="Modules with many items come without them; these are then asked for module by module.",
    ru="Большие модули приходят без содержимого; тогда содержимое каждого запрашивается отдельно.",
)
UNLISTED_QUIZZES = Words(
    en="A quiz that left the list is asked for by its number.",
    ru="Тест, которого больше нет в списке, запрашивается по номеру.",
)
SHUT_CALENDARS = Words(
    en="A teacher may not be shown the calendars of all accounts; then each is asked for by itself.",
    ru="Учителю могут быть видны календари не всех учётных записей; тогда каждый запрашивается отдельно.",
)
CALENDARS = Words(
    en="Groups have calendars too, ten calendars go into a request, and a page holds a hundred events.",
    ru="Календари есть и у групп; в один запрос входит десять календарей, на странице сто событий.",
)
