"""From what Canvas says to records."""

from typing import Any

import msgspec
import pytest
from msgspec import UNSET, Raw

from lmsync.errors import BadRecord, InvalidInput
from lmsync.integrations.canvas import CanvasIntegration, answers, mapping
from lmsync.integrations.canvas.events import lessons_in
from lmsync.integrations.canvas.links import last_number, links_of
from lmsync.integrations.canvas.rest import with_query
from lmsync.lms_rows import good
from lmsync.records import Kind, Lesson

SITE = "https://school.instructure.com"


@pytest.mark.parametrize(
    ("sortable", "family", "given"),
    [
        ("Petrova, Olga", "Petrova", "Olga"),
        ("Plato", None, "Plato"),
        ("de la Cruz, Ana, Maria", "de la Cruz", "Ana, Maria"),
    ],
)
def test_names_are_split_at_the_first_comma(sortable: str, family: str | None, given: str) -> None:
    user = mapping.user_of(answers.User(id="1", name="x", sortable_name=sortable))
    assert (user.family_name, user.given_name) == (family, given)
    assert (user.email, user.sis_id) == (UNSET, UNSET)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"workflow_state": "unpublished"}, "unpublished"),
        ({"workflow_state": "available"}, "active"),
        ({"workflow_state": "available", "concluded": True}, "ended"),
        ({"workflow_state": "completed"}, "ended"),
        ({}, UNSET),
    ],
)
def test_what_state_a_course_is_in(fields: dict[str, Any], state: object) -> None:
    assert mapping.course_of(msgspec.convert({"id": 1, **fields}, answers.Course), SITE).state == state


def test_a_nickname_is_not_the_name() -> None:
    row = answers.Course(id=1, name="my maths", original_name="Mathematics 8")
    assert mapping.course_of(row, SITE).name == "Mathematics 8"


def test_times_with_offsets_and_without() -> None:
    assert mapping.time_of("2026-09-01T05:00:00Z") == mapping.time_of("2026-09-01T08:00:00+03:00") == 1_788_238_800
    assert (mapping.time_of(None), mapping.time_of(UNSET)) == (None, UNSET)
    assert mapping.date_of("2026-08-31T21:00:00Z") == "2026-08-31"


def test_an_overridden_score_is_the_score() -> None:
    grades = answers.Grades(
        current_score=70.0, final_score=60.0, override_score=95.0, final_grade="D", override_grade="A"
    )
    row = answers.Enrollment(id=1, user_id=2, course_id=3, type="StudentEnrollment", grades=grades)
    told = mapping.enrollment_of(row)
    assert (told.current_score, told.final_score, told.final_grade) == (70.0, 95.0, "A")


def event(**fields: Any) -> answers.Event:
    told = {"id": 5, "title": "Урок", "start_at": "2026-09-01T05:00:00Z", "end_at": "2026-09-01T05:45:00Z"}
    return msgspec.json.decode(msgspec.json.encode({**told, "context_code": "course_2", **fields}), type=answers.Event)


def good_lessons(row: answers.Event, course_of_group: dict[str, str]) -> list[Lesson]:
    return good(lessons_in(row, course_of_group))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "class"),
        ({"web_conference": {"id": 1}}, "meeting"),
        ({"web_conference": None}, "class"),
        ({"appointment_group_id": 7}, "appointment"),
        ({"workflow_state": "deleted"}, None),
        ({"hidden": True}, None),
    ],
)
def test_what_is_a_lesson(fields: dict[str, Any], kind: str | None) -> None:
    assert [one.kind for one in good_lessons(event(**fields), {})] == ([kind] if kind else [])


def test_a_hidden_parent_gives_way_to_its_children() -> None:
    (lesson,) = good_lessons(event(hidden=True, child_events=[{"id": 6, "context_code": "course_section_9"}]), {})
    assert (lesson.external_id, lesson.course, lesson.section, lesson.visibility) == ("ev.6", "2", "9", "section")


def test_a_lesson_of_a_group_belongs_to_its_course() -> None:
    (lesson,) = good_lessons(event(context_code="group_4"), {"4": "2"})
    assert (lesson.course, lesson.group, lesson.visibility) == ("2", "4", "group")


def test_all_day_and_places() -> None:
    (lesson,) = good_lessons(
        event(all_day=True, all_day_date="2026-09-01", location_name="A", location_address="B"), {}
    )
    assert (lesson.all_day, lesson.on_date, lesson.location) == (True, "2026-09-01", "A, B")
    (point,) = good_lessons(event(end_at="2026-09-01T05:00:00Z"), {})
    assert point.ends_at is None


def test_a_conference_has_a_time_when_it_has_begun() -> None:
    assert mapping.meeting_of(answers.Conference(id=1, title="x", started_at=None), "2", SITE) is None
    begun = answers.Conference(id=1, title="x", started_at="2026-09-01T05:00:00Z", ended_at="2026-09-01T06:00:00Z")
    meeting = mapping.meeting_of(begun, "2", SITE)
    assert meeting is not None
    assert (meeting.external_id, meeting.kind, meeting.state) == ("conf.1", "meeting", "held")


def test_a_row_that_cannot_be_understood_keeps_its_number() -> None:
    row = mapping.understood(Kind.SECTION, Raw(b'{"id": "7"}'), answers.Section)
    assert isinstance(row, BadRecord)
    assert row.external_id == "7"


def test_links_and_counted_lists() -> None:
    header = (
        '<https://x/api/v1/courses?page=1&per_page=10>; rel="current",'
        '<https://x/api/v1/courses?page=2&per_page=10>; rel="next",'
        '<https://x/api/v1/courses?page=9&per_page=10>; rel="last"'
    )
    assert last_number(links_of(header)) == 9
    assert last_number(links_of(header.replace("page=2", "page=bookmark:WyJd"))) is None
    assert last_number(links_of('<https://x?page=1>; rel="current"')) is None
    assert with_query("a", {"b": ["1", "2"], "c": True, "d": None}) == "a?b%5B%5D=1&b%5B%5D=2&c=true"


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://School.instructure.com/", SITE),
        ("https://school.instructure.com.:443", SITE),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("https://наука.рф", "https://xn--80aa3ak5a.xn--p1ai"),
        ("https://xn--80aa3ak5a.xn--p1ai", "https://xn--80aa3ak5a.xn--p1ai"),
    ],
)
def test_an_address_has_one_spelling(address: str, site: str) -> None:
    assert CanvasIntegration.site_url(address) == site


@pytest.mark.parametrize(
    "address",
    [
        "",
        "school",
        "https://x/courses/7",
        "https://u:p@x",
        "ftp://x",
        "https://x:99999",
        "https://x?a=1",
        "https://x\\@y",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput):
        CanvasIntegration.site_url(address)


def test_a_new_quiz_is_a_quiz() -> None:
    row = answers.Assignment(id="1", submission_types=["external_tool"], is_quiz_lti_assignment=True)
    assert mapping.item_of(row, "2", "3", mapping.NO_PLACE, None).kind == "quiz"
