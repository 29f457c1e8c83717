"""The loop that asks LMSs: nothing in it waits for the database."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.engine.database import Database
from lmsync.store.keeping import sync_runs
from lmsync.sync.crm_sync_service import CRMSyncService
from tests.installation import Installation

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

    @contextmanager
    def at_work(self) -> Iterator[None]:
        movement = asyncio.get_running_loop().create_task(self._show_movement())
        self._thread.start()
        try:
            yield
        finally:
            self._ended.set()
            movement.cancel()
            self._moved.set()
            self._thread.join()


async def test_a_busy_writer_does_not_stop_the_loop_that_asks(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    writer, stop = OtherWriter(installation.database), asyncio.Event()
    with writer.at_work():
        schedule = asyncio.create_task(installation.service.run_forever(stop))
        while True:
            with installation.database.read() as tx:
                run = sync_runs.last_run(tx, connection.id)
                if run is not None and run.state == "complete" and not sync_runs.is_held(tx, connection.id):
                    break
            await asyncio.sleep(0.02)
        asked_for = await installation.opener.database.write(
            lambda tx: CRMSyncService.request(tx, connection.id, asked_by="person")
        )
        assert (await installation.service.run(asked_for)).state == "complete"
        stop.set()
        await schedule
    assert writer.transactions > 5
    assert writer.stuck == 0
