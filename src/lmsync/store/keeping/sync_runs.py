"""Runs: asked for, claimed under a lease, and what is kept of them."""

import json
import time
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, func, insert, select, update

from lmsync.crm_integration import ScopeKey
from lmsync.errors import Conflict, NotFound, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import any_of, clock
from lmsync.store.keeping.installation import fact_of, set_fact
from lmsync.store.keeping.run_events import note_event
from lmsync.store.keeping.stamps import SLACK_SECONDS, is_ahead
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.course_counts import count_all_courses

OPEN = ("queued", "running")
LEASE_SECONDS = 60
"""A holder renews its lease long before; one that died has lost it after this."""
LONGEST_LEASE_SECONDS = 3600
"""What the settings allow, for a lease that does not say how long it lasts."""


class Run(Struct, frozen=True):
    """One synchronisation of a connection."""

    id: int
    connection_id: int
    mode: str
    asked_by: str
    state: str
    queued_at: int
    started_at: int | None
    finished_at: int | None
    duration_ms: int | None
    phase: str | None
    planned_requests: int | None
    counts: Mapping[str, Any]
    error: Mapping[str, str] | None
    cancel_asked_at: int | None
    """Since when its holder is asked to end it."""
    done_requests: int | None
    seconds_left: int | None
    """`None` where nobody knows."""


RUN_COLUMNS = [t.sync_run.c[name] for name in Run.__struct_fields__]


def run_in(row: tuple[Any, ...]) -> Run:
    values = dict(zip(Run.__struct_fields__, row, strict=True))
    return Run(
        **{
            **values,
            "counts": json.loads(values["counts"] or "{}"),
            "error": json.loads(values["error"]) if values["error"] else None,
        }
    )


_BY_ID = select(*RUN_COLUMNS).where(t.sync_run.c.id == bindparam("id"))
_OPEN = (
    select(*RUN_COLUMNS)
    .where(t.sync_run.c.connection_id == bindparam("connection"), any_of(t.sync_run.c.state, OPEN))
    .order_by(t.sync_run.c.id)
)
_QUEUED = select(*RUN_COLUMNS).where(t.sync_run.c.state == "queued").order_by(t.sync_run.c.id)


def queue_run(tx: Tx, connection_id: int, *, mode: str, asked_by: str) -> Run:
    """A run that somebody will take, or the one that is open already: never two of one connection."""
    interrupt_dead(tx)
    opened = open_run(tx, connection_id)
    if opened is not None:
        return opened
    number = tx.insert(
        insert(t.sync_run).values(
            connection_id=connection_id, mode=mode, asked_by=asked_by, state="queued", queued_at=int(time.time())
        )
    )
    note_event(tx, connection_id, "run_queued", run_id=number, mode=mode, asked_by=asked_by)
    return run_of(tx, number)


def open_run(tx: Tx, connection_id: int) -> Run | None:
    row = tx.one(_OPEN, connection=connection_id)
    return run_in(row) if row else None


def queued_runs(tx: Tx) -> list[Run]:
    return [run_in(row) for row in tx.rows(_QUEUED)]


def run_of(tx: Tx, number: int) -> Run:
    """Raises `NotFound`."""
    row = tx.one(_BY_ID, id=number)
    if row is None:
        raise NotFound("run")
    return run_in(row)


_LASTS = func.coalesce(t.connection.c.lease_seconds, LONGEST_LEASE_SECONDS) + SLACK_SECONDS
_IS_LEASED = (
    t.connection.c.lease_owner.is_not(None)
    & (t.connection.c.lease_expires_at >= clock())
    # A lease that ends later than it lasts is of a clock that was set back: its holder would have renewed it.
    & (t.connection.c.lease_expires_at <= clock() + _LASTS)
)


def take_lease(tx: Tx, connection_id: int, owner: str, seconds: int = LEASE_SECONDS) -> bool:
    """Whether `owner` now holds the connection. A dead holder's lease has expired, and its run is interrupted."""
    c = t.connection.c
    taken = tx.run(
        update(t.connection)
        .where(c.id == connection_id, c.lease_expires_at.is_(None) | ~_IS_LEASED | (c.lease_owner == owner))
        .values(lease_owner=owner, lease_expires_at=clock() + seconds, lease_seconds=seconds)
    )
    if taken:
        mark_interrupted(tx, connection_id)
    return taken > 0


def renew_lease(tx: Tx, connection_id: int, owner: str, seconds: int = LEASE_SECONDS) -> bool:
    """Whether the lease is still ours."""
    c = t.connection.c
    return (
        tx.run(
            update(t.connection)
            .where(c.id == connection_id, c.lease_owner == owner)
            .values(lease_expires_at=clock() + seconds, lease_seconds=seconds)
        )
        > 0
    )


def free_lease(tx: Tx, connection_id: int, owner: str) -> bool:
    """Whether it was still ours."""
    c = t.connection.c
    return (
        tx.run(
            update(t.connection)
            .where(c.id == connection_id, c.lease_owner == owner)
            .values(lease_owner=None, lease_expires_at=None)
        )
        > 0
    )


def _end_runs(tx: Tx, which: ColumnElement[bool], state: str | None = None) -> int:
    """End runs from outside; without a `state`, as runs that nobody holds any more. How many."""
    c = t.sync_run.c
    found = tx.rows(select(c.id, c.connection_id, c.cancel_asked_at).where(which))
    for number, connection_id, cancel_asked_at in found:
        ended_as = state or ("interrupted" if cancel_asked_at is None else "cancelled")
        tx.run(
            update(t.sync_run)
            .where(c.id == number)
            .values(state=ended_as, finished_at=int(time.time()), seconds_left=None, last_change_seq=_LAST_CHANGE)
        )
        note_event(tx, connection_id, "run_ended", run_id=number, state=ended_as)
    return len(found)


def mark_interrupted(tx: Tx, connection_id: int) -> int:
    """Runs that are `running` while nobody holds the connection."""
    return _end_runs(tx, (t.sync_run.c.connection_id == connection_id) & (t.sync_run.c.state == "running"))


_ALIVE = select(t.connection.c.id).where(_IS_LEASED)
_IS_DEAD = (t.sync_run.c.state == "running") & t.sync_run.c.connection_id.not_in(_ALIVE)


def dead_runs(tx: Tx) -> list[Run]:
    """Runs whose holder died: its lease has expired."""
    return [run_in(row) for row in tx.rows(select(*RUN_COLUMNS).where(_IS_DEAD))]


def interrupt_dead(tx: Tx) -> int:
    return _end_runs(tx, _IS_DEAD)


def claim_run(tx: Tx, run_id: int, owner: str, seconds: int = LEASE_SECONDS) -> bool:
    """Whether `owner` now holds the connection and the run is `running`. Never two runs of one connection."""
    run = run_of(tx, run_id)
    if run.state != "queued" or not take_lease(tx, run.connection_id, owner, seconds):
        return False
    start_run(tx, run_id)
    before = tx.one(_BEFORE, connection=run.connection_id, id=run_id)
    continues = before[0] if before is not None and before[1] == "interrupted" else None
    note_event(tx, run.connection_id, "run_started", run_id=run_id, continues=continues)
    if continues is not None:
        # What that one read whole is not read again.
        tx.run(update(t.sync_run).where(t.sync_run.c.id == run_id).values(continues_run_id=continues))
        # It may have died before it counted.
        count_all_courses(tx, run.connection_id)
    return True


_BEFORE = (
    select(t.sync_run.c.id, t.sync_run.c.state)
    .where(t.sync_run.c.connection_id == bindparam("connection"), t.sync_run.c.id < bindparam("id"))
    .order_by(t.sync_run.c.id.desc())
    .limit(1)
)
_CONTINUES = select(t.sync_run.c.continues_run_id).where(t.sync_run.c.id == bindparam("id"))
_READ_BY = select(
    t.sync_scope.c.kind, t.sync_scope.c.parent, t.sync_scope.c.last_complete_at, t.sync_scope.c.row_count
).where(
    t.sync_scope.c.connection_id == bindparam("connection"),
    t.sync_scope.c.last_run_id == bindparam("run"),
    t.sync_scope.c.last_complete_at >= bindparam("since"),
    t.sync_scope.c.last_complete_at <= bindparam("until"),
)
FRESH_SECONDS = 3600
"""What an interrupted run read longer ago than this is read again."""


class ReadBefore(Struct, frozen=True):
    """A scope that the interrupted run had read whole: when, and how many rows it had."""

    at: int
    rows: int


def scopes_to_continue(tx: Tx, connection_id: int, run_id: int) -> dict[ScopeKey, ReadBefore]:
    """The scopes that the run before read whole and clean until it was interrupted."""
    before = tx.value(_CONTINUES, id=run_id)
    if before is None:
        return {}
    now = int(time.time())
    since, until = now - FRESH_SECONDS, now + SLACK_SECONDS
    return {
        ScopeKey(Kind(kind), above): ReadBefore(at, rows)
        for kind, above, at, rows in tx.rows(_READ_BY, connection=connection_id, run=before, since=since, until=until)
    }


_LAST_CHANGE = func.coalesce(select(func.max(t.change.c.seq)).scalar_subquery(), 0)
"""The newest number of the change log."""


def start_run(tx: Tx, run_id: int) -> None:
    tx.run(
        update(t.sync_run)
        .where(t.sync_run.c.id == run_id)
        .values(state="running", started_at=int(time.time()), first_change_seq=_LAST_CHANGE + 1)
    )


def note_progress(tx: Tx, run_id: int, *, counts: Mapping[str, Any], **facts: str | int | None) -> None:
    """The latest only. `facts`: its phase, the requests that are planned and done, and the seconds that are left."""
    tx.run(update(t.sync_run).where(t.sync_run.c.id == run_id).values(counts=json.dumps(counts), **facts))


_STATE = select(t.sync_run.c.state).where(t.sync_run.c.id == bindparam("id"))


def is_running(tx: Tx, run_id: int) -> bool:
    """Not so when its connection was forgotten, or when another took its place because it was taken for dead."""
    return bool(tx.value(_STATE, id=run_id) == "running")


def is_asked_to_end(tx: Tx, run_id: int) -> bool:
    """Whether it is running, and somebody has cancelled it."""
    return tx.value(_ASKED_TO_END, id=run_id) is not None


_ASKED_TO_END = select(t.sync_run.c.id).where(
    t.sync_run.c.id == bindparam("id"), t.sync_run.c.state == "running", t.sync_run.c.cancel_asked_at.is_not(None)
)


def may_write(tx: Tx, run_id: int) -> bool:
    """Whether it is running and nobody has cancelled it: from then on it changes no record."""
    return tx.value(_MAY_WRITE, id=run_id) is not None


_MAY_WRITE = select(t.sync_run.c.id).where(
    t.sync_run.c.id == bindparam("id"), t.sync_run.c.state == "running", t.sync_run.c.cancel_asked_at.is_(None)
)


def cancel_run(tx: Tx, number: int) -> Run:
    """A run that is queued ends at once. One that is running changes nothing any more, and its holder ends it within a
    second. Raises `NotFound`, and `Conflict` when it is over."""
    run = run_of(tx, number)
    c = t.sync_run.c
    if run.state == "queued":
        _end_runs(tx, c.id == number, "cancelled")
    elif run.state == "running":
        asked = update(t.sync_run).where(c.id == number, c.cancel_asked_at.is_(None))
        tx.run(asked.values(cancel_asked_at=int(time.time())))
        interrupt_dead(tx)  # it may have no holder
    else:
        raise Conflict("run-over", RUN_OVER)
    return run_of(tx, number)


RUN_OVER = Words(
    en="This run is over already: there is nothing to cancel. GET /api/v1/crm/runs/{id} says how it came out.",
    ru="Эта синхронизация уже завершилась, отменять нечего. Чем она закончилась, показывает GET /api/v1/crm/runs/{id}.",
)


def cancel_runs(tx: Tx, connection_id: int) -> None:
    """Whoever runs one of these stops at its next page."""
    _end_runs(tx, (t.sync_run.c.connection_id == connection_id) & any_of(t.sync_run.c.state, OPEN), "cancelled")


def cancel_running(tx: Tx, connection_id: int) -> None:
    """As `cancel_runs`, but a run that waits to be taken will do as it is."""
    _end_runs(tx, (t.sync_run.c.connection_id == connection_id) & (t.sync_run.c.state == "running"), "cancelled")


def is_held(tx: Tx, connection_id: int) -> bool:
    """Whether somebody still holds the lease of a connection."""
    return bool(tx.value(select(_ALIVE.where(t.connection.c.id == connection_id).exists())))


_SEEN = "scheduler_seen_at"
ALIVE_SECONDS = 30


def note_alive(tx: Tx) -> None:
    """The schedule is awake."""
    set_fact(tx, _SEEN, str(int(time.time())))


def schedule_is_alive(tx: Tx) -> bool:
    seen = fact_of(tx, _SEEN)
    return seen is not None and is_ahead(int(seen) + ALIVE_SECONDS, time.time(), ALIVE_SECONDS)


def finish_run(
    tx: Tx,
    run_id: int,
    *,
    state: str,
    duration_ms: int,
    counts: Mapping[str, Any],
    error: tuple[str, Words] | None = None,
) -> None:
    said = None
    if error is not None:
        cause, words = error
        said = json.dumps({"cause": cause, "en": words.en, "ru": words.ru}, ensure_ascii=False)
    tx.run(
        update(t.sync_run)
        .where(t.sync_run.c.id == run_id)
        .values(
            state=state,
            finished_at=int(time.time()),
            duration_ms=duration_ms,
            phase=None,
            counts=json.dumps(counts),
            error=said,
            seconds_left=None,
            last_change_seq=_LAST_CHANGE,
        )
    )
    note_event(
        tx,
        run_of(tx, run_id).connection_id,
        "run_ended",
        run_id=run_id,
        state=state,
        cause=error[0] if error else None,
        duration_ms=duration_ms,
    )
