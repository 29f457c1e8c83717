"""Real answers of every call are exactly what the document says: nothing more, nothing less."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from lmsync.api.event_answers import SHAPES
from lmsync.api.openapi import LEFT_OUT
from lmsync.store.reading.listings import LISTINGS
from tests.following import following
from tests.served import Answered, Api, Lms

OPENED = {"settings", "settings_schema", "counts", "kinds", "provided", "set_aside_why", "withheld", "fields"}
"""Objects whose keys are not fields: names of kinds, fields, reasons, settings."""


@pytest.fixture(scope="session")
def document(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.ask("GET", "/api/v1/openapi.json").json
    return found


def schema_of(document: dict[str, Any], method: str, path: str, status: int) -> tuple[str, dict[str, Any]]:
    """The media type and the schema of an answer, with all the shapes that it may refer to. Events are asked for by name."""
    answers = document["paths"][path][method.lower()]["responses"][str(status)]["content"]
    plain = {name: found for name, found in answers.items() if name != "text/event-stream"} or answers
    ((media_type, content),) = plain.items()
    return media_type, {**content["schema"], "components": document["components"]}


def asked(api: Api, document: dict[str, Any], method: str, path: str, address: str = "", body: Any = None) -> Any:
    """The JSON of an answer that is as described."""
    answer: Answered = api.ask(method, "/api/v1" + (address or path), body)
    media_type, schema = schema_of(document, method, "/api/v1" + path, answer.status)
    assert answer.headers["Content-Type"] == media_type
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(answer.json)
    return answer.json


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def test_every_shape_is_closed_and_leaves_nothing_out(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]
    assert len(shapes) > 50
    for name, shape in shapes.items():
        for found in objects(shape):
            if "properties" not in found or name.endswith("Request"):
                continue
            assert found["additionalProperties"] is False, name
            optional = {"errors", "checks"} if name == "Problem" else set(LEFT_OUT.get(name, ()))
            assert set(found["required"]) == found["properties"].keys() - optional, name


def test_a_field_too_many_or_too_few_is_seen(api: Api, document: dict[str, Any]) -> None:
    _, schema = schema_of(document, "GET", "/api/v1/crm/users", 200)
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    (row,) = api.get("users", limit=1)["items"]
    page = api.get("users", limit=1)
    for odd in (
        {**row, "shoe_size": 40},
        {name: row[name] for name in row if name != "state"},
        {**row, "state": "asleep"},
    ):
        assert validator.is_valid(page)
        assert not validator.is_valid({**page, "items": [odd]})


@pytest.mark.parametrize("listing", LISTINGS)
def test_lists_and_their_records_are_as_described(listing: str, api: Api, document: dict[str, Any]) -> None:
    page = asked(api, document, "GET", f"/crm/{listing}", f"/crm/{listing}?limit=500&include_removed=true")
    for row in page["items"][:5] + page["items"][-5:]:
        path = f"/crm/{listing}/{{record_id}}"
        record = asked(api, document, "GET", path, f"/crm/{listing}/{row['id']}?include_removed=true")
        assert record.items() >= row.items()
    asked(api, document, "GET", f"/crm/{listing}", f"/crm/{listing}?colour=red")
    asked(api, document, "GET", f"/crm/{listing}/{{record_id}}", f"/crm/{listing}/nothing")


def test_words_of_an_answer_stand_in_the_document(api: Api, document: dict[str, Any]) -> None:
    """Enumerations are described as such, in answers and in parameters."""
    shapes = document["components"]["schemas"]

    def words(shape: str, field: str) -> set[str]:
        (found,) = [part["enum"] for part in shapes[shape]["properties"][field]["anyOf"] if "enum" in part]
        return set(found)

    assert words("User", "state") == {"active", "suspended"}
    assert words("Lesson", "kind") == {"class", "meeting", "event", "appointment", "deadline"}
    assert "teacher" in words("Enrollment", "role")
    accepted = (("users", "state", "suspended"), ("lessons", "kind", "deadline"), ("items", "sort", "-name"))
    for listing, parameter, word in accepted:
        parameters = document["paths"][f"/api/v1/crm/{listing}"]["get"]["parameters"]
        (schema,) = [one["schema"] for one in parameters if one["name"] == parameter]
        assert word in str(schema)
        assert api.ask("GET", f"/api/v1/crm/{listing}?{parameter}={word}").status == 200


def test_the_change_log_is_as_described(api: Api, document: dict[str, Any]) -> None:
    page = asked(api, document, "GET", "/crm/changes", "/crm/changes?limit=1000")
    assert {row["kind"] for row in page["items"]} >= {"user", "course", "enrollment"}
    while not page["caught_up"]:
        address = f"/crm/changes?limit=1000&cursor={page['next_cursor']}"
        page = asked(api, document, "GET", "/crm/changes", address)
    asked(api, document, "GET", "/crm/changes", "/crm/changes?kinds=dragon")


def test_runs_and_status_are_as_described(api: Api, document: dict[str, Any]) -> None:
    (*_, run) = asked(api, document, "GET", "/crm/runs")["items"]  # the first one found everything new
    number = run["id"]
    assert asked(api, document, "GET", "/crm/runs/{run_id}", f"/crm/runs/{number}") == run
    receipt = asked(api, document, "GET", "/crm/runs/{run_id}/scopes", f"/crm/runs/{number}/scopes?limit=500")
    parents = [scope["parent"] for scope in receipt["items"] if scope["parent"] is not None]
    assert parents
    assert all(parent["id"].startswith("school-crs-") and parent["name"] for parent in parents)
    asked(api, document, "GET", "/crm/runs/{run_id}", "/crm/runs/99999")
    changes = asked(api, document, "GET", "/crm/runs/{run_id}/changes", f"/crm/runs/{number}/changes")
    assert {row["change"] for row in changes["items"]} == {"added"}
    assert asked(api, document, "GET", "/crm/runs/slots")["slots"][-1]["at"]
    status = asked(api, document, "GET", "/crm/status")
    assert status["connections"][0]["counts"]["students"] == len(api.every("students", limit=500))


def test_events_are_as_described(api: Api, document: dict[str, Any]) -> None:
    (run, *_) = api.get("runs")["items"]
    with following(api, f"runs/{run['id']}/events") as source:
        source.until(lambda source: source.status == 204)
    assert {event["event"] for event in source.happened} >= {"run_queued", "run_started", "run_phase", "run_ended"}
    for event in source.happened:
        shape = SHAPES[event.pop("event")].__name__
        schema = {"$ref": f"#/components/schemas/{shape}", "components": document["components"]}
        jsonschema_rs.validator_for(schema, validate_formats=True).validate(event)
    assert schema_of(document, "GET", "/api/v1/crm/events", 200)[0] == "text/event-stream"
    assert {"RunProgress", "Missed"} <= document["components"]["schemas"].keys()


def test_configuration_is_as_described(api: Api, lms: Lms, document: dict[str, Any]) -> None:
    asked(api, document, "GET", "/crm/systems")
    asked(api, document, "GET", "/crm/configure")
    asked(api, document, "GET", "/crm/test")
    body = {"crm_type": "moodle", "base_url": lms.url, "api_token": lms.token}
    asked(api, document, "POST", "/crm/test", body=body)
    asked(api, document, "POST", "/crm/configure", body={**body, "api_token": "f" * 32})
    asked(api, document, "POST", "/crm/configure", body={**body, "name": "School"})
    asked(api, document, "POST", "/crm/configure", body={"crm_type": "moodle"})


def test_the_plan_and_the_search_are_as_described(api: Api, document: dict[str, Any]) -> None:
    (plan,) = asked(api, document, "GET", "/crm/plan")["plans"]
    assert plan["requests"] > 0
    found = asked(api, document, "GET", "/crm/search", "/crm/search?q=%D0%B0&limit=20")
    assert {of_kind["kind"] for of_kind in found["kinds"]} >= {"user", "course", "lesson", "term"}
    asked(api, document, "GET", "/crm/connections/{connection}", "/crm/connections/school")
    asked(api, document, "GET", "/crm/connections/{connection}", "/crm/connections/nowhere")


def test_the_schedule_and_health_are_as_described(api: Api, document: dict[str, Any]) -> None:
    for method in ("GET", "POST"):
        asked(api, document, method, "/crm/sync/stop")
    for path in ("/health", "/health/ready"):
        asked(api, document, "GET", path)
    stranger = Api(api.url, None)
    asked(stranger, document, "GET", "/crm/status")


def test_names_of_calls_are_short_and_unique(document: dict[str, Any]) -> None:
    names = [call["operationId"] for calls in document["paths"].values() for call in calls.values()]
    assert len(names) == len(set(names))
    assert {"list_students", "get_student", "list_categories", "get_category", "start_sync", "get_status"} <= set(names)
    assert all(name.isidentifier() and len(name) < 30 for name in names)
