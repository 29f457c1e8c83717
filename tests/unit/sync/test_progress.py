"""What is said of a run while it goes on."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from lmsync.crm_integration import Answer, End, Page
from lmsync.lms_pace import current_meter
from lmsync.store.engine.database import Database
from lmsync.store.keeping import sync_runs
from lmsync.store.keeping.run_events import Event, events_after
from lmsync.sync.progress import seconds_left
from tests.scripted import USERS, School, part


@pytest.mark.parametrize(
    ("done", "planned", "elapsed", "left"),
    [
        (10, 100, 5.0, 45),
        (50, 100, 10.0, 10),
        (99, 100, 9.9, 0),
        (9, 100, 5.0, None),  # too little is done
        (100, 100, 5.0, None),
        (120, 100, 5.0, None),  # the plan was wrong
        (0, 0, 5.0, None),
    ],
)
def test_the_time_that_is_left_is_said_where_it_is_honest(
    done: int, planned: int, elapsed: float, left: int | None
) -> None:
    assert seconds_left(done, planned, elapsed) == left


def events_of(database: Database, run_id: int) -> list[Event]:
    with database.read() as tx:
        return events_after(tx, 0, run_id=run_id)


async def test_a_run_tells_of_its_phases(database: Database) -> None:
    run = await School(database).run((), (part("1", "2"),))
    assert [(event.name, event.facts.get("phase")) for event in events_of(database, run.id)] == [
        ("run_queued", None),
        ("run_started", None),
        ("run_phase", "first"),
        ("run_phase", "users"),
        ("run_ended", None),
    ]


async def test_a_run_that_is_throttled_says_so_once_for_a_while(database: Database) -> None:
    async def ask() -> AsyncIterator[Answer]:
        for seconds in (None, 2.0, 7.0):
            current_meter().count_throttle(seconds)
        yield Page(USERS, "1", b"", list)
        current_meter().count_throttle(None)
        yield End(USERS, None)

    run = await School(database).run((), (ask,))
    throttled = [event for event in events_of(database, run.id) if event.name == "run_throttled"]
    assert sum(event.facts["throttles"] for event in throttled) == 4
    assert len(throttled) <= 2


async def test_a_run_says_how_far_it_is_while_the_lms_is_silent(database: Database) -> None:
    answers = asyncio.Event()

    async def ask() -> AsyncIterator[Answer]:
        current_meter().count(requests=3)
        await answers.wait()
        yield Page(USERS, "1", b"", list)
        yield End(USERS, None)

    school = School(database)
    running = asyncio.create_task(school.run((), (ask,)))
    async with asyncio.timeout(60):
        while True:
            with database.read() as tx:
                run = sync_runs.open_run(tx, school.connection.id)
            if run is not None and run.done_requests == 3:
                break
            await asyncio.sleep(0.05)
    assert (run.phase, run.seconds_left) == ("users", None)  # nobody knows how large this school is
    answers.set()
    assert (await running).state == "complete"
