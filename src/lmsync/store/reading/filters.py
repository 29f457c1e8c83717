"""Filters: what a caller sent becomes conditions of a statement and the values that it binds."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, false, func, literal_column, or_, select, true

from lmsync.errors import InvalidInput, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import matches, one_of, search_params
from lmsync.store.keeping.connections import any_forgotten, list_connections, named
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.text import search_pattern
from lmsync.store.reading.listings import LISTINGS, Listing, choices, field_of
from lmsync.store.reading.shown import parse_public_id, selection
from lmsync.store.reading.view import View


class Source(Struct, frozen=True):
    """Rows of one table that belong to a list. Lessons have two: stored ones, and deadlines of work."""

    table: Any
    key: Any
    condition: ColumnElement[bool]
    select: Any


Shape = tuple[tuple[str, str], ...]
"""The filters of a list, with their values only where the statement depends on them."""


def shape_of(listing: Listing, filters: Mapping[str, str], params: Mapping[str, Any]) -> Shape:
    values = {}
    for name, value in filters.items():
        matters = name in {"include_removed", "state"} or (name == "kind" and value == "deadline")
        values[name] = value if matters and len(value) < 20 else ""
    if "connections" in params:
        values["connection"] = ""
    return tuple(sorted(values.items()))


def params_of(tx: Tx, listing: Listing, filters: Mapping[str, str], view: View) -> dict[str, Any]:
    """Values of the filters as the statements bind them. Raises `InvalidInput`."""
    params: dict[str, Any] = {}
    wanted = [connection.id for connection in connections_of(tx, filters, view)]
    if "connection" in filters or view.connections is not None or any_forgotten(tx):
        # A connection that was forgotten keeps its rows, and nobody sees them.
        params["connections"] = wanted
    if listing.only:
        params["role_in_course"] = listing.only
    for name, value in filters.items():
        if not all(map(view.refers_to, _looked_into(listing, name))):
            raise InvalidInput(name, OTHER_KINDS)
        if name in REFERRED:
            params[name] = _numbered(tx, name, value, REFERRED[name], view)
        elif name in {"changed_since", "from", "to"}:
            params[name] = int(value)
        elif name == "q":
            params |= _search(value)
        elif (words := choices(listing, name)) and value not in words:
            known = ", ".join(words)
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


def _looked_into(listing: Listing, name: str) -> frozenset[Kind]:
    """Kinds whose records decide about this filter, beside the listed one and the one that is named."""
    enrolled, kind = frozenset({Kind.ENROLLMENT}), listing.kind
    by_course = {
        Kind.USER: enrolled,
        Kind.SUBMISSION: frozenset({Kind.ITEM}),
        Kind.ATTENDANCE: frozenset({Kind.LESSON}),
    }
    by_person = {Kind.COURSE: enrolled, Kind.USER: enrolled, Kind.LESSON: enrolled | {Kind.GROUP}}
    looked_into: Mapping[str, Mapping[Kind, frozenset[Kind]]] = {
        "course": by_course,
        "section": {Kind.USER: enrolled},
        "role": {Kind.USER: enrolled},
        "student": by_person,
        "teacher": {**by_person, Kind.LESSON: enrolled, Kind.GROUP: enrolled},
    }
    return looked_into.get(name, {}).get(kind, frozenset())


OTHER_KINDS = Words(
    en="This filter looks into kinds of record that are not within the limits of the token.",
    ru="Этот фильтр обращается к видам записей, которыми токен не может пользоваться.",
)


def _search(query: str) -> dict[str, Any]:
    words = search_pattern(query)
    if not words:
        raise InvalidInput("q", Words(en="Enter something to search for.", ru="Введите, что искать."))
    return search_params(words)


def source_of(listing: Listing, filters: Mapping[str, str], column: str, number: int) -> Source:
    table = t.MIRRORED[listing.kind]
    if number == 0:
        conditions = _conditions(listing, table, filters)
        if listing.kind is Kind.LESSON and filters.get("kind") == "deadline":
            conditions = [false()]
        return Source(table, table.c[column], and_(true(), *conditions), selection(listing.kind))
    key = t.item.c.due_at if column == "starts_at" else t.item.c.changed_at
    no_deadline_has = {"group", "section"} & filters.keys() or filters.get("kind", "deadline") != "deadline"
    if no_deadline_has or filters.get("state", "planned") != "planned":
        return Source(t.item, key, false(), selection(Kind.ITEM))
    rest = {name: value for name, value in filters.items() if name not in {"kind", "state"}}
    dated = [t.item.c.due_at.is_not(None), t.item.c.published.is_not(False)]
    return Source(t.item, key, and_(*dated, *_conditions(LISTINGS["items"], t.item, rest)), selection(Kind.ITEM))


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


def connections_of(tx: Tx, filters: Mapping[str, str], view: View) -> list[Any]:
    """Those that the filters are about, of those that the view shows. Raises `InvalidInput` for a name of none of these."""
    connections = [connection for connection in list_connections(tx) if view.sees(connection.id)]
    which = filters.get("connection")
    return connections if which is None else [named(connections, which)]


Filter = Callable[[Listing, Any, Mapping[str, str]], list[Any]]


def _numbered(tx: Tx, field: str, value: str, kind: Kind, view: View) -> int:
    """Our number of the record with this public id; what the view does not show is not there."""
    parsed = parse_public_id(value)
    code = {"course": "crs", "section": "sec", "group": "grp"}.get(field, "usr")
    if parsed is None or parsed[1] is not kind:
        raise InvalidInput(
            field,
            Words(
                en=f"Send the id of a {field} as the lists show it, like school-{code}-12.",
                ru=f"Передайте id в том виде, в каком его отдают списки, например school-{code}-12.",
            ),
        )
    slug, _, external_id = parsed
    table = t.MIRRORED[kind]
    found = tx.one(
        select(table.c.id, table.c.connection_id)
        .join(t.connection, t.connection.c.id == table.c.connection_id)
        .where(
            t.connection.c.slug == bindparam("slug"),
            t.connection.c.state != "forgotten",
            table.c.external_id == bindparam("external_id"),
        ),
        slug=slug,
        external_id=external_id,
    )
    if found is None or not view.sees(found[1]) or not view.refers_to(kind):
        raise InvalidInput(field, Words(en=f"No {field} has this id.", ru="Записи с таким id нет."), code="not_found")
    return int(found[0])


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
    column = table.c[field_of(listing, "state")]
    if listing.kind is Kind.USER and filters["state"] == "active":
        # Where an LMS does not say who is suspended, nobody would be left.
        return [or_(column == bindparam("state"), column.is_(None))]
    return [column == bindparam("state")]


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
