"""Records into rows and change-log rows, within one short transaction.

A page is compared with what is stored as tuples; only what differs is written. Every function here belongs to
the caller's transaction, so a page is applied whole or not at all.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

from msgspec import UNSET
from msgspec.structs import fields
from sqlalchemy import (
    ColumnElement,
    Executable,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    distinct,
    func,
    insert,
    select,
    update,
)

from lmsync.changes import Op
from lmsync.records import RECORD_TYPES, Group, Kind, Record
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of, upsert
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.text import search_text, sort_key

OWNERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ORG: ("parent",),
    Kind.TERM: ("parent",),
    Kind.SECTION: ("course",),
    Kind.GROUP: ("course",),
    Kind.ENROLLMENT: ("user", "course"),
    Kind.CATEGORY: ("course",),
    Kind.ITEM: ("course",),
    Kind.SUBMISSION: ("item", "user"),
    Kind.LESSON: ("course",),
    Kind.ATTENDANCE: ("lesson", "user"),
}
"""References without which a record makes no sense: it waits for them. Any other that leads nowhere is unknown."""

MOVES_A_LESSON = frozenset({"starts_at", "ends_at", "all_day", "on_date", "location", "state"})


@dataclass
class Applied:
    """What became of some records of one kind."""

    added: int = 0
    changed: int = 0
    waiting: list[Record] = field(default_factory=list)
    """Records whose parent is not stored (yet)."""
    losses: dict[str, list[str]] = field(default_factory=dict)
    """By field: whose value the LMS no longer tells. Not applied: that is judged at the end of the scope."""
    valued: dict[str, int] = field(default_factory=dict)
    """By field: how many of the stored rows had a value."""
    touched_users: set[int] = field(default_factory=set)
    """Our numbers of people whose enrolments moved: `count_courses` is due."""
    unresolved: int = 0
    """References to records that are not stored (yet), without which the record makes sense all the same."""


@cache
def fields_of(kind: Kind) -> tuple[str, ...]:
    """Names of a record's own fields that its table has."""
    names = [one.name for one in fields(RECORD_TYPES[kind])]
    return tuple(name for name in names if name not in {"external_id", "members"})


@cache
def columns_of(kind: Kind) -> tuple[str, ...]:
    """The columns that hold `fields_of`, in that order."""
    references = RECORD_TYPES[kind].references
    return tuple(f"{name}_id" if name in references else name for name in fields_of(kind))


@cache
def _stored(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return select(
        table.c.external_id, table.c.id, table.c.deleted_at, *(table.c[name] for name in columns_of(kind))
    ).where(table.c.connection_id == bindparam("connection"), one_of(table.c.external_id, "ids"))


@cache
def _numbers(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return select(table.c.external_id, table.c.id).where(
        table.c.connection_id == bindparam("connection"), one_of(table.c.external_id, "ids")
    )


def _text_columns(table: Table) -> list[str]:
    return [name for name in ("sort_key", "search_text") if name in table.c]


@cache
def _inserted(kind: Kind) -> tuple[str, ...]:
    """The columns of a new row."""
    names = ("id", "external_id", "connection_id", "first_seen_at", "changed_at", *columns_of(kind))
    return (*names, *_text_columns(t.MIRRORED[kind]))


@cache
def _update(kind: Kind) -> Executable:
    table = t.MIRRORED[kind]
    values: dict[str, Any] = {
        name: bindparam(name) for name in ("changed_at", *columns_of(kind), *_text_columns(table))
    }
    if kind is Kind.LESSON:
        values["sequence"] = table.c.sequence + bindparam("moved")
    return update(table).where(table.c.id == bindparam("b_id")).values(deleted_at=None, **values)


_LOG = ("at", "entity_id", "run_id", "connection_id", "kind", "op", "fields")


def numbers_of(tx: Tx, connection_id: int, kind: Kind, ids: Iterable[str]) -> dict[str, int]:
    """Our numbers of these records, removed ones included."""
    wanted = list(ids)
    rows = tx.rows(_numbers(kind), connection=connection_id, ids=wanted) if wanted else []
    return dict(rows)


def apply_records(
    tx: Tx, records: Sequence[Record], *, kind: Kind, connection_id: int, run_id: int | None, now: int
) -> Applied:
    """Store what is new, what differs and what returns, with its change-log rows.

    Whose courses have to be counted again is told, not done: a person stands on the lists of many courses.
    """
    # A list that slips while it is read can show a row twice; the last one wins.
    by_id = {record.external_id: record for record in records}
    (applied,) = apply_pages(tx, [list(by_id.values())], kind=kind, connection_id=connection_id, run_id=run_id, now=now)
    return applied


def apply_pages(
    tx: Tx, pages: Sequence[Sequence[Record]], *, kind: Kind, connection_id: int, run_id: int | None, now: int
) -> list[Applied]:
    """The same for several pages at a time, and what became of each. No record may stand on them twice."""
    applying = _Applying(tx, kind, connection_id, run_id, now)
    every = [record for page in pages for record in page]
    numbers = _numbers_of_parents(tx, every, kind, connection_id)
    told = []
    for page in pages:
        applied = Applied()
        told.append((page, applied, _resolved(tx, page, numbers, kind, connection_id, applied, now)))
    ids = [external_id for _, _, rows in told for external_id in rows]
    stored = {row[0]: row[1:] for row in tx.rows(_stored(kind), connection=connection_id, ids=ids)}
    for _, applied, rows in told:
        applying.compare(rows, stored, applied)
    applying.write()
    if kind is Kind.GROUP:
        for page, applied, _ in told:
            applying.apply_members(page, applied)
    applying.write_log()
    return [applied for _, applied, _ in told]


class _Applying:
    """Rows of one kind that are compared with what is stored, and what has to be written of them."""

    def __init__(self, tx: Tx, kind: Kind, connection_id: int, run_id: int | None, now: int) -> None:
        self._tx = tx
        self._kind = kind
        self._connection_id = connection_id
        self._run_id = run_id
        self._now = now
        self._columns, self._names = columns_of(kind), fields_of(kind)
        self._has_texts = bool(_text_columns(t.MIRRORED[kind]))
        self._user = self._columns.index("user_id") if kind is Kind.ENROLLMENT else None
        self._new: dict[str, Sequence[Any]] = {}
        self._differing: list[dict[str, Any]] = []
        self._log: list[tuple[Any, ...]] = []

    def _logged(self, number: int, op: Op, changed: Mapping[str, Any] | None = None) -> None:
        fields = json.dumps(changed, ensure_ascii=False) if changed else None
        kind = t.KIND_NUMBERS[self._kind]
        self._log.append((self._now, number, self._run_id, self._connection_id, kind, int(op), fields))

    def compare(
        self, rows: Mapping[str, Sequence[Any]], stored: Mapping[str, tuple[Any, ...]], applied: Applied
    ) -> None:
        """Note what is new, what differs and what returns."""
        for external_id, values in rows.items():
            before = stored.get(external_id)
            if before is None:
                self._add(external_id, values, applied)
            else:
                self._change(external_id, values, before, applied)

    def _add(self, external_id: str, values: Sequence[Any], applied: Applied) -> None:
        self._new[external_id] = values
        applied.added += 1
        if self._user is not None:
            applied.touched_users.add(values[self._user])

    def _change(self, external_id: str, values: Sequence[Any], before: tuple[Any, ...], applied: Applied) -> None:
        number, deleted_at, *old = before
        after = list(old)
        changed: dict[str, Any] = {}
        for name, position, value, was in zip(self._names, range(len(old)), values, old, strict=True):
            if was is not None:
                applied.valued[name] = applied.valued.get(name, 0) + 1
            if value is UNSET or value == was:
                continue
            if value is None and deleted_at is None:
                applied.losses.setdefault(name, []).append(external_id)
                continue
            after[position] = value
            changed[name] = [was, value]
        if not changed and deleted_at is None:
            return
        whole = dict(zip(self._columns, after, strict=True))
        row = {"b_id": number, "changed_at": self._now, **whole, **texts(self._kind, whole)}
        if self._kind is Kind.LESSON:
            row["moved"] = int(bool(MOVES_A_LESSON & changed.keys()))
        self._differing.append(row)
        if deleted_at == _NOT_YET:
            applied.added += 1
            self._logged(number, Op.ADDED)
        else:
            applied.changed += 1
            if deleted_at is not None:
                self._logged(number, Op.RESTORED)
            else:
                self._logged(number, Op.CHANGED, _told(self._tx, self._kind, changed))
        if self._user is not None:
            # An enrolment that changed hands concerns both.
            applied.touched_users |= {user for user in (after[self._user], old[self._user]) if user}

    def write(self) -> None:
        if self._new:
            self._insert()
        if self._differing:
            self._tx.run_many(_update(self._kind), self._differing)

    def _insert(self) -> None:
        table = t.MIRRORED[self._kind]
        numbers = self._tx.new_numbers(table, len(self._new))
        rows = []
        for number, (external_id, values) in zip(numbers, self._new.items(), strict=True):
            told = [None if value is UNSET else value for value in values] if UNSET in values else values
            found = texts(self._kind, dict(zip(self._columns, told, strict=True))).values() if self._has_texts else ()
            rows.append((number, external_id, self._connection_id, self._now, self._now, *told, *found))
            self._logged(number, Op.ADDED)
        self._tx.insert_many(table, _inserted(self._kind), rows)

    def apply_members(self, page: Sequence[Record], applied: Applied) -> None:
        groups = [record for record in page if isinstance(record, Group)]
        for number, fields_of_group in _apply_members(
            self._tx, groups, self._connection_id, applied, self._new.keys(), self._now
        ):
            self._logged(number, Op.CHANGED, fields_of_group)
            applied.changed += 1

    def write_log(self) -> None:
        if self._log:
            self._tx.insert_many(t.change, _LOG, self._log)


Numbers: TypeAlias = Mapping[str, Mapping[str, int]]
"""By the name of a reference: our numbers by external id."""


def _numbers_of_parents(tx: Tx, records: Sequence[Record], kind: Kind, connection_id: int) -> Numbers:
    return {
        name: numbers_of(
            tx, connection_id, of_kind, {value for one in records if isinstance(value := getattr(one, name), str)}
        )
        for name, of_kind in RECORD_TYPES[kind].references.items()
    }


def _resolved(
    tx: Tx, records: Sequence[Record], numbers: Numbers, kind: Kind, connection_id: int, applied: Applied, now: int
) -> dict[str, list[Any]]:
    """Values by external id, in the order of `columns_of`, with our numbers in place of external ids."""
    names, own = fields_of(kind), OWNERS.get(kind, ())
    values_of = attrgetter(*names)
    # Where a reference stands, its numbers, and whether the record waits for it.
    parents = [(names.index(name), known, name in own) for name, known in numbers.items()]
    rows: dict[str, list[Any]] = {}
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
                applied.waiting.append(record)
                break
            else:
                applied.unresolved += 1
                values[place] = UNSET
        else:
            rows[record.external_id] = values
    if kind in SELF_REFERRING and applied.waiting and rows:
        # Parents may stand on the same page: store them first, then look again.
        _store_parents_first(tx, kind, connection_id, rows, applied, records, now)
    return rows


SELF_REFERRING = frozenset({Kind.ORG, Kind.TERM})
"""Kinds whose records stand above each other: `apply_pages` takes one page of them at a time."""


_NOT_YET = 0
"""`deleted_at` of a row that has only its number so far; never seen outside its transaction."""


def _store_parents_first(
    tx: Tx,
    kind: Kind,
    connection_id: int,
    rows: dict[str, list[Any]],
    applied: Applied,
    records: Sequence[Record],
    now: int,
) -> None:
    """Give numbers to what stands on this page, so that its children there have something to refer to."""
    waiting, applied.waiting = applied.waiting, []
    by_id = {record.external_id: record for record in records}
    wanted = {record.external_id for record in waiting} | {
        parent for record in waiting if (parent := _parent_of(record)) in by_id
    }
    # A child whose parent is nowhere must not become a row: keep those that lead to a row in the end.
    rooted = {one for one in wanted if _leads_to_root(tx, kind, connection_id, by_id, one)}
    known = numbers_of(tx, connection_id, kind, rooted)
    table = t.MIRRORED[kind]
    columns = ("external_id", "connection_id", "first_seen_at", "changed_at", "deleted_at")
    tx.run_many(
        insert(table).values({name: bindparam(name) for name in columns}),
        [
            {
                "external_id": one,
                "connection_id": connection_id,
                "first_seen_at": now,
                "changed_at": now,
                "deleted_at": _NOT_YET,
            }
            for one in sorted(rooted - known.keys())
        ],
    )
    ready = [record for record in waiting if record.external_id in rooted]
    applied.waiting += [record for record in waiting if record.external_id not in rooted]
    if ready:
        numbers = _numbers_of_parents(tx, ready, kind, connection_id)
        rows.update(_resolved(tx, ready, numbers, kind, connection_id, applied, now))


def _parent_of(record: Record) -> str | None:
    parent = getattr(record, "parent", None)
    return parent if isinstance(parent, str) else None


def _leads_to_root(tx: Tx, kind: Kind, connection_id: int, by_id: Mapping[str, Record], one: str) -> bool:
    """Whether every parent above is on this page or stored; a circle leads nowhere."""
    seen = set()
    while one in by_id:
        parent = _parent_of(by_id[one])
        if parent is None:
            return True
        if one in seen:
            return False
        seen.add(one)
        one = parent
    return bool(numbers_of(tx, connection_id, kind, [one]))


def texts(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns for sorting and searching that follow from the others."""
    if kind is Kind.USER:
        return {
            "sort_key": sort_key(row["family_name"], row["given_name"]) or sort_key(row["display_name"]),
            "search_text": search_text(
                row["family_name"], row["given_name"], row["display_name"], row["email"], row["username"], row["sis_id"]
            ),
        }
    table = t.MIRRORED[kind]
    if "sort_key" not in table.c:
        return {}
    title = row.get("name") or row.get("title")
    return {
        "sort_key": sort_key(title),
        "search_text": search_text(title, row.get("code"), row.get("sis_id"), row.get("location")),
    }


def _told(tx: Tx, kind: Kind, changed: dict[str, Any]) -> dict[str, Any]:
    """Fields before and after, with external ids in place of our numbers."""
    references = RECORD_TYPES[kind].references
    told = dict(changed)
    for name in changed.keys() & references.keys():
        table = t.MIRRORED[references[name]]
        told[name] = [
            number and tx.value(select(table.c.external_id).where(table.c.id == bindparam("n")), n=number)
            for number in changed[name]
        ]
    return told


_MEMBERS = (
    select(t.group_member.c.group_id, t.user.c.external_id, t.user.c.id)
    .join(t.user, t.user.c.id == t.group_member.c.user_id)
    .where(one_of(t.group_member.c.group_id, "groups"))
)
_ADD_MEMBER = upsert(t.group_member).values(group_id=bindparam("g"), user_id=bindparam("u")).on_conflict_do_nothing()
_DROP_MEMBER = delete(t.group_member).where(
    t.group_member.c.group_id == bindparam("g"), t.group_member.c.user_id == bindparam("u")
)

_DROP_ALL_MEMBERS = delete(t.group_member).where(t.group_member.c.group_id == bindparam("g"))
_TOUCH_GROUP = (
    update(t.course_group).where(t.course_group.c.id == bindparam("b_id")).values(changed_at=bindparam("now"))
)


def _apply_members(
    tx: Tx, groups: Sequence[Group], connection_id: int, applied: Applied, new: Collection[str], now: int
) -> list[tuple[int, dict[str, Any]]]:
    """Who belongs to which group. A change of members is a change of the group: its number and the fields.

    A group that lost all its members has lost a field, which is judged at the end of the scope.
    """
    told = {group.external_id: group.members for group in groups if group.members is not UNSET}
    numbers = numbers_of(tx, connection_id, Kind.GROUP, told)
    wanted = {user for members in told.values() for user in members or ()}
    users = numbers_of(tx, connection_id, Kind.USER, wanted)
    applied.unresolved += len(wanted) - len(users)
    stored: dict[int, dict[str, int]] = {}
    for group, external_id, number in tx.rows(_MEMBERS, groups=list(numbers.values())):
        stored.setdefault(group, {})[external_id] = number
    moved = []
    for external_id, group in numbers.items():
        before = stored.get(group, {})
        after = {user: users[user] for user in told[external_id] or () if user in users}
        if before:
            applied.valued["members"] = applied.valued.get("members", 0) + 1
        if before.keys() == after.keys():
            continue
        if not after:
            applied.losses.setdefault("members", []).append(external_id)
            continue
        tx.run_many(_ADD_MEMBER, [{"g": group, "u": number} for number in after.values()])
        tx.run_many(_DROP_MEMBER, [{"g": group, "u": before[user]} for user in before.keys() - after.keys()])
        if external_id not in new:
            tx.run(_TOUCH_GROUP, b_id=group, now=now)
            moved.append((group, {"members": [sorted(before), sorted(after)]}))
    return moved


def _blank_members(tx: Tx, number: int) -> list[Any]:
    before = sorted(row[1] for row in tx.rows(_MEMBERS, groups=[number]))
    tx.run(_DROP_ALL_MEMBERS, g=number)
    return [before, []]


def _count_courses(whose: Callable[[FromClause], ColumnElement[bool]]) -> Executable:
    e, person = t.enrollment.c, t.user.alias("person")
    present = and_(e.user_id == person.c.id, e.deleted_at.is_(None))

    def courses_as(role: str) -> ColumnElement[int]:
        return func.count(distinct(case((e.role == role, e.course_id)))).label(role)

    counted = (
        select(person.c.id, courses_as("student"), courses_as("teacher"))
        .select_from(person.outerjoin(t.enrollment, present))
        .where(whose(person))
        .group_by(person.c.id)
        .subquery("counted")
    )
    student, teacher = t.user.c.student_courses, t.user.c.teacher_courses
    return (
        update(t.user)
        .where(t.user.c.id == counted.c.id, (student != counted.c.student) | (teacher != counted.c.teacher))
        .values(student_courses=counted.c.student, teacher_courses=counted.c.teacher)
    )


_COUNT_THEIRS = _count_courses(lambda person: one_of(person.c.id, "users"))
_COUNT_ALL = _count_courses(lambda person: person.c.connection_id == bindparam("connection"))


def count_courses(tx: Tx, users: Collection[int]) -> None:
    """Keep the counts that make somebody a student or a teacher."""
    if users:
        tx.run(_COUNT_THEIRS, users=list(users))


def count_all_courses(tx: Tx, connection_id: int) -> int:
    """The same for everybody, after a run that may have died before it counted. How many counts were not right."""
    return tx.run(_COUNT_ALL, connection=connection_id)


def apply_losses(
    tx: Tx, losses: Mapping[str, Sequence[str]], *, kind: Kind, connection_id: int, run_id: int | None, now: int
) -> int:
    """Blank fields that the LMS says are empty now. How many rows changed."""
    by_record: dict[str, set[str]] = {}
    for name, ids in losses.items():
        for external_id in ids:
            by_record.setdefault(external_id, set()).add(name)
    columns, names = columns_of(kind), fields_of(kind)
    log: list[tuple[Any, ...]] = []
    touched: set[int] = set()
    for external_id, number, deleted_at, *old in tx.rows(_stored(kind), connection=connection_id, ids=list(by_record)):
        whole = dict(zip(columns, old, strict=True))
        changed = {}
        for name, column in zip(names, columns, strict=True):
            if name in by_record[external_id] and whole[column] is not None:
                changed[name] = [whole[column], None]
                whole[column] = None
        if "members" in by_record[external_id]:
            changed["members"] = _blank_members(tx, number)
        if not changed or deleted_at is not None:
            continue
        row = {"b_id": number, "changed_at": now, **whole, **texts(kind, whole)}
        if kind is Kind.LESSON:
            row["moved"] = int(bool(MOVES_A_LESSON & changed.keys()))
        tx.run_many(_update(kind), [row])
        told = json.dumps(_told(tx, kind, changed), ensure_ascii=False)
        log.append((now, number, run_id, connection_id, t.KIND_NUMBERS[kind], int(Op.CHANGED), told))
        if kind is Kind.ENROLLMENT:
            touched.add(whole["user_id"])
    tx.insert_many(t.change, _LOG, log)
    if kind is Kind.ENROLLMENT:
        # A lost role.
        count_courses(tx, touched)
    return len(log)


@cache
def _mark_removed(kind: Kind) -> Executable:
    table = t.MIRRORED[kind]
    return (
        update(table)
        .where(one_of(table.c.id, "numbers"))
        .values(deleted_at=bindparam("now"), changed_at=bindparam("now"))
    )


@cache
def _present(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    extra = [table.c.user_id] if kind is Kind.ENROLLMENT else []
    return select(table.c.external_id, table.c.id, *extra).where(
        table.c.connection_id == bindparam("connection"),
        one_of(table.c.external_id, "ids"),
        table.c.deleted_at.is_(None),
    )


def ids_present(tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]) -> set[str]:
    """Those that are stored and not removed."""
    return {row[0] for row in tx.rows(_present(kind), connection=connection_id, ids=list(ids))} if ids else set()


def remove(tx: Tx, ids: Collection[str], *, kind: Kind, connection_id: int, run_id: int | None, now: int) -> int:
    """Mark rows as removed. How many were there to be removed."""
    rows = tx.rows(_present(kind), connection=connection_id, ids=list(ids))
    if not rows:
        return 0
    numbers = [row[1] for row in rows]
    tx.run(_mark_removed(kind), numbers=numbers, now=now)
    rest = (run_id, connection_id, t.KIND_NUMBERS[kind], int(Op.REMOVED), None)
    tx.insert_many(t.change, _LOG, [(now, number, *rest) for number in numbers])
    if kind is Kind.ENROLLMENT:
        count_courses(tx, {row[2] for row in rows})
    return len(numbers)


# What is stored of a scope


@cache
def _ids_in_scope(kind: Kind, parent_kind: Kind | None, whole_site: bool) -> Select[Any]:
    table = t.MIRRORED[kind]
    wanted = select(table.c.external_id).where(table.c.deleted_at.is_(None))
    ours = table.c.connection_id == bindparam("connection")
    if parent_kind is None:
        return wanted.where(ours).order_by(table.c.id)
    name = next(name for name, of_kind in RECORD_TYPES[kind].references.items() if of_kind is parent_kind)
    column = table.c[f"{name}_id"]
    if whole_site:
        return wanted.where(ours, column.is_(None)).order_by(table.c.id)
    # The parent is of this connection: a second condition would only mislead a planner that has no figures yet.
    parent = t.MIRRORED[parent_kind]
    number = (
        select(parent.c.id)
        .where(parent.c.connection_id == bindparam("connection"), parent.c.external_id == bindparam("parent"))
        .scalar_subquery()
    )
    return wanted.where(column == number).order_by(table.c.id)


def each_in_scope(
    tx: Tx, connection_id: int, kind: Kind, parent_kind: Kind | None = None, parent: str | None = None
) -> Iterator[str]:
    """External ids of the rows that are not removed, in order of arrival."""
    statement = _ids_in_scope(kind, parent_kind, parent_kind is not None and parent is None)
    params = {"parent": parent} if parent is not None and parent_kind is not None else {}
    return tx.each(statement, connection=connection_id, **params)


def ids_in_scope(
    tx: Tx, connection_id: int, kind: Kind, parent_kind: Kind | None = None, parent: str | None = None
) -> list[str]:
    """The same in memory."""
    return list(each_in_scope(tx, connection_id, kind, parent_kind, parent))


@cache
def _ids_by_parent(kind: Kind, parent_kind: Kind) -> Select[Any]:
    table, parent = t.MIRRORED[kind], t.MIRRORED[parent_kind]
    name = next(name for name, of_kind in RECORD_TYPES[kind].references.items() if of_kind is parent_kind)
    return (
        select(parent.c.external_id, table.c.external_id)
        .join(parent, parent.c.id == table.c[f"{name}_id"])
        .where(
            parent.c.connection_id == bindparam("connection"),
            one_of(parent.c.external_id, "parents"),
            table.c.deleted_at.is_(None),
        )
        .order_by(table.c.id)
    )


def ids_by_parent(
    tx: Tx, connection_id: int, kind: Kind, parent_kind: Kind, parents: Sequence[str]
) -> dict[str, list[str]]:
    """The same for several parents at a time."""
    found: dict[str, list[str]] = {parent: [] for parent in parents}
    for parent, external_id in tx.rows(_ids_by_parent(kind, parent_kind), connection=connection_id, parents=parents):
        found[parent].append(external_id)
    return found


@cache
def _ids_by_course(kind: Kind) -> Select[Any]:
    table, course = t.MIRRORED[kind], t.MIRRORED[Kind.COURSE]
    return (
        select(course.c.external_id, table.c.external_id)
        .join(course, course.c.id == table.c.course_id)
        .where(
            table.c.connection_id == bindparam("connection"),
            table.c.external_id.like(bindparam("pattern")),
            table.c.deleted_at.is_(None),
        )
        .order_by(table.c.id)
    )


def ids_by_course(tx: Tx, connection_id: int, kind: Kind, prefix: str) -> dict[str, list[str]]:
    """External ids with a prefix (letters and a dot) of rows that are not removed, by their course. Once a run: it goes
    through all rows of the kind."""
    found: dict[str, list[str]] = {}
    for course, external_id in tx.rows(_ids_by_course(kind), connection=connection_id, pattern=f"{prefix}%"):
        found.setdefault(course, []).append(external_id)
    return found


def count_present(tx: Tx, connection_id: int, kind: Kind) -> int:
    table = t.MIRRORED[kind]
    return int(tx.value(_count(table), connection=connection_id))


@cache
def _count(table: Table) -> Select[Any]:
    return select(func.count()).where(table.c.connection_id == bindparam("connection"), table.c.deleted_at.is_(None))


def children_of(tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]) -> dict[Kind, list[str]]:
    """What goes when these parents go: rows for which one of them is an owner."""
    found: dict[Kind, list[str]] = {}
    numbers = list(numbers_of(tx, connection_id, kind, ids).values())
    for child, names in kinds_below(kind).items():
        for name in names:
            rows = tx.rows(_children(child, name), connection=connection_id, numbers=numbers)
            found.setdefault(child, []).extend(row[0] for row in rows)
    return {child: ids_of for child, ids_of in found.items() if ids_of}


def kinds_below(kind: Kind) -> dict[Kind, list[str]]:
    """Kinds whose records go when a record of `kind` goes, and the references by which it owns them."""
    found: dict[Kind, list[str]] = {}
    for child, owners in OWNERS.items():
        for name in owners:
            if RECORD_TYPES[child].references[name] is kind and child is not kind:
                found.setdefault(child, []).append(name)
    return found


def children_by_parent(
    tx: Tx, connection_id: int, kind: Kind, ids: Collection[str]
) -> dict[str, dict[Kind, list[str]]]:
    """External ids of the children that are stored and not removed, by parent and kind; parents without any are left
    out."""
    numbers = numbers_of(tx, connection_id, kind, ids)
    by_number = {number: external_id for external_id, number in numbers.items()}
    found: dict[str, dict[Kind, list[str]]] = {}
    for child, names in kinds_below(kind).items():
        for name in names:
            for parent, external_id in tx.rows(
                _children_with_parent(child, name), connection=connection_id, numbers=list(by_number)
            ):
                found.setdefault(by_number[parent], {}).setdefault(child, []).append(external_id)
    return found


@cache
def _children_with_parent(child: Kind, name: str) -> Select[Any]:
    table = t.MIRRORED[child]
    return select(table.c[f"{name}_id"], table.c.external_id).where(
        table.c.connection_id == bindparam("connection"),
        table.c.deleted_at.is_(None),
        one_of(table.c[f"{name}_id"], "numbers"),
    )


@cache
def _children(child: Kind, name: str) -> Select[Any]:
    table = t.MIRRORED[child]
    return select(table.c.external_id).where(
        table.c.connection_id == bindparam("connection"),
        table.c.deleted_at.is_(None),
        one_of(table.c[f"{name}_id"], "numbers"),
    )
