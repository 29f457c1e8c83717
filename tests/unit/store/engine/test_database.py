"""Connections: each thread has its own, and none outlives its thread for long."""

import threading

import pytest
from sqlalchemy import func, insert, select

from lmsync.errors import InvalidInput
from lmsync.store.engine.database import Database
from lmsync.store.engine.opening import open_database
from lmsync.store.mirror import tables as t


def read(database: Database) -> None:
    with database.read() as tx:
        assert tx.value(select(func.count()).select_from(t.connection)) == 0


def in_threads(count: int, database: Database, *, and_let_go: bool = False) -> None:
    def work() -> None:
        read(database)
        if and_let_go:
            database.let_go()

    for _ in range(count):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()


def test_threads_that_come_and_go_leave_no_connections(database: Database) -> None:
    read(database)
    in_threads(20, database)
    assert len(database._open) <= 3
    in_threads(1, database, and_let_go=True)
    assert len(database._open) <= 2
    read(database)


def test_a_connection_that_was_let_go_is_opened_again(database: Database) -> None:
    read(database)
    database.let_go()
    assert not database._open
    read(database)


def test_closing_waits_for_who_writes(database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def write() -> None:  # what it raises fails the test
        with database.write() as tx:
            begun.set()
            may_end.wait(60)
            tx.run(insert(t.installation).values(key="written", value="yes"))

    writer, closer = threading.Thread(target=write), threading.Thread(target=database.close)
    writer.start()
    assert begun.wait(60)
    closer.start()
    closer.join(0.2)
    may_end.set()
    writer.join()
    closer.join()
    with database.read() as tx:
        assert tx.value(select(t.installation.c.value).where(t.installation.c.key == "written")) == "yes"


@pytest.mark.parametrize("url", ["postgresql://u:secret@[bad/db", "postgresql://u:secret@127.0.0.1:1/db"])
def test_an_address_that_cannot_be_used_is_not_told_again(url: str) -> None:
    with pytest.raises(InvalidInput) as told:
        open_database(url)
    assert "secret" not in f"{told.value} {told.value.words.en} {told.value.words.ru} {told.value.__cause__}"
