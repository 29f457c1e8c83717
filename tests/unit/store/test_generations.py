"""A transaction that changes what answers show raises the generation of its connection, once, by itself."""

from collections.abc import Callable
from typing import Any

import pytest

from lmsync.crm_integration import Provided, Scope
from lmsync.errors import Words
from lmsync.records import Course, Enrollment, Group, Kind, Record, User
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import attention, connection_kinds, connections, held, sync_runs
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import connection_of, generations
from lmsync.store.keeping.held import State
from lmsync.store.mirror import apply_changes, course_counts, page_digests
from lmsync.store.mirror.page_digests import PagePlace
from lmsync.store.mirror.stored import numbers_of
from lmsync.sync.decisions import apply_held, dismiss_held
from tests.conftest import a_connection, apply_records

WORDS = Words(en="Give it back.", ru="Верните его.")
NOW = 1_000

Movement = Callable[[Tx, int], Any]


def put(tx: Tx, connection: int, *records: Record) -> None:
    for record in records:
        apply_records(tx, [record], kind=record.kind_of_record, connection_id=connection, run_id=None, now=NOW)


def remove(tx: Tx, connection: int, kind: Kind, external_id: str) -> int:
    return apply_changes.remove(tx, [external_id], kind=kind, connection_id=connection, run_id=None, now=NOW)


def lose(tx: Tx, connection: int, kind: Kind, **losses: list[str]) -> int:
    return apply_changes.apply_losses(tx, losses, kind=kind, connection_id=connection, run_id=None, now=NOW)


def hold(tx: Tx, connection: int) -> int:
    return held.hold(
        tx,
        connection_id=connection,
        run_id=1,
        scope=Scope.all_of(Kind.USER),
        ids={Kind.USER: ["1"]},
        reason="all_of_kind",
    )


def a_run(tx: Tx, connection: int) -> int:
    return sync_runs.queue_run(tx, connection, mode="full", asked_by="person").id


def save_again(tx: Tx, connection: int) -> None:
    stored = connection_of(tx, connection)
    a_connection(tx, stored.base_url, "Another name", replaced=stored)


def everything(tx: Tx, connection: int) -> None:
    put(tx, connection, User(external_id="4"), User(external_id="1", email="new@school.test"))
    remove(tx, connection, Kind.USER, "2")
    lose(tx, connection, Kind.USER, email=["1"])
    course_counts.count_all_courses(tx, connection)
    connection_kinds.note_kind(tx, connection, Kind.USER, total=9, complete_at=NOW)
    connection_kinds.count_people(tx, connection)
    attention.need(tx, connection, "withheld", WORDS)
    held.decide(tx, hold(tx, connection), State.DISMISSED, "test")


MOVEMENTS: dict[str, Movement] = {
    "a record is added": lambda tx, c: put(tx, c, User(external_id="9")),
    "a record is changed": lambda tx, c: put(tx, c, User(external_id="1", email="new@school.test")),
    "a record is removed": lambda tx, c: remove(tx, c, Kind.USER, "1"),
    "a record returns": lambda tx, c: put(tx, c, User(external_id="3")),
    "a field is emptied": lambda tx, c: lose(tx, c, Kind.USER, email=["1"]),
    "members change": lambda tx, c: put(tx, c, Group(external_id="1", course="1", members=("1", "2"))),
    "members are all lost": lambda tx, c: lose(tx, c, Kind.GROUP, members=["1"]),
    "courses of all are counted": course_counts.count_all_courses,
    "courses of a user are counted": lambda tx, c: course_counts.count_courses(tx, c, numbers_of_users(tx, c)),
    "a run continues one that died before it counted": lambda tx, c: sync_runs.claim_run(tx, a_run(tx, c), "me"),
    "a kind is counted": lambda tx, c: connection_kinds.note_kind(tx, c, Kind.USER, total=5, complete_at=None),
    "a kind is read whole": lambda tx, c: connection_kinds.note_kind(tx, c, Kind.USER, total=0, complete_at=NOW),
    "people are counted": connection_kinds.count_people,
    "a kind is not provided any more": lambda tx, c: connection_kinds.note_provided(
        tx, c, {Kind.USER: Provided(False, WORDS)}
    ),
    "a kind is provided": lambda tx, c: connection_kinds.note_provided(tx, c, {Kind.COURSE: Provided(True)}),
    "it is configured": save_again,
    "it syncs by itself": lambda tx, c: connections.set_auto_sync(tx, c, False),
    "a person is needed": lambda tx, c: attention.need(tx, c, "withheld", WORDS),
    "it is mended": attention.resume,
    "a removal is held": hold,
    "a removal is applied": lambda tx, c: apply_held(tx, 1, by=LMSYNC),
    "a removal is dismissed": lambda tx, c: dismiss_held(tx, 1, by=LMSYNC),
    "a removal is withdrawn": lambda tx, c: held.decide(tx, 1, State.WITHDRAWN, "run"),
    "it is forgotten": lambda tx, c: connections.forget_connection(tx, connection_of(tx, c), with_data=False),
    "all of it": everything,
}

NO_MOVEMENTS: dict[str, Movement] = {
    "nothing": lambda tx, c: None,
    "a record is as it was": lambda tx, c: put(tx, c, User(external_id="1", email="anna@school.test")),
    "a record that is not stored is removed": lambda tx, c: remove(tx, c, Kind.USER, "99"),
    "a field that was empty is emptied": lambda tx, c: lose(tx, c, Kind.USER, username=["1"]),
    "members are as they were": lambda tx, c: put(tx, c, Group(external_id="1", course="1", members=("1",))),
    "a kind has as many records as before": lambda tx, c: connection_kinds.note_kind(
        tx, c, Kind.USER, total=0, complete_at=None
    ),
    "what is provided is as it was": lambda tx, c: connection_kinds.note_provided(tx, c, {Kind.USER: Provided(True)}),
    "a lease is taken": lambda tx, c: sync_runs.take_lease(tx, c, "me"),
    "it is due": lambda tx, c: connections.set_due(tx, c, 1),
    "a page is remembered": lambda tx, c: page_digests.keep_digests(
        tx, c, {PagePlace(Scope.all_of(Kind.USER).key, "all"): (b"digest", ["1"])}, now=1_000
    ),
}


def numbers_of_users(tx: Tx, connection: int) -> list[int]:
    return list(numbers_of(tx, connection, Kind.USER, ["1", "2"]).values())


@pytest.fixture
def connection(database: Database) -> int:
    """A connection with a little of everything; its courses are not counted yet, a removal waits, and a person is needed."""
    with database.write() as tx:
        number = a_connection(tx).id
        connection_kinds.note_provided(tx, number, {Kind.USER: Provided(True)})
        put(tx, number, User(external_id="1", email="anna@school.test"), User(external_id="2"), User(external_id="3"))
        put(tx, number, Course(external_id="1"), Group(external_id="1", course="1", members=("1",)))
        put(tx, number, Enrollment(external_id="1", user="1", course="1", role="student"))
        remove(tx, number, Kind.USER, "3")
        run = a_run(tx, number)
        sync_runs.start_run(tx, run)
        sync_runs.mark_interrupted(tx, number)
        assert hold(tx, number) == 1
        attention.need(tx, number, "token", WORDS)
    return number


def generation(database: Database, connection: int) -> int:
    with database.read() as tx:
        return dict(generations(tx))[connection]


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_what_changes_an_answer_raises_the_generation_once(database: Database, connection: int, movement: str) -> None:
    before = generation(database, connection)
    with database.write() as tx:
        MOVEMENTS[movement](tx, connection)
    assert generation(database, connection) == before + 1


@pytest.mark.parametrize("movement", NO_MOVEMENTS)
def test_what_changes_no_answer_leaves_the_generation(database: Database, connection: int, movement: str) -> None:
    before = generation(database, connection)
    with database.write() as tx:
        NO_MOVEMENTS[movement](tx, connection)
    assert generation(database, connection) == before


def test_what_is_said_again_leaves_the_generation(database: Database, connection: int) -> None:
    for _ in range(2):
        with database.write() as tx:
            attention.stop(tx, connection, "token", WORDS)
            connection_kinds.count_people(tx, connection)
    before = generation(database, connection)
    with database.write() as tx:
        attention.stop(tx, connection, "token", WORDS)
        connection_kinds.count_people(tx, connection)
    assert generation(database, connection) == before


def test_a_transaction_that_is_undone_raises_nothing(database: Database, connection: int) -> None:
    before = generation(database, connection)

    def undone() -> None:
        with database.write() as tx:
            put(tx, connection, User(external_id="9"))
            raise LookupError

    with pytest.raises(LookupError):
        undone()
    assert generation(database, connection) == before


def test_only_the_connection_that_changed_is_raised(database: Database, connection: int) -> None:
    with database.write() as tx:
        other = a_connection(tx, "https://two.example", "Second").id
    before = generation(database, connection), generation(database, other)
    with database.write() as tx:
        put(tx, other, User(external_id="1"))
    assert (generation(database, connection), generation(database, other)) == (before[0], before[1] + 1)


def test_what_was_erased_has_no_generation_left(database: Database, connection: int) -> None:
    with database.write() as tx:
        connections.forget_connection(tx, connection_of(tx, connection), with_data=True)
    with database.read() as tx:
        assert generations(tx) == ()
