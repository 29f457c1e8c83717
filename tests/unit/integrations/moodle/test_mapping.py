"""From what Moodle says to records."""

from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec import UNSET, Raw

from lmsync.errors import BadRecord, InvalidInput
from lmsync.integrations.moodle import MoodleIntegration, answers, mapping
from lmsync.records import Kind

SITE = "https://moodle.school.example"


def event(**fields: Any) -> answers.Event:
    told = {"id": 5, "name": "Урок", "eventtype": "course", "timestart": 1_788_256_800, "courseid": 2, **fields}
    return msgspec.convert(told, answers.Event)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"timeduration": 2700}, "class"),
        ({}, "event"),
        ({"eventtype": "group", "groupid": 3, "timeduration": 60}, "class"),
        ({"eventtype": "site", "courseid": 1, "timeduration": 60}, "event"),
        ({"eventtype": "category", "courseid": 0, "categoryid": 4}, "event"),
        ({"eventtype": "attendance", "modulename": "attendance"}, "class"),
        ({"eventtype": "meeting_start", "modulename": "bigbluebuttonbn", "instance": 9}, "meeting"),
        ({"eventtype": "due", "modulename": "assign"}, None),
        ({"eventtype": "user"}, None),
        ({"visible": 0}, None),
    ],
)
def test_what_is_a_lesson(fields: dict[str, Any], kind: str | None) -> None:
    lesson = mapping.lesson_of(event(**fields), SITE, None)
    assert (lesson and lesson.kind) == kind


def test_whole_days_need_the_zone_of_the_site() -> None:
    midnight = event(timestart=1_788_210_000, timeduration=86_400)  # 2026-08-31T21:00Z, midnight in Moscow
    whole = mapping.lesson_of(midnight, SITE, ZoneInfo("Europe/Moscow"))
    assert whole is not None
    assert (whole.all_day, whole.on_date) == (True, "2026-09-01")
    assert mapping.lesson_of(midnight, SITE, None).all_day is False  # type: ignore[union-attr]


def test_a_row_that_cannot_be_understood_keeps_its_number() -> None:
    row = mapping.understood(Kind.COURSE, Raw(b'{"id": 7, "fullname": null}'), answers.Course)
    assert isinstance(row, BadRecord)
    assert row.external_id == "7"
    nameless = mapping.understood(Kind.COURSE, Raw(b'{"fullname": "x"}'), answers.Course)
    assert isinstance(nameless, BadRecord)
    assert nameless.external_id is None


def test_a_missing_key_is_empty_only_where_details_are_shown() -> None:
    full = mapping.user_of(answers.Account(id=1, username="anna"), whole=True)
    short = mapping.user_of(answers.Account(id=1), whole=True)
    assert (full.sis_id, short.sis_id) == (None, UNSET)
    assert mapping.user_of(answers.Account(id=1, timezone="99"), whole=True).time_zone is None


def test_roles_that_map_alike_are_one_enrolment() -> None:
    rows = mapping.enrollments_of("2", "7", ["student", "student", "manager", "coursecreator"], active=False)
    assert {(one.external_id, one.source_role, one.state) for one in rows} == {
        ("2.7.student", "student", "suspended"),
        ("2.7.manager", "coursecreator,manager", "suspended"),
    }
    assert [one.role for one in mapping.enrollments_of("2", "7", [], active=True)] == ["other"]


@pytest.mark.parametrize(
    ("html", "words"),
    [("<p>Урок <b>7</b></p>", "Урок 7"), ("a &amp; b", "a & b"), ("просто", "просто"), ("", None), (None, None)],
)
def test_plain_texts_lose_their_markup(html: str | None, words: str | None) -> None:
    assert mapping.plain(html) == words


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://Moodle.School.example/", SITE),
        (" https://moodle.school.example ", SITE),
        ("http://moodle.school.example:8080/moodle/", "http://moodle.school.example:8080/moodle"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://moodle.school.example.:443/", SITE),
        ("https://наука.рф/moodle", "https://xn--80aa3ak5a.xn--p1ai/moodle"),
    ],
)
def test_an_address_has_one_spelling(address: str, site: str) -> None:
    assert MoodleIntegration.site_url(address) == site


@pytest.mark.parametrize(
    "address", ["", "moodle", "https://", "https://a b", "https://x/course/view.php?id=1", "file:///x", "https://x..y"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput):
        MoodleIntegration.site_url(address)


@pytest.mark.parametrize(
    ("login", "email", "deleted"),
    [
        ("student0014@edu.moodle.test.1795636046", "af0befaf20becb3466b454a1b731aaa5", True),
        ("student0014@edu.moodle.test.1795636046", UNSET, True),
        (UNSET, "af0befaf20becb3466b454a1b731aaa5", True),
        # People who are there, with odd logins or without an address.
        ("student0014@edu.moodle.test.1795636046", "student0014@edu.moodle.test", False),
        ("student0014", "af0befaf20becb3466b454a1b731aaa5", False),
        ("ivanov.9161234567", UNSET, False),
        ("ivanov.9161234567", "", False),
        ("student0014", UNSET, False),
        (UNSET, UNSET, False),
    ],
)
def test_a_deleted_account_is_known_by_its_login_and_address(login: Any, email: Any, deleted: bool) -> None:
    assert mapping.is_deleted(answers.Account(id=16, username=login, email=email)) is deleted


def test_a_date_whose_key_is_missing_is_unknown() -> None:
    """Before 4.4 dates have no names, and a lesson tells its own only to who may manage it."""
    dates = [{"label": "Срок:", "timestamp": 1_788_256_800}]
    module = msgspec.convert({"id": 1, "modname": "lesson", "name": "x", "dates": dates}, answers.Module)
    silent = mapping.item_of(module, "2", None, 1, answers.Activity(grade=10))
    assert (silent.opens_at, silent.due_at, silent.points_max) == (UNSET, UNSET, 10)
    spoken = mapping.item_of(module, "2", None, 1, answers.Activity(available=0, deadline=1_788_256_800))
    assert (spoken.opens_at, spoken.due_at) == (None, 1_788_256_800)


def test_the_front_page_need_not_be_the_first_course() -> None:
    told = mapping.lesson_of(event(courseid=1), SITE, None, front_page=5)
    assert told is not None
    assert told.course == "1"
    of_site = mapping.lesson_of(event(courseid=5, eventtype="site"), SITE, None, front_page=5)
    assert of_site is not None
    assert of_site.course is None
