"""What is known from last time is not decoded again, and what is read in another way is."""

import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
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
