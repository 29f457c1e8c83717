"""A server behind a proxy, with its limits set low: which name it has, who asks, and how often."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import Answered, Api, served

PUBLIC = "https://lmsync.school.example"
CRM = "https://crm.school.example"
REQUESTS = 60
MOST_TRIES = 1000
"""More than a limit and the next minute's allow."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bounds")


@pytest.fixture(scope="module")
def bound(folder: Path) -> Iterator[Api]:
    with served(
        folder,
        LMSYNC_PUBLIC_URL=PUBLIC,
        LMSYNC_CORS_ORIGINS=CRM,
        LMSYNC_TRUSTED_PROXIES="127.0.0.1",
        LMSYNC_REQUESTS_PER_MINUTE=str(REQUESTS),
        LMSYNC_WRONG_TOKENS_PER_MINUTE="3",
    ) as (api, _):
        yield api


@pytest.fixture(scope="module")
def first(bound: Api) -> Api:
    """A token to make others with; the tests ask little with it."""
    return Api(bound.url, a_token(bound, "admin", "sync"))


def a_token(api: Api, *scopes: str, name: str = "of a test", **headers: str) -> str:
    answer = api.ask("POST", "/api/v1/tokens", {"name": name, "scopes": scopes}, headers)
    assert answer.status == 201, answer.body
    token: str = answer.json["token"]
    return token


def until_too_often(api: Api, path: str = "/api/v1/crm/systems", **headers: str) -> tuple[int, Answered]:
    """How many requests were let in before the one that was refused, and its answer."""
    for number in range(MOST_TRIES):
        answer = api.ask("GET", path, headers=headers)
        if answer.status == 429:
            return number, answer
    raise AssertionError("never")


def is_refused_with_the_time(answer: Answered) -> bool:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["type"] == "/problems/too-many-requests"
    return 1 <= int(answer.headers["Retry-After"]) <= 90


@pytest.mark.parametrize("host", ["lmsync.school.example", "LMSYNC.SCHOOL.EXAMPLE:443", "localhost", "127.0.0.1:8600"])
def test_the_public_name_and_those_of_the_machine_itself_are_answered(host: str, bound: Api) -> None:
    assert bound.ask("GET", "/api/v1/crm/systems", headers={"Host": host}).status == 200


def test_who_comes_by_another_name_is_told_the_right_one(bound: Api) -> None:
    for language in ("en", "ru"):
        headers = {"Host": "192.0.2.7:8600", "Accept-Language": language}
        answer = bound.ask("GET", "/api/v1/crm/systems", headers=headers)
        assert (answer.status, answer.headers["Content-Language"]) == (421, language)
        assert PUBLIC in answer.json["detail"]
    assert Api(bound.url, None).ask("GET", "/api/v1/health", headers={"Host": "192.0.2.7:8600"}).status == 200


def test_a_page_of_the_crm_may_ask_and_read_also_a_refusal(bound: Api) -> None:
    preflight = {
        "Origin": CRM,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = Api(bound.url, None).ask("OPTIONS", "/api/v1/crm/students", headers=preflight)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, CRM)
    for token, status in ((bound.token, 200), ("wrong-wrong-wrong-wrong", 401)):
        answer = Api(bound.url, token).ask("GET", "/api/v1/crm/systems", headers={"Origin": CRM})
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, CRM)
        assert answer.headers["Access-Control-Allow-Credentials"] is None
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_token_that_asks_too_often_waits_and_others_do_not(first: Api) -> None:
    eager = Api(first.url, a_token(first, "sync"))
    let_in, answer = until_too_often(eager)
    assert let_in >= REQUESTS
    assert is_refused_with_the_time(answer)
    assert "LMSYNC_REQUESTS_PER_MINUTE" in answer.json["detail"]
    assert Api(first.url, a_token(first, "sync")).ask("GET", "/api/v1/crm/systems").status == 200
    assert eager.ask("GET", "/api/v1/health").status == 200


def test_wrong_tokens_of_an_address_are_refused_and_a_good_one_never_is(first: Api, folder: Path) -> None:
    wrong, behind = Api(first.url, "lmsync_wrong"), {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    let_in, answer = until_too_often(wrong, **behind)
    assert let_in > 0
    assert is_refused_with_the_time(answer)
    assert first.ask("GET", "/api/v1/tokens", headers=behind).status == 200
    assert Api(first.url, None).ask("GET", "/api/v1/tokens", headers=behind).status == 401
    # Two addresses may share a shelf, but not all of these.
    others = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(10, 20)]
    assert 401 in [wrong.ask("GET", "/api/v1/tokens", headers=other).status for other in others]
    log = (folder / "serve.log").read_text(encoding="utf-8")
    assert "an address sends many wrong tokens" in log
    assert "lmsync_wrong" not in log


def test_the_log_says_who_was_refused(first: Api, folder: Path) -> None:
    def log() -> str:
        return (folder / "serve.log").read_text(encoding="utf-8")

    behind = {"X-Forwarded-For": "203.0.113.44"}
    secret = a_token(first, "sync")
    number = first.ask("GET", "/api/v1/tokens").json["tokens"][-1]["id"]
    answer = Api(first.url, secret).ask("GET", "/api/v1/crm/students?q=%D0%98%D0%B2%D0%B0%D0%BD", headers=behind)
    assert answer.status == 403
    (line,) = [line for line in log().splitlines() if "203.0.113.44" in line]
    for fact in ("call refused", "needed=read:students", f"caller=token:{number}", "route=/crm/students"):
        assert fact in line
    # Two addresses may share a shelf of wrong tokens, but not all of these.
    others = [f"203.0.113.{number}" for number in range(50, 60)]
    for other in others:
        Api(first.url, "lmsync_misspelt").ask("GET", "/api/v1/tokens", headers={"X-Forwarded-For": other})
    noted = [line for line in log().splitlines() if "token refused" in line]
    assert any(f"address={other} " in line for line in noted for other in others)
    assert not any(text in log() for text in (secret, "lmsync_misspelt", "Иван", "%D0%98"))


def test_the_audit_names_the_address_behind_the_proxy(first: Api) -> None:
    a_token(first, "admin", **{"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.8"})
    assert first.ask("GET", "/api/v1/audit?limit=1").json["items"][0]["address"] == "203.0.113.7"


def test_nobody_writes_a_line_of_the_log(first: Api, bound: Api, folder: Path) -> None:
    forged = "\n2026-01-01T00:00:00Z [info     ] FORGED\r\x1b[2JFORGED"
    encoded = "%0A2026-01-01%20FORGED%0D%1B[2J"
    a_token(first, "admin", name=forged)
    for path in (f"/{encoded}", f"/api/v1/crm/students/{encoded}", f"/api/v1/crm/students?q={encoded}"):
        bound.ask("GET", path)
    bound.ask("POST", "/api/v1/crm/configure", {"crm_type": forged, "base_url": forged, "api_token": forged})
    bound.ask("POST", f"/api/v1/crm/sync?connection={encoded}")
    until_too_often(
        Api(bound.url, "lmsync_FORGED"),
        **{"User-Agent": "FORGED", "X-Request-Id": "FORGED", "X-Forwarded-For": "FORGED"},
    )
    assert "FORGED" not in (folder / "serve.log").read_text(encoding="utf-8")
