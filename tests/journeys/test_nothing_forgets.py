"""Whatever a school does, no transaction changes what answers show without raising a generation."""

from typing import Any

import pytest
from sqlalchemy import Executable, Table

from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import connections
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.mirror import tables as t
from lmsync.sync.decisions import apply_held, dismiss_held
from tests.installation import Installation

SHOWN = {table.name for table in (*t.MIRRORED.values(), t.group_member, t.change, t.held_removal)}
"""Tables of which every row that is written changes an answer."""


class Watched:
    """What the transactions of a database wrote: tables of `SHOWN`, and whether a movement was noted."""

    def __init__(self) -> None:
        self.written: set[str] = set()
        self.forgot: list[set[str]] = []
        self._of_tx: dict[Tx, set[str]] = {}

    def wrote(self, tx: Tx, table: Any, rows: int) -> None:
        if rows and table is not None and table.name in SHOWN:
            self._of_tx.setdefault(tx, set()).add(table.name)

    def commits(self, tx: Tx) -> None:
        tables = self._of_tx.pop(tx, set())
        self.written |= tables
        if tables and not tx._moved:
            self.forgot.append(tables)


@pytest.fixture
def watched(database: Database, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """The transactions work as ever, and say what they write."""
    watched = Watched()
    with database.read() as tx:
        kind = type(tx)
    run, run_many, insert, insert_many, end = (
        kind.run,
        kind.run_many,
        kind.insert,
        kind.insert_many,
        kind.raise_generations,
    )

    def watched_run(self: Tx, statement: Executable, **params: Any) -> int:
        rows = run(self, statement, **params)
        watched.wrote(self, getattr(statement, "table", None), rows)
        return rows

    def watched_run_many(self: Tx, statement: Executable, rows: Any) -> None:
        rows = list(rows)
        run_many(self, statement, rows)
        watched.wrote(self, getattr(statement, "table", None), len(rows))

    def watched_insert(self: Tx, statement: Executable, **params: Any) -> int:
        watched.wrote(self, getattr(statement, "table", None), 1)
        return insert(self, statement, **params)

    def watched_insert_many(self: Tx, table: Table, columns: Any, rows: Any) -> None:
        watched.wrote(self, table, len(rows))
        insert_many(self, table, columns, rows)

    def watched_end(self: Tx) -> None:
        watched.commits(self)
        end(self)

    monkeypatch.setattr(kind, "run", watched_run)
    monkeypatch.setattr(kind, "run_many", watched_run_many)
    monkeypatch.setattr(kind, "insert", watched_insert)
    monkeypatch.setattr(kind, "insert_many", watched_insert_many)
    monkeypatch.setattr(kind, "raise_generations", watched_end)
    return watched


async def test_no_change_is_stored_without_a_new_generation(
    watched: Watched, moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    school = moodle.school
    school.join("Вера", "Новосёлова")
    school.delete_person(next(iter(school.students())))
    await installation.run(connection)
    largest = max(school.courses.values(), key=lambda course: len(course.people))
    largest.people = {number: place for number, place in largest.people.items() if "teacher" in place.roles}
    await installation.run(connection)
    for decision in installation.held():
        with installation.database.write() as tx:
            apply_held(tx, decision.id, by=LMSYNC)
    for number in list(school.courses):
        school.delete_course(number)
    await installation.run(connection)
    for decision in installation.held():
        with installation.database.write() as tx:
            dismiss_held(tx, decision.id, by=LMSYNC)
    for with_data in (False, True):
        with installation.database.write() as tx:
            connections.forget_connection(tx, connection, with_data=with_data)

    assert watched.forgot == []
    assert watched.written >= {"user", "course", "enrollment", "course_group", "group_member", "change", "held_removal"}
