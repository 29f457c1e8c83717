"""What a token does not allow is nowhere in what it is answered: names of people, other connections, other kinds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lmsync.records import Kind
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.masks import GRADES, PERSONAL
from tests.conftest import fresh_database
from tests.served import Api, Lms, served, simulated

READ = ["read:students", "read:lessons", "read:courses", "read:attendance", "read:changes", "read:runs"]
PEOPLE = ("students", "teachers", "users")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def schools(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, Lms]]:
    """Two schools, and somebody who has left the first of them; its Moodle is of this database alone."""
    folder = tmp_path_factory.mktemp("narrow")
    with (
        fresh_database(request, folder) as url,
        simulated("moodle") as moodle,
        simulated("canvas") as canvas,
        served(folder, LMSYNC_DATABASE_URL=url) as (api, _),
    ):
        assert api.configure(moodle, name="North").status == 201
        assert api.configure(canvas, name="South").status == 201
        assert api.ask("POST", "/api/v1/crm/sync/stop").status == 200
        assert api.sync(connection="north")["state"] == "complete"
        assert api.sync(connection="south")["state"] == "complete"
        person = api.get("students", connection="north", limit=1)["items"][0]
        moodle.change("leave", person=int(person["external_id"]))
        assert api.sync(connection="north")["state"] == "complete"
        yield api, moodle


@pytest.fixture
def owner(schools: tuple[Api, Lms]) -> Api:
    return schools[0]


@pytest.fixture
def moodle(schools: tuple[Api, Lms]) -> Lms:
    return schools[1]


def with_token(owner: Api, **facts: Any) -> Api:
    answer = owner.ask("POST", "/api/v1/tokens", {"name": "narrow", "scopes": READ, **facts})
    assert answer.status == 201, answer.body.decode()
    return Api(owner.url, answer.json["token"])


def followed(api: Api) -> list[dict[str, Any]]:
    """The walk over everything, and then the whole log."""
    found: list[dict[str, Any]] = []
    page = api.get("changes", limit=1000)
    while True:
        found += page["items"]
        if page["caught_up"]:
            return found
        page = api.get("changes", limit=1000, cursor=page["next_cursor"])


def everything_answered(api: Api) -> str:
    """The bodies of all that can be read, as one text."""
    bodies: list[Any] = [followed(api), api.get("status"), api.get("systems")]
    bodies += [api.get("search", q=query, limit=20) for query in ("а", "school", "алг")]
    for run in api.get("runs")["items"]:
        number = run["id"]
        bodies += [api.get(f"runs/{number}"), api.get(f"runs/{number}/scopes", limit=500)]
        bodies += api.every(f"runs/{number}/changes", limit=500)
        bodies.append(api.ask("GET", f"/api/v1/crm/runs/{number}/events").body.decode())
    for name in LISTINGS:
        if name == "submissions":
            continue
        rows = api.every(name, limit=500, include_removed="true")
        bodies += rows
        bodies += [api.get(f"{name}/{row['id']}", include_removed="true") for row in rows[:3]]
    return json.dumps(bodies, ensure_ascii=False)


def test_without_personal_nobody_is_named(owner: Api, moodle: Lms) -> None:
    people = owner.every("users", include_removed="true")
    facts = {row[name] for row in people for name in PERSONAL if row[name]}
    # Of two letters or more: shorter ones stand in other words.
    facts = {fact for fact in facts if len(fact) > 3}
    assert len(facts) > 200
    assert all(fact in everything_answered(owner) for fact in facts if "@" in fact)
    answered = everything_answered(with_token(owner))
    # First and family names stand in titles of lessons and groups too, which are delivered; whole names do not.
    telling = {fact for fact in facts if " " in fact or "@" in fact or any(map(str.isdigit, fact))}
    assert [fact for fact in telling if fact in answered] == []
    rows = with_token(owner).every("users")
    assert rows
    assert not any(name in row for row in rows for name in PERSONAL)
    assert {row["id"] for row in rows} == {row["id"] for row in owner.every("users")}


def test_without_personal_a_change_tells_that_a_name_changed_and_not_which(owner: Api, moodle: Lms) -> None:
    narrow = with_token(owner)
    places = [(api, api.get("changes", start="now")["next_cursor"]) for api in (owner, narrow)]
    person = owner.get("students", connection="north", sort="id", limit=1)["items"][0]
    moodle.change("rename", person=int(person["external_id"]), given="Аделаида")
    assert owner.sync(connection="north")["state"] == "complete"
    whole, masked = (api.get("changes", cursor=place)["items"] for api, place in places)
    assert [change["fields"]["given_name"] for change in whole] == [[person["given_name"], "Аделаида"]]
    assert [change["fields"]["given_name"] for change in masked] == [[None, None]]
    assert [change["seq"] for change in masked] == [change["seq"] for change in whole]
    assert "Аделаида" not in json.dumps(masked, ensure_ascii=False)


@pytest.mark.parametrize("listing", PEOPLE)
def test_without_personal_people_are_sorted_by_id_and_not_searched(listing: str, owner: Api) -> None:
    api = with_token(owner)
    for query in ("q=a", "sort=name", "sort=-changed_at"):
        answer = api.ask("GET", f"/api/v1/crm/{listing}?{query}")
        assert (answer.status, answer.json["type"]) == (403, "/problems/not-allowed")
    ids = [row["id"] for row in api.every(listing, limit=5)]
    assert ids == [row["id"] for row in owner.every(listing, sort="id")]
    assert [row["id"] for row in api.every(listing, sort="-id")] == ids[::-1]


def test_without_personal_people_beside_a_record_do_not_stand_in_the_order_of_their_names(owner: Api) -> None:
    api = with_token(owner)
    for name, beside in (("lessons", "teachers"), ("groups", "members")):
        whole = {row["id"]: [person["id"] for person in row[beside]] for row in owner.every(name, limit=500)}
        told = {row["id"]: [person["id"] for person in row[beside]] for row in api.every(name, limit=500)}
        assert told == {record: sorted(people) for record, people in whole.items()}
        assert any(len(people) > 1 for people in told.values())


def test_without_read_grades_an_enrolment_has_none(owner: Api) -> None:
    assert all(name in row for row in owner.every("enrollments") for name in GRADES)
    assert not any(name in row for row in with_token(owner).every("enrollments") for name in GRADES)


def test_a_token_of_one_connection_never_hears_of_the_other(owner: Api) -> None:
    api = with_token(owner, connections=["north"], scopes=[*READ, "personal", "sync", "configure"])
    answered = everything_answered(api)
    assert "north-usr-" in answered
    assert "south" not in answered.lower()
    for name in LISTINGS:
        if name == "submissions":
            continue
        page, of_north = api.get(name), owner.get(name, connection="north")
        assert (page["total"], page["not_provided"], page["not_yet_read"]) == (
            of_north["total"],
            of_north["not_provided"],
            of_north["not_yet_read"],
        )
        assert api.ask("GET", f"/api/v1/crm/{name}?connection=south").status == 422
        for row in owner.get(name, connection="south", limit=1)["items"]:
            assert api.ask("GET", f"/api/v1/crm/{name}/{row['id']}").status == 404
    course = owner.get("courses", connection="south", limit=1)["items"][0]["id"]
    assert api.ask("GET", f"/api/v1/crm/students?course={course}").status == 422
    run = owner.get("runs", connection="south")["items"][0]["id"]
    assert api.ask("GET", f"/api/v1/crm/runs/{run}").status == 404
    assert {row["connection"] for row in api.get("configure")["connections"]} == {"north"}


def test_a_token_of_one_connection_acts_on_no_other(owner: Api) -> None:
    api = with_token(owner, connections=["north"], scopes=["sync", "configure", "read:runs"])
    for method, path in (
        ("POST", "sync?connection=south"),
        ("POST", "sync/start?connection=south"),
        ("GET", "sync/stop?connection=south"),
        ("DELETE", "configure?connection=south"),
        ("GET", "test?connection=south"),
    ):
        assert api.ask(method, f"/api/v1/crm/{path}").status == 422, path
    with simulated("moodle", 20) as other:
        answer = api.configure(other, name="West")
    assert (answer.status, answer.json["type"]) == (403, "/problems/not-allowed")
    assert {row["connection"] for row in owner.get("configure")["connections"]} == {"north", "south"}
    assert [run["connection"] for run in api.ask("POST", "/api/v1/crm/sync?wait=true").json["runs"]] == ["north"]


def test_a_token_of_one_connection_cannot_tell_what_others_are_called_and_where_they_are(
    owner: Api, moodle: Lms
) -> None:
    api = with_token(owner, connections=["north"], scopes=["configure"])
    south = next(row for row in owner.get("configure")["connections"] if row["connection"] == "south")
    before = owner.get("configure")
    told = []
    for name, address in (
        ("South", moodle.url),
        ("Nobody", moodle.url),
        ("North", south["base_url"]),
        ("North", "http://127.0.0.1:9"),
    ):
        body = {"crm_type": "moodle", "base_url": address, "api_token": moodle.token, "name": name, "force": True}
        answers = [api.ask("POST", "/api/v1/crm/configure", body | more) for more in ({}, {"connection": "north"})]
        told.append([(answer.status, answer.json["type"], answer.json["detail"]) for answer in answers])
    assert told[0] == told[1]
    assert told[2] == told[3]
    assert {status for answers in told for status, *_ in answers} == {403}
    assert owner.get("configure") == before
    assert api.configure(moodle, name="North").status == 200
    assert api.configure(moodle).status == 200


def test_a_token_of_some_kinds_never_hears_of_others(owner: Api) -> None:
    api = with_token(owner, kinds=["lesson", "course"], scopes=[*READ, "personal"])
    for name, listing in LISTINGS.items():
        answer = api.ask("GET", f"/api/v1/crm/{name}")
        assert (answer.status == 200) is (listing.kind in {Kind.LESSON, Kind.COURSE}), name
    lesson = api.get("lessons", limit=1)["items"][0]
    assert {"course", "title"} <= lesson.keys()
    assert not {"section", "group", "item", "owner", "teachers"} & lesson.keys()
    assert "org" not in api.get("courses", limit=1)["items"][0]
    assert {change["kind"] for change in followed(api)} == {"lesson", "course"}
    assert api.ask("GET", "/api/v1/crm/changes?kinds=user").status == 403
    person = owner.get("students", limit=1)["items"][0]["id"]
    assert api.ask("GET", f"/api/v1/crm/lessons?student={person}").status == 422
    for connection in api.get("status")["connections"]:
        assert connection["kinds"].keys() == {"lesson", "course"}
        assert {kind for kind, count in connection["counts"].items() if count is not None} <= {"lesson", "course"}
    text = everything_of(api)
    assert "-usr-" not in text
    assert "-grp-" not in text


@pytest.mark.parametrize("kinds", [["lesson"], ["enrollment"], ["item", "user"]])
def test_a_receipt_does_not_name_what_was_read_within(kinds: list[str], owner: Api) -> None:
    api = with_token(owner, kinds=kinds, scopes=[*READ, "personal"])
    scopes = [scope for run in api.get("runs")["items"] for scope in api.every(f"runs/{run['id']}/scopes")]
    assert [scope for scope in scopes if scope["parent_kind"] == "course"]
    assert not any("parent" in scope for scope in scopes if scope["parent_kind"] is not None)
    assert "-crs-" not in json.dumps(scopes)


def test_a_held_removal_does_not_name_what_it_is_within(tmp_path: Path) -> None:
    with simulated("moodle", 200) as lms, served(tmp_path) as (api, _):
        assert api.configure(lms, name="School").status == 201
        assert api.ask("POST", "/api/v1/crm/sync/stop").status == 200
        assert api.sync()["state"] == "complete"
        enrollments = api.every("enrollments", role="student", limit=500)
        course = enrollments[0]["course"]["id"]
        leaving = [row["external_id"].split(".") for row in enrollments if row["course"]["id"] == course][1:]
        for number, person, _ in leaving:
            lms.change("leave", person=int(person), course=int(number))
        assert api.sync()["state"] == "complete"
        (whole,) = api.get("status")["held"]
        assert whole["parent"]["id"] == course
        (held,) = with_token(api, kinds=["enrollment", "user"], scopes=[*READ, "personal"]).get("status")["held"]
        examples = [
            {name: value for name, value in example.items() if name != "course"} for example in whole["examples"]
        ]
        assert all(example["person"]["name"] for example in examples)
        assert held == {name: value for name, value in whole.items() if name != "parent"} | {"examples": examples}
        assert with_token(api, kinds=["user", "course"], scopes=[*READ, "personal"]).get("status")["held"] == []
        (counted,) = with_token(api).get("status")["held"]
        assert counted == whole | {"examples": []}


def test_a_token_that_knows_no_enrolments_is_not_told_them_by_the_way(owner: Api) -> None:
    api = with_token(owner, kinds=["lesson", "user", "course"], scopes=[*READ, "personal"])
    assert any("course" in row for row in api.every("lessons", limit=500))
    assert not any("teachers" in row for row in api.every("lessons", limit=500))
    person = owner.get("teachers", connection="north", limit=1)["items"][0]["id"]
    course = owner.get("courses", connection="north", limit=1)["items"][0]["id"]
    for query in (
        "users?role=teacher",
        f"users?course={course}",
        f"users?teacher={person}",
        f"courses?teacher={person}",
        f"courses?student={person}",
        f"lessons?teacher={person}",
        f"lessons?student={person}",
    ):
        answer = api.ask("GET", f"/api/v1/crm/{query}")
        assert (answer.status, len(answer.json["errors"])) == (422, 1), query
    assert api.ask("GET", f"/api/v1/crm/lessons?course={course}").status == 200
    with_them = with_token(owner, kinds=["lesson", "user", "course", "enrollment"], scopes=[*READ, "personal"])
    assert with_them.ask("GET", f"/api/v1/crm/lessons?teacher={person}").status == 200
    assert any(row["teachers"] for row in with_them.every("lessons", limit=500))


def test_a_token_of_attendance_alone_is_not_told_of_which_course(owner: Api) -> None:
    api = with_token(owner, kinds=["attendance", "submission", "course"], scopes=[*READ, "read:grades"])
    course = owner.get("courses", connection="north", limit=1)["items"][0]["id"]
    for name in ("attendance", "submissions"):
        assert api.ask("GET", f"/api/v1/crm/{name}?course={course}").status == 422


def everything_of(api: Api) -> str:
    bodies: list[Any] = [followed(api), api.get("status")]
    bodies += [api.every(name, include_removed="true") for name in ("lessons", "courses")]
    for run in api.get("runs")["items"]:
        number = run["id"]
        bodies += [api.get(f"runs/{number}"), api.get(f"runs/{number}/scopes", limit=500)]
        bodies += api.every(f"runs/{number}/changes", limit=500)
    return json.dumps(bodies)


def test_the_search_finds_what_the_lists_show_and_nothing_else(owner: Api) -> None:
    person = owner.get("students", connection="north", limit=1)["items"][0]
    (people,) = owner.get("search", q=person["email"], kinds="user")["kinds"]
    assert (person["id"], person["email"]) in {(found["id"], found["email"]) for found in people["items"]}
    nameless = with_token(owner).get("search", q=person["email"])["kinds"]
    assert not any(of_kind["items"] or of_kind["kind"] == "user" for of_kind in nameless)
    of_south = with_token(owner, connections=["south"], scopes=[*READ, "personal"])
    text = json.dumps(of_south.get("search", q=person["email"], limit=20))
    assert "north" not in text
    assert of_south.ask("GET", "/api/v1/crm/search?q=a&connection=north").status == 422
    assert of_south.ask("GET", "/api/v1/crm/connections/north/search?q=a").status == 404
    of_lessons = with_token(owner, kinds=["lesson"], scopes=[*READ, "personal"])
    found = of_lessons.get("search", q="а", limit=20)["kinds"]
    assert [of_kind["kind"] for of_kind in found] == ["lesson"]
    assert found[0]["items"]
    assert not any("within" in lesson for lesson in found[0]["items"])
    assert with_token(owner, scopes=["sync"]).get("search", q="а") == {"kinds": []}


def test_a_cursor_is_of_its_caller(owner: Api) -> None:
    cursor = owner.get("users", sort="id", limit=5)["next_cursor"]
    answer = with_token(owner).ask("GET", f"/api/v1/crm/users?sort=id&limit=5&cursor={cursor}")
    assert (answer.status, answer.json["type"]) == (400, "/problems/invalid-cursor")
