"""The simulated Canvas answers like the samples: keys, types, links, error bodies in both dialects."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from lmsync.simulators.canvas import CanvasSimulator, running_canvas
from lmsync.simulators.canvas.bucket import Bucket
from lmsync.simulators.canvas.dialect import HOSTED, SELF_HOSTED
from lmsync.testing.school import School

SAMPLES = Path(__file__).parent.parent / "data/canvas"
MODERN = {"Accept": "application/json+canvas-string-ids"}


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


async def ask(
    canvas: CanvasSimulator, path: str, headers: Mapping[str, str] | None = None, *, token: str | None = None
) -> tuple[int, Mapping[str, str], Any]:
    told = {"Authorization": f"Bearer {canvas.token if token is None else token}", **(headers or {})}
    if told["Authorization"] == "Bearer ":
        del told["Authorization"]
    async with aiohttp.ClientSession(canvas.url) as session, session.get(path, headers=told) as answer:
        body = await answer.text()
        return answer.status, answer.headers, json.loads(body) if body[:1] in "[{" else body


def rows_of(body: Any) -> list[dict[str, Any]]:
    if isinstance(body, dict):
        lists = [value for value in body.values() if isinstance(value, list)]
        return lists[0] if lists and "id" not in body else [body]
    rows: list[dict[str, Any]] = body
    return rows


COMPARED = {
    "account_self": "/api/v1/accounts/self",
    "sub_accounts": "/api/v1/accounts/1/sub_accounts?recursive=true",
    "terms": "/api/v1/accounts/1/terms?workflow_state[]=all",
    "account_courses_p1": "/api/v1/accounts/1/courses?include[]=term&include[]=total_students&include[]=concluded",
    "sections_1001": "/api/v1/courses/2/sections",
    "account_users_p1": "/api/v1/accounts/1/users?include[]=email",
    "course_users_p1": "/api/v1/courses/2/users?include[]=email",
    "course_enrollments_all_states_p1": "/api/v1/courses/2/enrollments",
    "groups_1001": "/api/v1/courses/2/groups?include[]=users",
    "group_categories_1001": "/api/v1/courses/2/group_categories",
    "group_memberships": "/api/v1/groups/1/memberships",
    "assignment_groups_1001_with_assignments": "/api/v1/courses/2/assignment_groups?include[]=assignments",
    "quizzes_1001": "/api/v1/courses/2/quizzes",
    "modules_1001_items": "/api/v1/courses/2/modules?include[]=items",
    "conferences_1001": "/api/v1/courses/2/conferences",
    "grading_periods_1001": "/api/v1/courses/2/grading_periods",
    "calendar_events_event": "/api/v1/calendar_events?type=event&all_events=true&context_codes[]=course_2",
    "submissions_1001_p1": "/api/v1/courses/2/students/submissions?student_ids[]=all",
}
OPTIONAL = {"blackout_date", "rrule", "series_uuid", "effective_context_code", "non_collaborative", "sis_group_id"}


@pytest.mark.parametrize("name", COMPARED)
async def test_a_row_has_no_key_that_the_samples_lack(name: str, canvas: CanvasSimulator) -> None:
    real = sample(name)
    canvas.conferences[15_001] = 2
    status, headers, body = await ask(canvas, COMPARED[name])
    assert status == real["status"]
    known = {key for row in rows_of(real["body"]) for key in row}
    ours = rows_of(body)
    assert ours
    assert {key for row in ours for key in row} - known - OPTIONAL == set()
    for row in ours:
        for other in rows_of(real["body"]):
            for key in row.keys() & other.keys():
                if row[key] is not None and other[key] is not None and not isinstance(row[key], int | float):
                    assert type(row[key]) is type(other[key]), key
            break
    assert ("link" in real["headers"]) == ("link" in headers)


ERRORS = {
    "error_401_no_token": ("/api/v1/users/self", ""),
    "error_401_invalid_token": ("/api/v1/users/self", "nobody"),
    "error_404_not_found": ("/api/v1/courses/999999", None),
    "error_400_terms_subaccount": ("/api/v1/accounts/11/terms", None),
    "error_404_tab_disabled": ("/api/v1/courses/2/quizzes", None),
}


@pytest.mark.parametrize("name", ERRORS)
async def test_an_error_is_the_known_one(name: str, canvas: CanvasSimulator) -> None:
    path, token = ERRORS[name]
    real = sample(name)
    canvas.disabled_pages.add("quizzes")
    status, headers, body = await ask(canvas, path, token=token)
    told = {key: value for key, value in real["body"].items() if key != "error_report_id"}
    assert (status, body) == (real["status"], told)
    assert ("WWW-Authenticate" in headers) == (status == 401)


async def test_a_site_without_conferencing_leads_to_the_course(canvas: CanvasSimulator) -> None:
    canvas.conferencing = False
    told = {"Authorization": f"Bearer {canvas.token}"}
    async with (
        aiohttp.ClientSession(canvas.url) as session,
        session.get("/api/v1/courses/2/conferences", headers=told, allow_redirects=False) as answer,
    ):
        assert (answer.status, answer.content_type) == (302, "text/html")
        assert answer.headers["Location"] == f"{canvas.url}/courses/2"


async def test_rights_to_manage_make_lists_longer(canvas: CanvasSimulator) -> None:
    canvas.conferences[15_001] = 2
    school = canvas.school
    survey = next(number for number, work in school.work.items() if work.kind == "feedback")
    course = school.work[survey].course
    school.work[survey].visible = False
    quizzes = f"/api/v1/courses/{course}/quizzes"
    permissions = "/api/v1/courses/2/permissions?permissions[]=manage_course_content_add&permissions[]=manage_content"

    async def numbers(path: str, inside: str | None = None) -> set[int]:
        _, _, body = await ask(canvas, path)
        return {row["id"] for row in (body[inside] if inside else body)}

    assert 50_000 + survey in await numbers(quizzes)
    assert await numbers("/api/v1/courses/2/conferences", "conferences") == {15_001}
    assert set((await ask(canvas, permissions))[2].values()) == {True}
    canvas.withdrawn_rights |= {"manage_assignments", "manage_content", "manage_groups"}
    assert 50_000 + survey not in await numbers(quizzes)
    assert (await ask(canvas, f"{quizzes}/{50_000 + survey}"))[2]["published"] is False
    assert await numbers("/api/v1/courses/2/conferences", "conferences") == set()
    assert set((await ask(canvas, permissions))[2].values()) == {False}
    assert (await ask(canvas, "/api/v1/courses/2/group_categories"))[0] == 403
    _, _, groups = await ask(canvas, f"/api/v1/courses/{next(iter(school.courses))}/groups?include[]=group_category")
    assert {row["group_category"]["name"] for row in groups} == {"Подгруппы"}


@pytest.mark.parametrize(
    ("hosted", "name"), [(True, "error_403_not_permitted"), (False, "error_401_not_permitted_legacy")]
)
async def test_a_missing_permission_in_both_dialects(hosted: bool, name: str) -> None:
    school = School.seeded(40)
    async with running_canvas(school, teacher=3, dialect=HOSTED if hosted else SELF_HOSTED) as canvas:
        status, headers, body = await ask(canvas, "/api/v1/accounts/1/users")
    real = sample(name)
    assert (status, body) == (real["status"], real["body"])
    assert "WWW-Authenticate" not in headers


@pytest.mark.parametrize(("hosted", "name"), [(True, "throttled_429"), (False, "throttled_403")])
async def test_a_full_bucket_in_both_dialects(hosted: bool, name: str) -> None:
    async with running_canvas(School.seeded(40), dialect=HOSTED if hosted else SELF_HOSTED) as canvas:
        canvas.bucket.level = 100 * canvas.bucket.mark
        status, headers, body = await ask(canvas, "/api/v1/courses")
    real = sample(name)
    assert (status, body) == (real["status"], real["body"])
    assert "x-request-cost" not in headers


async def test_hosted_wants_a_user_agent(canvas: CanvasSimulator) -> None:
    async with (
        aiohttp.ClientSession(skip_auto_headers={"User-Agent"}) as session,
        session.get(f"{canvas.url}/api/v1/courses", headers={"Authorization": f"Bearer {canvas.token}"}) as answer,
    ):
        assert answer.status == sample("error_403_user_agent_missing")["status"]


def test_the_bucket_refuses_the_thirteenth_at_once_and_leaks() -> None:
    now = 0.0
    bucket = Bucket(600, clock=lambda: now)
    assert [bucket.enter() for _ in range(13)] == [True] * 12 + [False]
    for _ in range(12):
        bucket.leave(5.0)
    assert bucket.remaining == 540
    now = 6.0
    bucket.enter()
    assert bucket.remaining == 550
    # One at a time is never refused.
    for _ in range(1000):
        assert bucket.enter() or bucket.level > 0
        bucket.leave(0.3)
        now += 0.1


async def test_ids_are_strings_where_they_were_asked_for(canvas: CanvasSimulator) -> None:
    _, _, plain = await ask(canvas, "/api/v1/courses/2")
    _, _, strings = await ask(canvas, "/api/v1/courses/2", MODERN)
    assert (plain["id"], plain["storage_quota_mb"]) == (2, 500)
    assert (strings["id"], strings["account_id"], strings["storage_quota_mb"]) == ("2", str(plain["account_id"]), 500)


async def test_three_kinds_of_pages(canvas: CanvasSimulator) -> None:
    def rels(headers: Mapping[str, str]) -> list[str]:
        return re.findall('rel="([a-z]+)"', headers["link"])

    _, headers, _ = await ask(canvas, "/api/v1/courses?per_page=2")
    assert rels(headers) == ["current", "next", "first", "last"]
    _, headers, _ = await ask(canvas, "/api/v1/accounts/1/users?per_page=5")
    assert rels(headers) == ["current", "next", "first"]
    _, headers, first = await ask(canvas, "/api/v1/courses/2/enrollments?per_page=5")
    assert rels(headers) == ["current", "next", "first"]
    assert "page=bookmark:" in headers["link"]
    # A number is no place in a bookmarked list: the first page comes again.
    _, _, again = await ask(canvas, "/api/v1/courses/2/enrollments?per_page=5&page=2")
    # By id: the time of somebody's last activity is another in the next second.
    assert [row["id"] for row in again] == [row["id"] for row in first]
    _, _, beyond = await ask(canvas, "/api/v1/courses?page=99")
    assert beyond == []


async def test_further_context_codes_are_ignored(canvas: CanvasSimulator) -> None:
    codes = "&".join(f"context_codes[]=course_{one}" for one in [2] * 10 + [3])
    _, _, events = await ask(canvas, f"/api/v1/calendar_events?all_events=true&per_page=100&{codes}")
    assert {event["context_code"] for event in events} <= {"course_2"}


async def test_the_control_interface(canvas: CanvasSimulator) -> None:
    async with aiohttp.ClientSession(canvas.url) as session:
        async with session.post("/_control/changes", json={"change": "join", "family": "Пробная"}) as answer:
            assert (await answer.json())["id"] in canvas.school.people
        async with session.post("/_control/changes", json={"change": "fly"}) as answer:
            assert answer.status == 422
        async with session.post("/_control/faults", json={"kind": "storm"}) as answer:
            assert answer.status == 422
        async with session.post("/_control/faults", json={"kind": "status", "function": "courses"}) as answer:
            assert answer.status == 200
        assert (await ask(canvas, "/api/v1/courses"))[0] == 503
        async with session.post("/_control/settings", json={"maintenance": True}) as answer:
            assert (await answer.json())["maintenance"]
        async with session.delete("/_control/faults") as answer:
            assert answer.status == 200
        async with session.get("/_control/state") as answer:
            assert (await answer.json())["people"] == 41
        async with session.get("/_control/requests") as answer:
            assert "courses" in (await answer.json())["requests"]
        async with session.get("/") as answer:
            assert "<html>" in await answer.text()


async def test_submissions_group_lose_and_refuse_as_canvas_does(canvas: CanvasSimulator) -> None:
    path = "/api/v1/courses/2/students/submissions?student_ids[]=all&per_page=5"
    _, _, grouped = await ask(canvas, f"{path}&grouped=false")
    assert grouped[0].keys() == {"user_id", "section_id", "submissions"}
    status, _, _ = await ask(canvas, f"{path}&submitted_since=2026-11-01")
    assert status == sample("error_400_bad_submitted_since")["status"]

    async def walk(more: str) -> set[int]:
        found: set[int] = set()
        following: str | None = f"{path}{more}"
        while following:
            _, headers, body = await ask(canvas, following)
            found |= {row["id"] for row in body}
            link = re.search(r'<[^>]*?(/api[^>]*)>; rel="next"', headers["link"])
            following = link.group(1) if link else None
        return found

    assert len(await walk("&order=graded_at")) < len(await walk(""))


async def test_a_report_is_asked_for_waited_for_and_downloaded(canvas: CanvasSimulator) -> None:
    async def report(*tables: str) -> tuple[dict[str, Any], list[str]]:
        form = {f"parameters[{name}]": "true" for name in tables}
        headers = {"Authorization": f"Bearer {canvas.token}"}
        async with aiohttp.ClientSession(canvas.url, headers=headers) as session:
            async with session.post("/api/v1/accounts/1/reports/provisioning_csv", data=form) as answer:
                told = await answer.json()
            states = [told["status"]]
            while told["status"] in {"created", "running"}:
                async with session.get(f"/api/v1/accounts/1/reports/provisioning_csv/{told['id']}") as answer:
                    told = await answer.json()
                states.append(told["status"])
        return told, states

    async def download(url: str, **headers: str) -> tuple[int, str, bytes]:
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
            return answer.status, answer.content_type, await answer.read()

    told, states = await report("users")
    assert states == ["created", "running", "complete"]
    assert told.keys() <= sample("report_complete")["body"].keys()
    _, kind, body = await download(told["attachment"]["url"])
    header, *lines = body.decode().splitlines()
    assert (kind, len(lines)) == ("text/csv", len(canvas.school.people))
    assert header == (SAMPLES / "provisioning_users.csv").read_text(encoding="utf-8").splitlines()[0]
    canvas.language = "ru"
    _, _, translated = await download(told["attachment"]["url"])
    assert translated.decode().splitlines()[0] != header

    several, _ = await report("users", "courses", "sections", "enrollments", "accounts", "terms", "xlist")
    _, kind, _ = await download(several["attachment"]["url"])
    assert kind == "application/zip"
    without = several["attachment"]["url"].partition("&verifier")[0]
    assert (await download(without))[1] == "text/html"  # a login page with status 200
    canvas.file_access = "header"
    bearer = {"Authorization": f"Bearer {canvas.token}"}
    assert (await download(without, **bearer))[1] == "application/zip"
    assert (await download(several["attachment"]["url"], **bearer))[0] == 401
    canvas.report_fails = True
    failed, states = await report("users")
    assert (states[-1], failed["progress"], "attachment" in failed) == ("error", 100, False)


async def test_graphql_tells_what_changed_when_it_is_asked_for_every_state(canvas: CanvasSimulator) -> None:
    async def query(text: str, token: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token or canvas.token}"} if token != "" else {}
        async with (
            aiohttp.ClientSession(canvas.url, headers=headers) as session,
            session.post("/api/graphql", json={"query": text}) as answer,
        ):
            return answer.status, await answer.json()

    asked = (
        'query{a:course(id:"2"){_id submissionsConnection(first:%s,filter:{%s}){nodes{_id}}} b:course(id:"999"){_id}}'
    )
    _, everything = await query(asked % (500, 'updatedSince:"2020-01-01T00:00:00Z",states:[unsubmitted,submitted]'))
    assert everything["data"]["b"] is None
    connection = everything["data"]["a"]["submissionsConnection"]
    assert 0 < len(connection["nodes"]) <= 100
    _, default = await query(asked % (100, 'updatedSince:"2020-01-01T00:00:00Z"'))
    assert default["data"]["a"]["submissionsConnection"]["nodes"] == []
    _, later = await query(asked % (100, 'updatedSince:"2030-01-01T00:00:00Z",states:[unsubmitted]'))
    assert later["data"]["a"]["submissionsConnection"]["nodes"] == []
    status, error = await query('{course(id:"2"){nope}}')
    assert (status, error["errors"][0]["message"]) == (200, "Field 'nope' doesn't exist on type 'Course'")
    assert (await query("{}", token=""))[0] == 401
