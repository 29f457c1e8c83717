"""One odd value of an LMS costs its field or its row: everything else arrives, in every run, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest

from lmsync.simulators.canvas import CanvasSimulator, calendar, courses, groups, people, server, work
from lmsync.simulators.moodle import MoodleSimulator, functions
from lmsync.simulators.moodle import courses as moodle_courses
from lmsync.simulators.moodle import people as moodle_people
from lmsync.simulators.moodle import server as moodle_server
from lmsync.store.reading.shown import time_text
from tests.installation import Installation, moved


def change_rows(
    monkeypatch: pytest.MonkeyPatch, place: Any, name: str, values: dict[str, Any], which: Callable[[Any], bool]
) -> None:
    """Put these values into the rows that this function of a simulator makes, where `which` says so of a row."""
    original = getattr(place, name)

    def changed(*given: Any, **named: Any) -> Any:
        answer = original(*given, **named)
        for row in answer if isinstance(answer, list) else [answer]:
            if row is not None and which(row):
                row.update(values)
        return answer

    monkeypatch.setattr(place, name, changed)


FAR = [
    {"due_at": "20226-10-05T20:59:59Z"},
    {"due_at": ""},
    {"due_at": "soon", "unlock_at": "0000-00-00T00:00:00Z", "lock_at": 1_790_000_000},
    {"points_possible": "ten", "published": "yes", "grading_type": 5, "submission_types": None},
    {"points_possible": 10**400, "name": "a\x00b", "html_url": None},
    {"submission_types": [None], "quiz_id": {}, "is_quiz_assignment": []},
]


@pytest.mark.parametrize("values", FAR, ids=lambda values: "+".join(values))
async def test_work_of_canvas_with_an_odd_value_is_there_without_it(
    values: dict[str, Any], canvas: CanvasSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = installation.everything()
    odd = next(one for one, row in before["items"].items() if one.startswith("asg.") and row["due_at"])
    change_rows(monkeypatch, work, "assignment", values, lambda row: f"asg.{row['id']}" == odd)

    run = await installation.run(connection)

    assert run.state == "complete"
    after = installation.everything()
    assert after["items"].keys() == before["items"].keys()
    assert after["students"] == before["students"]
    if "due_at" in values:
        assert after["items"][odd]["due_at"] is None
    neighbours = after["items"].keys() - {odd}
    assert {one: after["items"][one] for one in neighbours} == {one: before["items"][one] for one in neighbours}
    again = await installation.run(connection)
    assert (again.state, moved(again)) == ("complete", {"added": 0, "changed": 0, "removed": 0})


CANVAS_ROWS: list[tuple[Any, str, str, dict[str, Any]]] = [
    (courses, "course", "courses", {"start_at": "20226-01-01T00:00:00Z", "enrollment_term_id": [], "name": 5}),
    (courses, "section", "sections", {"start_at": "-1", "name": {}}),
    (people, "enrollments", "enrollments", {"grades": None, "user": None, "start_at": "12026-01-01T00:00:00Z"}),
    (groups, "group", "groups", {"users": None, "name": None}),
    (work, "assignment_group", "categories", {"position": 2**40, "group_weight": None, "name": []}),
]


@pytest.mark.parametrize(("module", "function", "listing", "values"), CANVAS_ROWS, ids=[one[1] for one in CANVAS_ROWS])
async def test_rows_of_canvas_with_odd_values_are_there(
    module: Any,
    function: str,
    listing: str,
    values: dict[str, Any],
    canvas: CanvasSimulator,
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    odd = sorted(before[listing])[0]
    change_rows(monkeypatch, module, function, values, lambda row: str(row["id"]) == odd)

    run = await installation.run(connection)

    assert run.error is None or run.error["cause"] != "internal_error"
    assert {name: set(rows) for name, rows in installation.everything().items()} == before
    assert run.state == "complete"


async def test_a_lesson_of_canvas_at_an_impossible_time_is_set_aside_by_itself(
    canvas: CanvasSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(canvas)
    await installation.run(connection)
    before = installation.rows("lessons")
    odd = next(one for one in sorted(before) if one.startswith("ev."))
    original = calendar.events

    def events(view: Any, code: str) -> Any:
        rows = original(view, code)
        return rows and [
            {**row, "start_at": "20226-10-05T20:59:59Z"} if f"ev.{row['id']}" == odd else row for row in rows
        ]

    monkeypatch.setattr(calendar, "events", events)
    run = await installation.run(connection)

    assert run.state == "complete"
    assert installation.rows("lessons") == before
    assert run.counts["lesson"]["set_aside"] == 1


FIELDS_OF_COURSE: list[dict[str, Any]] = [
    {"enddate": 10**19},
    {"enddate": 1_790_000_000_000, "startdate": -(10**15)},
    {"startdate": "odd", "enddate": "", "visible": "1", "categoryid": None},
    {"idnumber": 7, "format": None, "timemodified": 1.5},
    {"idnumber": "x" * 5_000, "fullname": "Длинное " * 1_000},
]


@pytest.mark.parametrize("values", FIELDS_OF_COURSE, ids=lambda values: "+".join(values))
async def test_a_course_of_moodle_with_an_odd_value_is_there_without_it(
    values: dict[str, Any], moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_rows(monkeypatch, moodle_courses, "_public_course", values, lambda row: row["id"] == 3)
    connection = installation.connect(moodle)

    for _ in range(2):
        run = await installation.run(connection)
        assert run.state == "complete"
        assert installation.ids("courses") == installation.ids("sections") == {str(c) for c in moodle.school.courses}
        assert installation.ids("students") == {str(one) for one in moodle.school.students()}
    assert moved(run) == {"added": 0, "changed": 0, "removed": 0}


async def test_a_course_of_moodle_that_is_set_aside_keeps_its_section(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    change_rows(monkeypatch, moodle_courses, "_public_course", {"fullname": None}, lambda row: row["id"] == 3)

    run = await installation.run(connection)

    assert run.state == "complete"
    assert run.counts["course"]["set_aside"] == 1
    assert {name: set(rows) for name, rows in installation.everything().items()} == before


async def test_a_front_page_that_is_not_understood_is_no_course(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_rows(monkeypatch, moodle_courses, "_front_page", {"fullname": None}, lambda row: True)
    run = await installation.run(installation.connect(moodle))
    assert run.state == "complete"
    assert run.counts["course"]["set_aside"] == 0
    assert installation.ids("courses") == {str(number) for number in moodle.school.courses}
    scopes = {scope["parent"] for scope in installation.scopes(run) if scope["kind"] == "enrollment"}
    assert "1" not in scopes


async def test_a_list_of_which_much_is_not_understood_is_not_complete(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    change_rows(monkeypatch, moodle_courses, "_public_course", {"fullname": None}, lambda row: row["id"] != 1)

    run = await installation.run(connection)

    assert (run.state, run.error and run.error["cause"]) == ("partial", "rows_not_understood")
    assert set(installation.causes(connection)) == {"rows_not_understood"}  # of each kind that it concerns
    assert {name: set(rows) for name, rows in installation.everything().items()} == before


@pytest.mark.parametrize("zone", ["Europe/Riga", None])
@pytest.mark.parametrize(
    ("starts_at", "seconds", "there"),
    [(1_790_000_000_000, 2_700, False), (1_790_000_000, 253_402_300_800, True), (10**25, 2_700, False)],
)
async def test_a_lesson_of_moodle_beyond_the_calendar(
    starts_at: int, seconds: int, there: bool, zone: str | None, moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle, time_zone=zone)
    lesson = next(one for one in moodle.school.lessons.values() if one.course)
    lesson.starts_at, lesson.seconds = starts_at, seconds

    for _ in range(2):
        run = await installation.run(connection)
        assert run.state == "complete"
        lessons = installation.rows("lessons")
        others = {f"ev.{one}" for one in moodle.school.lessons if one != lesson.id}
        assert others <= lessons.keys()
        assert (f"ev.{lesson.id}" in lessons) is there
    if there:
        assert (lessons[f"ev.{lesson.id}"]["starts_at"], lessons[f"ev.{lesson.id}"]["ends_at"]) == (
            time_text(starts_at),
            None,
        )
    else:
        assert run.counts["lesson"]["set_aside"] == 1


async def test_a_person_of_a_course_who_is_not_understood_loses_nothing(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    person = next(iter(moodle.school.students()))
    values = {"id": None, "roles": None}
    change_rows(monkeypatch, moodle_people, "_participant", values, lambda row: row["id"] == person)
    run = await installation.run(connection)

    assert (run.state, run.error and run.error["cause"]) == ("partial", "rows_not_understood")
    assert {name: set(rows) for name, rows in installation.everything().items()} == before


@pytest.mark.parametrize("odd", ['"\\ud83d"', "NaN", "[" * 3_000 + "]" * 3_000, '"\x01"'])
async def test_a_list_of_canvas_is_read_although_one_row_is_not_strict_json(
    odd: str, canvas: CanvasSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = server._encoded

    def encoded(value: Any, request: Any) -> bytes:
        body = original(value, request)
        if request.path.endswith("/users") or request.path.endswith("/sections"):
            body = body.replace(b'"name":', b'"odd": ' + odd.encode() + b', "name":', 1)
        return body

    monkeypatch.setattr(server, "_encoded", encoded)
    run = await installation.run(installation.connect(canvas))

    assert run.state == "complete"
    assert installation.ids("users") == {str(one) for one in canvas.school.people}


def test_an_impossible_time_that_is_stored_is_shown_as_none() -> None:
    assert [time_text(one) for one in (10**14, -(10**14), 10**30, 2**63)] == [None] * 4
    assert time_text(-61_454_073_600) == "0022-08-07T00:00:00Z"


async def test_odd_rows_of_the_suspended_make_nobody_active(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {number: row["state"] for number, row in installation.rows("enrollments").items()}
    assert "suspended" in before.values()
    original = functions.answer_of

    def odd(name: str, call: Any) -> Any:
        rows = original(name, call)
        if name == "core_enrol_get_enrolled_users" and "onlysuspended" in str(call.arguments):
            rows = [{**row, "roles": -1} for row in rows]
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(moodle_server, "answer_of", odd)
        run = await installation.run(connection)
    assert run.state == "partial"
    assert {number: row["state"] for number, row in installation.rows("enrollments").items()} == before
    assert (await installation.run(connection)).state == "complete"
