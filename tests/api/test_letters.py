"""What a query says in letters beyond ASCII: curl, PHP and 1C send them as raw UTF-8."""

import json
import socket
from typing import Any
from urllib.parse import quote

import pytest

from lmsync.store.reading.listings import LISTINGS
from tests.served import TOKEN, Api

SEARCHED = sorted(name for name, listing in LISTINGS.items() if "q" in listing.filters)
TITLES = ("display_name", "title", "name")
WITH_PARAMETERS = [
    *(("GET", f"crm/{name}", "q" if name in SEARCHED else "connection") for name in LISTINGS),
    *(("GET", f"crm/{name}/school-usr-1", "include_removed") for name in LISTINGS),
    ("GET", "crm/changes", "connection"),
    ("GET", "crm/changes", "kinds"),
    ("GET", "crm/runs", "connection"),
    ("GET", "crm/runs/1", "any"),
    ("GET", "crm/status", "connection"),
    ("GET", "crm/configure", "connection"),
    ("DELETE", "crm/configure", "connection"),
    ("GET", "crm/test", "connection"),
    ("GET", "crm/systems", "any"),
    ("POST", "crm/sync", "connection"),
    ("GET", "crm/sync/start", "connection"),
    ("POST", "crm/sync/stop", "connection"),
    ("GET", "health", "any"),
    ("GET", "health/ready", "any"),
    ("GET", "openapi.json", "any"),
]
NOT_UTF_8 = {
    "a byte that UTF-8 never has": "%FF",
    "a letter that is cut": "%D0",
    "Windows-1251": "%C8%E2%E0%ED",
    "half of a surrogate pair": "%ED%A0%80",
    "a slash written too long": "%C0%AF",
    "good letters before": "%D0%B8%FF",
}


def raw(api: Api, target: bytes, method: str = "GET", language: str = "en") -> tuple[int, dict[str, str], bytes]:
    """Send exactly these bytes as the target of a request, as no client library would."""
    host, _, port = api.url.removeprefix("http://").partition(":")
    head = f"Host: {host}\r\nAuthorization: Bearer {TOKEN}\r\nAccept-Language: {language}\r\nConnection: close\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(method.encode() + b" " + target + b" HTTP/1.1\r\n" + head.encode())
        answered = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    start, _, body = answered.partition(b"\r\n\r\n")
    first, *lines = start.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), headers, body


def items(api: Api, target: bytes) -> Any:
    status, _, body = raw(api, target)
    assert status == 200, body
    return json.loads(body)["items"]


@pytest.mark.parametrize("listing", ["users", "students", "teachers", "courses", "groups", "items", "lessons"])
def test_raw_utf_8_finds_what_its_percent_encoded_form_finds(listing: str, api: Api) -> None:
    title = next(
        word
        for record in api.every(listing, limit=500)
        for name in TITLES
        for word in (record.get(name) or "").split()
        if not word.isascii()
    )
    path = f"/api/v1/crm/{listing}?limit=500&q="

    found = items(api, path.encode() + title.encode())

    assert found
    assert found == items(api, (path + quote(title)).encode())
    # Half of it encoded, as programs do that join texts.
    assert found == items(api, path.encode() + quote(title[0]).encode() + title[1:].encode())


def test_an_unknown_name_in_raw_utf_8_is_unknown_and_not_another(api: Api) -> None:
    status, _, body = raw(api, "/api/v1/crm/students?connection=школа".encode(), language="ru")
    assert (status, json.loads(body)["errors"][0]["field"]) == (422, "connection")
    assert "Подключения с таким именем нет" in json.loads(body)["detail"]


def test_a_parameter_whose_name_is_misspelt_in_raw_utf_8_is_named(api: Api) -> None:
    status, _, body = raw(api, "/api/v1/crm/students?имя=иван".encode())
    assert (status, json.loads(body)["errors"][0]["field"]) == (422, "имя")


def test_a_link_of_a_raw_query_leads_to_the_next_page(api: Api) -> None:
    status, headers, body = raw(api, "/api/v1/crm/users?limit=1&q=а".encode())
    assert status == 200
    link = headers["link"].partition(">")[0][1:]
    assert link.isascii()
    (first,), (second,) = json.loads(body)["items"], items(api, link.encode())
    assert first["id"] != second["id"]


def test_answers_to_raw_queries_are_remembered_each_for_itself(api: Api) -> None:
    family = {person["family_name"] for person in api.every("students") if person["family_name"]}
    for _ in range(2):
        for name in sorted(family)[:6]:
            found = items(api, b"/api/v1/crm/students?q=" + name.encode())
            assert {person["family_name"] for person in found} >= {name}
    status, headers, _ = raw(api, "/api/v1/crm/students?q=ива".encode())
    again, same, _ = raw(api, b"/api/v1/crm/students?q=" + quote("ива").encode())
    assert (status, again, headers["etag"]) == (200, 200, same["etag"])


@pytest.mark.parametrize(("method", "path", "name"), WITH_PARAMETERS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_query_that_is_not_utf_8_is_refused_everywhere(
    method: str, path: str, name: str, language: str, api: Api
) -> None:
    status, headers, body = raw(api, f"/api/v1/{path}?{name}=%FF".encode(), method, language)
    assert (status, headers["content-type"]) == (422, "application/problem+json")
    problem = json.loads(body)
    (error,) = problem["errors"]
    assert (problem["type"], error["field"], error["code"]) == ("/problems/invalid-input", name, "not_utf_8")
    assert "UTF-8" in problem["detail"]
    assert any("а" <= letter <= "я" for letter in problem["detail"]) == (language == "ru")


@pytest.mark.parametrize("value", NOT_UTF_8.values(), ids=NOT_UTF_8)
def test_bytes_that_are_not_utf_8_never_stand_for_other_letters(value: str, api: Api) -> None:
    for _ in range(2):
        assert raw(api, f"/api/v1/crm/students?q={value}".encode())[0] == 422
    assert raw(api, f"/api/v1/crm/students?{value}=1".encode())[0] == 422
    assert raw(api, f"/api/v1/crm/students?limit=2&q=a+{value}+b&sort=name".encode())[0] == 422


@pytest.mark.parametrize("value", [b"\xff", "Иван".encode("cp1251"), b"\xed\xa0\x80"])
def test_raw_bytes_that_are_not_utf_8_are_refused(value: bytes, api: Api) -> None:
    """The web server itself refuses such a request before lmsync sees it: with 400, and without a body."""
    assert raw(api, b"/api/v1/crm/students?q=" + value)[0] == 400


def test_without_a_token_a_bad_query_says_nothing_more(api: Api) -> None:
    answer = Api(api.url, None).ask("GET", "/api/v1/crm/students?q=%FF")
    assert answer.status == 401
