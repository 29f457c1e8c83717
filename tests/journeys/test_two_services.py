"""A run that was taken for dead, because its process slept too long: it stops, and its successor is left alone."""

import asyncio

from sqlalchemy import select, update

from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.keeping import sync_runs
from lmsync.store.mirror import tables as t
from lmsync.sync.crm_sync_service import CRMSyncService
from lmsync.testing.faults import Fault
from tests.installation import Installation, until_asked


async def test_who_was_taken_for_dead_writes_nothing_more(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    moodle.faults.order(Fault("delay", "core_course_get_contents", times=-1, seconds=300))
    with installation.database.write() as tx:
        first = CRMSyncService.request(tx, connection.id, asked_by="person")
    running = asyncio.create_task(installation.service.run(first))
    await until_asked(moodle, "core_course_get_contents")
    with installation.database.write() as tx:
        tx.run(update(t.connection).values(lease_expires_at=0))
        second = CRMSyncService.request(tx, connection.id, asked_by="person")
        assert sync_runs.claim_run(tx, second.id, "another process")
        told = tx.last_number(t.change)
    moodle.faults.clear()
    await running
    with installation.database.read() as tx:
        states = [sync_runs.run_of(tx, one.id).state for one in (first, second)]
        assert states == ["interrupted", "running"]
        assert tx.value(select(t.connection.c.lease_owner)) == "another process"
        assert tx.last_number(t.change) == told


async def test_runs_leave_no_connections_to_the_database(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    for _ in range(4):
        assert (await installation.run(connection)).state == "complete"
    threads = [thread.name for thread in installation.database._open]
    assert [name for name in threads if name.startswith("run-")] == []
