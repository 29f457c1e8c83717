"""The search over kinds: the best first, with what tells two apart."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import make_token
from lmsync.records import Course, Enrollment, Item, Kind, Lesson, Org, Record, User
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import connections
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.mirror.course_counts import count_all_courses
from tests.conftest import a_connection, apply_records
from tests.in_process import InProcess, in_process

TOKEN = "a-token-with-every-scope"
NOW = int(time.time())
RECORDS: dict[Kind, list[Record]] = {
    Kind.ORG: [Org(external_id="1", name="Отдел математики", type="department")],
    Kind.COURSE: [
        Course(external_id="7", name="Алгебра, 7А", code="ALG-7A", org="1", starts_at=1_700_000_000),
        Course(external_id="8", name="Введение в алгебру"),
    ],
    Kind.USER: [
        User(external_id="1", display_name="Анна Иванова", given_name="Анна", family_name="Иванова", email="a@s.test"),
        User(external_id="2", display_name="Анна Иванова", given_name="Анна", family_name="Иванова", sis_id="702"),
        User(external_id="3", display_name="Юлия Анненкова", given_name="Юлия", family_name="Анненкова"),
    ],
    Kind.ENROLLMENT: [Enrollment(external_id="7.1", user="1", course="7", role="student", state="active")],
    Kind.ITEM: [Item(external_id="5", course="7", title="Алгебра: контрольная", kind="quiz", due_at=1_750_000_000)],
    Kind.LESSON: [
        Lesson(external_id=f"{days}", course="7", title="Алгебра", kind="class", starts_at=NOW + days * 86_400)
        for days in (-9, -1, 3, 1)
    ],
}


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[InProcess]:
    def a_school(tx: Tx) -> None:
        number = a_connection(tx, "https://north.example", "North").id
        for kind, records in RECORDS.items():
            apply_records(tx, records, kind=kind, connection_id=number, run_id=None, now=NOW)
        count_all_courses(tx, number)
        make_token(tx, LMSYNC, "everything", EVERY_RIGHT, secret=TOKEN)

    async with in_process(database_url, tmp_path) as api:
        await api.parts.database.write(a_school)
        yield api


async def asked(api: InProcess, **query: Any) -> Any:
    headers = {"authorization": f"Bearer {TOKEN}"}
    return await api.ask("GET", f"/api/v1/crm/search?{urlencode(query)}", None, headers, address="192.0.2.1")


async def found(api: InProcess, q: str, **query: Any) -> dict[str, Any]:
    """By kind what was found of it."""
    answer = await asked(api, q=q, **query)
    assert answer.status == 200, answer.body
    return {of_kind["kind"]: of_kind for of_kind in answer.json["kinds"]}


async def test_of_each_kind_those_whose_title_begins_so_come_first(api: InProcess) -> None:
    kinds = await found(api, "АЛГеб")
    assert [row["name"] for row in kinds["course"]["items"]] == ["Алгебра, 7А", "Введение в алгебру"]
    assert {kind for kind, of_kind in kinds.items() if of_kind["items"]} == {"course", "item", "lesson"}
    people = (await found(api, "анн", kinds="user"))["user"]["items"]
    assert [row["id"] for row in people] == ["north-usr-3", "north-usr-1", "north-usr-2"]


async def test_what_has_the_same_name_is_told_apart(api: InProcess) -> None:
    first, second = (await found(api, "иванова"))["user"]["items"]
    assert (first["email"], first["roles"], second["sis_id"], second["roles"]) == ("a@s.test", ["student"], "702", [])
    kinds = await found(api, "алгебра")
    course, work, lesson = (kinds[kind]["items"][0] for kind in ("course", "item", "lesson"))
    assert (course["code"], course["within"]["name"]) == ("ALG-7A", "Отдел математики")
    assert (work["type"], work["at"], work["within"]["id"]) == ("quiz", "2025-06-15T15:06:40Z", "north-crs-7")
    assert (lesson["type"], lesson["state"], lesson["within"]["name"]) == ("class", None, "Алгебра, 7А")


async def test_of_lessons_the_next_ones_come_first(api: InProcess) -> None:
    kinds = await found(api, "алгебра", kinds="lesson", limit=3)
    assert [row["id"] for row in kinds["lesson"]["items"]] == ["north-les-1", "north-les-3", "north-les--1"]
    assert kinds["lesson"]["has_more"]


async def test_one_letter_finds_the_beginnings_of_words(api: InProcess) -> None:
    kinds = await found(api, "ю")
    assert [row["name"] for row in kinds["user"]["items"]] == ["Юлия Анненкова"]
    assert not kinds["user"]["has_more"]


async def test_where_not_all_was_read_nothing_is_not_none(api: InProcess) -> None:
    kinds = await found(api, "xyz", kinds="course,user")
    assert {kind: (of_kind["items"], of_kind["not_known_in"]) for kind, of_kind in kinds.items()} == {
        "course": ([], ["north"]),
        "user": ([], ["north"]),
    }


async def test_what_was_forgotten_is_not_found(api: InProcess) -> None:
    def forget(tx: Tx) -> None:
        a_connection(tx, "https://south.example", "South")
        connections.forget_connection(tx, connections.connection_of(tx, "north"), with_data=False)

    await api.parts.database.write(forget)
    assert all(of_kind["items"] == [] for of_kind in (await found(api, "иванова")).values())


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": " "}, "q"),
        ({"q": "a", "kinds": "shoe"}, "kinds"),
        ({"q": "a", "limit": 21}, "limit"),
    ],
)
async def test_what_cannot_be_searched_for_is_said_by_field(query: dict[str, Any], field: str, api: InProcess) -> None:
    answer = await asked(api, **query)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, field)
