"""Decisions: what a run would have done and did not, until a person decides.

Records that would be removed, fields that the LMS stopped delivering, and records that it stopped listing without saying
that they are gone. Every decision ends: it is applied, or the LMS shows again what it is about.
"""

import json
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct
from sqlalchemy import ColumnElement, insert, select, update

from lmsync.crm_integration import Scope
from lmsync.errors import NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import any_of
from lmsync.store.keeping import attention
from lmsync.store.keeping.connections import NOT_FORGOTTEN
from lmsync.store.keeping.run_events import note_event
from lmsync.store.mirror import tables as t

Ids: TypeAlias = Mapping[Kind, Collection[str]]
"""External ids by kind."""


class About(StrEnum):
    """What a decision is about."""

    REMOVAL = "removal"
    WITHHELD_FIELD = "withheld_field"
    UNREACHABLE = "unreachable"


class State(StrEnum):
    WAITING = "waiting"
    APPLIED = "applied"
    DISMISSED = "dismissed"
    """As long as it keeps anything that the LMS does not show."""
    WITHDRAWN = "withdrawn"
    """Nothing is left to decide."""


STANDING = (State.WAITING, State.DISMISSED)


class Decision(Struct, frozen=True):
    """What waits for a person, or is kept because a person said so."""

    id: int
    connection_id: int
    run_id: int | None
    kind: Kind
    """The kind that gave the reason; the decision may take children along."""
    parent_kind: Kind | None
    parent: str | None
    ids: Mapping[Kind, tuple[str, ...]]
    """What the LMS has not shown since. Of a decision that was applied: what it was about."""
    reason: str
    state: State
    held_at: int
    decided_at: int | None
    decided_by: str | None
    about: About
    field: str | None
    rows_before: int | None
    """How many rows the scope had before; of a field, how many had a value."""
    removed: Mapping[Kind, tuple[str, ...]]
    """What an apply has removed, or emptied."""
    members: Mapping[str, tuple[str, ...]]
    """By group: who left it with what was removed."""
    log_seq: int | None
    """The last number of the change log before an apply."""

    @property
    def scope(self) -> Scope:
        if self.parent_kind is None:
            return Scope.all_of(self.kind)
        if self.parent is None:
            return Scope.outside(self.kind, self.parent_kind)
        return Scope.within(self.kind, self.parent_kind, self.parent)

    @property
    def total(self) -> int:
        return sum(len(ids) for ids in self.ids.values())

    @property
    def keeps_records(self) -> bool:
        """Whether it is about records that would go, and not about a field of theirs."""
        return self.about is not About.WITHHELD_FIELD


_COLUMNS = [t.held_removal.c[name] for name in Decision.__struct_fields__]
_DECISIONS = select(*_COLUMNS).order_by(t.held_removal.c.id)


def _by_kind(stored: str | None) -> dict[Kind, tuple[str, ...]]:
    return {Kind(kind): tuple(ids) for kind, ids in json.loads(stored or "{}").items()}


def _text(ids: Ids) -> str:
    return json.dumps({kind.value: sorted(of_kind) for kind, of_kind in ids.items() if of_kind})


def _decision(row: tuple[Any, ...]) -> Decision:
    values = dict(zip(Decision.__struct_fields__, row, strict=True))
    above = values["parent_kind"]
    members = {group: tuple(users) for group, users in json.loads(values["members"] or "{}").items()}
    return Decision(
        **{
            **values,
            "kind": Kind(values["kind"]),
            "parent_kind": None if above is None else Kind(above),
            "ids": _by_kind(values["ids"]),
            "state": State(values["state"]),
            "about": About(values["about"]),
            "removed": _by_kind(values["removed"]),
            "members": members,
        }
    )


def _found(tx: Tx, *conditions: ColumnElement[bool]) -> list[Decision]:
    return [_decision(row) for row in tx.rows(_DECISIONS.where(*conditions))]


def waiting(tx: Tx, connection_id: int | None = None) -> list[Decision]:
    """Of one connection, or of all that are not forgotten."""
    c = t.held_removal.c
    whose = c.connection_id.in_(NOT_FORGOTTEN) if connection_id is None else c.connection_id == connection_id
    return _found(tx, c.state == State.WAITING.value, whose)


def standing(tx: Tx, connection_id: int) -> list[Decision]:
    """Those that wait, and dismissals that still keep something."""
    c = t.held_removal.c
    return _found(tx, any_of(c.state, [state.value for state in STANDING]), c.connection_id == connection_id)


def states_of(tx: Tx, connection_id: int) -> dict[int, str]:
    """Of those that stand, by number: without what they are about, which may be a whole school."""
    c = t.held_removal.c
    is_standing = any_of(c.state, [state.value for state in STANDING])
    return dict(tx.rows(select(c.id, c.state).where(is_standing, c.connection_id == connection_id)))


def dismissed(tx: Tx, connection_id: int) -> list[Decision]:
    c = t.held_removal.c
    return _found(tx, c.state == State.DISMISSED.value, c.connection_id == connection_id)


def all_of(tx: Tx, connection_id: int) -> list[Decision]:
    """Also decisions that are over."""
    return _found(tx, t.held_removal.c.connection_id == connection_id)


def causes_of(tx: Tx, connection_id: int) -> set[str]:
    """What the decisions that stand say about a connection, as causes of attention."""
    c = t.held_removal.c
    is_standing = any_of(c.state, [state.value for state in STANDING])
    found = tx.rows(select(c.state, c.about).where(is_standing, c.connection_id == connection_id).distinct())
    return {attention.KEPT if state == State.DISMISSED else _CAUSES[About(about)] for state, about in found}


_CAUSES = {
    About.REMOVAL: attention.HELD,
    About.WITHHELD_FIELD: attention.WITHHELD,
    About.UNREACHABLE: attention.UNREACHABLE,
}


class Wanted(Struct, frozen=True):
    """Which decisions are asked for; `None`: any."""

    connections: Sequence[int]
    state: State | None = None
    about: About | None = None
    kind: Kind | None = None


def newest_of(tx: Tx, wanted: Wanted, *, before: int | None, limit: int) -> list[Decision]:
    """Newest first, those with a number below `before`."""
    c = t.held_removal.c
    conditions = [any_of(c.connection_id, wanted.connections)]
    for column, value in ((c.state, wanted.state), (c.about, wanted.about), (c.kind, wanted.kind)):
        if value is not None:
            conditions.append(column == value.value)
    if before is not None:
        conditions.append(c.id < before)
    newest = select(*_COLUMNS).where(*conditions).order_by(c.id.desc()).limit(limit)
    return [_decision(row) for row in tx.rows(newest)]


def decision_of(tx: Tx, number: int) -> Decision:
    """Raises `NotFound`, also for a decision about a connection that was forgotten."""
    c = t.held_removal.c
    found = _found(tx, c.id == number, c.connection_id.in_(NOT_FORGOTTEN))
    if not found:
        raise NotFound("held")
    return found[0]


def hold(
    tx: Tx,
    *,
    connection_id: int,
    run_id: int,
    scope: Scope,
    ids: Ids,
    reason: str,
    about: About = About.REMOVAL,
    field: str | None = None,
    rows_before: int | None = None,
) -> int:
    """Keep a decision for a person about records of this scope."""
    tx.moved(connection_id)
    number = tx.insert(
        insert(t.held_removal).values(
            connection_id=connection_id,
            run_id=run_id,
            kind=scope.kind.value,
            parent_kind=scope.parent_kind and scope.parent_kind.value,
            parent=scope.parent,
            ids=_text(ids),
            reason=reason,
            state=State.WAITING.value,
            held_at=int(time.time()),
            about=about.value,
            field=field,
            rows_before=rows_before,
        )
    )
    total = sum(map(len, ids.values()))
    note_event(
        tx,
        connection_id,
        "removals_held",
        run_id=run_id,
        held=number,
        about=about.value,
        kind=scope.kind,
        kinds=sorted({scope.kind, *ids}),
        total=total,
    )
    return number


def add_ids(tx: Tx, decision: Decision, ids: Ids, *, rows: int) -> None:
    """Further records that the same answer decides about, of a list with so many rows before."""
    both = {kind: {*decision.ids.get(kind, ()), *ids.get(kind, ())} for kind in (*decision.ids, *ids)}
    _update(tx, decision, ids=_text(both), rows_before=(decision.rows_before or 0) + rows)


def take_out(tx: Tx, decision: Decision, ids: Ids, *, by: str) -> bool:
    """Take records out of a decision that stands. Whether any were in it. With nothing left to decide it is withdrawn."""
    kept = {kind: set(of_kind).difference(ids.get(kind, ())) for kind, of_kind in decision.ids.items()}
    if sum(map(len, kept.values())) == decision.total:
        return False
    # A person decides about records of its kind; children follow them, and stay with a dismissal until they are seen.
    is_over = not kept.get(decision.kind) if decision.state is State.WAITING else not any(kept.values())
    if is_over:
        # First: who may hear of it is known by what it was about.
        decide(tx, decision.id, State.WITHDRAWN, by)
    _update(tx, decision, ids=_text(kept))
    return True


def forget_ids(tx: Tx, connection_id: int, ids: Ids) -> None:
    """Take these records out of every decision, also of those that are over. One about nobody else is withdrawn."""
    gone = {kind: set(of_kind) for kind, of_kind in ids.items()}
    people, groups = gone.get(Kind.USER, set()), gone.get(Kind.GROUP, set())
    for decision in all_of(tx, connection_id):
        values: dict[str, Any] = {}
        if decision.parent_kind is not None and decision.parent in gone.get(decision.parent_kind, ()):
            values["parent"] = None
        if any(not gone.get(kind, set()).isdisjoint(removed) for kind, removed in decision.removed.items()):
            left = {kind: set(removed) - gone.get(kind, set()) for kind, removed in decision.removed.items()}
            values["removed"] = _text(left)
        members = {
            group: [user for user in users if user not in people]
            for group, users in decision.members.items()
            if group not in groups
        }
        if sum(map(len, members.values())) != sum(map(len, decision.members.values())):
            values["members"] = json.dumps(members)
        if values:
            _update(tx, decision, **values)
        if decision.state in STANDING:
            take_out(tx, decision, ids, by="erasure")
        else:
            kept = {kind: set(of_kind) - gone.get(kind, set()) for kind, of_kind in decision.ids.items()}
            if sum(map(len, kept.values())) != decision.total:
                _update(tx, decision, ids=_text(kept))


def forget_fields(tx: Tx, connection_id: int, fields: Mapping[Kind, Collection[str]]) -> None:
    """Nothing is left to decide about fields that are not mirrored any more."""
    for decision in standing(tx, connection_id):
        if decision.about is About.WITHHELD_FIELD and decision.field in fields.get(decision.kind, ()):
            decide(tx, decision.id, State.WITHDRAWN, "configuration")


def decide(tx: Tx, number: int, state: State, by: str, **facts: Any) -> None:
    """The only way into another state. `facts`: what else is kept with it."""
    (decision,) = _found(tx, t.held_removal.c.id == number)
    tx.moved(decision.connection_id)
    note_event(
        tx,
        decision.connection_id,
        "removals_decided",
        held=number,
        about=decision.about.value,
        decision=state.value,
        kind=decision.kind,
        kinds=sorted({decision.kind, *decision.ids, *decision.removed}),
    )
    # What waits again was not decided; the audit knows who took it back.
    made = {} if state is State.WAITING else {"at": int(time.time()), "by": by}
    tx.run(
        update(t.held_removal)
        .where(t.held_removal.c.id == number)
        .values(state=state.value, decided_at=made.get("at"), decided_by=made.get("by"), **facts)
    )


def applied_facts(removed: Ids, members: Mapping[str, Iterable[str]], log_seq: int, rollover: bool) -> dict[str, Any]:
    """What is kept of an apply, for an undo and for the next run."""
    kept_members = json.dumps({group: sorted(users) for group, users in members.items()})
    return {"removed": _text(removed), "members": kept_members, "log_seq": log_seq, "rollover": rollover}


def undone_facts(ids: Ids) -> dict[str, Any]:
    """What is kept of an apply that was taken back: it keeps what it has brought back."""
    return {"ids": _text(ids), "removed": None, "members": None, "log_seq": None, "rollover": False}


def rollover_kinds(tx: Tx, connection_id: int) -> set[Kind]:
    """Kinds of which a person said that a new term has begun, and that no run has judged since."""
    c = t.held_removal.c
    return {Kind(row[0]) for row in tx.rows(select(c.kind).where(c.connection_id == connection_id, c.rollover))}


def end_rollover(tx: Tx, connection_id: int, kind: Kind) -> None:
    c = t.held_removal.c
    tx.run(
        update(t.held_removal)
        .where(c.connection_id == connection_id, c.kind == kind.value, c.rollover)
        .values(rollover=False)
    )


def _update(tx: Tx, decision: Decision, **values: Any) -> None:
    tx.moved(decision.connection_id)
    tx.run(update(t.held_removal).where(t.held_removal.c.id == decision.id).values(**values))
