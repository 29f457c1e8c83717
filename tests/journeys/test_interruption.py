"""A run that is interrupted is continued: nothing lost, nothing invented, nothing twice, and little read again."""

import asyncio
import os
import signal
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from lmsync.changes import Op
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store import sync_runs
from lmsync.store import tables as t
from lmsync.store.database import Database, Tx
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


def _expected(lms: Lms) -> dict[str, int]:
    state = lms.control("GET", "state")
    return {name: state[name] for name in ("students", "courses", "groups", "lessons")}


def _running(api: Api) -> list[dict[str, Any]]:
    return [run for run in api.get("runs", limit=1)["items"] if run["state"] == "running"]


class _Served:
    """`lmsync serve` that is killed in one way or another, and started again when it is the server that died."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self._folder = folder
        self._settings = settings
        self._stack = ExitStack()
        self._start()

    def _start(self) -> None:
        self.api, self.process = self._stack.enter_context(served(self._folder, **self._settings))

    def kill(self, victim: str) -> None:
        if victim == "the child":
            child = runner_of(self.process)
            if child:  # 0 would be ourselves
                os.kill(child, signal.SIGKILL)
        elif victim == "the server":
            self.process.kill()
            self.process.wait()
            self._start()
        else:
            url = self._settings["LMSYNC_DATABASE_URL"]
            with psycopg.connect(url, autocommit=True, application_name="the killer") as killer:
                killer.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND application_name <> 'the killer'"
                )

    def close(self) -> None:
        self._stack.close()


def _victims(database_url: str) -> list[str]:
    every = ["the child", "the server"]
    return every if database_url.startswith("sqlite") else [*every, "the connections to PostgreSQL"]


def test_killed_at_many_moments_nothing_is_lost_invented_or_told_twice(
    tmp_path: Path, database_url: str, kills: int
) -> None:
    """Something dies again and again while a school is read; then all is left alone, and the school is whole."""
    settings = {"LMSYNC_DATABASE_URL": database_url, "LMSYNC_LEASE_SECONDS": "2"}
    moments = Random(kills)
    victims = _victims(database_url)
    with simulated(people=200) as lms:
        lms.control("POST", "faults", {"kind": "delay", "seconds": 0.04, "times": -1})
        lmsync = _Served(tmp_path, settings)
        try:
            lmsync.api.configure(lms, name="School", sync_interval_seconds=30)
            seen = 0
            for number in range(kills):
                until(lambda: [run["id"] for run in _running(lmsync.api) if run["id"] > seen])  # noqa: B023
                seen = _running(lmsync.api)[0]["id"]
                if number % 4 == 3:
                    # So that there is something to add, to change and to remove also when all has been read once.
                    lms.change("join", given="Вера", family=f"Новосёлова {number}")
                time.sleep(moments.uniform(0.02, 1.8))
                lmsync.kill(victims[number % len(victims)])
                until(lambda: lmsync.api.ask("POST", "/api/v1/crm/sync").status in {200, 202})
            lms.control("DELETE", "faults")
            until(lambda: lmsync.api.get("status")["status"] == "ok", 120)
            assert lmsync.api.sync()["state"] == "complete"
            _as_in_the_lms(lmsync.api, _expected(lms))
            states = Counter(run["state"] for run in lmsync.api.get("runs", limit=500)["items"])
            assert states["interrupted"] >= kills // 2, states
            assert set(states) <= {"interrupted", "complete"}, states
        finally:
            lmsync.close()
    database = Database.open(database_url)
    try:
        with database.read() as tx:
            _told_once(tx)
            held = select(func.count()).select_from(t.connection).where(t.connection.c.lease_owner.is_not(None))
            assert tx.value(held) == 0
            continued = select(func.count()).select_from(t.sync_run).where(t.sync_run.c.continues_run_id.is_not(None))
            assert tx.value(continued) > 0
    finally:
        database.close()


def _as_in_the_lms(api: Api, expected: dict[str, int]) -> None:
    for listing in ("students", "courses", "groups"):
        assert len(api.every(listing, limit=500)) == expected[listing]
    lessons = [row for row in api.every("lessons", limit=500) if row["kind"] != "deadline"]
    assert len(lessons) == expected["lessons"]


def _told_once(tx: Tx) -> None:
    """The change log has every record as added, once, and none as removed."""
    for kind, table in t.MIRRORED.items():
        added = select(t.change.c.entity_id).where(
            t.change.c.kind == t.KIND_NUMBERS[kind], t.change.c.op == int(Op.ADDED)
        )
        told = Counter(row[0] for row in tx.rows(added))
        assert set(told) == {row[0] for row in tx.rows(select(table.c.id))}, kind
        assert set(told.values()) <= {1}, kind
    assert tx.value(select(func.count()).select_from(t.change).where(t.change.c.op == int(Op.REMOVED))) == 0
    counted = {
        number: (students, teachers)
        for number, students, teachers in tx.rows(
            select(t.user.c.id, t.user.c.student_courses, t.user.c.teacher_courses)
        )
    }
    courses: dict[tuple[int, str], set[int]] = {}
    e = t.enrollment.c
    for user, course, role in tx.rows(select(e.user_id, e.course_id, e.role).where(e.deleted_at.is_(None))):
        courses.setdefault((user, role), set()).add(course)
    for user, found in counted.items():
        assert found == tuple(len(courses.get((user, role), ())) for role in ("student", "teacher"))
