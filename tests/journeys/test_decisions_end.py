"""Every decision ends: with an apply, or when the LMS shows again what it is about. Until then it keeps exactly that."""

import pytest

from lmsync.errors import Conflict
from lmsync.records import Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.keeping import held
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.held import About, Decision, State
from lmsync.sync.decisions import Done, apply_held, dismiss_held, undo_held
from lmsync.testing.faults import Fault
from lmsync.testing.registers import Course
from tests.installation import Installation

PARTICIPANTS = "core_enrol_get_enrolled_users"


def largest(moodle: MoodleSimulator) -> Course:
    return max(moodle.school.courses.values(), key=lambda course: len(course.people))


def pupils_of(course: Course) -> list[int]:
    return [number for number, place in course.people.items() if place.roles == ("student",)]


def apply(installation: Installation, number: int) -> Done:
    with installation.database.write() as tx:
        return apply_held(tx, number, by=LMSYNC)


def dismiss(installation: Installation, number: int) -> Done:
    with installation.database.write() as tx:
        return dismiss_held(tx, number, by=LMSYNC)


def undo(installation: Installation, number: int) -> Done:
    with installation.database.write() as tx:
        return undo_held(tx, number, by=LMSYNC)


def decision_of(installation: Installation, number: int) -> Decision:
    with installation.database.read() as tx:
        return held.decision_of(tx, number)


def in_groups(installation: Installation) -> dict[str, set[str]]:
    return {group: {user["id"] for user in row["members"]} for group, row in installation.rows("groups").items()}


async def a_class_that_left(
    moodle: MoodleSimulator, installation: Installation, *, but: int = 1
) -> tuple[Connection, Course, list[int], Decision]:
    """The largest class has gone but for a few, also from its groups."""
    connection = installation.connect(moodle)
    await installation.run(connection)
    course = largest(moodle)
    gone = pupils_of(course)[but:]
    for pupil in gone:
        moodle.school.leave(pupil, course.id)
    assert (await installation.run(connection)).state == "complete"
    (decision,) = installation.held()
    return connection, course, gone, decision


def enrolments(course: Course, pupils: list[int]) -> set[str]:
    return {f"{course.id}.{pupil}.student" for pupil in pupils}


async def test_pupils_who_are_kept_stay_in_their_groups(moodle: MoodleSimulator, installation: Installation) -> None:
    course = largest(moodle)
    group = course.groups[0]
    moodle.school.groups[group].members = pupils_of(course)
    connection, _, gone, decision = await a_class_that_left(moodle, installation)
    members = in_groups(installation)[str(group)]
    assert len(members) > len(gone)

    dismiss(installation, decision.id)
    for _ in range(2):
        assert (await installation.run(connection)).state == "complete"

    assert in_groups(installation)[str(group)] == members
    assert enrolments(course, gone) <= installation.ids("enrollments")


async def test_a_dismissal_keeps_each_until_the_lms_shows_it_again(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    """All but one are back, and really leave later: a person is asked again."""
    connection, course, gone, decision = await a_class_that_left(moodle, installation)
    dismiss(installation, decision.id)
    places = {pupil: moodle.school.courses[course.id].people[pupils_of(course)[0]] for pupil in gone[1:]}
    course.people.update(places)
    await installation.run(connection)
    assert set(decision_of(installation, decision.id).ids[Kind.ENROLLMENT]) == enrolments(course, gone[:1])

    for pupil in gone[1:]:
        del course.people[pupil]
    await installation.run(connection)

    (asked,) = installation.held()
    assert set(asked.ids[Kind.ENROLLMENT]) == enrolments(course, gone[1:])
    course.people[gone[0]] = places[gone[1]]
    await installation.run(connection)
    assert decision_of(installation, decision.id).state is State.WITHDRAWN


async def test_who_is_back_is_not_held_though_another_list_failed(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection, course, gone, decision = await a_class_that_left(moodle, installation)
    place = course.people[pupils_of(course)[0]]
    back, away = gone[:-2], gone[-2:]
    course.people.update(dict.fromkeys(back, place))
    other = next(number for number in moodle.school.courses if number != course.id)
    moodle.faults.order(Fault("exception", PARTICIPANTS, code="dmlreadexception", course=other, times=-1))
    assert (await installation.run(connection)).state == "partial"

    assert set(decision_of(installation, decision.id).ids[Kind.ENROLLMENT]) == enrolments(course, away)
    assert apply(installation, decision.id).records == len(away)
    assert enrolments(course, back) <= installation.ids("enrollments")
    assert not enrolments(course, away) & installation.ids("enrollments")


async def test_nobody_is_removed_when_all_are_back(moodle: MoodleSimulator, installation: Installation) -> None:
    connection, course, gone, decision = await a_class_that_left(moodle, installation)
    course.people.update(dict.fromkeys(gone, course.people[pupils_of(course)[0]]))
    await installation.run(connection)

    assert decision_of(installation, decision.id).state is State.WITHDRAWN
    with pytest.raises(Conflict, match="nothing-held"):
        apply(installation, decision.id)
    with pytest.raises(Conflict, match="nothing-held"):
        dismiss(installation, decision.id)
    assert enrolments(course, gone) <= installation.ids("enrollments")


async def test_an_apply_that_is_taken_back_brings_everything_back_and_keeps_it(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before, groups = installation.everything(), in_groups(installation)
    for course in list(moodle.school.courses)[1:]:
        moodle.school.delete_course(course)
    await installation.run(connection)
    decision = next(decision for decision in installation.held() if decision.kind is Kind.COURSE)
    done = apply(installation, decision.id)
    assert {kind: set(ids) for kind, ids in done.decision.removed.items()} == {
        kind: set(ids) for kind, ids in decision.ids.items()
    }
    assert len(installation.ids("courses")) == 1

    undone = undo(installation, decision.id)

    assert undone.records == done.records
    for _ in range(2):
        for name, rows in installation.everything().items():
            assert set(rows) == set(before[name]), name
        assert in_groups(installation) == groups
        assert undone.decision.ids == decision_of(installation, decision.id).ids
        assert decision_of(installation, decision.id).state is State.DISMISSED
        await installation.run(connection)
    with pytest.raises(Conflict, match="already-decided"):
        apply(installation, decision.id)
    undo(installation, decision.id)
    assert [waiting.id for waiting in installation.held()] == [decision.id]
    assert apply(installation, decision.id).records == done.records


async def test_a_pupil_who_is_removed_leaves_the_groups_and_comes_back_to_them(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    course = largest(moodle)
    moodle.school.groups[course.groups[0]].members = pupils_of(course)
    _, _, gone, decision = await a_class_that_left(moodle, installation)
    groups = in_groups(installation)

    apply(installation, decision.id)
    assert len(in_groups(installation)[str(course.groups[0])]) == len(groups[str(course.groups[0])]) - len(gone)
    undo(installation, decision.id)

    assert in_groups(installation) == groups


async def test_a_field_that_is_withheld_is_kept_or_emptied_as_a_person_says(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {number: row["sis_id"] for number, row in installation.rows("users").items()}
    ids = {person: moodle.school.people[person].sis_id for person in moodle.school.people}
    for person in moodle.school.people:
        moodle.school.blank(person)
    assert (await installation.run(connection)).state == "partial"
    (decision,) = installation.held()
    assert (decision.about, decision.kind, decision.field) == (About.WITHHELD_FIELD, Kind.USER, "sis_id")

    dismiss(installation, decision.id)
    assert (await installation.run(connection)).state == "complete"
    assert {number: row["sis_id"] for number, row in installation.rows("users").items()} == before

    undo(installation, decision.id)
    assert (await installation.run(connection)).state == "partial"
    assert [waiting.id for waiting in installation.held()] == [decision.id]
    apply(installation, decision.id)
    assert {row["sis_id"] for row in installation.rows("users").values()} == {None}
    assert (await installation.run(connection)).state == "complete"
    undo(installation, decision.id)
    assert {number: row["sis_id"] for number, row in installation.rows("users").items()} == before
    assert (await installation.run(connection)).state == "complete"

    for person, sis_id in ids.items():
        moodle.school.people[person].sis_id = sis_id
    await installation.run(connection)
    assert decision_of(installation, decision.id).state is State.WITHDRAWN


async def test_what_cannot_be_reached_is_kept_or_removed_as_a_person_says(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    course = list(moodle.school.courses)[-1]
    moodle.school.hide_course(course)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    moodle.withdrawn_capabilities.add("moodle/course:viewhiddencourses")
    assert (await installation.run(connection)).state == "partial"
    (decision,) = installation.held()
    assert (decision.about, decision.ids[Kind.COURSE]) == (About.UNREACHABLE, (str(course),))

    dismiss(installation, decision.id)
    assert (await installation.run(connection)).state == "complete"
    assert {name: set(rows) for name, rows in installation.everything().items()} == before
    undo(installation, decision.id)
    apply(installation, decision.id)
    assert str(course) not in installation.ids("courses")
    assert (await installation.run(connection)).state == "complete"
    undo(installation, decision.id)
    assert {name: set(rows) for name, rows in installation.everything().items()} == before

    moodle.withdrawn_capabilities.clear()
    assert (await installation.run(connection)).state == "complete"
    assert decision_of(installation, decision.id).state is State.WITHDRAWN
