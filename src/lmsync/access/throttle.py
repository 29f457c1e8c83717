"""How long the next attempt to log in has to wait. Pauses grow and end; nothing is ever locked.

A browser in which the operator has logged in before waits only for its own failures. Strangers wait for those of all
strangers, at the same account and from the same network.
"""

import time

from lmsync.access.networks import network_of
from lmsync.errors import TooManyAttempts
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import login_failures
from lmsync.store.keeping.login_failures import Attempt, Failures, account_of

FREE = 5
"""Failures without a pause: people mistype."""
LONGEST_PAUSE_SECONDS = 900
LONGEST_AT_ACCOUNT_SECONDS = 60
"""Somebody with many addresses can make all strangers wait at an account: so not for long. 1440 guesses a day do not find a
password that was accepted here."""


def waiting_seconds(failures: Failures, longest: int, now: int) -> int:
    if failures.count < FREE:
        return 0
    pause = min(1 << min(failures.count - FREE, 20), longest)
    # A clock that was set back must not make anybody wait for longer than the longest pause.
    return min(max(0, failures.last_at + pause - now), longest)


def begin_attempt(tx: Tx, login: str, address: str, device: str | None) -> Attempt:
    """Count this attempt as failed before anything is compared: of many at once none slips through. A success takes it
    back. Raises `TooManyAttempts`."""
    account, network, now = account_of(login), network_of(address), int(time.time())
    if device is not None:
        waits = waiting_seconds(login_failures.on_device(tx, device), LONGEST_PAUSE_SECONDS, now)
    else:
        waits = max(
            waiting_seconds(login_failures.at_account(tx, account), LONGEST_AT_ACCOUNT_SECONDS, now),
            waiting_seconds(login_failures.from_network(tx, network), LONGEST_PAUSE_SECONDS, now),
        )
    if waits:
        raise TooManyAttempts(waits)
    return login_failures.add_failure(tx, account, network, device)
