"""Bad input is refused by the name of its field, and stores nothing."""

from typing import Any

import pytest

from tests.served import Api, Lms

GOOD = {"crm_type": "moodle", "base_url": "https://moodle.school.example", "api_token": "0123456789abcdef"}


def configuration(api: Api) -> Any:
    return api.get("configure")


BAD: list[tuple[dict[str, Any], str]] = [
    ({"base_url": "not an address"}, "base_url"),
    ({"base_url": "moodle.school.example"}, "base_url"),
    ({"base_url": "ftp://moodle.school.example"}, "base_url"),
    ({"base_url": ""}, "base_url"),
    ({"base_url": "https://user:password@moodle.school.example"}, "base_url"),
    ({"base_url": "https://moodle.school.example/course/view.php?id=2"}, "base_url"),
    ({"base_url": "http://169.254.169.254/latest"}, "base_url"),
    ({"base_url": "http://127.0.0.1:9"}, "base_url"),
    ({"base_url": "https://no-such-host.invalid"}, "base_url"),
    ({"base_url": "https://moodle.school.example:99999"}, "base_url"),
    ({"base_url": "http://①⑥⑨.254.169.254"}, "base_url"),
    ({"base_url": "http://[::ffff:169.254.169.254]"}, "base_url"),
    ({"base_url": "http://168.63.129.16"}, "base_url"),
    ({"base_url": "https://moodle.school.example\\@other.example"}, "base_url"),
    ({"base_url": "https://moodle..example"}, "base_url"),
    ({"api_token": ""}, "api_token"),
    ({"api_token": "   "}, "api_token"),
    ({"api_token": "two words"}, "api_token"),
    ({"crm_type": "blackboard"}, "crm_type"),
    ({"crm_type": ""}, "crm_type"),
    ({"colour": "red"}, "colour"),
    ({"name": ""}, "name"),
    ({"name": "a\0b"}, "name"),
    ({"sync_interval_seconds": 1}, "sync_interval_seconds"),
    ({"sync_interval_seconds": "often"}, "sync_interval_seconds"),
    ({"settings": {"time_zone": "Europe/Atlantis"}}, "settings.time_zone"),
    ({"settings": {"colour": "red"}}, "settings.colour"),
    ({"connection": "elsewhere"}, "connection"),
    ({"fields_not_mirrored": ["user.email", "user.state"]}, "fields_not_mirrored"),
    ({"fields_not_mirrored": ["email"]}, "fields_not_mirrored"),
    ({"fields_not_mirrored": ["user.external_id"]}, "fields_not_mirrored"),
    ({"fields_not_mirrored": ["lesson.title"]}, "fields_not_mirrored"),
    ({"fields_not_mirrored": ["user.email", "user."]}, "fields_not_mirrored"),
    ({"fields_not_mirrored": "user.email"}, "fields_not_mirrored"),
]


@pytest.mark.parametrize(("part", "field"), BAD)
def test_a_bad_field_is_named_and_nothing_is_stored(part: dict[str, Any], field: str, api: Api) -> None:
    before = configuration(api)
    answer = api.ask("POST", "/api/v1/crm/configure", GOOD | part)
    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert answer.json["detail"]
    assert b"0123456789abcdef" not in answer.body
    assert configuration(api) == before


@pytest.mark.parametrize("missing", ["crm_type", "base_url", "api_token"])
def test_a_missing_field_is_named(missing: str, api: Api) -> None:
    answer = api.ask("POST", "/api/v1/crm/configure", {k: v for k, v in GOOD.items() if k != missing})
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, missing)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"null"])
def test_a_body_that_is_no_object_is_refused(body: bytes, api: Api) -> None:
    answer = api.ask("POST", "/api/v1/crm/configure", body)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "body")


def test_a_wrong_token_is_refused_with_the_checks(api: Api, lms: Lms) -> None:
    before = configuration(api)
    answer = api.configure(lms, api_token="f" * 32, name="Other")
    problem = answer.json
    assert (answer.status, problem["type"]) == (422, "/problems/check-failed")
    assert problem["errors"][0]["field"] == "api_token"
    assert [check["passed"] for check in problem["checks"]] == [False]
    assert configuration(api) == before


@pytest.mark.parametrize("path", ["/course", "/moodle", "/nowhere/else"])
def test_an_address_that_is_no_moodle_is_refused(path: str, api: Api, lms: Lms) -> None:
    answer = api.configure(lms, base_url=f"{lms.url}{path}", name="Other")
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "base_url")


def test_a_name_that_is_taken_is_a_conflict(api: Api, lms: Lms) -> None:
    body = {"name": "School", "base_url": "http://127.0.0.1:9/other", "force": True}
    answer = api.configure(lms, **body)
    assert (answer.status, answer.json["type"]) == (409, "/problems/name-taken")
    assert answer.json["errors"][0]["field"] == "name"


def test_the_same_address_is_replaced_and_keeps_its_slug(api: Api, lms: Lms) -> None:
    answer = api.configure(lms, base_url=f"{lms.url}/", sync_interval_seconds=600)
    assert answer.status == 200
    connection = answer.json["connection"]
    assert (connection["connection"], connection["name"]) == ("school", "School")
    assert connection["sync_interval_seconds"] == 600
    assert "api_token" not in connection
    assert len(configuration(api)["connections"]) == 1


def test_a_connection_keeps_its_token_when_none_is_sent(api: Api, lms: Lms) -> None:
    shown = configuration(api)["connections"][0]
    body = {"crm_type": "moodle", "base_url": lms.url, "connection": "school", "sync_interval_seconds": 900}
    tried = api.ask("POST", "/api/v1/crm/test", body)
    assert tried.json["passed"], tried.json
    answer = api.ask("POST", "/api/v1/crm/configure", body)
    assert answer.status == 200, answer.json
    connection = answer.json["connection"]
    assert (connection["sync_interval_seconds"], connection["token_set_at"]) == (900, shown["token_set_at"])
    assert api.get("test")["passed"]


def test_a_stored_token_goes_to_no_other_address(api: Api, lms: Lms) -> None:
    before = configuration(api)
    elsewhere = {"crm_type": "moodle", "base_url": f"{lms.url}/elsewhere", "connection": "school"}
    unnamed = {"crm_type": "moodle", "base_url": lms.url}
    empty = unnamed | {"connection": "school", "api_token": ""}
    for body in (elsewhere, unnamed, empty):
        for call in ("test", "configure"):
            answer = api.ask("POST", f"/api/v1/crm/{call}", body)
            assert (answer.status, answer.json["errors"][0]["field"]) == (422, "api_token")
    assert configuration(api) == before


def test_a_candidate_can_be_tried_without_storing_it(api: Api, lms: Lms) -> None:
    before = configuration(api)
    body = {"crm_type": "moodle", "base_url": lms.url, "api_token": lms.token}
    good = api.ask("POST", "/api/v1/crm/test", body).json
    bad = api.ask("POST", "/api/v1/crm/test", body | {"api_token": "f" * 32}).json
    assert (good["passed"], bad["passed"]) == (True, False)
    assert bad["checks"][0]["fix"]
    assert configuration(api) == before


def test_a_check_says_what_is_lost_and_how_to_mend_it(api: Api, lms: Lms) -> None:
    lms.control("POST", "settings", {"withdraw_capabilities": ["moodle/role:review", "moodle/course:viewparticipants"]})
    try:
        report = api.get("test")
    finally:
        lms.control("DELETE", "faults")
    failed = {one["name"]: one for one in report["checks"] if not one["passed"]}
    assert not report["passed"]
    assert failed["people"]["required"]
    assert not failed["teachers"]["required"]
    assert all(one["lost"] and one["fix"] for one in failed.values())
    assert api.get("test")["passed"]


def test_systems_tell_how_to_connect_them(api: Api) -> None:
    for language, word in (("en", "token"), ("ru", "токен")):
        answer = api.ask("GET", "/api/v1/crm/systems", headers={"Accept-Language": language})
        moodle = next(one for one in answer.json["systems"] if one["crm_type"] == "moodle")
        assert word in moodle["setup"].lower()
        assert "time_zone" in moodle["settings_schema"]["properties"]
