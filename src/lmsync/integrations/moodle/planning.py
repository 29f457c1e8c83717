"""What a run would ask of a Moodle, reckoned from what is stored and from what its service offers."""

from collections.abc import Collection, Mapping, Sequence

from lmsync.crm_integration import Known, Scope
from lmsync.errors import Words
from lmsync.integrations.moodle import calendar
from lmsync.integrations.moodle.accounts import ACCOUNTS, ACCOUNTS_PER_CALL
from lmsync.integrations.moodle.offer import ACTIVITIES, ENROLLED, GRADABLE, NEEDED
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import BATCH, BATCH_SIZE, IDS_PER_CALL, in_chunks
from lmsync.lms_plan import Plan, Question, in_parts, once
from lmsync.records import Kind

GROUPS_PER_CALL = 100
COURSES_PER_READING_OF_GROUPS = 2 * BATCH_SIZE
SLOW_ROLES = frozenset({"other"})
"""Who has only such a role stands neither among the students nor among the teachers."""


def plan_of(site: Site, known: Known) -> Plan:
    courses = site.courses(known)
    # Students come with their profiles, where the fast list of them is offered.
    apart, enrolled = _people(known, "student" if site.service.offers(GRADABLE) else None)
    offers_accounts = site.service.offers(ACCOUNTS)
    unseen = sum(user not in enrolled for user in known.each(Kind.USER)) if offers_accounts else 0
    phases: dict[str, tuple[Kind, list[Question]]] = {
        "orgs": (Kind.ORG, [once(NEEDED[Kind.ORG])]),
        "courses": (Kind.COURSE, [once(NEEDED[Kind.COURSE])]),
        "people": (Kind.ENROLLMENT, _of_people(site, courses, apart)),
        "accounts": (Kind.USER, [in_parts(ACCOUNTS, Kind.USER, unseen, ACCOUNTS_PER_CALL)]),
        "groups": (Kind.GROUP, _of_groups(site, courses, known.count_by_course(Kind.GROUP))),
        "items": (Kind.ITEM, _of_work(site, courses)),
        "lessons": (Kind.LESSON, _of_calendar(courses, known)),
    }
    asked = {
        name: tuple(questions) if site.service.offers(NEEDED[kind]) else ()
        for name, (kind, questions) in phases.items()
    }
    return Plan({"open": (once("core_webservice_get_site_info"),), **asked}, (LIMITS,))


def _people(known: Known, but: str | None) -> tuple[dict[str, dict[str, set[str]]], Collection[str]]:
    """By course, those whose role there is another than `but`, with their roles; and everybody who is enrolled."""
    apart: dict[str, dict[str, set[str]]] = {}
    enrolled: set[str] = set()
    for enrollment in known.each(Kind.ENROLLMENT):
        course, user, role = enrollment.split(".")
        enrolled.add(user)
        if role != but:
            apart.setdefault(course, {}).setdefault(user, set()).add(role)
    return apart, enrolled


def _of_people(
    site: Site, courses: Sequence[str], apart: Mapping[str, Mapping[str, Collection[str]]]
) -> list[Question]:
    of_courses = len(courses)
    lists = [
        in_parts(f"{ENROLLED} ({what})", Kind.COURSE, of_courses, _per_batch(site))
        for what in ("teachers", "suspended", "everybody")
    ]
    if site.service.offers(GRADABLE):
        fast, slow = of_courses, sum(map(_has_other_roles, (apart.get(course, {}) for course in courses)))
    else:
        fast, slow = 0, of_courses
    profiles, seen = 0, set[str]()
    for course in courses:
        new = apart.get(course, {}).keys() - seen
        seen |= new
        profiles += -(-len(new) // ACCOUNTS_PER_CALL)
    return [
        *lists,
        in_parts(GRADABLE, Kind.COURSE, fast),
        in_parts(f"{ENROLLED} (roles)", Kind.COURSE, slow, 1, GRADEBOOKS),
        in_parts(ACCOUNTS, Kind.COURSE, profiles if site.service.offers(ACCOUNTS) else 0, 1, PROFILES),
    ]


def _has_other_roles(people: Mapping[str, Collection[str]]) -> bool:
    return any(SLOW_ROLES.issuperset(roles) for roles in people.values())


def _of_groups(site: Site, courses: Sequence[str], groups: Mapping[str, int]) -> list[Question]:
    parts = [
        sum(groups.get(course, 0) for course in part) for part in in_chunks(courses, COURSES_PER_READING_OF_GROUPS)
    ]
    requests = sum(-(-part // GROUPS_PER_CALL) for part in parts)
    return [
        in_parts(NEEDED[Kind.GROUP], Kind.COURSE, len(courses), _per_batch(site), ODD_NAMES),
        Question("core_group_get_group_members", requests, Kind.GROUP, sum(parts), GROUPS_PER_CALL),
    ]


def _of_work(site: Site, courses: Sequence[str]) -> list[Question]:
    questions = [in_parts(NEEDED[Kind.ITEM], Kind.COURSE, len(courses), _per_batch(site))]
    offered = [function for function, _ in ACTIVITIES.values() if site.service.offers(function)]
    if offered and site.service.offers(BATCH):
        questions.append(in_parts("mod_*_by_courses", Kind.COURSE, len(courses), BATCH_SIZE, HIDDEN_WORK))
    elif offered:
        questions += [in_parts(function, Kind.COURSE, len(courses), BATCH_SIZE, NO_WORK) for function in offered]
    return questions


def _of_calendar(courses: Sequence[str], known: Known) -> list[Question]:
    function = NEEDED[Kind.LESSON]
    # One course for each category that has any; the highest org is the site itself.
    categories = min(len(courses), max(0, known.count(Kind.ORG) - 1))
    stored = known.ids_in(Scope.outside(Kind.LESSON, Kind.COURSE))
    events = sum(lesson.startswith("ev.") for lesson in stored)
    of_site = -(-categories // calendar.COURSES_PER_QUESTION) + -(-events // IDS_PER_CALL)
    groups = known.ids_by_course(Kind.GROUP, "")
    questions = sum(1 for _ in calendar.in_questions((course, groups.get(course, ())) for course in courses))
    return [
        once(f"{function} (site)", max(1, of_site)),
        Question(function, questions, Kind.COURSE, len(courses), calendar.COURSES_PER_QUESTION, GROUP_EVENTS),
    ]


def _per_batch(site: Site) -> int:
    return BATCH_SIZE if site.service.offers(BATCH) else 1


LIMITS = Words(
    en=f"Moodle has no limit of its own. lmsync puts up to {BATCH_SIZE} calls into a request where the service offers it, "
    f"and at most {IDS_PER_CALL} ids, because PHP cuts longer lists without a word.",
    ru=f"Собственных ограничений у Moodle нет. lmsync объединяет до {BATCH_SIZE} вызовов в запрос, если служба это "
    f"предлагает, и передаёт не больше {IDS_PER_CALL} номеров: более длинные списки PHP молча обрезает.",
)
PROFILES = Words(
    en="Who comes without a profile, as teachers do, is asked for in the first course that shows them.",
    ru="Если список приходит без профилей, как у учителей, они запрашиваются в том курсе, где человек встретился впервые.",
)
GRADEBOOKS = Words(
    en="Where a gradebook waits for its recalculation, the slow list of participants is read instead.",
    ru="Если журнал оценок курса ждёт пересчёта, вместо него читается медленный список участников.",
)
ODD_NAMES = Words(
    en="A group whose name looks like a tag, such as <lectures>, costs its course one or two questions more.",
    ru="Группа с именем, похожим на тег, например <лекции>, добавляет для её курса один-два запроса.",
)
HIDDEN_WORK = Words(
    en="Where Moodle names work that it does not show, each course is asked by itself.",
    ru="Если Moodle упоминает скрытые работы, каждый курс запрашивается отдельно.",
)
NO_WORK = Words(
    en="Asked only where courses have work of this type.",
    ru="Запрашивается, только если в курсах есть работы этого типа.",
)
GROUP_EVENTS = Words(
    en="More questions the more groups there are. If no event of a group is shown, up to three more find out why.",
    ru="Чем больше групп, тем больше запросов. Если событий групп не видно, ещё до трёх запросов выясняют причину.",
)
