"""A run that a person cancels: it ends soon and in order, and nothing is removed by it."""

import asyncio
import time

import pytest

from lmsync.errors import Words
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.keeping import attention, run_history, sync_runs
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.sync_runs import Run
from lmsync.store.reading.change_log import last_seq
from lmsync.sync.crm_sync_service import CRMSyncService
from lmsync.testing.faults import Fault
from tests.installation import Installation, until_asked

GRADABLE = "core_grades_get_gradable_users"
SITE = "core_webservice_get_site_info"
LESSONS = "core_calendar_get_calendar_events"
WORDS = Words(en="-", ru="-")


async def going_on(
    moodle: MoodleSimulator, installation: Installation, connection: Connection, function: str
) -> tuple[Run, "asyncio.Task[Run]"]:
    """A run that waits for the answer to this question, for ever unless it is ended."""
    moodle.faults.order(Fault("delay", function, times=-1, seconds=3_600))
    before = moodle.requests.count(function)
    with installation.database.write() as tx:
        run = CRMSyncService.request(tx, connection.id, asked_by="person")
    running = asyncio.create_task(installation.service.run(run))
    await until_asked(moodle, function, before + 1)
    return run, running


def cancel(installation: Installation, run: Run) -> int:
    """The place in the change log behind which the run must not write."""
    with installation.database.write() as tx:
        sync_runs.cancel_run(tx, run.id)
        return last_seq(tx)


async def test_it_ends_within_seconds_although_the_lms_does_not_answer(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    run, running = await going_on(moodle, installation, connection, LESSONS)
    cancel(installation, run)
    async with asyncio.timeout(60):
        ended = await running
    assert (ended.state, ended.error) == ("cancelled", None)
    assert ended.counts["user"]["added"] > 0
    assert any(scope["kind"] == "user" for scope in installation.scopes(ended))
    assert installation.ids("students")

    moodle.faults.clear()
    moodle.requests.clear()
    assert (await installation.run(connection)).state == "complete"
    assert moodle.requests.count(GRADABLE) == len(moodle.school.courses)  # it continues nothing


@pytest.mark.parametrize("function", [GRADABLE, LESSONS])
async def test_nothing_is_changed_or_removed_after_that(
    function: str, moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    assert (await installation.run(connection)).state == "complete"
    everybody = installation.ids("users")
    moodle.school.leave(next(iter(moodle.school.students())))
    run, running = await going_on(moodle, installation, connection, function)
    with installation.database.write() as tx:
        before = sync_runs.run_of(tx, run.id).counts
    place = cancel(installation, run)
    moodle.faults.clear()  # all answers arrive at once
    async with asyncio.timeout(60):
        ended = await running
    assert ended.state == "cancelled"
    with installation.database.read() as tx:
        assert last_seq(tx) == place
    if function == GRADABLE:
        assert (before["user"]["removed"] if "user" in before else 0) == 0
        assert installation.ids("users") == everybody


async def test_it_ends_also_before_it_has_begun_to_read(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    with installation.database.write() as tx:
        attention.stop(tx, connection.id, "token_refused", WORDS)
    run, running = await going_on(moodle, installation, connection, SITE)  # the test that it has to pass first
    cancel(installation, run)
    async with asyncio.timeout(60):
        assert (await running).state == "cancelled"
    moodle.faults.clear()


async def test_the_service_goes_on_and_the_run_is_not_due_again_at_once(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    moodle.faults.order(Fault("delay", LESSONS, times=-1, seconds=3_600))
    stop = asyncio.Event()
    service = asyncio.create_task(installation.service.run_forever(stop))  # a new connection is due at once
    await until_asked(moodle, LESSONS)
    with installation.database.read() as tx:
        run = run_history.last_run(tx, connection.id)
    assert run is not None
    cancel(installation, run)
    async with asyncio.timeout(60):
        while not (ended := _last(installation, connection)).finished_at:
            await asyncio.sleep(0.05)
    assert (ended.id, ended.state) == (run.id, "cancelled")
    assert (installation.connection(connection).next_run_at or 0) > time.time() + 60
    moodle.faults.clear()
    with installation.database.write() as tx:
        again = CRMSyncService.request(tx, connection.id, asked_by="person")
    async with asyncio.timeout(60):
        while _last(installation, connection).state in sync_runs.OPEN:
            await asyncio.sleep(0.05)
    assert (_last(installation, connection).id, _last(installation, connection).state) == (again.id, "complete")
    stop.set()
    await service


def _last(installation: Installation, connection: Connection) -> Run:
    with installation.database.read() as tx:
        run = run_history.last_run(tx, connection.id)
    assert run is not None
    return run
