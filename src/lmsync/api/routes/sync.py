"""Runs by hand, and automatic synchronisation on and off."""

import asyncio
import time
from contextlib import nullcontext
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from lmsync.access.caller import Caller
from lmsync.api.answers import AutoSync, Runs, described
from lmsync.api.parts import (
    CONNECTION,
    Asked,
    Asking,
    Language,
    Limited,
    Needed,
    OfConnection,
    json_response,
    require_still,
    wanted_connections,
    write_as,
)
from lmsync.api.problems import problems
from lmsync.api.routes.runs import run_row
from lmsync.parts import Parts
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit
from lmsync.store.keeping.connections import Connection, set_auto_sync
from lmsync.store.keeping.sync_runs import OPEN, Run, run_of
from lmsync.sync.crm_sync_service import CRMSyncService

log = structlog.get_logger()
router = APIRouter(tags=["synchronisation"])
LOOK_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 600


class AskedToSync(Asked):
    connection: str | None = CONNECTION
    mode: Literal["full", "incremental"] = Field(default="full", description="Every run is full until later versions.")
    wait: bool = Field(default=False, description="Answer when the run is over, or after ten minutes.")


@router.post(
    "/crm/sync",
    status_code=202,
    responses={
        202: described(Runs, "Asked for"),
        200: described(Runs, "Over"),
        **problems("not-configured"),
    },
)
async def start_sync(
    query: Annotated[AskedToSync, Query()],
    request: Request,
    parts: Needed,
    caller: Asking,
    language: Language,
    limits: Limited,
) -> Response:
    """Start a run now. One that is queued or running already is the answer, never a second one."""

    def look(tx: Tx) -> list[Run]:
        require_still(tx, caller)
        return [run_of(tx, run.id) for run in runs]

    # Before the run is asked for: what is refused changes nothing.
    with limits.waiting(caller.actor.name) if query.wait else nullcontext():
        connections, runs = await write_as(parts, caller, lambda tx: _request(tx, query.connection, caller))
        give_up_at = time.monotonic() + (LONGEST_WAIT_SECONDS if query.wait else 0)
        while any(run.state in OPEN for run in runs) and time.monotonic() < give_up_at:
            if await request.is_disconnected():
                break
            await asyncio.sleep(LOOK_SECONDS)
            runs = await parts.database.read(look)
    slugs = {connection.id: connection.slug for connection in connections}
    over = not any(run.state in OPEN for run in runs)
    body = Runs(runs=[run_row(run, slugs, caller.view, language) for run in runs])
    return json_response(body, 200 if over else 202)


def _request(tx: Tx, which: str | None, caller: Caller) -> tuple[list[Connection], list[Run]]:
    chosen = wanted_connections(tx, which, caller)
    for connection in chosen:
        audit.note(tx, caller.actor, "run asked for", f"connection:{connection.slug}")
    return chosen, [CRMSyncService.request(tx, connection.id, asked_by="person") for connection in chosen]


async def _set(parts: Parts, which: str | None, caller: Caller, on: bool) -> Response:
    def work(tx: Tx) -> list[Connection]:
        chosen = wanted_connections(tx, which, caller)
        for connection in chosen:
            switched = {"before": {"auto_sync": connection.auto_sync}, "after": {"auto_sync": on}}
            audit.note(
                tx, caller.actor, "automatic synchronisation switched", f"connection:{connection.slug}", **switched
            )
            set_auto_sync(tx, connection.id, on)
        return chosen

    chosen = await write_as(parts, caller, work)
    for connection in chosen:
        log.info("automatic synchronisation switched", connection=connection.slug, on=on)
    return json_response(AutoSync(auto_sync=on, connections=[connection.slug for connection in chosen]))


_SWITCHED = {200: described(AutoSync), **problems("not-configured")}


@router.post("/crm/sync/start", name="start_auto_sync", responses=_SWITCHED)
@router.get("/crm/sync/start", name="start_auto_sync_by_get", responses=_SWITCHED)
async def start_auto_sync(query: Annotated[OfConnection, Query()], parts: Needed, caller: Asking) -> Response:
    """Automatic synchronisation on; the first run begins at once."""
    return await _set(parts, query.connection, caller, True)


@router.post("/crm/sync/stop", name="stop_auto_sync", responses=_SWITCHED)
@router.get("/crm/sync/stop", name="stop_auto_sync_by_get", responses=_SWITCHED)
async def stop_auto_sync(query: Annotated[OfConnection, Query()], parts: Needed, caller: Asking) -> Response:
    """Automatic synchronisation off. A run that is going on comes to its end."""
    return await _set(parts, query.connection, caller, False)
