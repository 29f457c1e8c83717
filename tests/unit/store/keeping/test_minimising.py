"""Fields that a connection does not mirror: nothing of them is stored, and they come back when they are wanted again."""

import json
from typing import Any

import pytest
from msgspec import to_builtins
from sqlalchemy import insert, select, update

from lmsync.changes import Op
from lmsync.crm_integration import ScopeKey
from lmsync.kinds import MAY_STAY_OUT, by_kind, fields_of
from lmsync.records import RECORD_TYPES, Kind, User
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import connection_kinds, connections, minimising, sync_runs
from lmsync.store.mirror import apply_changes, page_digests
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.page_digests import PagePlace
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import RecordQuery, page_of
from lmsync.store.reading.view import EVERYTHING
from tests.conftest import a_connection, apply_records
from tests.installation import CURSORS

NOW = 1_700_000_000


@pytest.fixture
def school(database: Database) -> int:
    """A connection with Anna, who changed, and Boris, who is removed."""
    with database.write() as tx:
        number = a_connection(tx).id
        for given, email in (("Anna", "anna@school.example"), ("Annette", "annette@school.example")):
            put(tx, number, anna(given, email), person("boris", "Boris", "boris@school.example"))
        apply_changes.remove(tx, ["boris"], kind=Kind.USER, connection_id=number, run_id=None, now=NOW)
    return number


def person(user: str, given: str, email: str) -> User:
    return User(
        external_id=user,
        given_name=given,
        family_name="Ivanova",
        display_name=f"{given} Ivanova",
        email=email,
        username=f"login-of-{user}",
        locale="ru",
    )


def anna(given: str, email: str) -> User:
    return person("anna", given, email)


def put(tx: Tx, connection_id: int, *records: User) -> None:
    apply_records(tx, list(records), kind=Kind.USER, connection_id=connection_id, run_id=None, now=NOW)


def leave_out(database: Database, connection_id: int, *fields: str) -> bool:
    with database.write() as tx:
        return minimising.leave_out(tx, connections.connection_of(tx, connection_id), fields)


def stored(tx: Tx, connection_id: int) -> str:
    """Every value of people, and what the change log says of them, as one text."""
    of_connection = t.user.c.connection_id == connection_id
    logged = select(t.change.c.fields).where(t.change.c.connection_id == connection_id)
    return json.dumps([tx.dicts(select(t.user).where(of_connection)), tx.dicts(logged)], ensure_ascii=False)


def test_what_is_stored_of_a_field_goes_at_once(database: Database, school: int) -> None:
    assert leave_out(database, school, "user.email", "user.username") is True
    with database.read() as tx:
        left = stored(tx, school)
        assert "school.example" not in left
        assert "login-of" not in left
        assert "Annette Ivanova" in left
        rows = tx.dicts(select(t.user).order_by(t.user.c.external_id))
        assert [row["search_text"] for row in rows] == ["  ivanova  annette", "  ivanova  boris"]
        logged = [json.loads(row[0]) for row in tx.rows(select(t.change.c.fields)) if row[0]]
        assert logged == [{"given_name": ["Anna", "Annette"], "display_name": ["Anna Ivanova", "Annette Ivanova"]}]
        last = tx.dicts(select(t.change).order_by(t.change.c.seq.desc()).limit(1))[0]
        # Followers are told of the record; of Boris they have heard that he is removed.
        assert (last["op"], last["fields"], last["entity_id"]) == (Op.CHANGED, None, rows[0]["id"])


def test_a_change_of_nothing_else_is_none_of_a_value(database: Database, school: int) -> None:
    leave_out(database, school, *(field for field in MAY_STAY_OUT if field.startswith("user.")))
    with database.read() as tx:
        left = stored(tx, school)
        assert [word for word in ("Ann", "Ivanova", "ivanova", "boris@", "login", '"ru"') if word in left] == []
        assert tx.value(select(t.user.c.sort_key)) is None
        assert [row[0] for row in tx.rows(select(t.change.c.fields)) if row[0]] == []


def test_another_connection_keeps_the_field(database: Database, school: int) -> None:
    with database.write() as tx:
        other = a_connection(tx, "https://two.example", "Two").id
        put(tx, other, anna("Anna", "anna@two.example"))
        before = stored(tx, other)
    leave_out(database, school, "user.email")
    with database.read() as tx:
        assert stored(tx, other) == before
        assert minimising.not_mirrored(tx, other) == {}


def test_a_list_that_is_as_it_was_does_nothing(database: Database, school: int) -> None:
    leave_out(database, school, "user.email", "submission.grade")
    with database.read() as tx:
        before = connections.generations(tx)
    assert leave_out(database, school, "submission.grade", "user.email", "user.email") is False
    with database.read() as tx:
        assert connections.generations(tx) == before
        kept = connections.connection_of(tx, school).fields_not_mirrored
        assert kept == ("user.email", "submission.grade")


def test_a_field_that_is_wanted_again_is_read_again(database: Database, school: int) -> None:
    leave_out(database, school, "user.email", "lesson.url")
    users, lessons = (PagePlace(ScopeKey(kind, ""), "all") for kind in (Kind.USER, Kind.LESSON))
    with database.write() as tx:
        page_digests.keep_digests(tx, school, {users: (b"u" * 16, []), lessons: (b"l" * 16, [])}, now=NOW)
        for kind in (Kind.USER, Kind.LESSON):
            tx.run(insert(t.connection_kind).values(connection_id=school, kind=kind.value, provided=True))
            connection_kinds.note_kind(tx, school, kind, total=1, complete_at=NOW)
        run = sync_runs.queue_run(tx, school, mode="full", asked_by="person").id
        sync_runs.start_run(tx, run)
    assert leave_out(database, school, "lesson.url") is False
    with database.write() as tx:
        assert {row[0] for row in tx.rows(select(t.page_digest.c.kind))} == {"lesson"}
        kinds = connection_kinds.kinds_of(tx, school)
        assert (kinds[Kind.USER].last_complete_at, kinds[Kind.LESSON].last_complete_at) == (None, NOW)
        # It has read pages without the field, and would call them read.
        assert sync_runs.run_of(tx, run).state == "cancelled"
        queued = sync_runs.queue_run(tx, school, mode="full", asked_by="person").id
    leave_out(database, school)
    with database.read() as tx:
        assert sync_runs.run_of(tx, queued).state == "queued"


def test_a_record_comes_without_the_field_and_not_with_nothing_in_it(database: Database, school: int) -> None:
    assert row_of(database)["email"] == "annette@school.example"
    leave_out(database, school, "user.email")
    row = row_of(database)
    assert "email" not in row
    assert row["given_name"] == "Annette"
    leave_out(database, school)
    assert row_of(database)["email"] is None  # nothing was read yet, and the list says so


def row_of(database: Database) -> dict[str, Any]:
    with database.read() as tx:
        page = page_of(tx, LISTINGS["users"], RecordQuery(), CURSORS, EVERYTHING)
        (row,) = to_builtins(page.items)
        found: dict[str, Any] = row
        return found


@pytest.mark.parametrize("field", MAY_STAY_OUT)
def test_every_field_that_may_stay_out_can_be_emptied(field: str, database: Database) -> None:
    ((kind, (name,)),) = by_kind([field]).items()
    record = RECORD_TYPES[kind]
    assert name in fields_of(kind)
    assert name not in {*record.references, *record.owners, "source_updated_at"}
    assert record.titled_by != name or kind is Kind.USER
    with database.write() as tx:
        number = a_connection(tx).id
        table = t.MIRRORED[kind]
        tx.run(insert(table).values(connection_id=number, external_id="1", first_seen_at=1, changed_at=1))
        value = {str: "x", float: 1.0, int: 1, bool: True}[table.c[name].type.python_type]
        tx.run(update(table).values({name: value}))
        minimising.leave_out(tx, connections.connection_of(tx, number), [field])
        assert tx.value(select(table.c[name])) is None
        assert tx.value(select(t.change.c.op)) == Op.CHANGED
