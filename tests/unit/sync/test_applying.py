"""Answers become records; an answer may be odd in many ways."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from lmsync.crm_integration import Answer, End, Page, Reading, Scope
from lmsync.lms_pace import Meter
from lmsync.lms_pages import page_of_records
from lmsync.records import Kind, User
from lmsync.store.engine.database import Database
from lmsync.store.keeping import sync_runs
from lmsync.store.mirror import tables as t
from lmsync.sync.applying import apply_answers
from lmsync.sync.asking import Over
from lmsync.sync.ledger import Ledger
from tests.conftest import a_connection


def test_a_row_that_stands_twice_on_a_page_is_stored_once_as_it_stood_last(database: Database) -> None:
    scope = Scope.all_of(Kind.USER)
    rows = [User(external_id="1", given_name="Анна"), User(external_id="1", given_name="Ева")]
    with database.write() as tx:
        connection = a_connection(tx).id
        run = sync_runs.queue_run(tx, connection, mode="full", asked_by="person")
        ledger = Ledger(connection, run.id)
        apply_answers(tx, ledger, [Page(scope, "all", b"", lambda: rows), End(scope)])
        assert tx.rows(select(t.user.c.given_name)) == [("Ева",)]
    assert ledger.receipt(scope).added == 1


def test_of_two_pages_with_one_key_both_are_read_again(database: Database) -> None:
    scope = Scope.all_of(Kind.USER)

    def page(*names: str) -> Page:
        return Page(scope, "1", "".join(names).encode(), lambda: [User(external_id=name) for name in names])

    with database.write() as tx:
        connection = a_connection(tx).id
        run = sync_runs.queue_run(tx, connection, mode="full", asked_by="person")
        for _ in range(2):
            ledger = Ledger(connection, run.id)
            apply_answers(tx, ledger, [page("1", "2"), page("3"), End(scope)])
            assert ledger.receipt(scope).missing == ()


def test_a_page_is_decoded_again_when_another_has_changed_a_record_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list grew shorter, and is again as it was."""
    scope = Scope.all_of(Kind.USER)
    anna, eva = User(external_id="1"), User(external_id="2", email="eva@school.test")
    renamed = User(external_id="2", email="new@school.test")
    two_pages = [[anna], [eva]]
    with database.write() as tx:
        connection = a_connection(tx).id
        run = sync_runs.queue_run(tx, connection, mode="full", asked_by="person")
        for now, pages in (1_000, two_pages), (2_000, [[anna, renamed]]), (3_000, two_pages):
            monkeypatch.setattr("lmsync.sync.applying.time.time", lambda now=now: now)
            answers = [page_of_records(scope, str(number), records) for number, records in enumerate(pages)]
            apply_answers(tx, Ledger(connection, run.id), [*answers, End(scope)])
        assert tx.rows(select(t.user.c.email).where(t.user.c.external_id == "2")) == [("eva@school.test",)]


async def no_answers() -> AsyncIterator[Answer]:
    return
    yield


def test_readings_that_end_a_scope_together_note_once_that_it_was_read(database: Database) -> None:
    scope = Scope.within(Kind.ITEM, Kind.COURSE, "1")
    readings = [Reading(name, (scope,), no_answers) for name in ("assignments", "quizzes")]
    overs = [Over(reading, Meter(), 0.1, None, frozenset(), has_gaps=False) for reading in readings]
    with database.write() as tx:
        connection = a_connection(tx).id
        run = sync_runs.queue_run(tx, connection, mode="full", asked_by="person")
        ledger = Ledger(connection, run.id, has_written=True)
        ledger.receipt(scope).readings = 2
        apply_answers(tx, ledger, [End(scope), overs[0]])
        assert tx.rows(select(t.sync_scope.c.kind)) == []
        ledger.receipt(scope).ends -= 1
        apply_answers(tx, ledger, [End(scope), End(scope), *overs])
        assert tx.rows(select(t.sync_scope.c.kind, t.sync_scope.c.parent)) == [("item", "course:1")]
