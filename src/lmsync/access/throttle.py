"""How long the next attempt to log in has to wait. Pauses grow and end; nothing is ever locked."""

import time

from lmsync.errors import TooManyAttempts
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.login_failures import (
    Failures,
    account_of,
    add_failure,
    failures_at_account,
    failures_from_address,
)

FREE = 5
"""Failures without a pause: people mistype."""
LONGEST_PAUSE_SECONDS = 900


def pause_seconds(failures: int) -> int:
    return 0 if failures < FREE else min(1 << min(failures - FREE, 20), LONGEST_PAUSE_SECONDS)


def waiting_seconds(at_account: Failures, from_address: Failures, now: int) -> int:
    """An address without failures never waits: otherwise anybody could keep an account shut for its owner."""
    if not from_address.count:
        return 0
    left = (found.last_at + pause_seconds(found.count) - now for found in (at_account, from_address))
    # A clock that was set back must not make anybody wait for longer than the longest pause.
    return min(max(0, *left), LONGEST_PAUSE_SECONDS)


def begin_attempt(tx: Tx, login: str, address: str) -> None:
    """Count this attempt as failed before anything is compared: of many at once none slips through. A success takes it
    back. Raises `TooManyAttempts`."""
    account = account_of(login)
    waits = waiting_seconds(failures_at_account(tx, account), failures_from_address(tx, address), int(time.time()))
    if waits:
        raise TooManyAttempts(waits)
    add_failure(tx, account, address)
