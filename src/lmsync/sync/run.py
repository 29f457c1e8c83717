"""One run of a connection: in which order an LMS is asked, what it answers is applied, and what is missing is judged.

What a run knows is its `Ledger`; what it does are functions above it; the `Writer` owns the thread and the
transactions. Questions are asked in the event loop, several at once; between asking and writing stands a short
queue, so that memory does not grow with the school.
"""

import asyncio
import time
from contextlib import aclosing, suppress

import structlog

from lmsync.crm_integration import CRMIntegration
from lmsync.errors import DatabaseUnavailable, NeedsAttention, Refused, Retryable, trace_of_exception
from lmsync.lms_pace import metered
from lmsync.records import Kind
from lmsync.store.engine.database import Database
from lmsync.sync.applying import apply_answers, count_courses, counting_is_due, note_provided
from lmsync.sync.asking import asked
from lmsync.sync.closing import close_phase
from lmsync.sync.continuing import note_read_before, readings_due
from lmsync.sync.ending import Outcome, end_run, log_phase, outcome_of
from lmsync.sync.judging import confirmed, missing_of, note_judging_failed, remove_or_hold
from lmsync.sync.ledger import ENDS_THE_RUN, Ledger, RunCancelled
from lmsync.sync.progress import begin_phase, report
from lmsync.sync.removals import Limits
from lmsync.sync.words import INTERNAL_ERROR, words_of
from lmsync.sync.writer import Writer

log = structlog.get_logger()


class SyncRun:
    """A run that was claimed; `go` reads everything once."""

    def __init__(
        self, database: Database, integration: CRMIntegration, connection_id: int, run_id: int, limits: Limits
    ) -> None:
        self._integration = integration
        self._ledger = Ledger(connection_id, run_id, limits)
        self._writer = Writer(database, self._ledger)

    async def go(self) -> Outcome:
        """Read, apply, judge, and keep the receipt. A run that is cancelled half-way keeps what it applied.

        Raises nothing that has to do with the LMS: that is in the outcome. Raises `DatabaseUnavailable`; then the run
        is left as one that was killed, because what it remembers may not be what was stored.
        """
        outcome = Outcome("failed", "internal_error", INTERNAL_ERROR)
        try:
            with metered() as self._ledger.meter:
                reporting = asyncio.create_task(report(self._writer, self._ledger))
                try:
                    outcome = await self._read_everything()
                finally:
                    reporting.cancel()
        except asyncio.CancelledError:
            outcome = Outcome("interrupted")
            raise
        except RunCancelled:
            outcome = Outcome("cancelled")
        except DatabaseUnavailable:
            # Also of the store of access tokens, which the writer does not see. Whoever called says so.
            self._writer.lost = True
            raise
        except NeedsAttention as trouble:
            outcome = Outcome("needs_attention", trouble.cause, trouble.words)
        except (Retryable, Refused) as trouble:
            outcome = Outcome("failed", trouble.cause, words_of(trouble))
        except Exception as error:  # noqa: BLE001  logged without its message
            log.error("run failed", exception=trace_of_exception(error))
        finally:
            try:
                if not self._writer.lost:
                    await self._end(outcome)
            finally:
                await self._writer.close()
        return outcome

    async def _read_everything(self) -> Outcome:
        writer, integration = self._writer, self._integration
        provided = await integration.open()
        await writer.do(note_read_before)
        await writer.do(note_provided, integration, provided)
        for phase in integration.phases:
            log.info("phase started", phase=phase.name)
            await writer.do(begin_phase, integration, phase)
            due = await writer.do(readings_due, integration, phase)
            async with aclosing(asked(due, integration.in_flight)) as batches:
                async for batch in batches:
                    await writer.do(apply_answers, batch)
                    if counting_is_due(self._ledger):
                        await self._count_courses()
            await writer.do(close_phase, phase)
            await self._count_courses()
            for kind in phase.kinds:
                await self._judge(kind)
            log_phase(self._ledger, phase)
        return outcome_of(self._ledger)

    async def _judge(self, kind: Kind) -> None:
        try:
            missing = await self._writer.do(missing_of, kind)
            gone = await confirmed(self._integration, self._ledger, kind, missing)
            await self._writer.do(remove_or_hold, kind, gone)
        except ENDS_THE_RUN:
            raise
        except Exception as error:  # noqa: BLE001  logged without its message
            exception = trace_of_exception(error)
            log.error("judging failed", kind=kind.value, exception=exception)
            note_judging_failed(self._ledger, kind)

    async def _count_courses(self) -> None:
        while await self._writer.do(count_courses):
            pass

    async def _end(self, outcome: Outcome) -> None:
        milliseconds = round((time.monotonic() - self._ledger.began) * 1000)
        interrupted = outcome.state == "interrupted"
        if not interrupted:
            with suppress(RunCancelled):
                await self._count_courses()
        await self._writer.do_last(lambda tx, ledger: end_run(tx, ledger, outcome, milliseconds), wait_here=interrupted)
