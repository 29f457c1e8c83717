"""What one run read of every list, and what it changed."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from msgspec import UNSET
from pydantic import Field

from lmsync.access.caller import Caller
from lmsync.access.rights import RIGHT_OF_KIND, Right
from lmsync.api.answers import described
from lmsync.api.parts import Asked, Asking, Language, Needed, json_response
from lmsync.api.problems import problems
from lmsync.api.routes.runs import RunNumber, seen_run
from lmsync.api.run_answers import RunChangesPage, ScopeRow, ScopesPage
from lmsync.errors import NotAllowed, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.run_scopes import scopes_of_run
from lmsync.store.keeping.sync_runs import OPEN, Run
from lmsync.store.reading.masks import without_name
from lmsync.store.reading.rows import Reference
from lmsync.store.reading.run_changes import are_all_known, run_changes
from lmsync.store.reading.shown import references_to
from lmsync.store.reading.view import View
from lmsync.sync.receipt import STATES

router = APIRouter(tags=["runs"])
ScopeState = Literal[STATES]  # type: ignore[valid-type]


class AskedForScopes(Asked):
    state: ScopeState | None = Field(default=None, description="Lists that came out so.")
    kind: Kind | None = Field(default=None, description="Lists of this kind of record.")
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")


class AskedForRunChanges(Asked):
    kind: Kind | None = Field(default=None, description="Changes of this kind of record.")
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")


@router.get(
    "/crm/runs/{run_id}/scopes", responses={200: described(ScopesPage), **problems("not-found", "invalid-cursor")}
)
async def list_run_scopes(
    run_id: RunNumber,
    query: Annotated[AskedForScopes, Query()],
    parts: Needed,
    caller: Asking,
    language: Language,
) -> Response:
    """The receipt of a run: what it read of every list of its plan, worst first."""
    view = caller.view
    bound_to = ["scopes", run_id, query.state, query.kind, *view.bound_to]
    after = (-1, 0) if query.cursor is None else parts.cursors.open(query.cursor, bound_to, tuple[int, int])
    kinds = [kind for kind in Kind if view.refers_to(kind) and query.kind in (None, kind)]

    def work(tx: Tx) -> ScopesPage:
        run, slug = seen_run(tx, run_id, caller)
        found = scopes_of_run(tx, run.id, state=query.state, kinds=kinds, after=after, limit=query.limit + 1)
        shown, more = found[: query.limit], len(found) > query.limit
        cursor = parts.cursors.seal(shown[-1]["place"], bound_to) if more else None
        sums = [run.counts[kind.value] for kind in kinds if kind.value in run.counts]
        return ScopesPage(
            items=_scope_rows(tx, run, shown, slug, view, language),
            next_cursor=cursor,
            ended=run.state not in OPEN,
            states={state: sum(of_kind.get(state, 0) for of_kind in sums) for state in STATES},
        )

    return json_response(await parts.database.read(work))


def _scope_rows(tx: Tx, run: Run, scopes: list[dict[str, Any]], slug: str, view: View, language: str) -> list[ScopeRow]:
    parents: dict[str, dict[str, Reference]] = {}
    for kind in {scope["parent_kind"] for scope in scopes if scope["parent"] is not None}:
        ids = [scope["parent"] for scope in scopes if scope["parent_kind"] == kind and scope["parent"] is not None]
        parents[kind] = references_to(tx, Kind(kind), ids, connection_id=run.connection_id, slug=slug)
    rows = []
    for scope in scopes:
        words, parent, parent_kind = scope.pop("words"), scope.pop("parent"), scope["parent_kind"]
        del scope["place"]
        scope["text"] = words and words[language]
        named = None if parent is None else parents[parent_kind][parent]
        is_named = parent_kind is None or view.names(Kind(parent_kind))
        is_shown = parent_kind is None or view.refers_to(parent_kind)
        scope["parent"] = UNSET if not is_shown else named if is_named else without_name(named)
        rows.append(ScopeRow(**scope))
    return rows


@router.get(
    "/crm/runs/{run_id}/changes", responses={200: described(RunChangesPage), **problems("not-found", "invalid-cursor")}
)
async def list_run_changes(
    run_id: RunNumber, query: Annotated[AskedForRunChanges, Query()], parts: Needed, caller: Asking
) -> Response:
    """What a run added, changed, removed and restored, in order, with the fields before and after. People who were erased
    are left out."""
    view = caller.view
    bound_to = ["changes of a run", run_id, query.kind, *view.bound_to]
    after = None if query.cursor is None else parts.cursors.open(query.cursor, bound_to, int)
    kinds = _kinds(query.kind, caller)

    def work(tx: Tx) -> RunChangesPage:
        run, slug = seen_run(tx, run_id, caller)
        items, place = run_changes(
            tx,
            run.id,
            connection_id=run.connection_id,
            slug=slug,
            kinds=kinds,
            after=after,
            limit=query.limit,
            view=view,
        )
        cursor = None if place is None else parts.cursors.seal(place, bound_to)
        return RunChangesPage(items=items, next_cursor=cursor, whole=are_all_known(tx, run.id))

    return json_response(await parts.database.read(work))


def _kinds(kind: Kind | None, caller: Caller) -> list[Kind]:
    """The one that was named, or all that this caller may read. Raises `NotAllowed`."""
    if kind is not None and kind not in caller.view.kinds:
        raise NotAllowed(RIGHT_OF_KIND[kind])
    if not caller.view.kinds:
        raise NotAllowed(Right.READ_STUDENTS, NO_KINDS)
    return [kind] if kind is not None else [found for found in Kind if found in caller.view.kinds]


NO_KINDS = Words(
    en="This token may not read any kind of record. Give it a scope for reading, such as read:students.",
    ru="Этому токену не разрешено чтение записей. Добавьте право на чтение, например read:students.",
)
