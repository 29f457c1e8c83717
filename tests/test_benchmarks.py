"""The benchmarks at a small size: what they count is right, and so are the figures that no noise touches.

Seconds are not looked at here; `./run bench` compares them side by side.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from benchmarks.canvas_site import CanvasSite
from benchmarks.floors import in_its_own_process
from benchmarks.measured import Checkout, Figures, ask_for_run, connect, first_run_of, receipt, synchronised
from benchmarks.moodle_site import BATCH, MoodleSite
from benchmarks.prepared import Question
from benchmarks.school import School
from benchmarks.stand_in import SITES, StandIn, standing_in

HERE = Path(__file__).parents[1]
SMALL = School.of(500)
MOST_QUESTIONS = {"moodle": 2 * SMALL.courses, "canvas": 12 * SMALL.courses}
CHECK = 15
"""The questions of the check of a configuration, at most."""
GROWTH_MB = {"canvas": 35, "moodle": 45}
"""How much more memory a school of eight times the size may take: buffers fill, and each list has its receipt.

A run that kept the answers or the records of the larger school would take 60 to 100 more. A Moodle answers about up to
100 courses at once, and four such answers are in flight: it grows until 400 courses.
"""


@pytest.fixture(scope="module", params=SITES)
def stand_in(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    with standing_in(request.param, SMALL, 0) as lms:
        yield lms


def test_a_run_asks_no_more_than_it_needs_and_writes_only_what_differs(
    stand_in: StandIn, database_url: str, tmp_path: Path
) -> None:
    heard, figures = [], []
    with Checkout().serving(tmp_path, database_url) as (api, _):
        stand_in.begin(0)
        connection = connect(api, stand_in)
        number = first_run_of(api, connection)
        for version in (0, 1, None):
            figures.append(receipt(api, number))
            heard.append(stand_in.heard())
            if version is not None:
                stand_in.begin(version)
                number = ask_for_run(api, connection)

    first, again, changed = figures
    assert first.written == first.rows == again.rows
    assert first.counts["enrollment"]["added"] == SMALL.courses * SMALL.members_of_a_course
    assert (first.counts["user"]["added"], first.counts["course"]["added"]) == (SMALL.people, SMALL.courses)
    assert again.written == 0
    assert written_of_kinds(changed) == {kind: number for kind, number in SMALL.differences().items() if number}
    assert changed.written > 20

    assert [of_run.unknown for of_run in heard] == [[], [], []]
    of_first, of_again, of_changed = ([question.request for question in of_run.questions] for of_run in heard)
    assert len(of_again) == len(set(of_again)), "asked twice"
    assert len(of_again) <= MOST_QUESTIONS[stand_in.lms]
    assert len(of_first) <= len(of_again) + CHECK
    assert len(of_again) <= len(of_changed) <= len(of_again) + changed.counts["enrollment"]["removed"]

    # The floors ask the same, and take every row.
    stand_in.begin(0)
    in_its_own_process(stand_in, heard[1], None)
    assert sorted(question.request for question in stand_in.heard().questions) == sorted(of_again)
    assert in_its_own_process(stand_in, heard[1], database_url).rows >= again.rows


def written_of_kinds(figures: Figures) -> dict[str, int]:
    found = {kind: counts["added"] + counts["changed"] + counts["removed"] for kind, counts in figures.counts.items()}
    return {kind: written for kind, written in found.items() if written}


@pytest.mark.parametrize(
    ("lms", "database_url"), [("moodle", "sqlite"), ("canvas", "postgresql")], indirect=["database_url"]
)
def test_memory_is_bounded_by_the_answers_in_flight(lms: str, database_url: str, tmp_path: Path) -> None:
    peaks = []
    for people in (500, 4_000):
        with standing_in(lms, School.of(people), 0, versions=1) as stand_in:
            peaks.append(synchronised(Checkout(), tmp_path, database_url, stand_in).peak_mb)
    assert peaks[1] - peaks[0] < GROWTH_MB[lms], peaks


# What the stand-ins answer


def canvas(path: str) -> Any:
    answer = CanvasSite(School.of(25), 1).answer(Question("GET", f"/api/v1/{path}"), 0)
    assert answer.known
    return json.loads(b"".join(answer.pieces))


def moodle(function: str, **arguments: str) -> Any:
    form = urlencode({"wstoken": MoodleSite.token, "wsfunction": function, **arguments})
    answer = MoodleSite(School.of(25), 1).answer(Question("POST", "/webservice/rest/server.php", form), 0)
    assert answer.known
    return json.loads(b"".join(answer.pieces))


def recording(name: str) -> Any:
    return json.loads((HERE / "tests" / "data" / f"{name}.json").read_text(encoding="utf-8"))["body"]


def test_canvas_rows_have_every_key_that_canvas_sends() -> None:
    (part, _) = canvas("courses/1/assignment_groups?include[]=assignments")
    recorded = recording("canvas/assignment_groups_1001_with_assignments")[0]
    only_when_asked_for = {"all_dates", "overrides", "description"}
    assert part.keys() == recorded.keys()
    assert part["assignments"][0].keys() == recorded["assignments"][0].keys() - only_when_asked_for
    enrolments = canvas("courses/1/enrollments")
    assert enrolments[0].keys() == recording("canvas/course_enrollments_default_admin_p1")[0].keys()
    assert enrolments[0]["user"].keys() == recording("canvas/course_enrollments_default_admin_p1")[0]["user"].keys()
    assert canvas("courses/1/quizzes")[0].keys() == recording("canvas/quizzes_1001")[0].keys()
    assert canvas("calendar_events?context_codes[]=course_1")[0].keys() == (
        recording("canvas/calendar_events_event")[0].keys()
    )
    assert isinstance(enrolments[0]["user_id"], str)


def test_moodle_rows_have_every_key_that_moodle_sends() -> None:
    site = "moodle-4.4/small-site"
    rows = moodle("mod_assign_get_assignments", **{"courseids[0]": "2"})["courses"][0]["assignments"]
    assert rows[0].keys() == recording(f"{site}/assignments")["courses"][0]["assignments"][0].keys()
    people = moodle("core_grades_get_gradable_users", courseid="2")["users"]
    assert people[0].keys() == recording(f"{site}/course2_gradable_users")["users"][0].keys()
    course = moodle("core_course_get_courses_by_field")["courses"][1]
    assert course.keys() == recording(f"{site}/courses_by_field_all")["courses"][1].keys()
    modules = [module for topic in moodle("core_course_get_contents", courseid="2") for module in topic["modules"]]
    recorded = [module for topic in recording(f"{site}/course2_contents") for module in topic["modules"]]
    shapes = {frozenset(module) for module in recorded}
    assert {frozenset(module) for module in modules} <= shapes


def test_an_answer_of_a_batch_is_that_of_the_call() -> None:
    arguments = {"courseid": "2", "options": [{"name": "userfields", "value": "id,roles"}]}
    batch = moodle(
        BATCH,
        **{"requests[0][function]": "core_enrol_get_enrolled_users", "requests[0][arguments]": json.dumps(arguments)},
    )
    single = moodle(
        "core_enrol_get_enrolled_users",
        courseid="2",
        **{"options[0][name]": "userfields", "options[0][value]": "id,roles"},
    )
    assert json.loads(batch["responses"][0]["data"]) == single


# Commands


@pytest.mark.parametrize(
    "command",
    [
        "sync --people 50 --rounds 1 --latency 0 --lms moodle --database sqlite",
        "sync --people 50 --rounds 1 --latency 0 --lms canvas --database sqlite --against .",
        "lists --people 50 --seconds 0.2 --database sqlite",
        "reading --people 50 --rounds 1 --seconds 0.5 --lms moodle --database sqlite",
        "streams --people 50 --streams 20 --rounds 1 --seconds 0.5 --database sqlite",
        "memory --people 50 --lms moodle --database sqlite",
        "start --rounds 1 --database sqlite --against .",
    ],
)
def test_every_benchmark_runs(command: str) -> None:
    arguments = [sys.executable, "-m", "benchmarks", *command.split()]
    ended = subprocess.run(arguments, capture_output=True, text=True, cwd=HERE)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("\n|") >= 3


def test_a_folder_without_lmsync_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no lmsync"):
        Checkout(tmp_path)
