"""What is known of the kinds of a connection: whether the LMS delivers them, how many there are, how fresh they are."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, func, select, update

from lmsync.crm_integration import Provided
from lmsync.errors import Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import any_of, upsert
from lmsync.store.mirror import tables as t

PEOPLE = ("student", "teacher")
"""Totals that are kept beside those of the kinds: users with such an enrolment."""
_KINDS = select(t.connection_kind).where(t.connection_kind.c.connection_id == bindparam("id"))


class KindState(Struct, frozen=True):
    """What is known about one kind of a connection."""

    kind: Kind
    provided: bool
    why: Words | None
    total: int
    last_complete_at: int | None


def kinds_of(tx: Tx, connection_id: int) -> dict[Kind, KindState]:
    found = {}
    for row in tx.dicts(_KINDS, id=connection_id):
        if row["kind"] in PEOPLE:
            continue
        why = json.loads(row["why"]) if row["why"] else None
        found[Kind(row["kind"])] = KindState(
            Kind(row["kind"]),
            row["provided"],
            why and Words(why["en"], why["ru"]),
            row["total"],
            row["last_complete_at"],
        )
    return found


def note_provided(tx: Tx, connection_id: int, provided: Mapping[Kind, Provided]) -> None:
    """Store which kinds this LMS delivers."""
    before = kinds_of(tx, connection_id)
    for kind, offer in provided.items():
        known = before.get(kind)
        if known is not None and (known.provided, known.why) == (offer.provided, offer.why):
            continue
        why = json.dumps({"en": offer.why.en, "ru": offer.why.ru}, ensure_ascii=False) if offer.why else None
        statement = upsert(t.connection_kind).values(
            connection_id=connection_id, kind=kind.value, provided=offer.provided, why=why
        )
        tx.run(
            statement.on_conflict_do_update(
                index_elements=["connection_id", "kind"],
                set_={"provided": statement.excluded.provided, "why": statement.excluded.why},
            )
        )
        tx.moved(connection_id)


_COUNTED = select(t.connection_kind.c.total, t.connection_kind.c.last_complete_at).where(
    t.connection_kind.c.connection_id == bindparam("id"), t.connection_kind.c.kind == bindparam("kind")
)


def note_kind(tx: Tx, connection_id: int, kind: Kind, *, total: int, complete_at: int | None) -> None:
    """How many records of a kind there are; `complete_at` if all of them have been read."""
    known = tx.one(_COUNTED, id=connection_id, kind=kind.value)
    values: dict[str, Any] = {"total": total}
    if complete_at is not None:
        values["last_complete_at"] = complete_at
    k = t.connection_kind.c
    tx.run(update(t.connection_kind).where(k.connection_id == connection_id, k.kind == kind.value).values(**values))
    if known is not None and (known[0] != total or (known[1] is None and complete_at is not None)):
        # Lists tell their total, and whether they were ever read whole.
        tx.moved(connection_id)


def note_unread(tx: Tx, connection_id: int, kinds: Collection[Kind]) -> None:
    """Not all that is wanted of these kinds has been read, until a run reads them whole."""
    c = t.connection_kind.c
    of_kinds = any_of(c.kind, [kind.value for kind in kinds])
    tx.run(update(t.connection_kind).where(c.connection_id == connection_id, of_kinds).values(last_complete_at=None))
    tx.moved(connection_id)


def count_people(tx: Tx, connection_id: int) -> None:
    """Keep how many students and teachers there are, so that no reader has to count."""
    for role in PEOPLE:
        courses = t.user.c[f"{role}_courses"]
        counted = select(func.count()).where(
            t.user.c.connection_id == connection_id, t.user.c.deleted_at.is_(None), courses > 0
        )
        total = int(tx.value(counted))
        known = tx.one(_COUNTED, id=connection_id, kind=role)
        if known is not None and known[0] == total:
            continue
        statement = upsert(t.connection_kind).values(connection_id=connection_id, kind=role, provided=True, total=total)
        tx.run(statement.on_conflict_do_update(index_elements=["connection_id", "kind"], set_={"total": total}))
        tx.moved(connection_id)


def people_of(tx: Tx, connection_id: int) -> dict[str, int]:
    """How many students and teachers the last run counted."""
    return {row["kind"]: row["total"] for row in tx.dicts(_KINDS, id=connection_id) if row["kind"] in PEOPLE}
