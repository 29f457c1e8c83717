"""The feed: a walk, then the log, each record at most once a page, and places that grow old."""

import base64
import time
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from msgspec import structs, to_builtins
from sqlalchemy import select, update

from lmsync.errors import InvalidCursor, InvalidInput
from lmsync.records import Kind, User
from lmsync.store.engine.database import Database
from lmsync.store.keeping import connections
from lmsync.store.mirror import apply_changes
from lmsync.store.mirror import tables as t
from lmsync.store.reading import change_log
from lmsync.store.reading.change_log import Expired
from lmsync.store.reading.view import EVERYTHING
from tests.conftest import a_connection, apply_records
from tests.installation import CURSORS


@pytest.fixture
def connection(database: Database) -> int:
    with database.write() as tx:
        change_log.found_dataset(tx)
        return a_connection(tx).id


def tell(database: Database, connection: int, *people: tuple[int, str]) -> None:
    records = [User(external_id=str(number), display_name=name) for number, name in people]
    with database.write() as tx:
        apply_records(tx, records, kind=Kind.USER, connection_id=connection, run_id=None, now=int(time.time()))


def page(database: Database, cursor: str | None, limit: int = 2, only: str | None = None, **more: Any) -> Any:
    with database.read() as tx:
        followed = connections.list_connections(tx) if only is None else [connections.connection_of(tx, only)]
        found = change_log.changes_of(
            tx,
            CURSORS,
            cursor=cursor,
            kinds=more.pop("kinds", list(Kind)),
            connections=followed,
            limit=limit,
            view=EVERYTHING,
            only=None if only is None else followed[0],
            **more,
        )
    return structs.replace(found, items=to_builtins(found.items))


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


def test_changes_from_before_the_clock_was_set_back_do_not_stop_the_pruning(
    database: Database, connection: int
) -> None:
    now = int(time.time())
    tell(database, connection, *((number, "A") for number in range(6)))
    with database.write() as tx:
        tx.run(update(t.change).where(t.change.c.seq <= 2).values(at=now + 365 * 86_400))
        tx.run(update(t.change).where(t.change.c.seq == 3).values(at=now - change_log.KEPT_SECONDS - 1))
        change_log.prune_log(tx)
        assert [row[0] for row in tx.rows(select(t.change.c.seq))] == [4, 5, 6]
        tx.run(update(t.change).values(at=now + 365 * 86_400))
        change_log.prune_log(tx)
        assert len(tx.rows(select(t.change.c.seq))) == 3  # nobody knows how old they are


# Connections come and go


@pytest.fixture
def second(database: Database, connection: int) -> int:
    with database.write() as tx:
        return a_connection(tx, "https://two.example", "College").id


def ids(page: Any) -> list[str]:
    return [row["id"] for row in page.items]


@pytest.mark.parametrize("start_now", [True, False])
def test_a_place_goes_on_when_connections_come_and_go(database: Database, connection: int, start_now: bool) -> None:
    tell(database, connection, (1, "A"), (2, "A"), (3, "A"))
    place = page(database, None, start_now=start_now).next_cursor
    with database.write() as tx:
        second = a_connection(tx, "https://two.example", "College")
        third = a_connection(tx, "https://three.example", "Lyceum")
    tell(database, second.id, (1, "B"))
    tell(database, third.id, (1, "C"))
    tell(database, connection, (4, "A"))
    found, place = walked(database, place)
    assert {"college-usr-1", "lyceum-usr-1", "school-usr-4"} <= {row["id"] for row in found}

    tell(database, second.id, (2, "B"))
    tell(database, connection, (5, "A"))
    tell(database, third.id, (2, "C"))
    with database.write() as tx:
        connections.forget_connection(tx, second, with_data=True)
        connections.forget_connection(tx, third, with_data=False)
    found, place = walked(database, place)
    assert [row["id"] for row in found] == ["school-usr-5"]

    tell(database, connection, (6, "A"))
    assert ids(page(database, place)) == ["school-usr-6"]


def test_a_place_outlives_all_connections(database: Database, connection: int) -> None:
    tell(database, connection, (1, "A"))
    _, place = walked(database)
    with database.write() as tx:
        connections.forget_connection(tx, connections.connection_of(tx, connection), with_data=True)
        next_one = a_connection(tx, "https://two.example", "College")
    tell(database, next_one.id, (1, "B"))
    assert ids(page(database, place)) == ["college-usr-1"]


def test_a_place_of_one_connection_stays_bound_to_it(database: Database, connection: int, second: int) -> None:
    tell(database, second, (1, "B"))
    place = page(database, None, only="college", start_now=True).next_cursor
    everywhere = page(database, None, start_now=True).next_cursor
    tell(database, connection, (1, "A"))
    tell(database, second, (2, "B"))
    assert ids(page(database, place, only="college")) == ["college-usr-2"]
    for cursor, only in ((place, "school"), (place, None), (everywhere, "college")):
        with pytest.raises(InvalidInput):
            page(database, cursor, only=only)
    with database.write() as tx:
        connections.forget_connection(tx, connections.connection_of(tx, connection), with_data=True)
    assert ids(page(database, place, only="college")) == ["college-usr-2"]
    with pytest.raises(InvalidInput):
        page(database, place)


def test_a_place_of_a_deleted_connection_is_not_one_of_another_with_its_name(database: Database, second: int) -> None:
    place = page(database, None, only="college", start_now=True).next_cursor
    with database.write() as tx:
        connections.forget_connection(tx, connections.connection_of(tx, second), with_data=True)
        a_connection(tx, "https://three.example", "College")
    with pytest.raises(Expired):
        page(database, place, only="college")


def test_who_began_while_a_connection_was_forgotten_hears_of_its_records_when_it_is_back(
    database: Database, connection: int, second: int
) -> None:
    tell(database, second, (1, "B"), (2, "B"))
    with database.write() as tx:
        apply_changes.remove(tx, ["2"], kind=Kind.USER, connection_id=second, run_id=None, now=5)
        connections.forget_connection(tx, connections.connection_of(tx, second), with_data=False)
    found, place = walked(database)
    assert found == []
    with database.write() as tx:
        a_connection(tx, "https://two.example", "College", connections.connection_of(tx, second))
    found, _ = walked(database, place)
    assert [(row["id"], row["op"], row["change"]) for row in found] == [("college-usr-1", "upsert", "restored")]


def test_rows_that_a_deleted_connection_takes_out_of_the_log_expire_nobody(
    database: Database, connection: int, second: int
) -> None:
    first = page(database, None, only="college", start_now=True).next_cursor
    tell(database, connection, (1, "A"))
    tell(database, second, (1, "B"))
    tell(database, connection, (2, "A"))
    last = page(database, None, start_now=True).next_cursor
    with database.write() as tx:
        connections.forget_connection(tx, connections.connection_of(tx, connection), with_data=True)
    assert ids(page(database, first, only="college")) == ["college-usr-1"]
    assert ids(page(database, last)) == []
    tell(database, second, (2, "B"))
    assert ids(page(database, last)) == ["college-usr-2"]


def test_a_transaction_that_was_undone_expires_nobody(database: Database, connection: int) -> None:
    place = page(database, None, start_now=True).next_cursor
    with suppress(ZeroDivisionError), database.write() as tx:
        user = User(external_id="1", display_name="A")
        apply_records(tx, [user], kind=Kind.USER, connection_id=connection, run_id=None, now=1)
        _ = 1 / 0
    tell(database, connection, (2, "B"))
    assert ids(page(database, place)) == ["school-usr-2"]


def test_a_place_of_the_first_version_is_not_taken_for_one_of_ours(database: Database, connection: int) -> None:
    """It lay open, so that anybody could make one."""
    with database.read() as tx:
        place = [change_log.dataset_id(tx), b"bound to", 1, 0, 0]
    with pytest.raises(InvalidCursor):
        page(database, base64.urlsafe_b64encode(msgspec.msgpack.encode(place)).decode().rstrip("="))
