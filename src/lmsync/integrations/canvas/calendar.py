"""Lessons: events in the calendars of accounts, courses, sections and groups, and conferences of courses."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Reading, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import answers, mapping
from lmsync.integrations.canvas.conferences import meetings_of
from lmsync.integrations.canvas.events import courses_with_hidden_times, lesson_or_bad, lessons_of_row
from lmsync.integrations.canvas.reading import incomplete, page, reading
from lmsync.integrations.canvas.rest import in_chunks
from lmsync.integrations.canvas.side_lists import Unread, read_side, worst
from lmsync.integrations.canvas.site import Site
from lmsync.lms_rows import bad, good
from lmsync.records import Kind, Lesson, Record

CODES_PER_CALL = 10
"""Canvas ignores further context codes without a word."""


def readings(site: Site, known: Known) -> Iterator[Reading]:
    of_no_course = Scope(Kind.LESSON, Kind.COURSE, None)
    accounts, stored_lessons = known.ids(Kind.ORG), known.ids_in(of_no_course)
    yield reading(
        "calendars of accounts", (of_no_course,), read_account_calendars, site, of_no_course, accounts, stored_lessons
    )
    meetings = known.ids_by_course(Kind.LESSON, "conf.")
    for part in in_chunks(site.courses(known), 5):
        groups = {course: list(known.ids(Kind.GROUP, parent=course)) for course in part}
        scopes = tuple(Scope(Kind.LESSON, Kind.COURSE, course) for course in part)
        met = {course: meetings[course] for course in part if course in meetings}
        name = f"calendar of {len(part)} courses from {part[0]}"
        yield reading(name, scopes, read_calendars, site, scopes, groups, met)


async def read_account_calendars(
    site: Site, scope: Scope, accounts: Sequence[str], stored: Sequence[str]
) -> AsyncIterator[Answer]:
    codes = [f"account_{account}" for account in accounts]
    lessons: list[Lesson | BadRecord | None] = []
    unread: list[Unread] = []
    for part in in_chunks(codes, CODES_PER_CALL):
        for rows in (await events_by_code(site, part)).values():
            if isinstance(rows, Refused):
                unread.append(Unread("account_calendars", rows.cause))
                continue
            for row in rows:
                event = mapping.understood(Kind.LESSON, row, answers.Event, "ev.")
                lessons.append(event if isinstance(event, BadRecord) else lesson_or_bad(event, None, None, None))
    found = good(lesson for lesson in lessons if lesson is not None)
    aside = bad(lessons)
    yield page(scope, "all", found, aside)
    # An administrator may read the calendar of an account, hidden or not: a refusal is a lost right. A teacher may
    # read visible ones only; what was read of one and is refused now is unknown.
    seen = {lesson.external_id for lesson in found} | {row.external_id for row in aside}
    if unread and (site.accounts.administered is not None or not seen >= set(stored)):
        yield worst(unread).incomplete(scope)
    else:
        yield End(scope)


async def read_calendars(
    site: Site, of_courses: tuple[Scope, ...], groups: Mapping[str, Sequence[str]], stored: Mapping[str, Sequence[str]]
) -> AsyncIterator[Answer]:
    """`groups` and `stored` meetings by course."""
    course_of_group = {group: course for course, of_course in groups.items() for group in of_course}
    # A course and a group may have the same number.
    course_of_code = {f"course_{course}": course for course in groups}
    course_of_code |= {f"group_{group}": course for group, course in course_of_group.items()}
    found: dict[str, dict[str, Record]] = {course: {} for course in groups}
    aside: dict[str, list[BadRecord]] = {course: [] for course in groups}
    troubles: dict[str, list[Incomplete]] = {course: [] for course in groups}
    scopes = {str(scope.parent): scope for scope in of_courses}
    stray = False
    for part in in_chunks(list(course_of_code), CODES_PER_CALL):
        for code, rows in (await events_by_code(site, part)).items():
            if isinstance(rows, Refused):
                course = course_of_code[code]
                troubles[course].append(incomplete(scopes[course], rows))
                continue
            for course in courses_with_hidden_times(rows, course_of_code):
                hidden = Unread("child_events", "not_permitted")
                troubles[course].append(hidden.incomplete(scopes[course]))
            for row in rows:
                of_course, lessons = lessons_of_row(row, course_of_group)
                stray |= of_course is None and bool(bad(lessons))
                if of_course in found:
                    found[of_course] |= {lesson.external_id: lesson for lesson in good(lessons)}
                    aside[of_course] += bad(lessons)
    if stray:
        # The course of an event is not known: nothing of any of these courses may be taken for gone.
        for course, scope in scopes.items():
            troubles[course].append(incomplete(scope, Refused("event_not_understood")))
    meetings = await asyncio.gather(
        *(read_side("conferences", meetings_of(site, course, stored.get(course, ()))) for course in groups)
    )
    for (course, scope), of_course_meetings in zip(scopes.items(), meetings, strict=True):
        met: list[Lesson | BadRecord] = []
        if isinstance(of_course_meetings, Unread):
            # A site without conferencing has no list, and a hidden page is shown to no one but the staff. Neither
            # says that meetings which were read before are gone.
            cause = of_course_meetings.cause
            off = cause in {"no_conferencing", "page_disabled"} and course not in stored
            if not off:
                troubles[course].append(of_course_meetings.incomplete(scope))
        else:
            met = of_course_meetings
        yield page(scope, "all", [*found[course].values(), *good(met)], [*aside[course], *bad(met)])
        for trouble in troubles[course]:
            yield trouble
        if not troubles[course]:
            yield End(scope)


async def events_by_code(site: Site, codes: Sequence[str]) -> dict[str, "list[Raw] | Refused"]:
    """One code that may not be read fails the call for all: then each is asked by itself."""
    try:
        events = await events_of(site, codes)
    except Refused as refused:
        if len(codes) == 1:
            return {codes[0]: refused}
        found: dict[str, list[Raw] | Refused] = {}
        for code in codes:
            found |= await events_by_code(site, [code])
        return found
    return {codes[0]: events}


async def events_of(site: Site, codes: Sequence[str]) -> list[Raw]:
    return await site.rest.rows("calendar_events", type="event", all_events=True, context_codes=list(codes))
