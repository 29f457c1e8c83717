"""A school in Canvas: whole, in change, and when something goes wrong."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest

from lmsync.crm_integration import Renewed
from lmsync.lms_pace import Patience
from lmsync.records import Kind
from lmsync.simulators.canvas import CanvasSimulator, running_canvas
from lmsync.simulators.canvas.bucket import Bucket
from lmsync.simulators.canvas.dialect import SELF_HOSTED, Dialect
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping.access_tokens import StoredAccess
from lmsync.store.keeping.connections import Connection
from lmsync.testing.faults import Fault
from lmsync.testing.school import School
from tests.installation import Installation, moved

T = TypeVar("T")


@pytest.mark.parametrize(
    "dialect", [SELF_HOSTED, Dialect(7, 403, 429, True, True, 700)], ids=["self-hosted", "short pages"]
)
async def test_a_whole_school_arrives(dialect: Dialect, installation: Installation) -> None:
    async with running_canvas(School.seeded(60), dialect=dialect) as canvas:
        run = await installation.run(installation.connect(canvas))

    school = canvas.school
    assert run.state == "complete"
    assert installation.ids("users") == {str(one) for one in school.people}
    assert installation.ids("students") == {str(one) for one in school.students()}
    assert installation.ids("courses") == {str(one) for one in school.courses}
    enrollments = installation.rows("enrollments")
    told = {(row["course"]["id"], row["user"]["id"], row["role"], row["state"]) for row in enrollments.values()}
    assert told == {
        (f"school-crs-{course.id}", f"school-usr-{person}", role, "active" if place.active else "suspended")
        for course in school.courses.values()
        for person, place in course.people.items()
        for role in place.roles
    }
    lessons = {row for row in installation.ids("lessons") if row.startswith("ev.")}
    assert lessons == {f"ev.{one}" for one in school.lessons}
    groups = installation.rows("groups")
    assert {number: len(row["members"]) for number, row in groups.items()} == {
        str(one.id): len(one.members) for one in school.groups.values()
    }
    assert {row["set_name"] for row in groups.values()} == {"Подгруппы"}
    assert {row["type"] for row in installation.rows("terms").values()} == {"term", "grading_period"}
    period = installation.rows("terms")["gp.1"]
    assert (period["parent"]["id"], period["name"]) == ("school-trm-2", "1 полугодие")
    assert installation.rows("categories")
    assert all(row["email"] for row in installation.rows("users").values())


async def test_work_stands_where_its_module_says(canvas: CanvasSimulator, installation: Installation) -> None:
    canvas.embedded_items = 1  # larger modules come without their items
    canvas.embedded_users = 1  # larger groups come without some of their people
    await installation.run(installation.connect(canvas))
    items = installation.rows("items")
    for number, work in canvas.school.work.items():
        row = items.get(f"asg.{number}") or items.get(f"quiz.{50_000 + number}")
        if row is not None:
            assert (row["container"], row["title"]) == (work.topic, work.name)
            if work.kind == "quiz":
                assert (row["kind"], row["time_limit_minutes"]) == ("quiz", work.minutes or None)
    assert {row["kind"] for row in items.values()} >= {"assignment", "quiz", "survey", "external"}
    groups = installation.rows("groups")
    assert all(len(groups[str(one.id)]["members"]) == len(one.members) for one in canvas.school.groups.values())


async def test_a_second_run_writes_nothing(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = installation.everything()
    run = await installation.run(connection)
    assert (run.state, moved(run)) == ("complete", {"added": 0, "changed": 0, "removed": 0})
    assert installation.everything() == before


async def test_changes_arrive(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    school = canvas.school
    number = school.join("Вера", "Новосёлова")
    lesson = next(one for one in school.lessons.values() if one.course and one.id % 10 == 3)
    before = installation.rows("lessons")[f"ev.{lesson.id}"]
    school.move_lesson(lesson.id, hours=1)
    await installation.run(connection)
    assert installation.rows("students", q="новоселова").keys() == {str(number)}
    assert before["section"]["id"] == f"school-sec-{10_000 + (lesson.course or 0)}"
    assert installation.rows("lessons")[f"ev.{lesson.id}"]["starts_at"] > before["starts_at"]

    school.delete_person(number)
    school.delete_lesson(lesson.id)
    run = await installation.run(connection)
    assert run.state == "complete"
    assert str(number) not in installation.ids("users")
    assert f"ev.{lesson.id}" not in installation.ids("lessons")


Wrong = Callable[[CanvasSimulator], None]
LISTS = (
    "accounts",
    "sub_accounts",
    "terms",
    "account_courses",
    "sections",
    "account_users",
    "enrollments",
    "groups",
    "assignment_groups",
    "modules",
    "quizzes",
    "calendar_events",
    "grading_periods",
)


def for_ever(kind: str, function: str, **more: object) -> Wrong:
    return lambda canvas: canvas.faults.order(Fault(kind, function, times=-1, **more))  # type: ignore[arg-type]


def without(right: str) -> Wrong:
    return lambda canvas: canvas.withdrawn_rights.add(right)


WRONG: dict[str, Wrong] = {
    **{f"{kind} of {name}": for_ever(kind, name) for kind in ("empty", "cut", "html", "status") for name in LISTS},
    **{f"not permitted: {name}": for_ever("exception", name, code="not_permitted") for name in LISTS[1:]},
    **{
        f"a lost page of {name}": for_ever("empty_list", name)
        for name in ("account_courses", "enrollments", "sections", "groups", "calendar_events")
    },
    **{
        f"without {right}": without(right)
        for right in ("read_course_list", "read_roster", "read_course_content", "view_group_pages")
    },
    "an expired token": lambda canvas: setattr(canvas, "token_state", "expired"),
    "a deleted token": lambda canvas: setattr(canvas, "token_state", "forgotten"),
    "maintenance": lambda canvas: setattr(canvas, "maintenance", True),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_nobody_is_removed_and_the_run_is_not_green(
    wrong: Wrong, canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}

    wrong(canvas)
    run = await installation.run(connection)

    assert {name: set(rows) for name, rows in installation.everything().items()} == before
    assert run.state != "complete" or installation.held()
    assert run.counts == {} or moved(run)["removed"] == 0


@pytest.mark.parametrize("kind", ["half", "garbled"])
@pytest.mark.parametrize("teacher", [None, 3], ids=["administrator", "teacher"])
async def test_a_broken_body_is_asked_for_again_on_every_path(
    kind: str, teacher: int | None, installation: Installation
) -> None:
    async with running_canvas(School.seeded(40), teacher=teacher) as canvas:
        connection = installation.connect(canvas)
        await installation.run(connection)
        before = installation.everything()
        for name in set(canvas.requests):
            canvas.faults.order(Fault(kind, name))

        run = await installation.run(connection)

    assert (run.state, moved(run)) == ("complete", {"added": 0, "changed": 0, "removed": 0})
    assert installation.everything() == before


@pytest.mark.parametrize("kind", ["half", "garbled"])
async def test_a_broken_grant_is_asked_for_again(
    kind: str, canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = _with_key(canvas, installation)
    canvas.faults.order(Fault(kind, "grant"))
    assert (await installation.run(connection)).state == "complete"
    assert canvas.refreshes == 2


@pytest.mark.parametrize("right", ["read_sis", "read_email_addresses", "view_user_logins", "view_all_grades"])
async def test_a_withdrawn_right_blanks_nobody(right: str, canvas: CanvasSimulator, installation: Installation) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = installation.everything()
    canvas.withdrawn_rights.add(right)
    await installation.run(connection)
    assert installation.everything() == before


async def test_a_lost_page_of_people_is_made_up_for_by_their_courses(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = installation.rows("users")
    for_ever("empty_list", "account_users")(canvas)
    run = await installation.run(connection)
    assert (run.state, installation.rows("users")) == ("complete", before)


async def test_a_page_that_is_hidden_from_the_menu_has_no_quizzes(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    canvas.disabled_pages.add("quizzes")
    run = await installation.run(installation.connect(canvas))
    assert run.state == "complete"
    assert not any(one.startswith("quiz.") for one in installation.ids("items"))


async def test_passing_troubles_are_waited_out(canvas: CanvasSimulator, installation: Installation) -> None:
    for kind, name in (("status", "terms"), ("cut", "enrollments"), ("html", "sections"), ("empty", "groups")):
        canvas.faults.order(Fault(kind, name))
    run = await installation.run(installation.connect(canvas))
    assert run.state == "complete"


def teacher_of(school: School) -> int:
    return next(
        person
        for course in school.courses.values()
        for person, place in course.people.items()
        if place.roles == ("teacher",)
    )


@pytest.mark.parametrize(
    "dialect", [SELF_HOSTED, Dialect(100, 403, 429, True, True, 700)], ids=["self-hosted", "hosted"]
)
async def test_a_teachers_token_gives_the_own_courses(dialect: Dialect, installation: Installation) -> None:
    school = School.seeded(60)
    teacher = teacher_of(school)
    async with running_canvas(school, teacher=teacher, dialect=dialect) as canvas:
        connection = installation.connect(canvas)
        run = await installation.run(connection)
        own = {
            course.id: course
            for course in school.courses.values()
            if {"teacher", "assistant"} & set((course.people.get(teacher) or course.people[min(course.people)]).roles)
            and teacher in course.people
        }
        assert run.state == "complete"
        assert installation.ids("courses") == {str(one) for one in own}
        people = {str(one) for course in own.values() for one, place in course.people.items() if place.roles}
        assert installation.ids("users") == people
        assert all(row["sis_id"] is None for row in installation.rows("groups").values())

        # Who leaves the teacher's sight stays, for a teacher cannot tell gone from unseen.
        course = next(iter(own.values()))
        leaver = next(one for one, place in course.people.items() if place.roles == ("student",) and place.active)
        school.leave(leaver)
        run = await installation.run(connection)
        assert run.state == "complete"
        assert str(leaver) in installation.ids("users")
        assert str(leaver) not in installation.ids("students")

        # A course that is taken away is unreachable, and its people stay.
        before = installation.ids("enrollments")
        del course.people[teacher]
        run = await installation.run(connection)
        assert run.state == "partial"
        assert str(course.id) in installation.ids("courses")
        assert installation.ids("enrollments") == before


async def test_a_course_that_its_dates_shut_keeps_its_record(installation: Installation) -> None:
    school = School.seeded(60)
    async with running_canvas(school, teacher=teacher_of(school)) as canvas:
        connection = installation.connect(canvas)
        await installation.run(connection)
        before = installation.everything()
        canvas.shut_courses.add(int(min(installation.ids("courses"), key=int)))
        run = await installation.run(connection)
        assert installation.everything() == before
        assert run.counts["course"]["set_aside"] == 1


async def test_at_the_default_pace_the_bucket_refuses_nothing(installation: Installation) -> None:
    async with running_canvas(School.seeded(200), dialect=SELF_HOSTED) as canvas:
        run = await installation.run(installation.connect(canvas))
        assert (run.state, canvas.bucket.refused) == ("complete", 0)


async def test_a_refused_request_costs_a_wait_and_no_failure(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = installation.connect(canvas)
    began = time.monotonic()

    def clock() -> float:
        """Stands still until a request was refused, and then goes ten times as fast as others."""
        return began + 10 * (time.monotonic() - began) if canvas.bucket.refused else began

    canvas.bucket = Bucket(canvas.bucket.mark, clock)
    canvas.bucket.level = canvas.bucket.mark + 20
    patient = Patience(attempts=12, first_pause_seconds=0.2, longest_pause_seconds=2, total_seconds=120)
    installation.service = installation.new_service(patience=patient)
    run = await installation.run(connection)
    assert canvas.bucket.refused > 0
    assert run.state == "complete"


async def test_freshness_and_what_is_not_read(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    kinds = installation.kinds(connection)
    assert {kind for kind, state in kinds.items() if not state.provided} == {Kind.SUBMISSION, Kind.ATTENDANCE}
    assert all(state.last_complete_at for state in kinds.values() if state.provided)


async def test_a_developer_key_is_renewed_when_its_hour_is_over(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = _with_key(canvas, installation)
    assert (await installation.run(connection)).state == "complete"
    assert canvas.refreshes == 1
    assert (await installation.run(connection)).state == "complete"
    assert canvas.refreshes == 1

    canvas.token_state = "forgotten"
    assert (await installation.run(connection)).state == "complete"
    assert canvas.refreshes == 2

    canvas.refresh_token, canvas.token_state = "revoked", "forgotten"
    run = await installation.run(connection)
    assert (run.state, installation.causes(connection)) == ("needs_attention", ["key_refused"])


def _with_key(canvas: CanvasSimulator, installation: Installation) -> Connection:
    canvas.token, access = canvas.refresh_token, canvas.token
    secrets = {"client_secret": canvas.client_secret}
    connection = installation.connect(canvas, secrets=secrets, client_id=canvas.client_id)
    canvas.token = access
    return connection


class WatchedDatabase(AsyncDatabase):
    """Notes when the lock that a holder of an access token wanted was held by another one."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.turned_away = asyncio.Event()

    async def write(self, work: Callable[[Tx], T], *, lock_seconds: float | None = None) -> T:
        result = await super().write(work, lock_seconds=lock_seconds)
        if result is False:
            self.turned_away.set()
        return result


async def test_two_processes_renew_one_after_the_other(canvas: CanvasSimulator, installation: Installation) -> None:
    """A second renewal would end the token that the first one has just got."""
    connection = _with_key(canvas, installation)

    async def held_at_once(holders: int, refused: str | None = None) -> list[str]:
        databases = [WatchedDatabase(installation.database) for _ in range(holders)]

        async def renew(own: WatchedDatabase) -> Renewed:
            # Not before all the others have wanted to renew as well.
            await asyncio.gather(*(database.turned_away.wait() for database in databases if database is not own))
            canvas.refreshes += 1
            return Renewed(f"token {canvas.refreshes}", 3600)

        return await asyncio.gather(
            *(
                StoredAccess(database, installation.sealer, connection.id).current(
                    partial(renew, database), refused=refused
                )
                for database in databases
            )
        )

    tokens = await held_at_once(5)
    assert (set(tokens), canvas.refreshes) == ({"token 1"}, 1)
    tokens = await held_at_once(5, refused="token 1")
    assert (set(tokens), canvas.refreshes) == ({"token 2"}, 2)


async def test_a_key_that_drops_includes_blanks_nobody(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    people = installation.rows("users")
    canvas.drops_includes = True
    run = await installation.run(connection)
    assert {name: set(rows) for name, rows in installation.everything().items()} == before
    assert installation.rows("users") == people
    assert run.state == "partial"


async def test_a_cross_listed_section_moves_with_its_people(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = installation.rows("enrollments")
    guest, host, *_ = canvas.school.courses

    canvas.cross_listed[guest] = host
    run = await installation.run(connection)

    assert installation.rows("sections")[str(10_000 + guest)]["course"]["id"] == f"school-crs-{host}"
    after = installation.rows("enrollments")
    assert after.keys() == before.keys()
    moved_rows = [key for key, row in before.items() if row["course"]["id"] == f"school-crs-{guest}"]
    assert {after[key]["course"]["id"] for key in moved_rows} == {f"school-crs-{host}"}
    assert moved(run)["removed"] == 0


async def test_a_merged_person_goes_and_the_places_stay(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    one, other = list(canvas.school.students())[:2]
    canvas.merge(one, other)
    run = await installation.run(connection)
    assert run.state == "complete"
    assert str(one) not in installation.ids("users")
    assert str(other) in installation.ids("students")
