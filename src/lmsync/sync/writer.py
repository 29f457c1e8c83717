"""The writer of a run: a thread, and transactions that are refused when the run was cancelled or is not the running one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Any, Concatenate, ParamSpec, TypeVar

from lmsync.errors import DatabaseUnavailable
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import sync_runs
from lmsync.sync.ledger import Ledger, RunCancelled

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """Writes for one run. Work that was begun is finished, also when its caller is cancelled. What it logs names the run,
    as its caller's lines do."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"run-{ledger.run_id}")
        self.lost = False
        """Whether the database failed: then the ledger may hold what was not stored."""

    async def do(self, work: Callable[Concatenate[Tx, Ledger, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(tx, ledger, …)` in one transaction. Raises `RunCancelled`, `DatabaseUnavailable`."""

        def guarded() -> T:
            # Noted in the thread: a task that is cancelled meanwhile does not see the error.
            try:
                with self._database.write() as tx:
                    if not sync_runs.may_write(tx, self._ledger.run_id):
                        raise RunCancelled
                    return work(tx, self._ledger, *args, **kwargs)
            except DatabaseUnavailable:
                self.lost = True
                raise

        return await asyncio.wrap_future(self._thread.submit(copy_context().run, guarded))

    async def note(self, work: Callable[[Tx, Ledger], Any]) -> None:
        """`work` in one transaction, if that can be done now: it writes what may be left out."""

        def guarded() -> None:
            with suppress(DatabaseUnavailable), self._database.write() as tx:
                if sync_runs.may_write(tx, self._ledger.run_id):
                    work(tx, self._ledger)

        await asyncio.wrap_future(self._thread.submit(copy_context().run, guarded))

    async def do_last(self, work: Callable[[Tx, Ledger], Any], *, wait_here: bool) -> None:
        """`work` after everything that was begun, unless the run is not the running one.

        `wait_here`: block the event loop, because this task is being cancelled and may not wait otherwise.
        """

        def last() -> None:
            with self._database.write() as tx:
                if sync_runs.is_running(tx, self._ledger.run_id):
                    work(tx, self._ledger)

        ended = self._thread.submit(copy_context().run, last)
        if wait_here:
            ended.result()
        else:
            await asyncio.shield(asyncio.wrap_future(ended))

    async def close(self) -> None:
        """Wait until what was begun is done and the connection is let go of."""
        let_go = self._thread.submit(self._database.let_go)
        self._thread.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(let_go))
