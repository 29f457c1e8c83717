"""Closing what was read: children that waited for their parents, lost fields, expected counts, totals."""

import time
from collections.abc import Sequence

from lmsync.crm_integration import Phase, Scope
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import connection_kinds, held
from lmsync.store.keeping.held import About, Decision, State
from lmsync.store.keeping.minimising import not_mirrored
from lmsync.store.mirror.apply_changes import apply_losses
from lmsync.store.mirror.stored import count_present
from lmsync.sync.applying import apply_records
from lmsync.sync.decisions import note_decisions
from lmsync.sync.kept import ids_in, let_go_of_seen, withheld_of
from lmsync.sync.ledger import Ledger
from lmsync.sync.progress import note_progress
from lmsync.sync.reasons import WITHHELD
from lmsync.sync.receipt import ScopeReceipt
from lmsync.sync.removals import is_withheld
from lmsync.sync.words import MUCH_NOT_UNDERSTOOD, NOT_UNDERSTOOD


def close_phase(tx: Tx, ledger: Ledger, phase: Phase) -> None:
    """The readings of a phase are over: settle each of its scopes."""
    for kind in phase.kinds:
        receipts = ledger.planned_of(kind)
        for receipt in receipts:
            _close_scope(tx, ledger, receipt)
        # Parents first: the next kind may ask whether its parents' is complete.
        if receipts and ledger.read_whole(kind):
            ledger.complete_kinds.add(kind)
    let_go_of_seen(tx, ledger, force=True)
    note_decisions(tx, ledger.connection_id)
    note_progress(tx, ledger, force=True)


def _close_scope(tx: Tx, ledger: Ledger, receipt: ScopeReceipt) -> None:
    if not receipt.is_settled and receipt.gathered.waiting:
        _retry_waiting(tx, ledger, receipt)
    if not receipt.end_seen:
        receipt.spoil("no_end_seen")
    if receipt.nameless:
        receipt.spoil("rows_not_understood", needs_person=True, words=NOT_UNDERSTOOD)
    if receipt.much_not_understood:
        receipt.spoil("rows_not_understood", needs_person=True, words=MUCH_NOT_UNDERSTOOD)
    if receipt.fewer_than_expected:
        receipt.spoil("fewer_than_expected")
    if not receipt.is_settled:
        _judge_losses(tx, ledger, receipt)
    receipt.let_go()


def _retry_waiting(tx: Tx, ledger: Ledger, receipt: ScopeReceipt) -> None:
    # The same record may wait on several pages; the last one wins.
    waiting = list({record.external_id: record for record in receipt.gathered.waiting}.values())
    receipt.gathered.waiting = []
    receipt.accepted += len(waiting)
    (applied,) = apply_records(tx, ledger, receipt.scope.kind, [(receipt, waiting)])
    for orphan in applied.waiting:
        receipt.put_aside(orphan.external_id, "unknown_parent")
        parents = {orphan.references[name] for name in orphan.owners if getattr(orphan, name)}
        if not parents <= ledger.complete_kinds:
            receipt.spoil("unknown_parent")


def _judge_losses(tx: Tx, ledger: Ledger, receipt: ScopeReceipt) -> None:
    """A field that many records lost at once is withheld and stays; otherwise it is emptied."""
    losses, receipt.gathered.losses = receipt.gathered.losses, {}
    if not losses:
        return
    for name in not_mirrored(tx, ledger.connection_id).get(receipt.scope.kind, ()):
        losses.pop(name, None)  # since the page was read, nobody wants to know
    let_go_of_seen(tx, ledger, force=True)
    decisions = withheld_of(tx, ledger, receipt.scope.kind)
    gone = {
        name: empty
        for name, ids in losses.items()
        if (empty := _judge_loss(tx, ledger, receipt, name, ids, decisions.get(name, [])))
    }
    # What an interrupted run saw of the scope counts too, and is not known any more.
    if gone and receipt.complete and not receipt.seen_before:
        receipt.changed += apply_losses(
            tx,
            gone,
            kind=receipt.scope.kind,
            connection_id=ledger.connection_id,
            run_id=ledger.run_id,
            now=int(time.time()),
        )


def _judge_loss(
    tx: Tx, ledger: Ledger, receipt: ScopeReceipt, name: str, lost: Sequence[str], decisions: Sequence[Decision]
) -> list[str]:
    """Rows of which the field is empty; the others keep its value, because a person is asked about them or said so."""
    kind = receipt.scope.kind
    kept, asked = (ids_in(decisions, kind, state) for state in (State.DISMISSED, State.WAITING))
    left = [external_id for external_id in lost if external_id not in kept]
    waiting = {external_id for external_id in left if external_id in asked}
    if is_withheld(len(left), receipt.gathered.valued[name] - (len(lost) - len(left)), ledger.limits):
        _hold_field(tx, ledger, receipt, name, left, decisions)
        waiting = set(left)
    if waiting:
        receipt.spoil("withheld", WITHHELD, needs_person=True)
    stay = len(lost) - len(left) + len(waiting)
    if stay:
        receipt.withheld = {**(receipt.withheld or {}), name: stay}
    return [external_id for external_id in left if external_id not in waiting]


def _hold_field(
    tx: Tx, ledger: Ledger, receipt: ScopeReceipt, name: str, ids: Sequence[str], decisions: Sequence[Decision]
) -> None:
    """One decision for a field, in however many lists it is withheld."""
    kind = receipt.scope.kind
    decision = next((decision for decision in decisions if decision.state is State.WAITING), None)
    if decision is not None:
        if not set(ids) <= set(decision.ids.get(kind, ())):
            held.add_ids(tx, decision, {kind: ids}, rows=receipt.gathered.valued[name])
        return
    held.hold(
        tx,
        connection_id=ledger.connection_id,
        run_id=ledger.run_id,
        scope=Scope.all_of(kind),
        ids={kind: ids},
        reason="withheld",
        about=About.WITHHELD_FIELD,
        field=name,
        rows_before=receipt.gathered.valued[name],
    )


def close_kind(tx: Tx, ledger: Ledger, kind: Kind) -> None:
    """Count the kind, so that no reader has to, and note how fresh it is: as old as the oldest part of it."""
    receipts = ledger.planned_of(kind)
    complete = bool(receipts) and ledger.read_whole(kind)
    if not complete:
        ledger.complete_kinds.discard(kind)
    connection_kinds.note_kind(
        tx,
        ledger.connection_id,
        kind,
        total=count_present(tx, ledger.connection_id, kind),
        complete_at=min(ledger.started_at, *(receipt.read_at or ledger.started_at for receipt in receipts))
        if complete
        else None,
    )
