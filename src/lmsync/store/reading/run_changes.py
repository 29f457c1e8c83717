"""What one run changed, in order, with the fields before and after, as the change log keeps them."""

import json
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from lmsync.changes import Op
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t
from lmsync.store.reading.change_log import KIND_OF_NUMBER, last_seq, pruned_to
from lmsync.store.reading.masks import masked_fields
from lmsync.store.reading.rows import Reference, RunChangeRow
from lmsync.store.reading.shown import references_to, shown_fields, time_text
from lmsync.store.reading.view import View

_PLACE = select(t.sync_run.c.first_change_seq, t.sync_run.c.last_change_seq).where(t.sync_run.c.id == bindparam("run"))
_OF_RUN = (
    select(t.change.c.seq, t.change.c.at, t.change.c.kind, t.change.c.entity_id, t.change.c.op, t.change.c.fields)
    .where(
        t.change.c.seq > bindparam("after"),
        t.change.c.seq <= bindparam("last"),
        t.change.c.run_id == bindparam("run"),
        one_of(t.change.c.kind, "kinds"),
    )
    .order_by(t.change.c.seq)
    .limit(bindparam("most"))
)


def run_changes(
    tx: Tx,
    run_id: int,
    *,
    connection_id: int,
    slug: str,
    kinds: Collection[Kind],
    after: int | None,
    limit: int,
    view: View,
) -> tuple[list[RunChangeRow], int | None]:
    """The changes behind `after`, and the place of the next page. People who were erased are left out."""
    first, last = tx.one(_PLACE, run=run_id) or (None, None)
    if first is None:  # it has not begun, or changed nothing in a version that did not note it
        return [], None
    rows = tx.rows(
        _OF_RUN,
        run=run_id,
        after=first - 1 if after is None else after,
        last=last_seq(tx) if last is None else last,
        kinds=[t.KIND_NUMBERS[kind] for kind in kinds],
        most=limit + 1,
    )
    shown, more = rows[:limit], len(rows) > limit
    named = _named(tx, shown, connection_id, slug)
    items = []
    for seq, at, number, entity, op, logged in shown:
        kind, record = KIND_OF_NUMBER[number], named.get((number, entity))
        if record is None:
            continue
        fields = None
        if logged:
            fields = shown_fields(tx, kind, json.loads(logged), connection_id=connection_id, slug=slug)
            fields = masked_fields(kind, fields, view)
        items.append(
            RunChangeRow(
                seq=seq,
                at=time_text(at) or "",
                kind=kind,
                record=record if view.names(kind) else Reference(record.id),
                change=Op(op).name.lower(),
                fields=fields,
            )
        )
    return items, shown[-1][0] if more else None


def are_all_known(tx: Tx, run_id: int) -> bool:
    """Whether the change log still reaches back to the first change of this run."""
    first, last = tx.one(_PLACE, run=run_id) or (None, None)
    return first is None or first > pruned_to(tx) or (last is not None and last < first)


@cache
def _external_ids(kind: Kind) -> Any:
    table = t.MIRRORED[kind]
    return select(table.c.id, table.c.external_id).where(one_of(table.c.id, "numbers"))


def _named(tx: Tx, rows: Sequence[Sequence[Any]], connection_id: int, slug: str) -> dict[tuple[int, int], Reference]:
    """What the changed records are called now, by the number of their kind and their own."""
    found: dict[tuple[int, int], Reference] = {}
    for number in {row[2] for row in rows}:
        kind = KIND_OF_NUMBER[number]
        external_ids = dict(tx.rows(_external_ids(kind), numbers=[row[3] for row in rows if row[2] == number]))
        references = references_to(tx, kind, external_ids.values(), connection_id=connection_id, slug=slug)
        found |= {(number, entity): references[external_id] for entity, external_id in external_ids.items()}
    return found
