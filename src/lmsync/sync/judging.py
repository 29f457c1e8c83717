"""Judging what complete listings did not contain: ask the LMS, decide, and carry the decision out."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence

import structlog
from msgspec import Struct

from lmsync.crm_integration import CRMIntegration, Presence
from lmsync.errors import Refused, Retryable, Words, trace_of_exception
from lmsync.kinds import kinds_below
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held
from lmsync.store.keeping.held import HeldRemoval
from lmsync.store.mirror import apply_changes, stored
from lmsync.sync.closing import close_kind
from lmsync.sync.ledger import ENDS_THE_RUN, Ledger
from lmsync.sync.receipt import ScopeReceipt
from lmsync.sync.removals import UNREACHABLE, Missing, Standing, decide
from lmsync.sync.stored import stored_of
from lmsync.sync.words import FAILED_INSIDE, words_of

log = structlog.get_logger()


class Judged(Struct, frozen=True):
    """The missing records of one kind: an entry for each scope that was read whole."""

    missing: tuple[Missing, ...]
    rows: int
    """How many rows these scopes had."""

    @property
    def ids(self) -> list[str]:
        return [external_id for part in self.missing for external_id in part.ids]


def missing_of(tx: Tx, ledger: Ledger, kind: Kind) -> Judged:
    """What complete listings did not contain."""
    proven = [receipt for receipt in ledger.planned_of(kind) if receipt.proves_absence]
    handled = ledger.handled.get(kind, set())
    # Since a list ended, another may have shown what it did not: a lesson that went to another course.
    lacking = [receipt for receipt in proven if receipt.missing]
    still = {receipt.scope: set(stored) for receipt, stored in stored_of(tx, ledger, lacking)}
    missing = tuple(
        Missing(
            receipt.scope,
            tuple(i for i in receipt.missing if i in still[receipt.scope] and i not in handled),
            receipt.stored_rows,
        )
        for receipt in proven
    )
    return Judged(missing, sum(receipt.stored_rows for receipt in proven))


async def confirmed(integration: CRMIntegration, ledger: Ledger, kind: Kind, judged: Judged) -> Judged:
    """Only what the LMS says is gone. The rest is unreachable: kept, and its scope is partial."""
    wanted = judged.ids
    if not wanted or kind not in integration.confirmed:
        return judged
    try:
        answers: Mapping[str, Presence] = await integration.confirm(kind, wanted)
    except ENDS_THE_RUN:
        raise
    except Exception as trouble:  # noqa: BLE001  logged without its message
        cause: str = "internal_error"
        words: Words | None = FAILED_INSIDE
        if isinstance(trouble, Retryable | Refused):
            cause, words = f"not confirmed: {trouble}", words_of(trouble)
        else:
            log.error("confirming failed", kind=kind.value, exception=trace_of_exception(trouble))
        for part in judged.missing:
            if part.ids:
                ledger.receipt(part.scope).spoil(cause, words)
        ledger.note_unreachable(kind, wanted)
        return Judged(tuple(Missing(part.scope, (), part.stored) for part in judged.missing), judged.rows)
    gone_parts = []
    for part in judged.missing:
        gone = tuple(external_id for external_id in part.ids if answers.get(external_id) is Presence.GONE)
        kept = set(part.ids) - set(gone)
        if kept:
            ledger.note_unreachable(kind, kept)
            ledger.receipt(part.scope).spoil("unreachable", UNREACHABLE, needs_person=True)
        gone_parts.append(Missing(part.scope, gone, part.stored))
    return Judged(tuple(gone_parts), judged.rows)


def remove_or_hold(tx: Tx, ledger: Ledger, kind: Kind, judged: Judged) -> None:
    """Remove what may go, hold what must wait, and let decisions go whose records are back."""
    judged = _without_erased_since(tx, ledger, kind, judged)
    absent = judged.ids
    decisions = decide(
        kind,
        judged.missing,
        # Counting takes a scan: not in the usual run, in which nothing is missing.
        {kind: judged.rows, **(_stored_children(tx, ledger, kind) if absent else {})},
        stored.children_by_parent(tx, ledger.connection_id, kind, absent) if absent else {},
        dismissed=_of_kind(held.dismissed(tx, ledger.connection_id), kind),
        waiting=_of_kind(held.waiting(tx, ledger.connection_id), kind),
        kept_parents=_children_of_unreachable(tx, ledger, kind),
        read_whole=ledger.proves_absence(kind),
        limits=ledger.limits,
    )
    for removal in decisions.remove:
        _remove(tx, ledger, {**removal.children, kind: removal.ids}, ledger.receipt(removal.scope))
    for hold in decisions.all_holds:
        ledger.note_handled({kind: hold.ids, **hold.children})
    held_ids = {external_id for hold in decisions.all_holds for external_id in hold.ids}
    for part in judged.missing:
        if not held_ids.isdisjoint(part.ids):
            ledger.receipt(part.scope).held = True
    for hold in decisions.hold:
        held.hold(
            tx,
            connection_id=ledger.connection_id,
            run_id=ledger.run_id,
            scope=hold.scope,
            ids={kind: hold.ids, **hold.children},
            reason=hold.reason,
        )
    for number in decisions.withdraw:
        held.decide(tx, number, "withdrawn", "run")
    close_kind(tx, ledger, kind)


def _without_erased_since(tx: Tx, ledger: Ledger, kind: Kind, judged: Judged) -> Judged:
    """While the LMS was asked, people may have been erased: nothing is removed or held of them, nor kept of their ids."""
    present = stored.ids_present(tx, ledger.connection_id, kind, judged.ids)
    if present.issuperset(judged.ids):
        return judged
    parts, rows = [], judged.rows
    for part in judged.missing:
        ids = tuple(external_id for external_id in part.ids if external_id in present)
        # Nor do they count as rows that are still there: the rest could be all of a list.
        gone = len(part.ids) - len(ids)
        parts.append(Missing(part.scope, ids, part.stored - gone))
        rows -= gone
    return Judged(tuple(parts), rows)


def note_judging_failed(ledger: Ledger, kind: Kind) -> None:
    """Nothing of this kind was removed, and the children of what is missing stay too."""
    for receipt in ledger.planned_of(kind):
        ledger.note_unreachable(kind, receipt.missing)
        receipt.spoil("internal_error", FAILED_INSIDE)
        receipt.removed = 0
    ledger.complete_kinds.discard(kind)


def _remove(tx: Tx, ledger: Ledger, ids: Mapping[Kind, Collection[str]], receipt: ScopeReceipt) -> None:
    ledger.note_handled(ids)
    for kind, of_kind in ids.items():
        receipt.removed += apply_changes.remove(
            tx,
            of_kind,
            kind=kind,
            connection_id=ledger.connection_id,
            run_id=ledger.run_id,
            now=int(time.time()),
        )


def _stored_children(tx: Tx, ledger: Ledger, kind: Kind) -> dict[Kind, int]:
    """How many rows of each kind below this one are stored."""
    return {child: stored.count_present(tx, ledger.connection_id, child) for child in kinds_below(kind)}


def _children_of_unreachable(tx: Tx, ledger: Ledger, kind: Kind) -> set[str]:
    """Records of this kind that stand below an unreachable one: neither read nor removed."""
    kept: set[str] = set()
    for parent_kind, parents in ledger.unreachable.items():
        if kind in kinds_below(parent_kind):
            kept.update(stored.children_of(tx, ledger.connection_id, parent_kind, parents).get(kind, ()))
    return kept


def _of_kind(decisions: Iterable[HeldRemoval], kind: Kind) -> Sequence[Standing]:
    return [
        Standing(decision.id, decision.scope, frozenset(decision.ids.get(kind, ())))
        for decision in decisions
        if decision.kind is kind
    ]
