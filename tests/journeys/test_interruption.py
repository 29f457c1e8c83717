"""A run that is interrupted is continued: nothing lost, nothing invented, nothing twice, and little read again."""

import asyncio
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from lmsync.changes import Op
from lmsync.records import RECORD_TYPES, Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.engine.database import Tx
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping import run_history, sync_runs
from lmsync.store.mirror import tables as t
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.rows import own_fields
from lmsync.store.reading.shown import selection
from lmsync.testing.faults import Fault
from lmsync.testing.school import School
from tests.installation import Installation, until_asked
from tests.journeys.test_serving import runner_of, until
from tests.served import Api, Lms, served, simulated

GRADABLE = "core_grades_get_gradable_users"
CONTENTS = "core_course_get_contents"


async def _interrupted(
    moodle: MoodleSimulator, installation: Installation, function: str, at: int, *, noted: Kind | None = None
) -> Any:
    """A connection whose run stopped in the middle of a phase; `noted`: after it had noted that it read some of these."""
    connection = installation.connect(moodle)
    moodle.faults.order(Fault("delay", function, at=at, times=-1, seconds=300))
    running = asyncio.create_task(installation.run(connection))
    await until_asked(moodle, function, at)
    while noted is not None and not _has_noted(installation, noted):
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    moodle.faults.clear()
    return connection


def _has_noted(installation: Installation, kind: Kind) -> bool:
    """Whether the newest run has noted that it read a scope of this kind whole."""
    newest = select(func.max(t.sync_run.c.id)).scalar_subquery()
    noted = select(func.count()).where(t.sync_scope.c.last_run_id == newest, t.sync_scope.c.kind == kind.value)
    with installation.database.read() as tx:
        return bool(tx.value(noted))


async def test_what_was_read_is_not_read_again(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = await _interrupted(moodle, installation, "core_calendar_get_calendar_events", 1)
    with installation.database.read() as tx:
        last = run_history.last_run(tx, connection.id)
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


PEOPLE = 200
CONNECTIONS = "the connections to PostgreSQL"
OURS = {"first_seen_at", "changed_at", "removed_at", "sequence"}
"""What a record owes to the moments at which it was read."""


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
            while not (child := runner_of(self.process)):  # 0 would be ourselves
                time.sleep(0.05)
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
    return every if database_url.startswith("sqlite") else [*every, CONNECTIONS]


def _days(school: School, chance: Random) -> Iterator[list[dict[str, Any]]]:
    """Each day somebody joins, is renamed and leaves one of several courses, a lesson moves and another is cancelled.

    Nobody and nothing comes back, so that a record has one life.
    """
    courses_of: dict[int, list[int]] = {}
    for course in school.courses.values():
        for person, place in course.people.items():
            if place.roles == ("student",):
                courses_of.setdefault(person, []).append(course.id)
    # Nobody leaves all courses: such an account is kept, and a fresh reader would have no way to find it.
    leaving = [(person, course) for person, courses in courses_of.items() for course in courses[1:]]
    lessons = [number for course in school.courses.values() for number in course.lessons]
    people = list(courses_of)
    for every in (leaving, lessons, people):
        chance.shuffle(every)
    days = zip(people, leaving, lessons[::2], lessons[1::2], strict=False)
    for number, (renamed, (leaver, left), moved, cancelled) in enumerate(days):
        yield [
            {"what": "join", "family": f"Новосёлова {number}", "course": chance.choice(list(school.courses))},
            {"what": "rename", "person": renamed, "family": f"Переименова {number}"},
            {"what": "leave", "person": leaver, "course": left},
            {"what": "move_lesson", "lesson": moved},
            {"what": "delete_lesson", "lesson": cancelled},
        ]


def _moments(kills: int, chance: Random) -> list[float]:
    """Seconds after the beginning of a run: one in each equal part of the time that a run takes, in any order."""
    moments = [0.02 + 1.78 * (part + chance.random()) / kills for part in range(kills)]
    chance.shuffle(moments)
    return moments


def _deaths(lmsync: _Served, lms: Lms, victims: Sequence[str], kills: int) -> Iterator[None]:
    """Each kill falls into a run of its own, and a day of school into each such run."""
    days = _days(School.seeded(PEOPLE), Random(kills))
    seen = 0
    for number, moment in enumerate(_moments(kills, Random(kills))):
        (seen,) = until(lambda: [run["id"] for run in _running(lmsync.api) if run["id"] > seen])  # noqa: B023
        for event in next(days, []):
            lms.change(**event)
        time.sleep(moment)
        lmsync.kill(victims[number % len(victims)])
        until(lambda: lmsync.api.ask("POST", "/api/v1/crm/sync").status in {200, 202})
        yield


def _leave_alone(lmsync: _Served) -> None:
    """What had been read before somebody left is read again by the first whole run."""
    until(lambda: lmsync.api.get("status")["status"] == "ok")
    assert [lmsync.api.sync()["state"] for _ in range(2)] == ["complete", "complete"]


def test_killed_at_many_moments_nothing_is_lost_invented_or_told_twice(
    tmp_path: Path, database_url: str, kills: int | None
) -> None:
    """Something dies again and again while a living school is read; then all is left alone, and the school is whole."""
    victims = _victims(database_url)
    # Each of them at the least in a first reading, and in the reading of a school that is stored.
    kills = kills or 2 * len(victims)
    settings = {"LMSYNC_DATABASE_URL": database_url, "LMSYNC_LEASE_SECONDS": "2"}
    with simulated(people=PEOPLE) as lms:
        lms.control("POST", "faults", {"kind": "delay", "seconds": 0.04, "times": -1})
        lmsync = _Served(tmp_path, settings)
        try:
            lmsync.api.configure(lms, name="School", sync_interval_seconds=30)
            deaths = _deaths(lmsync, lms, victims, kills)
            for _ in islice(deaths, kills // 2):
                pass
            # The first half falls into a first reading; the other into readings of a school that is stored.
            until(lambda: lmsync.api.get("status")["status"] == "ok")
            for _ in deaths:
                pass
            lms.control("DELETE", "faults")
            _leave_alone(lmsync)
            _is_as_in(lms.control("GET", "state"), lmsync.api)
            assert _differences(_content(lmsync.api), _read_in_peace(lms, tmp_path / "in peace")) == []
            runs = lmsync.api.get("runs", limit=500)["items"]
            states = Counter(run["state"] for run in runs)
            assert states["interrupted"] >= kills // 2, states
            # A run that waits for the LMS just then outlives the cut of its connection. It has read a school that changed
            # meanwhile, and may find that its lists do not agree: then it says so, and the next one reads them again.
            outlived = {"partial"} if victims[-1] == CONNECTIONS else set()
            assert set(states) <= {"interrupted", "complete", *outlived}, states
            partial = [run["id"] for run in runs if run["state"] == "partial"]
            unread = [lmsync.api.get(f"runs/{number}/scopes", state="partial", limit=500) for number in partial]
            assert all(scope["cause"] != "internal_error" for page in unread for scope in page["items"]), unread
        finally:
            lmsync.close()
    database = open_database(database_url)
    try:
        with database.read() as tx:
            _told_once(tx)
            _counted_right(tx)
            held = select(func.count()).select_from(t.connection).where(t.connection.c.lease_owner.is_not(None))
            assert tx.value(held) == 0
            continued = select(func.count()).select_from(t.sync_run).where(t.sync_run.c.continues_run_id.is_not(None))
            assert tx.value(continued) > 0
    finally:
        database.close()


# What is there, beside the truth

Content = dict[tuple[str, str], Any]
"""By list and public id: the record without what is ours. By list and "total": how many the list says there are."""


def _is_as_in(state: dict[str, int], api: Api) -> None:
    for listing in ("students", "courses", "groups"):
        assert len(api.every(listing, limit=500)) == state[listing]
    lessons = [row for row in api.every("lessons", limit=500) if row["kind"] != "deadline"]
    assert len(lessons) == state["lessons"]


def _read_in_peace(lms: Lms, folder: Path) -> Content:
    """The truth: what an lmsync finds that nobody ever killed."""
    folder.mkdir()
    with served(folder) as (api, _):
        api.configure(lms, name="School")
        assert api.sync()["state"] == "complete"
        return _content(api)


def _content(api: Api) -> Content:
    found: Content = {}
    for listing in LISTINGS:
        found[listing, "total"] = api.get(listing, limit=1)["total"]
        for row in api.every(listing, limit=500):
            assert row["removed_at"] is None
            # Members and teachers stand in the order of our numbers.
            found[listing, row["id"]] = {
                name: sorted(value, key=str) if isinstance(value, list) else value
                for name, value in row.items()
                if name not in OURS
            }
    return found


def _differences(found: Content, truth: Content) -> list[Any]:
    places = sorted(found.keys() | truth.keys())
    return [(place, found.get(place), truth.get(place)) for place in places if found.get(place) != truth.get(place)]


# What was told

History = list[tuple[Op, dict[str, list[Any]]]]
"""What the change log tells of one record, in order: how it changed, and its fields before and after."""


def _told_once(tx: Tx) -> None:
    told: set[tuple[Kind, Op]] = set()
    for kind in Kind:
        stored, histories = _stored(tx, kind), _histories(tx, kind)
        assert histories.keys() == stored.keys(), kind
        for number, history in histories.items():
            _is_one_life(history, removed=stored[number]["deleted_at"] is not None)
            _leads_to(stored[number], history)
            told |= {(kind, op) for op, _ in history}
    assert told >= {
        (Kind.USER, Op.CHANGED),
        (Kind.ENROLLMENT, Op.REMOVED),
        (Kind.LESSON, Op.CHANGED),
        (Kind.LESSON, Op.REMOVED),
    }


def _is_one_life(history: History, *, removed: bool) -> None:
    """Added, then perhaps changed, then perhaps removed, and nothing after that."""
    ops = [op for op, _ in history]
    changes = len(ops) - 1 - removed
    assert ops == [Op.ADDED] + [Op.CHANGED] * changes + [Op.REMOVED] * removed, history


def _leads_to(row: dict[str, Any], history: History) -> None:
    """Each change of a field begins where the one before ended, no value is told twice, the last one is stored."""
    paths: dict[str, list[Any]] = {}
    for op, changed in history:
        assert bool(changed) == (op is Op.CHANGED), history
        for name, (before, after) in changed.items():
            path = paths.setdefault(name, [before])
            assert path[-1] == before, history
            path.append(after)
    for name, path in paths.items():
        assert path[-1] == row[name], history
        assert all(path.count(value) == 1 for value in path), history


def _histories(tx: Tx, kind: Kind) -> dict[int, History]:
    c = t.change.c
    found: dict[int, History] = {}
    of_kind = select(c.entity_id, c.op, c.fields).where(c.kind == t.KIND_NUMBERS[kind]).order_by(c.seq)
    for number, op, changed in tx.rows(of_kind):
        found.setdefault(number, []).append((Op(op), json.loads(changed) if changed else {}))
    return found


def _stored(tx: Tx, kind: Kind) -> dict[int, dict[str, Any]]:
    """Rows by our number, in the words of the change log: external ids of what they refer to, groups with members."""
    rows: dict[int, dict[str, Any]] = {}
    for stored in tx.rows(selection(kind)):
        values = iter(stored[6:])
        fields = rows.setdefault(stored[0], {"deleted_at": stored[5]})
        for name in own_fields(kind):
            fields[name] = next(values)
            if name in RECORD_TYPES[kind].references:
                next(values)  # what people call it
    if kind is Kind.GROUP:
        member = t.group_member.c
        members = tx.rows(select(member.group_id, t.user.c.external_id).join(t.user, t.user.c.id == member.user_id))
        for number, row in rows.items():
            row["members"] = sorted(user for group, user in members if group == number)
    return rows


def _counted_right(tx: Tx) -> None:
    """Of how many courses everybody is a student or a teacher."""
    u, e = t.user.c, t.enrollment.c
    courses: dict[tuple[int, str], set[int]] = {}
    for user, course, role in tx.rows(select(e.user_id, e.course_id, e.role).where(e.deleted_at.is_(None))):
        courses.setdefault((user, role), set()).add(course)
    for user, *counted in tx.rows(select(u.id, u.student_courses, u.teacher_courses)):
        assert counted == [len(courses.get((user, role), ())) for role in ("student", "teacher")]
