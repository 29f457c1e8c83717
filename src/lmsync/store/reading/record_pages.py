"""Lists of records: one indexed query a page, by keyset, never by offset.

A page continues after the last row that was seen: its sort key and our number. Rows without a sort key stand last.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, false, func, literal_column, or_, select, true, tuple_

from lmsync.errors import InvalidInput, NotFound, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import matches, one_of, search_params
from lmsync.store.keeping.connections import any_forgotten, kinds_of, list_connections
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.text import search_pattern
from lmsync.store.reading.shown import (
    DEADLINE,
    add_course_and_teachers,
    by_external_id,
    parse_public_id,
    public_id,
    selection,
    shown,
    slugs_of,
)

MOST = 500


class Listing(Struct, frozen=True):
    """One list of the API: which rows, which filters it knows, how it can be sorted."""

    name: str
    kind: Kind
    filters: frozenset[str]
    sorts: Mapping[str, str]
    """Public name → column. The first one is the default."""
    only: str | None = None
    """`student` or `teacher`: users with such an enrolment."""

    COMMON: ClassVar[frozenset[str]] = frozenset({"connection", "changed_since", "include_removed"})

    @property
    def default_sort(self) -> str:
        return next(iter(self.sorts))


def _listing(name: str, kind: Kind, filters: str, sorts: Mapping[str, str], only: str | None = None) -> Listing:
    return Listing(name, kind, Listing.COMMON | frozenset(filters.split()), sorts, only)


NAMED = {"name": "sort_key", "changed_at": "changed_at", "id": "id"}
PEOPLE = "q course section group role state"

LISTINGS: Mapping[str, Listing] = {
    listing.name: listing
    for listing in (
        _listing("students", Kind.USER, f"{PEOPLE} teacher", NAMED, "student"),
        _listing("teachers", Kind.USER, f"{PEOPLE} student", NAMED, "teacher"),
        _listing("users", Kind.USER, f"{PEOPLE} teacher student", NAMED),
        _listing("courses", Kind.COURSE, "q teacher student state", {**NAMED, "starts_at": "starts_at"}),
        _listing("sections", Kind.SECTION, "q course", NAMED),
        _listing("groups", Kind.GROUP, "q course student teacher", NAMED),
        _listing(
            "enrollments",
            Kind.ENROLLMENT,
            "course section student teacher role state",
            {"id": "id", "changed_at": "changed_at"},
        ),
        _listing("items", Kind.ITEM, "q course kind from to", {**NAMED, "due_at": "due_at"}),
        _listing(
            "lessons",
            Kind.LESSON,
            "q course section group teacher student kind state from to",
            {"starts_at": "starts_at", "changed_at": "changed_at"},
        ),
        _listing("categories", Kind.CATEGORY, "q course", NAMED),
        _listing("submissions", Kind.SUBMISSION, "course student state", {"id": "id", "changed_at": "changed_at"}),
        _listing("attendance", Kind.ATTENDANCE, "course student state", {"id": "id", "changed_at": "changed_at"}),
        _listing("terms", Kind.TERM, "q", NAMED),
        _listing("orgs", Kind.ORG, "q", NAMED),
    )
}


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


class _Source(Struct, frozen=True):
    """Rows of one table that belong to a list. Lessons have two: stored ones, and deadlines of work."""

    table: Any
    key: Any
    condition: ColumnElement[bool]
    select: Any


def page_of(tx: Tx, listing: Listing, query: RecordQuery) -> RecordPage:
    """Raises `InvalidInput` naming the parameter that cannot be used."""
    column, descending = _sorting(listing, query.sort)
    bound_to = _bound_to(listing, query)
    after = _position(query.cursor, bound_to)
    params = _params(tx, listing, query.filters)
    found: list[tuple[Any, int, int, Sequence[Any]]] = []
    sources = 2 if listing.kind is Kind.LESSON else 1
    shape = _shape(listing, query.filters, params)
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


# What is asked for


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


Shape = tuple[tuple[str, str], ...]
"""The filters of a list, with their values only where the statement depends on them."""


def _shape(listing: Listing, filters: Mapping[str, str], params: Mapping[str, Any]) -> Shape:
    told = {}
    for name, value in filters.items():
        matters = name in {"include_removed", "state"} or (name == "kind" and value == "deadline")
        told[name] = value if matters and len(value) < 20 else ""
    if "connections" in params:
        told["connection"] = ""
    return tuple(sorted(told.items()))


def _params(tx: Tx, listing: Listing, filters: Mapping[str, str]) -> dict[str, Any]:
    """Values of the filters as the statements bind them. Raises `InvalidInput`."""
    params: dict[str, Any] = {}
    wanted = [one.id for one in _connections(tx, filters)]
    if "connection" in filters or any_forgotten(tx):
        # A connection that was forgotten keeps its rows, and nobody sees them.
        params["connections"] = wanted
    if listing.only:
        params["role_in_course"] = listing.only
    for name, value in filters.items():
        if name in REFERRED:
            params[name] = _numbered(tx, name, value, REFERRED[name])
        elif name in {"changed_since", "from", "to"}:
            params[name] = int(value)
        elif name == "q":
            params |= _search(value)
        elif value not in _choices(listing, name, value):
            known = ", ".join(sorted(_choices(listing, name, value)))
            raise InvalidInput(name, Words(en=f"One of: {known}.", ru=f"Одно из: {known}."))
        elif name == "role":
            params["role"] = params["role_in_course"] = value
        else:
            params[name] = value
    return params


REFERRED = {
    "course": Kind.COURSE,
    "section": Kind.SECTION,
    "group": Kind.GROUP,
    "teacher": Kind.USER,
    "student": Kind.USER,
}


CHOICES: Mapping[tuple[Kind | None, str], frozenset[str]] = {
    (None, "role"): frozenset({"student", "teacher", "assistant", "designer", "observer", "manager", "guest", "other"}),
    (None, "include_removed"): frozenset({"true", "false"}),
    (Kind.USER, "state"): frozenset({"active", "suspended"}),
    (Kind.COURSE, "state"): frozenset({"unpublished", "active", "ended"}),
    (Kind.ENROLLMENT, "state"): frozenset({"invited", "active", "suspended", "completed"}),
    (Kind.LESSON, "state"): frozenset({"planned", "held", "cancelled"}),
    (Kind.SUBMISSION, "state"): frozenset({"none", "draft", "submitted", "pending_review", "graded"}),
    (Kind.ATTENDANCE, "state"): frozenset({"present", "absent", "late", "excused", "unknown"}),
    (Kind.LESSON, "kind"): frozenset({"class", "meeting", "event", "appointment", "deadline"}),
    (Kind.ITEM, "kind"): frozenset(
        {"assignment", "quiz", "discussion", "content", "external", "survey", "package", "other"}
    ),
}
"""What a filter may be, where only some words make sense."""


def _choices(listing: Listing, name: str, value: str) -> frozenset[str]:
    return CHOICES.get((listing.kind, name)) or CHOICES.get((None, name)) or frozenset({value})


def _search(query: str) -> dict[str, Any]:
    words = search_pattern(query)
    if not words:
        raise InvalidInput("q", Words(en="Enter something to search for.", ru="Введите, что искать."))
    return search_params(words)


def _source(listing: Listing, filters: Mapping[str, str], column: str, number: int) -> _Source:
    table = t.MIRRORED[listing.kind]
    if number == 0:
        conditions = _conditions(listing, table, filters)
        if listing.kind is Kind.LESSON and filters.get("kind") == "deadline":
            conditions = [false()]
        return _Source(table, table.c[column], and_(true(), *conditions), selection(listing.kind))
    key = t.item.c.due_at if column == "starts_at" else t.item.c.changed_at
    others = {"group", "section"} & filters.keys() or filters.get("kind", "deadline") != "deadline"
    if others or filters.get("state", "planned") != "planned":
        return _Source(t.item, key, false(), selection(Kind.ITEM))
    rest = {name: value for name, value in filters.items() if name not in {"kind", "state"}}
    dated = [t.item.c.due_at.is_not(None), t.item.c.published.is_not(False)]
    return _Source(t.item, key, and_(*dated, *_conditions(LISTINGS["items"], t.item, rest)), selection(Kind.ITEM))


def _conditions(listing: Listing, table: Any, filters: Mapping[str, str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.get("include_removed") != "true":
        conditions.append(table.c.deleted_at.is_(None))
    if "connection" in filters:
        conditions.append(one_of(table.c.connection_id, "connections"))
    if listing.only:
        # Written out, because the partial index is found by these words.
        conditions.append(table.c[f"{listing.only}_courses"] > literal_column("0"))
    for name in filters:
        condition = _FILTERS.get(name)
        if condition is not None:
            conditions += condition(listing, table, filters)
    return conditions


def _connections(tx: Tx, filters: Mapping[str, str]) -> list[Any]:
    every = list_connections(tx)
    which = filters.get("connection")
    if which is None:
        return every
    found = [one for one in every if which in (one.slug, one.name)]
    if not found:
        raise InvalidInput("connection", NO_CONNECTION)
    return found


NO_CONNECTION = Words(
    en="No connection has this slug or name. GET /api/v1/crm/status lists them.",
    ru="Подключения с таким именем нет. Список: GET /api/v1/crm/status.",
)

Filter = Callable[[Listing, Any, Mapping[str, str]], list[Any]]


def _numbered(tx: Tx, field: str, value: str, kind: Kind) -> int:
    """Our number of the record with this public id."""
    parsed = parse_public_id(value)
    code = {"course": "crs", "section": "sec", "group": "grp"}.get(field, "usr")
    if parsed is None or parsed[1] is not kind:
        raise InvalidInput(
            field,
            Words(
                en=f"Send the id of a {field} as the lists tell it, like school-{code}-12.",
                ru=f"Передайте id в том виде, в каком его отдают списки, например school-{code}-12.",
            ),
        )
    slug, _, external_id = parsed
    table = t.MIRRORED[kind]
    number = tx.value(
        select(table.c.id)
        .join(t.connection, t.connection.c.id == table.c.connection_id)
        .where(
            t.connection.c.slug == bindparam("slug"),
            t.connection.c.state != "forgotten",
            table.c.external_id == bindparam("external_id"),
        ),
        slug=slug,
        external_id=external_id,
    )
    if number is None:
        raise InvalidInput(field, Words(en=f"No {field} has this id.", ru="Записи с таким id нет."), code="not_found")
    return int(number)


def _by_q(_: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    return [matches(table)]


def _enrolled(listing: Listing, filters: Mapping[str, str], condition: Any) -> Any:
    """Users with an enrolment; within a list of students, as students."""
    e = t.enrollment.c
    wanted = select(e.user_id).where(condition, e.deleted_at.is_(None))
    if listing.only or "role" in filters:
        wanted = wanted.where(e.role == bindparam("role_in_course"))
    return wanted


def _by_course(listing: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    if "course_id" in table.c:
        return [table.c.course_id == bindparam("course")]
    if listing.kind is Kind.USER:
        return [table.c.id.in_(_enrolled(listing, filters, t.enrollment.c.course_id == bindparam("course")))]
    parent = t.item if listing.kind is Kind.SUBMISSION else t.lesson
    children = select(parent.c.id).where(parent.c.course_id == bindparam("course"))
    return [table.c[f"{parent.name}_id"].in_(children)]


def _by_section(listing: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    if "section_id" in table.c:
        return [table.c.section_id == bindparam("section")]
    return [table.c.id.in_(_enrolled(listing, filters, t.enrollment.c.section_id == bindparam("section")))]


def _by_group(_: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    if "group_id" in table.c:
        return [table.c.group_id == bindparam("group")]
    members = select(t.group_member.c.user_id).where(t.group_member.c.group_id == bindparam("group"))
    return [table.c.id.in_(members)]


def _by_person(role: str) -> Filter:
    def condition(listing: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
        e = t.enrollment.c
        as_role: Any = literal_column(f"'{role}'")
        courses = select(e.course_id).where(e.user_id == bindparam(role), e.role == as_role, e.deleted_at.is_(None))
        if listing.kind is Kind.COURSE:
            return [table.c.id.in_(courses)]
        if listing.kind is Kind.ENROLLMENT:
            return [table.c.user_id == bindparam(role), table.c.role == as_role]
        if listing.kind is Kind.USER:
            return [table.c.id.in_(_enrolled(listing, filters, e.course_id.in_(courses)))]
        groups = select(t.group_member.c.group_id).where(t.group_member.c.user_id == bindparam(role))
        if listing.kind is Kind.GROUP:
            return [table.c.id.in_(groups)] if role == "student" else [table.c.course_id.in_(courses)]
        if listing.kind in (Kind.SUBMISSION, Kind.ATTENDANCE):
            return [table.c.user_id == bindparam(role)]
        in_course = table.c.course_id.in_(courses)
        if role == "student" and "group_id" in table.c:
            # A lesson of a group is the lesson of its members.
            return [in_course, or_(table.c.group_id.is_(None), table.c.group_id.in_(groups))]
        return [in_course]

    return condition


def _by_role(listing: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    if listing.kind is Kind.ENROLLMENT:
        return [table.c.role == bindparam("role")]
    if {"course", "section", "student", "teacher"} & filters.keys():
        return []  # the role within that course
    return [table.c.id.in_(_enrolled(listing, filters, t.enrollment.c.user_id.is_not(None)))]


def _by_state(listing: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    if listing.kind is Kind.USER:
        return [table.c.enabled.is_not(False) if filters["state"] == "active" else table.c.enabled.is_(False)]
    return [table.c["status" if "status" in table.c else "state"] == bindparam("state")]


def _by_kind(_: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    return [table.c.kind == bindparam("kind")]


def _by_changed_since(_: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    return [table.c.changed_at >= bindparam("changed_since")]


def _by_from(_: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    if table is t.item:
        return [table.c.due_at >= bindparam("from")]
    return [func.coalesce(table.c.ends_at, table.c.starts_at) >= bindparam("from")]


def _by_to(_: Listing, table: Any, filters: Mapping[str, str]) -> list[Any]:
    return [(table.c.due_at if table is t.item else table.c.starts_at) < bindparam("to")]


_FILTERS: Mapping[str, Filter] = {
    "q": _by_q,
    "course": _by_course,
    "section": _by_section,
    "group": _by_group,
    "teacher": _by_person("teacher"),
    "student": _by_person("student"),
    "role": _by_role,
    "state": _by_state,
    "kind": _by_kind,
    "changed_since": _by_changed_since,
    "from": _by_from,
    "to": _by_to,
}


# Reading a page


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
    source = _source(LISTINGS[name], dict(shape), column, number)
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


def _after(source: _Source, number: int, place: int, descending: bool) -> Any:
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
    for connection in _connections(tx, filters):
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
