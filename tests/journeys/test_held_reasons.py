"""Each reason for which removals are held: shown, applied, taken back and dismissed over the API, while somebody follows the
change log and has in the end what the lists show."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import make_token
from lmsync.records import Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.engine.database import Database
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.reading.listings import LISTINGS
from lmsync.testing.school import School
from tests.in_process import InProcess, in_process
from tests.installation import Installation

TOKEN = "a-token-with-every-scope"
CLASS = 6
"""Pupils of a course that may lose all of them without being too many of all enrolments."""
CROWDED = 40
"""Lessons of the course that has most of them."""
WHOLE = [name for name, listing in LISTINGS.items() if listing.only is None]


class Client:
    """A program that asks the API, and follows the change log from the beginning."""

    def __init__(self, api: InProcess) -> None:
        self._api = api
        self._cursor: str | None = None
        self.followed: dict[str, Any] = {}
        """Every record that there is, by id, as the change log told of it last."""

    async def ask(self, method: str, path: str) -> Any:
        headers = {"authorization": f"Bearer {TOKEN}"}
        answer = await self._api.ask(method, f"/api/v1/crm/{path}", None, headers, address="192.0.2.1")
        assert answer.status == 200, answer.body.decode()
        return answer.json

    async def waiting(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.ask("GET", "held?state=waiting"))["items"]
        return found

    async def decide(self, number: int, act: str) -> str:
        return str((await self.ask("POST", f"held/{number}/{act}"))["held"]["state"])

    async def has_what_is_listed(self) -> None:
        """Go on in the change log, and compare."""
        caught_up = False
        while not caught_up:
            place = f"&cursor={self._cursor}" if self._cursor else ""
            page = await self.ask("GET", f"changes?limit=1000{place}")
            self._cursor, caught_up = page["next_cursor"], page["caught_up"]
            for change in page["items"]:
                if change["op"] == "delete":
                    self.followed.pop(change["id"], None)
                else:
                    self.followed[change["id"]] = change["data"]
        listed = {row["id"]: row for name in WHOLE for row in await self._every(name)}
        # A deadline is shown among the lessons, and is the item that it belongs to.
        listed = {number: row for number, row in listed.items() if not number.endswith("-due")}
        assert listed.keys() == self.followed.keys()
        for number, row in listed.items():
            if "-grp-" in number:
                assert row["members"] == self.followed[number]["members"], number

    async def _every(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        place = ""
        while True:
            page = await self.ask("GET", f"{name}?limit=500{place}")
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            place = f"&cursor={page['next_cursor']}"


def pupils(school: School, course: int) -> list[int]:
    return [number for number, place in school.courses[course].people.items() if place.roles == ("student",)]


def small(school: School) -> int:
    return next(iter(school.courses))


def most_of_a_class_leaves(school: School) -> None:
    course = small(school)
    for pupil in pupils(school, course)[1:]:
        school.leave(pupil, course)


def everybody_leaves_a_course(school: School) -> None:
    course = small(school)
    for person in list(school.courses[course].people):
        school.leave(person, course)


def some_leave_every_course(school: School) -> None:
    for course in school.courses:
        there = pupils(school, course)
        for pupil in there[: min(4, len(there) // 2)]:
            school.leave(pupil, course)


def all_lessons_are_deleted(school: School) -> None:
    for lesson in list(school.lessons):
        school.delete_lesson(lesson)


def a_crowded_course_is_deleted(school: School) -> None:
    school.delete_course(crowded(school))


def crowded(school: School) -> int:
    return list(school.courses)[-1]


REASONS: dict[str, tuple[Kind, Callable[[School], None]]] = {
    "most_of_scope": (Kind.ENROLLMENT, most_of_a_class_leaves),
    "all_of_scope": (Kind.ENROLLMENT, everybody_leaves_a_course),
    "too_many": (Kind.ENROLLMENT, some_leave_every_course),
    "all_of_kind": (Kind.LESSON, all_lessons_are_deleted),
    "most_of_children": (Kind.COURSE, a_crowded_course_is_deleted),
}


async def test_each_reason_is_shown_applied_taken_back_and_dismissed(
    moodle: MoodleSimulator, installation: Installation, database: Database, database_url: str, tmp_path: Path
) -> None:
    for pupil in pupils(moodle.school, small(moodle.school))[CLASS:]:
        moodle.school.leave(pupil, small(moodle.school))
    for number in range(CROWDED):
        moodle.school.add_lesson(crowded(moodle.school), f"Консультация {number}")
    before = moodle.school
    connection = installation.connect(moodle)
    assert (await installation.run(connection)).state == "complete"
    with database.write() as tx:
        make_token(tx, LMSYNC, "everything", EVERY_RIGHT, secret=TOKEN)
    async with in_process(database_url, tmp_path) as api:
        client = Client(api)
        await client.has_what_is_listed()
        whole = json.dumps(sorted(client.followed))
        for reason, (kind, lose) in REASONS.items():
            moodle.school = deepcopy(before)
            lose(moodle.school)
            run = await installation.run(connection)
            (row,) = [row for row in await client.waiting() if row["reason"] == reason]
            assert (run.state, row["kind"], row["run"], row["about"]) == ("complete", kind, run.id, "removal")
            shown = await client.ask("GET", f"held/{row['id']}?limit=500")
            assert len(shown["items"]) == row["counts"][kind] > 0
            assert all(item["record"]["name"] or (item["person"] or {}).get("name") for item in shown["items"])
            assert shown["numbers"]["before"] - row["counts"][kind] == shown["numbers"]["now"]
            await client.has_what_is_listed()
            assert json.dumps(sorted(client.followed)) == whole  # nothing is removed yet

            assert await client.decide(row["id"], "apply") == "applied"
            await client.has_what_is_listed()
            assert not {item["record"]["id"] for item in shown["items"]} & client.followed.keys()
            assert await client.decide(row["id"], "undo") == "dismissed"
            await client.has_what_is_listed()
            assert {item["record"]["id"] for item in shown["items"]} <= client.followed.keys()
            assert await client.decide(row["id"], "undo") == "waiting"
            assert await client.decide(row["id"], "dismiss") == "dismissed"
            for other in await client.waiting():
                assert await client.decide(other["id"], "dismiss") == "dismissed"
            assert (await installation.run(connection)).state == "complete"
            await client.has_what_is_listed()
            (status,) = (await client.ask("GET", "status"))["connections"]
            assert [row["cause"] for row in status["attention"]] == ["kept"]

            moodle.school = before
            assert (await installation.run(connection)).state == "complete"
            assert (await client.ask("GET", f"held/{row['id']}"))["state"] == "withdrawn"
            assert installation.causes(connection) == []
            await client.has_what_is_listed()
            assert json.dumps(sorted(client.followed)) == whole
