"""The loop that asks LMSs: nothing in it waits for the database."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import update

from lmsync.errors import DatabaseUnavailable
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.engine.database import Database
from lmsync.store.keeping import run_history, sync_runs
from lmsync.store.mirror import tables as t
from lmsync.sync.crm_sync_service import CRMSyncService
from lmsync.testing.faults import Fault
from tests.installation import QUICK, Installation, until_asked

STUCK_SECONDS = 20


class OtherWriter:
    """Writes all the time, and ends each transaction only when the event loop has moved since it began."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ended = threading.Event()
        self._moved = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self.transactions = self.stuck = 0

    def _write(self) -> None:
        while not self._ended.is_set():
            with self._database.write():
                self._moved.clear()
                self.stuck += not self._moved.wait(STUCK_SECONDS)
            self.transactions += 1
            self._moved.wait()  # lets the others have their turn
        self._database.let_go()

    async def _show_movement(self) -> None:
        while True:
            self._moved.set()
            await asyncio.sleep(0.005)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        movement = asyncio.create_task(self._show_movement())
        self._thread.start()
        try:
            yield
        finally:
            self._ended.set()
            # The loop must go on moving: the writer may have begun one more transaction.
            await asyncio.to_thread(self._thread.join)
            movement.cancel()


async def test_a_busy_writer_does_not_stop_the_loop_that_asks(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    writer, stop = OtherWriter(installation.database), asyncio.Event()
    async with writer.at_work():
        schedule = asyncio.create_task(installation.service.run_forever(stop))
        while True:
            with installation.database.read() as tx:
                run = run_history.last_run(tx, connection.id)
                if run is not None and run.state == "complete" and not sync_runs.is_held(tx, connection.id):
                    break
            await asyncio.sleep(0.02)
        asked_for = await installation.opener.database.write(
            lambda tx: CRMSyncService.request(tx, connection.id, asked_by="person")
        )
        assert (await installation.service.run(asked_for)).state == "complete"
        stop.set()
        await schedule
        while writer.transactions <= 5:
            await asyncio.sleep(0.02)
    assert writer.stuck == 0


async def test_a_run_that_cannot_be_claimed_says_so_and_can_be_asked_for_again(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    with installation.database.write() as tx:
        run = CRMSyncService.request(tx, connection.id, asked_by="command_line")

    def full(*_: object) -> bool:
        raise DatabaseUnavailable("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(sync_runs, "claim_run", full)
        with pytest.raises(DatabaseUnavailable):
            await installation.service.run(run)
    assert (await installation.service.run(run)).state == "complete"


async def test_a_lost_lease_is_not_called_a_stop(
    moodle: MoodleSimulator, installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = installation.connect(moodle)
    moodle.faults.order(Fault("delay", "core_course_get_courses_by_field", seconds=300))
    service = CRMSyncService(installation.opener, patience=QUICK, lease_seconds=1)
    with installation.database.write() as tx:
        run = CRMSyncService.request(tx, connection.id, asked_by="person")
    running = asyncio.create_task(service.run(run))
    await until_asked(moodle, "core_course_get_courses_by_field")
    with installation.database.write() as tx:
        tx.run(update(t.connection).values(lease_owner="another service", lease_expires_at=int(time.time()) + 600))
    await asyncio.gather(running, return_exceptions=True)
    assert "another service has taken the run" in capsys.readouterr().out
