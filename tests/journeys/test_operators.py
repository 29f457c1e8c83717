"""People log in through a real server: with a link once, with a password, and with a cookie that another site cannot use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lmsync.store.engine.opening import open_database
from lmsync.store.keeping.operators import add_link
from tests.served import Answered, Api, served

GOOD = "верный конь батарея скрепка"
LINK = "a-link-for-tests"


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Iterator[tuple[Api, Path]]:
    """With a link for the first owner."""
    with served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _):
        database = open_database(database_url)
        with database.write() as tx:
            add_link(tx, LINK, None)
        database.close()
        yield Api(api.url, None), tmp_path


def cookie_of(answer: Answered) -> dict[str, str]:
    set_cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly; SameSite=Lax" in set_cookie
    assert "Secure" not in set_cookie  # plain http on loopback
    return {"Cookie": set_cookie.partition(";")[0]}


def with_proof(answer: Answered) -> dict[str, str]:
    return {**cookie_of(answer), "X-CSRF-Token": answer.json["csrf_token"]}


def log_in(api: Api, password: str = GOOD, login: str = "anna", **headers: Any) -> Answered:
    return api.ask("POST", "/api/v1/auth/login", {"login": login, "password": password}, headers)


def test_from_the_link_to_the_end_of_the_session(server: tuple[Api, Path]) -> None:
    api, folder = server
    setup = {"token": LINK, "login": "Anna", "password": GOOD}
    weak = api.ask("POST", "/api/v1/auth/setup", {**setup, "password": "password123"})
    assert (weak.status, weak.json["errors"][0]["code"]) == (422, "password_too_weak")
    first = api.ask("POST", "/api/v1/auth/setup", setup)
    assert first.status == 200, first.body.decode()
    assert api.ask("POST", "/api/v1/auth/setup", setup).json["errors"][0]["code"] == "link_is_over"
    owner = with_proof(first)
    assert api.ask("GET", "/api/v1/operators", headers=owner).status == 200
    # Another site can send the cookie, and neither the proof nor our origin.
    body = {"login": "boris", "name": "Boris", "role": "viewer"}
    for lost in (
        {"Cookie": owner["Cookie"]},
        {**owner, "X-CSRF-Token": "x"},
        {**owner, "Origin": "https://evil.example"},
        {**owner, "Sec-Fetch-Site": "cross-site"},
    ):
        refused = api.ask("POST", "/api/v1/operators", body, lost)
        assert (refused.status, refused.json["type"]) == (403, "/problems/cross-site")
    assert api.ask("GET", "/api/v1/crm/sync/stop", headers=owner).status == 403
    invited = api.ask("POST", "/api/v1/operators", body, owner)
    assert invited.status == 201, invited.body.decode()
    last = api.ask("PATCH", f"/api/v1/operators/{first.json['operator']['id']}", {"role": "viewer"}, owner)
    assert (last.status, last.json["type"]) == (409, "/problems/last-owner")
    link = {"token": invited.json["link_token"], "password": GOOD}
    viewer = with_proof(api.ask("POST", "/api/v1/auth/setup", link))
    assert api.ask("GET", "/api/v1/auth/session", headers=viewer).json["operator"]["login"] == "boris"
    assert api.ask("GET", "/api/v1/operators", headers=viewer).status == 403
    assert api.ask("POST", "/api/v1/crm/sync", headers=viewer).status == 403
    number = invited.json["id"]
    assert api.ask("PATCH", f"/api/v1/operators/{number}", {"role": "admin"}, owner).status == 200
    assert api.ask("GET", "/api/v1/auth/session", headers=viewer).status == 401
    again = log_in(api, **owner)
    assert again.status == 200
    assert api.ask("GET", "/api/v1/auth/session", headers=owner).status == 401
    owner = with_proof(again)
    assert api.ask("POST", "/api/v1/auth/logout", headers=owner).status == 200
    assert api.ask("GET", "/api/v1/auth/session", headers=owner).status == 401
    log = (folder / "serve.log").read_text(encoding="utf-8")
    assert GOOD not in log
    assert LINK not in log


def test_failures_make_wait_and_a_page_of_another_site_logs_nobody_in(server: tuple[Api, Path]) -> None:
    api, _ = server
    assert api.ask("POST", "/api/v1/auth/setup", {"token": LINK, "login": "anna", "password": GOOD}).status == 200
    assert log_in(api, Origin="https://evil.example").json["type"] == "/problems/cross-site"
    for _ in range(5):
        assert log_in(api, "wrong").json["type"] == "/problems/wrong-login"
    # A pause of a second may be over before the next attempt; each is twice as long as the one before.
    refused = next(answer for _ in range(15) if (answer := log_in(api, "wrong")).status == 429)
    assert int(refused.headers["Retry-After"]) >= 1
