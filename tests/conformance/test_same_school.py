"""The same school, told by both simulators, arrives as the same school; the few honest differences are listed here."""

from typing import Any

import pytest

from lmsync.simulators.canvas import running_canvas
from lmsync.simulators.moodle import running_moodle
from lmsync.store.engine.database import Database
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import RecordQuery, page_of
from lmsync.store.reading.view import EVERYTHING
from lmsync.testing.school import School
from tests.installation import CURSORS, Installation

OURS = {"id", "connection", "first_seen_at", "changed_at", "removed_at", "source_updated_at", "url"}
DIFFERENCES: dict[str, dict[str, str]] = {
    "users": {
        "locale": "Moodle tells everybody's language, Canvas only a chosen one",
        "time_zone": "Canvas may leave it out",
        "state": "Moodle tells whether an account is suspended, Canvas does not",
    },
    "courses": {
        "org": "the root and the departments have numbers of their own in each system",
        "term": "Moodle has no terms",
        "format": "how a course page looks has other names",
        "time_zone": "Moodle has none for courses",
    },
    "enrollments": {
        "external_id": "Moodle has no enrolments with numbers of their own",
        "section": "Moodle has no sections: one stands for the course",
        "source_role": "each system's own word",
        "current_score": "Canvas tells scores with the enrolment",
        "final_score": "Canvas tells scores with the enrolment",
    },
    "lessons": {
        "section": "Canvas has times by section",
        "location": "Moodle stores a location and does not tell it",
        "series_key": "each system's own",
        "visibility": "Canvas tells lessons of sections",
    },
}


@pytest.fixture
async def both(database: Database, installation: Installation) -> Installation:
    school = School.seeded(80)
    async with running_moodle(school) as moodle, running_canvas(school) as canvas:
        for simulator, name in ((moodle, "Moodle"), (canvas, "Canvas")):
            run = await installation.run(installation.connect(simulator, name))
            assert run.state == "complete"
    return installation


def told(installation: Installation, listing: str, connection: str) -> dict[Any, dict[str, Any]]:
    """Rows without what is each system's own, by what tells them apart in both."""
    rows = installation.rows(listing, connection=connection).values()
    slug = connection.lower()
    found = {}
    for row in rows:
        plain = {
            name: [_here(reference, slug) for reference in value]
            if isinstance(value, list)
            else _here(value, slug)
            if isinstance(value, dict)
            else value.replace(f"{slug}-", "")
            if isinstance(value, str) and value.startswith(f"{slug}-")
            else value
            for name, value in row.items()
            if name not in OURS | DIFFERENCES.get(listing, {}).keys()
        }
        key = (row["course"]["id"], row["user"]["id"], row["role"]) if listing == "enrollments" else row["external_id"]
        if listing == "enrollments":
            key = tuple(str(part).replace(f"{slug}-", "") for part in key)
        found[key] = plain
    return found


def _here(reference: dict[str, Any], slug: str) -> dict[str, Any]:
    """A reference as both systems have it; a group's name differs as in the groups themselves."""
    here = reference["id"].replace(f"{slug}-", "")
    return {**reference, "id": here, "name": None if here.startswith("grp-") else reference["name"]}


async def test_the_same_people(both: Installation) -> None:
    moodle, canvas = (told(both, "users", name) for name in ("Moodle", "Canvas"))
    nowhere = canvas.keys() - moodle.keys()
    assert all(row["student_courses"] + row["teacher_courses"] == 0 for key, row in canvas.items() if key in nowhere)
    without_role = moodle.keys() - canvas.keys()
    assert without_role == set()
    assert {key: canvas[key] for key in moodle} == moodle


async def test_the_same_students(both: Installation) -> None:
    assert both.ids("students", connection="Moodle") == both.ids("students", connection="Canvas") != set()
    assert both.ids("teachers", connection="Moodle") == both.ids("teachers", connection="Canvas") != set()


async def test_the_same_courses(both: Installation) -> None:
    assert told(both, "courses", "Moodle") == told(both, "courses", "Canvas")


async def test_the_same_enrolments(both: Installation) -> None:
    moodle, canvas = (told(both, "enrollments", name) for name in ("Moodle", "Canvas"))
    # An observer has a role of its own in Canvas, and a custom one in Moodle; nobody is in a course without a role.
    renamed = {
        (c, u, "observer" if (c, u, "observer") in canvas else role): row for (c, u, role), row in moodle.items()
    }
    extra = renamed.keys() - canvas.keys()
    assert {role for _, _, role in extra} <= {"other"}
    assert {key: renamed[key] | {"role": key[2]} for key in canvas} == canvas


async def test_the_same_lessons(both: Installation) -> None:
    moodle, canvas = (told(both, "lessons", name) for name in ("Moodle", "Canvas"))
    of_moodle = {key: row for key, row in moodle.items() if row["kind"] != "deadline"}
    of_canvas = {key: row for key, row in canvas.items() if row["kind"] != "deadline"}
    # Without an end, Moodle's is an event and Canvas's a class.
    for row in of_moodle.values():
        if row["course"] and row["ends_at"] is None:
            row["kind"] = "class"
    assert of_moodle == of_canvas


async def test_one_list_mixes_both_in_one_order(both: Installation) -> None:
    with both.database.read() as tx:
        rows = page_of(tx, LISTINGS["students"], RecordQuery(limit=500), CURSORS, EVERYTHING).items
    assert len(rows) == 2 * len(both.ids("students", connection="Canvas"))
    # The same names side by side, whichever system they come from.
    assert [row.display_name for row in rows[::2]] == [row.display_name for row in rows[1::2]]
