"""Who may do what: every call with every kind of token, as the document of the API says it."""

from typing import Any

import pytest

from lmsync.access.rights import EVERY_RIGHT, OperatorRight, Right
from lmsync.api.rights import OPEN, RIGHTS
from tests.served import Answered, Api

NOBODYS_ID = "school-usr-0"


@pytest.fixture(scope="session")
def operations(api: Api) -> dict[str, tuple[str, str, Right | OperatorRight | None]]:
    """Method, address and right of each call, by its name; from the document alone."""
    paths = api.ask("GET", "/api/v1/openapi.json").json["paths"]
    found = {}
    for path, methods in paths.items():
        for method, operation in methods.items():
            ways = {name: needed for way in operation["security"] for name, needed in way.items()}
            scopes: list[Right | OperatorRight] = [Right(scope) for scope in ways.get("token", [])]
            if ways and "token" not in ways:
                scopes = [OperatorRight.OWNER if ways["session"] == ["owner"] else OperatorRight.LOGGED_IN]
            assert len(scopes) <= 1
            address = path.replace("{record_id}", NOBODYS_ID).replace("{run_id}", "1").replace("{token_id}", "999999")
            address = address.replace("{operator_id}", "999999").replace("{session_id}", "999999")
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
    operations: dict[str, tuple[str, str, Right | OperatorRight | None]],
) -> None:
    assert {name: right for name, (_, _, right) in operations.items() if name not in OPEN} == {
        name: right for name, right in RIGHTS.items() if name != "openapi"
    }
    assert operations.keys() >= OPEN


@pytest.mark.parametrize("right", Right)
def test_a_scope_opens_its_calls_and_no_other(
    right: Right,
    api: Api,
    operations: dict[str, tuple[str, str, Right | OperatorRight | None]],
    tokens: dict[Right, str],
) -> None:
    for name, (method, address, needed) in operations.items():
        answer = asked(api, tokens[right], method, address)
        assert is_refused(answer) is (needed not in (None, right)), (name, answer.body)
        if not is_refused(answer):
            assert answer.status == 422, (name, answer.body)


@pytest.mark.parametrize("right", Right)
def test_without_a_scope_its_calls_are_shut_and_the_answer_names_it(
    right: Right, api: Api, operations: dict[str, tuple[str, str, Right | OperatorRight | None]]
) -> None:
    token = made(api, scopes=sorted(EVERY_RIGHT - {right}))["token"]
    for name, (method, address, needed) in operations.items():
        answer = asked(api, token, method, address)
        assert is_refused(answer) is (needed is right or isinstance(needed, OperatorRight)), (name, answer.body)
        if needed is right:
            assert right.value in answer.json["detail"]


@pytest.mark.parametrize("how", ["nobody", "wrong", "cut", "revoked"])
def test_without_a_token_that_holds_nothing_opens(
    how: str, api: Api, operations: dict[str, tuple[str, str, Right | OperatorRight | None]]
) -> None:
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
