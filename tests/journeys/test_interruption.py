"""A run that is interrupted is continued: nothing lost, nothing invented, nothing twice, and little read again."""

import asyncio
import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store import sync_runs
from lmsync.store import tables as t
from lmsync.store.database import Database
from lmsync.testing.faults import Fault
from tests.installation import Installation
from tests.journeys.test_serving import runner_of, until
from tests.served import Api, Lms, served, simulated

GRADABLE = "core_grades_get_gradable_users"
CONTENTS = "core_course_get_contents"


async def _interrupted(moodle: MoodleSimulator, installation: Installation, function: str, at: int) -> Any:
    """A connection whose first run stopped in the middle of a phase."""
    connection = installation.connect(moodle)
    moodle.faults.order(Fault("delay", function, at=at, times=-1, seconds=30))
    running = asyncio.create_task(installation.run(connection))
    asked = 0
    while asked < at + 1 or moodle.requests.count(function) < at:
        await asyncio.sleep(0.05)
        asked += 1
    await asyncio.sleep(0.3)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    moodle.faults.clear()
    return connection


async def test_what_was_read_is_not_read_again(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = await _interrupted(moodle, installation, "core_calendar_get_calendar_events", 1)
    with installation.database.read() as tx:
        last = sync_runs.last_run(tx, connection.id)
    assert last is not None
    assert last.state == "interrupted"
    moodle.requests.clear()

    run = await installation.run(connection)

    asked = Counter(moodle.requests)
    assert run.state == "complete"
    assert (asked[GRADABLE], asked[CONTENTS]) == (0, 0)  # people and work had been read
    assert asked["core_calendar_get_calendar_events"] > 0
    assert installation.ids("students") == {str(one) for one in moodle.school.students()}
    assert {int(one[3:]) for one in installation.ids("lessons") if one.startswith("ev.")} == set(moodle.school.lessons)
    moodle.requests.clear()
    assert (await installation.run(connection)).state == "complete"
    assert Counter(moodle.requests)[GRADABLE] == len(moodle.school.courses)  # a run that continues nothing reads all


async def test_what_left_while_a_run_was_down_is_found_by_the_next_whole_one(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = await _interrupted(moodle, installation, "core_calendar_get_calendar_events", 1)
    course = next(iter(moodle.school.courses.values()))
    leaver = next(one for one, place in course.people.items() if place.roles == ("student",))
    moodle.school.leave(leaver)
    await installation.run(connection)
    run = await installation.run(connection)
    assert run.state == "complete"
    assert str(leaver) not in installation.ids("students")


async def test_what_is_old_is_read_again(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await _interrupted(moodle, installation, "core_calendar_get_calendar_events", 1)
    monkeypatch.setattr(sync_runs, "FRESH_SECONDS", -10)
    moodle.requests.clear()
    assert (await installation.run(connection)).state == "complete"
    assert Counter(moodle.requests)[GRADABLE] == len(moodle.school.courses)


KILLS = 20


def _expected(lms: Lms) -> dict[str, int]:
    state = lms.control("GET", "state")
    return {name: state[name] for name in ("students", "courses", "groups", "lessons")}


def _running(api: Api) -> list[dict[str, Any]]:
    return [run for run in api.get("runs", limit=1)["items"] if run["state"] == "running"]


@pytest.mark.timeout(400)
def test_killed_at_many_moments_nothing_is_lost_invented_or_told_twice(tmp_path: Path, database_url: str) -> None:
    """The child process is killed again and again while it reads; then it is left alone, and the school is whole."""
    settings = {"LMSYNC_DATABASE_URL": database_url, "LMSYNC_LEASE_SECONDS": "2"}
    with simulated(people=200) as lms, served(tmp_path, **settings) as (api, process):
        lms.control("POST", "faults", {"kind": "delay", "seconds": 0.04, "times": -1})
        api.configure(lms, name="School", sync_interval_seconds=30)
        killed = 0
        for number in range(KILLS // 2):
            until(lambda: [run["id"] for run in _running(api) if run["id"] > killed])  # noqa: B023
            killed = _running(api)[0]["id"]
            time.sleep(0.05 + 0.17 * number)
            victim = runner_of(process)
            if victim:  # 0 would be ourselves
                os.kill(victim, signal.SIGKILL)
            api.ask("POST", "/api/v1/crm/sync")
        lms.control("DELETE", "faults")
        until(lambda: api.get("status")["status"] == "ok", 120)
        assert api.sync()["state"] == "complete"
        expected = _expected(lms)
        assert len(api.every("students", limit=500)) == expected["students"]
        assert len(api.every("courses", limit=500)) == expected["courses"]
        assert len(api.every("groups", limit=500)) == expected["groups"]
        lessons = [row for row in api.every("lessons", limit=500) if row["kind"] != "deadline"]
        assert len(lessons) == expected["lessons"]
        states = Counter(run["state"] for run in api.get("runs", limit=100)["items"])
        assert states["interrupted"] >= KILLS // 4, states
    database = Database.open(database_url)
    try:
        with database.read() as tx:
            twice = (
                select(t.change.c.kind, t.change.c.entity_id)
                .where(t.change.c.op == 1)
                .group_by(t.change.c.kind, t.change.c.entity_id)
                .having(func.count() > 1)
            )
            assert tx.rows(twice) == []
            removed = select(func.count()).select_from(t.change).where(t.change.c.op == 3)
            assert tx.value(removed) == 0
    finally:
        database.close()
