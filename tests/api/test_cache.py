"""What is remembered, and when it is forgotten."""

import http.client
import json
import urllib.parse

import pytest

from lmsync.store.reading.listings import LISTINGS
from tests.served import Api


@pytest.mark.parametrize("listing", LISTINGS)
def test_an_unchanged_list_costs_a_304(listing: str, api: Api) -> None:
    first = api.ask("GET", f"/api/v1/crm/{listing}?limit=3")
    again = api.ask("GET", f"/api/v1/crm/{listing}?limit=3", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_other_answers_have_other_tags(api: Api) -> None:
    one, two = api.ask("GET", "/api/v1/crm/students?limit=3"), api.ask("GET", "/api/v1/crm/students?limit=4")
    assert one.headers["ETag"] != two.headers["ETag"]
    stale = api.ask("GET", "/api/v1/crm/students?limit=4", headers={"If-None-Match": one.headers["ETag"]})
    assert stale.status == 200


def test_nobody_gets_a_remembered_answer_without_a_token(api: Api) -> None:
    assert api.ask("GET", "/api/v1/crm/students").status == 200
    for token in (None, "wrong-token-wrong-token"):
        answer = Api(api.url, token).ask("GET", "/api/v1/crm/students")
        assert answer.status == 401
        assert b"display_name" not in answer.body


def test_languages_are_remembered_apart(api: Api) -> None:
    answers = [
        api.ask("GET", "/api/v1/crm/submissions", headers={"Accept-Language": language}).json["not_provided"][0]["why"]
        for language in ("en", "ru", "en", "ru")
    ]
    assert answers[0] == answers[2] != answers[1] == answers[3]


def test_a_language_that_is_sent_twice_is_nobody_elses(api: Api) -> None:
    where = urllib.parse.urlsplit(api.url)
    connection = http.client.HTTPConnection(str(where.hostname), where.port)
    connection.putrequest("GET", "/api/v1/crm/submissions?limit=9")
    connection.putheader("Authorization", f"Bearer {api.token}")
    for language in ("ru", "en"):
        connection.putheader("Accept-Language", language)
    connection.endheaders()
    russian = json.loads(connection.getresponse().read())
    connection.close()
    english = api.ask("GET", "/api/v1/crm/submissions?limit=9", headers={"Accept-Language": "en"}).json
    assert russian["not_provided"][0]["why"] != english["not_provided"][0]["why"]


def test_head_answers_without_a_body(api: Api) -> None:
    answer = api.ask("HEAD", "/api/v1/crm/students")
    assert answer.body == b""
