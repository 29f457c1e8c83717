"""Which missing records go, and which removals wait for a person. Pure: no database, no clock, no LMS."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from lmsync.crm_integration import Scope
from lmsync.errors import Words
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


class Standing(Struct, frozen=True):
    """A decision about records of this kind that a person has made, or has still to make."""

    number: int
    scope: Scope
    ids: frozenset[str]


class Decisions(Struct, frozen=True):
    """What becomes of the missing records of one kind."""

    remove: tuple[Removal, ...] = ()
    hold: tuple[Hold, ...] = ()
    """New decisions; a hold that is waiting already with the same records is not among them."""
    still_held: tuple[Hold, ...] = ()
    """Holds that a person has before them already."""
    withdraw: tuple[int, ...] = ()
    """Numbers of decisions that have nothing left to decide: their records were seen again, or a newer hold
    contains them."""

    @property
    def all_holds(self) -> tuple[Hold, ...]:
        return (*self.hold, *self.still_held)


Children = Mapping[str, Mapping[Kind, Sequence[str]]]
"""By external id of a parent: its stored children, by kind."""


def decide(
    kind: Kind,
    missing: Sequence[Missing],
    rows: Mapping[Kind, int],
    children: Children,
    *,
    dismissed: Sequence[Standing] = (),
    waiting: Sequence[Standing] = (),
    kept_parents: Collection[str] = (),
    read_whole: bool = True,
    limits: Limits,
) -> Decisions:
    """Decide about the records of `kind` that complete listings did not contain.

    `missing` has an entry for each scope that was read whole, also where nothing is missing; without any entry
    nothing is decided. `rows` holds how many rows the complete scopes of `kind` had, and how many rows of each kind
    of child are stored. `kept_parents` are records of `kind` that stay because a parent of theirs stays: it was not
    listed, and it is not known to be gone. `read_whole`: whether every scope of `kind` was read whole, so that a record
    that is not missing was seen.
    """
    if not missing:
        return Decisions()
    absent = {external_id for part in missing for external_id in part.ids}.difference(kept_parents)
    wanted: set[str] = set()
    withdraw: list[int] = []
    for decision in dismissed:
        kept = absent & decision.ids
        wanted |= kept
        if not kept and read_whole:
            withdraw.append(decision.number)
    absent -= wanted
    candidates = [
        Missing(part.scope, tuple(external_id for external_id in part.ids if external_id in absent), part.stored)
        for part in missing
    ]
    remove, holds = _judged(kind, candidates, rows, children, limits)

    new: list[Hold] = []
    still_held: list[Hold] = []
    kept_numbers: set[int] = set()
    for hold in holds:
        same = next((d for d in waiting if d.scope == hold.scope and d.ids == frozenset(hold.ids)), None)
        if same is None:
            new.append(hold)
        else:
            still_held.append(hold)
            kept_numbers.add(same.number)
    held_ids = {external_id for hold in holds for external_id in hold.ids}
    withdraw += [
        decision.number
        for decision in waiting
        # A scope that was not read whole cannot show that a record is back.
        if decision.number not in kept_numbers and (read_whole or decision.ids <= held_ids)
    ]
    return Decisions(tuple(remove), tuple(new), tuple(still_held), tuple(withdraw))


def _judged(
    kind: Kind,
    candidates: Sequence[Missing],
    rows: Mapping[Kind, int],
    children: Children,
    limits: Limits,
) -> tuple[list[Removal], list[Hold]]:
    candidates = [part for part in candidates if part.ids]
    ids = tuple(external_id for part in candidates for external_id in part.ids)
    if not ids:
        return [], []
    reason = _too_much_of_kind(len(ids), rows[kind], limits)
    if reason:
        return [], [Hold(reason, Scope.all_of(kind), ids, _children_of(ids, children))]
    remove: list[Removal] = []
    holds: list[Hold] = []
    left = dict(rows)
    for part in candidates:
        going = _children_of(part.ids, children)
        reason = _too_much_of_scope(part, limits) or _too_many_children(going, left, limits)
        if reason:
            holds.append(Hold(reason, part.scope, part.ids, going))
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


REMOVALS_HELD = Words(
    en="The last run would have removed unusually many records. They stay until you decide: see lmsync held. If they "
    "really left, apply; if the LMS only stopped showing them, mend its rights and dismiss.",
    ru="Последняя синхронизация удалила бы необычно много записей. Они остаются до вашего решения: lmsync held. Если их "
    "действительно больше нет, примените удаление; если LMS лишь перестала их показывать, исправьте права и отклоните.",
)
WITHHELD = Words(
    en="The LMS stopped telling a field that it told before (see the receipt of the last run). Stored values stay. A "
    "right of the account was probably withdrawn; give it back.",
    ru="LMS перестала сообщать поле, которое сообщала раньше (см. отчёт последней синхронизации). Сохранённые значения "
    "остаются. Вероятно, у учётной записи отозвано право; верните его.",
)
UNREACHABLE = Words(
    en="The LMS stopped listing some records, but does not say that they were deleted. They stay, and are not updated. The "
    "account of lmsync has probably lost the right to see them; give it back.",
    ru="Некоторых записей больше нет в списках LMS, но она не подтверждает, что они удалены. Они остаются и не "
    "обновляются. Вероятно, учётная запись lmsync потеряла право их видеть; верните его.",
)
FUNCTION_LOST = Words(
    en="The LMS delivered this before and does not offer it any more. What is stored stays, and grows old.",
    ru="Раньше LMS это отдавала, теперь не предлагает. Сохранённое остаётся и устаревает.",
)

REASONS = {
    "all_of_kind": Words(en="All records of this kind would be removed.", ru="Были бы удалены все записи этого вида."),
    "too_many": Words(
        en="Unusually many records of this kind would be removed at once.",
        ru="Было бы удалено необычно много записей этого вида сразу.",
    ),
    "all_of_scope": Words(
        en="A course that is still there would lose all of these.",
        ru="Существующий курс лишился бы всех таких записей.",
    ),
    "most_of_scope": Words(
        en="A course that is still there would lose more than half of these.",
        ru="Существующий курс лишился бы более половины таких записей.",
    ),
    "most_of_children": Words(
        en="What is gone would take more than half of another kind along.",
        ru="Вместе с удалённым исчезло бы более половины записей другого вида.",
    ),
}
"""Why a removal waits, for people."""
