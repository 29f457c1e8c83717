"""Courses, each with the section that stands for the whole of it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from html import unescape

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Presence, Reading, Row, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.reading import page_as_sent
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import MISSING
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Course, Kind


def readings(site: Site, known: Known) -> Iterator[Reading]:
    yield Reading("courses", (Scope.all_of(Kind.COURSE), Scope.all_of(Kind.SECTION)), partial(_read_courses, site))


async def _read_courses(site: Site) -> AsyncIterator[Answer]:
    of_courses, of_sections = Scope.all_of(Kind.COURSE), Scope.all_of(Kind.SECTION)
    cleaned = False
    try:
        answer = await site.service.call("core_course_get_courses_by_field", answers.Courses)
    except Refused as refused:
        if refused.cause != "invalidresponse":
            raise
        # One stored text does not pass Moodle's own check of its answer. Cleaned texts do, with their letters escaped.
        answer = await site.service.call("core_course_get_courses_by_field", answers.Courses, raw=False)
        cleaned = True
    sent = cleaned, answer.courses
    yield page_as_sent(site, of_courses, "all", sent, partial(_courses_in, answer.courses, cleaned, site))
    yield page_as_sent(site, of_sections, "all", sent, partial(_sections_in, answer.courses, cleaned, site))
    if not answer.courses:
        # The front page is a course too: a list without it was cut by something.
        for scope in (of_courses, of_sections):
            yield Incomplete(scope, "empty_course_list", needs_person=True, words=words.EMPTY_COURSE_LIST)
        return
    if answer.warnings:
        for scope in (of_courses, of_sections):
            yield Incomplete(scope, "courses_withheld", needs_person=True, words=words.COURSES_WITHHELD)
        return
    # What a course contains is read even if the course itself is set aside.
    places = good(mapping.understood(Kind.COURSE, row, answers.CoursePlace) for row in answer.courses)
    places = [place for place in places if place.id != site.front_page]
    site.course_of_category = {place.categoryid: str(place.id) for place in places if isinstance(place.categoryid, int)}
    site.listed_courses = list(dict.fromkeys(str(place.id) for place in places))
    yield End(of_courses)
    yield End(of_sections)


def _courses_in(rows: Sequence[Raw], cleaned: bool, site: Site) -> list[Course | BadRecord]:
    read = [mapping.understood(Kind.COURSE, row, answers.Course) for row in rows]
    if cleaned:
        for row in good(read):
            row.fullname = unescape(row.fullname)
            row.shortname = unescape(row.shortname) if isinstance(row.shortname, str) else row.shortname
    made = [
        mapped(Kind.COURSE, str(row.id), mapping.course_of, row, site.url)
        for row in good(read)
        if row.id != site.front_page
    ]
    return [*made, *bad(read)]


def _sections_in(rows: Sequence[Raw], cleaned: bool, site: Site) -> list[Row]:
    # The section of a course that is set aside is not gone either.
    return [
        BadRecord(Kind.SECTION, course.external_id, course.why)
        if isinstance(course, BadRecord)
        else mapping.section_of(course)
        for course in _courses_in(rows, cleaned, site)
    ]


async def presence_of_course(site: Site, course: str) -> Presence:
    """Gone only by two answers: Moodle finds no record for its contents, and the list does not hold its number. The first
    alone may be about something within the course; the second alone is what a hidden course gets."""
    options = [{"name": "excludemodules", "value": 1}]
    try:
        await site.service.call("core_course_get_contents", Raw, courseid=int(course), options=options)
    except Refused as refused:
        if refused.cause not in MISSING:
            return Presence.REFUSED
    else:
        return Presence.PRESENT
    # A number that exists, asked for in the same way, shows that silence means something.
    for number, exists in (
        (course, False),
        (site.listed_courses[0] if site.listed_courses else str(site.front_page), True),
    ):
        try:
            answer = await site.service.call(
                "core_course_get_courses_by_field", answers.Courses, field="id", value=number
            )
        except Refused:
            return Presence.REFUSED
        if any(mapping.id_of(row) == number for row in answer.courses) is not exists:
            return Presence.REFUSED
    return Presence.GONE
