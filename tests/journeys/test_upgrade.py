"""An installation of an earlier version goes on with this one: from a dump of every released schema."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import column, delete, func, select, update
from sqlalchemy import table as table_of

from lmsync.access.rights import EVERY_RIGHT
from lmsync.crm_integration import Scope
from lmsync.records import Kind
from lmsync.simulators.moodle import running_moodle
from lmsync.store.engine.database import Database
from lmsync.store.engine.migrate import migrate, newest_revision, schema_is_current
from lmsync.store.engine.opening import open_database
from lmsync.store.engine.sqlite import sqlite_path
from lmsync.store.keeping import api_tokens, attention, connections, held
from lmsync.store.mirror import tables as t
from lmsync.store.reading.listings import LISTINGS
from lmsync.testing.school import School
from tests.conftest import a_connection, empty_place
from tests.installation import Installation, moved
from tests.schema_dumps import FOLDER, PEOPLE, TOKEN, dump, restore, schema_of
from tests.served import served

REVISIONS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_place(request.param, request, tmp_path) as url:
        yield url


@pytest.fixture(params=REVISIONS)
def installed(request: pytest.FixtureRequest, place: str) -> str:
    """The address of an installation of an earlier version."""
    name = "sqlite" if place.startswith("sqlite") else "postgresql"
    restore((FOLDER / request.param / f"{name}.sql").read_text(encoding="utf-8"), place)
    return place


@pytest.fixture
def upgraded(installed: str) -> Iterator[Database]:
    migrate(installed)
    database = open_database(installed)
    yield database
    database.close()


def test_an_upgraded_installation_has_the_schema_of_a_new_one(
    installed: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    assert migrate(installed) == newest_revision()
    assert schema_is_current(installed)
    name = "sqlite" if installed.startswith("sqlite") else "postgresql"
    with empty_place(name, request, tmp_path / "new") as new:
        migrate(new)
        assert schema_of(installed) == schema_of(new)


def test_everything_is_served_after_an_upgrade(installed: str, tmp_path: Path) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=installed) as (running, _):
        api = replace(running, token=TOKEN)
        status = api.get("status")
        assert [one["connection"] for one in status["connections"]] == ["school", "college"]
        assert len(status["held"]) == 1
        for connection in status["connections"]:
            slug, counts = connection["connection"], connection["counts"]
            for name in ("students", "teachers", "users", "courses", "enrollments", "items", "groups", "sections"):
                kind = LISTINGS[name].kind.value if name in {"users", "courses", "enrollments", "items"} else None
                rows = api.every(name, connection=slug, limit=500)
                assert rows
                assert len(rows) == counts.get(kind or name, len(rows)), name
        for name in LISTINGS:
            for row in api.every(name, limit=500)[:5]:
                assert api.get(f"{name}/{row['id']}")["id"] == row["id"]
        person = api.get("students", limit=1)["items"][0]
        assert person["id"] in {row["id"] for row in api.every("students", q=person["family_name"])}
        page = api.get("changes", limit=1000)
        told = [row["id"] for row in page["items"]]
        while not page["caught_up"]:
            page = api.get("changes", limit=1000, cursor=page["next_cursor"])
            told += [row["id"] for row in page["items"]]
        assert {row["id"] for row in api.every("users", limit=500)} <= set(told)
        runs = api.get("runs")["items"]
        assert {run["state"] for run in runs} == {"complete"}
        assert api.get(f"runs/{runs[0]['id']}/scopes")["items"]
        changes = [api.every(f"runs/{run['id']}/changes", limit=500) for run in runs]
        assert {row["change"] for of_run in changes for row in of_run} >= {"added"}


async def test_a_run_goes_on_where_the_earlier_version_stopped(upgraded: Database, tmp_path: Path) -> None:
    installation = Installation(upgraded, tmp_path)
    with upgraded.read() as tx:
        school = connections.connection_of(tx, "school")
        users = tx.value(select(func.count()).select_from(t.user).where(t.user.c.connection_id == school.id))
    async with running_moodle(School.seeded(PEOPLE)) as moodle:
        with upgraded.write() as tx:
            connections.save_connection(
                tx,
                replaced=school,
                kind=school.kind,
                base_url=moodle.url,
                name=school.name,
                settings=school.settings,
                sealed_token=installation.sealer.seal_all(moodle.token, {}),
                sync_interval_seconds=300,
                verified=True,
                provided={},
            )
        run = await installation.run(school)
    assert (run.state, moved(run)["removed"]) == ("complete", 0)
    assert run.counts["user"]["added"] == 0
    assert installation.kinds(school)[Kind.USER].total == users
    with upgraded.read() as tx:
        assert held.dismissed(tx, school.id) == []  # everybody was seen again


def test_no_row_is_lost_by_an_upgrade(installed: str) -> None:
    before = rows_of(installed)
    migrate(installed)
    after = rows_of(installed)
    del after['"attention"']  # was a cell of each connection
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in before.items()}
    del before['"user"']  # its flag became a state
    del before['"api_client"']  # tokens have scopes now
    del before['"connection"']  # what a person is needed for stands in rows of its own
    for table in ('"sync_scope"', '"page_digest"', '"held_removal"'):
        del before[table]  # they name scopes by keys now
    for table, rows in before.items():  # a later column stands behind
        assert all(new.startswith(old.removesuffix(");")) for old, new in zip(rows, after[table], strict=True)), table
    if installed.startswith("sqlite"):
        connection = sqlite3.connect(sqlite_path(installed))
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()


def test_the_flag_of_a_user_becomes_a_state(installed: str) -> None:
    """Also in the change log, where SQLite has kept flags as numbers."""
    old = table_of("user", column("id"), column("enabled"))
    database = open_database(installed)
    with database.write() as tx:
        flags: tuple[Any, ...] = (True, False, None)
        people = [row[0] for row in tx.rows(select(t.user.c.id).order_by(t.user.c.id).limit(3))]
        for number, flag in zip(people, flags, strict=True):
            tx.run(update(old).where(old.c.id == number).values(enabled=flag))
        renamed = '{"given_name": ["Bob", "\\"Enabled\\""], "display_name": ["Bob", "enabled"]}'
        flagged = '{"enabled": [true, false]}', '{"locale": [null, "ru"], "enabled": [1, null]}', renamed
        for seq, fields in enumerate(flagged, 1):
            tx.run(update(t.change).where(t.change.c.seq == seq).values(kind=t.KIND_NUMBERS[Kind.USER], fields=fields))
    migrate(installed)
    with database.read() as tx:
        states = [tx.value(select(t.user.c.state).where(t.user.c.id == number)) for number in people]
        logged = [json.loads(tx.value(select(t.change.c.fields).where(t.change.c.seq == seq))) for seq in (1, 2)]
    database.close()
    assert states == ["active", "suspended", None]
    assert logged == [{"state": ["active", "suspended"]}, {"locale": [None, "ru"], "state": ["active", None]}]


@pytest.mark.parametrize(("state", "severity"), [("needs_attention", "stopped"), ("ok", "needed")])
def test_what_a_person_is_needed_for_is_still_known(state: str, severity: str, installed: str) -> None:
    old = table_of("connection", column("slug"), column("state"), column("attention"))
    database = open_database(installed)
    said = json.dumps({"cause": "token_refused", "en": "Renew it.", "ru": "Обновите его."})
    with database.write() as tx:
        tx.run(update(old).where(old.c.slug == "school").values(state=state, attention=said))
    migrate(installed)
    with database.read() as tx:
        (needed,) = attention.open_of(tx, connections.connection_of(tx, "school").id)
    database.close()
    assert (needed.cause, needed.severity, needed.words.ru) == ("token_refused", severity, "Обновите его.")


def rows_of(url: str) -> dict[str, list[str]]:
    """The rows of every table as a dump has them, without the version of the schema and the counters."""
    found: dict[str, list[str]] = {}
    for line in dump(url).splitlines():
        if line.startswith("INSERT INTO"):
            table = line.split()[2]
            found.setdefault(table, []).append(line.partition(" VALUES ")[2])
    for name in ('"alembic_version"', '"sqlite_sequence"'):
        found.pop(name, None)
    return found


def test_a_number_from_before_an_upgrade_is_never_used_again(installed: str) -> None:
    database = open_database(installed)
    with database.write() as tx:
        used = tx.value(select(func.max(t.connection.c.id)))
        decided = tx.value(select(func.max(t.held_removal.c.id)))
        for number in (used, used - 1):  # the newest schools, deleted with everything that knew their numbers
            for table in (*t.MIRRORED.values(), t.change):
                tx.run(delete(table).where(table.c.connection_id == number))
            tx.run(delete(t.connection).where(t.connection.c.id == number))
    migrate(installed)
    with database.write() as tx:
        connection = a_connection(tx, "https://new.example", "New")
        assert connection.id > used
        decision = held.hold(
            tx, connection_id=connection.id, run_id=1, scope=Scope.all_of(Kind.USER), ids={}, reason="too_many"
        )
        assert decision > decided
    database.close()


def test_an_upgrade_that_fails_half_way_leaves_the_database_as_it_was(
    installed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(installed)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
        with pytest.raises(RuntimeError):
            migrate(installed)
    assert dump(installed) == before
    assert migrate(installed) == newest_revision()


def test_what_was_read_before_an_upgrade_is_known_by_the_key_of_its_scope(upgraded: Database) -> None:
    with upgraded.read() as tx:
        courses = {external_id for (external_id,) in tx.rows(select(t.course.c.external_id))}
        for table in (t.sync_scope, t.page_digest):
            keys = set(tx.rows(select(table.c.kind, table.c.parent).where(table.c.parent != "")))
            assert {above.partition(":")[2] for _, above in keys} == {"", *courses}
            assert ("lesson", "course:") in keys
            assert {above.partition(":")[0] for _, above in keys} == {"course"}
        decisions = held.waiting(tx)
    assert {decision.scope.parent_kind for decision in decisions} == {None}


def test_a_token_that_was_given_out_before_there_were_scopes_keeps_every_right(upgraded: Database) -> None:
    with upgraded.read() as tx:
        token = api_tokens.token_of(tx, TOKEN)
    assert token is not None
    assert (token.scopes, token.connections, token.kinds) == (EVERY_RIGHT, None, None)
