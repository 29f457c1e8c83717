"""Checks as they happen, for clients that accept events."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import make_token
from lmsync.api.check_events import wants_events
from lmsync.errors import Words
from lmsync.simulators.canvas import CanvasSimulator
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.keeping import attention
from lmsync.store.keeping.api_tokens import revoke_token
from lmsync.store.keeping.attention import Severity
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import connection_of
from tests.in_process import InProcess, in_process
from tests.served import Answered

TOKEN = "a-token-with-every-scope"
EVENTS = {"accept": "text/event-stream"}


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[InProcess]:
    async with in_process(database_url, tmp_path, allow_private_addresses=True) as api:
        await api.parts.database.write(lambda tx: make_token(tx, LMSYNC, "everything", EVERY_RIGHT, secret=TOKEN))
        api.client_stays = True
        yield api


async def asked(api: InProcess, method: str, path: str, body: Any = None, **headers: str) -> Answered:
    headers["authorization"] = f"Bearer {TOKEN}"
    return await api.ask(method, f"/api/v1/crm/{path}", body, headers, address="192.0.2.1")


def events_in(answer: Answered) -> list[tuple[str, Any]]:
    events = []
    for block in answer.body.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        if "event" in fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events


def candidate(simulator: MoodleSimulator | CanvasSimulator, **more: Any) -> dict[str, Any]:
    return {"crm_type": simulator.system, "base_url": simulator.url, "api_token": simulator.token, **more}


async def test_the_events_are_the_checks_of_the_answer_in_their_order(api: InProcess, moodle: MoodleSimulator) -> None:
    whole = await asked(api, "POST", "test", candidate(moodle))
    assert whole.headers["content-type"] == "application/json"
    live = await asked(api, "POST", "test", candidate(moodle), **EVENTS)
    assert live.status == 200
    assert live.headers["content-type"].startswith("text/event-stream")
    assert live.headers["cache-control"] == "no-store"
    *checks, last = events_in(live)
    assert checks == [("check", row) for row in whole.json["checks"]]
    assert last == ("tested", whole.json)
    assert len(checks) > 8


async def test_a_check_is_sent_before_the_next_is_tried(api: InProcess, moodle: MoodleSimulator) -> None:
    def goes_away(part: bytes) -> None:
        moodle.maintenance |= b"event: check" in part

    api.on_part = goes_away
    (_, first), *_, (_, after), (name, answer) = events_in(
        await asked(api, "POST", "test", candidate(moodle), **EVENTS)
    )
    assert (first["name"], first["passed"]) == ("site", True)
    assert (after["name"], after["passed"]) == ("site", False)
    assert (name, answer["passed"], answer["checks"]) == ("tested", False, [after])


async def test_stored_connections_are_told_apart_and_go_on_when_they_passed(
    api: InProcess, moodle: MoodleSimulator, canvas: CanvasSimulator
) -> None:
    for simulator, name in ((moodle, "North"), (canvas, "South")):
        assert (await asked(api, "POST", "configure", candidate(simulator, name=name))).status == 201
    words = Words(en="The token is refused.", ru="Токен не принят.")
    await api.parts.database.write(lambda tx: attention.need(tx, 1, "invalidtoken", words, severity=Severity.STOPPED))
    *checks, (_, answer) = events_in(await asked(api, "GET", "test", **EVENTS))
    assert {row["connection"] for _, row in checks} == {"north", "south"}
    assert answer["passed"]
    assert (await api.parts.database.read(lambda tx: connection_of(tx, 1))).state == "ok"
    (*_, (_, of_one)) = events_in(
        await asked(api, "GET", "connections/south/test", **EVENTS, **{"accept-language": "ru"})
    )
    assert [row["connection"] for row in of_one["connections"]] == ["south"]
    assert of_one["checks"][0]["title"] == "Сайт отвечает и знает токен"


async def test_what_is_wrong_with_the_request_is_a_problem_and_not_an_event(
    api: InProcess, moodle: MoodleSimulator
) -> None:
    answer = await asked(api, "POST", "test", candidate(moodle, crm_type="abacus"), **EVENTS)
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (await asked(api, "GET", "test", **EVENTS)).status == 409


async def test_what_goes_wrong_on_the_way_is_the_last_event(api: InProcess, moodle: MoodleSimulator) -> None:
    body = candidate(moodle, name="School")
    assert (await asked(api, "POST", "configure", body)).status == 201
    await api.parts.database.write(
        lambda tx: attention.need(tx, 1, "gone", Words(en="-", ru="-"), severity=Severity.STOPPED)
    )
    revoked: list[bytes] = []

    def revoke(part: bytes) -> None:
        if b"event: check" in part and not revoked:
            revoked.append(part)
            with api.parts.database.blocking.write() as tx:
                revoke_token(tx, 1)

    api.on_part = revoke
    *_, (name, problem) = events_in(await asked(api, "GET", "test", **EVENTS))
    assert (name, problem["type"], problem["status"]) == ("problem", "/problems/unauthorized", 401)
    assert (await api.parts.database.read(lambda tx: connection_of(tx, 1))).state == "needs_attention"


async def test_who_goes_ends_the_test(api: InProcess, moodle: MoodleSimulator) -> None:
    api.client_stays = False
    await asked(api, "POST", "test", candidate(moodle), **EVENTS)
    asked_for = len(moodle.requests)
    api.client_stays = True
    await asked(api, "POST", "test", candidate(moodle), **EVENTS)
    assert asked_for < len(moodle.requests) - asked_for


@pytest.mark.parametrize(
    ("accept", "wants"),
    [
        ("text/event-stream", True),
        ("application/json, Text/Event-Stream; q=0.5", True),
        ("text/event-stream;q=0", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_events_are_for_those_who_name_them(accept: str, wants: bool) -> None:
    assert wants_events(accept) is wants
