"""Nobody comes in without the token; what comes out names no secret."""

import pytest

from tests.served import Api, Lms

OPEN = {
    "/api/v1/health": 200,
    "/api/v1/health/ready": 200,
    "/api/v1/auth/setup": 422,
    "/api/v1/auth/login": 422,
    "/api/v1/auth/ways": 200,
    "/api/v1/auth/oidc/start": 409,
    "/api/v1/auth/oidc/callback": 422,
}
"""Calls without a login, and their answer to a body or query that says nothing."""


def paths(api: Api) -> list[tuple[str, str]]:
    schema = api.ask("GET", "/api/v1/openapi.json").json
    return [(method.upper(), path) for path, methods in schema["paths"].items() for method in methods]


def test_every_call_but_health_and_login_needs_the_token(api: Api) -> None:
    found = paths(api)
    assert len(found) > 30
    for method, path in found:
        address = path.replace("{record_id}", "school-usr-3").replace("{run_id}", "1")
        for token in (None, "", "wrong-token-wrong-token", "x" * 5000):
            answer = Api(api.url, token).ask(method, address, {} if method == "POST" else None)
            if path in OPEN:
                assert answer.status == OPEN[path]
            else:
                assert (answer.status, answer.json["type"]) == (401, "/problems/unauthorized"), path
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "bearer  ", "Token a-first-token-for-tests"])
def test_other_schemes_do_not_open(header: str, api: Api) -> None:
    answer = Api(api.url, None).ask("GET", "/api/v1/crm/students", headers={"Authorization": header})
    assert answer.status == 401


def test_no_answer_holds_the_token_of_the_lms(api: Api, lms: Lms) -> None:
    for path in ("crm/configure", "crm/status", "crm/runs", "crm/systems", "crm/test", "health", "health/ready"):
        assert lms.token.encode() not in api.ask("GET", f"/api/v1/{path}").body


def test_answers_carry_the_headers_that_browsers_need(api: Api) -> None:
    for path in ("/api/v1/health", "/api/v1/crm/students", "/nowhere"):
        headers = api.ask("GET", path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_body_that_is_too_large_is_refused(api: Api) -> None:
    answer = api.ask("POST", "/api/v1/crm/configure", b'{"name": "' + b"x" * (2 << 20) + b'"}')
    assert (answer.status, answer.json["type"]) == (413, "/problems/too-large")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_named(method: str, api: Api) -> None:
    answer = api.ask(method, "/api/v1/crm/students")
    assert (answer.status, answer.json["type"]) == (405, "/problems/method-not-allowed")
    assert "GET" in answer.headers["Allow"]
