"""Following events live: one watcher of the database for all streams of this process.

A stream is told what is committed, in the order in which it was: first, from the database, what lies between the place
where its reader stopped and the place where the watcher is; then what the watcher finds.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from functools import partial

import structlog
from msgspec import Struct

from lmsync.access.caller import Caller
from lmsync.api.event_answers import event_text, is_shown, progress_text
from lmsync.errors import DatabaseUnavailable
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import api_tokens, sessions
from lmsync.store.keeping.run_events import Event, events_after, last_event
from lmsync.store.keeping.run_history import running_runs
from lmsync.store.keeping.sessions import Session
from lmsync.store.keeping.sync_runs import Run

log = structlog.get_logger()

LOOK_SECONDS = 0.25
CHECK_SECONDS = 1.0
"""Tokens and sessions also end by themselves: that is looked at so often when nothing is committed."""
PROGRESS_SECONDS = 0.5
DRAINING_SECONDS = 3.0
EVENTS_PER_LOOK = 500
MOST_WAITING = 256
"""Events that wait for a reader. One that is slower is dropped, and reads the rest from the database when it comes back."""


class Stream:
    """What waits for one reader."""

    def __init__(self, caller: Caller, *, connection_id: int | None = None, run_id: int | None = None) -> None:
        """Of one run of a connection, of one connection, or of all that the caller may know of."""
        self.caller = caller
        self.connection_id = connection_id
        self.run_id = run_id
        self._texts: deque[bytes] = deque()
        self._progress: dict[int, bytes] = {}
        self._news = asyncio.Event()
        self._is_ending = False
        self.is_closed = False
        """Its token or session is over: nothing more is sent, neither what waits nor what was missed."""
        self.dropped = asyncio.Event()
        """Set when the reader is too slow: what waits for it is lost here, and it is not waited for."""

    def shows(self, event: Event) -> bool:
        wanted = self.run_id is None or self.run_id == event.run_id
        return wanted and self._is_of(event.connection_id) and is_shown(event, self.caller.view)

    def shows_progress_of(self, run: Run) -> bool:
        return self.run_id in (None, run.id) and self._is_of(run.connection_id)

    def _is_of(self, connection_id: int) -> bool:
        return self.connection_id in (None, connection_id) and self.caller.view.sees(connection_id)

    def put(self, event: Event, text: bytes) -> None:
        if len(self._texts) >= MOST_WAITING:
            self.dropped.set()
            return
        self._texts.append(text)
        if event.name == "run_ended" and event.run_id is not None:
            self._progress.pop(event.run_id, None)
            if event.run_id == self.run_id:
                self.end()
        self._news.set()

    def put_progress(self, run_id: int, text: bytes) -> None:
        self._progress[run_id] = text
        self._news.set()

    def end(self) -> None:
        """What waits is still sent."""
        self._is_ending = True
        self._news.set()

    def close(self) -> None:
        self.is_closed = True
        self._texts.clear()
        self._progress.clear()
        self.end()

    async def next(self, seconds: float) -> bytes | None:
        """What waits; nothing after so long; `None` at the end."""
        if not self._is_ending:
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
            except TimeoutError:
                return b""
        self._news.clear()
        found = b"".join([*self._texts, *self._progress.values()])
        self._texts.clear()
        self._progress.clear()
        return None if not found and self._is_ending else found


class _Found(Struct, frozen=True):
    events: Sequence[Event]
    running: Sequence[tuple[Run, str]]
    open_tokens: set[int]
    open_sessions: set[int]


class Events:
    """The streams of this process. However many there are, the database is asked as often as for one."""

    def __init__(self, database: AsyncDatabase) -> None:
        self._database = database
        self._streams: set[Stream] = set()
        self._watching: asyncio.Task[None] | None = None
        self._place = 0
        """The last number that the watcher has seen."""
        self._is_closed = False
        self._told: dict[int, tuple[float, Run]] = {}
        """Of each run that goes on: when its progress was told last, and which."""

    async def join(self, stream: Stream) -> int:
        """From the number that is returned on, the stream is told of everything. Raises `DatabaseUnavailable`."""
        if self._watching is None:
            place = await self._database.read(last_event)
            if self._watching is None:  # somebody may have come meanwhile
                self._place = place
                self._told.clear()
                self._watching = asyncio.create_task(self._watch())
        self._streams.add(stream)
        for _, run in self._told.values():
            if stream.shows_progress_of(run):
                self._told[run.id] = float("-inf"), run  # is told again with the next look
        if self._is_closed:
            stream.end()
        return self._place

    def leave(self, stream: Stream) -> None:
        self._streams.discard(stream)
        if not self._streams and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def close(self) -> None:
        """The server stops: every stream ends."""
        self._is_closed = True
        for stream in self._streams:
            stream.end()

    async def all_gone(self) -> None:
        """Close, and wait until every stream was sent its end and nobody has come for a moment."""
        self.close()
        give_up_at, quiet = time.monotonic() + DRAINING_SECONDS, 0
        while quiet < 3 and time.monotonic() < give_up_at:
            quiet = 0 if self._streams else quiet + 1
            await asyncio.sleep(0.05)

    async def _watch(self) -> None:
        version, checked_at = -1, float("-inf")
        while True:
            try:
                seen = await self._database.data_version()
                if seen != version or time.monotonic() - checked_at >= CHECK_SECONDS:
                    streams = list(self._streams)
                    found = await self._database.read(partial(self._look, streams))
                    is_all = len(found.events) < EVENTS_PER_LOOK
                    version, checked_at = seen if is_all else -1, time.monotonic()
                    # Before anything is said to them. Those that came meanwhile were not looked at.
                    self._end_closed(streams, found)
                    self._tell(found)
            except DatabaseUnavailable:
                await asyncio.sleep(CHECK_SECONDS)
            except Exception:
                log.exception("watching events failed")
                await asyncio.sleep(CHECK_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self, streams: Sequence[Stream], tx: Tx) -> _Found:
        callers = [stream.caller.by for stream in streams]
        tokens = {caller.id for caller in callers if not isinstance(caller, Session)}
        of_people = {caller.id for caller in callers if isinstance(caller, Session)}
        return _Found(
            events_after(tx, self._place, limit=EVENTS_PER_LOOK),
            running_runs(tx),
            api_tokens.still_open(tx, tokens) if tokens else set(),
            sessions.still_open(tx, of_people) if of_people else set(),
        )

    def _tell(self, found: _Found) -> None:
        for event in found.events:
            text = event_text(event)
            is_forgotten = event.facts.get("change") == "forgotten"
            for stream in self._streams:
                if stream.shows(event):
                    stream.put(event, text)
                if is_forgotten and stream.connection_id == event.connection_id:
                    stream.end()
            self._place = event.id
        running = {run.id for run, _ in found.running}
        self._told = {number: self._told[number] for number in self._told.keys() & running}
        for run, slug in found.running:
            self._tell_progress(run, slug)

    def _tell_progress(self, run: Run, slug: str) -> None:
        told_at, before = self._told.get(run.id, (float("-inf"), None))
        now = time.monotonic()
        if now - told_at < PROGRESS_SECONDS or (run == before and told_at > float("-inf")):
            return
        self._told[run.id] = now, run
        texts: dict[object, bytes] = {}
        for stream in self._streams:
            if stream.shows_progress_of(run):
                view = stream.caller.view
                if view not in texts:
                    texts[view] = progress_text(run, slug, view)
                stream.put_progress(run.id, texts[view])

    def _end_closed(self, streams: Sequence[Stream], found: _Found) -> None:
        """End the streams of tokens and sessions that are over."""
        for stream in streams:
            caller = stream.caller.by
            still_open = found.open_sessions if isinstance(caller, Session) else found.open_tokens
            if caller.id not in still_open:
                stream.close()
                self._streams.discard(stream)
