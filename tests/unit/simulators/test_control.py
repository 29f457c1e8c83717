"""The one control interface of both simulators, over sockets: what it lists can be ordered, the rest is refused."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from lmsync.simulators import find_simulators
from lmsync.simulators.this_machine import Stranger, local_address, refuse_strangers
from lmsync.testing.living import LivingSchool

PAGE = Path(__file__).parents[3] / "docs/simulators.md"
LIST_OF_COURSES = {"moodle": "core_course_get_courses_by_field", "canvas": "account_courses"}
FAULTS_OF_ONE_SYSTEM = {"moodle": "without_key", "canvas": "redirect"}


class Control:
    """A client of one simulator's control interface."""

    def __init__(self, simulator: Any, session: aiohttp.ClientSession) -> None:
        self.simulator = simulator
        self.session = session

    async def ask(self, method: str, path: str = "", order: Any = None, **more: Any) -> tuple[int, Any]:
        url = f"{self.simulator.url}/_control{path}"
        async with self.session.request(method, url, json=order, **more) as answer:
            return answer.status, await answer.json()

    async def refused(self, path: str, order: Any) -> str:
        before = await self.ask("GET", "/state")
        status, answer = await self.ask("POST", path, order)
        assert 400 <= status < 500
        assert await self.ask("GET", "/state") == before
        return str(answer["error"])

    async def courses(self) -> tuple[int, str]:
        """Ask the system for its courses, as an administrator."""
        simulator = self.simulator
        if simulator.system == "canvas":
            url = f"{simulator.url}/api/v1/accounts/1/courses?per_page=100"
            asked = self.session.get(url, headers={"Authorization": f"Bearer {simulator.token}"})
        else:
            form = {"wstoken": simulator.token, "wsfunction": LIST_OF_COURSES["moodle"], "moodlewsrestformat": "json"}
            asked = self.session.post(f"{simulator.url}/webservice/rest/server.php", data=form)
        async with asked as answer:
            return answer.status, await answer.text()


@pytest.fixture(params=find_simulators())
async def control(request: pytest.FixtureRequest) -> AsyncIterator[Control]:
    simulator = find_simulators()[request.param](LivingSchool.seeded(40))
    served = await simulator.serve("127.0.0.1", 0)
    async with aiohttp.ClientSession() as session:
        yield Control(simulator, session)
    await served.cleanup()


async def test_an_answer_that_is_delayed_comes_when_the_faults_are_ended(control: Control) -> None:
    await control.ask("POST", "/faults", {"kind": "delay", "seconds": 3600, "times": -1})
    asked = asyncio.create_task(control.courses())
    while not control.simulator.requests:
        await asyncio.sleep(0.01)
    await control.ask("DELETE", "/faults")
    async with asyncio.timeout(60):
        assert (await asked)[0] == 200


async def test_it_lists_what_it_can_do(control: Control) -> None:
    status, listed = await control.ask("GET")

    assert status == 200
    assert listed["system"] == control.simulator.system
    assert {(action["method"], action["path"]) for action in listed["actions"]} == {
        ("GET", "/_control"),
        ("GET", "/_control/state"),
        ("GET", "/_control/requests"),
        ("POST", "/_control/faults"),
        ("DELETE", "/_control/faults"),
        ("POST", "/_control/changes"),
        ("POST", "/_control/settings"),
    }
    assert all(action["description"] for action in [*listed["actions"], *listed["faults"], *listed["changes"]])
    faults = next(action for action in listed["actions"] if action["path"].endswith("/faults"))
    for fault in listed["faults"]:
        assert {*fault["required"], *fault["optional"]} <= {field["name"] for field in faults["parameters"]}
    assert LIST_OF_COURSES[control.simulator.system] in listed["functions"]


EXAMPLES = {"seconds": 0, "body": [], "location": "/", "code": "invalidtoken", "key": "courses", "warnings": []}


async def test_each_fault_that_it_lists_can_be_ordered(control: Control) -> None:
    _, listed = await control.ask("GET")

    for fault in listed["faults"]:
        needs = {**EXAMPLES, "code": listed["codes"][0], "change": "join"}
        order = {"kind": fault["kind"], **{name: needs[name] for name in fault["required"]}}
        status, answer = await control.ask("POST", "/faults", order)
        assert (status, answer.get("kind")) == (200, fault["kind"])
        assert (await control.ask("DELETE", "/faults"))[0] == 200


async def test_each_change_that_it_lists_can_be_made(control: Control) -> None:
    _, listed = await control.ask("GET")
    school = control.simulator.school
    work = next(number for number, work in school.work.items() if work.due_at)

    # What deletes comes last, so that the others still have something to change.
    for change in sorted(listed["changes"], key=lambda change: change["change"].startswith("delete")):
        numbers = {"person": next(reversed(school.people)), "course": next(iter(school.courses)), "work": work}
        numbers["lesson"] = next(reversed(school.lessons))
        values = {"name": "Новое имя", **numbers}
        if change["change"] == "delete_work":
            values["work"] = next(reversed(school.work))
        required = [field["name"] for field in change["parameters"] if field["required"]]
        order = {"change": change["change"], **{name: values[name] for name in required}}
        status, answer = await control.ask("POST", "/changes", order)
        assert status == 200, answer
        assert isinstance(answer["id"], int)


async def test_each_setting_that_it_lists_can_be_set_and_is_shown(control: Control) -> None:
    _, listed = await control.ask("GET")
    fields = next(action["parameters"] for action in listed["actions"] if action["path"] == "/_control/settings")
    shown = {setting.name: setting.shown or setting.name for setting in control.simulator.abilities.settings}

    for field in fields:
        if "enum" in field:
            value: Any = field["enum"][-1]
        elif field.get("type") == "boolean":
            value = True
        elif field.get("type") == "array":
            words = field["items"].get("enum", [])
            value = words[:1] or ([3] if field["items"]["type"] == "integer" else ["course_3"])
        else:
            value = 3
        status, state = await control.ask("POST", "/settings", {field["name"]: value})
        assert (status, state[shown[field["name"]]]) == (200, value)

    assert (await control.ask("DELETE", "/faults"))[0] == 200
    _, state = await control.ask("GET", "/state")
    assert (state["token"], state["maintenance"]) == ("valid", False)


async def test_a_fault_begins_at_the_nth_request_and_lasts_as_long_as_ordered(control: Control) -> None:
    function = LIST_OF_COURSES[control.simulator.system]
    order = {"kind": "status", "status": 502, "function": function, "at": 2, "times": 2}
    assert (await control.ask("POST", "/faults", order))[0] == 200

    assert [(await control.courses())[0] for _ in range(4)] == [200, 502, 502, 200]
    assert (await control.ask("GET", "/requests"))[1] == {"requests": [function] * 4}


async def test_the_school_changes_while_it_is_being_read(control: Control) -> None:
    course = next(iter(control.simulator.school.courses))
    arguments = {"course": course, "name": "Переименованный курс"}
    order = {"kind": "change", "at": 2, "change": "rename_course", "arguments": arguments}
    assert (await control.ask("POST", "/faults", order))[0] == 200

    (_, first), (_, second) = await control.courses(), await control.courses()

    name = arguments["name"]
    names = {name, name.encode("unicode_escape").decode()}
    assert not any(name in first for name in names)
    assert any(name in second for name in names)


REFUSALS = [
    ("/faults", {}, "kind"),
    ("/faults", {"kind": "storm"}, "a fault is one of: status,"),
    ("/faults", {"kind": "status", "statuss": 500}, "statuss"),
    ("/faults", {"kind": "status", "status": "500"}, "$.status"),
    ("/faults", {"kind": "status", "status": 99_999}, "$.status"),
    ("/faults", {"kind": "status", "at": 0}, "$.at"),
    ("/faults", {"kind": "status", "seconds": 3}, "status does not use seconds"),
    ("/faults", {"kind": "status", "function": "core_nothing"}, "function: "),
    ("/faults", {"kind": "delay"}, "delay needs: seconds"),
    ("/faults", {"kind": "exception"}, "exception needs: code"),
    ("/faults", {"kind": "change", "change": "fly"}, "a change is one of: join,"),
    ("/faults", {"kind": "change", "change": "rename", "arguments": {"person": "7"}}, "$.person"),
    ("/changes", {}, "Name the `change`, one of: add_lesson,"),
    ("/changes", {"change": 5}, "Name the `change`"),
    ("/changes", {"change": "fly"}, "a change is one of: join,"),
    ("/changes", {"change": "leave"}, "leave: Object missing required field `person`"),
    ("/changes", {"change": "leave", "person": 99_999}, "leave: nothing in the school has the number 99999"),
    ("/changes", {"change": "leave", "person": 7, "course": 99_999}, "99999"),
    ("/changes", {"change": "leave", "person": 7, "what": 1}, "unknown field `what`"),
    ("/changes", {"change": "join", "role": "king"}, "a role is one of: student,"),
    ("/changes", {"change": "blank", "person": 7, "field_name": "id"}, "one of: given,"),
    ("/changes", {"change": "move_lesson", "lesson": 1, "hours": 1e308}, "move_lesson: "),
    ("/settings", {"colour": "red"}, "unknown field `colour`"),
    ("/settings", {"maintenance": "yes"}, "$.maintenance"),
    ("/settings", {"maintenance": True, "token": "lost"}, "$.token"),
    ("/settings", ["maintenance"], "Send a JSON object"),
]


@pytest.mark.parametrize(("path", "order", "reason"), REFUSALS, ids=[f"{case[0]} {case[1]}" for case in REFUSALS])
async def test_an_order_that_is_not_understood_changes_nothing_and_says_why(
    path: str, order: Any, reason: str, control: Control
) -> None:
    assert reason in await control.refused(path, order)
    assert (await control.courses())[0] == 200


async def test_what_only_the_other_system_can_do_is_refused(control: Control) -> None:
    system = control.simulator.system
    foreign = next(kind for name, kind in FAULTS_OF_ONE_SYSTEM.items() if name != system)
    assert f"{system} does one of these faults: status," in await control.refused("/faults", {"kind": foreign})
    setting = {"moodle": {"teacher": 3}, "canvas": {"unfinished": ""}}[system]
    assert "unknown field" in await control.refused("/settings", setting)


async def test_words_of_one_system_are_checked(control: Control) -> None:
    order: dict[str, Any] = {
        "moodle": {"withdraw_capabilities": ["moodle/course:viewparticipant"]},
        "canvas": {"withdraw_rights": ["read_rooster"]},
    }[control.simulator.system]
    assert "Invalid enum value" in await control.refused("/settings", order)
    if control.simulator.system == "canvas":
        assert "teacher: nobody" in await control.refused("/settings", {"maintenance": True, "teacher": 99_999})
        assert "code: canvas knows" in await control.refused("/faults", {"kind": "exception", "code": "invalidtoken"})


async def test_what_is_not_json_and_what_is_not_there_is_said_in_json(control: Control) -> None:
    url = f"{control.simulator.url}/_control/faults"
    for body in (b"", b"{", b"\xff", b'{"kind": NaN}'):
        async with control.session.post(url, data=body) as answer:
            assert answer.status == 400
            assert "not JSON" in (await answer.json())["error"]
    status, answered = await control.ask("GET", "/nowhere")
    assert (status, "/_control/settings" in answered["error"]) == (404, True)
    async with control.session.put(f"{control.simulator.url}/_control/settings") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")


STRANGERS = [
    {"Host": "school.example"},
    {"Host": "127.0.0.1.example:8700"},
    {"Host": "[::1"},
    {"Host": ""},
    {"Origin": "https://school.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "null"},
    {"X-Forwarded-For": "192.0.2.7"},
    {"Forwarded": "for=192.0.2.7"},
]


@pytest.mark.parametrize("headers", STRANGERS, ids=str)
async def test_a_stranger_behind_a_loopback_address_is_refused(headers: dict[str, str], control: Control) -> None:
    _, before = await control.ask("GET", "/state")
    for method, path in (("GET", ""), ("GET", "/state"), ("POST", "/settings"), ("DELETE", "/faults")):
        status, answer = await control.ask(method, path, {"maintenance": True}, headers=headers)
        assert (status, bool(answer["error"])) == (403, True)
    assert (await control.ask("GET", "/state"))[1] == before


async def test_the_simulated_system_itself_answers_under_any_name(control: Control) -> None:
    control.session.headers["Host"] = "school.example"
    control.session.headers["Origin"] = "https://school.example"
    assert (await control.courses())[0] == 200


async def test_a_page_of_the_simulator_itself_may_control_it(control: Control) -> None:
    host = control.simulator.url.removeprefix("http://")
    assert (await control.ask("GET", "/state", headers={"Origin": f"http://{host}"}))[0] == 200
    port = host.rpartition(":")[2]
    assert (await control.ask("GET", "/state", headers={"Host": f"localhost:{port}"}))[0] == 200


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.1", "0.0.0.0", "2001:db8::1", "::ffff:192.0.2.7", "", None])
def test_another_machine_is_refused_whatever_it_calls_the_simulator(peer: str | None) -> None:
    with pytest.raises(Stranger):
        refuse_strangers(peer, {"Host": "localhost"})


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_program_of_this_machine_is_answered(peer: str) -> None:
    for host in ("localhost:8700", "LOCALHOST", "127.0.0.1:8700", "[::1]:8700"):
        refuse_strangers(peer, {"Host": host})


@pytest.mark.parametrize(
    ("listens_on", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8700"),
        ("localhost", "http://localhost:8700"),
        ("0.0.0.0", "http://127.0.0.1:8700"),
        ("::", "http://[::1]:8700"),
        ("::1", "http://[::1]:8700"),
        ("192.0.2.7", None),
        ("school.example", None),
    ],
)
def test_the_address_under_which_this_machine_controls(listens_on: str, address: str | None) -> None:
    assert local_address(listens_on, 8700) == address


async def test_the_page_names_everything_that_can_be_ordered(control: Control) -> None:
    page = PAGE.read_text(encoding="utf-8")
    _, listed = await control.ask("GET")

    for action in listed["actions"]:
        assert f"`{action['method']} {action['path']}`" in page
        for field in action["parameters"]:
            assert f"`{field['name']}`" in page
    for change in listed["changes"]:
        arguments = ", ".join(
            f"`{field['name']}`" + ("" if field["required"] else "?") for field in change["parameters"]
        )
        assert f"| `{change['change']}` | {arguments} |" in page
    for fault in listed["faults"]:
        assert f"| `{fault['kind']}` |" in page
