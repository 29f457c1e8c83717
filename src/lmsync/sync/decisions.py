"""Decisions about held removals: a person applies or dismisses them."""

import time
from collections.abc import Mapping

import structlog

from lmsync.errors import NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import connection_kinds, connections, held
from lmsync.store.keeping.held import HeldRemoval
from lmsync.store.mirror import apply_changes, stored

log = structlog.get_logger()


def apply_held(tx: Tx, number: int, *, by: str) -> int:
    """Remove who was held, with the children that they have now. How many records went. Raises `NotFound`."""
    decision = _waiting(tx, number)
    now = int(time.time())
    removed = 0
    ids: Mapping[Kind, list[str]] = {
        **stored.children_of(tx, decision.connection_id, decision.kind, decision.ids[decision.kind]),
        decision.kind: list(decision.ids[decision.kind]),
    }
    for kind, of_kind in ids.items():
        removed += apply_changes.remove(
            tx, of_kind, kind=kind, connection_id=decision.connection_id, run_id=None, now=now
        )
        total = stored.count_present(tx, decision.connection_id, kind)
        connection_kinds.note_kind(tx, decision.connection_id, kind, total=total, complete_at=None)
    connection_kinds.count_people(tx, decision.connection_id)
    held.decide(tx, number, "applied", by)
    _decided(tx, decision, "applied", by)
    return removed


def dismiss_held(tx: Tx, number: int, *, by: str) -> None:
    """Keep who was held, as long as the LMS does not show them again. Raises `NotFound`."""
    decision = _waiting(tx, number)
    held.decide(tx, number, "dismissed", by)
    _decided(tx, decision, "dismissed", by)


def _waiting(tx: Tx, number: int) -> HeldRemoval:
    decision = held.held_removal_of(tx, number)
    if decision.state != "waiting":
        raise NotFound("held removal")
    return decision


def _decided(tx: Tx, decision: HeldRemoval, state: str, by: str) -> None:
    connection = connections.connection_of(tx, decision.connection_id)
    log.info("held removal decided", connection=connection.slug, number=decision.id, decision=state, by=by)
    if connection.attention_cause == "removals_held" and not held.waiting(tx, connection.id):
        connections.resume(tx, connection.id)
