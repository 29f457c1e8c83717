"""Who may do what: every call with every kind of caller, as the document of the API says it.

Scopes are tried on a server. Roles, and what is over, are tried in this process, where a test can let time pass.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import update

from lmsync.access.browsers import csrf_token_of
from lmsync.access.rights import EVERY_RIGHT, OperatorRight, Right, Role
from lmsync.access.tokens import make_token
from lmsync.api.rights import NOT_BY_COOKIE, OPEN, RIGHTS, short_form
from lmsync.crm_integration import Scope
from lmsync.records import Kind, User
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held, operators, sessions
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import set_auto_sync
from lmsync.store.mirror import tables as t
from lmsync.store.reading.listings import LISTINGS
from lmsync.sync.crm_sync_service import CRMSyncService
from tests.conftest import a_connection, apply_records
from tests.in_process import Browser, InProcess, in_process
from tests.served import Answered, Api

NOBODYS_ID = "school-usr-0"
Needed: TypeAlias = Right | OperatorRight | None
Operations: TypeAlias = dict[str, tuple[str, str, Needed]]

ONLY_ADMINS = {
    *("get_plan", "start_sync", "cancel_run", "start_auto_sync", "stop_auto_sync"),
    *("configure", "get_configuration", "delete_configuration", "check_connections", "check_configuration"),
    *("list_forgotten", "delete_forgotten"),
    *("list_tokens", "make_token", "revoke_token", "list_acts"),
    *("apply_decision", "dismiss_decision", "undo_decision"),
}
ONLY_OWNERS = {
    *("list_operators", "make_operator", "change_operator", "reset_operator", "remove_operator"),
    *("erase_user", "lift_erasure"),
}
ONLY_LOGGED_IN = {
    "get_session",
    "log_out",
    "change_password",
    "start_totp",
    "confirm_totp",
    "end_totp",
    "list_sessions",
    "revoke_session",
}
EVERYBODY = {"list_systems", "search_records"}
READERS = (
    {"list_changes", "list_latest_changes", "get_status", "export_user"}
    | {
        *("list_runs", "get_run", "list_run_slots", "list_run_scopes", "list_run_changes"),
        *("list_held", "get_held", "follow_run", "follow_events"),
    }
    | {
        f"{verb}_{name}"
        for listing in LISTINGS.values()
        for verb, name in (("list", listing.name), ("get", listing.only or listing.kind.value))
    }
)


@pytest.fixture(scope="session")
def operations(api: Api) -> Operations:
    """Method, address and right of each call, by its name; from the document alone."""
    return operations_in(api.ask("GET", "/api/v1/openapi.json").json)


def operations_in(document: dict[str, Any]) -> Operations:
    paths, found = document["paths"], {}
    for path, methods in paths.items():
        for method, operation in methods.items():
            ways = {name: needed for way in operation["security"] for name, needed in way.items()}
            scopes: list[Needed] = [Right(scope) for scope in ways.get("token", [])]
            if ways and "token" not in ways:
                scopes = [OperatorRight.OWNER if ways["session"] == ["owner"] else OperatorRight.LOGGED_IN]
            assert len(scopes) <= 1
            address = path.replace("{record_id}", NOBODYS_ID).replace("{run_id}", "1").replace("{token_id}", "999999")
            address = address.replace("{operator_id}", "999999").replace("{session_id}", "999999")
            address = address.replace("{held_id}", "999999").replace("{connection}", "school")
            # A parameter that there is not: nothing is done, and only who may hears of it.
            address += "?shoe_size=40"
            found[operation["operationId"]] = (method.upper(), address, scopes[0] if scopes else None)
    return found


@pytest.fixture(scope="session")
def tokens(api: Api) -> dict[Right, str]:
    """A token with each scope alone."""
    return {right: made(api, scopes=[right])["token"] for right in Right}


def made(api: Api, **facts: Any) -> dict[str, Any]:
    answer = api.ask("POST", "/api/v1/tokens", {"name": "of a test", **facts})
    assert answer.status == 201, answer.body.decode()
    token: dict[str, Any] = answer.json
    return token


def asked(api: Api, token: str | None, method: str, address: str) -> Answered:
    return Api(api.url, token).ask(method, address, {} if method == "POST" else None)


def is_refused(answer: Answered) -> bool:
    if answer.status != 403:
        return False
    assert answer.json["type"] == "/problems/not-allowed"
    return True


def test_the_document_names_every_call_and_its_right(
    operations: Operations,
) -> None:
    documented = {name: right for name, (_, _, right) in operations.items() if name not in OPEN}
    assert {name: right for name, right in documented.items() if short_form(name) == name} == {
        name: right for name, right in RIGHTS.items() if name != "openapi"
    }
    assert all(right is RIGHTS[short_form(name)] for name, right in documented.items())
    assert operations.keys() >= OPEN


@pytest.mark.parametrize("right", Right)
def test_a_scope_opens_its_calls_and_no_other(
    right: Right,
    api: Api,
    operations: Operations,
    tokens: dict[Right, str],
) -> None:
    for name, (method, address, needed) in operations.items():
        answer = asked(api, tokens[right], method, address)
        assert is_refused(answer) is (needed not in (None, right)), (name, answer.body)
        if not is_refused(answer):
            assert answer.status == 422, (name, answer.body)


@pytest.mark.parametrize("right", Right)
def test_without_a_scope_its_calls_are_shut_and_the_answer_names_it(
    right: Right, api: Api, operations: Operations
) -> None:
    token = made(api, scopes=sorted(EVERY_RIGHT - {right}))["token"]
    for name, (method, address, needed) in operations.items():
        answer = asked(api, token, method, address)
        assert is_refused(answer) is (needed is right or isinstance(needed, OperatorRight)), (name, answer.body)
        if needed is right:
            assert right.value in answer.json["detail"]


@pytest.mark.parametrize("how", ["nobody", "wrong", "cut", "revoked"])
def test_without_a_token_that_holds_nothing_opens(how: str, api: Api, operations: Operations) -> None:
    whole = made(api, scopes=sorted(EVERY_RIGHT))
    token = {"nobody": None, "wrong": "lmsync_wrong", "cut": whole["token"][:-1], "revoked": whole["token"]}[how]
    if how == "revoked":
        assert api.ask("DELETE", f"/api/v1/tokens/{whole['id']}").status == 200
    for name, (method, address, _) in operations.items():
        answer = asked(api, token, method, address)
        if name in OPEN:
            assert answer.status == 422
        else:
            assert (answer.status, answer.json["type"]) == (401, "/problems/unauthorized"), name


def test_a_remembered_answer_is_not_given_to_who_may_not_have_it(api: Api, tokens: dict[Right, str]) -> None:
    address = "/api/v1/crm/students?limit=7"
    assert api.ask("GET", address).status == 200
    assert is_refused(Api(api.url, tokens[Right.READ_COURSES]).ask("GET", address))
    token = made(api, scopes=["read:students", "personal"])
    limited = Api(api.url, token["token"])
    assert limited.ask("GET", address).status == 200
    assert api.ask("DELETE", f"/api/v1/tokens/{token['id']}").status == 200
    assert limited.ask("GET", address).status == 401


def test_each_call_stands_in_the_table_of_this_test() -> None:
    """Written by hand: a new call is put where it belongs, by somebody who thinks of it."""
    table = [ONLY_ADMINS, ONLY_OWNERS, ONLY_LOGGED_IN, EVERYBODY, READERS, NOT_BY_COOKIE, OPEN, {"openapi"}]
    assert sum(map(len, table)) == len(set().union(*table))
    assert set().union(*table) == RIGHTS.keys() | OPEN


SECRETS = {role: f"session-of-{role}" for role in Role}
EVERYTHING = "a-token-with-every-scope"


@pytest.fixture
async def empty(database_url: str, tmp_path: Path) -> AsyncIterator[InProcess]:
    """An installation without an LMS, in which somebody of each role is logged in."""

    def somebody(tx: Tx) -> None:
        for role in Role:
            number = operators.add_operator(tx, role, role, role, "hash").id
            sessions.add_session(tx, number, SECRETS[role], None, None)
        make_token(tx, LMSYNC, "everything", EVERY_RIGHT, secret=EVERYTHING)

    async with in_process(database_url, tmp_path) as api:
        await api.parts.database.write(somebody)
        yield api


async def documented(api: InProcess) -> Operations:
    answer = await with_token(api, EVERYTHING, "GET", "/api/v1/openapi.json")
    return operations_in(answer.json)


async def with_token(api: InProcess, token: str, method: str, address: str) -> Answered:
    headers = {"authorization": f"Bearer {token}"}
    return await api.ask(method, address, {} if method == "POST" else None, headers, address="192.0.2.1")


def logged_in(api: InProcess, role: Role) -> Browser:
    browser = Browser(api)
    browser.cookies["lmsync_session"] = SECRETS[role]
    browser.csrf_token = csrf_token_of(SECRETS[role])
    return browser


async def with_session(browser: Browser, method: str, address: str, **headers: str) -> Answered:
    return await browser.ask(method, address.removeprefix("/api/v1/"), {} if method == "POST" else None, **headers)


@pytest.mark.parametrize("role", Role)
async def test_a_role_opens_its_calls_and_no_other(role: Role, empty: InProcess) -> None:
    shut = {
        Role.VIEWER: ONLY_ADMINS | ONLY_OWNERS | NOT_BY_COOKIE,
        Role.ADMIN: ONLY_OWNERS | NOT_BY_COOKIE,
        Role.OWNER: NOT_BY_COOKIE,
    }[role]
    browser = logged_in(empty, role)
    for name, (method, address, _) in (await documented(empty)).items():
        answer = await with_session(browser, method, address)
        is_shut = short_form(name) in shut
        assert answer.status == (403 if is_shut else 422), (name, answer.body)
        if is_shut:
            assert answer.json["type"] == "/problems/not-allowed"


async def test_a_session_changes_nothing_without_its_proof(empty: InProcess) -> None:
    browser = logged_in(empty, Role.OWNER)
    browser.csrf_token = csrf_token_of(SECRETS[Role.ADMIN])  # of another session
    for name, (method, address, _) in (await documented(empty)).items():
        answer = await with_session(browser, method, address)
        is_shut = short_form(name) in NOT_BY_COOKIE
        if name in OPEN or (method == "GET" and not is_shut):
            assert answer.status == 422, name
        else:
            assert answer.status == 403, name
            assert answer.json["type"] == "/problems/" + ("not-allowed" if is_shut else "cross-site")


def let_it_end(tx: Tx, how: str) -> None:
    if how == "revoked":
        for operator in operators.list_operators(tx):
            sessions.revoke_sessions(tx, operator.id)
    elif how == "expired":
        tx.run(update(t.session).values(expires_at=t.session.c.expires_at - sessions.LONGEST_SECONDS))
    elif how == "idle":
        tx.run(update(t.session).values(last_used_at=t.session.c.last_used_at - sessions.IDLE_SECONDS))
    else:
        tx.run(update(t.operator).values(state="disabled"))


@pytest.mark.parametrize("how", ["revoked", "expired", "idle", "disabled"])
async def test_with_a_session_that_is_over_nothing_opens(how: str, empty: InProcess) -> None:
    every = await documented(empty)
    await empty.parts.database.write(lambda tx: let_it_end(tx, how))
    browser = logged_in(empty, Role.OWNER)
    for name, (method, address, _) in every.items():
        answer = await with_session(browser, method, address)
        assert answer.status == (422 if name in OPEN else 401), name


async def test_with_a_token_that_has_expired_nothing_opens(empty: InProcess) -> None:
    every = await documented(empty)
    await empty.parts.database.write(lambda tx: tx.run(update(t.api_client).values(expires_at=1)))
    for name, (method, address, _) in every.items():
        answer = await with_token(empty, EVERYTHING, method, address)
        assert answer.status == (422 if name in OPEN else 401), name


async def test_a_wrong_token_beside_a_session_opens_nothing(empty: InProcess) -> None:
    browser = logged_in(empty, Role.OWNER)
    for method, address, needed in (await documented(empty)).values():
        if needed is not None:
            answer = await with_session(browser, method, address, authorization="Bearer wrong")
            assert answer.status == 401, address


async def test_a_token_of_another_connection_finds_nothing_of_this_one(empty: InProcess) -> None:
    def two_schools(tx: Tx) -> tuple[int, int]:
        north, south = (a_connection(tx, f"https://{name}.example", name) for name in ("north", "south"))
        for connection in (north, south):
            set_auto_sync(tx, connection.id, False)
        person = User(external_id="1", display_name="Anna")
        apply_records(tx, [person], kind=Kind.USER, connection_id=north.id, run_id=None, now=1_700_000_000)
        make_token(tx, LMSYNC, "south", EVERY_RIGHT, connections=[south.id], secret="a-token-of-the-south")
        run = CRMSyncService.request(tx, north.id, asked_by="person").id
        ids = {Kind.USER: ["1"]}
        scope = Scope.all_of(Kind.USER)
        decision = held.hold(
            tx, connection_id=north.id, run_id=run, scope=scope, ids=ids, reason="all_of_kind", rows_before=1
        )
        return run, decision

    run, decision = await empty.parts.database.write(two_schools)
    answer = await with_token(empty, EVERYTHING, "GET", "/api/v1/openapi.json")
    asked_of = {}
    for path, methods in answer.json["paths"].items():
        for method, operation in methods.items():
            address = path.replace("{record_id}", "north-usr-1").replace("{run_id}", str(run))
            address = address.replace("{held_id}", str(decision)).replace("{connection}", "north")
            if address == path and any(
                parameter["name"] == "connection" for parameter in operation.get("parameters", ())
            ):
                asked_of[operation["operationId"]] = method.upper(), f"{address}?connection=north"
            elif address != path and "{" not in address:
                asked_of[operation["operationId"]] = method.upper(), address
    assert {"start_sync", "get_status", "list_students", "list_changes", "get_user", "get_run"} <= asked_of.keys()
    assert {"list_held", "get_held", "apply_decision", "dismiss_decision", "undo_decision"} <= asked_of.keys()
    for name, (method, address) in asked_of.items():
        ours = await with_token(empty, "a-token-of-the-south", method, address)
        assert ours.status in {404, 422}, (name, ours.body)
        if name in {"get_status", "list_users", "list_changes", "get_user", "get_run", "list_held", "get_held"}:
            assert (await with_token(empty, EVERYTHING, method, address)).status == 200, name
