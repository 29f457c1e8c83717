"""Changes as people read them: with names, whose they are, and with the fields before and after."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lmsync.changes import Op
from lmsync.store.engine.database import Tx
from lmsync.store.mirror import tables as t
from lmsync.store.reading.change_log import KIND_OF_NUMBER
from lmsync.store.reading.masks import mask, masked_fields
from lmsync.store.reading.rows import Reference, ShownChangeRow
from lmsync.store.reading.shown import by_numbers, shown, shown_fields, time_text
from lmsync.store.reading.view import View
from lmsync.store.reading.whose import Shown, whose

COLUMNS = (
    t.change.c.seq,
    t.change.c.at,
    t.change.c.connection_id,
    t.change.c.run_id,
    t.change.c.kind,
    t.change.c.entity_id,
    t.change.c.op,
    t.change.c.fields,
)
"""What `shown_changes` needs of each row."""


def shown_changes(tx: Tx, rows: Sequence[Sequence[Any]], slugs: Mapping[int, str], view: View) -> list[ShownChangeRow]:
    """In the order of `rows`. Changes of people who were erased are left out."""
    found = _records(tx, rows, slugs, view)
    changes = []
    for seq, at, connection_id, run_id, number, entity, op, logged in rows:
        kind, named = KIND_OF_NUMBER[number], found.get((number, entity))
        if named is None:
            continue
        slug = slugs[connection_id]
        fields = None
        if logged:
            fields = shown_fields(tx, kind, json.loads(logged), connection_id=connection_id, slug=slug)
            fields = masked_fields(kind, fields, view)
        changes.append(
            ShownChangeRow(
                seq=seq,
                at=time_text(at) or "",
                connection=slug,
                run=run_id,
                kind=kind,
                record=named.record if view.names(kind) else Reference(named.record.id),
                person=named.person,
                course=named.course,
                change=Op(op).name.lower(),
                fields=fields,
            )
        )
    return changes


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
