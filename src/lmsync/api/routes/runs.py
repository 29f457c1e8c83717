"""Runs: what was read when, and how it came out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from msgspec import structs
from pydantic import AwareDatetime, Field

from lmsync.access.caller import Caller
from lmsync.api.answers import RUN_STATES, Cause, KindCounts, RunRow, RunsPage, described
from lmsync.api.parts import (
    CONNECTION,
    Asked,
    Asking,
    Language,
    Needed,
    NoParameters,
    json_response,
    seen_connections,
    wanted_connections,
    write_as,
)
from lmsync.api.problems import problems
from lmsync.errors import NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, run_history, sync_runs
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.run_history import WantedRuns
from lmsync.store.keeping.sync_runs import OPEN, Run, run_of
from lmsync.store.reading.shown import time_text
from lmsync.store.reading.view import View

log = structlog.get_logger()
router = APIRouter(tags=["runs"])
RunState = Literal[RUN_STATES]  # type: ignore[valid-type]


RunNumber = Annotated[int, Path(ge=1, lt=1 << 62)]


class AskedForRuns(Asked):
    connection: str | None = CONNECTION
    state: RunState | None = None
    mode: Literal["full", "incremental"] | None = None
    from_: AwareDatetime | None = Field(
        default=None,
        alias="from",
        description="Leave out runs that were over by this time.",
        examples=["2026-09-01T00:00:00Z"],
    )
    to: AwareDatetime | None = Field(
        default=None,
        description="Leave out runs that were asked for at this time or later.",
        examples=["2026-09-02T00:00:00Z"],
    )
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")


def run_row(run: Run, slugs: Mapping[int, str], view: View, language: str) -> RunRow:
    return RunRow(
        id=run.id,
        connection=slugs[run.connection_id],
        mode=run.mode,
        asked_by=run.asked_by,
        state=run.state,
        queued_at=time_text(run.queued_at) or "",
        started_at=time_text(run.started_at),
        finished_at=time_text(run.finished_at),
        duration_ms=run.duration_ms,
        phase=run.phase,
        planned_requests=run.planned_requests,
        done_requests=run.done_requests,
        seconds_left=run.seconds_left,
        cancel_asked_at=time_text(run.cancel_asked_at),
        counts={Kind(kind): _counts(sums) for kind, sums in run.counts.items() if view.refers_to(kind)},
        error=Cause(cause=run.error["cause"], text=run.error[language]) if run.error else None,
    )


def _counts(sums: Mapping[str, float]) -> Any:
    """What an earlier version did not count is 0."""
    return KindCounts(**{name: sums.get(name, 0) for name in KindCounts.__struct_fields__})


def seen_run(tx: Tx, number: int, caller: Caller) -> tuple[Run, str]:
    """A run, and the slug of its connection. Raises `NotFound`, also for a run of a connection that this caller may not
    know of."""
    run = run_of(tx, number)
    slugs = {connection.id: connection.slug for connection in seen_connections(tx, caller)}
    if run.connection_id not in slugs:
        raise NotFound("run")
    return run, slugs[run.connection_id]


def seconds_of(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


@router.get("/crm/runs", responses={200: described(RunsPage), **problems("not-configured", "invalid-cursor")})
async def list_runs(
    query: Annotated[AskedForRuns, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """Newest first."""
    wanted = WantedRuns(query.state, query.mode, seconds_of(query.from_), seconds_of(query.to))
    bound_to = ["runs", query.connection, *structs.astuple(wanted), *caller.view.bound_to]
    before = None if query.cursor is None else parts.cursors.open(query.cursor, bound_to, int)

    def work(tx: Tx) -> tuple[list[Connection], list[Run]]:
        connections = wanted_connections(tx, query.connection, caller)
        numbers = [connection.id for connection in connections]
        limit = query.limit + 1
        return connections, run_history.list_runs(tx, wanted, connections=numbers, before=before, limit=limit)

    connections, found = await parts.database.read(work)
    slugs = {connection.id: connection.slug for connection in connections}
    items = [run_row(run, slugs, caller.view, language) for run in found[: query.limit]]
    more = len(found) > query.limit
    cursor = parts.cursors.seal(found[query.limit - 1].id, bound_to) if more else None
    page = RunsPage(items=items, next_cursor=cursor)
    return json_response(page)


@router.get("/crm/runs/{run_id}", responses={200: described(RunRow), **problems("not-found")})
async def get_run(
    run_id: RunNumber, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """One run with the sums of its receipt."""

    def work(tx: Tx) -> RunRow:
        run, slug = seen_run(tx, run_id, caller)
        return run_row(run, {run.connection_id: slug}, caller.view, language)

    return json_response(await parts.database.read(work))


@router.post(
    "/crm/runs/{run_id}/cancel",
    status_code=202,
    responses={
        202: described(RunRow, "It is being ended"),
        200: described(RunRow, "It had not begun, and is cancelled"),
        **problems("not-found", "run-over"),
    },
)
async def cancel_run(
    run_id: RunNumber, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """End a run. Nothing is changed or removed by it from now on; what it has read until then stays, and so does its
    receipt. The next run reads everything."""

    def work(tx: Tx) -> RunRow:
        before, slug = seen_run(tx, run_id, caller)
        after = sync_runs.cancel_run(tx, run_id)
        if before.cancel_asked_at is None:
            audit.note(
                tx,
                caller.actor,
                "run cancelled",
                f"connection:{slug}",
                before={"run": run_id, "state": before.state},
                after={"run": run_id, "state": "cancelled"},
            )
        return run_row(after, {after.connection_id: slug}, caller.view, language)

    row = await write_as(parts, caller, work)
    log.info("run cancelled", run=run_id, connection=row.connection)
    return json_response(row, 202 if row.state in OPEN else 200)
