"""The feed: a walk, then the log, each record at most once a page, and places that grow old."""

import time
from typing import Any

import pytest
from sqlalchemy import update

from lmsync.errors import InvalidInput
from lmsync.records import Kind, User
from lmsync.store import apply_changes, change_log, connections
from lmsync.store import tables as t
from lmsync.store.change_log import ChangesPage, Expired
from lmsync.store.database import Database
from tests.conftest import a_connection


@pytest.fixture
def connection(database: Database) -> int:
    with database.write() as tx:
        change_log.found_dataset(tx)
        return a_connection(tx).id


def tell(database: Database, connection: int, *people: tuple[int, str]) -> None:
    records = [User(external_id=str(number), display_name=name) for number, name in people]
    with database.write() as tx:
        apply_changes.apply_records(
            tx, records, kind=Kind.USER, connection_id=connection, run_id=None, now=int(time.time())
        )


def page(database: Database, cursor: str | None, limit: int = 2, **more: Any) -> ChangesPage:
    with database.read() as tx:
        every = connections.list_connections(tx)
        return change_log.changes_of(
            tx, cursor=cursor, kinds=more.pop("kinds", list(Kind)), connections=every, limit=limit, **more
        )


def walked(database: Database, cursor: str | None = None) -> tuple[list[Any], str]:
    found: list[Any] = []
    while True:
        one = page(database, cursor)
        found += one.items
        cursor = one.next_cursor
        if one.caught_up:
            return found, cursor


def test_the_walk_then_the_log(database: Database, connection: int) -> None:
    tell(database, connection, *((number, "A") for number in range(5)))
    first, cursor = walked(database)
    assert [(one["id"], one["op"], one["seq"]) for one in first] == [
        (f"school-usr-{number}", "upsert", None) for number in range(5)
    ]
    assert len({one["snapshot_id"] for one in first}) == 1
    assert page(database, cursor).items == []

    tell(database, connection, (1, "B"), (7, "C"))
    tell(database, connection, (1, "D"))
    news, cursor = walked(database, cursor)
    assert [(one["id"], one["change"], one["data"]["display_name"]) for one in news][-1] == (
        "school-usr-1",
        "changed",
        "D",
    )
    with database.write() as tx:
        apply_changes.remove(tx, ["1"], kind=Kind.USER, connection_id=connection, run_id=None, now=5)
    ((gone,), cursor) = walked(database, cursor)
    assert (gone["op"], gone["change"], gone["data"]) == ("delete", "removed", None)


def test_what_changes_during_the_walk_comes_after_it(database: Database, connection: int) -> None:
    tell(database, connection, *((number, "A") for number in range(4)))
    one = page(database, None)
    tell(database, connection, (0, "B"))
    rest, _ = walked(database, one.next_cursor)
    assert [item["data"]["display_name"] for item in rest if item["id"] == "school-usr-0"] == ["B"]


def test_starting_now_skips_the_walk(database: Database, connection: int) -> None:
    tell(database, connection, (1, "A"))
    start = page(database, None, start_now=True)
    assert (start.items, start.caught_up) == ([], True)
    tell(database, connection, (2, "B"))
    assert [one["id"] for one in page(database, start.next_cursor).items] == ["school-usr-2"]


def test_a_place_belongs_to_its_filters_and_its_database(database: Database, connection: int) -> None:
    cursor = page(database, None).next_cursor
    with pytest.raises(InvalidInput):
        page(database, cursor, kinds=[Kind.USER])
    for nonsense in ("x", "AAAA", "%%%"):
        with pytest.raises(InvalidInput):
            page(database, nonsense)
    with database.write() as tx:
        tx.run(update(t.installation).where(t.installation.c.key == "dataset_id").values(value="another"))
    with pytest.raises(Expired):
        page(database, cursor)


def test_a_place_that_is_older_than_the_log_has_expired(database: Database, connection: int) -> None:
    tell(database, connection, (1, "A"))
    start = page(database, None, start_now=True).next_cursor
    tell(database, connection, (2, "B"))
    with database.write() as tx:
        change_log.prune_log(tx)
        tx.run(update(t.change).values(at=int(time.time()) - change_log.KEPT_SECONDS - 1))
        change_log.prune_log(tx)
    tell(database, connection, (3, "C"))
    with pytest.raises(Expired):
        page(database, start)
    everybody, _ = walked(database)
    assert len(everybody) == 3
