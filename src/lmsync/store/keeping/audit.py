"""The audit: every administrative act, written in its transaction. Rows are added, and never changed or deleted."""

import json
import time
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, insert, select

from lmsync.store.engine.database import Tx
from lmsync.store.mirror import tables as t


class Actor(Struct, frozen=True):
    """Who acts."""

    name: str
    """`token:3`, `command line`, `lmsync` itself: stable, and never a secret."""
    address: str | None = None
    """Where the request came from."""


COMMAND_LINE = Actor("command line")
LMSYNC = Actor("lmsync")


class Act(Struct, frozen=True):
    id: int
    at: int
    actor: str
    address: str | None
    action: str
    subject: str
    """What it was done to: `connection:school`, `token:3`."""
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Wanted(Struct, frozen=True):
    """Which acts are asked for."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: int | None = None
    until: int | None = None


def note(
    tx: Tx,
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write down an act. `before` and `after` hold what it changed: no secrets, and nothing about pupils."""
    tx.run(
        insert(t.audit).values(
            at=int(time.time()),
            actor=actor.name,
            address=actor.address,
            action=action,
            subject=subject,
            before=None if before is None else json.dumps(before, ensure_ascii=False, sort_keys=True),
            after=None if after is None else json.dumps(after, ensure_ascii=False, sort_keys=True),
        )
    )


_COLUMNS = [t.audit.c[name] for name in Act.__struct_fields__]


def acts_of(tx: Tx, wanted: Wanted, *, before: int | None = None, limit: int) -> list[Act]:
    """Newest first; `before` is the number of the last one seen."""
    statement, params = select(*_COLUMNS).order_by(t.audit.c.id.desc()).limit(limit), {}
    for name in ("actor", "action", "subject"):
        value = getattr(wanted, name)
        if value is not None:
            statement = statement.where(t.audit.c[name] == bindparam(name))
            params[name] = value
    for name, value, condition in (
        ("since", wanted.since, t.audit.c.at >= bindparam("since")),
        ("until", wanted.until, t.audit.c.at < bindparam("until")),
        ("before", before, t.audit.c.id < bindparam("before")),
    ):
        if value is not None:
            statement = statement.where(condition)
            params[name] = value
    return [_act(row) for row in tx.rows(statement, **params)]


def _act(row: tuple[Any, ...]) -> Act:
    *facts, before, after = row
    return Act(*facts, *(None if text is None else json.loads(text) for text in (before, after)))
