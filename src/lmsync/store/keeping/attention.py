"""What a person is needed for, and what a person should know: rows, several at once for a connection.

The only module that writes them. With them goes the state of the connection: runs wait while nothing can be read.
"""

import json
import time
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select, update

from lmsync.errors import Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.keeping.run_events import note_event
from lmsync.store.mirror import tables as t


class Severity(StrEnum):
    """Worst first."""

    STOPPED = "stopped"
    """Nothing can be read until a person has mended it; runs wait for a passed test."""
    NEEDED = "needed"
    """A person has to do something; runs go on."""
    STALE = "stale"
    NOTED = "noted"
    """Nothing has to be done."""


CALLS_A_PERSON = Severity.STOPPED, Severity.NEEDED
HELD, WITHHELD, UNREACHABLE, KEPT = "removals_held", "withheld", "unreachable", "kept"
OF_DECISIONS = frozenset({HELD, WITHHELD, UNREACHABLE, KEPT})
"""Causes that stand and fall with decisions."""
STALE = "stale"
INTERNAL_ERROR = "internal_error"
KEPT_SECONDS = 90 * 86_400
"""How long it is known what was settled."""


class Attention(Struct, frozen=True):
    """A cause that is not settled."""

    id: int
    connection_id: int
    cause: str
    """A stable word."""
    scope: str
    """The kind that cannot be read; empty for all of the connection."""
    severity: Severity
    words: Words
    """What it means, and how to mend it."""
    since: int
    told_at: int | None

    @property
    def is_about_access(self) -> bool:
        """Whether a passed test, or another token, settles it."""
        return not self.scope and self.cause not in {*OF_DECISIONS, STALE, INTERNAL_ERROR}


_COLUMNS = [t.attention.c[name] for name in Attention.__struct_fields__]
_OPEN = (
    select(*_COLUMNS)
    .where(t.attention.c.connection_id == bindparam("connection"), t.attention.c.settled_at.is_(None))
    .order_by(t.attention.c.since, t.attention.c.id)
)
_STATE = select(t.connection.c.state).where(t.connection.c.id == bindparam("connection"))
Causes: TypeAlias = Mapping[tuple[str, Kind], Words]
"""What is wrong with kinds, by cause and kind."""


def open_of(tx: Tx, connection_id: int) -> list[Attention]:
    """Worst first, and of equal ones the oldest."""
    rows = [_attention(row) for row in tx.rows(_OPEN, connection=connection_id)]
    return sorted(rows, key=lambda row: list(Severity).index(row.severity))


def _attention(row: tuple[Any, ...]) -> Attention:
    values = dict(zip(Attention.__struct_fields__, row, strict=True))
    words = json.loads(values["words"])
    return Attention(**{**values, "severity": Severity(values["severity"]), "words": Words(words["en"], words["ru"])})


def need(
    tx: Tx, connection_id: int, cause: str, words: Words, *, scope: str = "", severity: Severity = Severity.NEEDED
) -> bool:
    """Open a cause, or say it in other words. Nothing is opened for a connection that was forgotten meanwhile. Whether
    anything is different now."""
    state = tx.value(_STATE, connection=connection_id)
    if state is None or state == "forgotten":
        return False
    known = next((row for row in open_of(tx, connection_id) if (row.cause, row.scope) == (cause, scope)), None)
    differs = known is None or (known.severity, known.words) != (severity, words)
    if differs:
        _write(tx, known, connection_id, cause, scope, severity, words)
    if severity is Severity.STOPPED:
        differs = _set_state(tx, connection_id, "needs_attention") or differs
    if differs:
        _tell(tx, connection_id)
    return differs


def _write(
    tx: Tx, known: Attention | None, connection_id: int, cause: str, scope: str, severity: Severity, words: Words
) -> None:
    """The only way in which a cause is opened or changed."""
    said = {
        "severity": severity.value,
        "words": json.dumps({"en": words.en, "ru": words.ru}, ensure_ascii=False),
    }
    if known is None:
        place = {"connection_id": connection_id, "cause": cause, "scope": scope}
        tx.run(insert(t.attention).values(**place, **said, since=int(time.time())))
    else:
        tx.run(update(t.attention).where(t.attention.c.id == known.id).values(**said))
    tx.moved(connection_id)


def _tell(tx: Tx, connection_id: int) -> None:
    """How the connection is now, for those who follow it live: the worst cause."""
    causes = open_of(tx, connection_id)
    is_paused = tx.value(_STATE, connection=connection_id) == "needs_attention"
    needs_person = is_paused or any(row.severity in CALLS_A_PERSON for row in causes)
    note_event(
        tx,
        connection_id,
        "connection_state",
        state="needs_attention" if needs_person else "ok",
        cause=causes[0].cause if causes else None,
        paused=is_paused,
    )


def settle(tx: Tx, connection_id: int, over: Callable[[Attention], bool]) -> bool:
    """Settle those causes of which `over` says so. Whether there were any."""
    settled = _settle(tx, connection_id, over)
    if settled:
        _tell(tx, connection_id)
    return settled


def _settle(tx: Tx, connection_id: int, over: Callable[[Attention], bool]) -> bool:
    """The only way in which causes are settled."""
    settled = [row.id for row in open_of(tx, connection_id) if over(row)]
    if settled:
        now = int(time.time())
        tx.run(_SETTLE, ids=settled, now=now)
        tx.run(_PRUNE, connection=connection_id, before=now - KEPT_SECONDS)
        tx.moved(connection_id)
    return bool(settled)


_SETTLE = update(t.attention).where(one_of(t.attention.c.id, "ids")).values(settled_at=bindparam("now"))
_PRUNE = delete(t.attention).where(
    t.attention.c.connection_id == bindparam("connection"), t.attention.c.settled_at < bindparam("before")
)


def settle_causes(tx: Tx, connection_id: int, causes: Collection[str]) -> None:
    settle(tx, connection_id, lambda row: row.cause in causes)


def stop(tx: Tx, connection_id: int, cause: str, words: Words) -> None:
    """Nothing can be read, for this reason and no longer for another."""
    settled = _settle(tx, connection_id, lambda row: row.is_about_access and row.cause != cause)
    if not need(tx, connection_id, cause, words, severity=Severity.STOPPED) and settled:
        _tell(tx, connection_id)


def resume(tx: Tx, connection_id: int) -> None:
    """A test has passed: the LMS can be read. What runs and decisions say stays until they say otherwise."""
    settled = _settle(tx, connection_id, lambda row: row.is_about_access)
    if _set_state(tx, connection_id, "ok") or settled:
        tx.run(_CHECKED, connection=connection_id, now=int(time.time()))
        _tell(tx, connection_id)


def start_anew(tx: Tx, connection_id: int) -> None:
    """Another token, or other settings: what could not be read with the ones before is not known of these."""
    settle(tx, connection_id, lambda row: row.cause not in OF_DECISIONS)


def note_of_run(tx: Tx, connection_id: int, found: Causes, *, mended: Collection[Kind], all_mended: bool) -> None:
    """What a run found wrong with kinds, and which kinds it has read whole; `all_mended`: everything."""
    for (cause, kind), words in found.items():
        need(tx, connection_id, cause, words, scope=kind.value)
    still = {(cause, kind.value) for cause, kind in found}
    settle(
        tx,
        connection_id,
        lambda row: bool(row.scope) and (row.cause, row.scope) not in still and (all_mended or row.scope in mended),
    )


_CHECKED = update(t.connection).where(t.connection.c.id == bindparam("connection")).values(checked_at=bindparam("now"))


def _set_state(tx: Tx, connection_id: int, state: str) -> bool:
    c = t.connection.c
    of_known = c.id == connection_id, c.state != "forgotten", c.state != state
    if not tx.run(update(t.connection).where(*of_known).values(state=state)):
        return False
    tx.moved(connection_id)
    return True
