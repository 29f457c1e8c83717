"""Database work off the event loop: one thread, one transaction for each piece of work."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from lmsync.store.database import Database, Tx

P = ParamSpec("P")
T = TypeVar("T")


class DatabaseThread:
    """A thread with a connection of its own. Work that was begun is finished, also when its caller is cancelled."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def read(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(tx, …)` in a transaction that only reads. Raises `DatabaseUnavailable`."""

        def reading() -> T:
            with self._database.read() as tx:
                return work(tx, *args, **kwargs)

        return await self._in_thread(reading)

    async def write(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(tx, …)` in a transaction of its own. Raises `DatabaseUnavailable`."""

        def writing() -> T:
            with self._database.write() as tx:
                return work(tx, *args, **kwargs)

        return await self._in_thread(writing)

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(…)` in the thread, for what opens its transactions itself."""
        return await self._in_thread(lambda: work(*args, **kwargs))

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """The same without waiting, for what has to be done although the caller is being cancelled."""
        return self._thread.submit(work)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self.submit(work))

    def close(self) -> None:
        """Let go of the connection when what was asked for is done."""
        self._thread.submit(self._database.let_go)
        self._thread.shutdown(wait=False)
