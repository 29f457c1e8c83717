"""Emptying fields that a connection does not mirror any more: in its rows, in what is searched, and in the change log.

It is no change of what the LMS says: followers are told that a record changed, and of no value.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, delete, insert, literal, or_, select, update

from lmsync.changes import Op
from lmsync.kinds import fields_of
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.text import text_columns, texts

ROWS_AT_ONCE = 2_000


def empty_fields(tx: Tx, connection_id: int, fields: Mapping[Kind, Collection[str]], *, now: int) -> bool:
    """Removed rows too. Whether anything stood in them, or of them in the change log."""
    found = [
        emptied
        for kind, names in fields.items()
        for emptied in (
            _empty(tx, connection_id, kind, sorted(names), now),
            _forget_in_log(tx, connection_id, kind, frozenset(names)),
        )
    ]
    tx.moved(connection_id)
    return any(found)


def read_pages_again(tx: Tx, connection_id: int, kinds: Collection[Kind]) -> None:
    """What was remembered of pages was remembered without a field that is wanted now."""
    for kind in kinds:
        c = t.page_digest.c
        tx.run(delete(t.page_digest).where(c.connection_id == connection_id, c.kind == kind.value))


def _empty(tx: Tx, connection_id: int, kind: Kind, names: Collection[str], now: int) -> bool:
    table = t.MIRRORED[kind]
    concerned = (
        table.c.connection_id == connection_id,
        or_(*(table.c[name].is_not(None) for name in names)),
    )
    constants = (now, connection_id, t.KIND_NUMBERS[kind], int(Op.CHANGED))
    at, connection, kind_number, op = (literal(value, BigInteger) for value in constants)
    changes = select(at, table.c.id, connection, kind_number, op).where(*concerned, table.c.deleted_at.is_(None))
    columns = ["at", "entity_id", "connection_id", "kind", "op"]
    tx.run(insert(t.change).from_select(columns, changes.order_by(table.c.id)))
    emptied = tx.run(update(table).where(*concerned).values(changed_at=now, **dict.fromkeys(names)))
    if emptied and text_columns(kind):
        _fold_again(tx, connection_id, kind)
    return emptied > 0


def _fold_again(tx: Tx, connection_id: int, kind: Kind) -> None:
    """What is sorted by and searched in is made of the fields that are left."""
    table, names, made = t.MIRRORED[kind], fields_of(kind), text_columns(kind)
    columns = t.columns_of(kind)
    rows_after = (
        select(table.c.id, *(table.c[name] for name in (*columns, *made)))
        .where(table.c.connection_id == connection_id, table.c.id > bindparam("after"))
        .order_by(table.c.id)
        .limit(ROWS_AT_ONCE)
    )
    write = update(table).where(table.c.id == bindparam("b_id")).values({name: bindparam(f"b_{name}") for name in made})
    after = 0
    while rows := tx.rows(rows_after, after=after):
        after = rows[-1][0]
        differing: list[dict[str, Any]] = []
        for number, *values in rows:
            found = texts(kind, dict(zip(names, values, strict=False)))
            if list(found.values()) != values[len(columns) :]:
                differing.append({"b_id": number, **{f"b_{name}": found[name] for name in made}})
        tx.run_many(write, differing)


def _forget_in_log(tx: Tx, connection_id: int, kind: Kind, names: frozenset[str]) -> bool:
    """Neither what stood in the fields before a change, nor after."""
    c = t.change.c
    holds_them = or_(*(c.fields.contains(f'"{name}": [', autoescape=True) for name in sorted(names)))
    rows_after = (
        select(c.seq, c.fields)
        .where(c.connection_id == connection_id, c.kind == t.KIND_NUMBERS[kind], c.seq > bindparam("after"), holds_them)
        .order_by(c.seq)
        .limit(ROWS_AT_ONCE)
    )
    write = update(t.change).where(c.seq == bindparam("b_seq")).values(fields=bindparam("b_fields", type_=Text()))
    after, emptied = 0, False
    while rows := tx.rows(rows_after, after=after):
        after, emptied = rows[-1][0], True
        written = []
        for seq, logged in rows:
            kept = {name: pair for name, pair in json.loads(logged).items() if name not in names}
            written.append({"b_seq": seq, "b_fields": json.dumps(kept, ensure_ascii=False) if kept else None})
        tx.run_many(write, written)
    return emptied
