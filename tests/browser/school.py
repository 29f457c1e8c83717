"""A school in a Moodle and a Canvas, of which not everything is well: every page of the panel has something to show."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.browser.conftest import Site
from tests.served import Api, Lms, served, simulated

SYSTEMS = ("moodle", "canvas")
DAY_SECONDS = 86_400
RUNS_A_DAY = 6
PEOPLE_OF_A_COURSE = {
    "moodle": ("core_enrol_get_enrolled_users", "nopermissions"),
    "canvas": ("enrollments", "not_permitted"),
}
"""What each system is asked, and how it refuses."""

PAGES = {
    "overview": "/",
    "decisions": "/decisions/{decision}",
    "runs": "/runs",
    "run": "/runs/{run}",
    "run-partial": "/runs/{partial}",
    "changes": "/changes",
    "students": "/data/students",
    "student-beside": "/data/students?open={student}",
    "student": "/data/students/{student}",
    "teachers": "/data/teachers",
    "users": "/data/users",
    "lessons": "/lessons?connection=moodle",
    "lessons-agenda": "/lessons?view=agenda",
    "lessons-month": "/lessons?view=month",
    "lessons-table": "/data/lessons",
    "courses": "/data/courses",
    "course": "/data/courses/{course}",
    "groups": "/data/groups",
    "enrollments": "/data/enrollments",
    "items": "/data/items",
    "submissions": "/data/submissions",
    "attendance": "/data/attendance",
    "sections": "/data/sections",
    "terms": "/data/terms",
    "orgs": "/data/orgs",
    "categories": "/data/categories",
    "connections": "/connections",
    "connection": "/connections/moodle",
    "wizard-systems": "/connections/new",
    "wizard-access": "/connections/new?system=moodle",
    "people": "/access/people",
    "person-invited": "/access/people?new=1",
    "programs": "/access/programs",
    "program-new": "/access/programs?new=1",
    "sessions": "/access/sessions",
    "log": "/access/log",
    "privacy": "/privacy",
    "privacy-person": "/privacy?person={student}",
    "developers": "/developers",
    "account": "/account",
    "more": "/more",
    "not-found": "/nowhere",
}
"""Every page by a name, with the address where it has most to show."""


@dataclass(frozen=True)
class School:
    site: Site
    moodle: Lms
    canvas: Lms
    ids: dict[str, str]
    """What stands in the addresses of the pages."""

    @property
    def api(self) -> Api:
        return self.site.api

    def address(self, page: str) -> str:
        return PAGES[page].format(**self.ids)


@contextmanager
def troubled(folder: Path, people: int = 40, *, days: int = 0) -> Iterator[School]:
    """A run of Canvas could not read all, and somebody has to say whether a class of Moodle is really gone. Nothing runs by
    itself for a day. `days`: so long the school has been read already, every four hours."""
    begins = f"{_monday() - timedelta(weeks=2):%Y-%m-%d}"
    with (
        simulated("moodle", people, "--begins", begins) as moodle,
        simulated("canvas", people, "--begins", begins) as canvas,
        served(folder) as (api, _),
    ):
        site = Site(api, folder)
        runs = {lms.system: _connected(api, lms) for lms in (moodle, canvas)}
        for lms in (moodle, canvas):
            for _change in range(4):
                lms.change("live")
        changed = api.sync(connection="moodle")
        _as_if_read_for_days(folder, api, days, moodle, canvas)
        course, student = _class_leaves(api, moodle)
        api.sync(connection="moodle")
        _refuse_a_course(canvas)
        partial = api.sync(connection="canvas")
        assert partial["state"] == "partial", partial
        for login, role in (("maria", "admin"), ("oleg", "viewer")):
            site.link(login, role)
        for name in ("CRM", "Timetable"):
            _ask(
                api,
                "tokens",
                {"name": name, "scopes": ["read:students", "read:changes", "personal"], "expires_in_days": 365},
            )
        ids = {
            "decision": str(api.get("held")["items"][0]["id"]),
            "run": str(changed["id"]),
            "first": str(runs["moodle"]),
            "partial": str(partial["id"]),
            "student": student,
            "course": course,
        }
        yield School(site, moodle, canvas, ids)


def _connected(api: Api, lms: Lms) -> int:
    answer = api.configure(lms, name=lms.system.capitalize(), sync_interval_seconds=DAY_SECONDS)
    assert answer.status in {200, 201}, answer.body.decode()
    run = api.sync(connection=answer.json["connection"]["connection"])
    assert run["state"] == "complete", run
    return int(run["id"])


def _as_if_read_for_days(folder: Path, api: Api, days: int, *systems: Lms) -> None:
    """Runs that find a little, moved to where they would have been."""
    for number in range(days * RUNS_A_DAY):
        for lms in systems:
            for _change in range(1 + 7 * number % 5):
                lms.change("live")
            if number % 11 == 4:
                _refuse_a_course(lms)
            api.sync(connection=lms.system)
            lms.control("DELETE", "faults")
    runs = [run["id"] for run in api.every("runs")] if days else []
    with closing(sqlite3.connect(folder / "lmsync.db", timeout=60)) as database, database:
        # Newest first, the runs of both systems in turn; the newest stays where it is.
        for place, run in enumerate(runs[1:], 1):
            seconds = (place // len(systems)) * DAY_SECONDS // RUNS_A_DAY
            for column in ("queued_at", "started_at", "finished_at"):
                database.execute(f"UPDATE sync_run SET {column} = {column} - ? WHERE id = ?", (seconds, run))
            database.execute("UPDATE change SET at = at - ? WHERE run_id = ?", (seconds, run))


def _refuse_a_course(lms: Lms) -> None:
    """The list of one course's people is refused until the faults end."""
    function, code = PEOPLE_OF_A_COURSE[lms.system]
    fault = {"kind": "exception", "function": function, "code": code, "course": 3, "times": -1}
    lms.control("POST", "faults", fault)


def _class_leaves(api: Api, moodle: Lms) -> tuple[str, str]:
    """All but one student of the largest course are gone from it; the ids of the course and of this student."""
    places = api.every("enrollments", connection="moodle", role="student")
    ((course, _),) = Counter(place["course"]["id"] for place in places).most_common(1)
    *students, last = [place for place in places if place["course"]["id"] == course]
    for place in students:
        number, person, _role = place["external_id"].split(".")
        moodle.change("leave", person=int(person), course=int(number))
    return str(course), str(last["user"]["id"])


def _ask(api: Api, path: str, body: Any) -> None:
    answer = api.ask("POST", f"/api/v1/{path}", body)
    assert answer.status in {200, 201}, answer.body.decode()


def _monday() -> date:
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday())
