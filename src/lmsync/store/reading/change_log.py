"""The change log as its readers see it: a walk over what is there, then every change in order, in one loop.

A cursor is a reader's place. It says where the reader is and in which log; whoever has none begins with the walk.
A page holds each record at most once and in its present form, so a reader that repeats a page loses nothing.
"""

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from msgspec import Struct, structs
from sqlalchemy import bindparam, delete, func, select

from lmsync.changes import Op
from lmsync.errors import Conflict, InvalidCursor, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.installation import fact_of, set_fact
from lmsync.store.keeping.stamps import SLACK_SECONDS
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.erasing import erased_ids, prune_erased
from lmsync.store.reading.cursors import Cursors
from lmsync.store.reading.masks import mask, masked_fields
from lmsync.store.reading.rows import ChangeRow, ChangesPage
from lmsync.store.reading.shown import by_numbers, public_id, selection, shown, shown_fields, time_text
from lmsync.store.reading.view import View

KEPT_SECONDS = 30 * 86_400
PRUNED_AT_ONCE = 20_000

KIND_OF_NUMBER = {number: kind for kind, number in t.KIND_NUMBERS.items()}
PLACE_OF_NUMBER = {t.KIND_NUMBERS[kind]: place for place, kind in enumerate(Kind)}
"""Parents before children."""


class Expired(Conflict):
    """The place is older than the log, or of another log: the reader begins again without a cursor."""

    def __init__(self) -> None:
        super().__init__("cursor-expired", EXPIRED, field="cursor")


EVERY_CONNECTION = 0


class _Place(Struct, array_like=True):
    dataset: str
    seq: int
    """The last number that was seen; during the walk, the number at its beginning."""
    walk_kind: int
    """The number of the kind that is being walked, 0 when the walk is over."""
    walk_id: int
    connection: int
    """The number of the only connection that is followed, or `EVERY_CONNECTION`, also those that are still to come."""


def dataset_id(tx: Tx) -> str:
    """Changes when the database is made anew, so that old places are not mistaken for places in this log."""
    return fact_of(tx, "dataset_id") or ""


def found_dataset(tx: Tx) -> None:
    """Give a new database its identity."""
    if not dataset_id(tx):
        set_fact(tx, "dataset_id", uuid.uuid4().hex)


_LAST = select(func.max(t.change.c.seq))
_FIRST = select(t.change.c.seq).order_by(t.change.c.seq).limit(1)
_FIRST_UNTIL = (
    select(t.change.c.seq, t.change.c.at).where(t.change.c.at <= bindparam("now")).order_by(t.change.c.seq).limit(1)
)


def last_seq(tx: Tx) -> int:
    return int(tx.value(_LAST) or 0)


def changes_of(
    tx: Tx,
    cursors: Cursors,
    *,
    cursor: str | None,
    kinds: Sequence[Kind],
    connections: Sequence[Connection],
    limit: int,
    view: View,
    start_now: bool = False,
    only: Connection | None = None,
) -> ChangesPage:
    """Changes of `connections` and `kinds`, which the view must show. A place belongs to its kinds, and with `only` to that
    connection; without it, connections may come and go. Raises `Expired`, and `InvalidCursor`."""
    slugs = {connection.id: connection.slug for connection in connections}
    followed = EVERY_CONNECTION if only is None else only.id
    numbers = [t.KIND_NUMBERS[kind] for kind in Kind if kind in kinds]
    bound_to = ["changes", sorted(numbers), *view.bound_to]
    if cursor is not None:
        place = _place(tx, cursors.open(cursor, bound_to, _Place), only)
    else:
        place = _Place(dataset_id(tx), last_seq(tx), 0 if start_now else numbers[0], 0, followed)
    read = _walk if place.walk_kind else _follow
    items, place, caught_up = read(tx, place, numbers, slugs, limit, view)
    return ChangesPage(items, cursors.seal(place, bound_to), caught_up)


Read: TypeAlias = tuple[list[ChangeRow], _Place, bool]
"""Rows of a page, the place behind them, and whether there was nothing more."""


def _walk(tx: Tx, place: _Place, kinds: Sequence[int], slugs: Mapping[int, str], limit: int, view: View) -> Read:
    """What is there, kind by kind, parents before children."""
    items: list[ChangeRow] = []
    kind_number, after = place.walk_kind, place.walk_id
    snapshot = f"{place.dataset[:8]}-{place.seq}"
    while kind_number and len(items) < limit:
        kind = KIND_OF_NUMBER[kind_number]
        rows = tx.rows(_walked(kind), after=after, most=limit - len(items), connections=list(slugs))
        records = shown(tx, kind, rows, slugs)
        mask(kind, records, view)
        for row, record in zip(rows, records, strict=True):
            after = row[0]
            items.append(
                ChangeRow(
                    seq=None,
                    at=record.changed_at,
                    connection=record.connection,
                    kind=kind,
                    id=record.id,
                    op="upsert",
                    change=None,
                    fields=None,
                    data=record,
                    snapshot_id=snapshot,
                )
            )
        if len(items) < limit:
            place_of = PLACE_OF_NUMBER[kind_number]
            kind_number, after = next((number for number in kinds if PLACE_OF_NUMBER[number] > place_of), 0), 0
    next_place = structs.replace(place, walk_kind=kind_number, walk_id=after)
    caught_up = not kind_number and last_seq(tx) == place.seq
    return items, next_place, caught_up


def _follow(tx: Tx, place: _Place, kinds: Sequence[int], slugs: Mapping[int, str], limit: int, view: View) -> Read:
    # Not by the rows that are there: those of a deleted connection are gone, and nobody has missed them.
    if place.seq < pruned_to(tx) or place.seq > tx.last_number(t.change):
        raise Expired
    rows = tx.rows(_LOG, after=place.seq, most=limit, kinds=list(kinds), connections=list(slugs))
    # Older news about a record is overtaken by the newest on this page.
    newest = {(row[1], row[2]): row for row in rows}
    present = _present(tx, newest.values(), slugs, view)
    erased = _erased(tx, [row for key, row in newest.items() if key not in present])
    items = []
    for row in sorted(newest.values(), key=lambda row: row[0]):
        key = row[1], row[2]
        if key in present:
            items.append(_change(tx, row, present[key], slugs[row[3]], view))
        elif key in erased:
            items.append(_delete(row, erased[key], slugs[row[3]]))
    caught_up = len(rows) < limit
    # Where nothing more concerns this reader, its place moves to the end, so that it does not grow old.
    seq = last_seq(tx) if caught_up else rows[-1][0]
    return items, structs.replace(place, seq=max(seq, place.seq)), caught_up


_LOG = (
    select(
        t.change.c.seq,
        t.change.c.kind,
        t.change.c.entity_id,
        t.change.c.connection_id,
        t.change.c.op,
        t.change.c.at,
        t.change.c.fields,
    )
    .where(
        t.change.c.seq > bindparam("after"),
        one_of(t.change.c.kind, "kinds"),
        one_of(t.change.c.connection_id, "connections"),
    )
    .order_by(t.change.c.seq)
    .limit(bindparam("most"))
)


@cache
def _walked(kind: Kind) -> Any:
    table = t.MIRRORED[kind]
    return (
        selection(kind)
        .where(
            table.c.id > bindparam("after"), table.c.deleted_at.is_(None), one_of(table.c.connection_id, "connections")
        )
        .order_by(table.c.id)
        .limit(bindparam("most"))
    )


def _present(tx: Tx, rows: Any, slugs: Mapping[int, str], view: View) -> dict[tuple[int, int], Any]:
    by_kind: dict[int, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row[1], []).append(row[2])
    found = {}
    for number, numbers in by_kind.items():
        kind = KIND_OF_NUMBER[number]
        stored = tx.rows(by_numbers(kind), numbers=numbers)
        records = shown(tx, kind, stored, slugs)
        mask(kind, records, view)
        for row, record in zip(stored, records, strict=True):
            found[number, row[0]] = record
    return found


def _erased(tx: Tx, rows: Sequence[Sequence[Any]]) -> dict[tuple[int, int], str]:
    """External ids of records that were erased."""
    by_kind: dict[int, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row[1], []).append(row[2])
    return {
        (number, entity): external_id
        for number, numbers in by_kind.items()
        for entity, external_id in erased_ids(tx, KIND_OF_NUMBER[number], numbers).items()
    }


def _delete(row: Sequence[Any], external_id: str, slug: str) -> ChangeRow:
    """The change of a record of which nothing but its id is known any more."""
    seq, kind_number, _, _, op, at, _ = row
    kind = KIND_OF_NUMBER[kind_number]
    return ChangeRow(
        seq=seq,
        at=time_text(at),
        connection=slug,
        kind=kind,
        id=public_id(slug, kind, external_id),
        op="delete",
        change=Op(op).name.lower(),
        fields=None,
        data=None,
        snapshot_id=None,
    )


def _change(tx: Tx, row: Sequence[Any], present: Any, slug: str, view: View) -> ChangeRow:
    seq, kind_number, _, connection_id, op, at, fields = row
    kind = KIND_OF_NUMBER[kind_number]
    there = present.removed_at is None
    changed = None
    if fields and there:
        changed = shown_fields(tx, kind, json.loads(fields), connection_id=connection_id, slug=slug)
        changed = masked_fields(kind, changed, view)
    return ChangeRow(
        seq=seq,
        at=time_text(at),
        connection=slug,
        kind=kind,
        id=present.id,
        op="upsert" if there else "delete",
        change=Op(op).name.lower(),
        fields=changed,
        data=present if there else None,
        snapshot_id=None,
    )


def _place(tx: Tx, place: _Place, only: Connection | None) -> _Place:
    """Raises `Expired`, `InvalidCursor`."""
    if place.dataset != dataset_id(tx):
        raise Expired
    if place.connection != (EVERY_CONNECTION if only is None else only.id):
        # Its connection may have been deleted, and another one has its name now.
        if only is not None and place.connection and not tx.value(_EXISTS, id=place.connection):
            raise Expired
        raise InvalidCursor(OTHER_CURSOR)
    return place


_EXISTS = select(t.connection.c.id).where(t.connection.c.id == bindparam("id"))


def pruned_to(tx: Tx) -> int:
    return int(fact_of(tx, "log_starts_at") or 0)


def prune_log(tx: Tx) -> None:
    """Drop a part of what is older than the log is kept; called after every run, it catches up by and by."""
    now = int(time.time())
    c = t.change.c
    oldest = tx.value(_FIRST)
    # Rows from before the clock was set back seem to come from the future: they are as old as the next one that does not.
    dated = tx.one(_FIRST_UNTIL, now=now + SLACK_SECONDS)
    if oldest is None or dated is None or dated[1] >= now - KEPT_SECONDS:
        return
    old = select(func.max(c.seq)).where(c.seq <= dated[0] + PRUNED_AT_ONCE, c.at < now - KEPT_SECONDS)
    last = min(tx.value(old), oldest + PRUNED_AT_ONCE)
    tx.run(delete(t.change).where(c.seq <= last))
    prune_erased(tx, last)
    set_fact(tx, "log_starts_at", str(last))


EXPIRED = Words(
    en="This place in the change log is gone. Begin again without a cursor, and afterwards forget what you did not see.",
    ru="Этого места в журнале изменений больше нет. Начните без курсора и затем забудьте то, чего не увидели.",
)
OTHER_CURSOR = Words(
    en="This cursor belongs to other kinds or connections. Keep them from call to call.",
    ru="Этот курсор для других видов записей или подключений. Не меняйте их от запроса к запросу.",
)
