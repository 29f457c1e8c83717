"""What is known from last time is not decoded again, and what is read in another way is."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lmsync.integrations.canvas import mapping as canvas_mapping
from lmsync.integrations.moodle import mapping as moodle_mapping
from lmsync.simulators.canvas import CanvasSimulator
from lmsync.simulators.moodle import MoodleSimulator
from tests.installation import Installation, moved

OF_MOODLE = ("org_of", "course_of", "section_of", "enrollments_of", "group_of", "item_of", "lesson_of")
OF_CANVAS = ("course_of", "section_of", "user_of", "enrollment_of", "item_of", "lesson_of")


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


@pytest.mark.parametrize(
    ("system", "mapping", "names"),
    [("moodle", moodle_mapping, OF_MOODLE), ("canvas", canvas_mapping, OF_CANVAS)],
    ids=["moodle", "canvas"],
)
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
    assert (run.state, moved(run), calls) == ("complete", {"added": 0, "changed": 0, "removed": 0}, Counter())

    school = simulators[system].school
    school.change("move_lesson", lesson=next(lesson.id for lesson in school.lessons.values() if lesson.course))
    run = await installation.run(connection)
    assert (run.state, moved(run)) == ("complete", {"added": 0, "changed": 1, "removed": 0})
    assert calls.keys() == {"lesson_of"}


@pytest.mark.parametrize(
    ("system", "mapping", "names"),
    [("moodle", moodle_mapping, OF_MOODLE), ("canvas", canvas_mapping, OF_CANVAS)],
    ids=["moodle", "canvas"],
)
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
        assert (run.state, moved(run)) == ("complete", {"added": 0, "changed": 0, "removed": 0})
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
