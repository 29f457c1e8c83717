"""`CRMSyncService`: when which connection is read, and by whom.

Everything it decides by stands in the database: queued runs, leases, times that are due. So the web server asks for
a run by writing one line, and any number of services may look at the same line: one takes it.
"""

import asyncio
import os
import socket
import time
from collections.abc import Mapping

import structlog

from lmsync.crm_integration import AccessTokens, CheckReport, CRMIntegration
from lmsync.errors import (
    DatabaseUnavailable,
    InvalidInput,
    NeedsAttention,
    NotFound,
    Retryable,
    Words,
    trace_of_exception,
)
from lmsync.integrations import find_integrations
from lmsync.lms_http import LmsHttp, Network, Patience
from lmsync.records import Kind
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import connections, held, sync_runs
from lmsync.store.keeping.access_tokens import StoredAccess
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.held import HeldRemoval
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.keeping.sync_runs import Run
from lmsync.store.mirror import apply_changes
from lmsync.sync.removals import Limits
from lmsync.sync.run import SyncRun
from lmsync.sync.words import FAILS_AGAIN, INTERNAL_ERROR

log = structlog.get_logger()

LOOK_SECONDS = 0.2
RUNS_AT_ONCE = 4
AFTER_DATABASE_SECONDS = 30
"""How long a run waits that the database did not let end."""


class CRMSyncService:
    """Takes queued runs and runs them, and queues what is due. One object per process."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        *,
        network: Network | None = None,
        patience: Patience | None = None,
        limits: Limits | None = None,
        lease_seconds: int = sync_runs.LEASE_SECONDS,
    ) -> None:
        self._lease_seconds = lease_seconds
        self._database = database
        self._access_database = AsyncDatabase(database)
        self._sealer = sealer
        self._network = network or Network()
        self._patience = patience or Patience()
        self._limits = limits or Limits()
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{time.monotonic_ns()}"
        self._running: dict[int, asyncio.Task[None]] = {}
        self._out_of_time: dict[int, float] = {}
        """By connection: when a due time was too far ahead last, by a clock that is never set."""

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
                    seen = self._database.data_version()
                    if seen != version or now - looked_at >= 1:
                        version, looked_at = seen, now
                        if now - alive_at >= sync_runs.ALIVE_SECONDS / 3:
                            with self._database.write() as tx:
                                sync_runs.note_alive(tx)
                            alive_at = now
                        self._look()
                except DatabaseUnavailable:
                    await asyncio.sleep(1)
                except Exception:
                    log.exception("looking for runs failed")
                try:
                    await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
                except TimeoutError:
                    continue
        finally:
            await self._interrupt()
            log.info("schedule stopped")

    async def run(self, run: Run) -> Run:
        """Take this run if nobody has, and wait for its end either way."""
        task = self._take(run)
        if task is not None:
            try:
                await task
            except asyncio.CancelledError:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                raise
        while True:
            with self._database.read() as tx:
                run = sync_runs.run_of(tx, run.id)
            if run.state not in sync_runs.OPEN:
                return run
            self._look_for_dead()
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        """Queue what is due, take what is queued."""
        self._look_for_dead()
        now = int(time.time())
        with self._database.read() as tx:
            due = [one for one in connections.list_connections(tx) if self._is_due(one, now)]
            queued = sync_runs.queued_runs(tx)
        if due:
            with self._database.write() as tx:
                for one in due:
                    connections.set_due(tx, one.id, now + one.sync_interval_seconds)
                    queued.append(self.request(tx, one.id, asked_by="schedule"))
        for run in queued:
            if len(self._running) < RUNS_AT_ONCE:
                self._take(run)

    def _is_due(self, connection: Connection, now: int) -> bool:
        at = connections.due_at(connection, now)
        if at is None or at > now:
            return False
        if connection.next_run_at is not None and connection.next_run_at > now:
            # Written before the clock was set back, or by a host whose clock is ahead, which will do it again.
            seen_at = self._out_of_time.get(connection.id, float("-inf"))
            if time.monotonic() - seen_at < connection.sync_interval_seconds:
                return False
            self._out_of_time[connection.id] = time.monotonic()
            log.warning("next run too far ahead, run now: was the clock set back?", connection=connection.id)
        return True

    def _look_for_dead(self) -> None:
        with self._database.read() as tx:
            dead = sync_runs.dead_runs(tx)
        if dead:
            with self._database.write() as tx:
                for run in dead:
                    if run.connection_id in self._running:
                        # Ours are alive: this machine slept, or the clock of the database was set.
                        sync_runs.renew_lease(tx, run.connection_id, self._owner, self._lease_seconds)
                dead = sync_runs.dead_runs(tx)
                sync_runs.interrupt_dead(tx)
                for run in dead:
                    connections.set_due(tx, run.connection_id, int(time.time()))

    def _take(self, run: Run) -> asyncio.Task[None] | None:
        if run.connection_id in self._running:
            return None
        with self._database.write() as tx:
            if not sync_runs.claim_run(tx, run.id, self._owner, self._lease_seconds):
                return None
        task = asyncio.create_task(self._run_and_let_go(run))
        self._running[run.connection_id] = task
        task.add_done_callback(lambda _: self._running.pop(run.connection_id, None))
        return task

    async def _run_and_let_go(self, run: Run) -> None:
        renewing = asyncio.create_task(self._renew(run.connection_id, asyncio.current_task()))
        due_in = None
        try:
            await self._run(run)
        except asyncio.CancelledError:
            due_in = 0
            raise
        except DatabaseUnavailable:
            # Not at once: a disk that is nearly full takes small things, and the LMS would be asked again and again.
            due_in = AFTER_DATABASE_SECONDS
            log.warning("run interrupted", run=run.id, connection=run.connection_id, cause="database unavailable")
        except Exception as error:  # noqa: BLE001  logged without its message
            log.error("run failed", run=run.id, connection=run.connection_id, exception=trace_of_exception(error))
            self._failed_inside(run)
        finally:
            renewing.cancel()
            self._let_go(run.connection_id, due_in)

    def _failed_inside(self, run: Run) -> None:
        """A run that ended before it could write its receipt."""
        try:
            with self._database.write() as tx:
                if not sync_runs.is_running(tx, run.id):
                    return
                error = ("internal_error", INTERNAL_ERROR)
                sync_runs.finish_run(tx, run.id, state="failed", duration_ms=0, counts={}, error=error)
                if sync_runs.failed_inside_before(tx, run.connection_id, run.id):
                    connections.need_attention(tx, run.connection_id, "internal_error", FAILS_AGAIN, pause=False)
        except DatabaseUnavailable:
            log.warning("run not closed: its lease expires by itself", run=run.id)

    def _let_go(self, connection_id: int, due_in: int | None) -> None:
        try:
            with self._database.write() as tx:
                # Whoever has the connection by now has a run of its own.
                if sync_runs.free_lease(tx, connection_id, self._owner):
                    sync_runs.mark_interrupted(tx, connection_id)
                    last = sync_runs.last_run(tx, connection_id)
                    # A run that had ended by itself is not due again, although the service was stopped behind it.
                    if due_in is not None and last is not None and last.state == "interrupted":
                        connections.set_due(tx, connection_id, int(time.time()) + due_in)
        except DatabaseUnavailable:
            log.warning("lease not freed: it expires by itself", connection=connection_id)

    async def _renew(self, connection_id: int, holder: "asyncio.Task[None] | None") -> None:
        while True:
            await asyncio.sleep(self._lease_seconds / 4)
            try:
                with self._database.write() as tx:
                    ours = sync_runs.renew_lease(tx, connection_id, self._owner, self._lease_seconds)
            except DatabaseUnavailable:
                continue  # the run notices for itself
            if not ours and holder is not None:
                log.warning("lease lost", connection=connection_id)
                holder.cancel()
                return

    async def _run(self, run: Run) -> None:
        began = time.monotonic()
        with self._database.read() as tx:
            connection = connections.connection_of(tx, run.connection_id)
        if connection.state == "forgotten":
            return
        try:
            credentials = self._sealer.unseal_all(connection.sealed_token)
        except InvalidInput as trouble:
            self._cannot_begin(run, began, NeedsAttention("secret_key", trouble.words))
            return
        async with LmsHttp(
            connection.base_url,
            network=self._network,
            patience=self._patience,
            in_flight=integration_of(connection).in_flight,
        ) as http:
            access = StoredAccess(self._access_database, self._sealer, connection.id)
            integration = opened(connection, http, credentials, access)
            if connection.state == "needs_attention":
                # It resumes by itself after a passed test.
                try:
                    report = await integration.check()
                except Retryable as trouble:
                    report = None
                    log.info("check failed", connection=connection.id, cause=trouble.cause)
                if report is None or not report.passed:
                    self._cannot_begin(run, began, _still_needed(connection, report))
                    return
                with self._database.write() as tx:
                    connections.resume(tx, connection.id)
                    connections.note_provided(tx, connection.id, report.provided)
                integration = opened(connection, http, credentials, access)
            await SyncRun(self._database, integration, connection.id, run.id, self._limits).go()
        with self._database.write() as tx:
            again = int(time.time() - (time.monotonic() - began)) + connection.sync_interval_seconds
            connections.set_due(tx, connection.id, max(again, int(time.time())))

    def _cannot_begin(self, run: Run, began: float, trouble: NeedsAttention) -> None:
        with self._database.write() as tx:
            connections.need_attention(tx, run.connection_id, trouble.cause, trouble.words, pause=True)
            sync_runs.finish_run(
                tx,
                run.id,
                state="needs_attention",
                duration_ms=round((time.monotonic() - began) * 1000),
                counts={},
                error=(trouble.cause, trouble.words),
            )

    async def _interrupt(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def integration_of(connection: Connection) -> type[CRMIntegration]:
    return find_integrations()[connection.kind]


def opened(
    connection: Connection, http: LmsHttp, credentials: tuple[str, Mapping[str, str]], access: AccessTokens | None
) -> CRMIntegration:
    """The integration of a connection, ready to be asked. `credentials`: its token, and its secret settings."""
    integration = integration_of(connection)
    token, secrets = credentials
    return integration(http, token, integration.Config.model_validate({**connection.settings, **secrets}), access)


def _still_needed(connection: Connection, report: CheckReport | None) -> NeedsAttention:
    failed = next((one for one in report.checks if one.required and not one.passed), None) if report else None
    if failed is not None and failed.fix is not None:
        return NeedsAttention(connection.attention_cause or failed.name, failed.fix)
    return NeedsAttention(connection.attention_cause or "check_failed", connection.attention or CHECK_FAILED)


CHECK_FAILED = Words(
    en="The test of the connection fails. Run it: it says what is wrong and how to mend it.",
    ru="Проверка подключения не проходит. Запустите её: она скажет, что не так и как исправить.",
)


# Decisions about held removals


def apply_held(tx: Tx, number: int, *, by: str) -> int:
    """Remove who was held, with the children that they have now. How many records went. Raises `NotFound`."""
    decision = _waiting(tx, number)
    now = int(time.time())
    removed = 0
    ids: Mapping[Kind, list[str]] = {
        **apply_changes.children_of(tx, decision.connection_id, decision.kind, decision.ids[decision.kind]),
        decision.kind: list(decision.ids[decision.kind]),
    }
    for kind, of_kind in ids.items():
        removed += apply_changes.remove(
            tx, of_kind, kind=kind, connection_id=decision.connection_id, run_id=None, now=now
        )
        total = apply_changes.count_present(tx, decision.connection_id, kind)
        connections.note_kind(tx, decision.connection_id, kind, total=total, complete_at=None)
    connections.count_people(tx, decision.connection_id)
    held.decide(tx, number, "applied", by)
    _decided(tx, decision)
    return removed


def dismiss_held(tx: Tx, number: int, *, by: str) -> None:
    """Keep who was held, as long as the LMS does not show them again. Raises `NotFound`."""
    decision = _waiting(tx, number)
    held.decide(tx, number, "dismissed", by)
    _decided(tx, decision)


def _waiting(tx: Tx, number: int) -> HeldRemoval:
    decision = held.held_removal_of(tx, number)
    if decision.state != "waiting":
        raise NotFound("held removal")
    return decision


def _decided(tx: Tx, decision: HeldRemoval) -> None:
    connection = connections.connection_of(tx, decision.connection_id)
    if connection.attention_cause == "removals_held" and not held.waiting(tx, connection.id):
        connections.resume(tx, connection.id)
    else:
        connections.raise_generation(tx, connection.id)
