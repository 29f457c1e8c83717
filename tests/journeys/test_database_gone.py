"""The database goes away and comes back: lmsync says so, loses nothing and goes on by itself."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from lmsync.errors import DatabaseUnavailable
from lmsync.records import Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.engine.opening import open_database
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.stored import count_present
from tests.conftest import fresh_database
from tests.installation import Installation
from tests.journeys.test_serving import until
from tests.served import served, simulated


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    request.param = "postgresql"
    with fresh_database(request, tmp_path) as url:
        yield url


def administer(url: str, statement: str) -> list[Any]:
    """Speak to the server of a database without being connected to that database. Returns the rows of the answer."""
    head, _, query = url.partition("?")
    server, _, name = head.rpartition("/")
    with psycopg.connect(f"{server}/postgres?{query}", autocommit=True) as connection:
        answer = connection.execute(statement.format(name=name).encode())
        return answer.fetchall() if answer.description else []


DISCONNECT = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '{name}'"


def test_postgresql_is_away_for_a_while(tmp_path: Path, postgresql_url: str) -> None:
    with simulated() as lms, served(tmp_path, LMSYNC_DATABASE_URL=postgresql_url) as (api, _):
        api.configure(lms, name="School", sync_interval_seconds=30)
        until(lambda: api.get("status")["status"] == "ok")
        before = api.get("students")

        administer(postgresql_url, "ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        until(lambda: administer(postgresql_url, DISCONNECT) == [])
        for path in ("students", "status", "runs"):
            answer = api.ask("GET", f"/api/v1/crm/{path}", headers={"Accept-Language": "ru"})
            assert (answer.status, answer.json["type"]) == (503, "/problems/database-unavailable")
            assert "PostgreSQL" in answer.json["detail"]
            assert answer.headers["Retry-After"] == "5"
        assert api.ask("GET", "/api/v1/health").status == 200
        ready = api.ask("GET", "/api/v1/health/ready")
        assert (ready.status, ready.json["database"]) == (503, False)

        administer(postgresql_url, "ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert api.get("students") == before
        until(lambda: api.ask("GET", "/api/v1/health/ready").status == 200)
        until(lambda: api.sync()["state"] == "complete")  # an interrupted one may have been joined
    log = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert "database unavailable" in log
    assert "Traceback" not in log


async def test_a_run_whose_connection_was_cut_is_continued(
    moodle: MoodleSimulator, postgresql_url: str, tmp_path: Path
) -> None:
    database = open_database(postgresql_url)
    try:
        installation = Installation(database, tmp_path)
        connection = installation.connect(moodle)
        with psycopg.connect(postgresql_url) as locker, psycopg.connect(postgresql_url, autocommit=True) as killer:
            locker.execute("LOCK TABLE lesson IN SHARE MODE")  # who writes it waits, who reads it does not
            began = time.time()
            running = asyncio.create_task(installation.run(connection))
            waits = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
            )
            while not killer.execute(waits).fetchall():
                await asyncio.sleep(0.02)
        first = await running
        assert (first.state, first.error) == ("interrupted", None)
        with database.read() as tx:
            assert tx.value(select(t.connection.c.lease_owner)) is None
            # Not at once: the LMS is not asked again and again while the database fails.
            assert tx.value(select(t.connection.c.next_run_at)) > began + 10
        moodle.requests.clear()
        second = await installation.run(connection)
        assert second.state == "complete"
        assert moodle.requests.count("core_grades_get_gradable_users") == 0  # people had been read
        assert installation.ids("students") == {str(one) for one in moodle.school.students()}
    finally:
        database.close()


def test_a_transaction_that_was_cut_leaves_nothing(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    try:
        with pytest.raises(DatabaseUnavailable), database.write() as tx:  # noqa: PT012
            tx.insert_many(t.installation, ("key", "value"), [("one", "1")])
            administer(postgresql_url, DISCONNECT)
            tx.insert_many(t.installation, ("key", "value"), [("two", "2")])
        with database.read() as tx:
            assert tx.rows(t.installation.select().where(t.installation.c.key == "one")) == []
    finally:
        database.close()


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path, empty_database: Path) -> None:
    path = tmp_path / "lmsync.db"
    path.write_bytes(empty_database.read_bytes())
    database = open_database(f"sqlite:///{path}")
    try:
        connection: sqlite3.Connection = database._connection()
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(DatabaseUnavailable, match="SQLITE_FULL"), database.write() as tx:
            tx.insert_many(t.installation, ("key", "value"), [(str(n), "x" * 1_000) for n in range(100)])
        connection.execute("PRAGMA max_page_count = 1000000")
        with database.write() as tx:
            assert count_present(tx, 1, Kind.USER) == 0
            assert tx.rows(t.installation.select().where(t.installation.c.key == "1")) == []
    finally:
        database.close()
