"""Answers become records; an answer may be odd in many ways."""

from sqlalchemy import select

from lmsync.crm_integration import End, Page, Scope
from lmsync.records import Kind, User
from lmsync.store.engine.database import Database
from lmsync.store.keeping import sync_runs
from lmsync.store.mirror import tables as t
from lmsync.sync.applying import apply_answers
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
