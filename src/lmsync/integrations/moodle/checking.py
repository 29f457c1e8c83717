"""Trying a configuration: the token first, then one question for each right that matters."""

from collections.abc import AsyncIterator, Mapping

from msgspec import Raw

from lmsync.crm_integration import Check, CheckReport, Provided
from lmsync.errors import NeedsAttention, Refused, Retryable, Words
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.offer import ACTIVITIES, ENROLLED, GRADABLE, NEEDED, provided_by
from lmsync.integrations.moodle.web_service import BATCH, NO_MOODLE, MoodleWebService
from lmsync.records import Kind
from lmsync.site_address import WRONG_ADDRESS

TITLES: Mapping[str, Words] = {
    "site": Words(en="The site answers and knows the token", ru="Сайт отвечает и знает токен"),
    "courses": Words(en="Courses", ru="Курсы"),
    "people": Words(en="People in courses", ru="Участники курсов"),
    "suspended": Words(en="Suspended enrolments", ru="Приостановленные записи на курсы"),
    "teachers": Words(en="A fast list of teachers", ru="Быстрый список учителей"),
    "students": Words(en="A fast list of students", ru="Быстрый список учеников"),
    "accounts": Words(en="Profiles of people", ru="Профили людей"),
    "groups": Words(en="Groups", ru="Группы"),
    "work": Words(en="Work in courses", ru="Работы в курсах"),
    "lessons": Words(en="Lessons from the calendar", ru="Занятия из календаря"),
    "departments": Words(en="Course categories", ru="Категории курсов"),
    "batches": Words(en="Many questions in one request", ru="Много вопросов одним запросом"),
}
LOST: Mapping[str, Words] = {
    "courses": Words(en="Nothing can be read without courses.", ru="Без курсов прочитать нельзя ничего."),
    "people": Words(en="Students, teachers and enrolments.", ru="Ученики, учителя и записи на курсы."),
    "suspended": Words(
        en="Who is suspended; their courses are not read.", ru="Кто приостановлен; люди курсов не читаются."
    ),
    "teachers": Words(en="Time: teachers are found by a slower list.", ru="Время: учителя ищутся медленным списком."),
    "students": Words(en="Time: students are found by a slower list.", ru="Время: ученики ищутся медленным списком."),
    "accounts": Words(en="E-mail, login and ID number of teachers.", ru="Почта, логин и номер учителей."),
    "groups": Words(en="Groups and who is in them.", ru="Группы и их состав."),
    "work": Words(en="Assignments, quizzes and their deadlines.", ru="Задания, тесты и их сроки."),
    "lessons": Words(en="Lessons and events.", ru="Занятия и события."),
    "departments": Words(en="Departments of courses.", ru="Подразделения курсов."),
    "batches": Words(en="Time: every course is asked for by itself.", ru="Время: каждый курс запрашивается отдельно."),
}
REQUIRED = frozenset({"site", "courses", "people"})


async def checks_of_moodle(service: MoodleWebService) -> AsyncIterator[Check | CheckReport]:
    """Never raises for what is wrong with the configuration: that is a failed check. `Retryable` comes through."""
    checks: list[Check] = []
    site: answers.SiteInfo | None = None
    async for found in _tried_one_by_one(service):
        if isinstance(found, Check):
            checks.append(found)
            yield found
        else:
            site = found
    if site is None:
        yield CheckReport(tuple(checks), _nothing())
    else:
        yield CheckReport(tuple(checks), provided_by(service), site_name=site.sitename, release=site.release)


async def _tried_one_by_one(service: MoodleWebService) -> AsyncIterator[Check | answers.SiteInfo]:
    """Each check; among them, once, what the site says of itself, if it answers."""
    try:
        site = await service.call("core_webservice_get_site_info", answers.SiteInfo)
    except NeedsAttention as trouble:
        yield _failed("site", trouble.words, trouble.field)
        return
    except Refused as refused:
        yield _failed("site", words.refusal(refused.cause, None), "base_url")
        return
    except Retryable as trouble:
        fix = _why_no_answer(trouble)
        if fix is None:
            raise
        yield _failed("site", fix, "base_url")
        return
    yield site
    service.functions = frozenset(function.name for function in site.functions)
    yield Check("site", TITLES["site"], passed=True)
    course, courses = await _courses(service, NEEDED[Kind.COURSE], site.siteid)
    yield courses
    fields = {"name": "userfields", "value": "id"}
    for name, function, arguments in (
        ("people", ENROLLED, {"courseid": course, "options": [fields]}),
        ("suspended", ENROLLED, {"courseid": course, "options": [fields, {"name": "onlysuspended", "value": "1"}]}),
        (
            "teachers",
            ENROLLED,
            {"courseid": course, "options": [fields, {"name": "withcapability", "value": "moodle/grade:viewall"}]},
        ),
        ("students", GRADABLE, {"courseid": course, "groupid": 0, "onlyactive": 0}),
        ("groups", NEEDED[Kind.GROUP], {"courseid": course}),
        ("work", NEEDED[Kind.ITEM], {"courseid": course, "options": [{"name": "excludecontents", "value": 1}]}),
        ("lessons", NEEDED[Kind.LESSON], {"events": {"courseids": [course]}, "options": {"userevents": 1}}),
    ):
        yield await _tried(service, name, function, arguments if course else None)
    yield await _tried(service, "accounts", "core_user_get_users_by_field", {"field": "id", "values": [site.userid]})
    yield await _tried(service, "departments", NEEDED[Kind.ORG], {})
    yield await _tried(service, "batches", BATCH, None)
    missing = sorted(function for function, _ in ACTIVITIES.values() if not service.offers(function))
    if missing:
        yield Check(
            "activities",
            Words(en="Dates and points of work", ru="Сроки и баллы работ"),
            passed=False,
            required=False,
            lost=Words(en="Points, and some dates, of such work.", ru="Баллы и часть сроков таких работ."),
            fix=words.lost_function(", ".join(missing)),
        )


def _why_no_answer(trouble: Retryable) -> Words | None:
    """What is wrong with an address that does not answer as a Moodle does; `None` for what passes by itself."""
    if trouble.cause in {"html_instead_of_data", "empty_answer", "not_json"}:
        return NO_MOODLE
    return _unreachable() if trouble.cause in {"unreachable", "timeout"} else None


async def _courses(service: MoodleWebService, function: str, front_page: int) -> tuple[int | None, Check]:
    """A course to try the other questions with, preferably one that the account may enter."""
    if not service.offers(function):
        return None, _failed("courses", words.lost_function(function), "api_token")
    try:
        answer = await service.call(function, answers.Courses)
    except Refused as refused:
        return None, _failed("courses", words.refusal(refused.cause, function), "api_token")
    read = [mapping.understood(Kind.COURSE, row, answers.Course) for row in answer.courses]
    rows = [row for row in read if isinstance(row, answers.Course) and row.id != front_page]
    open_ones = [row.id for row in rows if mapping.yes(row.visible) is not False]
    return next(iter([*open_ones, *(row.id for row in rows)]), None), Check("courses", TITLES["courses"], passed=True)


async def _tried(service: MoodleWebService, name: str, function: str, arguments: Mapping[str, object] | None) -> Check:
    """`arguments=None`: there is nothing to try it with, only whether the function is offered is looked at."""
    if not service.offers(function):
        return _failed(name, words.lost_function(function), "api_token")
    if arguments is not None:
        try:
            await service.call(function, Raw, raw=False, **arguments)
        except Refused as refused:
            # The gradebook of this one course waits for its recalculation: no right is missing.
            if refused.cause != "gradesneedregrading":
                return _failed(name, words.refusal(refused.cause, function), "api_token")
    return Check(name, TITLES[name], passed=True, required=name in REQUIRED)


def _failed(name: str, fix: Words, field: str | None) -> Check:
    return Check(name, TITLES[name], passed=False, required=name in REQUIRED, lost=LOST.get(name), fix=fix, field=field)


def _unreachable() -> Words:
    return Words(
        en="Nobody answers at this address. Check its spelling, and whether the server of lmsync can reach the site. "
        + WRONG_ADDRESS.en,
        ru="По этому адресу никто не отвечает. Проверьте, верно ли он написан и доступен ли сайт с сервера lmsync. "
        + WRONG_ADDRESS.ru,
    )


def _nothing() -> dict[Kind, Provided]:
    return {kind: Provided(False) for kind in Kind}
