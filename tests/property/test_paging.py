"""Keyset pages: whatever the names are, every row comes once and in order, with or without a sort key."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from lmsync.records import Kind, User
from lmsync.store.engine.database import Database
from lmsync.store.mirror.text import texts
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import RecordQuery, page_of
from lmsync.store.reading.view import EVERYTHING
from tests.conftest import a_connection, apply_records
from tests.installation import CURSORS

NAMES = st.one_of(st.none(), st.text(alphabet="аАёЁеb Bß'-", max_size=6), st.text(max_size=8))


class _Undo(Exception):
    """What one example wrote is not kept for the next."""


@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    names=st.lists(NAMES, max_size=25),
    limit=st.integers(1, 9),
    sort=st.sampled_from(["name", "-name", "id", "-id", "changed_at", "-changed_at"]),
)
def test_pages_hold_everybody_once_and_in_order(
    database: Database, names: list[str | None], limit: int, sort: str
) -> None:
    found: list[str] = []
    keys: list[str | None] = []
    cursor = None
    with contextlib.suppress(_Undo), database.write() as tx:
        connection = a_connection(tx)
        records = [User(external_id=str(n), family_name=name) for n, name in enumerate(names)]
        if records:
            args = {"kind": Kind.USER, "connection_id": connection.id, "run_id": None, "now": 5}
            apply_records(tx, records, **args)  # type: ignore[arg-type]
        while True:
            page = page_of(tx, LISTINGS["users"], RecordQuery({}, sort, limit, cursor), CURSORS, EVERYTHING)
            assert len(page.items) <= limit
            found += [row.external_id for row in page.items]
            keys += [texts(Kind.USER, structs.asdict(row))["sort_key"] for row in page.items]
            cursor = page.next_cursor
            if cursor is None:
                raise _Undo
    assert sorted(found) == sorted(str(n) for n in range(len(names)))
    if sort.endswith("name"):
        named = [key for key in keys if key is not None]
        assert keys[len(named) :] == [None] * (len(keys) - len(named))
        assert named == sorted(named, reverse=sort.startswith("-"))
