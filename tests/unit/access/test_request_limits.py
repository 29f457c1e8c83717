"""Limits are kept per caller and per address, in a memory that does not grow with those who try."""

import time

import pytest

from lmsync.access.request_limits import SHELVES, RequestLimits
from lmsync.errors import TooManyRequests


def limits(**given: int) -> RequestLimits:
    none = {"requests_per_minute": 0, "wrong_tokens_per_minute": 0, "waits_per_token": 0}
    return RequestLimits(**none | given)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which stands still until a test moves it."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


async def seconds_of_refusal(kept: RequestLimits) -> int:
    """Ask until it is too often."""
    while True:
        try:
            await kept.count_request("token:1")
        except TooManyRequests as refused:
            return refused.after_seconds


async def test_a_caller_who_asks_too_often_waits_and_others_do_not(clock: list[float]) -> None:
    kept = limits(requests_per_minute=3)
    for _ in range(3):
        await kept.count_request("token:1")
    with pytest.raises(TooManyRequests):
        await kept.count_request("token:1")
    await kept.count_request("token:2")


@pytest.mark.parametrize("allowed", [1, 3, 50])
@pytest.mark.parametrize("second_of_the_minute", [0, 31.7, 59.9])
async def test_after_the_named_seconds_a_request_is_let_in(
    allowed: int, second_of_the_minute: float, clock: list[float]
) -> None:
    clock[0] += second_of_the_minute
    kept = limits(requests_per_minute=allowed)
    for _ in range(5):
        seconds = await seconds_of_refusal(kept)
        assert 1 <= seconds <= 121
        clock[0] += seconds
        await kept.count_request("token:1")


async def test_a_clock_that_is_set_back_locks_nobody_out(clock: list[float]) -> None:
    kept = limits(requests_per_minute=1)
    await kept.count_request("token:1")
    clock[0] -= 3600
    await kept.count_request("token:1")


async def test_0_is_without_limit() -> None:
    kept = limits()
    for _ in range(1000):
        await kept.count_request("token:1")
        await kept.count_wrong_token("203.0.113.9")


@pytest.mark.parametrize(
    ("address", "same"),
    [("203.0.113.9", "203.0.113.9"), (None, None), ("2001:db8:1:2::1", "2001:db8:1:2:ffff::1")],
)
async def test_wrong_tokens_are_counted_by_address(address: str | None, same: str | None, clock: list[float]) -> None:
    kept = limits(wrong_tokens_per_minute=2)
    await kept.count_wrong_token(address)
    await kept.count_wrong_token(same)
    with pytest.raises(TooManyRequests):
        await kept.count_wrong_token(address)
    # Two addresses may share a shelf, but not all of these.
    assert any([await is_let_in(kept, f"198.51.100.{number}") for number in range(10)])


async def is_let_in(kept: RequestLimits, address: str) -> bool:
    try:
        await kept.count_wrong_token(address)
    except TooManyRequests:
        return False
    return True


async def test_a_flood_from_everywhere_fills_no_memory(clock: list[float]) -> None:
    kept = limits(wrong_tokens_per_minute=1_000_000)
    for number in range(SHELVES * 5):
        await kept.count_wrong_token(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    counts = kept._wrong_tokens.counts
    assert SHELVES / 2 < len(counts.expirations) <= SHELVES
    clock[0] += 200
    await kept.count_wrong_token("10.0.0.1")
    assert [len(kept_by) for kept_by in (counts.storage, counts.expirations, counts.events, counts.locks)] == [
        1,
        1,
        0,
        0,
    ]


def test_only_so_many_calls_wait_at_the_same_time() -> None:
    kept = limits(waits_per_token=2)
    with kept.waiting("token:1"), kept.waiting("token:2"):
        with kept.waiting("token:1"), pytest.raises(TooManyRequests), kept.waiting("token:1"):
            pass
        with kept.waiting("token:1"):
            pass
    assert not kept._waits
