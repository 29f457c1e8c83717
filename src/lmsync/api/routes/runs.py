"""Runs: what was read when, and how it came out."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field

from lmsync.api.parts import (
    CONNECTION,
    NOT_KEPT,
    Asked,
    Language,
    Needed,
    NoParameters,
    json_content,
    json_response,
    the_connection,
    wanted_connections,
)
from lmsync.api.problems import problems
from lmsync.api.schemas import RunsPage, RunWithScopes
from lmsync.errors import InvalidInput, NotFound, Words
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.connections import Connection, list_connections
from lmsync.store.keeping.sync_runs import Run, list_runs, run_of, scopes_of_run
from lmsync.store.reading.shown import time_text

router = APIRouter(tags=["runs"])


class AskedForRuns(Asked):
    connection: str | None = CONNECTION
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, max_length=20)


def run_row(run: Run, slugs: Mapping[int, str], language: str) -> dict[str, Any]:
    return {
        "id": run.id,
        "connection": slugs[run.connection_id],
        "mode": run.mode,
        "asked_by": run.asked_by,
        "state": run.state,
        "queued_at": time_text(run.queued_at),
        "started_at": time_text(run.started_at),
        "finished_at": time_text(run.finished_at),
        "duration_ms": run.duration_ms,
        "phase": run.phase,
        "planned_requests": run.planned_requests,
        "counts": run.counts,
        "error": run.error and {"cause": run.error["cause"], "text": run.error[language]},
    }


@router.get("/crm/runs", responses={**json_content(RunsPage), **problems("not-configured")})
async def runs(query: Annotated[AskedForRuns, Query()], parts: Needed, language: Language) -> Response:
    """Newest first."""
    if query.cursor is not None and not query.cursor.isdecimal():
        raise InvalidInput("cursor", NO_CURSOR)
    before = int(query.cursor) if query.cursor else None

    def work(tx: Tx) -> tuple[list[Connection], list[Run]]:
        every = wanted_connections(tx, None)
        chosen = the_connection(tx, query.connection).id if query.connection else None
        return every, list_runs(tx, connection_id=chosen, before=before, limit=query.limit + 1)

    every, found = await parts.database.read(work)
    slugs = {one.id: one.slug for one in every}
    page = [run for run in found[: query.limit] if run.connection_id in slugs]
    more = len(found) > query.limit
    return json_response(
        {
            "items": [run_row(run, slugs, language) for run in page],
            "next_cursor": str(found[query.limit - 1].id) if more else None,
        },
        headers=NOT_KEPT,
    )


@router.get("/crm/runs/{run_id}", responses={**json_content(RunWithScopes), **problems("not-found")})
async def run(
    run_id: Annotated[int, Path(ge=1, lt=1 << 62)],
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    language: Language,
) -> Response:
    """One run with its receipt."""

    def work(tx: Tx) -> tuple[Run, dict[int, str], list[dict[str, Any]]]:
        found = run_of(tx, run_id)
        slugs = {one.id: one.slug for one in list_connections(tx)}
        if found.connection_id not in slugs:
            raise NotFound("run")
        return found, slugs, scopes_of_run(tx, run_id)

    found, slugs, scopes = await parts.database.read(work)
    for scope in scopes:
        words = scope.pop("words")
        scope["text"] = words and words[language]
    return json_response({**run_row(found, slugs, language), "scopes": scopes}, headers=NOT_KEPT)


NO_CURSOR = Words(
    en="This is not a valid cursor. Send next_cursor exactly as received, or leave it out to start again.",
    ru="Неверный курсор. Передайте next_cursor предыдущей страницы без изменений или начните без него.",
)
