"""How fresh everything is, and whether a person is needed."""

import time
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from msgspec import UNSET, UnsetType

from lmsync.api.answers import Cause, ConnectionStatus, Counts, HeldRow, KindStatus, Status, described
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
from lmsync.errors import Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held, sync_runs
from lmsync.store.keeping.connection_kinds import KindState, kinds_of, people_of
from lmsync.store.keeping.connections import Connection, due_at
from lmsync.store.keeping.held import Decision
from lmsync.store.keeping.stamps import age_of
from lmsync.store.reading.coverage import is_known, kinds_behind
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.masks import without_name
from lmsync.store.reading.rows import Reference
from lmsync.store.reading.shown import references_to, time_text
from lmsync.store.reading.view import View
from lmsync.sync.reasons import REASONS

router = APIRouter(tags=["status"])
WORST_FIRST = ("needs_attention", "stale", "paused", "syncing", "ok")
STALE_AFTER_RUNS = 3
STALE_AFTER_SECONDS = 900
"""Data are stale when they are older than three intervals, and never sooner than this."""
EXAMPLES = 20


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
                _held(tx, decision, slugs[decision.connection_id], caller.view, language)
                for decision in held.waiting(tx)
                if decision.connection_id in slugs and all(map(caller.view.refers_to, decision.ids))
            ],
        )

    return json_response(await parts.database.read(work))


def connection_row(tx: Tx, connection: Connection, view: View, language: str) -> ConnectionStatus:
    now = int(time.time())
    kinds = kinds_of(tx, connection.id)
    last = sync_runs.last_run(tx, connection.id)
    provided = [state for state in kinds.values() if state.provided]
    complete = [state.last_complete_at for state in provided]
    known = [at for at in complete if at is not None]
    oldest = min(known) if known and len(known) == len(complete) else None
    if known and age_of(max(known), now) is None:
        oldest = max(known)  # nothing can be said of the age of the whole
    current = status_of(connection, oldest, last is not None and last.state in sync_runs.OPEN, now)
    reason = reason_of(current, oldest, now)
    attention = connection.attention
    return ConnectionStatus(
        connection=connection.slug,
        name=connection.name,
        crm_type=connection.kind,
        status=current,
        reason=Cause(cause=reason[0], text=reason[1].said_in(language)) if reason else None,
        attention=Cause(cause=connection.attention_cause or "", text=attention.said_in(language))
        if attention
        else None,
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


def status_of(connection: Connection, oldest: int | None, running: bool, now: int) -> str:
    """`oldest`: when the kind that was read longest ago was last read whole; `None` if one never was, and a time in the
    future if the age of one is unknown."""
    if connection.attention is not None or connection.state != "ok":
        return "needs_attention"
    if oldest is None:
        if running:
            return "syncing"
        return "stale" if connection.auto_sync else "paused"
    if not connection.auto_sync:
        return "paused"
    age = age_of(oldest, now)
    if age is None or age > max(STALE_AFTER_SECONDS, STALE_AFTER_RUNS * connection.sync_interval_seconds):
        return "stale"
    return "syncing" if running else "ok"


def reason_of(status: str, oldest: int | None, now: int) -> tuple[str, Words] | None:
    """Why the data are called stale, or their age is unknown."""
    if oldest is not None and age_of(oldest, now) is None:
        return "clock", CLOCK
    if status != "stale":
        return None
    return ("never_read", NEVER_READ) if oldest is None else ("old", OLD)


CLOCK = Words(
    en="The last complete reading has a date in the future: the clock of this machine was set back since. How old the "
    "data are is unknown until the next complete run, which starts by itself. Check date and time of the machine.",
    ru="Последнее полное чтение датировано будущим: с тех пор часы этой машины перевели назад. Возраст данных неизвестен "
    "до следующей полной синхронизации, она начнётся сама. Проверьте дату и время на машине.",
)
NEVER_READ = Words(
    en="Not everything has been read to its end yet. The last runs say what is missing: GET /api/v1/crm/runs.",
    ru="Ещё не всё прочитано до конца. Чего не хватает, показывают последние синхронизации: GET /api/v1/crm/runs.",
)
OLD = Words(
    en="For more than three intervals no run has read everything. The last runs say why: GET /api/v1/crm/runs.",
    ru="Уже больше трёх интервалов ни одна синхронизация не прочитала всё. Причину показывают последние из них: "
    "GET /api/v1/crm/runs.",
)


def _kind(state: KindState, now: int, language: str) -> KindStatus:
    at = state.last_complete_at
    return KindStatus(
        provided=state.provided,
        why=state.why.said_in(language) if state.why else None,
        total=state.total if is_known(state) else None,
        last_complete_at=time_text(at),
        age_seconds=None if at is None else age_of(at, now),
    )


def _held(tx: Tx, decision: Decision, slug: str, view: View, language: str) -> HeldRow:
    examples: list[Reference] = []
    for kind, ids in decision.ids.items() if view.personal else ():
        shown = ids[: EXAMPLES - len(examples)]
        references = references_to(tx, kind, shown, connection_id=decision.connection_id, slug=slug)
        examples += [references[external_id] for external_id in shown]
    parent: Reference | UnsetType | None = None
    parent_kind, parent_id = decision.scope.parent_kind, decision.scope.parent
    if parent_kind is not None and not view.refers_to(parent_kind):
        parent = UNSET
    elif parent_kind is not None and parent_id is not None:
        found = references_to(tx, parent_kind, [parent_id], connection_id=decision.connection_id, slug=slug)
        parent = found[parent_id] if view.names(parent_kind) else without_name(found[parent_id])
    held_at = time_text(decision.held_at)
    assert held_at is not None
    return HeldRow(
        id=decision.id,
        connection=slug,
        kind=decision.kind,
        reason=decision.reason,
        text=REASONS[decision.reason].said_in(language),
        parent=parent,
        held_at=held_at,
        total=decision.total,
        counts={kind: len(ids) for kind, ids in decision.ids.items()},
        examples=examples,
    )
