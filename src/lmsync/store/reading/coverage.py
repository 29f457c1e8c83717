"""How much of a list is known: which connections cannot deliver it, which were never read whole, and its total."""

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import bindparam, select

from lmsync.errors import Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.connection_kinds import KindState, kinds_of
from lmsync.store.mirror import tables as t
from lmsync.store.reading.filters import connections_of
from lmsync.store.reading.listings import Listing
from lmsync.store.reading.view import View


class Coverage(Struct, frozen=True):
    total: int | None
    """How many records there are in all; `None` where that is not known without counting."""
    not_provided: list[tuple[str, Words | None]]
    not_yet_read: list[str]


def kinds_behind(listing: Listing) -> tuple[Kind, ...]:
    """The kinds that must have been read: who is a student is known once the enrolments are."""
    return (listing.kind, Kind.ENROLLMENT) if listing.only else (listing.kind,)


def is_known(state: KindState | None) -> bool:
    """Whether this kind of a connection is delivered and has been read whole, so that its count says something."""
    return state is not None and state.provided and state.last_complete_at is not None


def coverage_of(tx: Tx, listing: Listing, filters: Mapping[str, str], view: View) -> Coverage:
    """Raises `InvalidInput` for a connection that does not exist."""
    not_provided: list[tuple[str, Words | None]] = []
    not_yet_read: list[str] = []
    counts: list[int | None] = []
    for connection in connections_of(tx, filters, view):
        kinds = kinds_of(tx, connection.id)
        states = [kinds.get(kind) for kind in kinds_behind(listing)]
        withheld = next((state for state in states if state is not None and not state.provided), None)
        if withheld is not None:
            not_provided.append((connection.slug, withheld.why))
        elif not all(map(is_known, states)):
            not_yet_read.append(connection.slug)
        else:
            counts.append(total_of(tx, connection.id, listing))
    # Deadlines stand among the lessons, and nobody keeps how many there are.
    counted = not filters.keys() - {"connection"} and listing.kind is not Kind.LESSON
    known = counted and not not_provided and not not_yet_read
    total = sum(count for count in counts if count is not None) if known and None not in counts else None
    return Coverage(total, not_provided, not_yet_read)


_TOTAL = select(t.connection_kind.c.total).where(
    t.connection_kind.c.connection_id == bindparam("connection"), t.connection_kind.c.kind == bindparam("kind")
)


def total_of(tx: Tx, connection_id: int, listing: Listing) -> int | None:
    total = tx.value(_TOTAL, connection=connection_id, kind=listing.only or listing.kind.value)
    return None if total is None else int(total)
