"""Events as the store keeps them: in the order of their commits, and as long as the runs."""

import threading

import pytest
from sqlalchemy import func, select

from lmsync.store.engine.database import Database
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping import connections, run_history, sync_runs
from lmsync.store.keeping.run_events import events_after, gone_to, last_event
from lmsync.store.mirror import tables as t
from tests.conftest import a_connection

EACH = 40


def test_a_reader_never_finds_an_event_before_its_place(database: Database, database_url: str) -> None:
    """Two processes write at once: on PostgreSQL a number could be given earlier and committed later."""
    with database.write() as tx:
        school = a_connection(tx)

    def write() -> None:
        own = open_database(database_url)
        for number in range(EACH):
            with own.write() as tx:
                connections.set_auto_sync(tx, school.id, number % 2 == 0)
        own.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    while len(seen) < 2 * EACH + 1:
        with database.read() as tx:
            seen += [event.id for event in events_after(tx, seen[-1] if seen else 0)]
    for writer in writers:
        writer.join()
    with database.read() as tx:
        assert seen == [event.id for event in events_after(tx, 0)]
        assert seen[-1] == last_event(tx)


def test_events_go_with_their_runs_and_that_is_remembered(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_history, "KEPT_RUNS", 2)
    with database.write() as tx:
        school, other = a_connection(tx), a_connection(tx, "https://two.example", "Two")
        runs = []
        for _ in range(4):
            run = sync_runs.queue_run(tx, school.id, mode="full", asked_by="person")
            sync_runs.cancel_run(tx, run.id)
            run_history.prune_runs(tx, school.id)
            runs.append(run.id)
            if len(runs) == 2:
                assert (gone_to(tx), events_after(tx, 0)[0].name) == (0, "configuration_changed")
        events = events_after(tx, 0)
        assert {event.run_id for event in events if event.run_id is not None} == set(runs[2:])
        assert [event.name for event in events if event.connection_id == other.id] == ["configuration_changed"]
        assert max(event.id for event in events if event.connection_id == other.id) < gone_to(tx) < events[-1].id


def test_of_a_forgotten_connection_only_that_is_told(database: Database) -> None:
    with database.write() as tx:
        school = a_connection(tx)
        sync_runs.queue_run(tx, school.id, mode="full", asked_by="person")
        sync_runs.cancel_runs(tx, school.id)
        for with_data in (False, True):
            connections.forget_connection(tx, school, with_data=with_data)
            events = events_after(tx, 0)
            assert [(event.slug, event.facts) for event in events] == [("school", {"change": "forgotten"})]
        assert tx.value(select(func.count()).select_from(t.sync_run)) == 0
