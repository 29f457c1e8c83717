"""The clock of the machine is set: runs go on, and what is not known is said."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec import to_builtins
from sqlalchemy import update

from lmsync.api.routes import status
from lmsync.simulators.moodle import MoodleSimulator, running_moodle
from lmsync.store.keeping import run_history, sync_runs
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.sync_runs import Run
from lmsync.store.mirror import tables as t
from lmsync.store.reading.view import EVERYTHING
from lmsync.testing.faults import Fault
from lmsync.testing.school import School
from tests.installation import Installation

YEAR = 365 * 86_400


@asynccontextmanager
async def scheduled(installation: Installation) -> AsyncIterator[None]:
    stop = asyncio.Event()
    schedule = asyncio.create_task(installation.service.run_forever(stop))
    try:
        yield
    finally:
        stop.set()
        await schedule


async def a_run_that_is(state: str, installation: Installation, connection: Connection, after: int = 0) -> Run:
    while True:
        with installation.database.read() as tx:
            run = run_history.last_run(tx, connection.id)
        if run is not None and run.id > after and run.state == state:
            return run
        await asyncio.sleep(0.05)


def shown(installation: Installation, connection: Connection) -> dict[str, Any]:
    stored = installation.connection(connection)
    with installation.database.read() as tx:
        row: dict[str, Any] = to_builtins(status.connection_row(tx, stored, EVERYTHING, "en"))
    return row


async def test_a_clock_that_was_set_back_does_not_stop_the_runs(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, real = installation.connect(moodle), time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: real() + YEAR)
        first = await installation.run(connection)
    row = shown(installation, connection)
    assert (first.state, row["status"], row["reason"]["cause"]) == ("complete", "stale", "clock")
    async with scheduled(installation):
        await a_run_that_is("complete", installation, connection, after=first.id)
    now = int(time.time())
    assert now < (installation.connection(connection).next_run_at or 0) <= now + 300
    row = shown(installation, connection)
    assert (row["status"], row["reason"]) == ("ok", None)


async def test_a_host_whose_clock_is_ahead_does_not_make_another_run_all_the_time(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    async with scheduled(installation):
        first = await a_run_that_is("complete", installation, connection)
        await let_go(installation, connection)
        set_by_a_clock_that_is_a_year_ahead(installation, connection)
        second = await a_run_that_is("complete", installation, connection, after=first.id)
        await let_go(installation, connection)
        set_by_a_clock_that_is_a_year_ahead(installation, connection)
        async with running_moodle(School.seeded(20)) as other_moodle:
            other = installation.connect(other_moodle, "Other school")
            await a_run_that_is("complete", installation, other)  # so the schedule has looked since
        with installation.database.read() as tx:
            last = run_history.last_run(tx, connection.id)
        assert last is not None
        assert last.id == second.id


async def let_go(installation: Installation, connection: Connection) -> None:
    """Wait until the run's lease is free: the time of the next run is written between the run's end and that."""
    while True:
        with installation.database.read() as tx:
            if not sync_runs.is_held(tx, connection.id):
                return
        await asyncio.sleep(0.05)


def set_by_a_clock_that_is_a_year_ahead(installation: Installation, connection: Connection) -> None:
    with installation.database.write() as tx:
        tx.run(
            update(t.connection).where(t.connection.c.id == connection.id).values(next_run_at=int(time.time()) + YEAR)
        )


async def test_a_run_whose_own_schedule_finds_its_lease_expired_goes_on(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    moodle.faults.order(Fault("delay", "core_course_get_courses_by_field", seconds=300))
    async with scheduled(installation):
        run = await a_run_that_is("running", installation, connection)
        with installation.database.write() as tx:  # as after the sleep of a laptop
            tx.run(update(t.connection).values(lease_expires_at=int(time.time()) - 120))
        while True:
            with installation.database.read() as tx:
                if sync_runs.is_held(tx, connection.id):
                    break
            await asyncio.sleep(0.05)
        moodle.faults.clear()
        ended = await a_run_that_is("complete", installation, connection)
    assert ended.id == run.id
