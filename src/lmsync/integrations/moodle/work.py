"""Work: what a course contains, and what the functions of the modules say of it."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec import UNSET, Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Reading, Row, Scope
from lmsync.errors import BadRecord, LmsyncError, Refused
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.offer import ACTIVITIES
from lmsync.integrations.moodle.participants import NOT_ENTERED
from lmsync.integrations.moodle.reading import by_course, incomplete, page_as_sent
from lmsync.integrations.moodle.side_lists import SideList, side_list_of
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import Call
from lmsync.lms_rows import mapped
from lmsync.records import Kind

ASSIGN = "assign"
FOR_ALL_ALIKE = frozenset({"accessexception", "nopermissions"})
"""Refusals that hold for every course: asking for each by itself would not say more."""


def readings(site: Site, known: Known) -> Iterator[Reading]:
    site.with_work = {course for course in site.courses(known) if known.ids(Kind.ITEM, parent=course)}
    return by_course(site, known, "items", Kind.ITEM, _read_work)


@dataclass
class ActivityFacts:
    """What the functions of the modules say of the activities of some courses, and what they do not."""

    activities: dict[int, answers.Activity] = field(default_factory=dict)
    """By course module."""
    refused: dict[str, LmsyncError] = field(default_factory=dict)
    """Why a function says nothing of a course."""
    withheld: set[str] = field(default_factory=set)
    """Courses with activities that are hidden, or that have no row of their own."""


async def _read_work(site: Site, scopes: Sequence[Scope], courses: Sequence[str]) -> AsyncIterator[Answer]:
    options = [{"name": "excludecontents", "value": True}]
    calls = [Call("core_course_get_contents", {"courseid": int(course), "options": options}) for course in courses]
    contents = await site.service.batch(calls, list[Raw])
    found: dict[str, list[tuple[answers.Module, str | None]]] = {}
    bad_rows: dict[str, list[BadRecord]] = {}
    refused: dict[str, LmsyncError] = {}
    for course, topics in zip(courses, contents, strict=True):
        if isinstance(topics, LmsyncError):
            refused[course] = topics
            if not (isinstance(topics, Refused) and topics.cause in NOT_ENTERED):
                site.not_entered.discard(course)
        elif not topics and course in site.with_work:
            # Every course has a section, be it empty.
            refused[course] = Refused("empty_answer", function="core_course_get_contents")
        else:
            site.not_entered.discard(course)
            found[course], bad_rows[course] = modules_of(topics)
    facts = await _activities(site, found)
    for scope, course in zip(scopes, courses, strict=True):
        if course in refused:
            yield incomplete(scope, refused[course])
            continue
        modules, set_aside = found[course], bad_rows[course]
        activities = {module.id: facts.activities.get(module.id) for module, _ in modules}
        sent = modules, list(activities.values()), set_aside
        yield page_as_sent(site, scope, "all", sent, partial(_items_in, course, modules, activities, set_aside))
        if course in facts.refused:
            yield incomplete(scope, facts.refused[course])
        elif course in facts.withheld:
            yield Incomplete(scope, "work_withheld", needs_person=True, words=words.WORK_WITHHELD)
        else:
            yield End(scope)


def _items_in(
    course: str,
    modules: Sequence[tuple[answers.Module, str | None]],
    activities: Mapping[int, answers.Activity | None],
    set_aside: Sequence[BadRecord],
) -> list[Row]:
    items: list[Row] = [
        mapped(
            Kind.ITEM,
            f"cm.{module.id}",
            mapping.item_of,
            module,
            course,
            topic,
            UNSET if set_aside else position,
            activities[module.id],
        )
        for position, (module, topic) in enumerate(modules, start=1)
        if module.modname not in mapping.NO_WORK
    ]
    return [*items, *set_aside]


async def _activities(site: Site, modules: Mapping[str, Sequence[tuple[answers.Module, str | None]]]) -> ActivityFacts:
    """What each module's own function says. Of what it does not say, what is stored stays."""
    facts = ActivityFacts()
    calls: dict[str, Call] = {}
    for name, (function, _) in ACTIVITIES.items():
        # Of assignments alone Moodle says which it hides, so that is asked of every course.
        courses = [
            c for c, of_course in modules.items() if name == ASSIGN or any(m.modname == name for m, _ in of_course)
        ]
        if courses and site.service.offers(function):
            calls[name] = activities_call(name, courses)
    answered = await site.service.batch(list(calls.values()), Raw)
    for (name, call), answer in zip(calls.items(), answered, strict=True):
        asked = [str(course) for course in call.arguments["courseids"]]
        for course, side in (await _side_lists(site, name, asked, answer)).items():
            if isinstance(side, LmsyncError):
                facts.refused.setdefault(course, side)
                continue
            facts.activities |= side.rows
            site.hides_work |= bool(side.hidden)
            here = {module.id for module, _ in modules[course] if module.modname == name}
            there = {number for number, row in side.rows.items() if str(row.course) == course}
            # What only one of the two lists has was left out of the other.
            if not here <= side.rows.keys() or not there <= here or side.hidden or course in side.refused:
                facts.withheld.add(course)
    return facts


async def _side_lists(
    site: Site,
    name: str,
    courses: Sequence[str],
    answer: Raw | LmsyncError,
) -> Mapping[str, SideList | LmsyncError]:
    """By course. Where an answer does not say which course it fails for, each is asked for by itself."""
    function, key = ACTIVITIES[name]
    side = side_list_of(answer, function, key, courses)
    if isinstance(side, LmsyncError):
        if len(courses) == 1 or not isinstance(side, Refused) or side.cause in FOR_ALL_ALIKE:
            return dict.fromkeys(courses, side)
    elif len(courses) == 1 or not (side.hidden or side.refused):
        return dict.fromkeys(courses, side)
    answers_by_course = await site.service.batch([activities_call(name, [course]) for course in courses], Raw)
    return {
        course: side_list_of(answer, function, key, [course])
        for course, answer in zip(courses, answers_by_course, strict=True)
    }


def activities_call(name: str, courses: Iterable[str]) -> Call:
    extra = {"includenotenrolledcourses": True} if name == ASSIGN else {}
    return Call(ACTIVITIES[name][0], {"courseids": [int(course) for course in courses], **extra})


def modules_of(
    topics: Sequence[Raw],
) -> tuple[list[tuple[answers.Module, str | None]], list[BadRecord]]:
    found: list[tuple[answers.Module, str | None]] = []
    set_aside: list[BadRecord] = []
    for row_of_topic in topics:
        topic = mapping.understood(Kind.ITEM, row_of_topic, answers.Topic)
        if isinstance(topic, BadRecord):
            # What stands in it is not known.
            set_aside.append(BadRecord(topic.kind, None, topic.why))
            continue
        name = mapping.plain(topic.name)
        for row in topic.modules:
            module = mapping.understood(Kind.ITEM, row, answers.Module, "cm.")
            if isinstance(module, BadRecord):
                set_aside.append(module)
            else:
                found.append((module, name if isinstance(name, str) else None))
    return found, set_aside
