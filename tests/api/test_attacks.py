"""What is sent to break in, to break something, or to write into what others read."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import checksum_of
from lmsync.store.keeping.api_tokens import hash_of
from tests.api.test_letters import raw
from tests.served import Api

LINE_BREAKS = ["\r\n", "\n", "\r", "\u2028", "\x85"]


@pytest.fixture(scope="module")
def secret(api: Api) -> str:
    """Of a token that opens everything."""
    answer = api.ask("POST", "/api/v1/tokens", {"name": "attacked", "scopes": sorted(EVERY_RIGHT)})
    token: str = answer.json["token"]
    return token


FORGED: dict[str, Callable[[str], str]] = {
    "cut": lambda secret: secret[:-1],
    "longer": lambda secret: secret + "0",
    "in capitals": lambda secret: secret.upper(),
    "only the prefix": lambda _: "lmsync_",
    "with a checksum that is right": lambda _: "lmsync_" + "0" * 32 + checksum_of("lmsync_" + "0" * 32),
    "its hash, as the database has it": lambda secret: hash_of(secret).hex(),
    "its hash in raw bytes": lambda secret: hash_of(secret).replace(b"\r", b"").replace(b"\n", b"").decode("latin-1"),
    "twice": lambda secret: f"{secret} {secret}",
    "in a list": lambda secret: f"{secret}, Bearer {secret}",
    "a pattern": lambda _: "lmsync_%",
    "a statement": lambda _: "' OR 1=1 --",
    "Latin letters with marks": lambda secret: secret + "é",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_token_opens_nothing(how: str, secret: str, api: Api) -> None:
    assert Api(api.url, secret).ask("GET", "/api/v1/tokens").status == 200
    answer = Api(api.url, FORGED[how](secret)).ask("GET", "/api/v1/tokens")
    assert answer.status in {400, 401}


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP"])
def test_nobody_chooses_the_address_that_the_audit_names(header: str, api: Api) -> None:
    forged = {header: "for=203.0.113.9" if header == "Forwarded" else "203.0.113.9"}
    assert api.ask("POST", "/api/v1/tokens", {"name": "x", "scopes": ["sync"]}, forged).status == 201
    assert api.ask("GET", "/api/v1/audit?limit=1").json["items"][0]["address"] == "127.0.0.1"


@pytest.mark.parametrize("host", ["evil.example", "lmsync.evil.example:8600", "127.0.0.1.evil.example", ""])
def test_a_name_that_others_gave_to_this_server_opens_nothing(host: str, api: Api) -> None:
    answer = api.ask("GET", "/api/v1/crm/students", headers={"Host": host})
    assert (answer.status, answer.json["type"]) == (421, "/problems/wrong-host")
    assert "LMSYNC_PUBLIC_URL" in answer.json["detail"]
    in_russian = api.ask("GET", "/nowhere", headers={"Host": host, "Accept-Language": "ru"}).json
    assert "LMSYNC_PUBLIC_URL" in in_russian["detail"]
    assert any("а" <= letter <= "я" for letter in in_russian["detail"])
    for path in ("/api/v1/health", "/api/v1/health/ready"):
        assert Api(api.url, None).ask("GET", path, headers={"Host": host}).status == 200


@pytest.mark.parametrize("line_break", LINE_BREAKS)
def test_a_line_break_in_a_query_adds_no_header_to_the_answer(line_break: str, api: Api) -> None:
    evil = quote(f"{line_break}Evil: yes{line_break}{line_break}<b>")
    for target in (
        f"/api/v1/crm/users?limit=1&sort=id&role={evil}",
        f"/api/v1/crm/lessons?limit=1&from=2000-01-01T00:00:00Z&q={evil}",
        f"/api/v1/crm/users?limit=1&{evil}=1",
        f"/api/v1/crm/students/{evil}",
        f"/{evil}",
    ):
        _, headers, _ = raw(api, target.encode())
        assert "evil" not in headers
        assert "Evil" not in "".join(headers.values()).replace(evil, "")


@pytest.mark.parametrize(
    "name", ["X-Request-Id", "User-Agent", "Accept-Language", "Origin", "Referer", "If-None-Match"]
)
@pytest.mark.parametrize("line_break", [b"\r", b"\n ", b"\x00"])
def test_a_line_break_in_a_header_adds_none_to_the_answer(name: str, line_break: bytes, api: Api) -> None:
    target = b"/api/v1/crm/users?limit=1 HTTP/1.1\r\n" + name.encode() + b": x" + line_break + b"Evil: yes\r\nX: "
    status, headers, body = raw(api, target)
    assert status in {200, 400}
    assert "evil" not in headers
    assert b"Evil: yes" not in body


UPWARDS = [
    "/../../../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/..%5c..%5c..%5cetc%5cpasswd",
    "//etc/passwd",
    "/etc/passwd%00.html",
    "/assets/../../../../etc/passwd",
    "/assets/..%252f..%252f..%252fetc%252fpasswd",
    "/api/v1/../../../etc/passwd",
    "/api/v1/crm/students/..%2f..%2f..%2fsecret.key",
    "/api/v1/crm/students/%2e%2e%2fconfigure",
    "/secret.key",
    "/lmsync.db",
    "/.env",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("target", UPWARDS)
def test_no_path_leads_to_a_file(target: str, api: Api) -> None:
    status, headers, body = raw(api, target.encode())
    assert status in {400, 404}
    assert b"root:" not in body
    if status == 404:
        assert (headers["content-type"], json.loads(body)["type"]) == (
            "application/problem+json",
            "/problems/not-found",
        )


DEEP = {
    "lists": b"[" * 400_000,
    "lists that are closed": b"[" * 400_000 + b"]" * 400_000,
    "objects": b'{"a":' * 150_000,
    "objects that are closed": b'{"a":' * 150_000 + b"1" + b"}" * 150_000,
}


@pytest.mark.parametrize("path", ["crm/configure", "crm/test", "tokens"])
@pytest.mark.parametrize("how", DEEP)
def test_a_body_that_is_nested_deep_is_refused(how: str, path: str, api: Api) -> None:
    inside: dict[str, bytes] = {
        "crm/configure": b'{"crm_type":"moodle","base_url":"http://127.0.0.1:9","api_token":"x","settings":%b}',
        "crm/test": b'{"crm_type":"moodle","base_url":"http://127.0.0.1:9","api_token":"x","settings":%b}',
        "tokens": b'{"name":"deep","scopes":%b}',
    }
    for body in (DEEP[how], inside[path] % DEEP[how]):
        answer = api.ask("POST", f"/api/v1/{path}", body)
        assert (answer.status, answer.json["type"]) == (422, "/problems/invalid-input")
        assert len(answer.body) < 10_000


@pytest.mark.parametrize("depth", [50, 150, 500, 900])
def test_a_body_that_can_just_be_read_is_refused_in_order(depth: int, api: Api) -> None:
    nested: Any = b"[" * depth + b"]" * depth
    for body in (nested, b'{"name":"deep","scopes":' + nested + b"}", b'{"name":' + nested + b',"scopes":["sync"]}'):
        assert api.ask("POST", "/api/v1/tokens", body).status == 422
    configure = (
        b'{"crm_type":"moodle","base_url":"http://127.0.0.1:9","api_token":"x","settings":{"x":' + nested + b"}}"
    )
    assert api.ask("POST", "/api/v1/crm/configure", configure).status == 422
