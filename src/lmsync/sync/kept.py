"""What decisions keep while a run reads: records that it does not show, and the groups that people are in. What it shows
again leaves its decision."""

import time
from collections.abc import Iterable, Mapping, Sequence

from msgspec import UNSET, Struct
from msgspec.structs import replace

from lmsync.records import Group, Kind, Record
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held
from lmsync.store.keeping.held import About, Decision, State
from lmsync.store.mirror.places_in_groups import members_of, people_by_course
from lmsync.store.mirror.restoring import restore
from lmsync.sync.ledger import KeptPlaces, Ledger

NOTED_AFTER_SECONDS = 1.0
"""How long at most somebody who was seen again still stands in a decision. A whole school that is back would otherwise be
written down page by page."""


def note_standing(tx: Tx, ledger: Ledger) -> None:
    """What to look for on the pages of this run."""
    for decision in held.standing(tx, ledger.connection_id):
        if decision.keeps_records:
            for kind, ids in decision.ids.items():
                ledger.looked_for.setdefault(kind, set()).update(ids)
        elif decision.field is not None:
            fields = ledger.fields_looked_for.setdefault(decision.kind, {})
            fields.setdefault(decision.field, set()).update(decision.ids.get(decision.kind, ()))


def note_delivered(ledger: Ledger, kind: Kind, records: Iterable[Record]) -> None:
    """Fields of records that have a value again, though the LMS had stopped delivering it."""
    fields = ledger.fields_looked_for.get(kind)
    if not fields:
        return
    for record in records:
        for name, ids in fields.items():
            if record.external_id in ids and getattr(record, name) not in (None, UNSET, ()):
                ledger.delivered_again.setdefault((kind, name), set()).add(record.external_id)


def let_go_of_seen(tx: Tx, ledger: Ledger, *, force: bool) -> None:
    """Whoever was seen again leaves every decision, and so does a value that was delivered again. Whom a person has removed
    between the two is there again: this run has seen them."""
    if not (ledger.seen_again or ledger.delivered_again):
        return
    now = time.monotonic()
    if not force and now < ledger.next_letting_go_at:
        return
    ledger.next_letting_go_at = now + NOTED_AFTER_SECONDS
    for decision in held.standing(tx, ledger.connection_id):
        if decision.keeps_records:
            held.take_out(tx, decision, ledger.seen_again, by="run")
        else:
            delivered = ledger.delivered_again.get((decision.kind, str(decision.field)), ())
            held.take_out(tx, decision, {decision.kind: delivered}, by="run")
    at = int(time.time())
    restore(tx, ledger.seen_again, connection_id=ledger.connection_id, removed_by=at, now=at)
    ledger.seen_again, ledger.delivered_again, ledger.kept_places = {}, {}, None


def kept_of(tx: Tx, ledger: Ledger, kind: Kind) -> set[str]:
    """Records of this kind that were not seen, and that no run judges: a person said to keep them, or is asked about what
    they belong to."""
    return {
        external_id
        for decision in held.standing(tx, ledger.connection_id)
        if decision.keeps_records and (decision.state is State.DISMISSED or decision.kind is not kind)
        for external_id in decision.ids.get(kind, ())
    }


def withheld_of(tx: Tx, ledger: Ledger, kind: Kind) -> Mapping[str, list[Decision]]:
    """By field of this kind: decisions that stand about rows that lost it."""
    found: dict[str, list[Decision]] = {}
    for decision in held.standing(tx, ledger.connection_id):
        if decision.about is About.WITHHELD_FIELD and decision.kind is kind:
            found.setdefault(str(decision.field), []).append(decision)
    return found


def ids_in(decisions: Iterable[Decision], kind: Kind, state: State) -> set[str]:
    """Records of this kind in those of the decisions that are in this state."""
    return {i for decision in decisions if decision.state is state for i in decision.ids.get(kind, ())}


# Groups


class WithKept(Struct, frozen=True):
    records: Sequence[Record]
    is_touched: bool
    """Whether a member was added that the LMS does not show."""


def with_kept_members(tx: Tx, ledger: Ledger, kind: Kind, pages: Sequence[Sequence[Record]]) -> list[WithKept]:
    """Groups with the members whose account, or enrolment in the course, is kept by a decision: the LMS shows neither, and
    the one goes with the other. Records of other kinds as they are."""
    if kind is not Kind.GROUP:
        return [WithKept(records, False) for records in pages]
    places = _kept_places(tx, ledger)
    if not places.users and not places.by_course:
        return [WithKept(records, False) for records in pages]
    stored = members_of(tx, ledger.connection_id, [group.external_id for records in pages for group in records])
    return [_with_kept(records, stored, places) for records in pages]


def _with_kept(groups: Sequence[Record], stored: Mapping[str, set[str]], places: KeptPlaces) -> WithKept:
    kept, is_touched = [], False
    for group in groups:
        if isinstance(group, Group) and group.members is not UNSET:
            shown = set(group.members or ())
            stay = stored[group.external_id] & (places.users | places.by_course.get(str(group.course), set())) - shown
            if stay:
                group, is_touched = replace(group, members=(*(group.members or ()), *sorted(stay))), True
        kept.append(group)
    return WithKept(kept, is_touched)


def _kept_places(tx: Tx, ledger: Ledger) -> KeptPlaces:
    """Found once, until a decision is made or changes: one may be about a whole school."""
    standing = held.states_of(tx, ledger.connection_id)
    if ledger.kept_places is None or ledger.kept_places.standing != standing:
        decisions = held.standing(tx, ledger.connection_id) if standing else []
        ids: dict[Kind, set[str]] = {Kind.USER: set(), Kind.ENROLLMENT: set()}
        for decision in decisions:
            for kind, of_kind in ids.items():
                of_kind.update(decision.ids.get(kind, ()) if decision.keeps_records else ())
        by_course = people_by_course(tx, ledger.connection_id, ids[Kind.ENROLLMENT])
        ledger.kept_places = KeptPlaces(standing, ids[Kind.USER], by_course)
    return ledger.kept_places
