"""The end of a run: its outcome, its receipt, and whether a person is needed."""

from collections.abc import Sequence

import structlog
from msgspec import Struct

from lmsync.crm_integration import Phase
from lmsync.errors import Words
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, connection_kinds, run_history, run_scopes, sync_runs
from lmsync.store.mirror.stored import count_present
from lmsync.store.reading import change_log
from lmsync.sync.applying import count_courses
from lmsync.sync.continuing import stamp, stamp_read_scopes, without_erased_people
from lmsync.sync.decisions import note_decisions
from lmsync.sync.ledger import Ledger
from lmsync.sync.progress import note_progress, note_throttles
from lmsync.sync.receipt import ScopeReceipt, sums_by_kind
from lmsync.sync.words import FAILS_AGAIN, NOT_READ, WAITS

log = structlog.get_logger()


class Outcome(Struct, frozen=True):
    """How a run ended: `complete`, `partial`, `failed`, `needs_attention`, `interrupted` or `cancelled`."""

    state: str
    cause: str | None = None
    words: Words | None = None


def outcome_of(ledger: Ledger) -> Outcome:
    """Of a run that came to the end of its phases: `complete` only when every scope of its plan is."""
    incomplete = [receipt for receipt in ledger.planned if not receipt.complete]
    if not incomplete:
        return Outcome("complete")
    inside = next((receipt for receipt in incomplete if receipt.cause == "internal_error"), incomplete[0])
    worst = next((receipt for receipt in incomplete if receipt.needs_person), inside)
    return Outcome("partial", worst.cause, worst.text)


def end_run(tx: Tx, ledger: Ledger, outcome: Outcome, milliseconds: int) -> None:
    """Keep the receipt of a run and say whether a person is needed."""
    if outcome.state == "interrupted" and sync_runs.is_asked_to_end(tx, ledger.run_id):
        outcome = Outcome("cancelled")
    while count_courses(tx, ledger):
        pass
    planned = ledger.planned
    if outcome.state in {"complete", "partial"}:
        # Removed parents took children of kinds along that were counted before.
        for kind in {receipt.scope.kind for receipt in planned}:
            total = count_present(tx, ledger.connection_id, kind)
            connection_kinds.note_kind(tx, ledger.connection_id, kind, total=total, complete_at=None)
    connection_kinds.count_people(tx, ledger.connection_id)
    eventful = without_erased_people(tx, ledger, (receipt for receipt in planned if receipt.state != "unchanged"))
    run_scopes.save_scopes(tx, (receipt.row(ledger.run_id) for receipt in eventful))
    stamp(tx, ledger, [receipt for receipt in eventful if receipt.is_sweep and receipt.clean and not receipt.stamped])
    if outcome.state == "interrupted":
        stamp_read_scopes(tx, ledger)
    _note_attention(tx, ledger, outcome, planned)
    note_progress(tx, ledger, force=True)
    note_throttles(tx, ledger, force=True)
    sync_runs.finish_run(
        tx,
        ledger.run_id,
        state=outcome.state,
        duration_ms=milliseconds,
        counts=sums_by_kind(ledger.receipts.values()),
        error=(outcome.cause, outcome.words or WAITS) if outcome.cause else None,
    )
    run_history.prune_runs(tx, ledger.connection_id)
    change_log.prune_log(tx)
    logged = log.info if outcome.state == "complete" else log.warning
    logged("run finished", state=outcome.state, cause=outcome.cause, milliseconds=milliseconds)


def log_phase(ledger: Ledger, phase: Phase) -> None:
    """Say how a phase came out: by how many records, and which of its kinds were not read whole."""
    if not phase.kinds:
        log.info("phase finished", phase=phase.name)  # it has read for a later one, which says what it came to
        return
    receipts = [receipt for kind in phase.kinds for receipt in ledger.planned_of(kind)]
    incomplete = sorted({receipt.scope.kind.value for receipt in receipts if not receipt.complete})
    moved = {name: sum(getattr(receipt, name) for receipt in receipts) for name in ("added", "changed", "removed")}
    logged = log.warning if incomplete else log.info
    logged("phase finished", phase=phase.name, scopes=len(receipts), **moved, incomplete=incomplete or None)


def _note_attention(tx: Tx, ledger: Ledger, outcome: Outcome, planned: Sequence[ScopeReceipt]) -> None:
    """Note what a person is needed for, and what is mended."""
    connection_id = ledger.connection_id
    note_decisions(tx, connection_id)
    if outcome.state == "needs_attention" and outcome.cause and outcome.words:
        attention.stop(tx, connection_id, outcome.cause, outcome.words)
    if _failed_inside(outcome, planned) and run_history.failed_inside_before(tx, connection_id, ledger.run_id):
        attention.need(tx, connection_id, attention.INTERNAL_ERROR, FAILS_AGAIN)
    found = {
        (str(receipt.cause), receipt.scope.kind): receipt.words or NOT_READ
        for receipt in planned
        if receipt.needs_person and receipt.cause not in attention.OF_DECISIONS
    }
    # A run that saw a part only cannot tell that what a person was needed for is mended.
    whole = {receipt.scope.kind for receipt in planned} - {
        receipt.scope.kind for receipt in planned if not receipt.proves_absence
    }
    is_mended = outcome.state == "complete" and all(receipt.proves_absence for receipt in planned)
    ended = outcome.state in {"complete", "partial"}
    attention.note_of_run(tx, connection_id, found, mended=whole if ended else (), all_mended=is_mended)
    if is_mended:
        attention.settle_causes(tx, connection_id, {attention.INTERNAL_ERROR})
        attention.resume(tx, connection_id)


def _failed_inside(outcome: Outcome, planned: Sequence[ScopeReceipt]) -> bool:
    return outcome.cause == "internal_error" or any(receipt.cause == "internal_error" for receipt in planned)
