"""What a decision is about, for people to read: the records, and what is left without them."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, bindparam, select

from lmsync.crm_integration import Extent
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.keeping.held import About, Decision, State
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.stored import count_present, each_in_scope, ids_present
from lmsync.store.reading.masks import mask
from lmsync.store.reading.shown import selection, shown
from lmsync.store.reading.view import View
from lmsync.store.reading.whose import Shown, whose


class Numbers(Struct, frozen=True):
    """How much is at stake; `None` where it makes no sense, or the view does not show it."""

    before: int | None
    now: int | None
    people: int | None
    elsewhere: int | None


def shown_records(tx: Tx, decision: Decision, ids: Sequence[str], slug: str, view: View) -> list[Shown]:
    """Of these records of its kind those that are stored, removed or not, in the order of `ids`."""
    kind = decision.kind
    rows = tx.rows(_by_ids(kind), connection=decision.connection_id, ids=list(ids))
    records = shown(tx, kind, rows, {decision.connection_id: slug})
    mask(kind, records, view)
    found = {record.external_id: whose(kind, record) for record in records}
    return [found[external_id] for external_id in ids if external_id in found]


@cache
def _by_ids(kind: Kind) -> Select[Any]:
    table = t.MIRRORED[kind]
    return selection(kind).where(table.c.connection_id == bindparam("connection"), one_of(table.c.external_id, "ids"))


def numbers_of(tx: Tx, decision: Decision, view: View) -> Numbers:
    if decision.about is About.WITHHELD_FIELD:
        lost = len(decision.ids.get(decision.kind, ()))
        now = None if decision.rows_before is None else max(decision.rows_before - lost, 0)
        return Numbers(decision.rows_before, now, None, None)
    people, elsewhere = _people(tx, decision) if view.refers_to(Kind.ENROLLMENT) else (None, None)
    return Numbers(decision.rows_before, _rows_now(tx, decision), people, elsewhere)


def _rows_now(tx: Tx, decision: Decision) -> int:
    """How many rows of the scope the LMS still shows."""
    connection_id, scope = decision.connection_id, decision.scope
    if scope.extent is Extent.ALL:
        stored = count_present(tx, connection_id, scope.kind)
    else:
        stored = sum(1 for _ in each_in_scope(tx, connection_id, scope))
    if decision.state not in (State.WAITING, State.DISMISSED):
        return stored
    return stored - len(ids_present(tx, connection_id, scope.kind, decision.ids.get(scope.kind, ())))


def _people(tx: Tx, decision: Decision) -> tuple[int | None, int | None]:
    """How many people are concerned, and how many of them have an enrolment that is not."""
    users, enrollments = (decision.ids.get(kind, ()) for kind in (Kind.USER, Kind.ENROLLMENT))
    if not users and not enrollments:
        return None, None
    numbers = {row[0] for row in tx.rows(_USERS, connection=decision.connection_id, ids=list(users))}
    numbers |= {row[0] for row in tx.rows(_USERS_OF, connection=decision.connection_id, ids=list(enrollments))}
    return len(numbers), len(_enrolled_beside(tx, numbers, set(enrollments)))


def _enrolled_beside(tx: Tx, users: Collection[int], enrollments: Collection[str]) -> set[int]:
    rows = tx.rows(_ENROLMENTS, users=list(users)) if users else []
    return {user for user, external_id in rows if external_id not in enrollments}


_USERS = select(t.user.c.id).where(
    t.user.c.connection_id == bindparam("connection"), one_of(t.user.c.external_id, "ids")
)
_USERS_OF = select(t.enrollment.c.user_id).where(
    t.enrollment.c.connection_id == bindparam("connection"), one_of(t.enrollment.c.external_id, "ids")
)
_ENROLMENTS = select(t.enrollment.c.user_id, t.enrollment.c.external_id).where(
    one_of(t.enrollment.c.user_id, "users"), t.enrollment.c.deleted_at.is_(None)
)
