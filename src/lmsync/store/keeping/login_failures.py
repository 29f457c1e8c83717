"""Attempts to log in that failed: rows, so that a restart forgets none."""

import hashlib
import time
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, bindparam, delete, func, insert, not_, or_, select

from lmsync.store.engine.database import Tx
from lmsync.store.keeping.operators import folded
from lmsync.store.mirror import tables as t

COUNTED_SECONDS = 24 * 3600
ACCOUNT_BYTES = 2
_FAILURE = t.login_failure.c


class Failures(Struct, frozen=True):
    """In the last 24 hours."""

    count: int
    last_at: int


class Attempt(Struct, frozen=True):
    """One that counts as failed until it is taken back."""

    id: int
    account: bytes
    network: str
    device: str | None
    """Of a browser in which the operator has logged in before."""


# Failures that are still to come were counted by a clock that was ahead: they would make people wait until that time.
_IN_TIME = and_(_FAILURE.at > bindparam("since"), _FAILURE.at <= bindparam("now"))
_COUNTED = select(func.count(), func.max(_FAILURE.at)).where(_IN_TIME)
_STRANGERS = _COUNTED.where(_FAILURE.device.is_(None))
_AT_ACCOUNT = _STRANGERS.where(_FAILURE.account == bindparam("which"))
_FROM_NETWORK = _STRANGERS.where(_FAILURE.network == bindparam("which"))
_ON_DEVICE = _COUNTED.where(_FAILURE.device == bindparam("which"))


def account_of(login: str) -> bytes:
    """Enough to count by, and too little to find the login again, also one that there is not: people type passwords there
    by mistake."""
    return hashlib.sha256(folded(login).encode("utf-8", "surrogatepass")).digest()[:ACCOUNT_BYTES]


def at_account(tx: Tx, account: bytes) -> Failures:
    """Of strangers."""
    return _failures(tx, _AT_ACCOUNT, account)


def from_network(tx: Tx, network: str) -> Failures:
    """Of strangers."""
    return _failures(tx, _FROM_NETWORK, network)


def on_device(tx: Tx, device: str) -> Failures:
    return _failures(tx, _ON_DEVICE, device)


def _failures(tx: Tx, counted: Any, which: bytes | str) -> Failures:
    count, last_at = tx.one(counted, which=which, **_times()) or (0, None)
    return Failures(count, last_at or 0)


def _times() -> dict[str, int]:
    now = int(time.time())
    return {"since": now - COUNTED_SECONDS, "now": now}


def add_failure(tx: Tx, account: bytes, network: str, device: str | None) -> Attempt:
    """What does not count any more is deleted."""
    times = _times()
    tx.run(delete(t.login_failure).where(not_(_IN_TIME)), **times)
    row = {"at": times["now"], "account": account, "network": network, "device": device}
    return Attempt(tx.insert(insert(t.login_failure).values(**row)), account, network, device)


def take_back(tx: Tx, attempt: Attempt) -> None:
    """This attempt was no failure."""
    tx.run(delete(t.login_failure).where(_FAILURE.id == bindparam("number")), number=attempt.id)


def forget_failures(tx: Tx, attempt: Attempt) -> None:
    """This attempt was right: whoever knows the password only mistyped it before, at this account and in this place."""
    place = _FAILURE.network == bindparam("network")
    if attempt.device is not None:
        place = or_(place, _FAILURE.device == bindparam("device"))
    facts = {"account": attempt.account, "network": attempt.network}
    if attempt.device is not None:
        facts["device"] = attempt.device
    tx.run(delete(t.login_failure).where(_FAILURE.account == bindparam("account"), place), **facts)
