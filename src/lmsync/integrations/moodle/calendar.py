"""Lessons: the events of the calendar and the meetings in it."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Extent, Incomplete, Known, Reading, Row, Scope
from lmsync.errors import BadRecord
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.participants import sees_all_groups
from lmsync.integrations.moodle.reading import page_as_sent
from lmsync.integrations.moodle.side_lists import courses_in_doubt
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import IDS_PER_CALL, in_chunks
from lmsync.lms_rows import mapped
from lmsync.records import Kind, Lesson

COURSES_PER_QUESTION = 100


@dataclass(frozen=True)
class Question:
    """Whose events are asked for."""

    courses: Sequence[str]
    groups: Mapping[str, str] = field(default_factory=dict)
    """Each with its course."""
    events: Sequence[str] = ()


def readings(site: Site, known: Known) -> Iterator[Reading]:
    # Events of categories come along with courses in them, and not when their categories are asked for. Those
    # that are stored are asked for by their numbers: their category may have lost its last course.
    of_site = Scope.outside(Kind.LESSON, Kind.COURSE)
    course_of_each_category = (
        list(site.course_of_category.values()) if site.listed_courses is not None else site.courses(known)
    )
    stored = [lesson.removeprefix("ev.") for lesson in known.ids_in(of_site) if lesson.startswith("ev.")]
    question = Question(course_of_each_category, events=stored)
    yield Reading("calendar of the site", (of_site,), partial(_read_calendar, site, (of_site,), question))
    with_groups = ((course, known.ids(Kind.GROUP, parent=course)) for course in site.courses(known))
    for courses, groups in in_questions(with_groups):
        yield _reading_of(site, courses, groups)


def in_questions(
    courses: Iterable[tuple[str, Sequence[str]]],
) -> Iterator[tuple[Sequence[str], Mapping[str, str]]]:
    """Courses with their groups, as many as one question takes: the courses, and the groups, each with its course."""
    asked: list[str] = []
    groups: dict[str, str] = {}
    for course, of_course in courses:
        if asked and (len(asked) == COURSES_PER_QUESTION or len(asked) + len(groups) + len(of_course) > IDS_PER_CALL):
            yield asked, groups
            asked, groups = [], {}
        asked.append(course)
        groups |= dict.fromkeys(of_course, course)
    if asked:
        yield asked, groups


def _reading_of(site: Site, courses: Sequence[str], groups: Mapping[str, str]) -> Reading:
    scopes = tuple(Scope.within(Kind.LESSON, Kind.COURSE, course) for course in courses)
    ask = partial(_read_calendar, site, scopes, Question(courses, groups))
    return Reading(f"calendar of {len(courses)} courses from {courses[0]}", scopes, ask)


async def _read_calendar(site: Site, scopes: Sequence[Scope], question: Question) -> AsyncIterator[Answer]:
    of_site = scopes[0].extent is Extent.OUTSIDE
    # Without `userevents` Moodle drops the events of groups without a word.
    options = {"userevents": not of_site, "siteevents": of_site, "ignorehidden": True}
    asked = [
        {"courseids": [int(course) for course in part], "groupids": [int(group) for group in question.groups]}
        for part in in_chunks(question.courses, COURSES_PER_QUESTION)
    ]
    asked += [{"eventids": [int(event) for event in part]} for part in in_chunks(question.events, IDS_PER_CALL)]
    rows: list[Raw] = []
    in_doubt: set[str | None] = set()
    everything = {scope.parent for scope in scopes}
    # Without any course there are still the events of the whole site.
    for events in asked or [{}]:
        answer = await site.service.call(
            "core_calendar_get_calendar_events", answers.Events, events=events, options=options
        )
        rows += answer.events
        of_courses = courses_in_doubt(answer.warnings, question.courses, question.groups)
        in_doubt |= everything if of_site and answer.warnings else everything if of_courses is None else of_courses
    # By number: what stands in no course comes with each part of the question.
    of_scope: dict[str | None, dict[int, Raw]] = {scope.parent: {} for scope in scopes}
    strays: list[BadRecord] = []
    a_group_is_shown = False
    for row in rows:
        place = _place_of(row)
        if isinstance(place, BadRecord):
            strays.append(BadRecord(Kind.LESSON, None, place.why))
            continue
        course, group = mapping.place_of(place, site.front_page)
        a_group_is_shown |= group is not None
        if mapping.is_lesson(place) and not mapping.is_meeting(place) and (course or site.known_event is None):
            site.known_event = str(place.id)
        if course in of_scope:
            of_scope[course][place.id] = row
    if not of_site:
        in_doubt |= site.not_entered
    if question.groups and not a_group_is_shown and not await sees_all_groups(site, question.groups):
        in_doubt |= set(question.groups.values())
    for scope in scopes:
        # Events that are asked for by their numbers come in any order.
        rows_here = [row for _, row in sorted(of_scope[scope.parent].items())]
        strays_here = strays if scope is scopes[0] else []
        sent = rows_here, strays_here
        yield page_as_sent(site, scope, "all", sent, partial(_lessons_in, rows_here, strays_here, site))
        if strays:
            # The course of an event is not known: nothing of any of these courses may be taken for gone.
            yield Incomplete(scope, "event_not_understood", True, words.CALENDAR)
        elif scope.parent in in_doubt:
            yield Incomplete(scope, "calendar_refused", True, words.CALENDAR)
        else:
            yield End(scope)


def _place_of(row: Raw) -> answers.EventPlace | BadRecord:
    """Where an event stands, whatever else is in its row: an event that is not understood keeps its lesson, and only that."""
    place = mapping.understood(Kind.LESSON, row, answers.EventPlace)
    if isinstance(place, BadRecord):
        # One that is understood without a course is of the whole site.
        event = mapping.understood(Kind.LESSON, row, answers.Event)
        return event if isinstance(event, BadRecord) else mapping.bare_place_of(event)
    return place


def _lessons_in(rows: Sequence[Raw], strays: Sequence[BadRecord], site: Site) -> list[Row]:
    lessons: dict[str, Lesson] = {}
    aside = list(strays)
    for row in rows:
        lesson = _lesson_in(row, site)
        if isinstance(lesson, BadRecord):
            aside.append(lesson)
        elif lesson is not None:
            lessons[lesson.external_id] = lesson
    return [*lessons.values(), *aside]


def _lesson_in(row: Raw, site: Site) -> Lesson | BadRecord | None:
    """The id of one that is not understood is that of the lesson."""
    event = mapping.understood(Kind.LESSON, row, answers.Event)
    if isinstance(event, answers.Event):
        return mapped(Kind.LESSON, f"ev.{event.id}", mapping.lesson_of, event, site.url, site.zone, site.front_page)
    place = mapping.understood(Kind.LESSON, row, answers.EventPlace)
    number = None if isinstance(place, BadRecord) else mapping.number_of_lesson(place)
    return BadRecord(Kind.LESSON, number, event.why)
