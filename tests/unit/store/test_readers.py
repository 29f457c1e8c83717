"""Readers never wait for who writes, and never see half of what was written."""

import threading
import time

import pytest

from lmsync.records import Course, Group, Kind, User
from lmsync.store.engine.database import Database
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import RecordQuery, page_of
from lmsync.store.reading.view import EVERYTHING
from tests.conftest import a_connection, apply_records
from tests.installation import CURSORS

GROUPS = 30
MOVES = 40


@pytest.fixture
def connection(database: Database) -> int:
    with database.write() as tx:
        number = a_connection(tx).id
        where = {"connection_id": number, "run_id": None, "now": 1}
        users = [User(external_id=str(n), display_name=f"Person {n}") for n in range(10)]
        apply_records(tx, users, kind=Kind.USER, **where)  # type: ignore[arg-type]
        apply_records(tx, [Course(external_id="1", name="A")], kind=Kind.COURSE, **where)  # type: ignore[arg-type]
    return number


def write(database: Database, connection: int, edition: int) -> None:
    """Every group gets another name and other members, in one transaction as a page of a run."""
    members = tuple(str(n) for n in (range(5) if edition % 2 else range(5, 10)))
    groups = [Group(external_id=str(n), course="1", name=f"Edition {edition}", members=members) for n in range(GROUPS)]
    with database.write() as tx:
        apply_records(tx, groups, kind=Kind.GROUP, connection_id=connection, run_id=None, now=edition)


def read(database: Database) -> list[tuple[str, tuple[str, ...]]]:
    with database.read() as tx:
        items = page_of(tx, LISTINGS["groups"], RecordQuery(limit=GROUPS), CURSORS, EVERYTHING).items
    return [(group.name, tuple(sorted(member.id for member in group.members))) for group in items]


def test_nobody_sees_half_a_record(database: Database, connection: int) -> None:
    write(database, connection, 1)
    odd, even = ([f"school-usr-{n}" for n in numbers] for numbers in (range(5), range(5, 10)))
    stop = threading.Event()
    seen: list[list[tuple[str, tuple[str, ...]]]] = []

    def reading() -> None:
        while not stop.is_set():
            seen.append(read(database))

    readers = [threading.Thread(target=reading) for _ in range(3)]
    for reader in readers:
        reader.start()
    edition = 1
    while edition < MOVES or len({page[0][0] for page in list(seen)}) <= 3:
        edition += 1
        write(database, connection, edition)
    stop.set()
    for reader in readers:
        reader.join()
    for page in seen:
        (name,) = {name for name, _ in page}
        expected = odd if int(name.split()[1]) % 2 else even
        assert {members for _, members in page} == {tuple(expected)}


def test_nobody_waits_for_a_transaction_that_is_open(database: Database, connection: int) -> None:
    write(database, connection, 1)
    before = read(database)
    told: list[object] = []
    with database.write() as tx:
        apply_records(
            tx,
            [Group(external_id="0", course="1", name="Not yet")],
            kind=Kind.GROUP,
            connection_id=connection,
            run_id=None,
            now=9,
        )
        reader = threading.Thread(target=lambda: told.append(read(database)))
        began = time.monotonic()
        reader.start()
        reader.join(120)
        assert told == [before], f"no answer after {time.monotonic() - began:.0f} s"
    assert read(database) != before
