"""What is known from last time is not decoded again, and what is read in another way is."""

import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lmsync.integrations.canvas import mapping as canvas_mapping
from lmsync.integrations.moodle import mapping as moodle_mapping
from lmsync.simulators.canvas import CanvasSimulator
from lmsync.simulators.canvas import people as canvas_people
from lmsync.simulators.canvas import work as canvas_work
from lmsync.simulators.moodle import MoodleSimulator, functions
from lmsync.simulators.moodle import server as moodle_server
from tests.installation import Installation, moved

OF_MOODLE = ("org_of", "course_of", "section_of", "enrollments_of", "group_of", "item_of", "lesson_of")
OF_CANVAS = ("course_of", "section_of", "user_of", "enrollment_of", "item_of", "lesson_of")
ZONES = ("Europe/Riga", "Asia/Tokyo")


def rules_on_machine(zone: str) -> bytes:
    name = zone.split("/")
    found = (path for folder in zoneinfo.TZPATH if (path := Path(folder, *name)).is_file())
    return (next(found, None) or files("tzdata").joinpath("zoneinfo", *name)).read_bytes()


@pytest.fixture
def zones_of_the_machine() -> Iterator[None]:
    """Are there again when the test is over."""
    yield
    zoneinfo.reset_tzpath()
    ZoneInfo.clear_cache()


of_both = pytest.mark.parametrize(
    ("system", "mapping", "names"),
    [("moodle", moodle_mapping, OF_MOODLE), ("canvas", canvas_mapping, OF_CANVAS)],
    ids=["moodle", "canvas"],
)
"""A test of each integration: its system, its module `mapping`, and the functions there that make records."""
NOTHING_MOVED = {"added": 0, "changed": 0, "removed": 0}


def watched(patch: pytest.MonkeyPatch, mapping: ModuleType, names: tuple[str, ...]) -> Counter[str]:
    """How often each of these functions makes a record from now on."""
    calls: Counter[str] = Counter()

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            calls[name] += 1
            return function(*given, **named)

        return counted

    for name in names:
        patch.setattr(mapping, name, counting(name, getattr(mapping, name)))
    return calls


@of_both
async def test_only_pages_that_differ_are_decoded(
    system: str,
    mapping: ModuleType,
    names: tuple[str, ...],
    moodle: MoodleSimulator,
    canvas: CanvasSimulator,
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulators: dict[str, MoodleSimulator | CanvasSimulator] = {"moodle": moodle, "canvas": canvas}
    connection = installation.connect(simulators[system])
    calls = watched(monkeypatch, mapping, names)

    assert (await installation.run(connection)).state == "complete"
    assert calls.keys() == set(names)

    calls.clear()
    run = await installation.run(connection)
    assert (run.state, moved(run), calls) == ("complete", NOTHING_MOVED, Counter())

    school = simulators[system].school
    school.change("move_lesson", lesson=next(lesson.id for lesson in school.lessons.values() if lesson.course))
    run = await installation.run(connection)
    assert (run.state, moved(run)) == ("complete", {"added": 0, "changed": 1, "removed": 0})
    assert calls.keys() == {"lesson_of"}


async def test_what_a_moodle_changes_by_itself_is_not_decoded_again(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Caches that are built anew, icons, labels of dates that pass, discussions, more keys of an open quiz, events and
    namesakes in another order: what a live Moodle was seen to change while nothing of the copy did."""
    original, numbers = functions.answer_of, count()

    def restless(name: str, call: Any) -> Any:
        answer, number = original(name, call), next(numbers)
        if name == "core_course_get_courses_by_field":
            answer["courses"] = [{**row, "cacherev": number} for row in answer["courses"]]
        elif name == "core_course_get_contents":
            for module in (module for topic in answer for module in topic["modules"]):
                module["modicon"] += f"&rev={number}"
                module["dates"] = [{**date, "label": f"label {number}"} for date in module["dates"]]
        elif name == "mod_forum_get_forums_by_courses":
            answer = [{**row, "numdiscussions": number} for row in answer]
        elif name == "mod_quiz_get_quizzes_by_courses":
            answer["quizzes"] = [{**row, "graceperiod": number} for row in answer["quizzes"]]
        elif name == "core_calendar_get_calendar_events" and "eventids" in str(call.arguments):
            answer["events"] = answer["events"][:: -1 if number % 2 else 1]
        elif name == "core_group_get_group_members":
            answer = [{**row, "userids": row["userids"][:: -1 if number % 2 else 1]} for row in answer]
        return answer

    monkeypatch.setattr(moodle_server, "answer_of", restless)
    connection = installation.connect(moodle)
    calls = watched(monkeypatch, moodle_mapping, OF_MOODLE)
    assert (await installation.run(connection)).state == "complete"
    for _ in range(3):
        await installation.run(connection)  # the events of the site are asked for by number once they are stored
        calls.clear()
        run = await installation.run(connection)
        assert (run.state, moved(run), calls) == ("complete", NOTHING_MOVED, Counter())


async def test_what_a_canvas_changes_by_itself_is_not_decoded_again(
    canvas: CanvasSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times of last activity, and how much waits for a grade."""
    numbers = count()
    enrollment, assignment = canvas_people._enrollment, canvas_work.assignment

    def active(*given: Any) -> dict[str, Any]:
        return {**enrollment(*given), "last_activity_at": f"2026-09-01T00:00:{next(numbers) % 60:02}Z"}

    def waiting(*given: Any) -> dict[str, Any]:
        return {**assignment(*given), "needs_grading_count": next(numbers)}

    monkeypatch.setattr(canvas_people, "_enrollment", active)
    monkeypatch.setattr(canvas_work, "assignment", waiting)
    connection = installation.connect(canvas)
    calls = watched(monkeypatch, canvas_mapping, OF_CANVAS)
    assert (await installation.run(connection)).state == "complete"
    calls.clear()
    run = await installation.run(connection)
    assert (run.state, moved(run), calls) == ("complete", NOTHING_MOVED, Counter())


@of_both
async def test_another_version_of_the_mapping_decodes_everything_once_more(
    system: str,
    mapping: ModuleType,
    names: tuple[str, ...],
    moodle: MoodleSimulator,
    canvas: CanvasSimulator,
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = installation.connect({"moodle": moodle, "canvas": canvas}[system])
    await installation.run(connection)
    calls = watched(monkeypatch, mapping, names)
    monkeypatch.setattr(f"lmsync.integrations.{system}.site.version_of_mapping", lambda package: "another")

    for decoded in (set(names), set()):
        calls.clear()
        run = await installation.run(connection)
        assert (run.state, moved(run)) == ("complete", NOTHING_MOVED)
        assert calls.keys() == decoded


async def test_a_setting_that_the_mapping_reads_reaches_what_was_read_before(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    lesson = next(lesson for lesson in moodle.school.lessons.values() if lesson.course)
    lesson.starts_at = int(datetime(2026, 10, 5, tzinfo=ZoneInfo("Europe/Riga")).timestamp())
    lesson.seconds = 24 * 60 * 60
    all_day = []
    for zone in (None, "Europe/Riga", "Asia/Tokyo"):
        run = await installation.run(installation.connect(moodle, time_zone=zone))
        assert run.state == "complete"
        all_day.append(installation.rows("lessons")[f"ev.{lesson.id}"]["all_day"])
    assert all_day == [False, True, False]


async def test_rules_of_a_zone_that_the_machine_has_learnt_reach_what_was_read_before(
    moodle: MoodleSimulator, installation: Installation, tmp_path: Path, zones_of_the_machine: None
) -> None:
    """Countries change their clocks; the machine is updated, and no event is."""
    lesson = next(lesson for lesson in moodle.school.lessons.values() if lesson.course)
    lesson.starts_at = int(datetime(2026, 10, 5, tzinfo=ZoneInfo("Europe/Riga")).timestamp())
    lesson.seconds = 24 * 60 * 60
    rules = {name: rules_on_machine(name) for name in ZONES}
    (tmp_path / "Europe").mkdir()
    all_day = []
    for name in ZONES:
        (tmp_path / "Europe" / "Riga").write_bytes(rules[name])
        zoneinfo.reset_tzpath([str(tmp_path)])
        ZoneInfo.clear_cache()  # as a service that is started anew
        run = await installation.run(installation.connect(moodle, time_zone="Europe/Riga"))
        assert run.state == "complete"
        all_day.append(installation.rows("lessons")[f"ev.{lesson.id}"]["all_day"])
    assert all_day == [True, False]
