"""Runs and leases: never two of one connection."""

import time

import pytest
from sqlalchemy import update

from lmsync.crm_integration import Scope
from lmsync.errors import Conflict, NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Database
from lmsync.store.keeping import connections, run_history, run_scopes, sync_runs
from lmsync.store.keeping.connections import Connection, slug_of
from lmsync.store.mirror import tables as t


@pytest.fixture
def connection(database: Database) -> Connection:
    return saved(database, "Школа № 1", "https://one.example")


def saved(database: Database, name: str, base_url: str) -> Connection:
    with database.write() as tx:
        return connections.save_connection(
            tx,
            replaced=None,
            kind="moodle",
            base_url=base_url,
            name=name,
            settings={},
            sealed_token=b"",
            sync_interval_seconds=300,
            verified=True,
            provided={},
        )


def test_a_second_request_joins_the_first(database: Database, connection: Connection) -> None:
    with database.write() as tx:
        first = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        second = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="schedule")
        assert first.id == second.id
        assert sync_runs.claim_run(tx, first.id, "a")
        assert sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person").id == first.id


def test_one_of_two_takes_a_run(database: Database, connection: Connection) -> None:
    with database.write() as tx:
        run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        assert [sync_runs.claim_run(tx, run.id, owner) for owner in ("a", "b", "a")] == [True, False, False]


def test_a_held_connection_is_not_taken(database: Database, connection: Connection) -> None:
    with database.write() as tx:
        assert sync_runs.take_lease(tx, connection.id, "a")
        assert not sync_runs.take_lease(tx, connection.id, "b")
        assert not sync_runs.renew_lease(tx, connection.id, "b")
        sync_runs.free_lease(tx, connection.id, "b")
        assert sync_runs.is_held(tx, connection.id)
        sync_runs.free_lease(tx, connection.id, "a")
        assert sync_runs.take_lease(tx, connection.id, "b")


def test_a_dead_holders_run_is_interrupted(database: Database, connection: Connection) -> None:
    with database.write() as tx:
        run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        sync_runs.claim_run(tx, run.id, "a")
        assert sync_runs.dead_runs(tx) == []
        tx.run(update(t.connection).values(lease_expires_at=int(time.time()) - 1))
        assert [one.id for one in sync_runs.dead_runs(tx)] == [run.id]
        again = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        assert again.id != run.id
        assert sync_runs.run_of(tx, run.id).state == "interrupted"
        assert sync_runs.claim_run(tx, again.id, "b")


def test_old_runs_are_dropped(database: Database, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_history, "KEPT_RUNS", 3)
    with database.write() as tx:
        for _ in range(5):
            run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
            sync_runs.claim_run(tx, run.id, "a")
            sync_runs.finish_run(tx, run.id, state="complete", duration_ms=1, counts={})
        run_history.prune_runs(tx, connection.id)
        assert len(run_history.list_runs(tx)) == 3
        with pytest.raises(NotFound):
            sync_runs.run_of(tx, 1)


def test_names_and_addresses_belong_to_one_connection(database: Database, connection: Connection) -> None:
    with pytest.raises(Conflict, match="name-taken"):
        saved(database, "школа № 1", "https://two.example")
    with pytest.raises(Conflict, match="address-taken"):
        saved(database, "Другая", "https://one.example")
    second = saved(database, "Школа No 1", "https://two.example")
    assert (connection.slug, second.slug) == ("shkolano1", "shkolano12")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Лицей «Щука»", "litsejschuka"), ("École Zürich", "ecolezurich"), ("中文", "lms"), ("A" * 99, "a" * 20)],
)
def test_slugs_hold_only_letters_and_digits(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_forgetting_without_data_keeps_the_records_until_the_address_is_back(
    database: Database, connection: Connection
) -> None:
    with database.write() as tx:
        connections.forget_connection(tx, connection, with_data=False)
        assert connections.list_connections(tx) == []
        assert connections.find_connection(tx, "moodle", "https://one.example") is not None
        connections.forget_connection(tx, connection, with_data=True)
        assert connections.find_connection(tx, "moodle", "https://one.example") is None


# Clocks

YEAR = 365 * 86_400


def test_a_lease_that_ends_later_than_it_lasts_is_dead(database: Database, connection: Connection) -> None:
    with database.write() as tx:
        run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        assert sync_runs.claim_run(tx, run.id, "a", seconds=60)
        for ahead, dead in ((YEAR, True), (3600, True), (0, False)):
            tx.run(update(t.connection).values(lease_expires_at=int(time.time()) + 60 + ahead))
            assert [one.id for one in sync_runs.dead_runs(tx)] == [run.id][: int(dead)]
            assert sync_runs.is_held(tx, connection.id) is not dead
        tx.run(update(t.connection).values(lease_expires_at=int(time.time()) + YEAR))
        again = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        assert (again.id != run.id, sync_runs.run_of(tx, run.id).state) == (True, "interrupted")
        assert sync_runs.claim_run(tx, again.id, "b")


def test_a_lease_of_an_earlier_version_lasts_as_long_as_the_settings_allow(
    database: Database, connection: Connection
) -> None:
    with database.write() as tx:
        for ahead, held in ((600, True), (YEAR, False)):
            tx.run(update(t.connection).values(lease_owner="a", lease_expires_at=int(time.time()) + ahead))
            assert sync_runs.is_held(tx, connection.id) is held


def test_hosts_whose_clocks_differ_agree_about_a_lease(
    database: Database, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time
    with database.write() as tx:
        run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="schedule")
        assert sync_runs.claim_run(tx, run.id, "host-a", 60)
        assert sync_runs.renew_lease(tx, connection.id, "host-a", 60)
        for differs in (70, 3600, -3600):
            with monkeypatch.context() as patch:
                patch.setattr(time, "time", lambda differs=differs: real() + differs)
                assert sync_runs.interrupt_dead(tx) == 0
                assert not sync_runs.take_lease(tx, connection.id, "host-b")
        assert sync_runs.run_of(tx, run.id).state == "running"


def test_a_schedule_that_was_seen_in_the_future_is_not_alive(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time
    with database.write() as tx:
        sync_runs.note_alive(tx)
        assert sync_runs.schedule_is_alive(tx)
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: real() + YEAR)
            assert not sync_runs.schedule_is_alive(tx)
            sync_runs.note_alive(tx)
        assert not sync_runs.schedule_is_alive(tx)


def test_what_was_read_in_the_future_is_read_again(database: Database, connection: Connection) -> None:
    now = int(time.time())
    with database.write() as tx:
        first = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        sync_runs.claim_run(tx, first.id, "a")
        items = [Scope.within(Kind.ITEM, Kind.COURSE, course).key for course in ("1", "2")]
        read = [(items[0], 3, now - 60), (items[1], 3, now + YEAR)]
        run_scopes.stamp_scopes(tx, connection.id, first.id, read)
        sync_runs.free_lease(tx, connection.id, "a")
        second = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        sync_runs.claim_run(tx, second.id, "a")
        assert list(sync_runs.scopes_to_continue(tx, connection.id, second.id)) == items[:1]


@pytest.mark.parametrize(
    ("ahead", "due"), [(-10, -10), (0, 0), (299, 299), (300, 300), (YEAR, 0), (900, 0), (None, None)]
)
def test_a_run_that_is_due_later_than_its_interval_is_due_now(
    database: Database, connection: Connection, ahead: int | None, due: int | None
) -> None:
    now = int(time.time())
    with database.write() as tx:
        connections.set_due(tx, connection.id, None if ahead is None else now + ahead)
        stored = connections.connection_of(tx, connection.id)
        assert connections.due_at(stored, now) == (None if due is None else now + due)
        connections.set_auto_sync(tx, connection.id, False)
        assert connections.due_at(connections.connection_of(tx, connection.id), now) is None
