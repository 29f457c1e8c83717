"""What Canvas refuses stays as it was: no answer but a whole list says that something is gone."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest

from lmsync.simulators.canvas import CanvasSimulator, running_canvas
from lmsync.simulators.canvas.dialect import SELF_HOSTED
from lmsync.simulators.canvas.view import ROOT
from lmsync.simulators.canvas.work import QUIZZES
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.sync_runs import Run
from lmsync.testing.faults import Fault
from lmsync.testing.school import School
from tests.installation import Installation, moved

MEETING = 701
# The tables have many runs and are about what is asked; that both databases keep what was not read, other tests show.
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def canvas() -> AsyncIterator[CanvasSimulator]:
    """A small school whose Canvas has to be asked for everything that lmsync ever asks."""
    async with running_canvas(School.seeded(24)) as simulator:
        ask_for_everything(simulator)
        yield simulator


def ask_for_everything(canvas: CanvasSimulator) -> None:
    canvas.embedded_users = 1  # then groups are asked for their members
    canvas.embedded_items = 1  # and modules for their items
    canvas.names_group_sets = False  # and courses for their sets of groups
    canvas.conferences[MEETING] = first_course(canvas)
    canvas.conferences[MEETING + 1] = first_course(canvas)


def first_course(canvas: CanvasSimulator) -> int:
    return next(iter(canvas.school.courses))


def a_survey(canvas: CanvasSimulator) -> int:
    return next(number for number, work in canvas.school.work.items() if work.kind == "feedback")


def hide_a_survey(canvas: CanvasSimulator) -> None:
    """It becomes a draft, and the token has no right to manage work: it has to be asked for by its number."""
    canvas.withdrawn_rights.add("manage_assignments")
    canvas.school.work[a_survey(canvas)].visible = False


async def whole(installation: Installation, canvas: CanvasSimulator) -> Connection:
    connection = installation.connect(canvas)
    run = await installation.run(connection)
    assert run.state == "complete", run.error
    return connection


async def healed(installation: Installation, canvas: CanvasSimulator, connection: Connection) -> Run:
    canvas.faults.clear()
    run = await installation.run(connection)
    assert run.state == "complete", run.error
    assert installation.causes(connection) == []
    return run


def incomplete(installation: Installation, run: Run) -> dict[tuple[str, str | None], str]:
    scopes = installation.scopes(run)
    return {(one["kind"], one["parent"]): one["cause"] for one in scopes if one["state"] in {"partial", "failed"}}


# Every request, and every way not to answer it

FORMS: Mapping[str, Mapping[str, Any]] = {
    "not permitted": {"kind": "exception", "code": "not_permitted"},
    "no scope": {"kind": "exception", "code": "scope_missing"},
    "not found": {"kind": "exception", "code": "not_found"},
    "a hidden page": {"kind": "exception", "code": "page_disabled"},
    "an empty object": {"kind": "body", "body": {}},
    "a message": {"kind": "body", "body": {"message": "moved"}},
    "errors with status 200": {"kind": "body", "body": {"errors": [{"message": "An error occurred."}]}},
    "null": {"kind": "body", "body": None},
    "a row that is null": {"kind": "body", "body": [None]},
}
WRAPPED = {"terms": "enrollment_terms", "grading_periods": "grading_periods", "conferences": "conferences"}
ADMIN_ASKS = (
    "self",
    "accounts",
    "sub_accounts",
    "terms",
    "account_courses",
    "account_users",
    "grading_periods",
    "sections",
    "enrollments",
    "groups",
    "group_categories",
    "memberships",
    "assignment_groups",
    "modules",
    "module_items",
    "quizzes",
    "quiz",
    "calendar_events",
    "conferences",
)
TEACHER_ASKS = ("course_accounts", "courses", "course_users")


def forms_of(function: str) -> Mapping[str, Mapping[str, Any]]:
    forms = dict(FORMS)
    if function in WRAPPED:
        key = WRAPPED[function]
        bodies: dict[str, Any] = {"null": {key: None}, "a dict": {key: {}}, "[null]": {key: [None]}}
        bodies["errors beside the list"] = {key: [], "errors": [{"message": "An error occurred."}]}
        forms |= {f"{name} in place of the list": {"kind": "body", "body": body} for name, body in bodies.items()}
    if function in {"self", "quiz"}:
        forms.pop("a row that is null")
    if function == "quiz":
        # That is what Canvas says of a quiz that was deleted.
        forms.pop("not found")
    # The last one, because it pauses the connection.
    return forms | {"a login page elsewhere": {"kind": "redirect", "location": "/login/canvas"}}


async def nothing_is_lost(function: str, canvas: CanvasSimulator, installation: Installation) -> None:
    connection = await whole(installation, canvas)
    if function == "quiz":
        hide_a_survey(canvas)
        await installation.run(connection)
    before = installation.everything()
    for name, form in forms_of(function).items():
        canvas.requests.clear()
        canvas.faults.order(Fault(function=function, times=-1, **form))
        run = await installation.run(connection)
        canvas.faults.clear()
        assert function in canvas.requests, f"{function} is not asked for"
        assert installation.everything() == before, name
        assert run.state != "complete", name
        assert run.error is not None, name
        assert run.error["cause"] != "internal_error", name
    run = await healed(installation, canvas, connection)
    assert moved(run) == {"added": 0, "changed": 0, "removed": 0}
    assert installation.everything() == before


@ONE_DATABASE
@pytest.mark.parametrize("function", ADMIN_ASKS)
async def test_a_refusal_in_any_form_loses_nothing(
    function: str, canvas: CanvasSimulator, installation: Installation
) -> None:
    await nothing_is_lost(function, canvas, installation)


@ONE_DATABASE
@pytest.mark.parametrize("function", [*TEACHER_ASKS, "quizzes", "conferences", "modules", "grading_periods"])
async def test_a_refusal_loses_nothing_that_a_teacher_read(function: str, installation: Installation) -> None:
    school = School.seeded(24)
    course = next(iter(school.courses.values()))
    teacher = next(one for one, place in course.people.items() if place.roles == ("teacher",))
    async with running_canvas(school, teacher=teacher, dialect=SELF_HOSTED) as canvas:
        ask_for_everything(canvas)
        await nothing_is_lost(function, canvas, installation)


async def test_every_request_of_a_run_is_in_the_table(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = await whole(installation, canvas)
    hide_a_survey(canvas)
    await installation.run(connection)
    assert set(canvas.requests) == set(ADMIN_ASKS)


Vanishing = Callable[[School], object]
CONFIRMED: Mapping[str, Vanishing] = {
    "course": lambda school: school.delete_course(next(iter(school.courses))),
    "section": lambda school: school.delete_course(next(iter(school.courses))),
    "user": lambda school: school.delete_person(next(iter(school.students()))),
    "enrollment": lambda school: school.leave(next(iter(school.students()))),
    "calendar_event": lambda school: school.delete_lesson(next(n for n, one in school.lessons.items() if one.course)),
}


@ONE_DATABASE
@pytest.mark.parametrize("function", CONFIRMED)
async def test_a_record_is_not_gone_while_the_question_about_it_is_refused(
    function: str, canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = await whole(installation, canvas)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    CONFIRMED[function](canvas.school)
    for name, form in forms_of("").items():
        if name in {"not found", "a hidden page"}:
            continue
        asked = {"course", "section", "user", "enrollment"} if function == "section" else {function}
        for question in asked:
            canvas.faults.order(Fault(function=question, times=-1, **form))
        run = await installation.run(connection)
        canvas.faults.clear()
        assert {name: set(rows) for name, rows in installation.everything().items()} == before, name
        assert run.state != "complete", name
    await installation.run(connection)
    assert {name: set(rows) for name, rows in installation.everything().items()} != before or installation.held()


# A side list is refused: the main list is read all the same


def rename_work(school: School) -> None:
    for work in school.work.values():
        work.name += " (новое)"


def rename_groups(school: School) -> None:
    for group in school.groups.values():
        group.name += " (новая)"


def move_lessons(school: School) -> None:
    for number, lesson in list(school.lessons.items()):
        if lesson.course:
            school.move_lesson(number, hours=1)


SIDE_LISTS: Mapping[str, tuple[str, Callable[[School], None]]] = {
    "modules": ("items", rename_work),
    "module_items": ("items", rename_work),
    "quizzes": ("items", rename_work),
    "group_categories": ("groups", rename_groups),
    "memberships": ("groups", rename_groups),
    "conferences": ("lessons", move_lessons),
}


@pytest.mark.parametrize("code", ["not_permitted", "internal"])
@pytest.mark.parametrize("function", SIDE_LISTS)
async def test_the_main_list_is_read_though_a_side_list_is_refused(
    function: str, code: str, canvas: CanvasSimulator, installation: Installation
) -> None:
    listing, change = SIDE_LISTS[function]
    connection = await whole(installation, canvas)
    before = installation.rows(listing)
    change(canvas.school)
    canvas.faults.order(Fault("exception", function, code=code, times=-1))

    run = await installation.run(connection)

    after = installation.rows(listing)
    assert after.keys() == before.keys()
    assert any(after[key] != before[key] for key in before if not key.startswith(("quiz.", "conf.")))
    side = "modules" if function == "module_items" else function
    assert run.state == "partial"
    assert run.error is not None
    assert run.error["cause"].startswith(f"{side}: ")
    assert all(after[key] == before[key] for key in before if key.startswith("conf."))

    await healed(installation, canvas, connection)
    if listing == "items":
        assert all(row["container"] for row in installation.rows("items").values())


@pytest.mark.parametrize("function", ["modules", "quizzes", "group_categories", "memberships", "conferences"])
async def test_a_side_list_that_is_refused_from_the_start_is_missed(
    function: str, canvas: CanvasSimulator, installation: Installation
) -> None:
    canvas.faults.order(Fault("exception", function, code="not_permitted", times=-1))
    connection = installation.connect(canvas)
    run = await installation.run(connection)
    assert run.state == "partial"
    assert {f"asg.{one.id}" for one in canvas.school.work.values() if one.kind == "assign"} <= installation.ids("items")
    assert installation.ids("groups") == {str(one) for one in canvas.school.groups}
    assert {f"ev.{one}" for one in canvas.school.lessons} <= installation.ids("lessons")
    assert installation.causes(connection) == [f"{function}: not_permitted"]
    await healed(installation, canvas, connection)


# Off, and refused


async def test_a_hidden_page_of_quizzes_keeps_the_surveys(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = await whole(installation, canvas)
    before = installation.rows("items")
    assert any(one.startswith("quiz.") for one in before)
    canvas.disabled_pages.add("quizzes")
    run = await installation.run(connection)
    assert run.state == "partial"
    assert installation.rows("items") == before
    canvas.disabled_pages.clear()
    await healed(installation, canvas, connection)


async def test_pages_that_were_hidden_from_the_start_cost_nothing(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    canvas.disabled_pages |= {"quizzes", "conferences"}
    await whole(installation, canvas)


async def test_a_site_without_conferencing_has_no_meetings(canvas: CanvasSimulator, installation: Installation) -> None:
    canvas.conferencing = False
    await whole(installation, canvas)
    assert {f"ev.{one}" for one in canvas.school.lessons} == installation.ids("lessons") - installation.ids(
        "lessons", kind="deadline"
    )


async def test_meetings_outlive_the_end_of_conferencing(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = await whole(installation, canvas)
    before = installation.rows("lessons")
    assert f"conf.{MEETING}" in before
    canvas.conferencing = False
    run = await installation.run(connection)
    assert installation.rows("lessons") == before
    assert incomplete(installation, run) == {("lesson", str(first_course(canvas))): "conferences: no_conferencing"}
    canvas.conferencing = True
    await healed(installation, canvas, connection)


async def test_a_login_page_is_not_a_site_without_conferencing(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    canvas.conferences.clear()
    canvas.faults.order(Fault("redirect", "conferences", location="https://sso.example/courses/1", times=-1))
    run = await installation.run(installation.connect(canvas))
    assert (run.state, run.error and run.error["cause"]) == ("needs_attention", "redirected")


async def test_meetings_of_others_that_are_no_longer_shown_stay(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = await whole(installation, canvas)
    before = installation.rows("lessons")
    canvas.withdrawn_rights.add("manage_content")
    run = await installation.run(connection)
    assert installation.rows("lessons") == before
    assert run.state == "partial"
    canvas.withdrawn_rights.clear()
    await healed(installation, canvas, connection)


async def test_a_meeting_that_was_deleted_goes_when_others_are_listed(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = await whole(installation, canvas)
    del canvas.conferences[MEETING]
    canvas.faults.order(Fault("body", "course_permissions", body={"manage_content": None}))
    assert (await installation.run(connection)).state == "partial"
    assert f"conf.{MEETING}" in installation.ids("lessons")
    await healed(installation, canvas, connection)
    assert f"conf.{MEETING}" not in installation.ids("lessons")
    assert f"conf.{MEETING + 1}" in installation.ids("lessons")


async def test_a_survey_that_became_a_draft_stays(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = await whole(installation, canvas)
    survey = f"quiz.{QUIZZES + a_survey(canvas)}"
    hide_a_survey(canvas)
    run = await installation.run(connection)
    assert run.state == "complete"
    assert installation.rows("items")[survey]["published"] is False


async def test_a_survey_that_was_deleted_goes(canvas: CanvasSimulator, installation: Installation) -> None:
    connection = await whole(installation, canvas)
    survey = a_survey(canvas)
    canvas.school.delete_work(survey)
    await healed(installation, canvas, connection)
    assert f"quiz.{QUIZZES + survey}" not in installation.ids("items")


async def test_sets_of_groups_need_no_right_to_manage_groups(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    canvas.names_group_sets = True
    canvas.withdrawn_rights.add("manage_groups")
    await whole(installation, canvas)
    assert {row["set_name"] for row in installation.rows("groups").values()} == {"Подгруппы"}
    assert "group_categories" not in canvas.requests


async def test_an_old_canvas_says_not_found_where_there_are_no_grading_periods(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    canvas.faults.order(Fault("exception", "grading_periods", code="not_found", times=-1))
    await whole(installation, canvas)


async def test_a_list_of_members_that_is_shorter_than_its_count_loses_nobody(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = await whole(installation, canvas)
    before = installation.rows("groups")
    canvas.faults.order(Fault("empty_list", "memberships", times=-1))
    run = await installation.run(connection)
    assert run.error is not None
    assert run.error["cause"] == "memberships: fewer_than_expected"
    assert installation.rows("groups") == before
    await healed(installation, canvas, connection)


# Calendars


async def test_a_course_and_a_group_with_one_number_are_not_confused(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    school = canvas.school
    course = first_course(canvas)
    other = next(one for one in school.courses.values() if one.id != course and one.groups)
    old = other.groups[0]
    group = school.groups.pop(old)
    group.id = other.groups[0] = course
    school.groups[course] = group
    for lesson in school.lessons.values():
        lesson.group = course if lesson.group == old else lesson.group
    connection = await whole(installation, canvas)

    canvas.refused_calendars = {f"course_{course}"}
    run = await installation.run(connection)
    assert incomplete(installation, run) == {("lesson", str(course)): "not_permitted"}

    canvas.refused_calendars = {f"group_{course}"}
    run = await installation.run(connection)
    assert incomplete(installation, run) == {("lesson", str(other.id)): "not_permitted"}

    canvas.refused_calendars.clear()
    await healed(installation, canvas, connection)


async def test_the_calendar_of_an_account_is_missed_when_an_administrator_may_not_read_it(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = await whole(installation, canvas)
    before = installation.rows("lessons")
    canvas.refused_calendars = {f"account_{ROOT}"}
    run = await installation.run(connection)
    assert incomplete(installation, run) == {("lesson", None): "account_calendars: not_permitted"}
    assert installation.rows("lessons") == before
    canvas.refused_calendars.clear()
    await healed(installation, canvas, connection)


async def test_a_teacher_reads_the_calendars_of_accounts_that_are_visible(installation: Installation) -> None:
    school = School.seeded(24)
    course = next(iter(school.courses.values()))
    teacher = next(one for one, place in course.people.items() if place.roles == ("teacher",))
    lesson = next(one for one in school.lessons.values() if one.department)
    lesson.department = course.department
    async with running_canvas(school, teacher=teacher) as canvas:
        connection = await whole(installation, canvas)
        assert f"ev.{lesson.id}" not in installation.ids("lessons")
        canvas.account_calendars = True
        await healed(installation, canvas, connection)
        assert f"ev.{lesson.id}" in installation.ids("lessons")
        canvas.account_calendars = False
        run = await installation.run(connection)
        assert incomplete(installation, run) == {("lesson", None): "account_calendars: not_permitted"}
        assert f"ev.{lesson.id}" in installation.ids("lessons")


async def test_times_by_section_come_without_a_right_to_manage_the_calendar(
    canvas: CanvasSimulator, installation: Installation
) -> None:
    connection = await whole(installation, canvas)
    before = installation.rows("lessons")
    canvas.withdrawn_rights.add("manage_calendar")
    await healed(installation, canvas, connection)
    assert installation.rows("lessons") == before
