"""Passwords: refused by how easy they are to guess, and compared with the same work whoever asks."""

import asyncio
import threading

import pytest

from lmsync.access.passwords import LONGEST, Passwords, require_strong
from lmsync.errors import InvalidInput
from tests.in_process import CountingHasher

GOOD = "верный конь батарея скрепка"
HINTS = ["Иванова", "Школа 17"]


@pytest.mark.parametrize("password", [GOOD, "correct horse battery", "x7!Kq0 zR4#m", "ж" * 3 + "Kq0zR4#mTw" * 19])
def test_a_password_that_is_hard_to_guess_is_accepted(password: str) -> None:
    require_strong(password, HINTS)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("x7!Kq0zR4", "password_too_short"),
        ("Kq0zR4#mTw" * 20 + "x", "password_too_long"),
        ("1234567890", "password_too_weak"),
        ("password2024", "password_too_weak"),
        ("парольпароль", "password_too_weak"),
        ("йцукенгшщзхъ", "password_too_weak"),
        ("GfhjkmGfhjkm1", "password_too_weak"),
        ("ИвановаИванова1", "password_too_weak"),
        ("a" * LONGEST, "password_too_weak"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_strong(password, HINTS)
    assert (refused.value.code, refused.value.field) == (code, "password")
    assert not password or password not in str(refused.value)


async def test_an_unknown_login_costs_as_much_as_a_wrong_password() -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher)
    hashed = await passwords.hashed(GOOD)
    assert hashed.startswith("$argon2id$")
    answers = []
    for password, kept in ((GOOD, hashed), ("wrong", hashed), (GOOD, None), ("the password of nobody", None)):
        before = len(hasher.compared_in)
        answers.append(await passwords.fits(password, kept))
        assert len(hasher.compared_in) == before + 1
    assert answers == [True, False, False, False]


async def test_a_letter_that_a_keyboard_sends_in_two_parts_is_the_same_letter() -> None:
    passwords = Passwords(CountingHasher())
    composed, in_parts = "синий чай и тёплый край", "синии\u0306 чаи\u0306 и те\u0308плыи\u0306 краи\u0306"
    assert await passwords.fits(in_parts, await passwords.hashed(composed))
    assert await passwords.fits(composed, await passwords.hashed(in_parts))


async def test_the_event_loop_does_not_wait_for_a_comparison() -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher)
    await asyncio.gather(*(passwords.fits("wrong", None) for _ in range(4)))
    assert threading.get_ident() not in hasher.compared_in
