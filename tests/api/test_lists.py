"""Lists: pages, order, filters, search, and what they say when there is nothing to say."""

import base64
import unicodedata
from collections.abc import Iterable
from typing import Any

import pytest

from lmsync.store.reading.listings import LISTINGS
from tests.served import Api

READ = ["students", "teachers", "users", "courses", "sections", "groups", "enrollments", "items", "lessons", "orgs"]
NOT_PROVIDED = ["categories", "submissions", "attendance", "terms"]


def folded(text: str | None) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text or "").casefold()).replace("ё", "е")


@pytest.mark.parametrize("listing", READ)
def test_pages_of_any_size_hold_the_same_records(listing: str, api: Api) -> None:
    whole = [one["id"] for one in api.every(listing, limit=500)]
    assert len(whole) == len(set(whole)) > 0
    for limit in (1, 7) if len(whole) < 200 else (37,):
        assert [one["id"] for one in api.every(listing, limit=limit)] == whole


@pytest.mark.parametrize("listing", READ)
def test_every_order_goes_both_ways(listing: str, api: Api) -> None:
    for sort in LISTINGS[listing].sorts:
        up = [one["id"] for one in api.every(listing, sort=sort, limit=50)]
        down = [one["id"] for one in api.every(listing, sort=f"-{sort}", limit=50)]
        assert sorted(up) == sorted(down)
        assert len(up) == len(set(up))


def test_people_stand_in_the_order_of_their_folded_names(api: Api) -> None:
    names = [folded(f"{one['family_name']} {one['given_name']}") for one in api.every("students", limit=9)]
    assert names == sorted(names)


def test_lessons_and_deadlines_stand_in_one_order_of_time(api: Api) -> None:
    lessons = api.every("lessons", limit=11)
    times = [one["starts_at"] for one in lessons]
    assert times == sorted(times)
    assert {one["kind"] for one in lessons} == {"class", "event", "deadline"}
    backwards = api.every("lessons", limit=11, sort="-starts_at")
    assert [one["id"] for one in backwards] == [one["id"] for one in reversed(lessons)]


@pytest.mark.parametrize("kind", ["class", "event", "deadline", "meeting"])
def test_kinds_of_lessons_are_told_apart(kind: str, api: Api) -> None:
    expected = [one["id"] for one in api.every("lessons", limit=500) if one["kind"] == kind]
    assert [one["id"] for one in api.every("lessons", kind=kind, limit=500)] == expected


def test_a_window_holds_what_overlaps_it(api: Api) -> None:
    start, end = "2026-09-02T00:00:00Z", "2026-09-05T12:00:00Z"
    expected = [
        one["id"]
        for one in api.every("lessons", limit=500)
        if one["starts_at"] < end and (one["ends_at"] or one["starts_at"]) >= start
    ]
    found = api.every("lessons", limit=500, **{"from": start, "to": end})
    assert [one["id"] for one in found] == expected
    assert expected


def test_filters_by_course_teacher_student_and_group(api: Api) -> None:
    enrollments = api.every("enrollments", limit=500)
    course = enrollments[0]["course"]["id"]
    in_course = ids(one["user"] for one in enrollments if one["course"]["id"] == course and one["role"] == "student")
    assert ids(api.every("students", course=course)) == in_course
    assert ids(one["course"] for one in api.every("items", course=course)) <= {course}
    assert ids(one["course"] for one in api.every("lessons", course=course)) == {course}
    student = min(in_course)
    courses = ids(one["course"] for one in enrollments if one["user"]["id"] == student and one["role"] == "student")
    assert ids(api.every("courses", student=student)) == courses
    assert ids(one["course"] for one in api.every("lessons", student=student)) <= courses
    group = api.every("groups")[0]
    assert ids(api.every("users", group=group["id"])) == ids(group["members"])
    teacher = api.every("teachers", course=course)[0]["id"]
    taught = ids(api.every("courses", teacher=teacher))
    assert course in taught
    learners = ids(one["user"] for one in enrollments if one["course"]["id"] in taught and one["role"] == "student")
    assert ids(api.every("students", teacher=teacher)) == learners
    suspended = ids(one["user"] for one in enrollments if one["state"] == "suspended")
    assert ids(one["user"] for one in api.every("enrollments", state="suspended")) == suspended
    assert suspended


def ids(records: Iterable[dict[str, Any]]) -> set[str]:
    return {record["id"] for record in records}


def test_a_reference_is_an_id_and_a_name(api: Api) -> None:
    names = {row["id"]: row["name"] for row in api.every("courses", limit=500)}
    people = {row["id"]: row["display_name"] for row in api.every("users", limit=500)}
    for row in api.every("enrollments", limit=500)[::9]:
        assert row["course"] == {"id": row["course"]["id"], "name": names[row["course"]["id"]]}
        assert row["user"] == {"id": row["user"]["id"], "name": people[row["user"]["id"]]}
    for lesson in api.every("lessons", limit=500):
        assert lesson["course"] is None or lesson["course"]["name"] == names[lesson["course"]["id"]]
        assert all(teacher == {"id": teacher["id"], "name": people[teacher["id"]]} for teacher in lesson["teachers"])
    members = [member for group in api.every("groups") for member in group["members"]]
    assert members
    assert all(member == {"id": member["id"], "name": people[member["id"]]} for member in members)


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_search_finds_words_by_their_letters(length: int, api: Api) -> None:
    people = api.every("users", limit=500)
    for person in people[::7]:
        part = folded(person["family_name"])[:length].split()[0]
        found = {one["id"] for one in api.every("users", q=part, limit=500)}
        assert person["id"] in found
        for one in people:
            told = [one["family_name"], one["given_name"], one["display_name"], one["email"], one["username"]]
            words = folded(" ".join(word for word in [*told, one["sis_id"]] if word))
            matches = f" {words}".find(f" {part}") >= 0 if len(part) < 3 else part in words
            assert (one["id"] in found) == matches, (part, words)


def test_search_without_a_hit_and_with_odd_letters(api: Api) -> None:
    for query in ("никогонет", '"', "a\"b'c*", "%", "()", "\x00qqq", "q\x00qq"):
        assert api.get("students", q=query)["items"] == []


def test_a_person_comes_with_their_courses(api: Api) -> None:
    student = api.every("students")[0]
    one = api.get(f"students/{student['id']}")
    assert {name: value for name, value in one.items() if name != "courses"} == student
    assert len([course for course in one["courses"] if course["role"] == "student"]) == student["student_courses"]


@pytest.mark.parametrize("listing", READ)
def test_every_record_can_be_asked_for_by_its_id(listing: str, api: Api) -> None:
    for row in api.every(listing, limit=500)[::17]:
        one = api.get(f"{listing}/{row['id']}")
        one.pop("courses", None)
        assert one == row


@pytest.mark.parametrize("listing", NOT_PROVIDED)
def test_what_cannot_be_delivered_is_no_empty_list(listing: str, api: Api) -> None:
    page = api.get(listing)
    assert page["items"] == []
    (told,) = page["not_provided"]
    assert told["connection"] == "school"
    assert told["why"]
    assert page["total"] is None
    kind = LISTINGS[listing].kind.value
    connection = api.get("status")["connections"][0]
    assert connection["counts"][kind] is connection["kinds"][kind]["total"] is None


def test_totals_are_told_where_they_are_known(api: Api) -> None:
    for listing in ("students", "teachers", "users", "courses", "enrollments"):
        assert api.get(listing, limit=1)["total"] == len(api.every(listing, limit=500))
    assert api.get("students", q="а")["total"] is None


def test_a_link_leads_to_the_next_page(api: Api) -> None:
    answer = api.ask("GET", "/api/v1/crm/students?limit=2")
    link = answer.headers["Link"]
    assert link.endswith('; rel="next"')
    following = api.ask("GET", link[1:].split(">")[0])
    assert following.json["items"][0]["id"] not in {one["id"] for one in answer.json["items"]}


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("students", {"colour": "red"}, "colour"),
    ("students", {"limit": 0}, "limit"),
    ("students", {"limit": 501}, "limit"),
    ("students", {"limit": "many"}, "limit"),
    ("students", {"sort": "shoe_size"}, "sort"),
    ("students", {"course": "7"}, "course"),
    ("students", {"course": "school-crs-99999"}, "course"),
    ("students", {"course": "school-usr-3"}, "course"),
    ("students", {"state": "asleep"}, "state"),
    ("students", {"role": "king"}, "role"),
    ("students", {"connection": "elsewhere"}, "connection"),
    ("lessons", {"from": "yesterday"}, "from"),
    ("lessons", {"kind": "party"}, "kind"),
    ("courses", {"q": ""}, "q"),
    ("changes", {"kinds": "user,dragon"}, "kinds"),
]


@pytest.mark.parametrize(("path", "query", "field"), BAD)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_bad_parameter_is_named(path: str, query: dict[str, Any], field: str, language: str, api: Api) -> None:
    import urllib.parse

    address = f"/api/v1/crm/{path}?{urllib.parse.urlencode(query)}"
    answer = api.ask("GET", address, headers={"Accept-Language": language})
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json
    assert problem["type"] == "/problems/invalid-input"
    (error,) = problem["errors"]
    assert error["field"] == field
    assert error["detail"]
    russian = any("а" <= letter <= "я" for letter in problem["title"])
    assert russian == (language == "ru")


def test_a_cursor_belongs_to_its_list(api: Api) -> None:
    cursor = api.get("students", limit=2)["next_cursor"]
    for query in (f"teachers?cursor={cursor}", f"students?cursor={cursor}&sort=-name", f"students?cursor={cursor}&q=a"):
        assert api.ask("GET", f"/api/v1/crm/{query}").status == 400


@pytest.mark.parametrize("path", ["students", "changes", "runs"])
@pytest.mark.parametrize(("language", "said"), [("en", "exactly as received"), ("ru", "без изменений")])
def test_a_cursor_that_was_not_handed_out_is_refused(path: str, language: str, said: str, api: Api) -> None:
    api.sync()
    cursor = api.get(path, limit=1)["next_cursor"]
    assert api.ask("GET", f"/api/v1/crm/{path}?limit=1&cursor={cursor}").status == 200
    plain = base64.urlsafe_b64encode(b"\x94\xc4\x06123456\xa1a\x00\x01").decode().rstrip("=")
    for odd in ("nonsense", "", "1", cursor[:-1], cursor[::-1], plain, "x" * 3000):
        answer = api.ask("GET", f"/api/v1/crm/{path}?cursor={odd}", headers={"Accept-Language": language})
        assert (answer.status, answer.json["type"]) == (400, "/problems/invalid-cursor"), odd
        assert answer.json["errors"][0]["field"] == "cursor"
        assert said in answer.json["detail"]


def test_no_cursor_holds_a_name(api: Api) -> None:
    for sort in ("name", "-name"):
        answer = api.ask("GET", f"/api/v1/crm/students?limit=5&sort={sort}")
        last = answer.json["items"][-1]
        cursor = answer.json["next_cursor"]
        opened = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        for name in (last["family_name"], last["given_name"]):
            assert folded(name).encode() not in opened


def test_an_unchanged_page_keeps_its_cursor(api: Api) -> None:
    """Otherwise its ETag would change with every process that answers."""
    pages = [api.get("users", limit=5, sort=sort) for sort in ("name", "name")]
    assert pages[0]["next_cursor"] == pages[1]["next_cursor"]


@pytest.mark.parametrize(
    "path",
    [
        "students/school-usr-99999",
        "students/nonsense",
        "students/school-crs-2",
        "courses/other-crs-2",
        "lessons/school-les-cm.99999-due",
        "runs/99999",
        "nothing",
    ],
)
def test_what_is_not_there_is_not_found(path: str, api: Api) -> None:
    answer = api.ask("GET", f"/api/v1/crm/{path}")
    assert (answer.status, answer.json["type"]) == (404, "/problems/not-found")


def test_a_teacher_is_not_found_among_students(api: Api) -> None:
    teacher = next(one for one in api.every("teachers") if not one["student_courses"])
    assert api.ask("GET", f"/api/v1/crm/students/{teacher['id']}").status == 404


def test_a_place_in_the_changes_keeps_to_the_connection_that_was_named(api: Api) -> None:
    everywhere = api.get("changes", start="now")["next_cursor"]
    of_school = api.get("changes", start="now", connection="school")["next_cursor"]
    assert api.get("changes", cursor=everywhere)["items"] == []
    assert api.get("changes", cursor=of_school, connection="school")["items"] == []
    for query in (f"cursor={of_school}", f"cursor={everywhere}&connection=school"):
        refused = api.ask("GET", f"/api/v1/crm/changes?{query}")
        assert (refused.status, refused.json["errors"][0]["field"]) == (400, "cursor")
