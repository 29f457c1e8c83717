"""Lists of records: one indexed query a page, by keyset, never by offset.

A page continues after the last row that was seen: its sort key and our number. Rows without a sort key stand last.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, select, tuple_

from lmsync.errors import InvalidInput, NotFound, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.connections import kinds_of
from lmsync.store.mirror import tables as t
from lmsync.store.reading.filters import Shape, Source, connections_of, params_of, shape_of, source_of
from lmsync.store.reading.listings import LISTINGS, Listing
from lmsync.store.reading.shown import (
    DEADLINE,
    add_course_and_teachers,
    by_external_id,
    parse_public_id,
    public_id,
    shown,
    slugs_of,
)


class RecordQuery(Struct, frozen=True):
    """What a caller asked for; texts are as they were sent and are checked here."""

    filters: Mapping[str, str] = {}
    sort: str | None = None
    limit: int = 50
    cursor: str | None = None


class RecordPage(Struct, frozen=True):
    """A page as the API answers it."""

    items: list[dict[str, Any]]
    next_cursor: str | None
    total: int | None
    """How many there are in all, where that is known without counting."""
    not_provided: list[dict[str, Any]]
    """Connections that cannot deliver this kind, and why: their part of the list is unknown, not empty."""
    not_yet_read: list[str]
    """Connections of which this kind has never been read whole."""


class _Position(Struct, array_like=True):
    bound_to: bytes
    key: Any
    source: int
    number: int


def page_of(tx: Tx, listing: Listing, query: RecordQuery) -> RecordPage:
    """Raises `InvalidInput` naming the parameter that cannot be used."""
    column, descending = _sorting(listing, query.sort)
    bound_to = _bound_to(listing, query)
    after = _position(query.cursor, bound_to)
    params = params_of(tx, listing, query.filters)
    found: list[tuple[Any, int, int, Sequence[Any]]] = []
    sources = 2 if listing.kind is Kind.LESSON else 1
    shape = shape_of(listing, query.filters, params)
    for number in range(sources):
        rows = _rows(tx, (listing.name, shape, column, descending, number), after, query.limit + 1, params)
        found += [(row[-1], number, row[0], row[:-1]) for row in rows]
    if sources > 1:
        keyed = [one for one in found if one[0] is not None]
        keyed.sort(key=lambda one: one[:3], reverse=descending)
        found = keyed + [one for one in found if one[0] is None]
    more = len(found) > query.limit
    found = found[: query.limit]
    cursor = _cursor(bound_to, found[-1]) if more else None
    not_provided, not_yet_read, total = _told_by_connections(tx, listing, query.filters)
    items = _shown(tx, listing.kind, [(source, row) for _, source, _, row in found])
    return RecordPage(items, cursor, total, not_provided, not_yet_read)


def one_record(tx: Tx, listing: Listing, text_id: str, *, include_removed: bool = False) -> dict[str, Any]:
    """Raises `NotFound`."""
    deadline = listing.kind is Kind.LESSON and text_id.endswith(DEADLINE)
    parsed = parse_public_id(text_id)
    if parsed is None or parsed[1] is not listing.kind:
        raise NotFound(listing.name)
    slug, kind, external_id = parsed
    slugs = slugs_of(tx)
    connection_id = next((number for number, one in slugs.items() if one == slug), None)
    if connection_id is None:
        raise NotFound(listing.name)
    if deadline:
        kind, external_id = Kind.ITEM, external_id.removesuffix(DEADLINE)
    row = tx.one(by_external_id(kind), connection=connection_id, external_id=external_id)
    if row is None or (row[5] is not None and not include_removed):
        raise NotFound(listing.name)
    one = _shown(tx, listing.kind, [(int(deadline), row)])[0]
    if deadline and one["starts_at"] is None:
        raise NotFound(listing.name)
    if listing.only and not one[f"{listing.only}_courses"]:
        raise NotFound(listing.name)
    if kind is Kind.USER:
        one["courses"] = _courses_of(tx, row[0], slug)
    return one


_COURSES = (
    select(t.course.c.external_id, t.course.c.name, t.enrollment.c.role, t.enrollment.c.state)
    .join(t.course, t.course.c.id == t.enrollment.c.course_id)
    .where(t.enrollment.c.user_id == bindparam("user"), t.enrollment.c.deleted_at.is_(None))
    .order_by(t.course.c.sort_key, t.course.c.id)
)


def _courses_of(tx: Tx, user: int, slug: str) -> list[dict[str, Any]]:
    return [
        {"id": public_id(slug, Kind.COURSE, external_id), "name": name, "role": role, "state": state}
        for external_id, name, role, state in tx.rows(_COURSES, user=user)
    ]


def _sorting(listing: Listing, sort: str | None) -> tuple[str, bool]:
    name = (sort or listing.default_sort).removeprefix("-")
    if name not in listing.sorts:
        known = ", ".join(listing.sorts)
        raise InvalidInput("sort", Words(en=f"Sort by one of: {known}.", ru=f"Сортировка возможна по: {known}."))
    return listing.sorts[name], bool(sort and sort.startswith("-"))


def _bound_to(listing: Listing, query: RecordQuery) -> bytes:
    told = msgspec.json.encode([listing.name, sorted(query.filters.items()), query.sort])
    return hashlib.blake2b(told, digest_size=6).digest()


def _position(cursor: str | None, bound_to: bytes) -> _Position | None:
    if cursor is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        position = msgspec.msgpack.decode(raw, type=_Position)
    except (ValueError, msgspec.MsgspecError):
        raise InvalidInput("cursor", NO_CURSOR) from None
    if position.bound_to != bound_to or not isinstance(position.key, int | float | str | None):
        raise InvalidInput("cursor", OTHER_CURSOR)
    if abs(position.number) >= 1 << 63 or (isinstance(position.key, int) and abs(position.key) >= 1 << 63):
        raise InvalidInput("cursor", NO_CURSOR)
    return position


def _cursor(bound_to: bytes, last: tuple[Any, int, int, Sequence[Any]]) -> str:
    key, source, number, _ = last
    packed = msgspec.msgpack.encode(_Position(bound_to, key, source, number))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


NO_CURSOR = Words(
    en="This is not a valid cursor. Send next_cursor exactly as received, or leave it out to start again.",
    ru="Неверный курсор. Передайте next_cursor предыдущей страницы без изменений или начните без него.",
)
OTHER_CURSOR = Words(
    en="This cursor belongs to a list with other filters or another order. Keep them from page to page.",
    ru="Этот курсор от списка с другими фильтрами или порядком. Не меняйте их от страницы к странице.",
)


Wanted = tuple[str, Shape, str, bool, int]
"""Name of the list, shape of its filters, column to sort by, whether descending, number of the source."""


def _rows(tx: Tx, wanted: Wanted, after: _Position | None, limit: int, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows in order, each with its sort key at the end; those without a key last."""
    told = params if after is None else {**params, "after_key": after.key, "after_id": after.number}
    rows: list[tuple[Any, ...]] = []
    if after is None or after.key is not None:
        place = None if after is None else after.source
        rows = tx.rows(_statement(wanted, place, keyed=True), most=limit, **told)
    column, number = wanted[2], wanted[4]
    if column not in {"id", "changed_at"} and len(rows) < limit:
        behind = after is not None and after.key is None
        if behind and after is not None and after.source != number:
            return rows
        rows += tx.rows(_statement(wanted, number if behind else None, keyed=False), most=limit - len(rows), **told)
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
    return statement.order_by(*(one.desc() if descending else one.asc() for one in order)).limit(bindparam("most"))


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


def _shown(tx: Tx, kind: Kind, rows: Sequence[tuple[int, Sequence[Any]]]) -> list[dict[str, Any]]:
    """In the order given; of lessons, source 1 is a deadline."""
    slugs = slugs_of(tx)
    stored = iter(shown(tx, kind, [row for source, row in rows if source == 0], slugs))
    deadlines = iter(_deadlines(tx, [row for source, row in rows if source == 1], slugs))
    return [next(deadlines) if source else next(stored) for source, _ in rows]


def _deadlines(tx: Tx, rows: Sequence[Sequence[Any]], slugs: Mapping[int, str]) -> list[dict[str, Any]]:
    """Work with a due time, told like a lesson."""
    found = [
        {
            "id": f"{public_id(item['connection'], Kind.LESSON, item['external_id'])}{DEADLINE}",
            "connection": item["connection"],
            "external_id": f"{item['external_id']}{DEADLINE}",
            "source_updated_at": item["source_updated_at"],
            "course": item["course"],
            "section": None,
            "group": None,
            "item": item["id"],
            "owner": None,
            "kind": "deadline",
            "title": item["title"],
            "starts_at": item["due_at"],
            "ends_at": None,
            "all_day": False,
            "on_date": None,
            "location": None,
            "url": item["url"],
            "visibility": "course",
            "state": "planned",
            "series_key": None,
            "description_text": None,
            "sequence": 0,
            "first_seen_at": item["first_seen_at"],
            "changed_at": item["changed_at"],
            "removed_at": item["removed_at"],
        }
        for item in shown(tx, Kind.ITEM, rows, slugs)
    ]
    add_course_and_teachers(tx, found)
    return found


def _told_by_connections(
    tx: Tx, listing: Listing, filters: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[str], int | None]:
    not_provided: list[dict[str, Any]] = []
    not_yet_read: list[str] = []
    total: int | None = 0
    narrowed = bool(filters.keys() - {"connection"})
    for connection in connections_of(tx, filters):
        state = kinds_of(tx, connection.id).get(listing.kind)
        if state is not None and not state.provided:
            why = state.why and {"en": state.why.en, "ru": state.why.ru}
            not_provided.append({"connection": connection.slug, "why": why})
        elif state is None or state.last_complete_at is None:
            not_yet_read.append(connection.slug)
        elif total is not None and not narrowed and listing.kind is not Kind.LESSON:
            counted = total_of(tx, connection.id, listing)
            total = None if counted is None else total + counted
    return not_provided, not_yet_read, None if narrowed or listing.kind is Kind.LESSON else total


_TOTAL = select(t.connection_kind.c.total).where(
    t.connection_kind.c.connection_id == bindparam("connection"), t.connection_kind.c.kind == bindparam("kind")
)


def total_of(tx: Tx, connection_id: int, listing: Listing) -> int | None:
    total = tx.value(_TOTAL, connection=connection_id, kind=listing.only or listing.kind.value)
    return None if total is None else int(total)
