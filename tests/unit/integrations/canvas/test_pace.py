"""How many questions are in flight follows what Canvas says is left of the token's bucket."""

import asyncio

import pytest

from lmsync.integrations.canvas import rest
from lmsync.integrations.canvas.rest import Pace


@pytest.mark.parametrize(
    ("remaining", "most"),
    [
        (None, 4),
        ("", 4),
        ("700.0", 8),
        ("550.25", 8),
        ("500", 8),
        ("499", 7),
        ("300", 4),
        ("200", 2),
        ("99", 1),
        ("0.0", 1),
    ],
)
async def test_a_fuller_bucket_lets_fewer_through(remaining: str | None, most: int) -> None:
    pace = Pace()
    async with pace.slot():
        pace.note(remaining)
    assert pace.most == most


async def test_what_the_others_in_flight_hold_is_not_used_up() -> None:
    pace = Pace()
    async with pace.slot(), pace.slot(), pace.slot():
        pace.note("450")  # two others hold a hundred
    assert pace.most == 8


async def test_nobody_is_let_in_while_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "LONGEST_WAIT_SECONDS", 0.01)
    pace = Pace()
    inside = most_inside = 0

    async def ask(remaining: str) -> None:
        nonlocal inside, most_inside
        async with pace.slot():
            inside += 1
            most_inside = max(most_inside, inside)
            await asyncio.sleep(0.01)
            pace.note(remaining)
            inside -= 1

    await ask("200")
    await asyncio.gather(*(ask("200") for _ in range(10)))
    assert most_inside <= 3  # two, and one more when the last of them reserves nothing any longer

    await ask("20")
    assert pace.most == 1
    most_inside = 0
    await asyncio.gather(*(ask("20") for _ in range(3)))
    assert most_inside == 1
