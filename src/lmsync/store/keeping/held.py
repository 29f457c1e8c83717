"""Removals that wait for a person."""

import json
import time
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import insert, select, update

from lmsync.crm_integration import Scope
from lmsync.errors import NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.connections import NOT_FORGOTTEN
from lmsync.store.mirror import tables as t


class HeldRemoval(Struct, frozen=True):
    """Who would vanish, by kind, as one decision."""

    id: int
    connection_id: int
    run_id: int | None
    kind: Kind
    """The kind that gave the reason; the decision may take children along."""
    parent_kind: Kind | None
    parent: str | None
    ids: Mapping[Kind, tuple[str, ...]]
    reason: str
    state: str
    held_at: int

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


_COLUMNS = [t.held_removal.c[name] for name in HeldRemoval.__struct_fields__]


def _held(row: tuple[Any, ...]) -> HeldRemoval:
    values = dict(zip(HeldRemoval.__struct_fields__, row, strict=True))
    ids = {Kind(kind): tuple(of_kind) for kind, of_kind in json.loads(values["ids"]).items()}
    above = values["parent_kind"]
    kinds = {"kind": Kind(values["kind"]), "parent_kind": None if above is None else Kind(above)}
    return HeldRemoval(**{**values, **kinds, "ids": ids})


def waiting(tx: Tx, connection_id: int | None = None) -> list[HeldRemoval]:
    """Of one connection, or of all that are not forgotten."""
    wanted = select(*_COLUMNS).where(t.held_removal.c.state == "waiting").order_by(t.held_removal.c.id)
    if connection_id is None:
        wanted = wanted.where(t.held_removal.c.connection_id.in_(NOT_FORGOTTEN))
    else:
        wanted = wanted.where(t.held_removal.c.connection_id == connection_id)
    return [_held(row) for row in tx.rows(wanted)]


def dismissed(tx: Tx, connection_id: int) -> list[HeldRemoval]:
    wanted = select(*_COLUMNS).where(
        t.held_removal.c.state == "dismissed", t.held_removal.c.connection_id == connection_id
    )
    return [_held(row) for row in tx.rows(wanted)]


def all_of(tx: Tx, connection_id: int) -> list[HeldRemoval]:
    """Also decisions that are over."""
    wanted = select(*_COLUMNS).where(t.held_removal.c.connection_id == connection_id).order_by(t.held_removal.c.id)
    return [_held(row) for row in tx.rows(wanted)]


def held_removal_of(tx: Tx, number: int) -> HeldRemoval:
    """Raises `NotFound`, also for a decision about a connection that was forgotten."""
    row = tx.one(
        select(*_COLUMNS).where(t.held_removal.c.id == number, t.held_removal.c.connection_id.in_(NOT_FORGOTTEN))
    )
    if row is None:
        raise NotFound("held removal")
    return _held(row)


def hold(
    tx: Tx,
    *,
    connection_id: int,
    run_id: int,
    scope: Scope,
    ids: Mapping[Kind, Collection[str]],
    reason: str,
) -> int:
    """Keep a decision for a person about records of this scope."""
    tx.moved(connection_id)
    return tx.insert(
        insert(t.held_removal).values(
            connection_id=connection_id,
            run_id=run_id,
            kind=scope.kind.value,
            parent_kind=scope.parent_kind and scope.parent_kind.value,
            parent=scope.parent,
            ids=json.dumps({of.value: sorted(found) for of, found in ids.items()}),
            reason=reason,
            state="waiting",
            held_at=int(time.time()),
        )
    )


def forget_ids(tx: Tx, connection_id: int, ids: Mapping[Kind, Collection[str]]) -> None:
    """Take these records out of every decision, also of those that are over. One about nobody else is withdrawn."""
    gone = {kind: set(of_kind) for kind, of_kind in ids.items()}
    for decision in all_of(tx, connection_id):
        kept = {kind: [i for i in of_kind if i not in gone.get(kind, ())] for kind, of_kind in decision.ids.items()}
        is_about_them = decision.parent_kind is not None and decision.parent in gone.get(decision.parent_kind, ())
        if not is_about_them and sum(map(len, kept.values())) == decision.total:
            continue
        values: dict[str, Any] = {"ids": json.dumps({kind.value: of_kind for kind, of_kind in kept.items()})}
        if is_about_them:
            values["parent"] = None
        tx.run(update(t.held_removal).where(t.held_removal.c.id == decision.id).values(**values))
        tx.moved(connection_id)
        if decision.state == "waiting" and not any(kept.values()):
            decide(tx, decision.id, "withdrawn", "erasure")


def decide(tx: Tx, number: int, state: str, by: str) -> None:
    """`applied`, `dismissed` or `withdrawn`."""
    tx.moved(tx.value(select(t.held_removal.c.connection_id).where(t.held_removal.c.id == number)))
    tx.run(
        update(t.held_removal)
        .where(t.held_removal.c.id == number)
        .values(state=state, decided_at=int(time.time()), decided_by=by)
    )
