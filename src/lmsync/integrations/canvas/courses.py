"""Courses and their sections."""

from collections.abc import AsyncIterator, Iterator

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Known, Reading, Scope
from lmsync.errors import BadRecord
from lmsync.integrations.canvas import answers, mapping
from lmsync.integrations.canvas.reading import page, reading
from lmsync.integrations.canvas.rest import decoded
from lmsync.integrations.canvas.site import Site
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind

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
        read = [mapping.understood(Kind.COURSE, row, answers.Course) for row in decoded(body, list[Raw])]
        shut = [row for row in good(read) if row.access_restricted_by_date is True]
        readable = [row for row in good(read) if row.access_restricted_by_date is not True]
        made = [mapped(Kind.COURSE, str(row.id), mapping.course_of, row, site.url) for row in readable]
        not_understood = [*bad(read), *bad(made)]
        listed += [course.external_id for course in good(made)]
        # What a course contains is read even if the course itself is set aside.
        listed += [row.external_id for row in not_understood if row.external_id is not None]
        shut_courses = [BadRecord(Kind.COURSE, str(row.id), "shut_by_its_dates") for row in shut]
        yield page(scope, str(number), good(made), [*not_understood, *shut_courses])
    # If the list shifts while it is read, it shows a course twice.
    site.listed_courses = list(dict.fromkeys(listed))
    yield End(scope)


async def read_sections(site: Site, scope: Scope, course: str) -> AsyncIterator[Answer]:
    rows = await site.rest.rows(f"courses/{course}/sections")
    read = [mapping.understood(Kind.SECTION, row, answers.Section) for row in rows]
    made = [mapped(Kind.SECTION, str(row.id), mapping.section_of, row) for row in good(read)]
    yield page(scope, "all", good(made), [*bad(read), *bad(made)])
    yield End(scope)
