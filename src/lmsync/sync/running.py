"""A run that was claimed, from opening its LMS to the time when the next one is due."""

import time
from collections.abc import Sequence

import structlog

from lmsync.crm_integration import CheckReport
from lmsync.errors import NeedsAttention, Retryable, Words
from lmsync.lms_pace import Patience
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, connection_kinds, connections, sync_runs
from lmsync.store.keeping.attention import Attention
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.secrets import SealedWithAnotherKey
from lmsync.store.keeping.sync_runs import Run
from lmsync.sync.opening import Opener
from lmsync.sync.removals import Limits
from lmsync.sync.run import SyncRun
from lmsync.sync.schedule import due_after

log = structlog.get_logger()


async def run_claimed(opener: Opener, run: Run, connection: Connection, *, patience: Patience, limits: Limits) -> None:
    """Raises `DatabaseUnavailable`; all that has to do with the LMS is in the run's receipt."""
    began = time.monotonic()
    if connection.state == "forgotten":
        return
    try:
        trouble = await _attention(opener, connection, patience) if connection.state == "needs_attention" else None
        if trouble is None:
            async with opener.connection(connection, patience) as integration:
                await SyncRun(opener.database.blocking, integration, connection.id, run.id, limits).go()
    except SealedWithAnotherKey as error:
        trouble = NeedsAttention("secret_key", error.words)
    except NeedsAttention as error:
        trouble = error
    if trouble is not None:
        refusal, milliseconds = trouble, round((time.monotonic() - began) * 1000)
        log.warning("run not begun", state="needs_attention", cause=refusal.cause)
        await opener.database.write(lambda tx: _cannot_begin(tx, run, milliseconds, refusal))
        return
    due = due_after(connection, now=int(time.time()), seconds=time.monotonic() - began)
    await opener.database.write(lambda tx: connections.set_due(tx, connection.id, due))


async def _attention(opener: Opener, connection: Connection, patience: Patience) -> NeedsAttention | None:
    """What a person is still needed for; a connection resumes by itself after a passed test."""
    report = None
    async with opener.connection(connection, patience) as integration:
        try:
            report = await integration.check()
        except Retryable as trouble:
            log.warning("check failed", cause=trouble.cause)
    token_expires_at = None if report is None else report.token_expires_at
    if token_expires_at is not None:
        ends = token_expires_at
        await opener.database.write(lambda tx: connections.note_token_end(tx, connection.id, ends))
    if report is None or not report.passed:
        needed = await opener.database.read(lambda tx: attention.open_of(tx, connection.id))
        return _still_needed(needed, report)
    provided = report.provided

    def resume(tx: Tx) -> None:
        attention.resume(tx, connection.id)
        connection_kinds.note_provided(tx, connection.id, provided)

    await opener.database.write(resume)
    return None


def _cannot_begin(tx: Tx, run: Run, milliseconds: int, trouble: NeedsAttention) -> None:
    if not sync_runs.is_running(tx, run.id):
        return
    attention.stop(tx, run.connection_id, trouble.cause, trouble.words)
    sync_runs.finish_run(
        tx,
        run.id,
        state="needs_attention",
        duration_ms=milliseconds,
        counts={},
        error=(trouble.cause, trouble.words),
    )


def _still_needed(needed: Sequence[Attention], report: CheckReport | None) -> NeedsAttention:
    """`needed`: worst first."""
    known = next((row for row in needed if row.is_about_access), None)
    checks = report.checks if report else ()
    failed = next((check for check in checks if check.required and not check.passed), None)
    if failed is not None and failed.fix is not None:
        return NeedsAttention(known.cause if known else failed.name, failed.fix)
    return NeedsAttention(known.cause if known else "check_failed", known.words if known else CHECK_FAILED)


CHECK_FAILED = Words(
    en="The test of the connection fails. Run it: it says what is wrong and how to mend it.",
    ru="Проверка подключения не проходит. Запустите её: она скажет, что не так и как исправить.",
)
