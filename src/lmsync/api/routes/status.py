"""How fresh everything is, and whether a person is needed."""

import time
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from lmsync.api.answers import Cause, described
from lmsync.api.held_rows import held_row, is_shown
from lmsync.api.parts import (
    Asking,
    Language,
    Needed,
    OfConnection,
    json_response,
    seen_connections,
    wanted_connections,
)
from lmsync.api.problems import problems
from lmsync.api.routes.runs import run_row
from lmsync.api.status_answers import AttentionRow, ConnectionStatus, Counts, KindStatus, Status
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held, run_history, sync_runs
from lmsync.store.keeping.attention import CALLS_A_PERSON, Attention, open_of
from lmsync.store.keeping.connection_kinds import KindState, kinds_of, people_of
from lmsync.store.keeping.connections import Connection, due_at
from lmsync.store.keeping.stamps import age_of
from lmsync.store.reading.coverage import is_known, kinds_behind
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.shown import time_text
from lmsync.store.reading.view import View
from lmsync.sync.freshness import freshness_of, oldest_of, reason_of

router = APIRouter(tags=["status"])
WORST_FIRST = ("needs_attention", "stale", "paused", "syncing", "ok")


@router.get("/crm/status", responses={200: described(Status), **problems()})
async def get_status(
    query: Annotated[OfConnection, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """`not_configured` before anything is; else the worst of the connections, and each of them."""

    def work(tx: Tx) -> Status:
        chosen = wanted_connections(tx, query.connection, caller) if seen_connections(tx, caller) else []
        slugs = {connection.id: connection.slug for connection in chosen}
        rows = [connection_row(tx, connection, caller.view, language) for connection in chosen]
        return Status(
            status=min((row.status for row in rows), key=WORST_FIRST.index, default="not_configured"),
            auto_sync=any(row.auto_sync for row in rows),
            connections=rows,
            held=[
                held_row(tx, decision, slugs[decision.connection_id], caller.view, language)
                for decision in held.waiting(tx)
                if decision.connection_id in slugs and is_shown(decision, caller.view)
            ],
        )

    return json_response(await parts.database.read(work))


def connection_row(tx: Tx, connection: Connection, view: View, language: str) -> ConnectionStatus:
    now = int(time.time())
    kinds = kinds_of(tx, connection.id)
    last = run_history.last_run(tx, connection.id)
    oldest = oldest_of(kinds.values(), now)
    needed = open_of(tx, connection.id)
    of_data = freshness_of(connection, oldest, last is not None and last.state in sync_runs.OPEN, now)
    is_needed = connection.state != "ok" or any(row.severity in CALLS_A_PERSON for row in needed)
    current = "needs_attention" if is_needed else of_data
    reason = reason_of(current, oldest, now)
    return ConnectionStatus(
        connection=connection.slug,
        name=connection.name,
        crm_type=connection.kind,
        status=current,
        reason=Cause(cause=reason[0], text=reason[1].said_in(language)) if reason else None,
        attention=[_attention_row(row, language) for row in needed if not row.scope or view.refers_to(row.scope)],
        auto_sync=connection.auto_sync,
        sync_interval_seconds=connection.sync_interval_seconds,
        fields_not_mirrored=[
            field for field in connection.fields_not_mirrored if view.refers_to(field.partition(".")[0])
        ],
        next_run_at=time_text(due_at(connection, now)),
        last_run=run_row(last, {connection.id: connection.slug}, view, language) if last else None,
        last_complete_at=None if oldest is None or age_of(oldest, now) is None else time_text(oldest),
        counts=_counts(kinds, people_of(tx, connection.id), view),
        kinds={kind: _kind(kinds[kind], now, language) for kind in Kind if kind in kinds and view.refers_to(kind)},
    )


def _attention_row(row: Attention, language: str) -> AttentionRow:
    since = time_text(row.since)
    assert since is not None
    return AttentionRow(
        cause=row.cause,
        kind=Kind(row.scope) if row.scope else None,
        severity=row.severity.value,
        since=since,
        text=row.words.said_in(language),
    )


def _counts(kinds: Mapping[Kind, KindState], people: Mapping[str, int], view: View) -> Any:
    """How many there are of each kind, of students and of teachers: null where nobody knows, or the caller may not."""
    counts: dict[str, int | None] = {}
    for kind in Kind:
        state = kinds.get(kind)
        counts[kind.value] = state.total if view.refers_to(kind) and state is not None and is_known(state) else None
    for listing in (LISTINGS["students"], LISTINGS["teachers"]):
        known = all(view.refers_to(kind) and is_known(kinds.get(kind)) for kind in kinds_behind(listing))
        counts[listing.name] = people.get(listing.only or "", 0) if known else None
    return Counts(**counts)


def _kind(state: KindState, now: int, language: str) -> KindStatus:
    at = state.last_complete_at
    return KindStatus(
        provided=state.provided,
        why=state.why.said_in(language) if state.why else None,
        total=state.total if is_known(state) else None,
        last_complete_at=time_text(at),
        age_seconds=None if at is None else age_of(at, now),
    )
