"""What happens, as it happens: server-sent events of one run, or of everything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse

from lmsync.access.request_limits import RequestLimits
from lmsync.api.door import Receive, Scope, Send
from lmsync.api.event_answers import HEARTBEAT, OPENING, SSE_EVENT, event_text, missed_text
from lmsync.api.events import Events, Stream
from lmsync.api.parts import Asking, Limited, Needed, NoParameters, OfConnection, the_connection
from lmsync.api.problems import problems
from lmsync.api.routes.runs import RunNumber, seen_run
from lmsync.errors import DatabaseUnavailable, InvalidInput, Words
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.run_events import Event, events_after, gone_to, last_event
from lmsync.store.keeping.sync_runs import OPEN, Run

router = APIRouter(tags=["events"])
HEARTBEAT_SECONDS = 15.0
SEND_SECONDS = 60.0
"""Who takes nothing for so long is dropped."""
EVENTS_PER_QUESTION = 200


async def _events(request: Request) -> Events:
    events: Events = request.app.state.events
    return events


async def _last_event_id(
    last_event_id: Annotated[
        str | None,
        Header(description="The last `id` that you have seen: what came behind it is sent first.", examples=["4711"]),
    ] = None,
) -> int | None:
    """Raises `InvalidInput`."""
    if last_event_id is None:
        return None
    if not (last_event_id.isascii() and last_event_id.isdecimal() and len(last_event_id) < 19):
        raise InvalidInput("Last-Event-ID", NOT_AN_ID)
    return int(last_event_id)


Followed = Annotated[Events, Depends(_events)]
LastEventId = Annotated[int | None, Depends(_last_event_id)]


class EventStream(EventSourceResponse):
    """Sends what a stream holds, until it ends or its reader goes."""

    def __init__(
        self, events: Events, stream: Stream, database: AsyncDatabase, limits: RequestLimits, after: int | None
    ) -> None:
        """`after`: the place from which on events are sent that have happened; `None`: only what comes."""
        super().__init__(iter(()), headers={"X-Accel-Buffering": "no"})
        self._events = events
        self._stream = stream
        self._database = database
        self._limits = limits
        self._after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._limits.waiting(self._stream.caller.actor.name):
            try:
                place = await self._events.join(self._stream)
                await self._follow(place, receive, send)
            finally:
                self._events.leave(self._stream)

    async def _follow(self, place: int, receive: Receive, send: Send) -> None:
        sending = asyncio.create_task(self._send(place, send))
        leaving = [asyncio.create_task(_gone(receive)), asyncio.create_task(self._stream.dropped.wait())]
        try:
            await asyncio.wait({sending, *leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, *leaving):
                task.cancel()
            await asyncio.gather(sending, *leaving, return_exceptions=True)

    async def _send(self, place: int, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        # Without the database it ends too: its reader comes back, and is sent the rest.
        with suppress(DatabaseUnavailable):
            await _put(send, OPENING)
            async for missed in self._missed(place):
                await _put(send, missed)
            while (text := await self._stream.next(HEARTBEAT_SECONDS)) is not None:
                await _put(send, text or HEARTBEAT)
        await send({"type": "http.response.body", "body": b""})

    async def _missed(self, place: int) -> AsyncIterator[bytes]:
        """What happened behind `after`, as far as the watcher was when this stream joined it."""
        if self._after is None:
            return
        after, stream = self._after, self._stream
        if stream.run_id is None and (after > place or after < await self._database.read(gone_to)):
            yield missed_text(min(after, place))

        def behind(tx: Tx) -> list[Event]:
            return events_after(tx, after, until=place, run_id=stream.run_id, limit=EVENTS_PER_QUESTION)

        while not stream.is_closed:
            found = await self._database.read(behind)
            yield b"".join(event_text(event) for event in found if stream.shows(event))
            if any(event.name == "run_ended" for event in found) and stream.run_id is not None:
                stream.end()
            if len(found) < EVENTS_PER_QUESTION:
                return
            after = found[-1].id


async def _put(send: Send, text: bytes) -> None:
    if text:
        async with asyncio.timeout(SEND_SECONDS):
            await send({"type": "http.response.body", "body": text, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


STREAMED = {
    "description": "Server-sent events (`event`, `data`, `id`): `data` is JSON of the shape that belongs to the name.",
    "content": {
        "text/event-stream": {
            "schema": SSE_EVENT,
            "example": {
                "event": "run_phase",
                "data": '{"id":42,"at":"2026-09-01T08:00:00Z","connection":"school","run":7,"phase":"people"}',
                "id": "42",
            },
        }
    },
}
OVER = {"description": "The run is over, and you have seen all its events: do not come back."}


@router.get(
    "/crm/events",
    response_class=Response,
    responses={200: STREAMED, **problems("not-configured")},
)
async def follow_events(
    query: Annotated[OfConnection, Query()],
    parts: Needed,
    caller: Asking,
    limits: Limited,
    events: Followed,
    after: LastEventId,
) -> Response:
    """What happens to runs and connections, from now on, or from behind `Last-Event-ID`."""

    def work(tx: Tx) -> int | None:
        return None if query.connection is None else the_connection(tx, query.connection, caller).id

    stream = Stream(caller, connection_id=await parts.database.read(work))
    return EventStream(events, stream, parts.database, limits, after)


@router.get(
    "/crm/runs/{run_id}/events",
    response_class=Response,
    responses={200: STREAMED, 204: OVER, **problems("not-found")},
)
async def follow_run(
    run_id: RunNumber,
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    caller: Asking,
    limits: Limited,
    events: Followed,
    after: LastEventId,
) -> Response:
    """All that happened to a run, and what happens, until it ends."""

    def work(tx: Tx) -> tuple[Run, bool]:
        run, _ = seen_run(tx, run_id, caller)
        return run, run.state not in OPEN and (after or 0) >= last_event(tx, run.id)

    run, is_over = await parts.database.read(work)
    if is_over:
        return Response(status_code=204)
    stream = Stream(caller, connection_id=run.connection_id, run_id=run_id)
    return EventStream(events, stream, parts.database, limits, after or 0)


NOT_AN_ID = Words(
    en="Send the last id of this stream exactly as received, or leave the header out.",
    ru="Передайте последний id этого потока без изменений или не передавайте заголовок.",
)
