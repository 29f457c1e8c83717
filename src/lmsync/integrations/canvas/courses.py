"""Courses and their sections."""

from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Known, Reading, Scope
from lmsync.errors import BadRecord
from lmsync.integrations.canvas import answers, mapping
from lmsync.integrations.canvas.reading import page_as_sent, reading
from lmsync.integrations.canvas.rest import decoded
from lmsync.integrations.canvas.site import Site
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Course, Kind, Section

COURSE_STATES = ("unpublished", "available", "completed")
ACCOUNT_COURSE_STATES = ("created", "claimed", "available", "completed")


def readings(site: Site, known: Known) -> Iterator[Reading]:
    scope = Scope.all_of(Kind.COURSE)
    yield reading("courses", (scope,), read_courses, site, scope)


def readings_of_sections(site: Site, known: Known) -> Iterator[Reading]:
    for course in site.courses(known):
        scope = Scope.within(Kind.SECTION, Kind.COURSE, course)
        yield reading(f"sections of course {course}", (scope,), read_sections, site, scope, course)


async def read_courses(site: Site, scope: Scope) -> AsyncIterator[Answer]:
    if site.accounts.administered is not None:
        pages = site.rest.pages(
            f"accounts/{site.accounts.administered}/courses", state=ACCOUNT_COURSE_STATES, include=["concluded"]
        )
    else:
        pages = site.rest.pages("courses", state=COURSE_STATES, include=["concluded"])
    listed: list[str] = []
    number = 0
    async for body in pages:
        number += 1
        rows = decoded(body, list[Raw])
        # What a course contains is read even if the course itself is set aside.
        places = good(mapping.understood(Kind.COURSE, row, answers.CoursePlace) for row in rows)
        listed += [str(place.id) for place in places if place.access_restricted_by_date is not True]
        yield page_as_sent(site, scope, str(number), rows, partial(_courses_in, rows, site.url))
    # If the list shifts while it is read, it shows a course twice.
    site.listed_courses = list(dict.fromkeys(listed))
    yield End(scope)


def _courses_in(rows: Sequence[Raw], site_url: str) -> Iterator[Course | BadRecord]:
    for row in rows:
        course = mapping.understood(Kind.COURSE, row, answers.Course)
        if isinstance(course, BadRecord):
            yield course
        elif course.access_restricted_by_date is True:
            yield BadRecord(Kind.COURSE, str(course.id), "shut_by_its_dates")
        else:
            yield mapped(Kind.COURSE, str(course.id), mapping.course_of, course, site_url)


async def read_sections(site: Site, scope: Scope, course: str) -> AsyncIterator[Answer]:
    rows = await site.rest.rows(f"courses/{course}/sections")
    yield page_as_sent(site, scope, "all", rows, partial(_sections_in, rows))
    yield End(scope)


def _sections_in(rows: Sequence[Raw]) -> list[Section | BadRecord]:
    read = [mapping.understood(Kind.SECTION, row, answers.Section) for row in rows]
    return [*(mapped(Kind.SECTION, str(row.id), mapping.section_of, row) for row in good(read)), *bad(read)]
