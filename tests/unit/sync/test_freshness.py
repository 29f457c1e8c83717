"""Data that are too old are noted beside whatever else a person is needed for, until they are fresh again."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from lmsync.crm_integration import Provided
from lmsync.records import Kind
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import attention, connection_kinds, connections
from lmsync.store.mirror import tables as t
from lmsync.sync.freshness import STALE_AFTER_SECONDS, note_staleness, staleness_moved
from tests.conftest import a_connection

LONG_AGO = STALE_AFTER_SECONDS * 2


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.write() as tx:
        yield tx


@pytest.fixture
def number(tx: Tx) -> int:
    return a_connection(tx).id


def read_whole(tx: Tx, number: int, seconds_ago: int) -> None:
    connection_kinds.note_provided(tx, number, {Kind.USER: Provided(True)})
    at = int(time.time()) - seconds_ago
    connection_kinds.note_kind(tx, number, Kind.USER, total=1, complete_at=at)


def noted(tx: Tx, number: int) -> list[str]:
    if staleness_moved(tx):
        note_staleness(tx)
    assert not staleness_moved(tx)
    return [row.cause for row in attention.open_of(tx, number)]


def test_old_data_are_noted_until_they_are_fresh_again(tx: Tx, number: int) -> None:
    read_whole(tx, number, 10)
    assert noted(tx, number) == []
    read_whole(tx, number, LONG_AGO)
    assert noted(tx, number) == ["stale"]
    read_whole(tx, number, 10)
    assert noted(tx, number) == []


def test_a_new_connection_has_time_to_read_for_the_first_time(tx: Tx, number: int) -> None:
    assert noted(tx, number) == []
    tx.run(update(t.connection).values(created_at=int(time.time()) - LONG_AGO))
    assert noted(tx, number) == ["stale"]


def test_data_of_a_connection_that_somebody_stopped_may_grow_old(tx: Tx, number: int) -> None:
    read_whole(tx, number, LONG_AGO)
    connections.set_auto_sync(tx, number, False)
    assert noted(tx, number) == []
