"""The change log for people: newest first, with names and with the fields before and after."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, select

from lmsync.changes import Op
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t
from lmsync.store.reading.change_log import KIND_OF_NUMBER
from lmsync.store.reading.masks import mask, masked_fields
from lmsync.store.reading.shown import by_numbers, shown, shown_fields, time_text
from lmsync.store.reading.view import View
from lmsync.store.reading.whose import Shown, whose

BEFORE_ALL = 1 << 62


class LatestChange(Struct, frozen=True):
    seq: int
    at: str
    connection: str
    run: int | None
    """`None` for what a decision or an erasure changed."""
    kind: Kind
    shown: Shown
    change: str
    fields: dict[str, tuple[Any, Any]] | None


_LATEST = (
    select(
        t.change.c.seq,
        t.change.c.at,
        t.change.c.connection_id,
        t.change.c.run_id,
        t.change.c.kind,
        t.change.c.entity_id,
        t.change.c.op,
        t.change.c.fields,
    )
    .where(
        t.change.c.seq < bindparam("before"),
        one_of(t.change.c.kind, "kinds"),
        one_of(t.change.c.connection_id, "connections"),
    )
    .order_by(t.change.c.seq.desc())
    .limit(bindparam("most"))
)


def latest_changes(
    tx: Tx, slugs: Mapping[int, str], *, kinds: Collection[Kind], before: int | None, limit: int, view: View
) -> tuple[list[LatestChange], int | None]:
    """The changes before `before`, newest first, and the place of the next page. People who were erased are left out."""
    rows = tx.rows(
        _LATEST,
        before=BEFORE_ALL if before is None else before,
        kinds=[t.KIND_NUMBERS[kind] for kind in kinds],
        connections=list(slugs),
        most=limit + 1,
    )
    page, more = rows[:limit], len(rows) > limit
    found = _records(tx, page, slugs, view)
    items = []
    for seq, at, connection_id, run_id, number, entity, op, logged in page:
        kind, named = KIND_OF_NUMBER[number], found.get((number, entity))
        if named is None:
            continue
        fields = None
        if logged:
            slug = slugs[connection_id]
            fields = shown_fields(tx, kind, json.loads(logged), connection_id=connection_id, slug=slug)
            fields = masked_fields(kind, fields, view)
        items.append(
            LatestChange(
                seq=seq,
                at=time_text(at) or "",
                connection=slugs[connection_id],
                run=run_id,
                kind=kind,
                shown=named,
                change=Op(op).name.lower(),
                fields=fields,
            )
        )
    return items, page[-1][0] if more else None


def _records(
    tx: Tx, rows: Sequence[Sequence[Any]], slugs: Mapping[int, str], view: View
) -> dict[tuple[int, int], Shown]:
    """By the number of their kind and their own, also those that are removed."""
    found: dict[tuple[int, int], Shown] = {}
    for number in {row[4] for row in rows}:
        kind = KIND_OF_NUMBER[number]
        stored = tx.rows(by_numbers(kind), numbers=sorted({row[5] for row in rows if row[4] == number}))
        records = shown(tx, kind, stored, slugs)
        mask(kind, records, view)
        found |= {(number, row[0]): whose(kind, record) for row, record in zip(stored, records, strict=True)}
    return found
