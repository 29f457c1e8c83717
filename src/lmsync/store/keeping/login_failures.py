"""Logins that failed: rows, so that a restart forgets none."""

import hashlib
import time

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select

from lmsync.store.engine.database import Tx
from lmsync.store.keeping.operators import folded
from lmsync.store.mirror import tables as t

COUNTED_SECONDS = 24 * 3600
_FAILURE = t.login_failure.c


class Failures(Struct, frozen=True):
    """In the last 24 hours."""

    count: int
    last_at: int


_COUNTED = select(func.count(), func.max(_FAILURE.at)).where(_FAILURE.at > bindparam("since"))


def account_of(login: str) -> bytes:
    """A login as failures keep it, also one that there is not: people type passwords there by mistake."""
    return hashlib.sha256(folded(login).encode("utf-8", "surrogatepass")).digest()


def failures_at_account(tx: Tx, account: bytes) -> Failures:
    return _failures(tx.one(_COUNTED.where(_FAILURE.account == bindparam("a")), a=account, since=_since()))


def failures_from_address(tx: Tx, address: str) -> Failures:
    return _failures(tx.one(_COUNTED.where(_FAILURE.address == bindparam("a")), a=address, since=_since()))


def _failures(row: tuple[int, int | None] | None) -> Failures:
    count, last_at = row or (0, None)
    return Failures(count, last_at or 0)


def _since() -> int:
    return int(time.time()) - COUNTED_SECONDS


def add_failure(tx: Tx, account: bytes, address: str) -> None:
    """What is too old to count is deleted."""
    tx.run(delete(t.login_failure).where(_FAILURE.at <= bindparam("since")), since=_since())
    tx.insert(insert(t.login_failure).values(at=int(time.time()), account=account, address=address))


def forget_failures(tx: Tx, account: bytes, address: str) -> None:
    """Of this account from this address: whoever knows the password only mistyped it."""
    tx.run(
        delete(t.login_failure).where(
            _FAILURE.account == bindparam("account"), _FAILURE.address == bindparam("address")
        ),
        account=account,
        address=address,
    )
