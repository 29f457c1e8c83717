"""Courses, each with the section that stands for the whole of it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from html import unescape

from msgspec import Raw
from msgspec.structs import replace

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
    rows = [mapping.understood(Kind.COURSE, row, answers.Course) for row in answer.courses]
    sent = cleaned, rows
    yield page_as_sent(site, of_courses, "all", sent, partial(_courses_in, rows, cleaned, site))
    yield page_as_sent(site, of_sections, "all", sent, partial(_sections_in, rows, cleaned, site))
    if not answer.courses:
        # The front page is a course too: a list without it was cut by something.
        for scope in (of_courses, of_sections):
            yield Incomplete(scope, "empty_course_list", needs_person=True, words=words.EMPTY_COURSE_LIST)
        return
    if answer.warnings:
        for scope in (of_courses, of_sections):
            yield Incomplete(scope, "courses_withheld", needs_person=True, words=words.COURSES_WITHHELD)
        return
    courses = [row for row in good(rows) if row.id != site.front_page]
    site.course_of_category = {row.categoryid: str(row.id) for row in courses if isinstance(row.categoryid, int)}
    # What a course contains is read even if the course itself is set aside.
    numbers = [*(str(row.id) for row in courses), *(row.external_id for row in bad(rows))]
    front_page = str(site.front_page)
    site.listed_courses = list(dict.fromkeys(number for number in numbers if number and number != front_page))
    yield End(of_courses)
    yield End(of_sections)


def _courses_in(rows: Sequence[answers.Course | BadRecord], cleaned: bool, site: Site) -> list[Course | BadRecord]:
    made = [
        mapped(Kind.COURSE, str(row.id), mapping.course_of, _unescaped(row) if cleaned else row, site.url)
        for row in good(rows)
        if row.id != site.front_page
    ]
    return [*made, *(row for row in bad(rows) if row.external_id != str(site.front_page))]


def _unescaped(row: answers.Course) -> answers.Course:
    shortname = unescape(row.shortname) if isinstance(row.shortname, str) else row.shortname
    return replace(row, fullname=unescape(row.fullname), shortname=shortname)


def _sections_in(rows: Sequence[answers.Course | BadRecord], cleaned: bool, site: Site) -> list[Row]:
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
