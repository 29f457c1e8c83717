"""Whoever stands in a course that a continued run does not ask again is there, whatever the lists of accounts leave out."""

from collections import Counter
from typing import Any, cast

import pytest

from lmsync.integrations.moodle import reading
from lmsync.integrations.moodle.accounts import ACCOUNTS
from lmsync.integrations.moodle.offer import GRADABLE
from lmsync.records import Kind
from lmsync.simulators.canvas import CanvasSimulator
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.keeping.connections import Connection
from lmsync.sync import applying
from lmsync.testing.faults import Fault
from tests.installation import Installation, moved
from tests.journeys.test_interruption import _interrupted

CALENDAR = "core_calendar_get_calendar_events"
NOTHING = {"added": 0, "changed": 0, "removed": 0}


def _people(installation: Installation) -> dict[str, Any]:
    return {name: installation.rows(name) for name in ("users", "students", "enrollments")}


def _lose_accounts(moodle: MoodleSimulator) -> None:
    moodle.faults.order(Fault("empty_list", ACCOUNTS, times=-1))


def _withdraw_profiles(moodle: MoodleSimulator) -> None:
    moodle.withdrawn_capabilities.add("moodle/user:viewdetails")


@pytest.mark.parametrize("lose", [_lose_accounts, _withdraw_profiles])
async def test_people_of_courses_that_are_not_asked_again_stay(
    lose: Any, moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = await _interrupted(moodle, installation, CALENDAR, 1)
    before = _people(installation)
    assert before["users"]
    lose(moodle)
    moodle.requests.clear()

    run = await installation.run(connection)

    assert (run.state, installation.held(), _people(installation)) == ("complete", [], before)
    assert moved(run)["removed"] == 0
    asked = Counter(moodle.requests)
    assert (asked[GRADABLE], asked[ACCOUNTS]) == (0, 0)  # what is known of these people is not asked again

    moodle.faults.clear()
    moodle.withdrawn_capabilities.clear()
    await _is_whole(moodle, installation, connection)


async def test_when_only_some_courses_had_been_read(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = _people(installation)
    monkeypatch.setattr(reading, "BATCH_SIZE", 1)  # so that some readings are over and others are not
    monkeypatch.setattr(applying, "STAMP_AFTER_SECONDS", 0)
    courses = len(moodle.school.courses)
    moodle.requests.clear()
    await _interrupted(moodle, installation, GRADABLE, courses, noted=Kind.ENROLLMENT)
    _lose_accounts(moodle)
    moodle.requests.clear()

    run = await installation.run(connection)

    assert 0 < Counter(moodle.requests)[GRADABLE] < courses
    assert (installation.held(), _people(installation), moved(run)) == ([], before, NOTHING)
    moodle.faults.clear()
    await _is_whole(moodle, installation, connection)


async def _is_whole(moodle: MoodleSimulator, installation: Installation, connection: Connection) -> None:
    run = await installation.run(connection)
    assert (run.state, installation.held(), moved(run)) == ("complete", [], NOTHING)
    in_courses = {str(one) for course in moodle.school.courses.values() for one in course.people}
    assert in_courses <= installation.ids("users")
    assert installation.ids("students") == {str(one) for one in moodle.school.students()}


async def test_who_stands_in_no_course_is_still_asked_for(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    one, other = list(moodle.school.students())[:2]
    moodle.school.leave(one)
    moodle.school.leave(other)
    await installation.run(connection)
    moodle.requests.clear()
    moodle.school.join("Вера", "Новосёлова")  # a run notes what it has read only when it has something to write
    await _interrupted(moodle, installation, CALENDAR, 1)
    moodle.school.delete_person(other)
    moodle.requests.clear()

    run = await installation.run(connection)

    asked = Counter(moodle.requests)
    assert (asked[GRADABLE], asked[ACCOUNTS] > 0) == (0, True)
    assert run.state == "complete"
    assert str(one) in installation.ids("users")
    assert str(other) not in installation.ids("users")


async def test_people_whom_only_a_course_shows_raise_no_alert(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    unlisted = Fault("empty_list", "account_users", times=-1)
    canvas.faults.order(unlisted)
    connection = await _interrupted(cast(Any, canvas), installation, "calendar_events", 1)
    before = _people(installation)
    assert before["users"]
    canvas.faults.order(unlisted)
    canvas.requests.clear()

    run = await installation.run(connection)

    assert Counter(canvas.requests)["enrollments"] == 0
    assert (run.state, installation.held(), _people(installation)) == ("complete", [], before)
    canvas.faults.clear()
    assert (await installation.run(connection)).state == "complete"
    assert installation.ids("users") == {str(one) for one in canvas.school.people}
