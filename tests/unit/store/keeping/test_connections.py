"""Connections come and go: what was a deleted or forgotten school's is never anybody else's, and nobody sees it."""

import json
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from lmsync.access.browsers import Browsers
from lmsync.access.rights import EVERY_RIGHT
from lmsync.api.crm_cache import CRMCache
from lmsync.api.door import Door
from lmsync.crm_integration import Scope
from lmsync.errors import Conflict, InvalidInput, NotFound, Words
from lmsync.records import (
    Attendance,
    Category,
    Course,
    Enrollment,
    Group,
    Item,
    Kind,
    Lesson,
    Org,
    Record,
    Section,
    Submission,
    Term,
    User,
)
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import attention, connections, held, run_history, run_scopes, sync_runs
from lmsync.store.keeping.api_tokens import add_token
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import Connection
from lmsync.store.mirror import apply_changes
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.course_counts import count_all_courses
from lmsync.store.reading import change_log
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import RecordQuery, page_of, record_of
from lmsync.store.reading.view import EVERYTHING
from lmsync.sync.decisions import apply_held, dismiss_held
from tests.conftest import apply_records
from tests.installation import CURSORS


def saved(tx: Tx, name: str, replaced: Connection | None = None, address: str | None = None) -> Connection:
    return connections.save_connection(
        tx,
        replaced=replaced,
        kind="moodle",
        base_url=address or f"https://{name.lower()}.example",
        name=name,
        settings={},
        sealed_token=b"",
        sync_interval_seconds=300,
        verified=True,
        provided={},
    )


def put(tx: Tx, connection: Connection, *records: Record) -> None:
    for record in records:
        apply_records(
            tx, [record], kind=record.kind_of_record, connection_id=connection.id, run_id=None, now=1_700_000_000
        )


A_WHOLE_SCHOOL: tuple[Record, ...] = (
    Org(external_id="1", name="A"),
    Term(external_id="1", name="A"),
    Course(external_id="1", name="A"),
    Section(external_id="1", course="1", name="A"),
    User(external_id="1", display_name="Anna", email="anna@one.example"),
    User(external_id="2", display_name="Tom"),
    Group(external_id="1", course="1", name="A", members=("1",)),
    Enrollment(external_id="1", user="1", course="1", section="1", role="student", state="active"),
    Enrollment(external_id="2", user="2", course="1", section="1", role="teacher", state="active"),
    Category(external_id="1", course="1", name="A"),
    Item(external_id="1", course="1", title="A", kind="assignment", due_at=1_700_000_000),
    Submission(external_id="1", item="1", user="1", status="graded"),
    Lesson(external_id="1", course="1", title="A", kind="class", starts_at=1_700_000_000),
    Attendance(external_id="1", lesson="1", user="1", status="present"),
)


def a_whole_school(tx: Tx, name: str) -> Connection:
    connection = saved(tx, name)
    put(tx, connection, *A_WHOLE_SCHOOL)
    count_all_courses(tx, connection.id)
    return connection


def test_the_number_of_a_deleted_connection_is_never_used_again(database: Database) -> None:
    numbers = []
    with database.write() as tx:
        saved(tx, "Kept")
        for _ in range(3):
            connection = saved(tx, "School")
            numbers.append(connection.id)
            connections.forget_connection(tx, connection, with_data=True)
    assert len(set(numbers)) == 3


def test_a_generation_begins_at_random(database: Database) -> None:
    with database.write() as tx:
        generations = [saved(tx, f"School{number}").generation for number in range(8)]
    assert len(set(generations)) == 8


def test_numbers_that_people_use_are_never_used_again(database: Database) -> None:
    numbers: dict[str, list[int]] = {"held": [], "run": [], "client": []}
    with database.write() as tx:
        for _ in range(2):
            connection = saved(tx, "School")
            run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
            numbers["run"].append(run.id)
            ids = {Kind.USER: ["1"]}
            decision = held.hold(
                tx,
                connection_id=connection.id,
                run_id=run.id,
                scope=Scope.all_of(Kind.USER),
                ids=ids,
                reason="too_many",
            )
            numbers["held"].append(decision)
            add_token(tx, "panel", secrets.token_hex(), [])
            numbers["client"].append(max(row[0] for row in tx.rows(t.api_client.select())))
            connections.forget_connection(tx, connection, with_data=True)
            tx.run(delete(t.api_client))
    assert all(first < second for first, second in numbers.values())


async def asked(cache: Door) -> Any:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("a GET has no body")

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/users",
        "query_string": b"",
        "headers": [(b"authorization", b"Bearer a-token")],
    }
    await cache(scope, receive, send)
    return json.loads(sent[-1]["body"])


@pytest.mark.parametrize("forgotten_first", [True, False])
async def test_an_answer_about_a_deleted_school_is_not_given_for_the_next(
    database: Database, forgotten_first: bool
) -> None:
    async def app(scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        with database.read() as tx:
            names = [
                user.display_name for user in page_of(tx, LISTINGS["users"], RecordQuery(), CURSORS, EVERYTHING).items
            ]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(names).encode()})

    with database.write() as tx:
        add_token(tx, "panel", "a-token", EVERY_RIGHT)
    doors_database = AsyncDatabase(database)
    cache = Door(CRMCache(app, re.compile("/users$")), doors_database, Browsers(""), frozenset())
    with database.write() as tx:
        old = saved(tx, "Old")
        put(tx, old, User(external_id="1", display_name="Anna"))
    assert await asked(cache) == ["Anna"]
    with database.write() as tx:
        if forgotten_first:
            connections.forget_connection(tx, old, with_data=False)
        connections.forget_connection(tx, old, with_data=True)
    with database.write() as tx:
        put(tx, saved(tx, "New"), User(external_id="1", display_name="Boris"))
    assert await asked(cache) == ["Boris"]
    doors_database.close()  # the use of the token may still be on its way


def test_nobody_sees_a_record_of_a_forgotten_connection(database: Database) -> None:
    with database.write() as tx:
        one, two = a_whole_school(tx, "One"), a_whole_school(tx, "Two")
        ids = {
            name: [row.id for row in page_of(tx, LISTINGS[name], RecordQuery(), CURSORS, EVERYTHING).items]
            for name in LISTINGS
        }
        assert all({text_id.split("-")[0] for text_id in found} == {"one", "two"} for found in ids.values())
        connections.forget_connection(tx, one, with_data=False)
        for kind in Kind:
            apply_changes.remove(tx, ["1"], kind=kind, connection_id=two.id, run_id=None, now=1_700_000_001)
        for name, listing in LISTINGS.items():
            for filters in ({}, {"include_removed": "true"}, {"changed_since": "0"}):
                shown = page_of(tx, listing, RecordQuery(filters), CURSORS, EVERYTHING).items
                assert {row.connection for row in shown} <= {"two"}, (name, filters)
            for text_id in ids[name]:
                for removed in (False, True):
                    if text_id.startswith("one-"):
                        with pytest.raises(NotFound):
                            record_of(tx, listing, text_id, EVERYTHING, include_removed=removed)


def test_a_filter_does_not_know_a_record_of_a_forgotten_connection(database: Database) -> None:
    codes = {"course": "crs", "section": "sec", "group": "grp", "teacher": "usr", "student": "usr"}
    with database.write() as tx:
        one = a_whole_school(tx, "One")
        a_whole_school(tx, "Two")
        connections.forget_connection(tx, one, with_data=False)
        for listing in LISTINGS.values():
            for field in codes.keys() & listing.filters:
                page_of(tx, listing, RecordQuery({field: f"two-{codes[field]}-1"}), CURSORS, EVERYTHING)
                with pytest.raises(InvalidInput):
                    page_of(tx, listing, RecordQuery({field: f"one-{codes[field]}-1"}), CURSORS, EVERYTHING)


def test_lessons_are_shown_while_another_school_with_the_same_numbers_is_forgotten(database: Database) -> None:
    with database.write() as tx:
        one = a_whole_school(tx, "One")
        a_whole_school(tx, "Two")
        connections.forget_connection(tx, one, with_data=False)
        lesson = record_of(tx, LISTINGS["lessons"], f"two-{Lesson.id_code}-1", EVERYTHING)
    assert (lesson.course.name, [teacher.id for teacher in lesson.teachers]) == ("A", ["two-usr-2"])


def test_nobody_sees_runs_changes_and_decisions_of_a_forgotten_connection(database: Database) -> None:
    with database.write() as tx:
        change_log.found_dataset(tx)
        one, two = a_whole_school(tx, "One"), a_whole_school(tx, "Two")
        for connection in (two, one):
            run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
            decision = held.hold(
                tx,
                connection_id=connection.id,
                run_id=run.id,
                scope=Scope.all_of(Kind.USER),
                ids={Kind.USER: ["1"]},
                reason="too_many",
            )
        connections.forget_connection(tx, one, with_data=False)
        assert [run.connection_id for run in run_history.list_runs(tx, limit=1)] == [two.id]
        assert [waiting.connection_id for waiting in held.waiting(tx)] == [two.id]
        for decide in (apply_held, dismiss_held):
            with pytest.raises(NotFound):
                decide(tx, decision, by=LMSYNC)
        page = change_log.changes_of(
            tx,
            CURSORS,
            cursor=None,
            kinds=list(Kind),
            connections=connections.list_connections(tx),
            limit=1000,
            view=EVERYTHING,
        )
        assert {row.connection for row in page.items} == {"two"}


def test_the_address_of_a_forgotten_connection_is_not_taken_over_by_another(database: Database) -> None:
    with database.write() as tx:
        one, two = saved(tx, "One"), saved(tx, "Two")
        connections.forget_connection(tx, one, with_data=False)
        with pytest.raises(Conflict, match="address-taken"):
            saved(tx, "Two", replaced=two, address="https://one.example")
        stored = connections.find_connection(tx, "moodle", "https://one.example")
        assert saved(tx, "One", replaced=stored).id == one.id


def test_who_still_works_for_a_forgotten_connection_does_not_bring_it_back(database: Database) -> None:
    """A check or a run that was under way when it was forgotten ends later."""
    words = Words(en="Renew the token.", ru="Обновите токен.")
    with database.write() as tx:
        connection = saved(tx, "School")
        connections.forget_connection(tx, connection, with_data=False)
        attention.resume(tx, connection.id)
        attention.stop(tx, connection.id, "token", words)
        connections.set_due(tx, connection.id, 1)
        connections.set_auto_sync(tx, connection.id, True)
        assert (connections.list_connections(tx), attention.open_of(tx, connection.id)) == ([], [])
        left = connections.connection_of(tx, connection.id)
    assert (left.state, left.next_run_at, left.auto_sync) == ("forgotten", None, False)


def test_a_connection_that_is_configured_anew_continues_no_run(database: Database) -> None:
    with database.write() as tx:
        connection = saved(tx, "School")
        run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        run_scopes.stamp_scopes(tx, connection.id, run.id, [(Scope.all_of(Kind.SECTION).key, 3, 1)])
        saved(tx, "School", replaced=connection)
        assert tx.rows(select(t.sync_scope.c.kind)) == []
