"""Sessions of operators: kept as hashes, ended by time, by hand, or with what they rest on."""

import time
from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, update

from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.keeping.api_tokens import hash_of
from lmsync.store.keeping.operators import ACTIVE
from lmsync.store.mirror import tables as t

IDLE_SECONDS = 12 * 3600
LONGEST_SECONDS = 7 * 24 * 3600
USE_NOTED_SECONDS = 60
CLOCK_SECONDS = 3600
"""By so much a clock may be set back without ending sessions."""
MOST_LETTERS = 200
"""Kept of what a browser calls itself."""


class Session(Struct, frozen=True):
    """A session without its secret, with what it rests on."""

    id: int
    operator_id: int
    created_at: int
    last_used_at: int
    expires_at: int
    address: str | None
    user_agent: str | None
    login: str
    name: str
    role: str


_SESSION, _OPERATOR = t.session.c, t.operator.c
_WHOLE = select(
    *(_SESSION[name] for name in Session.__struct_fields__[:7]), _OPERATOR.login, _OPERATOR.name, _OPERATOR.role
).select_from(t.session.join(t.operator, _OPERATOR.id == _SESSION.operator_id))


def _holds() -> ColumnElement[bool]:
    return and_(
        _SESSION.revoked_at.is_(None),
        _SESSION.expires_at > bindparam("now"),
        # Made by a clock that was ahead it would hold for longer than it should.
        _SESSION.created_at <= bindparam("now") + CLOCK_SECONDS,
        _SESSION.last_used_at > bindparam("idle"),
        _OPERATOR.state == ACTIVE,
    )


_BY_SECRET = _WHOLE.where(_SESSION.secret_hash == bindparam("hash"), _holds())
_ALL = _WHOLE.where(_holds()).order_by(_SESSION.id.desc())


def session_of(tx: Tx, secret: str) -> Session | None:
    """`None` when there never was one, when it is over, and when its operator may not come in any more."""
    now = int(time.time())
    row = tx.one(_BY_SECRET, hash=hash_of(secret), now=now, idle=now - IDLE_SECONDS)
    return None if row is None else Session(*row)


_STILL = (
    select(_SESSION.id)
    .select_from(t.session.join(t.operator, _OPERATOR.id == _SESSION.operator_id))
    .where(one_of(_SESSION.id, "numbers"), _holds())
)


def still_opens(tx: Tx, number: int) -> bool:
    """Whether it has not ended meanwhile."""
    return bool(still_open(tx, [number]))


def still_open(tx: Tx, numbers: Collection[int]) -> set[int]:
    """Those of these sessions of which the same holds."""
    now = int(time.time())
    return set(tx.each(_STILL, numbers=list(numbers), now=now, idle=now - IDLE_SECONDS))


def add_session(
    tx: Tx,
    operator_id: int,
    secret: str,
    address: str | None,
    user_agent: str | None,
    seconds: int = LONGEST_SECONDS,
) -> None:
    """Those that ended long ago are deleted."""
    now = int(time.time())
    tx.run(delete(t.session).where(_SESSION.expires_at <= bindparam("now")), now=now)
    tx.insert(
        insert(t.session).values(
            operator_id=operator_id,
            secret_hash=hash_of(secret),
            created_at=now,
            last_used_at=now,
            expires_at=now + seconds,
            address=address,
            user_agent=user_agent and "".join(filter(str.isprintable, user_agent))[:MOST_LETTERS],
        )
    )


def open_sessions(tx: Tx, operator_id: int | None = None) -> list[Session]:
    """Those that hold, of one operator or of all, newest first."""
    now = int(time.time())
    found = [Session(*row) for row in tx.rows(_ALL, now=now, idle=now - IDLE_SECONDS)]
    return [session for session in found if operator_id in (None, session.operator_id)]


def revoke_session(tx: Tx, number: int) -> None:
    _revoke(tx, _SESSION.id == bindparam("number"), number)


def revoke_sessions(tx: Tx, operator_id: int, *, but: int = 0) -> None:
    """All of an operator, but for this one."""
    _revoke(tx, and_(_SESSION.operator_id == bindparam("number"), _SESSION.id != but), operator_id)


def _revoke(tx: Tx, which: ColumnElement[bool], number: int) -> None:
    tx.run(
        update(t.session).where(which, _SESSION.revoked_at.is_(None)).values(revoked_at=int(time.time())),
        number=number,
    )


def note_use(tx: Tx, number: int) -> None:
    """Note that it is used now, unless that stands there for less than a minute."""
    now = int(time.time())
    tx.run(
        update(t.session)
        .where(_SESSION.id == bindparam("number"), _SESSION.last_used_at <= now - USE_NOTED_SECONDS)
        .values(last_used_at=now),
        number=number,
    )
