"""What a browser is told about answers of the API, and about those of the panel."""

from collections.abc import Sequence

import pytest

from lmsync.api.door import App, Message, Receive, Scope, Send
from lmsync.api.headers import with_headers, with_other_sites

API = "/api/v1"
CRM = "https://crm.school.example"


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    own = [(b"cache-control", b"max-age=31536000, immutable")] if scope["path"].startswith("/assets/") else []
    await send({"type": "http.response.start", "status": 200, "headers": own})
    await send({"type": "http.response.body", "body": b"page"})


async def answered(app: App, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await app({"type": "http", "method": method, "path": path, "headers": raw}, receive, send)
    start, body = sent
    names = [name for name, _ in start["headers"]]
    assert len(names) == len(set(names))
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, body["body"].decode()


@pytest.mark.parametrize("path", [API, f"{API}/crm/students", "/", "/students", "/api/v10"])
async def test_no_answer_is_guessed_at_framed_kept_or_read_by_another_site(path: str) -> None:
    _, headers, _ = await answered(with_headers(page, API, https_only=False), path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] in {"no-referrer", "same-origin"}
    assert "strict-transport-security" not in headers
    assert not any(name.startswith("access-control-") for name in headers)


async def test_an_answer_of_the_api_loads_nothing() -> None:
    _, headers, _ = await answered(with_headers(page, API, https_only=False), f"{API}/crm/students")
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy.keys() == {"default-src", "base-uri", "form-action", "frame-ancestors"}
    assert set(policy.values()) == {"'none'"}


@pytest.mark.parametrize("path", ["/", "/students", "/assets/index-1a2b.js", "/referenced"])
async def test_the_panel_loads_only_what_is_its_own(path: str) -> None:
    _, headers, _ = await answered(with_headers(page, API, https_only=False), path)
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert {policy[rule] for rule in ("default-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert {value for rule, value in policy.items() if rule.endswith("-src")} == {"'none'", "'self'"}


@pytest.mark.parametrize("path", ["/reference", "/reference/", "/reference/reference.js"])
async def test_the_reference_may_style_itself_and_runs_only_what_is_its_own(path: str) -> None:
    _, headers, _ = await answered(with_headers(page, API, https_only=False), path)
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"
    assert {policy[rule] for rule in ("default-src", "base-uri", "form-action", "frame-ancestors")} == {"'none'"}


async def test_an_answer_that_says_how_long_it_may_be_kept_is_left_so() -> None:
    _, headers, _ = await answered(with_headers(page, API, https_only=False), "/assets/index-1a2b.js")
    assert headers["cache-control"] == "max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/", f"{API}/health"])
async def test_where_people_come_over_tls_browsers_stay_there(path: str) -> None:
    _, headers, _ = await answered(with_headers(page, API, https_only=True), path)
    assert headers["strict-transport-security"] == "max-age=31536000"


async def from_a_page_of(
    origin: str, allowed: Sequence[str], path: str = f"{API}/x", method: str = "GET", **headers: str
) -> tuple[int, dict[str, str]]:
    app = with_other_sites(page, API, allowed)
    status, told, _ = await answered(app, path, method, origin=origin, **headers)
    return status, {name: value for name, value in told.items() if name.startswith("access-control-")}


PREFLIGHT = {
    "method": "OPTIONS",
    "access_control_request_method": "GET",
    "access_control_request_headers": "authorization",
}


async def test_a_page_of_a_named_site_may_ask_with_a_token_and_never_with_a_cookie() -> None:
    status, told = await from_a_page_of(CRM, [CRM], **PREFLIGHT)
    assert (status, told["access-control-allow-origin"]) == (200, CRM)
    assert "Authorization" in told["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in told
    status, told = await from_a_page_of(CRM, [CRM], cookie="lmsync_session=x")
    assert (status, told["access-control-allow-origin"]) == (200, CRM)
    assert "access-control-allow-credentials" not in told
    assert "Retry-After" in told["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("origin", "allowed", "path"),
    [
        (CRM, [], f"{API}/x"),
        ("https://evil.example", [CRM], f"{API}/x"),
        (f"{CRM}.evil.example", [CRM], f"{API}/x"),
        ("http://crm.school.example", [CRM], f"{API}/x"),
        ("null", [CRM], f"{API}/x"),
        (CRM, [CRM], "/"),
    ],
)
async def test_no_other_page_reads_an_answer(origin: str, allowed: list[str], path: str) -> None:
    for headers in ({}, PREFLIGHT):
        _, told = await from_a_page_of(origin, allowed, path, **headers)
        assert "access-control-allow-origin" not in told
