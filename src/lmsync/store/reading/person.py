"""Everything that is held on one person."""

import json
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, select

from lmsync.changes import Op
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.keeping import held
from lmsync.store.keeping.held import Decision
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.erasing import GOES, MENTIONS
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import record_of
from lmsync.store.reading.rows import Reference
from lmsync.store.reading.shown import public_id, selection, shown, shown_fields, time_text
from lmsync.store.reading.view import View


class Logged(Struct, frozen=True):
    seq: int
    at: str | None
    kind: Kind
    id: str
    change: str
    fields: dict[str, tuple[Any, Any]] | None


class Held(Struct, frozen=True):
    user: Any
    """A `whole_type`."""
    rows: dict[Kind, list[Any]]
    """A `row_type` each: what belongs to the person, and lessons that they own."""
    groups: list[Reference]
    changes: list[Logged]
    decisions: list[Decision]


def held_on(tx: Tx, public: str, view: View, *, connection_id: int, slug: str, external_id: str) -> Held:
    """Removed records included. Raises `NotFound`, `NotShown`."""
    user = record_of(tx, LISTINGS["users"], public, view, include_removed=True)
    c = t.user.c
    number = tx.value(select(c.id).where(c.connection_id == connection_id, c.external_id == external_id))
    rows: dict[Kind, list[Any]] = {}
    ids: dict[Kind, dict[int, str]] = {Kind.USER: {number: external_id}}
    for kind in (Kind.ENROLLMENT, Kind.SUBMISSION, Kind.ATTENDANCE, Kind.LESSON):
        (name,) = (*GOES[kind], *MENTIONS[kind])
        table = t.MIRRORED[kind]
        found = tx.rows(selection(kind).where(table.c[f"{name}_id"] == number).order_by(table.c.id))
        rows[kind] = shown(tx, kind, found, {connection_id: slug})
        if GOES[kind]:
            ids[kind] = {row[0]: row[2] for row in found}
    changes = _changes(tx, ids, connection_id, slug) + _memberships(tx, external_id, connection_id, slug)
    groups = [Reference(public_id(slug, Kind.GROUP, group), name) for group, name in tx.rows(_GROUPS_OF, user=number)]
    named = {kind: set(of_kind.values()) for kind, of_kind in ids.items()}
    decisions = [
        decision
        for decision in held.all_of(tx, connection_id)
        if any(not named.get(kind, set()).isdisjoint(of_kind) for kind, of_kind in decision.ids.items())
    ]
    return Held(user, rows, groups, sorted(changes, key=lambda change: change.seq), decisions)


_GROUPS_OF = (
    select(t.course_group.c.external_id, t.course_group.c.name)
    .join(t.group_member, t.group_member.c.group_id == t.course_group.c.id)
    .where(t.group_member.c.user_id == bindparam("user"))
    .order_by(t.course_group.c.id)
)
_LOGGED = select(t.change.c.seq, t.change.c.at, t.change.c.entity_id, t.change.c.op, t.change.c.fields).where(
    t.change.c.connection_id == bindparam("connection"), t.change.c.kind == bindparam("kind")
)
_OF_ROWS = _LOGGED.where(one_of(t.change.c.entity_id, "numbers"))


def _changes(tx: Tx, ids: dict[Kind, dict[int, str]], connection_id: int, slug: str) -> list[Logged]:
    found = []
    for kind, of_kind in ids.items():
        rows = tx.rows(_OF_ROWS, connection=connection_id, kind=t.KIND_NUMBERS[kind], numbers=list(of_kind))
        for row in rows if of_kind else ():
            fields = json.loads(row[4]) if row[4] else None
            found.append(_logged(tx, row, kind, of_kind[row[2]], fields, connection_id, slug))
    return found


def _memberships(tx: Tx, user: str, connection_id: int, slug: str) -> list[Logged]:
    """Changes of groups that the person came to or left, without the other members."""
    mentioned = t.change.c.fields.contains(json.dumps(user, ensure_ascii=False), autoescape=True)
    found = []
    rows = tx.rows(_LOGGED.where(mentioned), connection=connection_id, kind=t.KIND_NUMBERS[Kind.GROUP])
    for row in rows:
        # A group may have been given a name, or an id of another system, that reads like the id of the person.
        pair = json.loads(row[4]).get("members", (None, None))
        before, after = ([user] if user in (members or ()) else [] for members in pair)
        if before != after:
            group = tx.value(select(t.course_group.c.external_id).where(t.course_group.c.id == row[2]))
            fields = {"members": [before, after]}
            found.append(_logged(tx, row, Kind.GROUP, str(group), fields, connection_id, slug))
    return found


def _logged(
    tx: Tx,
    row: Sequence[Any],
    kind: Kind,
    external_id: str,
    fields: dict[str, Any] | None,
    connection_id: int,
    slug: str,
) -> Logged:
    seq, at, _, op, _ = row
    pairs = shown_fields(tx, kind, fields, connection_id=connection_id, slug=slug) if fields else None
    return Logged(seq, time_text(at), kind, public_id(slug, kind, external_id), Op(op).name.lower(), pairs)
