"""Which rows are new, changed or restored. Pure: no database, no clock.

A row is a list of values in the order of `columns_of` its kind: our numbers in place of references, `UNSET` where a
value is unknown.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeAlias

from msgspec import UNSET, Struct

from lmsync.changes import Op
from lmsync.kinds import fields_of
from lmsync.records import RECORD_TYPES, Kind, Record
from lmsync.store.mirror.tables import columns_of

NUMBER_ONLY = 0
"""`deleted_at` of a row that has only its number so far; never seen outside its transaction."""

Numbers: TypeAlias = Mapping[str, Mapping[str, int]]
"""By the name of a reference: our numbers by external id."""


class Resolved(Struct):
    """Records as rows."""

    rows: dict[str, list[Any]]
    """By external id."""
    waiting: list[Record]
    """Records that have an owner which is not stored (yet)."""
    unresolved: int
    """References to records that are not stored (yet), without which the record makes sense all the same."""


def resolve(kind: Kind, records: Sequence[Record], numbers: Numbers) -> Resolved:
    """Rows of these records, as far as the owners of each have a number."""
    names, owners = fields_of(kind), RECORD_TYPES[kind].owners
    values_of = attrgetter(*names)
    # Where a reference stands, its numbers, and whether the record waits for it.
    parents = [(names.index(name), known, name in owners) for name, known in numbers.items()]
    resolved = Resolved({}, [], 0)
    for record in records:
        values = list(values_of(record))
        for place, known, waits in parents:
            parent = values[place]
            if not isinstance(parent, str):
                continue
            number = known.get(parent)
            if number is not None:
                values[place] = number
            elif waits:
                resolved.waiting.append(record)
                break
            else:
                resolved.unresolved += 1
                values[place] = UNSET
        else:
            resolved.rows[record.external_id] = values
    return resolved


def rooted(records: Mapping[str, Record], stored: Collection[str]) -> set[str]:
    """Of records that stand above each other: those whose chain of parents ends at a record without a parent, or at one
    of `stored`. A circle leads nowhere."""
    return {external_id for external_id in records if _leads_to_root(records, stored, external_id)}


def _leads_to_root(records: Mapping[str, Record], stored: Collection[str], external_id: str) -> bool:
    seen: set[str] = set()
    while external_id in records:
        parent = parent_of(records[external_id])
        if parent is None:
            return True
        if external_id in seen:
            return False
        seen.add(external_id)
        external_id = parent
    return external_id in stored


def parent_of(record: Record) -> str | None:
    """The external id of the record of the same kind above this one."""
    parent = getattr(record, "parent", None)
    return parent if isinstance(parent, str) else None


class ChangedRow(Struct):
    """A stored row that has to be written."""

    number: int
    external_id: str
    values: list[Any]
    """All of it, as it is from now on."""
    fields: dict[str, list[Any]]
    """What changed, before and after, by the names of fields."""
    op: Op


@dataclass
class RowDiff:
    """How rows differ from what is stored."""

    new: dict[str, Sequence[Any]] = field(default_factory=dict)
    """Rows by external id."""
    changed: list[ChangedRow] = field(default_factory=list)
    losses: dict[str, list[str]] = field(default_factory=dict)
    """By field: ids of the rows whose value the LMS does not deliver any more. They keep it."""
    valued: dict[str, int] = field(default_factory=dict)
    """By field: how many of the stored rows had a value."""
    touched_users: set[int] = field(default_factory=set)
    """Our numbers of users whose enrolments changed."""


def diff(kind: Kind, rows: Mapping[str, Sequence[Any]], stored: Mapping[str, tuple[Any, ...]]) -> RowDiff:
    """`stored`: by external id the number, `deleted_at` and the values of each row that is stored, removed or not.

    A row that is removed is restored whatever it says: also an empty value is then stored.
    """
    found = RowDiff()
    names, valued, losses = fields_of(kind), found.valued, found.losses
    user = columns_of(kind).index("user_id") if kind is Kind.ENROLLMENT else None
    for external_id, values in rows.items():
        before = stored.get(external_id)
        if before is None:
            found.new[external_id] = values
            if user is not None:
                found.touched_users.add(values[user])
            continue
        number, deleted_at, *old = before
        after = list(old)
        changed: dict[str, list[Any]] = {}
        for name, position, value, was in zip(names, range(len(old)), values, old, strict=True):
            if was is not None:
                valued[name] = valued.get(name, 0) + 1
            if value is UNSET or value == was:
                continue
            if value is None and deleted_at is None:
                losses.setdefault(name, []).append(external_id)
                continue
            after[position] = value
            changed[name] = [was, value]
        if not changed and deleted_at is None:
            continue
        found.changed.append(ChangedRow(number, external_id, after, changed, _op(deleted_at)))
        if user is not None:
            # An enrolment that changed hands concerns both users.
            found.touched_users |= {number for number in (after[user], old[user]) if number}
    return found


def _op(deleted_at: int | None) -> Op:
    if deleted_at is None:
        return Op.CHANGED
    return Op.ADDED if deleted_at == NUMBER_ONLY else Op.RESTORED


def blanked(
    kind: Kind, stored: Mapping[str, tuple[Any, ...]], losses: Mapping[str, Collection[str]]
) -> Iterator[ChangedRow]:
    """Rows with the fields empty that they lost; `losses`: ids by field. Rows that are removed stay as they are."""
    places = {name: place for place, name in enumerate(fields_of(kind))}
    for external_id, (number, deleted_at, *values) in stored.items():
        if deleted_at is not None:
            continue
        changed = {
            name: [values[place], None]
            for name, place in places.items()
            if external_id in losses.get(name, ()) and values[place] is not None
        }
        for name in changed:
            values[places[name]] = None
        yield ChangedRow(number, external_id, values, changed, Op.CHANGED)
