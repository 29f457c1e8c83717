"""A lost page is never "everyone left", and a run is green only when it read everything."""

from collections.abc import Callable

import pytest

from lmsync.records import Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.testing.faults import Fault
from tests.installation import Installation, moved

ENROLLED = "core_enrol_get_enrolled_users"
ACCOUNTS = "core_user_get_users_by_field"
GRADABLE = "core_grades_get_gradable_users"
COURSES = "core_course_get_courses_by_field"
CONTENTS = "core_course_get_contents"
GROUPS = "core_group_get_course_groups"
CALENDAR = "core_calendar_get_calendar_events"
CATEGORIES = "core_course_get_categories"
BATCH = "tool_mobile_call_external_functions"

Wrong = Callable[[MoodleSimulator], None]


def ordered(fault: Fault) -> Wrong:
    return lambda moodle: moodle.faults.order(fault)


def without(capability: str) -> Wrong:
    return lambda moodle: moodle.withdrawn_capabilities.add(capability)


def without_function(name: str) -> Wrong:
    return lambda moodle: moodle.withdrawn_functions.add(name)


def for_ever(kind: str, function: str | None, **more: object) -> Wrong:
    return ordered(Fault(kind, function, times=-1, **more))  # type: ignore[arg-type]


WRONG: dict[str, Wrong] = {
    # A lost page: the list comes, and it is empty.
    **{f"a lost page of {name}": for_ever("empty_list", name) for name in (ENROLLED, COURSES, ACCOUNTS)},
    # An empty 200, an exception with 200, a cut body, a page of HTML, an error: for every list.
    **{
        f"{kind} of {name}": for_ever(kind, name)
        for kind in ("empty", "cut", "html", "status")
        for name in (BATCH, GRADABLE, COURSES, CALENDAR, CATEGORIES)
    },
    **{
        f"an exception of {name}": for_ever("exception", name, code="dmlreadexception")
        for name in (ENROLLED, COURSES, CONTENTS, GROUPS, CALENDAR, CATEGORIES)
    },
    **{
        f"without {capability}": without(capability)
        for capability in (
            "moodle/course:view",
            "moodle/course:viewparticipants",
            "moodle/course:enrolreview",
            "moodle/user:viewdetails",
            "moodle/site:accessallgroups",
            "moodle/course:managegroups",
            "moodle/course:viewhiddencourses",
            "moodle/calendar:manageentries",
            "webservice/rest:use",
        )
    },
    **{f"without {name}": without_function(name) for name in (ENROLLED, COURSES, CONTENTS, GROUPS, CALENDAR)},
    "maintenance": lambda moodle: setattr(moodle, "maintenance", True),
    "web services off": lambda moodle: setattr(moodle, "services_on", False),
    "an expired token": lambda moodle: setattr(moodle, "token_state", "expired"),
    "a suspended account": lambda moodle: setattr(moodle, "token_state", "suspended"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_nobody_is_removed_and_the_run_is_not_green(
    wrong: Wrong, moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    moodle.school.hide_course(list(moodle.school.courses)[-1])
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}

    wrong(moodle)
    run = await installation.run(connection)

    assert {name: set(rows) for name, rows in installation.everything().items()} == before
    assert run.state != "complete" or installation.held()
    assert run.counts == {} or moved(run)["removed"] == 0


@pytest.mark.parametrize("batches", [True, False], ids=["in batches", "one by one"])
@pytest.mark.parametrize("kind", ["half", "garbled"])
async def test_a_broken_body_is_asked_for_again_on_every_path(
    kind: str, batches: bool, moodle: MoodleSimulator, installation: Installation
) -> None:
    if not batches:
        moodle.withdrawn_functions.add(BATCH)
    connection = installation.connect(moodle)
    await installation.run(connection)
    before, functions = installation.everything(), set(moodle.requests)
    for function in functions:
        moodle.faults.order(Fault(kind, function))
    moodle.requests.clear()

    run = await installation.run(connection)

    assert (run.state, moved(run)) == ("complete", {"added": 0, "changed": 0, "removed": 0})
    assert installation.everything() == before


async def test_one_broken_answer_of_a_batch_costs_its_own_scope_only(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()
    broken = list(moodle.school.courses)[1]
    moodle.faults.order(Fault("half", GROUPS, course=broken, times=-1))

    run = await installation.run(connection)

    unread = {scope["parent"] for scope in installation.scopes(run) if scope["state"] in {"partial", "failed"}}
    assert (run.state, unread) == ("partial", {str(broken)})
    assert installation.everything() == before


ANOTHER_WAY: dict[str, Wrong] = {
    "a lost page of the fast list of students": for_ever("empty_list", GRADABLE),
    "the fast list of students waits for the gradebook": for_ever("exception", GRADABLE, code="gradesneedregrading"),
    "without the fast list of students": without_function(GRADABLE),
    "without the fast list of teachers": without("moodle/role:review"),
    "without batches": without_function(BATCH),
    "without a category's rights": without("moodle/category:manage"),
}


@pytest.mark.parametrize("wrong", ANOTHER_WAY.values(), ids=ANOTHER_WAY)
async def test_where_there_is_another_way_everything_still_arrives(
    wrong: Wrong, moodle: MoodleSimulator, installation: Installation
) -> None:
    wrong(moodle)
    first = await installation.run(installation.connect(moodle))

    assert first.state == "complete"
    assert installation.ids("students") == {str(one) for one in moodle.school.students()}
    people = {str(one) for course in moodle.school.courses.values() for one in course.people}
    assert installation.ids("users") == people
    assert all(row["email"] for row in installation.rows("users").values())


@pytest.mark.parametrize(
    "capability", ["moodle/user:viewalldetails", "moodle/site:viewfullnames", "moodle/site:viewuseridentity"]
)
async def test_a_withdrawn_right_blanks_nobody(
    capability: str, moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.rows("users")

    moodle.withdrawn_capabilities.add(capability)
    await installation.run(connection)

    assert installation.rows("users") == before


async def test_a_field_that_is_withheld_stays_and_a_person_is_told(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.rows("users")
    for person in moodle.school.people:
        moodle.school.blank(person, "sis_id")

    run = await installation.run(connection)

    assert installation.rows("users") == before
    (scope,) = [one for one in installation.scopes(run) if one["withheld"]]
    assert scope["withheld"]["sis_id"] > 10
    assert (run.state, installation.causes(connection)) == ("partial", ["withheld"])


async def test_one_empty_field_is_empty(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    number, row = next((n, r) for n, r in installation.rows("students").items() if r["sis_id"])
    assert row["sis_id"]

    moodle.school.blank(int(number), "sis_id")
    run = await installation.run(connection)

    assert installation.rows("students")[number]["sis_id"] is None
    assert run.state == "complete"


async def test_what_failed_once_is_asked_again(moodle: MoodleSimulator, installation: Installation) -> None:
    for kind, function in (("status", GRADABLE), ("cut", COURSES), ("empty", CALENDAR), ("html", CATEGORIES)):
        moodle.faults.order(Fault(kind, function))

    run = await installation.run(installation.connect(moodle))

    assert run.state == "complete"


async def test_one_course_that_fails_leaves_the_others(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    broken, fine, *_ = moodle.school.courses
    joined = moodle.school.join(course=fine)
    moodle.faults.order(Fault("exception", CONTENTS, course=broken, times=-1, code="errorcoursecontextnotvalid"))

    run = await installation.run(connection)

    assert str(joined) in installation.ids("students")
    assert run.state == "partial"
    (scope,) = [one for one in installation.scopes(run) if one["cause"]]
    assert (scope["kind"], scope["parent"], scope["state"]) == ("item", str(broken), "failed")
    assert scope["needs_person"]


async def test_freshness_is_kept_by_kind(moodle: MoodleSimulator, installation: Installation) -> None:
    moodle.faults.order(Fault("status", CALENDAR, times=-1))
    connection = installation.connect(moodle)

    await installation.run(connection)

    kinds = installation.kinds(connection)
    assert kinds[Kind.LESSON].last_complete_at is None
    assert kinds[Kind.ENROLLMENT].last_complete_at is not None
    assert (kinds[Kind.SUBMISSION].provided, kinds[Kind.LESSON].provided) == (False, True)


async def test_a_token_that_is_refused_pauses_until_a_test_passes(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    moodle.token_state = "forgotten"

    run = await installation.run(connection)
    assert (run.state, installation.causes(connection)) == ("needs_attention", ["invalidtoken"])
    assert installation.connection(connection).state == "needs_attention"
    again = await installation.run(connection)
    assert again.state == "needs_attention"

    moodle.token_state = "valid"
    run = await installation.run(connection)
    assert (run.state, installation.causes(connection)) == ("complete", [])
    assert installation.connection(connection).state == "ok"


async def test_the_school_may_change_while_it_is_read(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    course = next(iter(moodle.school.courses))
    for number in range(1, 6):
        arguments = {"course": course}
        moodle.faults.order(Fault("change", None, at=number * 4, change="join", arguments=arguments))

    run = await installation.run(connection)
    run = await installation.run(connection)

    assert run.state == "complete"
    assert installation.ids("students") == {str(one) for one in moodle.school.students()}
