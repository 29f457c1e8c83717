"""Lists of records: one indexed query a page, by keyset, never by offset.

A page continues after the last row that was seen: its sort key and our number. Rows without a sort key stand last.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import astuple
from sqlalchemy import bindparam, select, tuple_

from lmsync.errors import InvalidInput, LmsyncError, NotFound, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.mirror import tables as t
from lmsync.store.reading.coverage import coverage_of, kinds_behind
from lmsync.store.reading.cursors import Cursors
from lmsync.store.reading.filters import Shape, Source, params_of, shape_of, source_of
from lmsync.store.reading.listings import LISTINGS, Listing
from lmsync.store.reading.masks import mask
from lmsync.store.reading.rows import DEADLINE_KIND, CourseOfUser, Reference, row_type, whole_type
from lmsync.store.reading.shown import (
    DEADLINE,
    add_teachers,
    by_external_id,
    leave_out,
    parse_public_id,
    public_id,
    shown,
    slugs_of,
)
from lmsync.store.reading.view import View


class RecordQuery(Struct, frozen=True):
    """What a caller asked for; texts are as they were sent and are checked here."""

    filters: Mapping[str, str] = {}
    sort: str | None = None
    limit: int = 50
    cursor: str | None = None


class RecordPage(Struct, frozen=True):
    """A page, before its words are said in the caller's language."""

    items: list[Any]
    """A `row_type` each."""
    next_cursor: str | None
    total: int | None
    """How many there are in all; `None` where that is not known without counting."""
    not_provided: list[tuple[str, Words | None]]
    """Slugs of connections that cannot deliver this list, and why: their part of it is unknown, not empty."""
    not_yet_read: list[str]
    """Slugs of connections of which this list has never been read whole."""


class _Position(Struct, array_like=True):
    key: str | int | float | None
    source: int
    number: int


def page_of(tx: Tx, listing: Listing, query: RecordQuery, cursors: Cursors, view: View) -> RecordPage:
    """What the view shows of a list. Raises `InvalidInput` naming the parameter that cannot be used, and `NotShown`."""
    _require_shown(listing, view)
    without_names = listing.kind is Kind.USER and not view.personal
    if without_names and ("q" in query.filters or (query.sort or "id").removeprefix("-") != "id"):
        raise NotShown("q" if "q" in query.filters else "sort")
    column, descending = _sorting(listing, query.sort or ("id" if without_names else None))
    bound_to = [listing.name, sorted(query.filters.items()), query.sort, *view.bound_to]
    after = None if query.cursor is None else cursors.open(query.cursor, bound_to, _Position)
    params = params_of(tx, listing, query.filters, view)
    found: list[tuple[Any, int, int, Sequence[Any]]] = []
    sources = 2 if listing.kind is Kind.LESSON else 1
    shape = shape_of(listing, query.filters, params)
    for number in range(sources):
        rows = _rows(tx, (listing.name, shape, column, descending, number), after, query.limit + 1, params)
        found += [(row[-1], number, row[0], row[:-1]) for row in rows]
    if sources > 1:
        keyed = [placed for placed in found if placed[0] is not None]
        keyed.sort(key=lambda placed: placed[:3], reverse=descending)
        found = keyed + [placed for placed in found if placed[0] is None]
    more = len(found) > query.limit
    found = found[: query.limit]
    cursor = cursors.seal(_Position(*found[-1][:3]), bound_to) if more else None
    items = _shown(tx, listing.kind, [(source, row) for _, source, _, row in found], view)
    coverage = coverage_of(tx, listing, query.filters, view)
    return RecordPage(items, cursor, coverage.total, coverage.not_provided, coverage.not_yet_read)


class NotShown(LmsyncError):
    """The view does not show this list, or not what the `field` of the question is about."""

    def __init__(self, field: str | None = None) -> None:
        super().__init__(field or "list")
        self.field = field


def _require_shown(listing: Listing, view: View) -> None:
    if not view.kinds.issuperset(kinds_behind(listing)):
        raise NotShown


def record_of(tx: Tx, listing: Listing, text_id: str, view: View, *, include_removed: bool = False) -> Any:
    """A `whole_type`. Raises `NotFound`, `NotShown`."""
    _require_shown(listing, view)
    deadline = listing.kind is Kind.LESSON and text_id.endswith(DEADLINE)
    parsed = parse_public_id(text_id)
    if parsed is None or parsed[1] is not listing.kind:
        raise NotFound(listing.name)
    slug, kind, external_id = parsed
    connection_id = next((number for number, known in slugs_of(tx).items() if known == slug), None)
    if connection_id is None or not view.sees(connection_id):
        raise NotFound(listing.name)
    if deadline:
        kind, external_id = Kind.ITEM, external_id.removesuffix(DEADLINE)
    row = tx.one(by_external_id(kind), connection=connection_id, external_id=external_id)
    if row is None or (row[5] is not None and not include_removed):
        raise NotFound(listing.name)
    record = _shown(tx, listing.kind, [(int(deadline), row)], view)[0]
    if deadline and record.starts_at is None:
        raise NotFound(listing.name)
    if listing.only and not getattr(record, f"{listing.only}_courses"):
        raise NotFound(listing.name)
    if kind is Kind.USER:
        shows_courses = view.refers_to(Kind.COURSE) and view.refers_to(Kind.ENROLLMENT)
        return whole_type(kind)(*astuple(record), _courses_of(tx, row[0], slug) if shows_courses else UNSET)
    return record


_COURSES = (
    select(t.course.c.external_id, t.course.c.name, t.enrollment.c.role, t.enrollment.c.state)
    .join(t.course, t.course.c.id == t.enrollment.c.course_id)
    .where(t.enrollment.c.user_id == bindparam("user"), t.enrollment.c.deleted_at.is_(None))
    .order_by(t.course.c.sort_key, t.course.c.id)
)


def _courses_of(tx: Tx, user: int, slug: str) -> list[CourseOfUser]:
    return [
        CourseOfUser(public_id(slug, Kind.COURSE, external_id), name, role, state)
        for external_id, name, role, state in tx.rows(_COURSES, user=user)
    ]


def _sorting(listing: Listing, sort: str | None) -> tuple[str, bool]:
    name = (sort or listing.default_sort).removeprefix("-")
    if name not in listing.sorts:
        known = ", ".join(listing.sorts)
        raise InvalidInput("sort", Words(en=f"Sort by one of: {known}.", ru=f"Сортировка возможна по: {known}."))
    return listing.sorts[name], bool(sort and sort.startswith("-"))


# Reading a page


Wanted = tuple[str, Shape, str, bool, int]
"""Name of the list, shape of its filters, column to sort by, whether descending, number of the source."""


def _rows(tx: Tx, wanted: Wanted, after: _Position | None, limit: int, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows in order, each with its sort key at the end; those without a key last."""
    values = params if after is None else {**params, "after_key": after.key, "after_id": after.number}
    rows: list[tuple[Any, ...]] = []
    if after is None or after.key is not None:
        place = None if after is None else after.source
        rows = tx.rows(_statement(wanted, place, keyed=True), most=limit, **values)
    column, number = wanted[2], wanted[4]
    if column not in {"id", "changed_at"} and len(rows) < limit:
        behind = after is not None and after.key is None
        if behind and after is not None and after.source != number:
            return rows
        rows += tx.rows(_statement(wanted, number if behind else None, keyed=False), most=limit - len(rows), **values)
    return rows


@lru_cache(maxsize=512)
def _statement(wanted: Wanted, place: int | None, *, keyed: bool) -> Any:
    """Rows with a sort key, or those without; behind a last one from source `place`, or from the beginning.

    Kept, because writing and compiling it costs more than running it.
    """
    name, shape, column, descending, number = wanted
    source = source_of(LISTINGS[name], dict(shape), column, number)
    key, own = source.key, source.table.c.id
    statement = source.select.add_columns(key.label("sorted_by")).where(source.condition)
    if not keyed:
        statement = statement.where(key.is_(None))
        order = [own]
        if place is not None:
            statement = statement.where(own < bindparam("after_id") if descending else own > bindparam("after_id"))
    else:
        is_id = key is own
        order = [own] if is_id else [key, own]
        if not is_id:
            statement = statement.where(key.is_not(None))
        if place is not None:
            statement = statement.where(_after(source, number, place, descending))
    return statement.order_by(*(key.desc() if descending else key.asc() for key in order)).limit(bindparam("most"))


def _after(source: Source, number: int, place: int, descending: bool) -> Any:
    """Behind the last row that was seen, in an order by key, source and number."""
    key, own = source.key, source.table.c.id
    if key is own:
        return own < bindparam("after_id") if descending else own > bindparam("after_id")
    if number == place:
        here, last = tuple_(key, own), tuple_(bindparam("after_key"), bindparam("after_id"))
        return here < last if descending else here > last
    comes_after = number < place if descending else number > place
    if descending:
        return key <= bindparam("after_key") if comes_after else key < bindparam("after_key")
    return key >= bindparam("after_key") if comes_after else key > bindparam("after_key")


def _shown(tx: Tx, kind: Kind, rows: Sequence[tuple[int, Sequence[Any]]], view: View) -> list[Any]:
    """In the order given; of lessons, source 1 is a deadline."""
    slugs = slugs_of(tx)
    stored = iter(shown(tx, kind, [row for source, row in rows if source == 0], slugs))
    deadlines = iter(_deadlines(tx, [row for source, row in rows if source == 1], slugs))
    found = [next(deadlines) if source else next(stored) for source, _ in rows]
    mask(kind, found, view)
    return found


def _deadlines(tx: Tx, rows: Sequence[Sequence[Any]], slugs: Mapping[int, str]) -> list[Any]:
    """Work with a due time, in the shape of a lesson."""
    lesson = row_type(Kind.LESSON)
    found = [
        lesson(
            id=f"{public_id(item.connection, Kind.LESSON, item.external_id)}{DEADLINE}",
            connection=item.connection,
            external_id=f"{item.external_id}{DEADLINE}",
            source_updated_at=item.source_updated_at,
            course=item.course,
            section=None,
            group=None,
            item=Reference(item.id, item.title),
            owner=None,
            kind=DEADLINE_KIND,
            title=item.title,
            starts_at=item.due_at,
            ends_at=None,
            all_day=False,
            on_date=None,
            location=None,
            url=item.url,
            visibility="course",
            state="planned",
            series_key=None,
            description_text=None,
            sequence=0,
            first_seen_at=item.first_seen_at,
            changed_at=item.changed_at,
            removed_at=item.removed_at,
            teachers=[],
        )
        for item in shown(tx, Kind.ITEM, rows, slugs)
    ]
    add_teachers(tx, found)
    leave_out(tx, Kind.LESSON, found)
    return found
