"""Events: what happened to runs and connections, for those who follow it live.

An event is written in the transaction of the act that it tells of, and kept with the run. Writers take turns in every
database (see `Database.write`), so that a number that was given later is also committed later: a reader who has seen a
number has seen, or can never see, every smaller one.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, or_, select

from lmsync.store.engine.database import Tx
from lmsync.store.keeping.installation import fact_of, set_fact
from lmsync.store.mirror import tables as t


class Event(Struct, frozen=True):
    id: int
    at: int
    connection_id: int
    slug: str
    """Kept beside the number: the last event of a connection says that it was forgotten."""
    run_id: int | None
    name: str
    facts: Mapping[str, Any]


_SLUG = select(t.connection.c.slug).where(t.connection.c.id == bindparam("id"))


def note_event(tx: Tx, connection_id: int, name: str, *, run_id: int | None = None, **facts: Any) -> None:
    """Facts are numbers, kinds and stable words: no names of people, no ids of records, and no texts."""
    slug = tx.value(_SLUG, id=connection_id)
    if slug is None:
        return
    tx.run(
        insert(t.run_event).values(
            at=int(time.time()),
            connection_id=connection_id,
            slug=slug,
            run_id=run_id,
            name=name,
            facts=json.dumps(facts),
        )
    )


_EVENT = t.run_event.c
_COLUMNS = [_EVENT[name] for name in Event.__struct_fields__]
_AFTER = (
    select(*_COLUMNS)
    .where(_EVENT.id > bindparam("after"), _EVENT.id <= bindparam("until"))
    .order_by(_EVENT.id)
    .limit(bindparam("most"))
)
_OF_RUN = _AFTER.where(_EVENT.run_id == bindparam("run"))
_LAST = select(func.max(_EVENT.id))
_LAST_OF_RUN = _LAST.where(_EVENT.run_id == bindparam("run"))
NO_END = (1 << 63) - 1


def events_after(
    tx: Tx, after: int, *, until: int = NO_END, run_id: int | None = None, limit: int = 500
) -> list[Event]:
    """In order, of one run or of everything."""
    place = {"after": after, "until": until, "most": limit}
    rows = tx.rows(_AFTER, **place) if run_id is None else tx.rows(_OF_RUN, run=run_id, **place)
    return [
        Event(**{**dict(zip(Event.__struct_fields__, row, strict=True)), "facts": json.loads(row[-1])}) for row in rows
    ]


def last_event(tx: Tx, run_id: int | None = None) -> int:
    """The newest number that is committed, 0 for none."""
    return int((tx.value(_LAST) if run_id is None else tx.value(_LAST_OF_RUN, run=run_id)) or 0)


_GONE_TO = "events_gone_to"


def gone_to(tx: Tx) -> int:
    """The newest number that was pruned: whoever has seen nothing behind it may have missed something."""
    return int(fact_of(tx, _GONE_TO) or 0)


def prune_events(tx: Tx, connection_id: int, oldest_run: int) -> None:
    """Drop the events of runs before this one, and those of the connection itself from before its first event."""
    first = select(func.min(_EVENT.id)).where(_EVENT.run_id == oldest_run).scalar_subquery()
    old = (_EVENT.connection_id == connection_id) & or_(
        _EVENT.run_id < oldest_run, _EVENT.run_id.is_(None) & (_EVENT.id < first)
    )
    last = tx.value(select(func.max(_EVENT.id)).where(old))
    if last is not None:
        tx.run(delete(t.run_event).where(old))
        set_fact(tx, _GONE_TO, str(max(last, gone_to(tx))))


def forget_events(tx: Tx, connection_id: int) -> None:
    """Of a connection that is forgotten."""
    tx.run(delete(t.run_event).where(_EVENT.connection_id == connection_id))
