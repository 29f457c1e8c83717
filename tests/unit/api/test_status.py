"""What is said of a connection's data: their age is known, or it is said that it is not."""

import time
from typing import Any

import pytest
from msgspec import to_builtins
from sqlalchemy import update

from lmsync.api.routes import status
from lmsync.crm_integration import Provided
from lmsync.records import Kind
from lmsync.store.engine.database import Database
from lmsync.store.keeping import connection_kinds, connections, sync_runs
from lmsync.store.keeping.connections import Connection
from lmsync.store.mirror import tables as t
from lmsync.store.reading.view import EVERYTHING
from tests.conftest import a_connection

YEAR = 365 * 86_400


@pytest.fixture
def connection(database: Database) -> Connection:
    """A connection of which users and courses were read a minute ago."""
    with database.write() as tx:
        connection = a_connection(tx)
        kinds = (Kind.USER, Kind.COURSE)
        connection_kinds.note_provided(tx, connection.id, {kind: Provided(True) for kind in kinds})
        for kind in kinds:
            connection_kinds.note_kind(tx, connection.id, kind, total=1, complete_at=int(time.time()) - 60)
        return connection


def read_at(database: Database, kind: Kind, ahead: int) -> None:
    with database.write() as tx:
        k = t.connection_kind.c
        tx.run(update(t.connection_kind).where(k.kind == kind.value).values(last_complete_at=int(time.time()) + ahead))


def shown(database: Database, connection: Connection, language: str = "en") -> dict[str, Any]:
    with database.read() as tx:
        row = status.connection_row(tx, connections.connection_of(tx, connection.id), EVERYTHING, language)
    shown: dict[str, Any] = to_builtins(row)
    return shown


def test_data_that_were_just_read_are_fine(database: Database, connection: Connection) -> None:
    row = shown(database, connection)
    assert (row["status"], row["reason"]) == ("ok", None)
    assert 60 <= row["kinds"]["user"]["age_seconds"] < 120


@pytest.mark.parametrize("ahead", [60, 3600, YEAR])
@pytest.mark.parametrize("running", [False, True])
def test_an_age_below_zero_is_unknown_and_said(
    database: Database, connection: Connection, ahead: int, running: bool
) -> None:
    read_at(database, Kind.USER, ahead)
    if running:
        with database.write() as tx:
            run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
            sync_runs.claim_run(tx, run.id, "a")
    row = shown(database, connection)
    assert (row["status"], row["reason"]["cause"], row["last_complete_at"]) == ("stale", "clock", None)
    assert (row["kinds"]["user"]["age_seconds"], row["kinds"]["course"]["age_seconds"] >= 60) == (None, True)
    assert "clock" in row["reason"]["text"]
    assert "часы" in shown(database, connection, "ru")["reason"]["text"]


def test_who_stopped_the_schedule_hears_of_the_clock_too(database: Database, connection: Connection) -> None:
    read_at(database, Kind.USER, YEAR)
    with database.write() as tx:
        connections.set_auto_sync(tx, connection.id, False)
    row = shown(database, connection)
    assert (row["status"], row["reason"]["cause"], row["next_run_at"]) == ("paused", "clock", None)


def test_a_run_that_is_due_in_a_year_is_shown_as_due_now(database: Database, connection: Connection) -> None:
    now = int(time.time())
    with database.write() as tx:
        connections.set_due(tx, connection.id, now + YEAR)
    assert shown(database, connection)["next_run_at"][:4] == time.strftime("%Y", time.gmtime(now))


def test_old_data_say_why_they_are_stale(database: Database, connection: Connection) -> None:
    read_at(database, Kind.USER, -4 * 900)
    row = shown(database, connection)
    assert (row["status"], row["reason"]["cause"]) == ("stale", "old")
    with database.write() as tx:
        connection_kinds.note_provided(tx, connection.id, {Kind.GROUP: Provided(True)})
    row = shown(database, connection)
    assert (row["status"], row["reason"]["cause"]) == ("stale", "never_read")


def test_counts_are_unknown_until_their_kinds_were_read(database: Database, connection: Connection) -> None:
    with database.write() as tx:
        connection_kinds.note_provided(tx, connection.id, {Kind.ENROLLMENT: Provided(True), Kind.TERM: Provided(False)})
        connection_kinds.note_kind(tx, connection.id, Kind.ENROLLMENT, total=7, complete_at=None)
    row = shown(database, connection)
    assert (row["counts"]["user"], row["counts"]["course"]) == (1, 1)
    for name in ("students", "teachers", "enrollment", "term", "lesson"):
        assert row["counts"][name] is None
    assert (row["kinds"]["enrollment"]["total"], row["kinds"]["term"]["total"]) == (None, None)

    with database.write() as tx:
        connection_kinds.note_kind(tx, connection.id, Kind.ENROLLMENT, total=0, complete_at=int(time.time()))
    counts = shown(database, connection)["counts"]
    assert (counts["students"], counts["teachers"], counts["enrollment"]) == (0, 0, 0)
