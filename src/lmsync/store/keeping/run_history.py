"""Runs that were: lists of them, what came before one, and how many are kept."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import bindparam, delete, func, select

from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import any_of, one_of
from lmsync.store.keeping.connections import NOT_FORGOTTEN
from lmsync.store.keeping.run_events import prune_events
from lmsync.store.keeping.sync_runs import RUN_COLUMNS, Run, run_in
from lmsync.store.mirror import tables as t

KEPT_RUNS = 500
"""Per connection; the scopes of older runs go with them."""


class WantedRuns(Struct, frozen=True):
    """Which runs are asked for."""

    state: str | None = None
    mode: str | None = None
    since: int | None = None
    """Seconds since 1970. Runs that were over by then are left out."""
    until: int | None = None
    """So are runs that were asked for at this time or later."""


_WANTED = {
    "before": t.sync_run.c.id < bindparam("before"),
    "state": t.sync_run.c.state == bindparam("state"),
    "mode": t.sync_run.c.mode == bindparam("mode"),
    "since": t.sync_run.c.finished_at.is_(None) | (t.sync_run.c.finished_at > bindparam("since")),
    "until": t.sync_run.c.queued_at < bindparam("until"),
}


def list_runs(
    tx: Tx,
    wanted_runs: WantedRuns = WantedRuns(),
    *,
    connections: Collection[int] | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Run]:
    """Newest first, of these connections or of all that are not forgotten; `before` is the number of the last one seen."""
    wanted = select(*RUN_COLUMNS).order_by(t.sync_run.c.id.desc()).limit(limit)
    params: dict[str, Any] = {}
    if connections is None:
        wanted = wanted.where(t.sync_run.c.connection_id.in_(NOT_FORGOTTEN))
    else:
        wanted = wanted.where(one_of(t.sync_run.c.connection_id, "connections"))
        params["connections"] = list(connections)
    given = {"before": before, **structs.asdict(wanted_runs)}
    for name, condition in _WANTED.items():
        if given[name] is not None:
            wanted, params[name] = wanted.where(condition), given[name]
    return [run_in(row) for row in tx.rows(wanted, **params)]


class RunInShort(Struct, frozen=True):
    state: str
    at: int
    """When it began; of one that never did, when it was asked for."""
    duration_ms: int | None
    counts: Mapping[str, Any]


_SINCE = select(
    t.sync_run.c.state,
    func.coalesce(t.sync_run.c.started_at, t.sync_run.c.queued_at),
    t.sync_run.c.duration_ms,
    t.sync_run.c.counts,
).where(
    one_of(t.sync_run.c.connection_id, "connections"),
    func.coalesce(t.sync_run.c.started_at, t.sync_run.c.queued_at) >= bindparam("since"),
)


def runs_since(tx: Tx, connections: Collection[int], since: int) -> list[RunInShort]:
    return [
        RunInShort(state, at, duration_ms, json.loads(counts or "{}"))
        for state, at, duration_ms, counts in tx.rows(_SINCE, connections=list(connections), since=since)
    ]


_RUNNING = (
    select(*RUN_COLUMNS, t.connection.c.slug)
    .select_from(t.sync_run.join(t.connection, t.connection.c.id == t.sync_run.c.connection_id))
    .where(t.sync_run.c.state == "running", t.connection.c.state != "forgotten")
    .order_by(t.sync_run.c.id)
)


def running_runs(tx: Tx) -> list[tuple[Run, str]]:
    """Each with the slug of its connection."""
    return [(run_in(row[:-1]), row[-1]) for row in tx.rows(_RUNNING)]


_LAST = (
    select(*RUN_COLUMNS)
    .where(t.sync_run.c.connection_id == bindparam("connection"))
    .order_by(t.sync_run.c.id.desc())
    .limit(1)
)


def last_run(tx: Tx, connection_id: int) -> Run | None:
    row = tx.one(_LAST, connection=connection_id)
    return None if row is None else run_in(row)


_LAST_COMPLETE = _LAST.where(t.sync_run.c.state == "complete")


def last_complete_run(tx: Tx, connection_id: int) -> Run | None:
    row = tx.one(_LAST_COMPLETE, connection=connection_id)
    return None if row is None else run_in(row)


_ENDED_BEFORE = (
    select(t.sync_run.c.id, t.sync_run.c.error)
    .where(
        t.sync_run.c.connection_id == bindparam("connection"),
        t.sync_run.c.id < bindparam("id"),
        any_of(t.sync_run.c.state, ("complete", "partial", "failed", "needs_attention")),
    )
    .order_by(t.sync_run.c.id.desc())
    .limit(1)
)
_FAILED_SCOPE = (
    select(t.sync_run_scope.c.id)
    .where(t.sync_run_scope.c.run_id == bindparam("run"), t.sync_run_scope.c.cause == "internal_error")
    .limit(1)
)


def failed_inside_before(tx: Tx, connection_id: int, run_id: int) -> bool:
    """Whether lmsync itself failed in the run before, in all of it or in one list. Interrupted runs do not count."""
    before = tx.one(_ENDED_BEFORE, connection=connection_id, id=run_id)
    if before is None:
        return False
    number, error = before
    whole = error is not None and json.loads(error)["cause"] == "internal_error"
    return whole or tx.one(_FAILED_SCOPE, run=number) is not None


def prune_runs(tx: Tx, connection_id: int) -> None:
    newest = (
        select(t.sync_run.c.id)
        .where(t.sync_run.c.connection_id == connection_id)
        .order_by(t.sync_run.c.id.desc())
        .limit(KEPT_RUNS)
    )
    oldest_kept = tx.value(select(func.min(newest.subquery().c.id))) or 0
    old = (t.sync_run.c.connection_id == connection_id) & (t.sync_run.c.id < oldest_kept)
    if tx.value(select(t.sync_run.c.id).where(old).limit(1)) is not None:
        prune_events(tx, connection_id, oldest_kept)
        tx.run(delete(t.sync_run).where(old))
