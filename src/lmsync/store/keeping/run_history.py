"""Runs that were: lists of them, what came before one, and how many are kept."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import any_of, one_of
from lmsync.store.keeping.connections import NOT_FORGOTTEN
from lmsync.store.keeping.sync_runs import RUN_COLUMNS, Run, run_in
from lmsync.store.mirror import tables as t

KEPT_RUNS = 500
"""Per connection; the scopes of older runs go with them."""


def list_runs(
    tx: Tx, *, connections: Collection[int] | None = None, before: int | None = None, limit: int = 50
) -> list[Run]:
    """Newest first, of these connections or of all that are not forgotten; `before` is the number of the last one seen."""
    wanted = select(*RUN_COLUMNS).order_by(t.sync_run.c.id.desc()).limit(limit)
    params: dict[str, Any] = {}
    if connections is None:
        wanted = wanted.where(t.sync_run.c.connection_id.in_(NOT_FORGOTTEN))
    else:
        wanted = wanted.where(one_of(t.sync_run.c.connection_id, "connections"))
        params["connections"] = list(connections)
    if before is not None:
        wanted = wanted.where(t.sync_run.c.id < before)
    return [run_in(row) for row in tx.rows(wanted, **params)]


_LAST = (
    select(*RUN_COLUMNS)
    .where(t.sync_run.c.connection_id == bindparam("connection"))
    .order_by(t.sync_run.c.id.desc())
    .limit(1)
)


def last_run(tx: Tx, connection_id: int) -> Run | None:
    row = tx.one(_LAST, connection=connection_id)
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
    oldest_kept = tx.value(select(func.min(newest.subquery().c.id)))
    tx.run(delete(t.sync_run).where(t.sync_run.c.connection_id == connection_id, t.sync_run.c.id < (oldest_kept or 0)))
