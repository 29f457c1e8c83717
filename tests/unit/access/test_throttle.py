"""How long strangers and known browsers wait after failures."""

import time

import pytest

from lmsync.access.throttle import (
    FREE,
    LONGEST_AT_ACCOUNT_SECONDS,
    LONGEST_PAUSE_SECONDS,
    begin_attempt,
    waiting_seconds,
)
from lmsync.errors import TooManyAttempts
from lmsync.store.engine.database import Database
from lmsync.store.keeping.login_failures import Failures, account_of, at_account

NOW = 1_800_000_000
YEAR = 365 * 24 * 3600


@pytest.mark.parametrize(("count", "pause"), [(0, 0), (FREE - 1, 0), (FREE, 1), (FREE + 3, 8), (1000, 900)])
def test_a_pause_grows_and_has_an_end(count: int, pause: int) -> None:
    assert waiting_seconds(Failures(count, NOW), LONGEST_PAUSE_SECONDS, NOW) == pause
    assert waiting_seconds(Failures(count, NOW), LONGEST_PAUSE_SECONDS, NOW + pause) == 0


def test_a_clock_that_was_set_back_makes_nobody_wait_longer() -> None:
    failures = Failures(1000, NOW + 10 * LONGEST_PAUSE_SECONDS)
    assert waiting_seconds(failures, LONGEST_PAUSE_SECONDS, NOW) == LONGEST_PAUSE_SECONDS


def waits(database: Database, login: str, address: str, device: str | None = None) -> int:
    """What an attempt is answered now; it counts only if it need not wait."""
    try:
        with database.write() as tx:
            begin_attempt(tx, login, address, device)
    except TooManyAttempts as error:
        return error.after_seconds
    return 0


def test_strangers_make_strangers_wait_and_not_the_browser_that_is_known(pauses_last: None, database: Database) -> None:
    for number in range(FREE + 10):  # each from another network: pauses of the account alone
        if waits(database, "anna", f"198.51.100.{number}"):
            break
    assert waits(database, "anna", "203.0.113.1") > 0
    assert waits(database, "Anna", "203.0.113.2") <= LONGEST_AT_ACCOUNT_SECONDS
    assert waits(database, "anna", "203.0.113.1", "her browser") == 0
    assert waits(database, "boris", "203.0.113.1") == 0


def test_a_network_that_tries_many_accounts_waits(pauses_last: None, database: Database) -> None:
    for number in range(FREE):
        assert waits(database, f"teacher{number}", "2001:db8::1") == 0
    assert waits(database, "anna", "2001:db8::2") > 0
    assert waits(database, "anna", "2001:db8:0:1::1") == 0
    assert waits(database, "anna", "2001:db8::2", "her browser") == 0


def test_a_known_browser_waits_for_its_own_failures(pauses_last: None, database: Database) -> None:
    for _ in range(FREE):
        assert waits(database, "anna", "192.0.2.1", "a stolen browser") == 0
    assert waits(database, "anna", "192.0.2.1", "a stolen browser") > 0
    assert waits(database, "anna", "192.0.2.1", "another browser") == 0


def test_an_attempt_that_has_to_wait_is_not_counted(pauses_last: None, database: Database) -> None:
    for _ in range(FREE):
        assert waits(database, "anna", "192.0.2.1") == 0
    assert waits(database, "anna", "192.0.2.1") > 0
    with database.read() as tx:
        assert at_account(tx, account_of("anna")).count == FREE


@pytest.mark.parametrize("device", [None, "her browser"])
def test_a_clock_that_was_set_back_locks_nobody_out(
    device: str | None, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failures from while it was ahead count for nothing, also when their time comes."""
    behind = time.time()
    for clock, pauses in ((behind + 10 * YEAR, True), (behind, False), (behind + 10 * YEAR, False)):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        attempts = FREE + 1 if pauses else 1
        assert [waits(database, "anna", "192.0.2.1", device) > 0 for _ in range(attempts)][-1] is pauses
