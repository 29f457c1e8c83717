"""Removals that look wrong wait for a person."""

import pytest

from lmsync.errors import Conflict
from lmsync.records import Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import connection_of
from lmsync.sync.decisions import apply_held, dismiss_held
from tests.installation import Installation


async def _with_a_class_that_left(moodle: MoodleSimulator, installation: Installation) -> tuple[int, set[str]]:
    """A connection of which one course lost most of its students."""
    connection = installation.connect(moodle)
    await installation.run(connection)
    course = max(moodle.school.courses.values(), key=lambda one: len(one.people))
    students = [number for number, place in course.people.items() if place.roles == ("student",)]
    for number in students[:-1]:
        del course.people[number]
    run = await installation.run(connection)
    assert run.state == "complete"
    return connection.id, {f"{course.id}.{number}.student" for number in students[:-1]}


async def test_a_class_that_left_waits(moodle: MoodleSimulator, installation: Installation) -> None:
    number, gone = await _with_a_class_that_left(moodle, installation)

    (decision,) = installation.held()
    assert set(decision.ids[Kind.ENROLLMENT]) == gone
    assert gone <= installation.ids("enrollments")
    with installation.database.read() as tx:
        connection = connection_of(tx, number)
    assert installation.causes(connection) == ["removals_held"]


async def test_applied_they_go(moodle: MoodleSimulator, installation: Installation) -> None:
    _, gone = await _with_a_class_that_left(moodle, installation)
    (decision,) = installation.held()

    with installation.database.write() as tx:
        assert apply_held(tx, decision.id, by=LMSYNC).records == len(gone)

    assert not gone & installation.ids("enrollments")
    assert installation.held() == []
    with installation.database.write() as tx, pytest.raises(Conflict, match="already-decided"):
        apply_held(tx, decision.id, by=LMSYNC)


async def test_dismissed_they_stay_and_are_not_asked_about_again(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    number, gone = await _with_a_class_that_left(moodle, installation)
    (decision,) = installation.held()
    with installation.database.write() as tx:
        dismiss_held(tx, decision.id, by=LMSYNC)
        connection = connection_of(tx, number)

    run = await installation.run(connection)

    assert gone <= installation.ids("enrollments")
    assert installation.held() == []
    assert run.state == "complete"
    assert installation.causes(connection) == ["kept"]


async def test_who_is_back_is_no_longer_held(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    course = max(moodle.school.courses.values(), key=lambda one: len(one.people))
    kept = dict(course.people)
    course.people = {number: place for number, place in kept.items() if "teacher" in place.roles}
    await installation.run(connection)
    (first,) = installation.held()
    await installation.run(connection)
    assert [one.id for one in installation.held()] == [first.id]

    course.people = kept
    await installation.run(connection)

    assert installation.held() == []
    assert installation.causes(connection) == []


async def test_a_school_without_courses_waits_as_one_decision(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    for course in list(moodle.school.courses):
        moodle.school.delete_course(course)

    await installation.run(connection)

    assert {name: set(rows) for name, rows in installation.everything().items()} == before
    decision = next(one for one in installation.held() if one.kind is Kind.COURSE)
    assert decision.reason == "all_of_kind"
    assert set(decision.ids) >= {Kind.COURSE, Kind.SECTION, Kind.ENROLLMENT, Kind.LESSON, Kind.ITEM}
    with installation.database.write() as tx:
        apply_held(tx, decision.id, by=LMSYNC)
    assert installation.ids("courses") == installation.ids("enrollments") == set()
