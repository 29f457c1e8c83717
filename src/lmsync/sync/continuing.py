"""Continuing a run that was interrupted: what it had read whole is not read again."""

from collections.abc import Iterable

import structlog

from lmsync.crm_integration import CRMIntegration, Phase, Reading, Scope
from lmsync.errors import trace_of_exception
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import run_scopes, sync_runs
from lmsync.store.keeping.erasures import erased_people
from lmsync.store.mirror import page_digests
from lmsync.sync.kept import note_standing
from lmsync.sync.ledger import ENDS_THE_RUN, Ledger
from lmsync.sync.receipt import ScopeReceipt
from lmsync.sync.stored import StoredKnown, compare
from lmsync.sync.words import FAILED_INSIDE

log = structlog.get_logger()

CONTINUED = frozenset({Kind.SECTION, Kind.ENROLLMENT, Kind.GROUP, Kind.CATEGORY, Kind.ITEM, Kind.LESSON})
"""Kinds whose scopes are not read again when a run continues one that was interrupted. The lists that stand above them
are short, and everything else is found through them."""


def note_read_before(tx: Tx, ledger: Ledger) -> None:
    """Find out what the run that this one continues has read, and what to look for on the pages of this one."""
    ledger.read_before = sync_runs.scopes_to_continue(tx, ledger.connection_id, ledger.run_id)
    note_standing(tx, ledger)


def readings_due(tx: Tx, ledger: Ledger, integration: CRMIntegration, phase: Phase) -> list[Reading]:
    """The readings of a phase that have to be asked; their scopes become part of the plan."""
    try:
        readings = list(integration.readings(phase, StoredKnown(tx, ledger.connection_id)))
    except ENDS_THE_RUN:
        raise
    except Exception as error:  # noqa: BLE001  logged without its message
        log.error("planning a phase failed", phase=phase.name, exception=trace_of_exception(error))
        readings = []
        for kind in phase.kinds or _kinds_after(integration, phase):
            ledger.note_gap(Scope.all_of(kind), "internal_error", FAILED_INSIDE)
    for reading in readings:
        for scope in frozenset(reading.scopes):
            receipt = ledger.receipt(scope)
            receipt.planned = True
            receipt.readings += 1
    due = []
    for reading in readings:
        if _was_read(tx, ledger, reading):
            integration.skipped(reading)
        else:
            due.append(reading)
    return due


def _kinds_after(integration: CRMIntegration, phase: Phase) -> list[Kind]:
    """A phase without kinds of its own reads for phases after it: any of their kinds would be incomplete."""
    after = integration.phases[integration.phases.index(phase) :]
    return [kind for later in after for kind in later.kinds]


def _was_read(tx: Tx, ledger: Ledger, reading: Reading) -> bool:
    """Whether the run that this one continues has read all of it, and what it saw is still known.

    Scopes that it shares with readings which are asked, and whose ids are not kept, do not make it due again: it has ended
    them, and what it showed of them stays.
    """
    kept = [ledger.receipt(scope) for scope in reading.scopes if scope.kind in CONTINUED]
    shared = [ledger.receipt(scope) for scope in reading.scopes if scope.kind not in CONTINUED]
    if not kept or any(receipt.readings < 2 for receipt in shared):
        return False
    found: list[tuple[ScopeReceipt, list[str], sync_runs.ReadBefore]] = []
    for receipt in kept:
        before = ledger.read_before.get(receipt.scope.key)
        if before is None:
            return False
        ids = page_digests.ids_of_read_scope(tx, ledger.connection_id, receipt.scope.key)
        if ids is None or len(ids) != before.rows:
            return False
        found.append((receipt, ids, before))
    oldest = min(before.at for _, _, before in found)
    for receipt in (*kept, *shared):
        receipt.ends += 1
        receipt.overs += 1
    for receipt in shared:
        receipt.seen_before = True
        receipt.read_at = oldest if receipt.read_at is None else min(receipt.read_at, oldest)
    for receipt, ids, before in found:
        if receipt.read_at is None:
            receipt.gathered.seen.update(ids)
            ledger.note_seen(receipt.scope.kind, ids)
            receipt.rows_read += len(ids)
            receipt.accepted += len(ids)
            receipt.read_at = before.at
    ended = [receipt for receipt in kept if receipt.end_seen]
    compare(tx, ledger, ended)
    stamp(tx, ledger, ended)
    return True


def stamp_read_scopes(tx: Tx, ledger: Ledger) -> None:
    """Note what was read whole so far: if this run is interrupted, the next one knows."""
    stamp(tx, ledger, ledger.unstamped)
    ledger.unstamped.clear()


def without_erased_people(tx: Tx, ledger: Ledger, receipts: Iterable[ScopeReceipt]) -> list[ScopeReceipt]:
    """A scope that is named by a person is not written down when they were erased since it was planned."""
    receipts = list(receipts)
    if not any(receipt.scope.parent_kind is Kind.USER for receipt in receipts):
        return receipts
    people = erased_people(tx, ledger.connection_id)
    return [
        receipt
        for receipt in receipts
        if people is None or receipt.scope.parent_kind is not Kind.USER or not people.has(str(receipt.scope.parent))
    ]


def stamp(tx: Tx, ledger: Ledger, receipts: Iterable[ScopeReceipt]) -> None:
    # Readings that share a scope may end together, and each of them brings it here.
    receipts = without_erased_people(tx, ledger, {receipt.scope: receipt for receipt in receipts}.values())
    scopes = [
        (
            receipt.scope.key,
            receipt.seen_rows,
            ledger.started_at if receipt.read_at is None else receipt.read_at,
        )
        for receipt in receipts
    ]
    run_scopes.stamp_scopes(tx, ledger.connection_id, ledger.run_id, scopes)
    for receipt in receipts:
        receipt.stamped = True
