"""What a person decides about what is held: apply, dismiss, or take that back."""

import time
from collections.abc import Iterable, Mapping

import structlog
from msgspec import Struct

from lmsync.errors import Conflict, InvalidInput, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, audit, connection_kinds, connections, held
from lmsync.store.keeping.attention import Severity
from lmsync.store.keeping.audit import Actor
from lmsync.store.keeping.held import About, Decision, State
from lmsync.store.mirror import apply_changes, stored
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.places_in_groups import join_groups, leave_groups, people_by_course
from lmsync.store.mirror.restoring import refill, restore
from lmsync.sync.reasons import KEPT, REMOVALS_HELD, UNREACHABLE, WITHHELD

log = structlog.get_logger()


class Done(Struct, frozen=True):
    """A decision as it is now, and how many records went, changed or came back with it."""

    decision: Decision
    records: int


def apply_held(tx: Tx, number: int, *, by: Actor, rollover: bool = False) -> Done:
    """Remove who is still missing, with the children that they have now; or empty a field where it is still withheld.
    `rollover`: the next run removes without asking what is missing of this kind, unless it would be all of it.

    Raises `NotFound`, `Conflict` when it was decided already or nothing is missing any more, and `InvalidInput` when
    `rollover` is said of what is not a removal.
    """
    decision = _waiting(tx, number)
    if rollover and decision.about is not About.REMOVAL:
        raise InvalidInput("rollover", ONLY_REMOVALS)
    log_seq, now = tx.last_number(t.change), int(time.time())
    members: Mapping[str, list[str]] = {}
    if decision.about is About.WITHHELD_FIELD:
        removed = {decision.kind: list(decision.ids.get(decision.kind, ()))}
        losses = {str(decision.field): removed[decision.kind]}
        records = apply_changes.apply_losses(
            tx, losses, kind=decision.kind, connection_id=decision.connection_id, run_id=None, now=now
        )
    else:
        removed = _remove(tx, decision, now)
        members = leave_groups(tx, decision.connection_id, removed.get(Kind.ENROLLMENT, ()), now=now)
        for other in held.standing(tx, decision.connection_id):
            if other.id != number:
                held.take_out(tx, other, removed, by=by.name)
        records = sum(map(len, removed.values()))
    if not records:
        raise Conflict("nothing-held", NOTHING_MISSING)
    _count(tx, decision.connection_id, removed)
    facts = held.applied_facts(removed, members, log_seq, rollover)
    return Done(_decided(tx, decision, State.APPLIED, by, **facts), records)


def dismiss_held(tx: Tx, number: int, *, by: Actor) -> Done:
    """Keep exactly these, each until the LMS shows it again. Raises `NotFound`, `Conflict`."""
    decision = _waiting(tx, number)
    return Done(_decided(tx, decision, State.DISMISSED, by), decision.total)


def undo_held(tx: Tx, number: int, *, by: Actor) -> Done:
    """A dismissal waits again. What an apply has removed or emptied is there again, and is kept as if it had been dismissed.

    Raises `NotFound`, and `Conflict` where nothing can be taken back.
    """
    decision = held.decision_of(tx, number)
    if decision.state is State.DISMISSED:
        return Done(_decided(tx, decision, State.WAITING, by), decision.total)
    if decision.state is not State.APPLIED:
        raise Conflict("nothing-to-undo", NOTHING_TO_UNDO)
    now, connection_id, restored = int(time.time()), decision.connection_id, dict[Kind, list[str]]()
    if decision.about is About.WITHHELD_FIELD:
        restored[decision.kind] = refill(
            tx,
            str(decision.field),
            decision.removed.get(decision.kind, ()),
            kind=decision.kind,
            connection_id=connection_id,
            since=decision.log_seq or 0,
            now=now,
        )
    else:
        # Who was back meanwhile, and has left since, was not removed by this decision.
        removed_by = decision.decided_at or now
        restored = restore(tx, decision.removed, connection_id=connection_id, removed_by=removed_by, now=now)
        join_groups(tx, connection_id, _members_again(tx, decision, restored), now=now)
    records = sum(map(len, restored.values()))
    if not records:
        raise Conflict("nothing-to-undo", NOTHING_TO_UNDO)
    _count(tx, connection_id, restored)
    return Done(_decided(tx, decision, State.DISMISSED, by, **held.undone_facts(restored)), records)


def _members_again(tx: Tx, decision: Decision, restored: held.Ids) -> dict[str, list[str]]:
    """By group: who left it with an enrolment that is there again now. Of others the LMS says where they are."""
    places = people_by_course(tx, decision.connection_id, restored.get(Kind.ENROLLMENT, ()))
    people = set[str]().union(*places.values())
    return {group: [user for user in users if user in people] for group, users in decision.members.items()}


def _waiting(tx: Tx, number: int) -> Decision:
    decision = held.decision_of(tx, number)
    if decision.state is State.WITHDRAWN:
        raise Conflict("nothing-held", NOTHING_MISSING)
    if decision.state is not State.WAITING:
        raise Conflict("already-decided", ALREADY_DECIDED)
    return decision


def _remove(tx: Tx, decision: Decision, now: int) -> dict[Kind, list[str]]:
    """What was there to be removed, by kind."""
    connection_id, ids = decision.connection_id, decision.ids.get(decision.kind, ())
    present = sorted(stored.ids_present(tx, connection_id, decision.kind, ids))
    removed = {**stored.children_of(tx, connection_id, decision.kind, present), decision.kind: present}
    for kind, of_kind in removed.items():
        apply_changes.remove(tx, of_kind, kind=kind, connection_id=connection_id, run_id=None, now=now)
    return removed


def _count(tx: Tx, connection_id: int, kinds: Iterable[Kind]) -> None:
    for kind in kinds:
        total = stored.count_present(tx, connection_id, kind)
        connection_kinds.note_kind(tx, connection_id, kind, total=total, complete_at=None)
    connection_kinds.count_people(tx, connection_id)


def _decided(tx: Tx, decision: Decision, state: State, by: Actor, **facts: object) -> Decision:
    """The only way in which a person decides."""
    held.decide(tx, decision.id, state, by.name, **facts)
    made = held.decision_of(tx, decision.id)
    counts = {kind.value: len(ids) for kind, ids in (made.removed or made.ids).items()}
    audit.note(
        tx,
        by,
        f"held decision {_ACTS[state]}",
        f"held:{decision.id}",
        before={"state": decision.state.value},
        after={"state": state.value, "about": decision.about.value, "records": counts, **_said(facts)},
    )
    connection = connections.connection_of(tx, decision.connection_id)
    log.info("held decision made", connection=connection.slug, number=decision.id, state=state.value, by=by.name)
    note_decisions(tx, connection.id)
    return made


def _said(facts: Mapping[str, object]) -> dict[str, object]:
    return {"rollover": True} if facts.get("rollover") else {}


_ACTS = {State.APPLIED: "applied", State.DISMISSED: "dismissed", State.WAITING: "taken back"}


def note_decisions(tx: Tx, connection_id: int) -> None:
    """A person is needed for what waits, and can see what is kept. Said at once: a run may last for hours, or be killed."""
    causes = held.causes_of(tx, connection_id)
    for cause, words in _WORDS.items():
        if cause in causes:
            severity = Severity.NOTED if cause == attention.KEPT else Severity.NEEDED
            attention.need(tx, connection_id, cause, words, severity=severity)
    attention.settle_causes(tx, connection_id, attention.OF_DECISIONS - causes)


_WORDS = {
    attention.HELD: REMOVALS_HELD,
    attention.WITHHELD: WITHHELD,
    attention.UNREACHABLE: UNREACHABLE,
    attention.KEPT: KEPT,
}
NOTHING_MISSING = Words(
    en="Nothing is left to decide: since it was held, the LMS has shown all of this again, it was removed another way, or a "
    "newer decision contains it. GET /api/v1/crm/held lists what waits now.",
    ru="Решать больше нечего: LMS снова показывает все эти записи, их уже нет или они вошли в более новое решение. Что ждёт "
    "сейчас, показывает GET /api/v1/crm/held.",
)
ONLY_REMOVALS = Words(
    en="A new term explains missing records, and neither an empty field nor what cannot be reached. Apply without it.",
    ru="Новым учебным годом объясняются исчезнувшие записи, но не пустое поле и не недоступные записи. Примените без него.",
)
ALREADY_DECIDED = Words(
    en="This was decided already. To decide otherwise, take the decision back first: undo.",
    ru="Решение уже принято. Чтобы решить иначе, сначала отмените его: undo.",
)
NOTHING_TO_UNDO = Words(
    en="There is nothing to take back: nothing was decided, or the LMS shows all of it again by itself, or the values of a "
    "field are no longer in the change log.",
    ru="Отменять нечего: решение ещё не принято, LMS снова показывает всё сама или прежних значений поля уже нет в журнале "
    "изменений.",
)
