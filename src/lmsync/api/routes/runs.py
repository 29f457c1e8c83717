"""Runs: what was read when, and how it came out."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from msgspec import UNSET
from pydantic import Field

from lmsync.api.answers import Cause, RunRow, RunsPage, RunWithScopes, ScopeRow, described
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
)
from lmsync.api.problems import problems
from lmsync.errors import NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import run_history
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.run_scopes import scopes_of_run
from lmsync.store.keeping.sync_runs import Run, run_of
from lmsync.store.reading.masks import without_name
from lmsync.store.reading.rows import Reference
from lmsync.store.reading.shown import references_to, time_text
from lmsync.store.reading.view import View

router = APIRouter(tags=["runs"])


class AskedForRuns(Asked):
    connection: str | None = CONNECTION
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")


def run_row(run: Run, slugs: Mapping[int, str], view: View, language: str) -> RunRow:
    return RunRow(**_facts(run, slugs[run.connection_id], view, language))


def _facts(run: Run, slug: str, view: View, language: str) -> dict[str, Any]:
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
        "counts": {kind: counts for kind, counts in run.counts.items() if view.refers_to(kind)},
        "error": Cause(cause=run.error["cause"], text=run.error[language]) if run.error else None,
    }


def _scope_rows(tx: Tx, run: Run, slug: str, view: View, language: str) -> list[ScopeRow]:
    scopes = [scope for scope in scopes_of_run(tx, run.id) if view.refers_to(scope["kind"])]
    parents: dict[str, dict[str, Reference]] = {}
    for kind in {scope["parent_kind"] for scope in scopes if scope["parent"] is not None}:
        ids = [scope["parent"] for scope in scopes if scope["parent_kind"] == kind and scope["parent"] is not None]
        parents[kind] = references_to(tx, Kind(kind), ids, connection_id=run.connection_id, slug=slug)
    rows = []
    for scope in scopes:
        words, parent = scope.pop("words"), scope.pop("parent")
        scope["text"] = words and words[language]
        named = None if parent is None else parents[scope["parent_kind"]][parent]
        of = scope["parent_kind"]
        is_named = of is None or view.names(Kind(of))
        is_told = of is None or view.refers_to(of)
        scope["parent"] = UNSET if not is_told else named if is_named else without_name(named)
        rows.append(ScopeRow(**scope))
    return rows


@router.get("/crm/runs", responses={200: described(RunsPage), **problems("not-configured", "invalid-cursor")})
async def list_runs(
    query: Annotated[AskedForRuns, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """Newest first."""
    bound_to = ["runs", query.connection, *caller.view.bound_to]
    before = None if query.cursor is None else parts.cursors.open(query.cursor, bound_to, int)

    def work(tx: Tx) -> tuple[list[Connection], list[Run]]:
        connections = wanted_connections(tx, query.connection, caller)
        numbers = [connection.id for connection in connections]
        return connections, run_history.list_runs(tx, connections=numbers, before=before, limit=query.limit + 1)

    connections, found = await parts.database.read(work)
    slugs = {connection.id: connection.slug for connection in connections}
    items = [run_row(run, slugs, caller.view, language) for run in found[: query.limit]]
    more = len(found) > query.limit
    cursor = parts.cursors.seal(found[query.limit - 1].id, bound_to) if more else None
    page = RunsPage(items=items, next_cursor=cursor)
    return json_response(page)


@router.get("/crm/runs/{run_id}", responses={200: described(RunWithScopes), **problems("not-found")})
async def get_run(
    run_id: Annotated[int, Path(ge=1, lt=1 << 62)],
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    caller: Asking,
    language: Language,
) -> Response:
    """One run with its receipt."""

    def work(tx: Tx) -> RunWithScopes:
        run = run_of(tx, run_id)
        slugs = {connection.id: connection.slug for connection in seen_connections(tx, caller)}
        slug = slugs.get(run.connection_id)
        if slug is None:
            raise NotFound("run")
        facts, scopes = _facts(run, slug, caller.view, language), _scope_rows(tx, run, slug, caller.view, language)
        return RunWithScopes(**facts, scopes=scopes)

    return json_response(await parts.database.read(work))
