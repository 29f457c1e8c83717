"""Asking an LMS: several readings at a time, each metered, their answers in batches. Knows no database."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from typing import TypeAlias

import structlog
from msgspec import Struct

from lmsync.crm_integration import Answer, End, Incomplete, Reading, Scope, UpTo
from lmsync.errors import Refused, Retryable, trace_of_exception
from lmsync.lms_pace import Meter, metered
from lmsync.sync.ledger import ENDS_THE_RUN

log = structlog.get_logger()

QUEUED_ANSWERS = 64
"""Answers that wait for the writer; when there are more, nothing further is asked, so that memory stays bounded."""
ANSWERS_PER_BATCH = 48
LINGER_SECONDS = 0.02
"""Answers that arrive within this time go into one batch: a transaction has a price of its own. The last need not wait."""


class Over(Struct, frozen=True):
    """A reading was asked to its end, or failed."""

    reading: Reading
    meter: Meter
    seconds: float
    failure: Exception | None
    not_ended: frozenset[Scope]
    """Scopes of the reading that it has not ended."""
    has_gaps: bool
    """Whether it was refused a part of some scope, of its own or of another reading."""

    @property
    def whole(self) -> bool:
        return self.failure is None and not self.not_ended and not self.has_gaps


Batch: TypeAlias = list[Answer | Over]


async def asked(readings: Sequence[Reading], in_flight: int) -> AsyncGenerator[Batch, None]:
    """The answers to these readings as they arrive, so many readings at a time.

    Raises what ends the run; any other error ends its reading as a failure.
    """
    answers: asyncio.Queue[Answer | Over | None] = asyncio.Queue(QUEUED_ANSWERS)
    asking = asyncio.create_task(_ask_all(readings, in_flight, answers))
    try:
        over = False
        while not over:
            batch = [await answers.get()]
            if answers.qsize() < ANSWERS_PER_BATCH:
                await asyncio.wait({asking}, timeout=LINGER_SECONDS)
            while len(batch) < ANSWERS_PER_BATCH and not answers.empty():
                batch.append(answers.get_nowait())
            over = None in batch
            yield [answer for answer in batch if answer is not None]
        await asking
    finally:
        asking.cancel()
        while not asking.done():
            # It may be waiting for room in the queue.
            while not answers.empty():
                answers.get_nowait()
            await asyncio.wait({asking}, timeout=0.05)
        await asyncio.gather(asking, return_exceptions=True)


async def _ask_all(readings: Sequence[Reading], in_flight: int, answers: "asyncio.Queue[Answer | Over | None]") -> None:
    left = iter(readings)

    async def ask() -> None:
        for reading in left:
            await _ask(reading, answers)

    failure = None
    try:
        async with asyncio.TaskGroup() as askers:
            for _ in range(min(in_flight, len(readings))):
                askers.create_task(ask())
    except BaseExceptionGroup as group:
        failure = first_of(group)
    # Also after an error: what had arrived before it is applied first.
    await answers.put(None)
    if failure is not None:
        raise failure


async def _ask(reading: Reading, answers: "asyncio.Queue[Answer | Over | None]") -> None:
    began = time.monotonic()
    failure: Exception | None = None
    not_ended = set(reading.scopes)
    has_gaps = False
    with metered() as meter:
        try:
            async for answer in reading.ask():
                if isinstance(answer, End | UpTo):
                    if answer.scope not in not_ended:
                        # Ends are counted: only those count that the reading promised, and once.
                        log.error("an end that was not promised", reading=reading.name, kind=answer.scope.kind.value)
                        continue
                    not_ended.discard(answer.scope)
                has_gaps |= isinstance(answer, Incomplete)
                await answers.put(answer)
        except ENDS_THE_RUN:
            raise
        except (Retryable, Refused) as trouble:
            failure = trouble
        except Exception as error:  # noqa: BLE001  logged without its message
            log.error("reading failed", reading=reading.name, exception=trace_of_exception(error))
            failure = error
    await answers.put(Over(reading, meter, time.monotonic() - began, failure, frozenset(not_ended), has_gaps))


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group, however deep it stands."""
    inner: BaseException = group
    while isinstance(inner, BaseExceptionGroup):
        inner = inner.exceptions[0]
    return inner
