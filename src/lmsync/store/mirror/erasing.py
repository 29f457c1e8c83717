"""Erasing people from the mirror: their rows go, and nothing that stays refers to them.

Unlike a removal it leaves no row behind. `erased_row` keeps the ids of what went for as long as the change log tells of it,
so that every follower hears of the delete.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Executable, Select, Text, bindparam, delete, select, update

from lmsync.changes import Op
from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.stored import numbers_of

GOES: Mapping[Kind, tuple[str, ...]] = {
    kind: tuple(name for name in record.owners if record.references[name] is Kind.USER)
    for kind, record in RECORD_TYPES.items()
}
"""By kind: the references to a person with whom a record goes."""
MENTIONS: Mapping[Kind, tuple[str, ...]] = {
    kind: tuple(name for name, to in record.references.items() if to is Kind.USER and name not in record.owners)
    for kind, record in RECORD_TYPES.items()
}
"""By kind: the references to a person that are emptied, while the record stays."""
ABOUT_PEOPLE = tuple(kind for kind in Kind if kind in (Kind.USER, Kind.GROUP) or GOES[kind] or MENTIONS[kind])
"""Kinds whose records are or name people."""


class Rows(Struct, frozen=True):
    """What is stored about some people of a connection, removed records included."""

    going: Mapping[Kind, Sequence[tuple[int, str]]]
    """Number and external id of the rows that an erasure deletes."""
    mentions: Mapping[Kind, Sequence[int]]
    """Numbers of the rows that stay and name them: groups, and lessons that they own."""

    @property
    def ids(self) -> dict[Kind, list[str]]:
        return {kind: [external_id for _, external_id in rows] for kind, rows in self.going.items()}

    def counts(self) -> dict[Kind, int]:
        """Rows that go and, of kinds that stay, rows that are changed."""
        of = {kind: len(rows) for kind, rows in self.going.items()}
        for kind, numbers in self.mentions.items():
            of[kind] = of.get(kind, 0) + len(numbers)
        return {kind: of[kind] for kind in Kind if of.get(kind)}


def rows_about(tx: Tx, connection_id: int, users: Collection[str]) -> Rows:
    """`users`: external ids."""
    people = numbers_of(tx, connection_id, Kind.USER, users)
    numbers = list(people.values())
    going: dict[Kind, Sequence[tuple[int, str]]] = {Kind.USER: [(number, user) for user, number in people.items()]}
    mentions: dict[Kind, Sequence[int]] = {}
    if not numbers:
        return Rows({}, {})
    for kind in ABOUT_PEOPLE:
        for name in GOES[kind]:
            going[kind] = [(row[0], row[1]) for row in tx.rows(_referring(kind, name), numbers=numbers)]
        for name in MENTIONS[kind]:
            mentions[kind] = [row[0] for row in tx.rows(_referring(kind, name), numbers=numbers)]
    mentions[Kind.GROUP] = [row[0] for row in tx.rows(_GROUPS, numbers=numbers)]
    return Rows(going, mentions)


def erase(tx: Tx, connection_id: int, users: Collection[str], *, now: int) -> Rows:
    """Delete all that is stored about these people, also from the change log; what went, and what was changed."""
    found = rows_about(tx, connection_id, users)
    numbers = [number for number, _ in found.going.get(Kind.USER, ())]
    if numbers:
        tx.run(_DROP_MEMBERSHIPS, numbers=numbers)
        for kind, names in MENTIONS.items():
            for name in names:
                tx.run(_empty(kind, name), numbers=numbers)
    for kind, rows in found.going.items():
        gone = [number for number, _ in rows]
        if not gone:
            continue
        tx.run(_FORGET_CHANGES, connection=connection_id, kind=t.KIND_NUMBERS[kind], numbers=gone)
        # Not to be given to another row: followers are still told of the old one under it.
        tx.continue_numbers(t.MIRRORED[kind], tx.last_number(t.MIRRORED[kind]))
        tx.run(_delete(kind), numbers=gone)
    for kind, touched in ((kind, touched) for kind, touched in found.mentions.items() if touched):
        tx.run(_touch(kind), numbers=list(touched), now=now)
    _forget_in_log_of_others(tx, connection_id, users)
    _announce(tx, connection_id, found, now)
    _forget_pages(tx, connection_id, users)
    tx.moved(connection_id)
    return found


def _announce(tx: Tx, connection_id: int, rows: Rows, now: int) -> None:
    """Deletes and changes without values, children before their parents, and for each delete whose it is."""
    log: list[tuple[Any, ...]] = []
    for kind, touched in rows.mentions.items():
        log += [(now, number, connection_id, t.KIND_NUMBERS[kind], int(Op.CHANGED)) for number in touched]
    gone = [(kind, *row) for kind in reversed(Kind) for row in rows.going.get(kind, ())]
    log += [(now, number, connection_id, t.KIND_NUMBERS[kind], int(Op.REMOVED)) for kind, number, _ in gone]
    tx.insert_many(t.change, ("at", "entity_id", "connection_id", "kind", "op"), log)
    seq = tx.last_number(t.change)
    tx.insert_many(
        t.erased_row,
        ("kind", "entity_id", "connection_id", "seq", "external_id"),
        [(t.KIND_NUMBERS[kind], number, connection_id, seq, external_id) for kind, number, external_id in gone],
    )


def _forget_in_log_of_others(tx: Tx, connection_id: int, users: Collection[str]) -> None:
    """The members of a group and the owner of a lesson, before and after."""
    erased = set(users)
    for kind in (kind for kind in ABOUT_PEOPLE if kind is not Kind.USER):
        names = {*GOES[kind], *MENTIONS[kind]}
        rows: dict[int, str] = {}
        for user in users:
            mentioned = t.change.c.fields.contains(json.dumps(user, ensure_ascii=False), autoescape=True)
            number = t.KIND_NUMBERS[kind]
            rows |= dict(tx.rows(_LOGGED.where(mentioned), connection=connection_id, kind=number))
        for seq, logged in rows.items():
            fields = without_people(json.loads(logged), names, erased)
            text = json.dumps(fields, ensure_ascii=False) if fields else None
            tx.run(_REWRITE_LOGGED, b_seq=seq, b_fields=text)


def without_people(fields: Mapping[str, list[Any]], names: Collection[str], erased: Collection[str]) -> dict[str, Any]:
    """The fields of a change, before and after, without these people; `names`: fields that refer to one person."""
    kept: dict[str, Any] = {}
    for name, pair in fields.items():
        if name == "members":
            pair = [[member for member in members or () if member not in erased] for members in pair]
        elif name in names:
            pair = [None if value in erased else value for value in pair]
        if pair[0] != pair[1]:
            kept[name] = pair
    return kept


def _forget_pages(tx: Tx, connection_id: int, users: Iterable[str]) -> None:
    """Ids on pages. All pages that may hold them are decoded again, once; a run that was interrupted reads them anew."""
    c = t.page_digest.c
    for kind in ABOUT_PEOPLE:
        tx.run(delete(t.page_digest).where(c.connection_id == connection_id, c.kind == kind.value))
    above = [f"{Kind.USER}:{user}" for user in users]
    for table in (t.page_digest, t.sync_scope):
        of_people = table.c.connection_id == connection_id, one_of(table.c.parent, "above")
        tx.run(delete(table).where(*of_people), above=above)
    runs = select(t.sync_run.c.id).where(t.sync_run.c.connection_id == connection_id)
    tx.run(
        delete(t.sync_run_scope).where(
            t.sync_run_scope.c.run_id.in_(runs),
            t.sync_run_scope.c.parent_kind == Kind.USER.value,
            one_of(t.sync_run_scope.c.parent, "users"),
        ),
        users=list(users),
    )


_GROUPS = select(t.group_member.c.group_id).where(one_of(t.group_member.c.user_id, "numbers")).distinct()
_DROP_MEMBERSHIPS = delete(t.group_member).where(one_of(t.group_member.c.user_id, "numbers"))
_FORGET_CHANGES = delete(t.change).where(
    t.change.c.connection_id == bindparam("connection"),
    t.change.c.kind == bindparam("kind"),
    one_of(t.change.c.entity_id, "numbers"),
)
_LOGGED = select(t.change.c.seq, t.change.c.fields).where(
    t.change.c.connection_id == bindparam("connection"), t.change.c.kind == bindparam("kind")
)
_REWRITE_LOGGED = (
    update(t.change).where(t.change.c.seq == bindparam("b_seq")).values(fields=bindparam("b_fields", type_=Text()))
)


@cache
def _referring(kind: Kind, name: str) -> Select[Any]:
    table = t.MIRRORED[kind]
    return select(table.c.id, table.c.external_id).where(one_of(table.c[f"{name}_id"], "numbers"))


@cache
def _empty(kind: Kind, name: str) -> Executable:
    table = t.MIRRORED[kind]
    return update(table).where(one_of(table.c[f"{name}_id"], "numbers")).values({f"{name}_id": None})


@cache
def _delete(kind: Kind) -> Executable:
    table = t.MIRRORED[kind]
    return delete(table).where(one_of(table.c.id, "numbers"))


@cache
def _touch(kind: Kind) -> Executable:
    table = t.MIRRORED[kind]
    return update(table).where(one_of(table.c.id, "numbers")).values(changed_at=bindparam("now"))


_ERASED = select(t.erased_row.c.entity_id, t.erased_row.c.external_id).where(
    t.erased_row.c.kind == bindparam("kind"), one_of(t.erased_row.c.entity_id, "numbers")
)


def erased_ids(tx: Tx, kind: Kind, numbers: Collection[int]) -> dict[int, str]:
    """By number of a row that an erasure deleted: its external id, as long as the change log tells of it."""
    return dict(tx.rows(_ERASED, kind=t.KIND_NUMBERS[kind], numbers=list(numbers))) if numbers else {}


def prune_erased(tx: Tx, seq: int) -> None:
    """The change log up to `seq` is gone, and every follower has heard of the deletes or begins again."""
    tx.run(delete(t.erased_row).where(t.erased_row.c.seq <= seq))
