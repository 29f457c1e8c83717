"""Tokens of programs: given out, listed, taken back; nobody gives more than they have."""

import http.client
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import CHECK_LETTERS, PREFIX, checksum_of
from tests.served import Api


def made(api: Api, **facts: Any) -> dict[str, Any]:
    answer = api.ask("POST", "/api/v1/tokens", {"name": "Timetable", "scopes": ["read:lessons"], **facts})
    assert answer.status == 201, answer.body.decode()
    token: dict[str, Any] = answer.json
    return token


def listed(api: Api) -> dict[int, dict[str, Any]]:
    answer = api.ask("GET", "/api/v1/tokens")
    assert answer.status == 200
    return {row["id"]: row for row in answer.json["tokens"]}


def test_a_token_is_shown_once_and_scanners_can_tell_it(api: Api) -> None:
    token = made(api, expires_in_days=30)
    secret = token.pop("token")
    assert secret.startswith(PREFIX)
    assert secret[-CHECK_LETTERS:] == checksum_of(secret[:-CHECK_LETTERS])
    assert listed(api)[token["id"]] == token
    assert secret not in api.ask("GET", "/api/v1/tokens").body.decode()
    assert (token["scopes"], token["connections"], token["kinds"]) == (["read:lessons"], None, None)
    assert token["expires_at"] > time.strftime("%Y-%m-%d", time.gmtime(time.time() + 28 * 86_400))


def test_its_use_is_noted(api: Api) -> None:
    token = made(api)
    assert token["last_used_at"] is None
    assert Api(api.url, token["token"]).get("lessons", limit=1)
    give_up_at = time.monotonic() + 60
    while listed(api)[token["id"]]["last_used_at"] is None:  # written beside the request
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


def test_a_revoked_token_stays_in_the_list_and_revoking_again_changes_nothing(api: Api) -> None:
    token = made(api)
    first = api.ask("DELETE", f"/api/v1/tokens/{token['id']}").json
    assert first["revoked_at"] is not None
    assert api.ask("DELETE", f"/api/v1/tokens/{token['id']}").json == first == listed(api)[token["id"]]
    assert Api(api.url, token["token"]).ask("GET", "/api/v1/crm/lessons").status == 401
    assert api.ask("DELETE", "/api/v1/tokens/999999").status == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"scopes": ["read:everything"]}, "scopes.0"),
        ({"scopes": []}, "scopes"),
        ({"name": " "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"connections": ["elsewhere"]}, "connections"),
        ({"connections": []}, "connections"),
        ({"kinds": ["pupil"]}, "kinds.0"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_given_is_named(wrong: dict[str, Any], field: str, api: Api) -> None:
    before = listed(api)
    answer = api.ask("POST", "/api/v1/tokens", {"name": "Timetable", "scopes": ["read:lessons"], **wrong})
    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]
    # Except when a token was used last, which is written beside the requests.
    unused = [[{**token, "last_used_at": None} for token in tokens.values()] for tokens in (before, listed(api))]
    assert unused[0] == unused[1]


def test_nobody_gives_more_than_they_have(api: Api) -> None:
    admin = Api(api.url, made(api, scopes=["admin", "read:lessons"], kinds=["lesson", "course"])["token"])
    allowed = admin.ask("POST", "/api/v1/tokens", {"name": "x", "scopes": ["read:lessons"], "kinds": ["lesson"]})
    assert allowed.status == 201
    inherited = admin.ask("POST", "/api/v1/tokens", {"name": "x", "scopes": ["read:lessons"]}).json
    assert inherited["kinds"] == ["course", "lesson"]
    for more in (
        {"scopes": ["read:lessons", "personal"]},
        {"scopes": sorted(EVERY_RIGHT)},
        {"scopes": ["read:lessons"], "kinds": ["lesson", "user"]},
    ):
        answer = admin.ask("POST", "/api/v1/tokens", {"name": "x", **more})
        assert (answer.status, answer.json["type"]) == (403, "/problems/not-allowed")


def test_nobody_gives_for_longer_than_they_have(api: Api) -> None:
    own = made(api, scopes=["admin"], expires_in_days=30)
    admin = Api(api.url, own["token"])
    assert made(admin, scopes=["admin"])["expires_at"] == own["expires_at"]
    assert made(admin, scopes=["admin"], expires_in_days=29)["expires_at"] < own["expires_at"]
    longer = admin.ask("POST", "/api/v1/tokens", {"name": "x", "scopes": ["admin"], "expires_in_days": 31})
    assert (longer.status, longer.json["type"]) == (403, "/problems/not-allowed")


def test_an_admin_with_limits_sees_and_revokes_only_tokens_within_them(api: Api) -> None:
    everything, lessons = made(api), made(api, kinds=["lesson"])
    admin = Api(api.url, made(api, scopes=["admin"], kinds=["lesson", "course"])["token"])
    seen = listed(admin)
    assert lessons["id"] in seen
    assert everything["id"] not in seen
    assert admin.ask("DELETE", f"/api/v1/tokens/{everything['id']}").status == 404
    assert listed(api)[everything["id"]]["revoked_at"] is None


def test_a_call_that_waits_ends_with_its_token(api: Api) -> None:
    place = api.get("changes", start="now")["next_cursor"]
    token = made(api, scopes=sorted(EVERY_RIGHT))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(Api(api.url, token["token"]).ask, "GET", f"/api/v1/crm/changes?wait=30&cursor={place}")
        give_up_at = time.monotonic() + 25
        while listed(api)[token["id"]]["last_used_at"] is None:
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
        assert not waiting.done()
        assert api.ask("DELETE", f"/api/v1/tokens/{token['id']}").status == 200
        assert waiting.result().status == 401


def test_of_two_tokens_none_opens(api: Api) -> None:
    where = urllib.parse.urlsplit(api.url)
    for second in ("wrong", api.token):
        for sent in ((api.token, second), (second, api.token)):
            connection = http.client.HTTPConnection(str(where.hostname), where.port)
            connection.putrequest("GET", "/api/v1/crm/systems")
            for secret in sent:
                connection.putheader("Authorization", f"Bearer {secret}")
            connection.endheaders()
            assert connection.getresponse().status == 401
            connection.close()
