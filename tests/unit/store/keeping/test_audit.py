"""The audit in the database: rows are added, and nothing else."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lmsync.store.engine.database import Database
from lmsync.store.keeping import audit
from lmsync.store.keeping.audit import Actor, Wanted

TOKEN = Actor("token:1", "192.0.2.7")


@pytest.fixture
def acts(database: Database) -> Database:
    with database.write() as tx:
        audit.note(tx, TOKEN, "connection configured", "connection:school", after={"name": "Школа"})
        audit.note(tx, TOKEN, "run asked for", "connection:school")
        audit.note(tx, audit.COMMAND_LINE, "token revoked", "token:2", before={"name": "panel"})
    return database


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [3, 2, 1]),
        (Wanted(actor="token:1"), [2, 1]),
        (Wanted(action="run asked for"), [2]),
        (Wanted(subject="token:2"), [3]),
        (Wanted(since=4_000_000_000), []),
        (Wanted(until=4_000_000_000, actor="command line"), [3]),
    ],
)
def test_acts_are_found_newest_first(wanted: Wanted, found: list[int], acts: Database) -> None:
    with acts.read() as tx:
        assert [act.id for act in audit.acts_of(tx, wanted, limit=10)] == found
        assert [act.id for act in audit.acts_of(tx, wanted, limit=1)] == found[:1]
        assert [act.id for act in audit.acts_of(tx, wanted, before=3, limit=10)] == [id for id in found if id < 3]


def test_an_act_is_kept_as_it_was_noted(acts: Database) -> None:
    with acts.read() as tx:
        act = audit.acts_of(tx, Wanted(action="connection configured"), limit=1)[0]
    assert (act.actor, act.address, act.before, act.after) == ("token:1", "192.0.2.7", None, {"name": "Школа"})


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit WHERE id = 1"])
def test_the_database_refuses_to_change_the_past(statement: str, acts: Database) -> None:
    def changed() -> None:
        with acts.write() as tx:
            tx.run(text(statement))

    with pytest.raises((DBAPIError, Exception), match="only added to"):
        changed()
    with acts.read() as tx:
        assert len(audit.acts_of(tx, Wanted(), limit=10)) == 3


def test_what_is_undone_leaves_no_act(acts: Database) -> None:
    def undone() -> None:
        with acts.write() as tx:
            audit.note(tx, TOKEN, "run asked for", "connection:school")
            raise LookupError

    with pytest.raises(LookupError):
        undone()
    with acts.read() as tx:
        assert len(audit.acts_of(tx, Wanted(), limit=10)) == 3
