"""`AsyncDatabase`: the database for coroutines. What it does never stands in their event loop for long.

A query to PostgreSQL may wait for anything: a lock, a busy server, one that hangs, a way that is cut. So it is asked in
a few threads, whose waiting ends as `Waits` say. SQLite's readers wait for nobody; they stay in the loop, which is
several times faster. Its writers wait for each other, and do that in a thread.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from lmsync.errors import DatabaseUnavailable
from lmsync.store.engine.database import Database, Tx

T = TypeVar("T")

READERS = 8
"""Threads, each with its connection. With fewer, remembered answers wait for each other; more of them only take turns."""


class AsyncDatabase:
    """Runs functions of one transaction each. Raises what they raise, and `DatabaseUnavailable`."""

    def __init__(self, database: Database) -> None:
        self.blocking = database
        """For threads: it may wait."""
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writer = ThreadPoolExecutor(1, "writer")

    async def read(self, work: Callable[[Tx], T]) -> T:
        if not self.blocking.remote:
            return self._read(work)
        return await asyncio.wrap_future(self._readers.submit(self._read, work))

    async def read_long(self, work: Callable[[Tx], T]) -> T:
        """For what goes through all rows of a kind: never in the event loop."""
        return await asyncio.wrap_future(self._readers.submit(self._read, work))

    async def look(self, work: Callable[[Tx], T]) -> T:
        """See `Database.look`."""
        if not self.blocking.remote:
            return self.blocking.look(work)
        return await asyncio.wrap_future(self._readers.submit(self.blocking.look, work))

    async def write(self, work: Callable[[Tx], T], *, lock_seconds: float | None = None) -> T:
        """`lock_seconds`: how long to wait for other writers, if not as long as `Waits` say. If that is over before the
        work could begin, it is not done."""
        if lock_seconds is None:
            lock_seconds = self.blocking.waits.lock_seconds
        asked_at = time.monotonic()
        future = self._writer.submit(self._write, work, asked_at, lock_seconds)
        waiting = asyncio.wrap_future(future)
        try:
            done, _ = await asyncio.wait((waiting,), timeout=lock_seconds)
        except asyncio.CancelledError:
            waiting.cancel()  # what has begun goes on, and nobody hears of its end
            raise
        if not done and future.cancel():
            raise DatabaseUnavailable("another writer is at work")
        return await waiting

    async def clean(self, work: Callable[[Database], T]) -> T:
        """Work on the database itself, in the thread of the writer, for as long as it takes."""
        return await asyncio.wrap_future(self._writer.submit(work, self.blocking))

    async def data_version(self) -> int:
        """See `Database.data_version`; differs also when this process has committed."""
        if not self.blocking.remote:
            return self.blocking.data_version()
        return await asyncio.wrap_future(self._readers.submit(self.blocking.data_version))

    def _read(self, work: Callable[[Tx], T]) -> T:
        with self.blocking.read() as tx:
            return work(tx)

    def _write(self, work: Callable[[Tx], T], asked_at: float, lock_seconds: float | None) -> T:
        if lock_seconds is not None:
            lock_seconds -= time.monotonic() - asked_at
        with self.blocking.write(lock_seconds) as tx:
            return work(tx)

    def close(self) -> None:
        """Waits for the threads, whose own waiting ends, and closes what they opened."""
        for threads in (self._readers, self._writer):
            threads.shutdown(cancel_futures=True)
        self.blocking.close()
