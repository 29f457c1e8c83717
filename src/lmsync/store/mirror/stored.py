"""Reading what is stored: numbers, what a scope holds, and what stands below a record."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, bindparam, func, select

from lmsync.crm_integration import Extent, Scope
from lmsync.kinds import kinds_below, way_up
from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t


@cache
def _rows(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return select(
        table.c.external_id, table.c.id, table.c.deleted_at, *(table.c[name] for name in t.columns_of(kind))
    ).where(table.c.connection_id == bindparam("connection"), one_of(table.c.external_id, "ids"))


def stored_rows(tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]) -> dict[str, tuple[Any, ...]]:
    """By external id: number, `deleted_at`, and the values of `columns_of`; removed rows included."""
    return {row[0]: row[1:] for row in tx.rows(_rows(kind), connection=connection_id, ids=list(ids))}


@cache
def _numbers(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return select(table.c.external_id, table.c.id).where(
        table.c.connection_id == bindparam("connection"), one_of(table.c.external_id, "ids")
    )


def numbers_of(tx: Tx, connection_id: int, kind: Kind, ids: Iterable[str]) -> dict[str, int]:
    """Our numbers of these records, removed ones included."""
    wanted = list(ids)
    rows = tx.rows(_numbers(kind), connection=connection_id, ids=wanted) if wanted else []
    return dict(rows)


@cache
def _present(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    extra = [table.c.user_id] if kind is Kind.ENROLLMENT else []
    return select(table.c.external_id, table.c.id, *extra).where(
        table.c.connection_id == bindparam("connection"),
        one_of(table.c.external_id, "ids"),
        table.c.deleted_at.is_(None),
    )


def rows_present(tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]) -> list[tuple[Any, ...]]:
    """External id and number of the rows that are not removed, and the number of its user for an enrolment."""
    return tx.rows(_present(kind), connection=connection_id, ids=list(ids)) if ids else []


def ids_present(tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]) -> set[str]:
    """Those that are stored and not removed."""
    return {row[0] for row in rows_present(tx, connection_id, kind, ids)}


@cache
def _changed_at(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return select(table.c.external_id, table.c.changed_at).where(
        table.c.connection_id == bindparam("connection"),
        one_of(table.c.external_id, "ids"),
        table.c.deleted_at.is_(None),
    )


def changed_at_of(tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]) -> dict[str, int]:
    """When each of those that are stored and not removed was changed last."""
    return dict(tx.rows(_changed_at(kind), connection=connection_id, ids=list(ids))) if ids else {}


def _way(kind: Kind, to: Kind, *, outer: bool = False) -> tuple[FromClause, ColumnElement[Any]]:
    """The table of a kind joined with the tables on its way up to `to`, and the column that holds the number of the row
    there."""
    *steps, last = way_up(kind, to)
    table: Table = t.MIRRORED[kind]
    source: FromClause = table
    for name in steps:
        kind = RECORD_TYPES[kind].references[name]
        below, table = table, t.MIRRORED[kind]
        source = source.join(table, table.c.id == below.c[f"{name}_id"], isouter=outer)
    return source, table.c[f"{last}_id"]


@cache
def _ids_in_scope(kind: Kind, parent_kind: Kind | None, extent: Extent) -> Select[Any]:
    table = t.MIRRORED[kind]
    wanted = select(table.c.external_id).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
    ours = table.c.connection_id == bindparam("connection")
    if parent_kind is None:
        return wanted.where(ours)
    source, column = _way(kind, parent_kind, outer=extent is Extent.OUTSIDE)
    if extent is Extent.OUTSIDE:
        return wanted.select_from(source).where(ours, column.is_(None))
    # The parent is of this connection: a second condition would only mislead a planner that has no figures yet.
    parent = t.MIRRORED[parent_kind].alias("parent")
    number = (
        select(parent.c.id)
        .where(parent.c.connection_id == bindparam("connection"), parent.c.external_id == bindparam("parent"))
        .scalar_subquery()
    )
    return wanted.select_from(source).where(column == number)


def each_in_scope(tx: Tx, connection_id: int, scope: Scope) -> Iterator[str]:
    """External ids of the rows that are not removed, in order of arrival."""
    statement = _ids_in_scope(scope.kind, scope.parent_kind, scope.extent)
    params = {"parent": scope.parent} if scope.extent is Extent.WITHIN else {}
    return tx.each(statement, connection=connection_id, **params)


def ids_in_scope(tx: Tx, connection_id: int, scope: Scope) -> list[str]:
    """What `each_in_scope` yields, in memory."""
    return list(each_in_scope(tx, connection_id, scope))


@cache
def _ids_by_parent(kind: Kind, parent_kind: Kind) -> Select[Any]:
    table, parent = t.MIRRORED[kind], t.MIRRORED[parent_kind].alias("parent")
    source, column = _way(kind, parent_kind)
    return (
        select(parent.c.external_id, table.c.external_id)
        .select_from(source.join(parent, parent.c.id == column))
        .where(
            parent.c.connection_id == bindparam("connection"),
            one_of(parent.c.external_id, "parents"),
            table.c.deleted_at.is_(None),
        )
        .order_by(table.c.id)
    )


def ids_by_parent(
    tx: Tx, connection_id: int, kind: Kind, parent_kind: Kind, parents: Sequence[str]
) -> dict[str, list[str]]:
    """What `ids_in_scope` returns for the scopes within several parents."""
    found: dict[str, list[str]] = {parent: [] for parent in parents}
    for parent, external_id in tx.rows(_ids_by_parent(kind, parent_kind), connection=connection_id, parents=parents):
        found[parent].append(external_id)
    return found


@cache
def _ids_by_course(kind: Kind) -> Select[Any]:
    table, course = t.MIRRORED[kind], t.course.alias("parent")
    source, column = _way(kind, Kind.COURSE)
    return (
        select(course.c.external_id, table.c.external_id)
        .select_from(source.join(course, course.c.id == column))
        .where(
            table.c.connection_id == bindparam("connection"),
            table.c.external_id.like(bindparam("pattern")),
            table.c.deleted_at.is_(None),
        )
        .order_by(table.c.id)
    )


def ids_by_course(tx: Tx, connection_id: int, kind: Kind, prefix: str) -> dict[str, list[str]]:
    """External ids with a prefix (letters and a dot) of rows that are not removed, by their course. Once a run: it goes
    through all rows of the kind."""
    found: dict[str, list[str]] = {}
    for course, external_id in tx.rows(_ids_by_course(kind), connection=connection_id, pattern=f"{prefix}%"):
        found.setdefault(course, []).append(external_id)
    return found


@cache
def _count_by_course(kind: Kind) -> Select[Any]:
    table, course = t.MIRRORED[kind], t.course.alias("parent")
    source, column = _way(kind, Kind.COURSE)
    return (
        select(course.c.external_id, func.count())
        .select_from(source.join(course, course.c.id == column))
        .where(table.c.connection_id == bindparam("connection"), table.c.deleted_at.is_(None))
        .group_by(course.c.external_id)
    )


def count_by_course(tx: Tx, connection_id: int, kind: Kind) -> dict[str, int]:
    """How many rows of a kind are not removed, by their course; courses without any are left out."""
    return dict(tx.rows(_count_by_course(kind), connection=connection_id))


def count_present(tx: Tx, connection_id: int, kind: Kind) -> int:
    """How many rows of a kind are not removed."""
    return int(tx.value(_count(t.MIRRORED[kind]), connection=connection_id))


@cache
def _count(table: Table) -> Select[Any]:
    return select(func.count()).where(table.c.connection_id == bindparam("connection"), table.c.deleted_at.is_(None))


def children_of(tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]) -> dict[Kind, list[str]]:
    """What goes when these parents go: external ids of the rows below them at any depth that are not removed."""
    found: dict[Kind, dict[str, None]] = {}
    for children in children_by_parent(tx, connection_id, kind, ids).values():
        for child, child_ids in children.items():
            found.setdefault(child, {}).update(dict.fromkeys(child_ids))
    return {child: list(child_ids) for child, child_ids in found.items()}


def children_by_parent(
    tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]
) -> dict[str, dict[Kind, list[str]]]:
    """What goes when each of these parents goes: external ids of the rows below it at any depth that are not removed, by
    kind. Parents without any are left out."""
    numbers = numbers_of(tx, connection_id, kind, ids)
    # By kind and number of a row that would go: the parents that it would go with.
    going: dict[Kind, dict[int, set[str]]] = {kind: {number: {parent} for parent, number in numbers.items()}}
    found: dict[str, dict[Kind, list[str]]] = {}
    for child in kinds_below(kind):
        record, below = RECORD_TYPES[child], going.setdefault(child, {})
        for name in record.owners:
            owners = going.get(record.references[name])
            if not owners or record.references[name] is child:
                continue
            rows = tx.rows(_children(child, name), connection=connection_id, numbers=list(owners))
            for owner, number, external_id in rows:
                known = below.setdefault(number, set())
                for parent in owners[owner] - known:
                    found.setdefault(parent, {}).setdefault(child, []).append(external_id)
                known |= owners[owner]
    return found


@cache
def _children(child: Kind, name: str) -> Select[Any]:
    table = t.MIRRORED[child]
    return select(table.c[f"{name}_id"], table.c.id, table.c.external_id).where(
        table.c.connection_id == bindparam("connection"),
        table.c.deleted_at.is_(None),
        one_of(table.c[f"{name}_id"], "numbers"),
    )
