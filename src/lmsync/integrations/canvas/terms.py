"""Terms of the school, and the grading periods that courses have within them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Page, Reading, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import answers, mapping, words
from lmsync.integrations.canvas.reading import reading
from lmsync.integrations.canvas.side_lists import Unread, read_side, worst
from lmsync.integrations.canvas.site import Site
from lmsync.lms_pages import page_of_records
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind, Record


def readings_of_grading_periods(site: Site, known: Known) -> Iterator[Reading]:
    scope, courses = Scope.all_of(Kind.TERM), site.courses(known)
    # The grading periods of a course that is stored but not listed cannot be read.
    unseen = bool(set(known.ids(Kind.COURSE)) - set(courses))
    periods = [term for term in known.ids(Kind.TERM) if term.startswith("gp.")]
    yield reading("grading periods", (scope,), read_grading_periods, site, scope, courses, unseen, periods)


async def terms_of_root(site: Site) -> Page:
    """The page of terms. Courses refer to them, so it comes first; its scope ends after the grading periods."""
    if site.accounts.root is None:
        raise Refused("not_permitted")
    rows = await site.rest.rows(
        f"accounts/{site.accounts.root}/terms", inside="enrollment_terms", workflow_state=["all"]
    )
    read = [mapping.understood(Kind.TERM, row, answers.Term) for row in rows]
    terms = [row for row in good(read) if row.workflow_state != "deleted"]
    for term in terms:
        if isinstance(term.grading_period_group_id, str | int):
            site.term_of_group.setdefault(str(term.grading_period_group_id), str(term.id))
    made = [mapped(Kind.TERM, str(row.id), mapping.term_of, row) for row in terms]
    return page_of_records(Scope.all_of(Kind.TERM), "terms", good(made), [*bad(read), *bad(made)])


async def read_grading_periods(
    site: Site, scope: Scope, courses: Sequence[str], unseen: bool, stored: Sequence[str]
) -> AsyncIterator[Answer]:
    """`unseen`: whether a stored course is not listed. `stored`: ids of grading periods."""
    lists = await asyncio.gather(*(read_side("grading_periods", periods_of(site, course)) for course in courses))
    periods: dict[str, Record] = {}
    set_aside: list[BadRecord] = []
    unread = [] if site.terms_unread is None else [site.terms_unread]
    not_found: list[Unread] = []
    for rows in lists:
        if isinstance(rows, Unread):
            (not_found if rows.cause == "not_found" else unread).append(rows)
            continue
        for row in rows:
            period = mapping.understood(Kind.TERM, row, answers.GradingPeriod, "gp.")
            if isinstance(period, BadRecord):
                set_aside.append(period)
                continue
            group = mapping.id_of(period.grading_period_group_id)
            term = site.term_of_group.get(group) if isinstance(group, str) else None
            record = mapped(Kind.TERM, f"gp.{period.id}", mapping.grading_period_of, period, term)
            if isinstance(record, BadRecord):
                set_aside.append(record)
            else:
                periods[record.external_id] = record
    if not_found and not {*periods, *(row.external_id for row in set_aside)} >= set(stored):
        # Canvas before 2016 answers 404 if a course has no grading periods. If stored ones are missing, 404 is a refusal.
        unread += not_found
    yield page_of_records(scope, "grading periods", list(periods.values()), set_aside)
    if unread:
        yield worst(unread).incomplete(scope)
    elif unseen:
        yield Incomplete(scope, "some_courses_unread", words=words.COURSES_UNREAD)
    else:
        yield End(scope)


async def periods_of(site: Site, course: str) -> list[Raw]:
    return await site.rest.rows(f"courses/{course}/grading_periods", inside="grading_periods")
