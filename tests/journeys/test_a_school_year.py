"""What happens in a school arrives, and nothing else."""

from copy import deepcopy

from msgspec import to_builtins

from lmsync.records import Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.keeping.connections import list_connections
from lmsync.store.reading.change_log import changes_of, found_dataset
from lmsync.store.reading.view import EVERYTHING
from lmsync.testing.registers import Course
from tests.installation import CURSORS, Installation, moved


async def test_a_whole_school_arrives(moodle: MoodleSimulator, installation: Installation) -> None:
    run = await installation.run(installation.connect(moodle))

    school = moodle.school
    assert run.state == "complete"
    assert installation.ids("courses") == {str(one) for one in school.courses}
    assert installation.ids("students") == {str(one) for one in school.students()}
    teachers = {
        str(person)
        for course in school.courses.values()
        for person, place in course.people.items()
        if "teacher" in place.roles
    }
    assert installation.ids("teachers") == teachers
    enrollments = installation.rows("enrollments")
    assert len(enrollments) == sum(max(1, len(p.roles)) for c in school.courses.values() for p in c.people.values())
    for course in school.courses.values():
        for person, place in course.people.items():
            for role in place.roles or ("other",):
                row = enrollments[f"{course.id}.{person}.{role}"]
                assert row["state"] == ("active" if place.active else "suspended")
    lessons = installation.rows("lessons", kind="class") | installation.rows("lessons", kind="event")
    assert {int(one.removeprefix("ev.")) for one in lessons} == set(school.lessons)
    work = {f"cm.{one.id}" for one in school.work.values() if one.kind != "label"}
    assert installation.ids("items") == work
    assert installation.ids("groups") == {str(one) for one in school.groups}
    for number, group in school.groups.items():
        assert len(installation.rows("groups")[str(number)]["members"]) == len(group.members)
    assert installation.ids("orgs") == {"site", *(str(one) for one in school.departments)}


async def test_texts_arrive_as_they_are_stored(moodle: MoodleSimulator, installation: Installation) -> None:
    await installation.run(installation.connect(moodle))

    courses, people = installation.rows("courses"), installation.rows("users")
    assert {row["name"] for row in courses.values()} == {one.name for one in moodle.school.courses.values()}
    for number, row in people.items():
        person = moodle.school.people[int(number)]
        assert (row["given_name"], row["family_name"]) == (person.given, person.family)
        assert row["email"] == person.email
        assert row["sis_id"] == (person.sis_id or None)
        assert row["state"] == ("suspended" if person.suspended else "active")


async def test_a_second_run_writes_nothing(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()
    generation = installation.connection(connection).generation

    run = await installation.run(connection)

    assert (run.state, moved(run)) == ("complete", {"added": 0, "changed": 0, "removed": 0})
    assert installation.everything() == before
    assert all(kind["unchanged"] == kind["scopes"] for kind in run.counts.values())
    # Remembered answers stay good.
    assert installation.connection(connection).generation == generation


async def test_a_pupil_joins_is_renamed_and_leaves(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    school = moodle.school

    number = school.join("Вера", "Новосёлова")
    await installation.run(connection)
    assert installation.rows("students")[str(number)]["display_name"] == "Вера Новосёлова"

    school.rename(number, family="Ёлкина")
    run = await installation.run(connection)
    assert installation.rows("students", q="елкина")[str(number)]["family_name"] == "Ёлкина"
    assert moved(run) == {"added": 0, "changed": 1, "removed": 0}

    school.leave(number)
    run = await installation.run(connection)
    assert run.state == "complete"
    assert str(number) not in installation.ids("students")
    assert str(number) in installation.ids("users")  # the account is still there

    school.delete_person(number)
    await installation.run(connection)
    assert str(number) not in installation.ids("users")
    assert str(number) in installation.ids("users", include_removed="true")


async def test_a_pupil_who_returns_is_the_same_one(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    course = next(iter(moodle.school.courses.values()))
    number, place = next((n, p) for n, p in course.people.items() if p.roles == ("student",) and p.active)
    enrollment = f"{course.id}.{number}.student"
    first_seen = installation.rows("enrollments")[enrollment]["first_seen_at"]

    del course.people[number]
    await installation.run(connection)
    assert enrollment not in installation.ids("enrollments")

    course.people[number] = place
    await installation.run(connection)
    assert installation.rows("enrollments")[enrollment]["first_seen_at"] == first_seen


async def test_a_lesson_moves_and_a_deadline_too(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    school = moodle.school
    lesson = next(one for one in school.lessons.values() if one.course)
    work = next(one for one in school.work.values() if one.due_at and one.visible and one.kind == "assign")
    before = installation.rows("lessons")

    school.move_lesson(lesson.id, hours=2)
    school.move_deadline(work.id, hours=24)
    await installation.run(connection)

    after = installation.rows("lessons")
    moved_lesson, deadline = f"ev.{lesson.id}", f"cm.{work.id}-due"
    assert after[moved_lesson]["starts_at"] > before[moved_lesson]["starts_at"]
    assert after[moved_lesson]["sequence"] == before[moved_lesson]["sequence"] + 1
    assert after[deadline]["starts_at"] > before[deadline]["starts_at"]


async def test_a_deleted_course_takes_its_children_along(moodle: MoodleSimulator, installation: Installation) -> None:
    for _ in range(12):  # a school in which one course is little
        moodle.school.courses |= _another_course(moodle)
    connection = installation.connect(moodle)
    await installation.run(connection)
    course = list(moodle.school.courses)[-1]

    moodle.school.delete_course(course)
    run = await installation.run(connection)

    assert run.state == "complete"
    assert installation.held() == []
    assert str(course) not in installation.ids("courses") | installation.ids("sections")
    gone = f"{course}."
    assert not any(one.startswith(gone) for one in installation.ids("enrollments"))


def _another_course(moodle: MoodleSimulator) -> dict[int, Course]:
    number = moodle.school.next_id("course")
    course = deepcopy(next(iter(moodle.school.courses.values())))
    course.id, course.code, course.sis_id = number, f"X{number}", ""
    course.groups, course.work, course.lessons = [], [], []
    return {number: course}


async def test_a_hidden_course_stays_and_says_so(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    course = next(iter(moodle.school.courses))

    moodle.school.hide_course(course)
    await installation.run(connection)

    assert installation.rows("courses")[str(course)]["state"] == "unpublished"


async def test_every_change_is_in_the_log_once(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    with installation.database.write() as tx:
        found_dataset(tx)
    await installation.run(connection)
    seen: dict[str, dict[str, object]] = {}
    cursor = _follow(installation, None, seen)
    assert len(seen) == sum(len(rows) for name, rows in installation.everything().items() if name in KINDS) - sum(
        1 for one in installation.rows("lessons") if one.endswith("-due")
    )

    number = moodle.school.join("Вера", "Новосёлова")
    moodle.school.rename(min(moodle.school.students()), family="Другая")
    await installation.run(connection)
    news: dict[str, dict[str, object]] = {}
    _follow(installation, cursor, news)

    told = {(one["kind"], one["change"]) for one in news.values()}
    assert told == {("user", "added"), ("user", "changed"), ("enrollment", "added")}
    assert f"school-usr-{number}" in news


KINDS = {"users", "courses", "sections", "groups", "enrollments", "items", "lessons", "orgs"}


def _follow(installation: Installation, cursor: str | None, seen: dict[str, dict[str, object]]) -> str:
    while True:
        with installation.database.read() as tx:
            connections = list_connections(tx)
            page = changes_of(
                tx, CURSORS, cursor=cursor, kinds=list(Kind), connections=connections, limit=50, view=EVERYTHING
            )
        for change in to_builtins(page.items):
            assert change["id"] not in seen
            seen[change["id"]] = change
        cursor = page.next_cursor
        if page.caught_up:
            return cursor
