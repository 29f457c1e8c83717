"""How fresh everything is, and whether a person is needed."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from lmsync.api.parts import NOT_KEPT, Language, Needed, OfConnection, json_content, json_response, wanted_connections
from lmsync.api.problems import problems
from lmsync.api.routes.runs import run_row
from lmsync.api.schemas import Status
from lmsync.errors import Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held, sync_runs
from lmsync.store.keeping.connections import Connection, KindState, due_at, kinds_of, list_connections, people_of
from lmsync.store.keeping.held import HeldRemoval
from lmsync.store.keeping.stamps import age_of
from lmsync.store.reading.shown import public_id, time_text
from lmsync.sync.removals import REASONS

router = APIRouter(tags=["status"])
WORST_FIRST = ("needs_attention", "stale", "paused", "syncing", "ok")
STALE_AFTER_RUNS = 3
STALE_AFTER_SECONDS = 900
"""Data are stale when they are older than three intervals, and never sooner than this."""
EXAMPLES = 20


@router.get("/crm/status", responses={**json_content(Status), **problems()})
async def status(query: Annotated[OfConnection, Query()], parts: Needed, language: Language) -> Response:
    """`not_configured` before anything is; else the worst of the connections, and each of them."""

    def work(tx: Tx) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        every = list_connections(tx)
        chosen = wanted_connections(tx, query.connection) if every else []
        slugs = {one.id: one.slug for one in chosen}
        waiting = [one for one in held.waiting(tx) if one.connection_id in slugs]
        return (
            [connection_row(tx, one, language) for one in chosen],
            [_held(one, slugs[one.connection_id], language) for one in waiting],
        )

    told, waiting = await parts.database.read(work)
    body = {
        "status": min((one["status"] for one in told), key=WORST_FIRST.index, default="not_configured"),
        "auto_sync": any(one["auto_sync"] for one in told),
        "connections": told,
        "held": waiting,
    }
    return json_response(body, headers=NOT_KEPT)


def connection_row(tx: Tx, connection: Connection, language: str) -> dict[str, Any]:
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
    people = people_of(tx, connection.id)
    return {
        "connection": connection.slug,
        "name": connection.name,
        "crm_type": connection.kind,
        "status": current,
        "reason": reason and {"cause": reason[0], "text": reason[1].said_in(language)},
        "attention": connection.attention
        and {"cause": connection.attention_cause, "text": connection.attention.said_in(language)},
        "auto_sync": connection.auto_sync,
        "sync_interval_seconds": connection.sync_interval_seconds,
        "next_run_at": time_text(due_at(connection, now)),
        "last_run": last and run_row(last, {connection.id: connection.slug}, language),
        "last_complete_at": None if oldest is None or age_of(oldest, now) is None else time_text(oldest),
        "counts": {
            **{f"{role}s": people.get(role, 0) for role in ("student", "teacher")},
            **{kind.value: kinds[kind].total for kind in Kind if kind in kinds and kinds[kind].provided},
        },
        "kinds": {kind.value: _kind(kinds[kind], now, language) for kind in Kind if kind in kinds},
    }


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


def _kind(state: KindState, now: int, language: str) -> dict[str, Any]:
    at = state.last_complete_at
    return {
        "provided": state.provided,
        "why": state.why.said_in(language) if state.why else None,
        "total": state.total,
        "last_complete_at": time_text(at),
        "age_seconds": None if at is None else age_of(at, now),
    }


def _held(decision: HeldRemoval, slug: str, language: str) -> dict[str, Any]:
    ids = [public_id(slug, kind, one) for kind, of_kind in decision.ids.items() for one in of_kind[:EXAMPLES]]
    parent = decision.parent
    return {
        "id": decision.id,
        "connection": slug,
        "kind": decision.kind.value,
        "reason": decision.reason,
        "text": REASONS[decision.reason].said_in(language),
        "parent": None if parent is None else public_id(slug, Kind.COURSE, parent),
        "held_at": time_text(decision.held_at),
        "total": decision.total,
        "counts": {kind.value: len(of_kind) for kind, of_kind in decision.ids.items()},
        "examples": ids[:EXAMPLES],
    }
