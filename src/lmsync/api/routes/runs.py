"""Runs: what was read when, and how it came out."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field

from lmsync.api.answers import Cause, RunRow, RunsPage, RunWithScopes, ScopeRow, described
from lmsync.api.parts import (
    CONNECTION,
    NOT_KEPT,
    Asked,
    Language,
    Needed,
    NoParameters,
    json_response,
    the_connection,
    wanted_connections,
)
from lmsync.api.problems import problems
from lmsync.errors import NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import sync_runs
from lmsync.store.keeping.connections import Connection, list_connections
from lmsync.store.keeping.sync_runs import Run, run_of, scopes_of_run
from lmsync.store.reading.rows import Reference
from lmsync.store.reading.shown import references_to, time_text

router = APIRouter(tags=["runs"])


class AskedForRuns(Asked):
    connection: str | None = CONNECTION
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")


def run_row(run: Run, slugs: Mapping[int, str], language: str) -> RunRow:
    return RunRow(**_facts(run, slugs[run.connection_id], language))


def _facts(run: Run, slug: str, language: str) -> dict[str, Any]:
    return {
        "id": run.id,
        "connection": slug,
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
        "error": Cause(cause=run.error["cause"], text=run.error[language]) if run.error else None,
    }


def _scope_rows(tx: Tx, run: Run, slug: str, language: str) -> list[ScopeRow]:
    scopes = scopes_of_run(tx, run.id)
    parents: dict[str, dict[str, Reference]] = {}
    for kind in {scope["parent_kind"] for scope in scopes if scope["parent"] is not None}:
        ids = [scope["parent"] for scope in scopes if scope["parent_kind"] == kind and scope["parent"] is not None]
        parents[kind] = references_to(tx, Kind(kind), ids, connection_id=run.connection_id, slug=slug)
    rows = []
    for scope in scopes:
        words, parent = scope.pop("words"), scope.pop("parent")
        scope["text"] = words and words[language]
        scope["parent"] = None if parent is None else parents[scope["parent_kind"]][parent]
        rows.append(ScopeRow(**scope))
    return rows


@router.get("/crm/runs", responses={200: described(RunsPage), **problems("not-configured", "invalid-cursor")})
async def list_runs(query: Annotated[AskedForRuns, Query()], parts: Needed, language: Language) -> Response:
    """Newest first."""
    bound_to = ["runs", query.connection]
    before = None if query.cursor is None else parts.cursors.open(query.cursor, bound_to, int)

    def work(tx: Tx) -> tuple[list[Connection], list[Run]]:
        connections = wanted_connections(tx, None)
        chosen = the_connection(tx, query.connection).id if query.connection else None
        return connections, sync_runs.list_runs(tx, connection_id=chosen, before=before, limit=query.limit + 1)

    connections, found = await parts.database.read(work)
    slugs = {connection.id: connection.slug for connection in connections}
    items = [run_row(run, slugs, language) for run in found[: query.limit] if run.connection_id in slugs]
    more = len(found) > query.limit
    cursor = parts.cursors.seal(found[query.limit - 1].id, bound_to) if more else None
    page = RunsPage(items=items, next_cursor=cursor)
    return json_response(page, headers=NOT_KEPT)


@router.get("/crm/runs/{run_id}", responses={200: described(RunWithScopes), **problems("not-found")})
async def get_run(
    run_id: Annotated[int, Path(ge=1, lt=1 << 62)],
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    language: Language,
) -> Response:
    """One run with its receipt."""

    def work(tx: Tx) -> RunWithScopes:
        run = run_of(tx, run_id)
        slugs = {connection.id: connection.slug for connection in list_connections(tx)}
        slug = slugs.get(run.connection_id)
        if slug is None:
            raise NotFound("run")
        return RunWithScopes(**_facts(run, slug, language), scopes=_scope_rows(tx, run, slug, language))

    return json_response(await parts.database.read(work), headers=NOT_KEPT)
