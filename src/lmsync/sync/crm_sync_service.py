"""`CRMSyncService`: takes queued runs, keeps their leases, and queues what is due.

Everything it decides by stands in the database: queued runs, leases, times that are due. So the web server asks for
a run by writing one line, and any number of services may look at the same line: one takes it.
"""

import asyncio
import os
import socket
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from structlog.contextvars import bound_contextvars

from lmsync.errors import (
    DatabaseUnavailable,
    trace_of_exception,
)
from lmsync.lms_pace import Patience
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, connections, erasures, run_history, sync_runs
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.sync_runs import Run
from lmsync.sync.freshness import keep_staleness
from lmsync.sync.opening import Opener
from lmsync.sync.removals import Limits
from lmsync.sync.running import run_claimed
from lmsync.sync.schedule import due_of
from lmsync.sync.words import FAILS_AGAIN, INTERNAL_ERROR

log = structlog.get_logger()
T = TypeVar("T")

LOOK_SECONDS = 0.2
CANCEL_LOOK_SECONDS = 0.5
RUNS_AT_ONCE = 4
AFTER_DATABASE_SECONDS = 30
"""How long a run waits that the database did not let end."""


class CRMSyncService:
    """Takes queued runs and runs them, and queues what is due. One object per process."""

    def __init__(
        self,
        opener: Opener,
        *,
        patience: Patience | None = None,
        limits: Limits | None = None,
        lease_seconds: int = sync_runs.LEASE_SECONDS,
    ) -> None:
        self._opener = opener
        self._database = opener.database
        self._patience = patience or Patience()
        self._limits = limits or Limits()
        self._lease_seconds = lease_seconds
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{time.monotonic_ns()}"
        self._running: dict[int, asyncio.Task[None]] = {}
        self._corrected_at: dict[int, float] = {}
        """By connection: when its due time was too far ahead last, by a clock that is never set."""

    @staticmethod
    def request(tx: Tx, connection_id: int, *, mode: str = "full", asked_by: str) -> Run:
        """A run of this connection: the one that is open already, or a new one that some service will take."""
        return sync_runs.queue_run(tx, connection_id, mode=mode, asked_by=asked_by)

    async def run_forever(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; runs in the middle are then interrupted cleanly and are due again."""
        log.info("schedule started")
        version = -1
        looked_at = alive_at = float("-inf")
        try:
            while not stop.is_set():
                now = time.monotonic()
                try:
                    seen = await self._database.data_version()
                    if seen != version or now - looked_at >= 1:
                        version, looked_at = seen, now
                        if now - alive_at >= sync_runs.ALIVE_SECONDS / 3:
                            await self._database.write(sync_runs.note_alive)
                            alive_at = now
                            await keep_staleness(self._database)
                            if not self._running:  # a run would wait
                                await _clean(self._database)
                        await self._look()
                except DatabaseUnavailable:
                    await asyncio.sleep(1)
                except Exception:
                    log.exception("looking for runs failed")
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await stop.wait()
                except TimeoutError:
                    continue
        finally:
            await self._interrupt()
            log.info("schedule stopped")

    async def run(self, run: Run) -> Run:
        """Take this run if nobody has, and wait for its end either way. Raises `DatabaseUnavailable`."""
        task = self._take(run)
        if task is not None:
            try:
                await task
            except asyncio.CancelledError:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                raise
        while True:
            now = await self._database.read(lambda tx: sync_runs.run_of(tx, run.id))
            if now.state not in sync_runs.OPEN:
                return now
            await self._look_for_dead()
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        """Queue what is due, take what is queued."""
        await self._look_for_dead()
        now, uptime = int(time.time()), time.monotonic()
        stored, queued = await self._database.read(
            lambda tx: (connections.list_connections(tx), sync_runs.queued_runs(tx))
        )
        due = due_of(stored, now=now, uptime=uptime, corrected_at=self._corrected_at)
        for late in due:
            if late.clock_was_set:
                self._corrected_at[late.connection.id] = uptime
                log.warning("next run too far ahead, run now: was the clock set back?", connection=late.connection.slug)
        if due:
            queued += await self._database.write(lambda tx: self._queue(tx, [late.connection for late in due], now))
        for run in queued:
            if len(self._running) < RUNS_AT_ONCE:
                self._take(run)

    def _queue(self, tx: Tx, due: list[Connection], now: int) -> list[Run]:
        for connection in due:
            connections.set_due(tx, connection.id, now + connection.sync_interval_seconds)
        return [self.request(tx, connection.id, asked_by="schedule") for connection in due]

    async def _look_for_dead(self) -> None:
        if await self._database.read(sync_runs.dead_runs):
            await self._database.write(self._end_dead)

    def _end_dead(self, tx: Tx) -> None:
        for run in sync_runs.dead_runs(tx):
            if run.connection_id in self._running:
                # Ours are alive: this machine slept, or the clock of the database was set.
                sync_runs.renew_lease(tx, run.connection_id, self._owner, self._lease_seconds)
        dead = sync_runs.dead_runs(tx)
        sync_runs.interrupt_dead(tx)
        for run in dead:
            if run.cancel_asked_at is None:
                connections.set_due(tx, run.connection_id, int(time.time()))

    def _take(self, run: Run) -> asyncio.Task[None] | None:
        if run.connection_id in self._running:
            return None
        task = asyncio.create_task(self._claim_and_run(run))
        self._running[run.connection_id] = task
        task.add_done_callback(lambda _: self._running.pop(run.connection_id, None))
        task.add_done_callback(_log_failure)
        return task

    async def _claim_and_run(self, run: Run) -> None:
        """Claim a run and run it, unless another service has claimed it. Raises what the claim raises, `DatabaseUnavailable`
        among them; a run that was claimed raises nothing."""
        try:
            connection = await self._database.write(lambda tx: self._claim(tx, run))
        except asyncio.CancelledError:
            await self._free(run.connection_id, due_in=0)  # the claim may have been carried out
            raise
        if connection is not None:
            with bound_contextvars(connection=connection.slug, run=run.id):
                await self._run_and_free(run, connection)

    def _claim(self, tx: Tx, run: Run) -> Connection | None:
        if not sync_runs.claim_run(tx, run.id, self._owner, self._lease_seconds):
            return None
        return connections.connection_of(tx, run.connection_id)

    async def _run_and_free(self, run: Run, connection: Connection) -> None:
        log.info("run started", asked_by=run.asked_by)
        holder = asyncio.current_task()
        renewing = asyncio.create_task(self._renew(connection.id, holder))
        cancelling = asyncio.create_task(_cancel_when_asked(self._database, run.id, holder))
        due_in = None
        try:
            await run_claimed(self._opener, run, connection, patience=self._patience, limits=self._limits)
        except asyncio.CancelledError as cancelled:
            due_in = 0
            log.warning("run interrupted", cause=cancelled.args[0] if cancelled.args else "the service stops")
            if not cancelling.done() or holder is None or holder.uncancel():
                raise
            # Only this run was to end; whoever waits for it goes on.
        except DatabaseUnavailable:
            # Not at once: a disk that is nearly full takes small things, and the LMS would be asked again and again.
            due_in = AFTER_DATABASE_SECONDS
            log.warning("run interrupted", cause="database unavailable")
        except Exception as error:  # noqa: BLE001  logged without its message
            log.error("run failed", exception=trace_of_exception(error))
            with suppress(DatabaseUnavailable):
                await self._database.write(lambda tx: _fail_inside(tx, run))
        finally:
            renewing.cancel()
            cancelling.cancel()
            await self._free(connection.id, due_in)

    async def _free(self, connection_id: int, due_in: int | None) -> None:
        try:
            await finished(self._database.write(lambda tx: self._let_go(tx, connection_id, due_in)))
        except DatabaseUnavailable:
            log.warning("lease not freed: it expires by itself")

    def _let_go(self, tx: Tx, connection_id: int, due_in: int | None) -> None:
        # Whoever has the connection by now has a run of its own.
        if sync_runs.free_lease(tx, connection_id, self._owner):
            sync_runs.mark_interrupted(tx, connection_id)
            last = run_history.last_run(tx, connection_id)
            # A run that had ended by itself is not due again, although the service was stopped behind it.
            if due_in is not None and last is not None and last.state == "interrupted":
                connections.set_due(tx, connection_id, int(time.time()) + due_in)

    async def _renew(self, connection_id: int, holder: "asyncio.Task[None] | None") -> None:
        while True:
            await asyncio.sleep(self._lease_seconds / 4)
            try:
                ours = await self._database.write(
                    lambda tx: sync_runs.renew_lease(tx, connection_id, self._owner, self._lease_seconds)
                )
            except DatabaseUnavailable:
                continue  # the run notices for itself
            if not ours and holder is not None:
                log.warning("lease lost")
                holder.cancel("another service has taken the run")
                return

    async def _interrupt(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _cancel_when_asked(database: AsyncDatabase, run_id: int, holder: "asyncio.Task[None] | None") -> None:
    """Ends after it has cancelled the holder, and not before."""
    asked = False
    while not asked:
        await asyncio.sleep(CANCEL_LOOK_SECONDS)
        with suppress(DatabaseUnavailable):  # the run notices for itself
            asked = await database.look(lambda tx: sync_runs.is_asked_to_end(tx, run_id))
    if holder is not None:
        holder.cancel("cancelled")


def _log_failure(task: "asyncio.Task[Any]") -> None:
    """Without the message of the error, which may hold what was to be stored."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, DatabaseUnavailable):
        log.warning("not written", cause=error.cause)
    elif error is not None:
        log.error("not written", exception=trace_of_exception(error))


async def finished(work: Coroutine[Any, Any, T]) -> T:
    """Wait for its end, also when the task that waits is cancelled: then once it is done."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        _log_failure(task)
        raise


async def _clean(database: AsyncDatabase) -> None:
    """Rewrite the files of the database, where whoever erased somebody could not."""
    if not await database.read(erasures.cleaning_is_late):
        return
    if await database.clean(erasures.clean):
        log.info("what was erased is gone from the files of the database")
    else:
        await database.write(erasures.clean_later)


def _fail_inside(tx: Tx, run: Run) -> None:
    """A run that ended before it could write its receipt."""
    if sync_runs.is_running(tx, run.id):
        error = ("internal_error", INTERNAL_ERROR)
        sync_runs.finish_run(tx, run.id, state="failed", duration_ms=0, counts={}, error=error)
        if run_history.failed_inside_before(tx, run.connection_id, run.id):
            attention.need(tx, run.connection_id, attention.INTERNAL_ERROR, FAILS_AGAIN)
