"""Readings of a Moodle: one for so many courses, and what a refusal means for their scopes."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from functools import partial

from lmsync.crm_integration import Answer, Incomplete, Known, Page, Reading, Row, Scope
from lmsync.errors import LmsyncError, Refused, Retryable
from lmsync.integrations.moodle import words
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import BATCH_SIZE, MISSING, in_chunks
from lmsync.lms_pages import page
from lmsync.records import Kind


def page_as_sent(site: Site, scope: Scope, key: str, sent: object, rows: Callable[[], Iterable[Row]]) -> Page:
    """A page that is known by what Moodle `sent` for it: rows as they came, or what was decoded of them."""
    return page(scope, key, (site.mapped_by, sent), rows)


def incomplete(scope: Scope, error: LmsyncError) -> Incomplete:
    if isinstance(error, Refused):
        gone = error.cause in MISSING
        return Incomplete(scope, str(error), needs_person=not gone, words=words.refusal(error.cause, error.function))
    cause = error.cause if isinstance(error, Retryable) else type(error).__name__
    return Incomplete(scope, cause)


def by_course(
    site: Site,
    known: Known,
    name: str,
    kind: Kind,
    read: Callable[[Site, Sequence[Scope], Sequence[str]], AsyncIterator[Answer]],
    batches: int = 1,
) -> Iterator[Reading]:
    """Readings of so many batches of courses each, with a scope for each course."""
    for courses in in_chunks(site.courses(known), batches * BATCH_SIZE):
        scopes = tuple(Scope.within(kind, Kind.COURSE, course) for course in courses)
        yield Reading(
            f"{name} of {len(courses)} courses from {courses[0]}", scopes, partial(read, site, scopes, courses)
        )
