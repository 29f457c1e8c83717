"""Which missing records go, and which removals wait for a person. Pure: no database, no clock, no LMS."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from lmsync.crm_integration import Scope
from lmsync.records import Kind


class Limits(Struct, frozen=True):
    """When a removal waits for a person."""

    scope_share: float = 0.5
    """A scope that would lose more than this share, and at least `scope_rows`."""
    scope_rows: int = 5
    kind_share: float = 0.1
    """A kind that would lose more than this share, and more than `kind_rows`."""
    kind_rows: int = 10
    kind_most: int = 1_000
    """A kind that would lose more than this, whatever its share."""
    withheld_rows: int = 10
    """A field that more rows than this, and over half of those with a value, would lose in one scope is unknown."""


class Missing(Struct, frozen=True):
    """Records that the complete listing of a scope did not contain."""

    scope: Scope
    ids: tuple[str, ...]
    stored: int
    """How many rows the scope had."""


class Removal(Struct, frozen=True):
    """Records that go, and what goes with them."""

    scope: Scope
    ids: tuple[str, ...]
    children: Mapping[Kind, tuple[str, ...]]


class Hold(Struct, frozen=True):
    """A removal that waits: one decision for a person."""

    reason: str
    """A key of `REASONS`."""
    scope: Scope
    ids: tuple[str, ...]
    children: Mapping[Kind, tuple[str, ...]]
    rows: int
    """How many rows the scope had."""


class Standing(Struct, frozen=True):
    """A decision about records of this kind that waits for a person."""

    number: int
    ids: frozenset[str]


class Decisions(Struct, frozen=True):
    """What becomes of the missing records of one kind."""

    remove: tuple[Removal, ...] = ()
    hold: tuple[Hold, ...] = ()
    """New decisions; records that wait in an older one already are not among them."""
    still_held: frozenset[str] = frozenset()
    """Missing records about which a person has been asked already."""
    taken_over: Mapping[int, frozenset[str]] = {}
    """By number of an older decision: records that a new one contains."""


Children = Mapping[str, Mapping[Kind, Sequence[str]]]
"""By external id of a parent: its stored children, by kind."""


def decide(
    kind: Kind,
    missing: Sequence[Missing],
    rows: Mapping[Kind, int],
    children: Children,
    *,
    waiting: Sequence[Standing] = (),
    kept_parents: Collection[str] = (),
    rollover: bool = False,
    limits: Limits,
) -> Decisions:
    """Decide about the records of `kind` that complete listings did not contain.

    `missing` has an entry for each scope that was read whole, also where nothing is missing; without any entry
    nothing is decided. `rows` holds how many rows the complete scopes of `kind` had, and how many rows of each kind
    of child are stored. `waiting` are decisions of which the LMS has shown nothing since. `kept_parents` are records of
    `kind` that stay because a parent of theirs stays: it was not listed, and it is not known to be gone. `rollover`: a
    person said that a new term has begun, and only a kind that would lose everything is held.
    """
    if not missing:
        return Decisions()
    absent = {external_id for part in missing for external_id in part.ids}.difference(kept_parents)
    candidates = [
        Missing(part.scope, tuple(external_id for external_id in part.ids if external_id in absent), part.stored)
        for part in missing
    ]
    remove, holds = _judged(kind, candidates, rows, children, limits, rollover)
    asked = frozenset[str]().union(*(decision.ids for decision in waiting))
    new = [hold for hold in holds if not any(decision.ids.issuperset(hold.ids) for decision in waiting)]
    new_ids = {external_id for hold in new for external_id in hold.ids}
    # Who was asked about is not removed for being few by now: a person decides, or the LMS shows them again.
    removals = [_without(asked, removal, children) for removal in remove]
    return Decisions(
        remove=tuple(removal for removal in removals if removal.ids),
        hold=tuple(new),
        still_held=frozenset(asked & absent - new_ids),
        taken_over={decision.number: taken for decision in waiting if (taken := decision.ids & new_ids)},
    )


def _without(asked: Collection[str], removal: Removal, children: Children) -> Removal:
    ids = tuple(external_id for external_id in removal.ids if external_id not in asked)
    return removal if len(ids) == len(removal.ids) else Removal(removal.scope, ids, _children_of(ids, children))


def _judged(
    kind: Kind,
    candidates: Sequence[Missing],
    rows: Mapping[Kind, int],
    children: Children,
    limits: Limits,
    rollover: bool,
) -> tuple[list[Removal], list[Hold]]:
    candidates = [part for part in candidates if part.ids]
    ids = tuple(external_id for part in candidates for external_id in part.ids)
    if not ids:
        return [], []
    reason = _too_much_of_kind(len(ids), rows[kind], limits)
    if rollover and reason != "all_of_kind":
        return [Removal(part.scope, part.ids, _children_of(part.ids, children)) for part in candidates], []
    if reason:
        return [], [Hold(reason, Scope.all_of(kind), ids, _children_of(ids, children), rows[kind])]
    remove: list[Removal] = []
    holds: list[Hold] = []
    left = dict(rows)
    for part in candidates:
        going = _children_of(part.ids, children)
        reason = _too_much_of_scope(part, limits) or _too_many_children(going, left, limits)
        if reason:
            holds.append(Hold(reason, part.scope, part.ids, going, part.stored))
        else:
            remove.append(Removal(part.scope, part.ids, going))
            for child, child_ids in going.items():
                left[child] -= len(child_ids)
    return remove, holds


def _children_of(ids: Iterable[str], children: Children) -> dict[Kind, tuple[str, ...]]:
    found: dict[Kind, list[str]] = {}
    for external_id in ids:
        for child, child_ids in children.get(external_id, {}).items():
            found.setdefault(child, []).extend(child_ids)
    return {child: tuple(dict.fromkeys(child_ids)) for child, child_ids in found.items()}


def _too_much_of_kind(lost: int, rows: int, limits: Limits) -> str | None:
    if lost >= rows:
        return "all_of_kind"
    if lost > limits.kind_most or (lost > limits.kind_rows and lost > rows * limits.kind_share):
        return "too_many"
    return None


def _too_much_of_scope(part: Missing, limits: Limits) -> str | None:
    lost = len(part.ids)
    if lost >= part.stored:
        return "all_of_scope"
    if lost >= limits.scope_rows and lost > part.stored * limits.scope_share:
        return "most_of_scope"
    return None


def _too_many_children(going: Mapping[Kind, Collection[str]], rows: Mapping[Kind, int], limits: Limits) -> str | None:
    """A parent that is gone may take children along, but not more than half of their kind and a handful."""
    if any(len(ids) > limits.kind_rows and len(ids) > rows[child] / 2 for child, ids in going.items()):
        return "most_of_children"
    return None


def is_withheld(lost: int, valued: int, limits: Limits) -> bool:
    """Whether so many rows lost one field at once that a right must have been withdrawn."""
    return lost > limits.withheld_rows and lost > valued / 2
