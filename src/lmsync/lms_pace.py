"""How patiently and how fast an LMS is asked, and what that costs."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from msgspec import Struct


class Patience(Struct, frozen=True):
    """How long an answer is waited for, and how often it is asked for again."""

    attempts: int = 6
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 60.0
    total_seconds: float = 900.0
    """No new attempt begins after this; a longer `Retry-After` ends the question at once."""
    connect_seconds: float = 15.0
    silence_seconds: float = 150.0
    """How long an LMS may think before its next byte: 43 seconds for one call were seen on a real Moodle."""


ONE_TRY = Patience(attempts=1, connect_seconds=8, silence_seconds=30)
"""For a person who waits for the result of a check."""


@dataclass
class Meter:
    """What a reading, or a whole run, cost so far."""

    requests: int = 0
    bytes: int = 0
    throttles: int = 0
    waited_seconds: float = 0.0
    """Spent between attempts, and where the LMS has to be spared; questions that waited at once are added up."""
    asked_to_wait_seconds: float | None = None
    """What the LMS asked for when it throttled last, if it said how long."""
    around: "Meter | None" = None
    """The meter of the block around this one: it counts all this too."""

    def count(self, *, requests: int = 0, bytes: int = 0, waited_seconds: float = 0.0) -> None:
        meter: Meter | None = self
        while meter is not None:
            meter.requests += requests
            meter.bytes += bytes
            meter.waited_seconds += waited_seconds
            meter = meter.around

    def count_throttle(self, asked_to_wait_seconds: float | None) -> None:
        meter: Meter | None = self
        while meter is not None:
            meter.throttles += 1
            meter.asked_to_wait_seconds = asked_to_wait_seconds
            meter = meter.around


_METER: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Count what is asked within this block, its child tasks included."""
    meter = Meter(around=_METER.get())
    token = _METER.set(meter)
    try:
        yield meter
    finally:
        _METER.reset(token)


def current_meter() -> Meter:
    """That of the block that this runs in; outside of any, one that nobody reads."""
    return _METER.get() or Meter()


class Gate:
    """At most `limit` at once. The limit halves when the LMS says it is too much and grows back with every answer."""

    def __init__(self, limit: int) -> None:
        self._most = float(limit)
        self._limit = float(limit)
        self._inside = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        async with self._changed:
            await self._changed.wait_for(lambda: self._inside < max(1, int(self._limit)))
            self._inside += 1
        try:
            yield
        finally:
            async with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def slower(self) -> None:
        self._limit = max(1.0, self._limit / 2)

    def faster(self) -> None:
        self._limit = min(self._most, self._limit + 0.1)
