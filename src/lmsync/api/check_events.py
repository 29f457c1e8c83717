"""Checks as they happen: server-sent events for a client that accepts them, one JSON answer for any other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

import msgspec
from fastapi import Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, format_sse_event

from lmsync.api.answers import CheckRow, Test, described
from lmsync.api.parts import json_response
from lmsync.api.problems import answer_to

MEDIA_TYPE = EventSourceResponse.media_type
NOT_BUFFERED = {"X-Accel-Buffering": "no"}
"""nginx would keep the events back until there are some kilobytes of them."""
KEEP_ALIVE_SECONDS = 15
"""Without any byte for a minute, many proxies close a connection."""

Note: TypeAlias = Callable[[CheckRow], None]
"""Takes a check as soon as it is over."""


async def answer_live(request: Request, test: Callable[[Note], Awaitable[Test]]) -> Response:
    """The answer of `test`; as events, with each check before it."""
    if wants_events(request.headers.get("accept", "")):
        return EventSourceResponse(_events(request, test), headers=NOT_BUFFERED)
    return json_response(await test(lambda _: None))


def wants_events(accept: str) -> bool:
    """Whether the client names events among what it accepts; browsers accept anything, and mean JSON."""
    types = [part.replace(" ", "").lower().partition(";") for part in accept.split(",")]
    return any(name == MEDIA_TYPE and "q=0" not in rest.split(";") for name, _, rest in types)


async def _events(request: Request, test: Callable[[Note], Awaitable[Test]]) -> AsyncIterator[bytes]:
    """`check` for each check; at last `tested` with the whole answer, or `problem`. A client that goes ends the test."""
    rows: asyncio.Queue[CheckRow | None] = asyncio.Queue()

    async def run() -> Test:
        try:
            return await test(rows.put_nowait)
        finally:
            rows.put_nowait(None)

    testing = asyncio.create_task(run())
    try:
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                    row = await rows.get()
            except TimeoutError:
                yield format_sse_event(comment="")
                continue
            if row is None:
                break
            yield _event("check", row)
        await asyncio.wait((testing,))
        error = testing.exception()
        if error is None:
            yield _event("tested", testing.result())
        elif isinstance(error, Exception):
            # As any other failed request is answered; this answer has begun already.
            problem = answer_to(request, error)
            yield format_sse_event(event="problem", data_str=bytes(problem.body).decode())
    finally:
        testing.cancel()
        await asyncio.gather(testing, return_exceptions=True)


def _event(name: str, body: Any) -> bytes:
    return format_sse_event(event=name, data_str=msgspec.json.encode(body).decode())


def described_with_events() -> dict[str, Any]:
    """The answer of a test in both forms, for OpenAPI."""
    answer = described(Test)
    example = 'event: check\ndata: {"name": "site", "passed": true, …}\n\nevent: tested\ndata: {"passed": true, …}\n\n'
    events = {
        "schema": {
            "type": "string",
            "description": "For clients that accept it: an event `check` (a `CheckRow`) as soon as each check is over, and "
            "`tested` (the `Test`) or `problem` (a `Problem`) at the end.",
        },
        "example": example,
    }
    return {**answer, "content": {**answer["content"], MEDIA_TYPE: events}}
