"""The answers of a real Moodle 4.4 come in whole, asserted by name, number and date."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from lmsync.store.keeping.sync_runs import Run
from tests.conformance.recorded_moodle import running_recorded_moodle
from tests.installation import Installation, moved


@pytest.fixture
async def run(installation: Installation) -> AsyncIterator[Run]:
    async with running_recorded_moodle() as recorded:
        connection = installation.connect(recorded)
        yield await installation.run(connection)


async def test_the_run_is_complete_and_sets_nothing_aside(run: Run) -> None:
    assert run.state == "complete"
    assert {kind: told["accepted"] for kind, told in run.counts.items()} == {
        "org": 5,
        "course": 3,
        "section": 3,
        "user": 20,
        "group": 6,
        "enrollment": 43,
        "item": 40,
        "lesson": 32,
    }
    assert sum(told["set_aside"] for told in run.counts.values()) == 0


async def test_courses_and_departments(run: Run, installation: Installation) -> None:
    courses, orgs = installation.rows("courses"), installation.rows("orgs")

    course = courses["2"]
    assert course["name"] == "Введение в программирование"
    assert (course["code"], course["sis_id"], course["state"]) == ("C001-26", "PLAN-001", "active")
    assert (course["starts_at"], course["ends_at"]) == ("2026-08-31T21:00:00Z", "2027-01-31T20:59:59Z")
    assert courses["4"]["state"] == "unpublished"
    assert orgs["site"]["name"] == "Тестовый университет"
    assert (orgs["2"]["name"], orgs["2"]["sis_id"], orgs["2"]["parent"]["id"]) == (
        "Бакалавриат",
        "BAC",
        "school-org-site",
    )
    assert course["org"]["id"] == "school-org-3"


async def test_people(run: Run, installation: Installation) -> None:
    people = installation.rows("users")

    assert set(people) == {str(number) for number in range(4, 24)}
    assert people["9"]["family_name"].startswith("Оченьдлиннаяфамилия-Сверхдлинная-")
    assert (people["19"]["given_name"], people["19"]["family_name"]) == ("Văn Hùng", "Nguyễn")
    assert (people["19"]["sis_id"], people["16"]["sis_id"]) == (None, "S100014")
    assert people["4"]["email"] == "teacher0002@edu.moodle.test"
    assert installation.ids("teachers") == {"4", "5", "6"}
    assert len(installation.ids("students")) == 17


async def test_enrolments(run: Run, installation: Installation) -> None:
    enrollments = installation.rows("enrollments")

    assert Counter(row["role"] for row in enrollments.values()) == {
        "student": 34,
        "assistant": 6,
        "teacher": 3,
    }
    assert enrollments["2.5.teacher"]["source_role"] == "editingteacher"
    assert enrollments["2.12.student"]["state"] == "suspended"
    assert enrollments["2.7.student"]["state"] == "active"


async def test_groups_with_members(run: Run, installation: Installation) -> None:
    group = installation.rows("groups")["1"]

    assert (group["name"], group["sis_id"], group["course"]["id"]) == ("Подгруппа 1", "GR-1-1", "school-crs-2")
    members = [f"school-usr-{number}" for number in (7, 9, 11, 13, 15, 19, 21, 23)]
    assert [member["id"] for member in group["members"]] == members


async def test_work(run: Run, installation: Installation) -> None:
    work = installation.rows("items")

    assert (work["cm.1"]["title"], work["cm.1"]["kind"]) == ("Лабораторная работа №1", "assignment")
    assert (work["cm.1"]["opens_at"], work["cm.1"]["due_at"]) == ("2026-09-07T21:00:00Z", "2026-10-10T21:00:00Z")
    assert (work["cm.1"]["closes_at"], work["cm.1"]["points_max"]) == ("2026-10-20T21:00:00Z", 100)
    assert work["cm.2"]["title"] == 'Эссе «Без срока», "кавычки"'
    assert work["cm.2"]["due_at"] is None
    assert (work["cm.5"]["kind"], work["cm.5"]["time_limit_minutes"]) == ("quiz", 60)
    assert work["cm.11"]["due_at"] == "2026-11-29T21:00:00Z"
    assert work["cm.16"]["title"] == "Анкета"
    assert "cm.13" not in work  # a label is decoration


async def test_lessons(run: Run, installation: Installation) -> None:
    lessons = installation.rows("lessons")
    kinds = Counter(row["kind"] for row in lessons.values())

    assert kinds == {"class": 32 - 3, "event": 3, "deadline": kinds["deadline"]}
    practice = lessons["ev.46"]
    assert (practice["title"], practice["group"]["id"]) == ("Практика", "school-grp-1")
    assert (practice["starts_at"], practice["ends_at"]) == ("2026-09-01T10:00:00Z", "2026-09-01T11:30:00Z")
    assert practice["description_text"] == "Описание события"
    assert practice["teachers"] == [{"id": "school-usr-5", "name": "Алексей Воробьёв"}]
    open_day = lessons["ev.38"]
    assert (open_day["title"], open_day["course"], open_day["visibility"]) == ("День открытых дверей", None, "site")
    assert lessons["ev.40"]["title"] == "Собрание факультета"
    assert lessons["cm.1-due"]["starts_at"] == "2026-10-10T21:00:00Z"


async def test_a_second_run_finds_nothing_new(run: Run, installation: Installation) -> None:
    async with running_recorded_moodle() as recorded:
        again = await installation.run(installation.connect(recorded, "Again"))
        last = await installation.run(installation.connect(recorded, "Again"))
    assert (again.state, last.state) == ("complete", "complete")
    assert moved(last) == {"added": 0, "changed": 0, "removed": 0}
