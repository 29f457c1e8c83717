"""What a Moodle refuses, hides or leaves out is unknown: nothing goes and nothing is emptied, and the run says so."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import pytest

from lmsync.integrations.moodle.offer import ACTIVITIES
from lmsync.simulators.moodle import MoodleSimulator, running_moodle
from lmsync.simulators.moodle.call import UNFINISHED
from lmsync.store.keeping.sync_runs import Run
from lmsync.testing.faults import Fault
from lmsync.testing.registers import Department
from lmsync.testing.school import School
from tests.installation import Installation, moved

Rows = dict[str, dict[str, dict[str, Any]]]

SITE = "core_webservice_get_site_info"
CATEGORIES = "core_course_get_categories"
COURSES = "core_course_get_courses_by_field"
CONTENTS = "core_course_get_contents"
ENROLLED = "core_enrol_get_enrolled_users"
GRADABLE = "core_grades_get_gradable_users"
ACCOUNTS = "core_user_get_users_by_field"
GROUPS = "core_group_get_course_groups"
MEMBERS = "core_group_get_group_members"
CALENDAR = "core_calendar_get_calendar_events"
BATCH = "tool_mobile_call_external_functions"
TAUGHT = ("assign", "quiz", "forum", "lesson", "choice", "feedback")
"""Modules that the simulated school has."""

KEYS: dict[str, str | None] = {
    SITE: "functions",
    CATEGORIES: None,
    COURSES: "courses",
    CONTENTS: None,
    ENROLLED: None,
    GRADABLE: "users",
    ACCOUNTS: None,
    GROUPS: None,
    MEMBERS: None,
    CALENDAR: "events",
    BATCH: "responses",
    **{function: key for name, (function, key) in ACTIVITIES.items() if name in TAUGHT},
}
"""Every function that a run asks, and the key of the list in its answer."""

ANOTHER_WAY = {
    *((GRADABLE, code) for code in ("nopermissions", "accessexception", "invalidresponse")),
    *((GRADABLE, wrong) for wrong in ("a warning", "a warning about courses", "rows left out")),
    *((BATCH, wrong) for wrong in ("nopermissions", "accessexception", "invalidresponse", "dmlreadexception")),
    *((BATCH, wrong) for wrong in ("null", "a list", "an object", "no key", "another type", "rows left out")),
    *((BATCH, wrong) for wrong in ("a null list", "an object for a list")),
}
"""Where a slower question answers the same: the run may be complete, and then everything is there."""

CANNOT_SHOW = {(CONTENTS, "rows left out")}
"""Nothing but the guard can see that part of a course page is left out."""


def everything_wrong_with(function: str, courses: Iterable[int]) -> Iterator[tuple[str, Fault]]:
    for code in ("nopermissions", "accessexception", "invalidresponse", "dmlreadexception"):
        yield code, Fault("exception", function, code=code, times=-1)
    for name, body in (("null", None), ("a list", []), ("an object", {}), ("another type", "")):
        yield name, Fault("body", function, body=body, times=-1)
    key = KEYS[function]
    if function != SITE:
        yield "rows left out", Fault("omit", function, times=-1)
    if key is not None:
        yield "no key", Fault("without_key", function, key=key, times=-1)
        yield "a null list", Fault("body", function, body={key: None, "warnings": []}, times=-1)
        yield "an object for a list", Fault("body", function, body={key: {}, "warnings": []}, times=-1)
    if key is not None and function not in (SITE, BATCH):
        unknown = {"item": "what", "warningcode": "odd", "message": "?"}
        yield "a warning", Fault("warning", function, warnings=[unknown], times=-1)
        asked = [{"item": "course", "itemid": number, "warningcode": "1", "message": ""} for number in courses]
        yield "a warning about courses", Fault("warning", function, warnings=asked, times=-1)


def emptied(before: Rows, after: Rows) -> list[str]:
    """Fields that had a value and have none."""
    return [
        f"{listing} {number}: {name}"
        for listing, rows in before.items()
        for number, row in rows.items()
        for name, value in row.items()
        if value not in (None, []) and after[listing][number][name] in (None, [])
    ]


def ids_of(rows: Rows) -> dict[str, set[str]]:
    return {name: set(of_kind) for name, of_kind in rows.items()}


async def assert_whole(moodle: MoodleSimulator, installation: Installation, before: Rows) -> None:
    """What was wrong has ended, and nothing is left of it."""
    run = await installation.run(installation.connect(moodle))
    assert (run.state, installation.held(), moved(run)["removed"]) == ("complete", [], 0)
    assert ids_of(installation.everything()) == ids_of(before)
    assert emptied(before, installation.everything()) == []


def assert_nothing_lost(run: Run, installation: Installation, before: Rows) -> None:
    assert ids_of(installation.everything()) == ids_of(before)
    assert emptied(before, installation.everything()) == []
    assert run.state != "complete" or installation.held()


@pytest.mark.parametrize("function", KEYS)
async def test_whatever_is_wrong_with_a_function_nothing_goes(
    function: str, moodle: MoodleSimulator, installation: Installation
) -> None:
    for family in ("Первая", "Вторая"):
        moodle.school.join("Анна", family, role="teacher")
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()
    for name, fault in everything_wrong_with(function, moodle.school.courses):
        if (function, name) in CANNOT_SHOW:
            continue
        moodle.faults.clear()
        moodle.faults.order(fault)

        run = await installation.run(connection)

        assert ids_of(installation.everything()) == ids_of(before), name
        assert emptied(before, installation.everything()) == [], name
        assert run.state != "complete" or installation.held() or (function, name) in ANOTHER_WAY, name
    moodle.faults.clear()
    await assert_whole(moodle, installation, before)


WITHOUT_RIGHT = (
    "moodle/calendar:manageentries",
    "moodle/site:accessallgroups",
    "moodle/course:view",
    "moodle/user:viewdetails",
    "moodle/course:viewhiddencourses",
    "moodle/category:viewhiddencategories",
    "moodle/course:viewhiddenactivities",
    "mod/assign:view",
    "mod/forum:viewdiscussion",
)


@pytest.mark.parametrize("right", WITHOUT_RIGHT)
async def test_a_right_that_is_lost_takes_nothing_along(
    right: str, moodle: MoodleSimulator, installation: Installation
) -> None:
    school = moodle.school
    school.departments[77] = Department(77, "Архив", None, "ARCH", hidden=True)
    school.hide_course(list(school.courses)[-1])
    next(work for work in school.work.values() if work.kind == "assign").visible = False
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()

    moodle.withdrawn_capabilities.add(right)
    assert_nothing_lost(await installation.run(connection), installation, before)

    moodle.withdrawn_capabilities.clear()
    await assert_whole(moodle, installation, before)


@pytest.mark.parametrize("state", UNFINISHED)
async def test_an_account_that_has_something_to_do_first_removes_nothing_and_is_told(
    state: str, moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()
    code = UNFINISHED[state][0]

    moodle.unfinished = state
    run = await installation.run(connection)

    assert_nothing_lost(run, installation, before)
    assert run.error is not None
    assert run.error["cause"] == f"{ACCOUNTS}: {code}"
    moodle.unfinished = ""
    await assert_whole(moodle, installation, before)


async def test_a_category_that_only_courses_name_is_hidden(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()
    moodle.faults.order(Fault("empty_list", CATEGORIES, times=-1))

    run = await installation.run(connection)

    assert_nothing_lost(run, installation, before)
    (scope,) = [one for one in installation.scopes(run) if one["cause"]]
    assert (scope["kind"], scope["cause"]) == ("org", "empty_category_list")


# Side lists


async def test_a_refused_side_list_spoils_its_courses_and_no_others(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    school = moodle.school
    for number in school.courses[2].work.copy():
        if school.work[number].kind == "quiz":
            school.delete_work(number)
    await installation.run(connection)
    before = installation.rows("items")
    of_quiz = {str(work.course) for work in school.work.values() if work.kind == "quiz"}
    without = next(course for course in school.courses if str(course) not in of_quiz)
    gone = next(number for number in school.courses[without].work if school.work[number].kind == "assign")
    quiz = next(work for work in school.work.values() if work.kind == "quiz")
    quiz.name = "Переименован"
    school.delete_work(gone)
    moodle.faults.order(Fault("exception", "mod_quiz_get_quizzes_by_courses", code="nopermissions", times=-1))

    run = await installation.run(connection)

    items = installation.rows("items")
    partial = {one["parent"] for one in installation.scopes(run) if one["kind"] == "item" and one["cause"]}
    assert partial == of_quiz
    assert before.keys() - items.keys() == {f"cm.{gone}"}
    # The main list was read, and what it cannot say stays.
    after = items[f"cm.{quiz.id}"]
    assert after["title"] == "Переименован"
    assert {name: after[name] for name in ("points_max", "grading", "time_limit_minutes", "due_at")} == {
        name: before[f"cm.{quiz.id}"][name] for name in ("points_max", "grading", "time_limit_minutes", "due_at")
    }


async def test_one_course_that_poisons_a_side_list_is_found(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    hidden = next(work for work in moodle.school.work.values() if work.kind == "assign")
    hidden.visible = False
    moodle.withdrawn_capabilities.add("moodle/course:viewhiddenactivities")

    run = await installation.run(connection)

    assert f"cm.{hidden.id}" in installation.ids("items")
    invisible = {str(work.course) for work in moodle.school.work.values() if work.kind == "assign" and not work.visible}
    partial = {one["parent"] for one in installation.scopes(run) if one["cause"] == "work_withheld"}
    assert partial == invisible


async def test_before_names_of_dates_a_refused_side_list_keeps_every_deadline(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lmsync.simulators.moodle import contents

    shown = contents._module

    def unnamed(call: Any, course: Any, work: Any) -> dict[str, Any]:
        row = shown(call, course, work)
        return row | {"dates": [{"label": date["label"], "timestamp": date["timestamp"]} for date in row["dates"]]}

    monkeypatch.setattr(contents, "_module", unnamed)
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()
    assert any(row["due_at"] for row in before["items"].values())
    for name in TAUGHT:
        moodle.faults.order(Fault("exception", ACTIVITIES[name][0], code="invalidresponse", times=-1))

    assert_nothing_lost(await installation.run(connection), installation, before)


# The calendar


async def test_a_group_that_the_calendar_refuses_keeps_its_lessons(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.rows("lessons")
    group = next(iter(moodle.school.groups.values()))
    of_group = {
        number for number, row in before.items() if row["group"] and row["group"]["id"] == f"school-grp-{group.id}"
    }
    assert of_group
    warning = {"item": str(group.id), "warningcode": "nopermissions", "message": "you do not have permissions"}
    moodle.faults.order(Fault("warning", CALENDAR, warnings=[warning], times=-1))
    for lesson in [one for one in moodle.school.lessons.values() if one.group == group.id]:
        moodle.school.delete_lesson(lesson.id)

    run = await installation.run(connection)

    partial = {one["parent"] for one in installation.scopes(run) if one["kind"] == "lesson" and one["cause"]}
    assert partial == {str(group.course), None}
    assert of_group <= installation.ids("lessons")


async def test_the_number_of_a_group_is_not_that_of_a_course(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.ids("lessons")
    group = next(
        one for one in moodle.school.groups.values() if one.id in moodle.school.courses and one.course != one.id
    )
    for item in ({"item": str(group.id)}, {"item": "group", "itemid": group.id}):
        moodle.faults.clear()
        moodle.faults.order(Fault("warning", CALENDAR, warnings=[{**item, "warningcode": "nopermissions"}], times=-1))

        run = await installation.run(connection)

        partial = {one["parent"] for one in installation.scopes(run) if one["kind"] == "lesson" and one["cause"]}
        assert str(group.course) in partial
        assert str(group.id) not in partial
        assert installation.ids("lessons") == before


async def test_a_deleted_lesson_leaves(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    lesson = next(one for one in moodle.school.lessons.values() if one.course)
    moodle.school.delete_lesson(lesson.id)

    run = await installation.run(connection)

    assert run.state == "complete"
    assert f"ev.{lesson.id}" not in installation.ids("lessons")


# What is really gone leaves


@pytest.mark.parametrize("version", ["4.4", "5.0"])
async def test_what_was_deleted_leaves_in_one_run(version: str, installation: Installation) -> None:
    async with running_moodle(School.seeded(200), version=version) as moodle:
        school = moodle.school
        connection = installation.connect(moodle)
        await installation.run(connection)
        course = min(school.courses.values(), key=lambda one: len(one.people)).id
        group = next(one for one in school.groups.values() if one.course != course)
        person = next(iter(school.students()))
        school.delete_course(course)
        school.courses[group.course].groups.remove(group.id)
        del school.groups[group.id]
        for lesson in [one for one in school.lessons.values() if one.group == group.id]:
            school.delete_lesson(lesson.id)
        school.delete_person(person)

        run = await installation.run(connection)

        assert (run.state, installation.held()) == ("complete", [])
        assert str(course) not in installation.ids("courses")
        assert str(group.id) not in installation.ids("groups")
        assert str(person) not in installation.ids("users")
        assert (await installation.run(connection)).state == "complete"


@pytest.mark.parametrize("version", ["4.4", "5.0"])
@pytest.mark.parametrize("code", ["invalidrecord", "errorcoursecontextnotvalid", "dmlreadexception"])
async def test_a_course_that_cannot_be_read_and_is_not_listed_stays(
    code: str, version: str, installation: Installation
) -> None:
    async with running_moodle(School.seeded(40), version=version) as moodle:
        connection = installation.connect(moodle)
        await installation.run(connection)
        before = installation.everything()
        course = next(iter(moodle.school.courses))
        shown = moodle.school.courses[course]
        everything = Fault("body", COURSES, body=_list_without(moodle, course), times=1)
        moodle.faults.order(everything)
        moodle.faults.order(Fault("exception", CONTENTS, course=shown.id, code=code, times=-1))

        assert_nothing_lost(await installation.run(connection), installation, before)


def _list_without(moodle: MoodleSimulator, course: int) -> Any:
    from lmsync.simulators.moodle.call import CAPABILITIES, Call
    from lmsync.simulators.moodle.courses import get_courses_by_field

    answer = get_courses_by_field(Call(moodle.school, moodle.url, CAPABILITIES, [], True, {}))
    return {**answer, "courses": [row for row in answer["courses"] if row["id"] != course]}


async def test_a_deleted_account_is_not_served_as_an_active_one(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    first, second, third = list(moodle.school.students())[:3]
    moodle.school.leave(first)
    await installation.run(connection)
    assert str(first) in installation.ids("users")
    moodle.school.delete_person(first)
    moodle.school.delete_person(second)
    moodle.school.people[third].username = "anna@school.example.1795636046"

    run = await installation.run(connection)

    assert run.state == "complete"
    users = installation.rows("users")
    assert not {str(first), str(second)} & users.keys()
    assert users[str(third)]["username"] == "anna@school.example.1795636046"


@pytest.mark.parametrize("right", ["moodle/user:viewalldetails", "moodle/site:viewuseridentity"])
async def test_a_deleted_account_is_known_by_its_login_or_by_its_address_alone(
    right: str, moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    person = next(iter(moodle.school.students()))
    moodle.withdrawn_capabilities.add(right)
    moodle.school.delete_person(person)

    await installation.run(connection)

    assert str(person) not in installation.ids("users")


LOST: dict[str, Callable[[MoodleSimulator], object]] = {
    "the right to see people": lambda moodle: moodle.withdrawn_capabilities.add("moodle/user:viewdetails"),
    "a page of accounts": lambda moodle: moodle.faults.order(Fault("empty_list", ACCOUNTS, times=-1)),
}


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
async def test_who_stands_in_no_course_and_is_not_shown_stays(
    lost: Callable[[MoodleSimulator], object], moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    leavers = list(moodle.school.students())[:4]
    for person in leavers:
        moodle.school.leave(person)
    assert (await installation.run(connection)).state == "complete"

    lost(moodle)
    run = await installation.run(connection)

    assert run.state != "complete"
    assert {str(person) for person in leavers} <= installation.ids("users")


async def test_without_any_list_of_people_the_people_are_not_fresh(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    moodle.faults.order(Fault("status", BATCH, times=-1))

    run = await installation.run(connection)

    (scope,) = [one for one in installation.scopes(run) if one["kind"] == "user" and one["parent"] is None]
    assert scope["cause"] == "some_courses_unread"


# What another question answers as well


async def test_an_option_that_an_old_moodle_ignores_suspends_nobody(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lmsync.simulators.moodle import functions, people

    shown = people.get_enrolled_users

    def ignoring(call: Any) -> Any:
        kept = [one for one in call.arguments["options"] if one["name"] not in ("onlysuspended", "onlyactive")]
        return shown(msgspec.structs.replace(call, arguments={**call.arguments, "options": kept}))

    described = functions.FUNCTIONS[ENROLLED]
    monkeypatch.setitem(functions.FUNCTIONS, ENROLLED, msgspec.structs.replace(described, answer=ignoring))

    run = await installation.run(installation.connect(moodle))

    assert run.state == "complete"
    assert {row["state"] for row in installation.rows("enrollments").values()} == {"active"}


async def test_a_course_list_that_fails_raw_is_asked_for_with_cleaned_texts(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    course = next(iter(moodle.school.courses.values()))
    course.name = "∫ & ∑"
    moodle.faults.order(Fault("exception", COURSES, code="invalidresponse", times=1))

    run = await installation.run(installation.connect(moodle))

    assert run.state == "complete"
    assert installation.rows("courses")[str(course.id)]["name"] == "∫ & ∑"


async def test_a_course_page_without_any_section_loses_no_work(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()
    course = next(iter(moodle.school.courses))
    moodle.faults.order(Fault("empty_list", CONTENTS, course=course, times=-1))

    assert_nothing_lost(await installation.run(connection), installation, before)
