"""Lessons: events in the calendars of accounts, courses, sections and groups, and conferences of courses."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Reading, Row, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import answers, mapping
from lmsync.integrations.canvas.conferences import meetings_of
from lmsync.integrations.canvas.events import (
    course_of_row,
    courses_with_hidden_times,
    id_of_event,
    lesson_or_bad,
    lessons_of_row,
)
from lmsync.integrations.canvas.reading import incomplete, page_as_sent, reading
from lmsync.integrations.canvas.rest import in_chunks
from lmsync.integrations.canvas.side_lists import Unread, read_side, worst
from lmsync.integrations.canvas.site import Site
from lmsync.lms_rows import bad, good
from lmsync.records import Kind, Lesson

CODES_PER_CALL = 10
"""Canvas silently ignores further context codes."""
COURSES_PER_READING = 5


def readings(site: Site, known: Known) -> Iterator[Reading]:
    of_no_course = Scope.outside(Kind.LESSON, Kind.COURSE)
    accounts, stored_lessons = known.ids(Kind.ORG), known.ids_in(of_no_course)
    yield reading(
        "calendars of accounts", (of_no_course,), read_account_calendars, site, of_no_course, accounts, stored_lessons
    )
    meetings = known.ids_by_course(Kind.LESSON, "conf.")
    for courses in in_chunks(site.courses(known), COURSES_PER_READING):
        groups = {course: list(known.ids(Kind.GROUP, parent=course)) for course in courses}
        scopes = tuple(Scope.within(Kind.LESSON, Kind.COURSE, course) for course in courses)
        stored_meetings = {course: meetings[course] for course in courses if course in meetings}
        name = f"calendar of {len(courses)} courses from {courses[0]}"
        yield reading(name, scopes, read_calendars, site, scopes, groups, stored_meetings)


async def read_account_calendars(
    site: Site, scope: Scope, accounts: Sequence[str], stored: Sequence[str]
) -> AsyncIterator[Answer]:
    """`stored`: ids of the lessons that belong to no course."""
    events: list[Raw] = []
    unread: list[Unread] = []
    for codes in in_chunks([f"account_{account}" for account in accounts], CODES_PER_CALL):
        for rows in (await events_by_code(site, codes)).values():
            if isinstance(rows, Refused):
                unread.append(Unread("account_calendars", rows.cause))
            else:
                events += rows
    yield page_as_sent(site, scope, "all", events, partial(_lessons_of_site, events))
    # An administrator may read every calendar of an account, so a refusal means a lost right. A teacher may read the
    # visible ones only: a refusal matters when lessons are stored that may come from that calendar.
    seen = {f"ev.{id_of_event(event)}" for event in events}
    if unread and (site.accounts.administered is not None or not seen >= set(stored)):
        yield worst(unread).incomplete(scope)
    else:
        yield End(scope)


def _lessons_of_site(events: Sequence[Raw]) -> list[Row]:
    read = [mapping.understood(Kind.LESSON, row, answers.Event, "ev.") for row in events]
    made = [lesson_or_bad(event, None, None, None) for event in good(read)]
    return [*(lesson for lesson in made if lesson is not None), *bad(read)]


@dataclass
class CourseCalendar:
    """What was read of the calendar of one course."""

    scope: Scope
    events: list[Raw] = field(default_factory=list)
    meetings: Sequence[Lesson | BadRecord] = ()
    troubles: list[Incomplete] = field(default_factory=list)

    def answers(self, site: Site, course_of_group: Mapping[str, str]) -> Iterator[Answer]:
        sent = self.events, self.meetings
        yield page_as_sent(site, self.scope, "all", sent, partial(_lessons_in, *sent, course_of_group))
        yield from self.troubles
        if not self.troubles:
            yield End(self.scope)


async def read_calendars(
    site: Site,
    scopes: tuple[Scope, ...],
    groups: Mapping[str, Sequence[str]],
    stored_meetings: Mapping[str, Sequence[str]],
) -> AsyncIterator[Answer]:
    """`groups` and `stored_meetings` are ids by course; only `groups` has all the courses."""
    calendars = {str(scope.parent): CourseCalendar(scope) for scope in scopes}
    course_of_group = {group: course for course in groups for group in groups[course]}
    await read_events(site, calendars, course_of_group)
    meetings = await asyncio.gather(
        *(read_side("conferences", meetings_of(site, course, stored_meetings.get(course, ()))) for course in calendars)
    )
    for (course, calendar), listed in zip(calendars.items(), meetings, strict=True):
        if not isinstance(listed, Unread):
            calendar.meetings = listed
        elif course in stored_meetings or listed.cause not in {"no_conferencing", "page_disabled"}:
            # A site without conferencing has no list, and only the staff see a hidden page. Neither proves that the
            # meetings that were read before are gone.
            calendar.troubles.append(listed.incomplete(calendar.scope))
        for answer in calendar.answers(site, course_of_group):
            yield answer


def _lessons_in(
    events: Sequence[Raw], meetings: Sequence[Lesson | BadRecord], course_of_group: Mapping[str, str]
) -> list[Row]:
    read = [lesson for row in events for lesson in lessons_of_row(row, course_of_group)]
    # By id: a time of a section may come within the lesson of its course, and again as an event of its own.
    lessons = {lesson.external_id: lesson for lesson in good(read)}
    return [*lessons.values(), *meetings, *bad(read)]


async def read_events(site: Site, calendars: Mapping[str, CourseCalendar], course_of_group: Mapping[str, str]) -> None:
    """Put the events of the courses and their groups into the calendars."""
    # A course and a group may have the same number.
    course_of_code = {f"course_{course}": course for course in calendars}
    course_of_code |= {f"group_{group}": course for group, course in course_of_group.items()}
    stray = False
    for codes in in_chunks(list(course_of_code), CODES_PER_CALL):
        for code, rows in (await events_by_code(site, codes)).items():
            if isinstance(rows, Refused):
                calendar = calendars[course_of_code[code]]
                calendar.troubles.append(incomplete(calendar.scope, rows))
                continue
            for course in courses_with_hidden_times(rows, course_of_code):
                hidden_times = Unread("child_events", "not_permitted")
                calendars[course].troubles.append(hidden_times.incomplete(calendars[course].scope))
            for row in rows:
                of_course = course_of_row(row, course_of_group)
                if of_course is None:
                    stray |= isinstance(mapping.understood(Kind.LESSON, row, answers.Event, "ev."), BadRecord)
                elif of_course in calendars:
                    calendars[of_course].events.append(row)
    if stray:
        # The event may belong to any of these courses, so no lesson of theirs may be taken for gone.
        for calendar in calendars.values():
            calendar.troubles.append(incomplete(calendar.scope, Refused("event_not_understood")))


async def events_by_code(site: Site, codes: Sequence[str]) -> dict[str, "list[Raw] | Refused"]:
    """The events, or the refusal, of each code. The events of a call that succeeds as a whole stand under its first code.

    One code that may not be read fails the call for all codes: then each is asked for alone.
    """
    try:
        events = await site.rest.rows("calendar_events", type="event", all_events=True, context_codes=list(codes))
    except Refused as refused:
        if len(codes) == 1:
            return {codes[0]: refused}
        found: dict[str, list[Raw] | Refused] = {}
        for code in codes:
            found |= await events_by_code(site, [code])
        return found
    return {codes[0]: events}
