"""Taking back what a person has applied: rows, values of fields, and people in their groups."""

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, bindparam, exists, or_, select, update

from lmsync.changes import Op
from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.apply_changes import fill_fields
from lmsync.store.mirror.change_rows import ChangeRows
from lmsync.store.mirror.course_counts import count_courses
from lmsync.store.mirror.places_in_groups import join_groups, members_of
from lmsync.store.mirror.stored import numbers_of


def restore(
    tx: Tx, ids: Mapping[Kind, Collection[str]], *, connection_id: int, removed_by: int, now: int
) -> dict[Kind, list[str]]:
    """Rows that were removed by this time are there again, unless one of their owners is not. Which ones, by kind."""
    restored: dict[Kind, list[str]] = {}
    for kind in (kind for kind in Kind if ids.get(kind)):  # parents before their children
        # A record may stand below another of its kind, which has to be there first.
        while found := tx.rows(_removed(kind), connection=connection_id, ids=list(ids[kind]), by=removed_by):
            numbers = [row[0] for row in found]
            tx.run(_restore(kind), numbers=numbers, now=now)
            log = ChangeRows(tx, kind, connection_id, None, now)
            for number in numbers:
                log.add(number, Op.RESTORED)
            log.write()
            if kind is Kind.ENROLLMENT:
                count_courses(tx, connection_id, {row[2] for row in found})
            restored.setdefault(kind, []).extend(row[1] for row in found)
    return restored


@cache
def _removed(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    record = RECORD_TYPES[kind]
    owned = []
    for name in record.owners:
        owner = t.MIRRORED[record.references[name]].alias(f"of_{name}")
        column = table.c[f"{name}_id"]
        owned.append(or_(column.is_(None), exists().where(owner.c.id == column, owner.c.deleted_at.is_(None))))
    extra = [table.c.user_id] if kind is Kind.ENROLLMENT else []
    return (
        select(table.c.id, table.c.external_id, *extra)
        .where(
            table.c.connection_id == bindparam("connection"),
            one_of(table.c.external_id, "ids"),
            table.c.deleted_at <= bindparam("by"),
            *owned,
        )
        .order_by(table.c.id)
    )


@cache
def _restore(kind: Kind) -> Executable:
    table = t.MIRRORED[kind]
    return update(table).where(one_of(table.c.id, "numbers")).values(deleted_at=None, changed_at=bindparam("now"))


def refill(
    tx: Tx, name: str, ids: Collection[str], *, kind: Kind, connection_id: int, since: int, now: int
) -> list[str]:
    """Give a field that was emptied its values again, where it has been empty since and the change log after the number
    `since` still tells them. Ids of the rows that have them again."""
    numbers = {number: external_id for external_id, number in numbers_of(tx, connection_id, kind, ids).items()}
    logged = tx.rows(_EMPTIED, connection=connection_id, kind=t.KIND_NUMBERS[kind], since=since, named=f'%"{name}"%')
    values: dict[str, Any] = {}
    filled_since = set[str]()
    for number, fields in logged:
        before, after = json.loads(fields).get(name, (None, None))
        if number in numbers and after not in (None, []):
            filled_since.add(numbers[number])
        elif number in numbers and before is not None:
            values.setdefault(numbers[number], before)
    # What the LMS has told since, it has emptied itself.
    values = {external_id: value for external_id, value in values.items() if external_id not in filled_since}
    if name == "members":
        empty = {group for group, members in members_of(tx, connection_id, list(values)).items() if not members}
        join_groups(tx, connection_id, {group: values[group] for group in sorted(empty)}, now=now)
        return sorted(empty)
    return fill_fields(
        tx,
        {external_id: {name: value} for external_id, value in values.items()},
        kind=kind,
        connection_id=connection_id,
        run_id=None,
        now=now,
    )


_EMPTIED = (
    select(t.change.c.entity_id, t.change.c.fields)
    .where(
        t.change.c.seq > bindparam("since"),
        t.change.c.connection_id == bindparam("connection"),
        t.change.c.kind == bindparam("kind"),
        t.change.c.op == int(Op.CHANGED),
        t.change.c.fields.like(bindparam("named")),
    )
    .order_by(t.change.c.seq)
)
