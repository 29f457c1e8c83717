"""Decisions as the API answers them: a token that is limited to kinds sees those that are about these kinds alone."""

from collections.abc import Sequence

from msgspec import UNSET, UnsetType

from lmsync.api.status_answers import HeldDecision, HeldNumbers, HeldRecord, HeldRow
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.held import Decision
from lmsync.store.reading.held_records import numbers_of, shown_records
from lmsync.store.reading.masks import without_name
from lmsync.store.reading.rows import Reference
from lmsync.store.reading.shown import references_to, time_text
from lmsync.store.reading.view import View
from lmsync.sync.reasons import REASONS

EXAMPLES = 20


def is_shown(decision: Decision, view: View) -> bool:
    """Whether this view may know of a decision at all."""
    kinds = {decision.kind, *decision.ids, *decision.removed}
    return view.sees(decision.connection_id) and all(map(view.refers_to, kinds))


def held_row(tx: Tx, decision: Decision, slug: str, view: View, language: str) -> HeldRow:
    ids = decision.ids.get(decision.kind, ()) if view.personal else ()
    held_at = time_text(decision.held_at)
    assert held_at is not None
    return HeldRow(
        id=decision.id,
        connection=slug,
        about=decision.about.value,
        kind=decision.kind,
        field=decision.field,
        state=decision.state.value,
        reason=decision.reason,
        text=REASONS[decision.reason].said_in(language),
        parent=_parent(tx, decision, slug, view),
        run=decision.run_id,
        held_at=held_at,
        decided_at=time_text(decision.decided_at),
        decided_by=decision.decided_by,
        total=decision.total,
        counts={kind: len(ids) for kind, ids in decision.ids.items()},
        examples=_records(tx, decision, ids[:EXAMPLES], slug, view),
    )


def _parent(tx: Tx, decision: Decision, slug: str, view: View) -> Reference | UnsetType | None:
    kind, parent = decision.scope.parent_kind, decision.scope.parent
    if kind is None:
        return None
    if not view.refers_to(kind):
        return UNSET
    if parent is None:
        return None
    reference = references_to(tx, kind, [parent], connection_id=decision.connection_id, slug=slug)[parent]
    return reference if view.names(kind) else without_name(reference)


def held_decision(
    tx: Tx, decision: Decision, slug: str, view: View, language: str, *, after: str, limit: int
) -> tuple[HeldDecision, str | None]:
    """With the records of its kind that stand after `after`, and behind which of them the next page begins."""
    ids = sorted(decision.ids.get(decision.kind, ()))
    left = [external_id for external_id in ids if external_id > after]
    page = left[:limit]
    row = held_row(tx, decision, slug, view, language)
    numbers = numbers_of(tx, decision, view)
    answer = HeldDecision(
        **{name: getattr(row, name) for name in HeldRow.__struct_fields__},
        numbers=HeldNumbers(numbers.before, numbers.now, numbers.people, numbers.elsewhere),
        items=_records(tx, decision, page, slug, view),
        next_cursor=None,
    )
    return answer, page[-1] if len(left) > limit else None


def _records(tx: Tx, decision: Decision, ids: Sequence[str], slug: str, view: View) -> list[HeldRecord]:
    """None where the view may not read their kind."""
    if decision.kind not in view.kinds:
        return []
    return [
        HeldRecord(record=_named(found.record, decision.kind, view), person=found.person, course=found.course)
        for found in shown_records(tx, decision, ids, slug, view)
    ]


def _named(record: Reference, kind: Kind, view: View) -> Reference:
    return record if view.names(kind) else Reference(record.id, UNSET)
