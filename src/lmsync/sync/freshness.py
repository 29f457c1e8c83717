"""How old the data of a connection are, and when that is too old."""

import time
from collections.abc import Iterable

from lmsync.errors import Words
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, connections, run_history, sync_runs
from lmsync.store.keeping.attention import Severity
from lmsync.store.keeping.connection_kinds import KindState, kinds_of
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.stamps import age_of

STALE_AFTER_RUNS = 3
STALE_AFTER_SECONDS = 900
"""Data are stale when they are older than three intervals, and never sooner than this."""


def oldest_of(kinds: Iterable[KindState], now: int) -> int | None:
    """When the kind that was read longest ago was last read whole; `None` if one never was, and a time in the future if the
    age of one is unknown."""
    complete = [state.last_complete_at for state in kinds if state.provided]
    known = [at for at in complete if at is not None]
    if known and age_of(max(known), now) is None:
        return max(known)  # nothing can be said of the age of the whole
    return min(known) if known and len(known) == len(complete) else None


def freshness_of(connection: Connection, oldest: int | None, running: bool, now: int) -> str:
    """`stale`, `paused`, `syncing` or `ok`; `oldest` is what `oldest_of` returns."""
    if oldest is None:
        if running:
            return "syncing"
        return "stale" if connection.auto_sync else "paused"
    if not connection.auto_sync:
        return "paused"
    age = age_of(oldest, now)
    if age is None or age > _stale_after(connection):
        return "stale"
    return "syncing" if running else "ok"


def _stale_after(connection: Connection) -> int:
    return max(STALE_AFTER_SECONDS, STALE_AFTER_RUNS * connection.sync_interval_seconds)


def reason_of(status: str, oldest: int | None, now: int) -> tuple[str, Words] | None:
    """Why the data are called stale, or their age is unknown."""
    if oldest is not None and age_of(oldest, now) is None:
        return "clock", CLOCK
    if status != "stale":
        return None
    return ("never_read", NEVER_READ) if oldest is None else ("old", OLD)


def staleness_moved(tx: Tx) -> bool:
    """Whether the data of some connection have grown stale, or fresh again, and that is not noted yet."""
    return any(
        _stale_words(tx, connection) != _noted(tx, connection) for connection in connections.list_connections(tx)
    )


def note_staleness(tx: Tx) -> None:
    for connection in connections.list_connections(tx):
        words = _stale_words(tx, connection)
        if words is None:
            attention.settle_causes(tx, connection.id, {attention.STALE})
        else:
            attention.need(tx, connection.id, attention.STALE, words, severity=Severity.STALE)


async def keep_staleness(database: AsyncDatabase) -> None:
    """Called by the schedule, over and over: writes only when something has moved."""
    if await database.read(staleness_moved):
        await database.write(note_staleness)


def _noted(tx: Tx, connection: Connection) -> Words | None:
    return next((row.words for row in attention.open_of(tx, connection.id) if row.cause == attention.STALE), None)


def _stale_words(tx: Tx, connection: Connection) -> Words | None:
    """`None` while the data are fresh enough, and while a new connection may still be reading for the first time."""
    now = int(time.time())
    oldest = oldest_of(kinds_of(tx, connection.id).values(), now)
    last = run_history.last_run(tx, connection.id)
    status = freshness_of(connection, oldest, last is not None and last.state in sync_runs.OPEN, now)
    if oldest is None and now - connection.created_at <= _stale_after(connection):
        return None
    reason = reason_of(status, oldest, now) if status == "stale" else None
    return reason and reason[1]


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
