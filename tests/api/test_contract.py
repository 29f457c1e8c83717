"""The OpenAPI description is complete, and the server keeps to it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.served import TOKEN, Api

WITHOUT_LOGIN = {f"/api/v1/auth/{name}" for name in ("setup", "login", "ways", "oidc/start", "oidc/callback")}


@pytest.fixture(scope="session")
def schema(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.ask("GET", "/api/v1/openapi.json").json
    return found


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(m, path, one) for path, methods in schema["paths"].items() for m, one in methods.items()]


def test_every_call_says_what_it_does_and_how_it_fails(schema: dict[str, Any]) -> None:
    for method, path, one in operations(schema):
        answers = one["responses"]
        assert one.get("summary"), path
        assert any(status[0] in "23" for status in answers), path
        if "health" not in path and path not in WITHOUT_LOGIN:
            assert answers["401"]["content"].keys() == {"application/problem+json"}, (method, path)
            assert one["security"], path
        assert "422" in answers, path


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*(references(one) for one in value.values()))
        if isinstance(value, list):
            return set().union(*(references(one) for one in value)) if value else set()
        return set()

    for reference in references(schema):
        place: Any = schema
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_somebody_who_tries_everything_finds_no_crack(
    request: pytest.FixtureRequest, api: Api, owner: dict[str, str], tmp_path: Path
) -> None:
    """Schemathesis over sockets: no call fails inside, and every answer is as described. An owner in a browser asks one
    database, a program with a token the other: each pair of both would take minutes more."""
    caller = {"sqlite": owner, "postgresql": {"Authorization": f"Bearer {TOKEN}"}}
    headers = caller[request.node.callspec.params["serving"]]
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{api.url}/api/v1/openapi.json"]
    command += ["--url", api.url, "--max-examples", "2"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    # Two workers at once now and then trip over Python 3.11's own parser (its recursion depth is not kept by thread).
    command += ["--workers", "1"]
    command += [
        "--checks",
        "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
    ]
    command += [
        "--exclude-path-regex",
        "/crm/(sync|configure|test|connections)",
        "--phases",
        "examples,coverage,fuzzing",
    ]
    # Nor does it end what it comes in with, or erase somebody: the other tests need them too.
    # A stream of everything has no end.
    for excluded in ("revoke_token", "revoke_session", "log_out", "erase_user", "follow_events"):
        command += ["--exclude-operation-id", excluded]
    command += ["--suppress-health-check", "all", "--seed", "1", "--request-timeout", "120"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
