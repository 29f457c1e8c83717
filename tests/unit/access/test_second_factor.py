"""Codes of an app: of now, each once, and codes for who lost the app."""

import time
from types import SimpleNamespace

import pyotp
import pytest
from sqlalchemy import select

from lmsync.access import second_factor
from lmsync.access.second_factor import STEP_SECONDS, accepts, new_recovery_codes, new_secret, plain, step_of
from lmsync.store.engine.database import Database
from lmsync.store.keeping import operators, second_factors
from lmsync.store.keeping.resealing import reseal
from lmsync.store.keeping.secrets import Sealer, new_key
from lmsync.store.mirror import tables as t

NOW = 1_800_000_000
STEP = NOW // STEP_SECONDS
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEY = new_key()
SEALER = Sealer([KEY])


def code_at(step: int) -> str:
    return pyotp.TOTP(SECRET).generate_otp(step)


@pytest.mark.parametrize(("step", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_fits_in_its_half_minute_and_the_ones_beside_it(step: int, fits: bool) -> None:
    assert step_of(SECRET, code_at(STEP + step), NOW) == (STEP + step if fits else None)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "\0", "código"])
def test_what_is_not_a_code_does_not_fit(code: str) -> None:
    assert step_of(SECRET, code, NOW) is None


def test_the_app_gets_the_secret_in_three_forms() -> None:
    made = new_secret("anna <b>")
    assert len(made.secret) == 32
    assert made.uri.startswith("otpauth://totp/lmsync:anna%20%3Cb%3E?")
    assert made.secret in made.uri
    assert made.qr_svg.startswith("<svg xmlns=")
    assert "anna" not in made.qr_svg
    assert new_secret("anna").secret != made.secret


@pytest.fixture
def anna(database: Database) -> int:
    """With a second factor."""
    with database.write() as tx:
        number = operators.add_operator(tx, "anna", "Anna", "owner", "hash").id
        second_factors.begin(tx, number, SEALER.seal(SECRET))
        second_factors.confirm(tx, number, ["aaaabbbbccccdddd", "eeeeffffgggghhhh"])
        return number


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands."""
    monkeypatch.setattr(second_factor, "time", SimpleNamespace(time=lambda: float(NOW)))


def test_a_code_is_taken_once_and_none_of_an_earlier_time_after_it(
    stopped: None, database: Database, anna: int
) -> None:
    with database.write() as tx:
        assert [accepts(tx, SEALER, anna, code_at(STEP)) for _ in range(2)] == [True, False]
        assert not accepts(tx, SEALER, anna, code_at(STEP - 1))
        assert accepts(tx, SEALER, anna, f" {code_at(STEP + 1)[:3]} {code_at(STEP + 1)[3:]}")


def test_a_code_of_a_clock_that_was_ahead_does_not_end_the_codes_of_now(
    database: Database, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []
    for now in (NOW + 10 * 365 * 24 * 3600, NOW):
        monkeypatch.setattr(second_factor, "time", SimpleNamespace(time=lambda now=now: float(now)))
        with database.write() as tx:
            taken += [accepts(tx, SEALER, anna, code_at(now // STEP_SECONDS)) for _ in range(2)]
    assert taken == [True, False, True, False]


def test_a_recovery_code_is_taken_once_however_it_is_typed(database: Database, anna: int) -> None:
    with database.write() as tx:
        assert accepts(tx, SEALER, anna, "AAAA-bbbb cccc-DDDD")
        assert not accepts(tx, SEALER, anna, "aaaa-bbbb-cccc-dddd")
        assert not accepts(tx, SEALER, anna, "eeee-ffff-gggg-hhhh", recovery=False)
        assert accepts(tx, SEALER, anna, "eeee-ffff-gggg-hhhh")


def test_nobody_takes_the_code_of_somebody_else(stopped: None, database: Database, anna: int) -> None:
    with database.write() as tx:
        boris = operators.add_operator(tx, "boris", "Boris", "viewer", "hash").id
        assert not accepts(tx, SEALER, boris, "aaaa-bbbb-cccc-dddd")
        assert not accepts(tx, SEALER, boris, code_at(STEP))


def test_neither_secret_nor_codes_can_be_read_in_the_database(database: Database, anna: int) -> None:
    with database.read() as tx:
        rows = [*tx.rows(select(*t.operator.columns)), *tx.rows(select(*t.recovery_code.columns))]
        kept = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for row in rows for v in row)
    assert SECRET.encode() not in kept
    assert b"aaaabbbb" not in kept


def test_after_a_change_of_the_key_the_app_stays_and_after_its_loss_the_recovery_codes(
    stopped: None, database: Database, anna: int
) -> None:
    newer = new_key()
    with database.write() as tx:
        lost = Sealer([new_key()])
        assert not accepts(tx, lost, anna, code_at(STEP))
        assert accepts(tx, lost, anna, "aaaa-bbbb-cccc-dddd")
        assert reseal(tx, Sealer([newer, KEY])).secrets == 1
        assert accepts(tx, Sealer([newer]), anna, code_at(STEP))


def test_recovery_codes_are_many_and_never_the_same() -> None:
    codes = [*new_recovery_codes(), *new_recovery_codes()]
    assert len(set(codes)) == 20
    # Each letter is five random bits. Below 112 a stored code would need a slow hash.
    assert all(len(plain(code)) * 5 >= 128 for code in codes)


def test_with_the_operator_everything_goes(database: Database, anna: int) -> None:
    with database.write() as tx:
        operators.add_operator(tx, "boris", "Boris", "owner", "hash")
        operators.delete_operator(tx, anna)
        assert tx.rows(select(t.recovery_code.c.id)) == []


def test_time_of_now_is_asked_for() -> None:
    assert step_of(SECRET, pyotp.TOTP(SECRET).now(), time.time()) is not None
