"""Long forms: what takes `connection=` is found at the address of one connection too, and is the same call."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import make_token
from lmsync.api.application import described_app
from lmsync.api.openapi import document
from lmsync.api.rights import short_form
from lmsync.records import Course, Kind, User
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import list_connections, set_auto_sync
from lmsync.store.keeping.run_history import list_runs
from lmsync.store.reading.listings import LISTINGS
from lmsync.sync.crm_sync_service import CRMSyncService
from tests.conftest import a_connection, apply_records
from tests.in_process import InProcess, in_process
from tests.served import Answered

CRM = "/api/v1/crm"
EVERYTHING = "a-token-with-every-scope"
OF_THE_SOUTH = "a-token-of-the-south"


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[InProcess]:
    """Two schools that nobody reads, each with two people and a course."""

    def two_schools(tx: Tx) -> None:
        for name in ("north", "south"):
            connection = a_connection(tx, f"https://{name}.example", name)
            set_auto_sync(tx, connection.id, False)
            people = [User(external_id=str(number), display_name=f"{name} {number}") for number in (1, 2)]
            for kind, records in ((Kind.USER, people), (Kind.COURSE, [Course(external_id="7", name=name)])):
                apply_records(tx, records, kind=kind, connection_id=connection.id, run_id=None, now=1_700_000_000)
            CRMSyncService.request(tx, connection.id, asked_by="schedule")
        make_token(tx, LMSYNC, "everything", EVERY_RIGHT, secret=EVERYTHING)
        make_token(tx, LMSYNC, "south", EVERY_RIGHT, connections=[connection.id], secret=OF_THE_SOUTH)

    async with in_process(database_url, tmp_path) as api:
        await api.parts.database.write(two_schools)
        yield api


async def asked(api: InProcess, method: str, path: str, body: Any = None, token: str = EVERYTHING) -> Answered:
    headers = {"authorization": f"Bearer {token}"}
    return await api.ask(method, CRM + path, body, headers, address="192.0.2.1")


async def operations(api: InProcess) -> dict[str, tuple[str, str, dict[str, Any]]]:
    answer = await api.ask(
        "GET", "/api/v1/openapi.json", None, {"authorization": f"Bearer {EVERYTHING}"}, address="192.0.2.1"
    )
    return {
        operation["operationId"]: (method.upper(), path.removeprefix(CRM), operation)
        for path, methods in answer.json["paths"].items()
        for method, operation in methods.items()
    }


def required(operation: dict[str, Any]) -> str:
    """A query with what the call cannot do without."""
    names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query" and one.get("required")]
    return "&".join(f"{name}=a" for name in names)


def parameters(operation: dict[str, Any]) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", ())}


async def test_every_call_that_takes_a_connection_has_its_long_form(api: InProcess) -> None:
    documented = await operations(api)
    in_query = {
        name for name, (_, path, of) in documented.items() if "connection" in parameters(of) and "{" not in path
    }
    assert {"get_status", "list_students", "list_runs", "start_sync", "delete_configuration"} <= in_query
    for name in in_query | {"configure", "check_configuration"}:
        method, path, short = documented[name]
        long_method, long_path, long = documented[f"{name}_of_one"]
        rest = "" if path == "/configure" else path
        assert (long_method, long_path) == (method, f"/connections/{{connection}}{rest}")
        assert long["security"] == short["security"]
        assert parameters(long) == parameters(short) | {"connection"}
        assert long["summary"] != short["summary"]
    assert (short_form("list_connections"), short_form("add_connection")) == ("get_configuration", "configure")
    for name in ("list_connections", "add_connection"):
        assert documented[name][2]["security"] == documented[short_form(name)][2]["security"]


async def test_a_long_form_answers_as_its_short_form_does(api: InProcess) -> None:
    documented = await operations(api)
    compared = 0
    for name, (method, path, operation) in documented.items():
        long = documented.get(f"{name}_of_one")
        is_followed = name in {"check_connections", "follow_events"}  # these answer as long as somebody listens
        if method == "GET" and long is not None and not is_followed and not name.endswith("_by_get"):
            query = required(operation)
            answer = await asked(api, "GET", long[1].replace("{connection}", "north") + f"?{query}")
            short = await asked(api, "GET", f"{path}?connection=north&{query}".rstrip("&"))
            assert (answer.status, answer.json) == (short.status, short.json) == (200, answer.json), name
            compared += 1
    assert compared > 15
    assert (await asked(api, "GET", "/connections")).json == (await asked(api, "GET", "/configure")).json


async def test_a_list_keeps_its_parameters_its_pages_and_what_is_remembered_of_it(api: InProcess) -> None:
    first = await asked(api, "GET", "/connections/north/users?limit=1&sort=-name")
    assert first.headers["etag"]
    assert first.headers["link"].startswith(f"<{CRM}/connections/north/users?")
    cursor = first.json["next_cursor"]
    second = await asked(api, "GET", f"/connections/north/users?limit=1&sort=-name&cursor={cursor}")
    names = [row["display_name"] for page in (first, second) for row in page.json["items"]]
    assert names == ["north 2", "north 1"]
    (of_south,) = (await asked(api, "GET", "/connections/south/users?q=2")).json["items"]
    assert of_south["display_name"] == "south 2"


async def test_a_connection_that_is_not_there_or_not_for_this_caller_is_not_found(api: InProcess) -> None:
    for name, (method, path, operation) in (await operations(api)).items():
        if "{connection}" not in path:
            continue
        body = {"crm_type": "moodle"} if "configur" in name and method == "POST" else None
        for connection, token in (("nowhere", EVERYTHING), ("north", OF_THE_SOUTH)):
            answer = await asked(
                api, method, path.replace("{connection}", connection) + f"?{required(operation)}", body, token
            )
            assert (answer.status, answer.json["type"]) == (404, "/problems/not-found"), (name, answer.body)
    assert (await asked(api, "GET", "/connections/south/users", token=OF_THE_SOUTH)).status == 200
    assert [
        row["connection"] for row in (await asked(api, "GET", "/connections", token=OF_THE_SOUTH)).json["connections"]
    ] == ["south"]


async def test_a_long_form_takes_no_connection_beside_its_own_and_nothing_unknown(api: InProcess) -> None:
    for path in (
        "/connections/north/users?connection=south",
        "/connections/north/status?shoe_size=40",
        "/connections?x=1",
    ):
        assert (await asked(api, "GET", path)).status == 422, path
    body = {"crm_type": "moodle", "connection": "south"}
    answer = await asked(api, "POST", "/connections/north", body)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "connection")


async def test_what_is_asked_of_one_connection_is_done_to_it_alone(api: InProcess) -> None:
    assert (await asked(api, "POST", "/connections/north/sync/start")).json["connections"] == ["north"]
    assert (await asked(api, "POST", "/connections/north/sync")).json["runs"][0]["connection"] == "north"
    assert await api.parts.database.read(switched_on) == ["north"]
    assert (await asked(api, "POST", "/connections/north/sync/stop")).json["auto_sync"] is False
    assert await api.parts.database.read(switched_on) == []
    assert (await asked(api, "DELETE", "/connections/north")).json == {"connection": "north", "data": "kept"}
    assert (await asked(api, "GET", "/connections/north")).status == 404
    assert [run.connection_id for run in await api.parts.database.read(lambda tx: list_runs(tx))] == [2]


def switched_on(tx: Tx) -> list[str]:
    return [connection.slug for connection in list_connections(tx) if connection.auto_sync]


async def test_a_connection_is_made_and_changed_at_its_address(api: InProcess) -> None:
    west = {"crm_type": "moodle", "base_url": "http://127.0.0.1:9", "api_token": "0" * 32, "force": True}
    made = await asked(api, "POST", "/connections", {**west, "name": "West"})
    assert (made.status, made.json["connection"]["connection"]) == (201, "west"), made.body
    changed = await asked(api, "POST", "/connections/west", {**west, "sync_interval_seconds": 600})
    assert (changed.status, changed.json["connection"]["sync_interval_seconds"]) == (200, 600)
    assert changed.json["connection"]["name"] == "West"
    refused = await asked(api, "POST", "/connections/west/test", {"crm_type": "moodle"})
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "base_url")


def test_the_page_about_the_api_names_every_long_form_that_is_not_of_a_list() -> None:
    of_one = f"{CRM}/connections/{{connection}}/"
    named = {path.removeprefix(of_one) for path in document(described_app())["paths"] if path.startswith(of_one)}
    page = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith("| `/crm/…?connection=school`"))
    assert {name for name in named - {*LISTINGS, "sync"} if f"`{name}`" not in row} == set()
