"""Continuing a run that was interrupted: what it had read whole is not read again."""

from collections.abc import Iterable

import structlog

from lmsync.crm_integration import CRMIntegration, Phase, Reading, Scope
from lmsync.errors import trace_of_exception
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import sync_runs
from lmsync.store.mirror import page_digests
from lmsync.sync.ledger import ENDS_THE_RUN, Ledger
from lmsync.sync.receipt import ScopeReceipt
from lmsync.sync.stored import StoredKnown, compare
from lmsync.sync.words import FAILED_INSIDE

log = structlog.get_logger()

CONTINUED = frozenset({Kind.SECTION, Kind.ENROLLMENT, Kind.GROUP, Kind.CATEGORY, Kind.ITEM, Kind.LESSON})
"""Kinds whose scopes are not read again when a run continues one that was interrupted. The lists that stand above them
are short, and everything else is found through them."""


def note_read_before(tx: Tx, ledger: Ledger) -> None:
    """Find out what the run that this one continues has read."""
    ledger.read_before = sync_runs.scopes_to_continue(tx, ledger.connection_id, ledger.run_id)


def readings_due(tx: Tx, ledger: Ledger, integration: CRMIntegration, phase: Phase) -> list[Reading]:
    """The readings of a phase that have to be asked; their scopes become part of the plan."""
    try:
        readings = list(integration.readings(phase, StoredKnown(tx, ledger.connection_id)))
    except ENDS_THE_RUN:
        raise
    except Exception as error:  # noqa: BLE001  logged without its message
        log.error("planning a phase failed", phase=phase.name, exception=trace_of_exception(error))
        readings = []
        for kind in phase.kinds:
            receipt = ledger.receipt(Scope.all_of(kind))
            receipt.planned = True
            receipt.spoil("internal_error", FAILED_INSIDE)
    for reading in readings:
        for scope in reading.scopes:
            ledger.receipt(scope).planned = True
    due = []
    for reading in readings:
        if _was_read(tx, ledger, reading):
            integration.skipped(reading)
        else:
            due.append(reading)
    return due


def _was_read(tx: Tx, ledger: Ledger, reading: Reading) -> bool:
    """Whether the run that this one continues has read all of it, and what it saw is still known."""
    if not all(scope.kind in CONTINUED and scope.key in ledger.read_before for scope in reading.scopes):
        return False
    found: list[tuple[ScopeReceipt, list[str], sync_runs.ReadBefore]] = []
    for scope in reading.scopes:
        before = ledger.read_before[scope.key]
        ids = page_digests.ids_of_read_scope(tx, ledger.connection_id, scope.key)
        if ids is None or len(ids) != before.rows:
            return False
        found.append((ledger.receipt(scope), ids, before))
    for receipt, ids, before in found:
        receipt.end_seen = True
        receipt.gathered.seen.update(ids)
        receipt.rows_read = receipt.accepted = len(ids)
        receipt.read_at = before.at
    receipts = [receipt for receipt, _, _ in found]
    compare(tx, ledger, receipts)
    stamp(tx, ledger, receipts)
    return True


def stamp_read_scopes(tx: Tx, ledger: Ledger) -> None:
    """Note what was read whole so far: if this run is interrupted, the next one knows."""
    stamp(tx, ledger, ledger.unstamped)
    ledger.unstamped.clear()


def stamp(tx: Tx, ledger: Ledger, receipts: Iterable[ScopeReceipt]) -> None:
    receipts = list(receipts)
    scopes = [
        (
            receipt.scope.key,
            receipt.seen_rows,
            ledger.started_at if receipt.read_at is None else receipt.read_at,
        )
        for receipt in receipts
    ]
    sync_runs.stamp_scopes(tx, ledger.connection_id, ledger.run_id, scopes)
    for receipt in receipts:
        receipt.stamped = True
