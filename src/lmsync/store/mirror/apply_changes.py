"""Records into rows and change-log rows, within one short transaction.

A page is compared with what is stored as tuples; only what differs is written. Every function here belongs to
the caller's transaction, so a page is applied whole or not at all.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from msgspec import UNSET
from sqlalchemy import Executable, bindparam, insert, select, update

from lmsync.changes import Op
from lmsync.kinds import MOVES_A_LESSON, SELF_REFERRING, fields_of
from lmsync.records import RECORD_TYPES, Group, Kind, Record
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.change_rows import ChangeRows
from lmsync.store.mirror.course_counts import count_courses
from lmsync.store.mirror.group_members import apply_members, drop_members
from lmsync.store.mirror.row_diff import (
    NUMBER_ONLY,
    ChangedRow,
    Numbers,
    Resolved,
    RowDiff,
    blanked,
    diff,
    parent_of,
    resolve,
    rooted,
)
from lmsync.store.mirror.stored import numbers_of, rows_present, stored_rows
from lmsync.store.mirror.text import text_columns, texts


@dataclass
class Applied:
    """What became of some records of one kind."""

    added: int = 0
    changed: int = 0
    waiting: list[Record] = field(default_factory=list)
    """Records that have an owner which is not stored (yet)."""
    losses: dict[str, list[str]] = field(default_factory=dict)
    """By field: ids of the rows whose value the LMS does not deliver any more. Not applied: that is judged at the end of
    the scope."""
    valued: dict[str, int] = field(default_factory=dict)
    """By field: how many of the stored rows had a value."""
    touched_users: set[int] = field(default_factory=set)
    """Our numbers of users whose enrolments changed: `count_courses` is due."""
    unresolved: int = 0
    """References to records that are not stored (yet), without which the record makes sense all the same."""
    left_out: bool = False
    """Whether what is stored of the page is not what stood on it: something about erased people was left out before, or
    members who are kept were added."""


def apply_pages(
    tx: Tx, pages: Sequence[Sequence[Record]], *, kind: Kind, connection_id: int, run_id: int | None, now: int
) -> list[Applied]:
    """Store what is new, what differs and what returns, with its change-log rows; what became of each page.

    No record may stand on two of the pages, and of a kind that refers to itself there may be only one page. Courses of
    `touched_users` are not counted here: a user stands on the lists of many courses.
    """
    writing = _Writing(tx, kind, connection_id, run_id, now)
    records = [record for page in pages for record in page]
    numbers = _numbers_of_parents(tx, records, kind, connection_id)
    resolved = [writing.resolve(page, numbers) for page in pages]
    ids = [external_id for part in resolved for external_id in part.rows]
    stored = stored_rows(tx, connection_id, kind, ids)
    diffs = [diff(kind, part.rows, stored) for part in resolved]
    writing.write(diffs)
    results = [_applied(part, found) for part, found in zip(resolved, diffs, strict=True)]
    if kind is Kind.GROUP:
        new = {external_id for found in diffs for external_id in found.new}
        for page, applied in zip(pages, results, strict=True):
            writing.write_members(page, new, applied)
    writing.log.write()
    return results


def _applied(resolved: Resolved, found: RowDiff) -> Applied:
    first_written = sum(row.op is Op.ADDED for row in found.changed)
    return Applied(
        added=len(found.new) + first_written,
        changed=len(found.changed) - first_written,
        waiting=resolved.waiting,
        losses=found.losses,
        valued=found.valued,
        touched_users=found.touched_users,
        unresolved=resolved.unresolved,
    )


def apply_losses(
    tx: Tx, losses: Mapping[str, Sequence[str]], *, kind: Kind, connection_id: int, run_id: int | None, now: int
) -> int:
    """Blank fields that the LMS says are empty now. How many rows changed."""
    writing = _Writing(tx, kind, connection_id, run_id, now)
    ids_by_field = {name: frozenset(ids) for name, ids in losses.items()}
    ids = frozenset[str]().union(*ids_by_field.values())
    rows = list(blanked(kind, stored_rows(tx, connection_id, kind, ids), ids_by_field))
    for row in rows:
        if row.external_id in ids_by_field.get("members", ()):
            row.fields["members"] = drop_members(tx, row.number)
    rows = [row for row in rows if row.fields]
    writing.write([RowDiff(changed=rows)])
    writing.log.write()
    _count_courses_of(tx, kind, connection_id, rows)
    return len(rows)


def fill_fields(
    tx: Tx, values: Mapping[str, Mapping[str, Any]], *, kind: Kind, connection_id: int, run_id: int | None, now: int
) -> list[str]:
    """Give fields that are empty these values, by id and name, as the change log holds them. Ids of the rows that changed."""
    writing = _Writing(tx, kind, connection_id, run_id, now)
    references = RECORD_TYPES[kind].references
    places = {name: place for place, name in enumerate(fields_of(kind))}
    rows = []
    for external_id, (number, deleted_at, *row) in stored_rows(tx, connection_id, kind, values).items():
        filled: dict[str, list[Any]] = {}
        for name, value in values[external_id].items() if deleted_at is None else ():
            if name in references:
                value = numbers_of(tx, connection_id, references[name], [value]).get(value)
            if row[places[name]] is None and value is not None:
                row[places[name]], filled[name] = value, [None, value]
        if filled:
            rows.append(ChangedRow(number, external_id, row, filled, Op.CHANGED))
    writing.write([RowDiff(changed=rows)])
    writing.log.write()
    _count_courses_of(tx, kind, connection_id, rows)
    return [row.external_id for row in rows]


def _count_courses_of(tx: Tx, kind: Kind, connection_id: int, rows: Sequence[ChangedRow]) -> None:
    """An enrolment may have lost its role, or got it back."""
    if kind is Kind.ENROLLMENT:
        user = t.columns_of(kind).index("user_id")
        count_courses(tx, connection_id, {row.values[user] for row in rows})


def remove(tx: Tx, ids: Collection[str], *, kind: Kind, connection_id: int, run_id: int | None, now: int) -> int:
    """Mark rows as removed. How many were there to be removed."""
    rows = rows_present(tx, connection_id, kind, ids)
    if not rows:
        return 0
    writing = _Writing(tx, kind, connection_id, run_id, now)
    numbers = [row[1] for row in rows]
    tx.run(_mark_removed(kind), numbers=numbers, now=now)
    for number in numbers:
        writing.log.add(number, Op.REMOVED)
    writing.log.write()
    if kind is Kind.ENROLLMENT:
        count_courses(tx, connection_id, {row[2] for row in rows})
    return len(numbers)


@cache
def _mark_removed(kind: Kind) -> Executable:
    table = t.MIRRORED[kind]
    return (
        update(table)
        .where(one_of(table.c.id, "numbers"))
        .values(deleted_at=bindparam("now"), changed_at=bindparam("now"))
    )


class _Writing:
    """Writes rows of one kind and, last, their change-log rows."""

    def __init__(self, tx: Tx, kind: Kind, connection_id: int, run_id: int | None, now: int) -> None:
        self._tx = tx
        self._kind = kind
        self._connection_id = connection_id
        self._now = now
        self._columns = t.columns_of(kind)
        self.log = ChangeRows(tx, kind, connection_id, run_id, now)

    def resolve(self, page: Sequence[Record], numbers: Numbers) -> Resolved:
        """The rows of a page. Parents may stand on the same page as their children: they get a number first."""
        resolved = resolve(self._kind, page, numbers)
        if self._kind not in SELF_REFERRING or not resolved.waiting or not resolved.rows:
            return resolved
        by_id = {record.external_id: record for record in page}
        # A child whose parent is nowhere must not become a row.
        lead_to_root = rooted(by_id, numbers["parent"].keys())
        waiting = [record for record in resolved.waiting if record.external_id in lead_to_root]
        if not waiting:
            return resolved
        needed = {record.external_id for record in waiting} | {
            parent for record in waiting if (parent := parent_of(record)) in by_id
        }
        self._reserve_numbers(needed)
        children = resolve(self._kind, waiting, _numbers_of_parents(self._tx, waiting, self._kind, self._connection_id))
        orphans = [record for record in resolved.waiting if record.external_id not in lead_to_root]
        return Resolved(resolved.rows | children.rows, orphans + children.waiting, resolved.unresolved)

    def _reserve_numbers(self, ids: Collection[str]) -> None:
        """Insert rows that have nothing but a number, for references to them."""
        missing = sorted(ids - numbers_of(self._tx, self._connection_id, self._kind, ids).keys())
        columns = ("external_id", "connection_id", "first_seen_at", "changed_at", "deleted_at")
        common = {
            "connection_id": self._connection_id,
            "first_seen_at": self._now,
            "changed_at": self._now,
            "deleted_at": NUMBER_ONLY,
        }
        self._tx.run_many(
            insert(t.MIRRORED[self._kind]).values({name: bindparam(name) for name in columns}),
            [{"external_id": external_id, **common} for external_id in missing],
        )

    def write(self, diffs: Iterable[RowDiff]) -> None:
        diffs = list(diffs)
        changed = [row for found in diffs for row in found.changed]
        for row in changed:
            self.log.add(row.number, row.op, self._logged_fields(row) if row.op is Op.CHANGED else None)
        new = {external_id: values for found in diffs for external_id, values in found.new.items()}
        if new:
            self._insert(new)
        if changed:
            self._tx.run_many(_update(self._kind), [self._params(row) for row in changed])

    def _params(self, row: ChangedRow) -> dict[str, Any]:
        values = dict(zip(self._columns, row.values, strict=True))
        params = {"b_id": row.number, "changed_at": self._now, **values, **texts(self._kind, values)}
        if self._kind is Kind.LESSON:
            params["moved"] = int(bool(MOVES_A_LESSON & row.fields.keys()))
        return params

    def _insert(self, new: Mapping[str, Sequence[Any]]) -> None:
        table = t.MIRRORED[self._kind]
        has_texts = bool(text_columns(self._kind))
        numbers = self._tx.new_numbers(table, len(new))
        rows = []
        for number, (external_id, values) in zip(numbers, new.items(), strict=True):
            known = [None if value is UNSET else value for value in values] if UNSET in values else values
            found = texts(self._kind, dict(zip(self._columns, known, strict=True))).values() if has_texts else ()
            rows.append((number, external_id, self._connection_id, self._now, self._now, *known, *found))
            self.log.add(number, Op.ADDED)
        self._tx.insert_many(table, _inserted(self._kind), rows)

    def write_members(self, page: Sequence[Record], new: Collection[str], applied: Applied) -> None:
        """A change of members is a change of the group. A group that lost all its members has lost a field."""
        groups = [record for record in page if isinstance(record, Group)]
        members = apply_members(self._tx, groups, connection_id=self._connection_id, new=new, now=self._now)
        for number, fields in members.changed.items():
            self.log.add(number, Op.CHANGED, fields)
        applied.changed += len(members.changed)
        applied.unresolved += members.unresolved
        if members.valued:
            applied.valued["members"] = members.valued
        if members.lost:
            applied.losses["members"] = members.lost

    def _logged_fields(self, row: ChangedRow) -> dict[str, Any]:
        """Fields before and after, with external ids in place of our numbers."""
        references = RECORD_TYPES[self._kind].references
        fields: dict[str, Any] = dict(row.fields)
        for name in fields.keys() & references.keys():
            wanted = _external_id(references[name])
            fields[name] = [number and self._tx.value(wanted, n=number) for number in fields[name]]
        return fields


def _numbers_of_parents(tx: Tx, records: Sequence[Record], kind: Kind, connection_id: int) -> Numbers:
    return {
        name: numbers_of(
            tx,
            connection_id,
            parent_kind,
            {value for record in records if isinstance(value := getattr(record, name), str)},
        )
        for name, parent_kind in RECORD_TYPES[kind].references.items()
    }


@cache
def _external_id(kind: Kind) -> Executable:
    table = t.MIRRORED[kind]
    return select(table.c.external_id).where(table.c.id == bindparam("n"))


@cache
def _inserted(kind: Kind) -> tuple[str, ...]:
    """The columns of a new row."""
    names = ("id", "external_id", "connection_id", "first_seen_at", "changed_at", *t.columns_of(kind))
    return (*names, *text_columns(kind))


@cache
def _update(kind: Kind) -> Executable:
    table = t.MIRRORED[kind]
    values: dict[str, Any] = {
        name: bindparam(name) for name in ("changed_at", *t.columns_of(kind), *text_columns(kind))
    }
    if kind is Kind.LESSON:
        values["sequence"] = table.c.sequence + bindparam("moved")
    return update(table).where(table.c.id == bindparam("b_id")).values(deleted_at=None, **values)
