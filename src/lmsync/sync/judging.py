"""Judging what complete listings did not contain: ask the LMS, decide, and carry the decision out."""

import time
from collections.abc import Collection, Mapping

import structlog
from msgspec import Struct

from lmsync.crm_integration import CRMIntegration, Presence
from lmsync.errors import Refused, Retryable, Words, trace_of_exception
from lmsync.kinds import kinds_below
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held
from lmsync.store.keeping.held import About, Decision
from lmsync.store.mirror import apply_changes, stored
from lmsync.sync.closing import close_kind
from lmsync.sync.decisions import note_decisions
from lmsync.sync.kept import kept_of, let_go_of_seen
from lmsync.sync.ledger import ENDS_THE_RUN, Ledger
from lmsync.sync.reasons import UNREACHABLE
from lmsync.sync.receipt import ScopeReceipt
from lmsync.sync.removals import Missing, Standing, decide
from lmsync.sync.stored import stored_of
from lmsync.sync.words import FAILED_INSIDE, words_of

log = structlog.get_logger()


class Judged(Struct, frozen=True):
    """The missing records of one kind: an entry for each scope that was read whole."""

    missing: tuple[Missing, ...]
    rows: int
    """How many rows these scopes had, as far as the LMS shows them."""
    unreachable: tuple[Missing, ...] = ()
    """Of each scope: what it does not show, and does not call gone."""

    @property
    def ids(self) -> list[str]:
        return [external_id for part in self.missing for external_id in part.ids]


def missing_of(tx: Tx, ledger: Ledger, kind: Kind) -> Judged:
    """What complete listings did not contain, without what is kept by decisions."""
    proven = [receipt for receipt in ledger.planned_of(kind) if receipt.proves_absence]
    handled = ledger.handled.get(kind, set())
    # Since a list ended, another may have shown what it did not: a lesson that went to another course.
    lacking = [receipt for receipt in proven if receipt.missing]
    still = {receipt.scope: set(stored) for receipt, stored in stored_of(tx, ledger, lacking)}
    parts = tuple(
        Missing(receipt.scope, tuple(i for i in receipt.missing if i in still[receipt.scope]), receipt.stored_rows)
        for receipt in proven
    )
    # What is held with its parent is not judged, and does not stand for the rest either: that may be all of a list.
    missing = tuple(_missing_without(handled, part) for part in parts)
    kept = kept_of(tx, ledger, kind)
    # What stands below them stays with them.
    ledger.note_unreachable(kind, kept)
    return _without(kept, Judged(missing, sum(part.stored for part in missing)))


def _without(ids: Collection[str], judged: Judged) -> Judged:
    """Nor do these count as rows that are still there: the rest could be all of a list."""
    if not ids:
        return judged
    parts = tuple(_missing_without(ids, part) for part in judged.missing)
    fewer = sum(part.stored for part in judged.missing) - sum(part.stored for part in parts)
    unreachable = tuple(_missing_without(ids, part) for part in judged.unreachable)
    return Judged(parts, judged.rows - fewer, unreachable)


def _missing_without(ids: Collection[str], part: Missing) -> Missing:
    left = tuple(external_id for external_id in part.ids if external_id not in ids)
    return Missing(part.scope, left, part.stored - (len(part.ids) - len(left)))


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
    gone_parts, unreachable = [], []
    for part in judged.missing:
        gone = tuple(external_id for external_id in part.ids if answers.get(external_id) is Presence.GONE)
        kept = tuple(external_id for external_id in part.ids if external_id not in set(gone))
        if kept:
            ledger.note_unreachable(kind, kept)
            unreachable.append(Missing(part.scope, kept, part.stored))
            ledger.receipt(part.scope).spoil("unreachable", UNREACHABLE, needs_person=True)
        gone_parts.append(Missing(part.scope, gone, part.stored))
    return Judged(tuple(gone_parts), judged.rows, tuple(unreachable))


def remove_or_hold(tx: Tx, ledger: Ledger, kind: Kind, judged: Judged) -> None:
    """Remove what may go, hold what must wait, and let decisions go whose records are back."""
    let_go_of_seen(tx, ledger, force=True)
    judged = _still_missing(tx, ledger, kind, judged)
    _hold_unreachable(tx, ledger, kind, judged)
    waiting = {decision.id: decision for decision in _waiting(tx, ledger, kind, About.REMOVAL)}
    absent = judged.ids
    decisions = decide(
        kind,
        judged.missing,
        # Counting takes a scan: not in the usual run, in which nothing is missing.
        {kind: judged.rows, **(_stored_children(tx, ledger, kind) if absent else {})},
        stored.children_by_parent(tx, ledger.connection_id, kind, absent) if absent else {},
        waiting=[Standing(number, frozenset(found.ids.get(kind, ()))) for number, found in waiting.items()],
        kept_parents=_children_of_unreachable(tx, ledger, kind),
        rollover=kind in held.rollover_kinds(tx, ledger.connection_id),
        limits=ledger.limits,
    )
    for removal in decisions.remove:
        _remove(tx, ledger, {**removal.children, kind: removal.ids}, ledger.receipt(removal.scope))
    for number, taken in decisions.taken_over.items():
        held.take_out(tx, waiting[number], {kind: taken}, by="run")
    for hold in decisions.hold:
        ids = {kind: hold.ids, **hold.children}
        if hold.children:
            _take_over(tx, ledger, hold.children)
        held.hold(
            tx,
            connection_id=ledger.connection_id,
            run_id=ledger.run_id,
            scope=hold.scope,
            ids=ids,
            reason=hold.reason,
            rows_before=hold.rows,
        )
        ledger.note_handled(ids)
    for decision in waiting.values():
        ledger.note_handled(decision.ids)
    held_ids = decisions.still_held.union(*(hold.ids for hold in decisions.hold))
    for part in judged.missing:
        if not held_ids.isdisjoint(part.ids):
            ledger.receipt(part.scope).held = True
    if judged.missing:
        held.end_rollover(tx, ledger.connection_id, kind)
    note_decisions(tx, ledger.connection_id)
    close_kind(tx, ledger, kind)


def _take_over(tx: Tx, ledger: Ledger, ids: Mapping[Kind, Collection[str]]) -> None:
    """A parent and its children are one decision, also where the children were judged first."""
    for decision in held.waiting(tx, ledger.connection_id):
        if decision.about is About.REMOVAL:
            held.take_out(tx, decision, ids, by="run")


def _waiting(tx: Tx, ledger: Ledger, kind: Kind, about: About) -> list[Decision]:
    return [
        decision
        for decision in held.waiting(tx, ledger.connection_id)
        if decision.kind is kind and decision.about is about
    ]


def _still_missing(tx: Tx, ledger: Ledger, kind: Kind, judged: Judged) -> Judged:
    """While the LMS was asked, people may have been erased, or a person has said to keep some: nothing is removed or held of
    them."""
    asked = {external_id for part in (*judged.missing, *judged.unreachable) for external_id in part.ids}
    if not asked:
        return judged
    erased = asked - stored.ids_present(tx, ledger.connection_id, kind, asked)
    kept = kept_of(tx, ledger, kind)
    ledger.note_unreachable(kind, kept)
    return _without(erased | (asked & kept), judged)


def _hold_unreachable(tx: Tx, ledger: Ledger, kind: Kind, judged: Judged) -> None:
    waiting = _waiting(tx, ledger, kind, About.UNREACHABLE)
    for decision in waiting:
        # The LMS says of them now that they are gone: they are judged as others are.
        held.take_out(tx, decision, {kind: judged.ids}, by="run")
    # Also in a decision about removals: a person is asked once.
    decisions = [*waiting, *_waiting(tx, ledger, kind, About.REMOVAL)]
    asked = {external_id for decision in decisions for external_id in decision.ids.get(kind, ())}
    for part in judged.unreachable:
        ids = [external_id for external_id in part.ids if external_id not in asked]
        if ids:
            held.hold(
                tx,
                connection_id=ledger.connection_id,
                run_id=ledger.run_id,
                scope=part.scope,
                ids={**stored.children_of(tx, ledger.connection_id, kind, ids), kind: ids},
                reason="unreachable",
                about=About.UNREACHABLE,
                rows_before=part.stored,
            )


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
    for decision in held.standing(tx, ledger.connection_id):
        held.take_out(tx, decision, ids, by="run")


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
