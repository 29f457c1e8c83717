"""What every reading of a Moodle ends with: a page, an end, or why not."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial

from lmsync.crm_integration import Answer, Incomplete, Known, Page, Reading, Row, Scope
from lmsync.errors import BadRecord, LmsyncError, Refused, Retryable
from lmsync.integrations.moodle import mapping, words
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import BATCH_SIZE, MISSING, in_chunks
from lmsync.records import Kind, Record


def page(scope: Scope, key: str, records: Sequence[Record], set_aside: Sequence[BadRecord] = ()) -> Page:
    rows: list[Row] = [*records, *set_aside]
    return Page(scope, key, b"" if set_aside else mapping.digest_of(records), lambda: rows)


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
