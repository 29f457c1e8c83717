"""Examples of answers in the document of the API are as their shapes say."""

from typing import Any

import jsonschema_rs

from lmsync.api.application import described_app
from lmsync.api.openapi import document


def test_every_example_of_an_answer_is_a_possible_answer() -> None:
    described = document(described_app())
    found = []
    for methods in described["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    if "example" in content:
                        schema: dict[str, Any] = {**content["schema"], "components": described["components"]}
                        jsonschema_rs.validator_for(schema, validate_formats=True).validate(content["example"])
                        found.append(operation["operationId"])
    of_runs = {"list_runs", "get_run", "cancel_run", "list_run_scopes", "list_run_changes", "list_run_slots"}
    of_runs |= {"list_latest_changes"}
    of_decisions = {"list_held", "get_held", "apply_decision", "dismiss_decision", "undo_decision"}
    of_questions = {"get_plan", "search_records", "check_connections", "check_configuration"}
    assert of_runs | of_decisions | of_questions | {"follow_events", "follow_run"} <= set(found)
    assert {"list_runs_of_one", "list_held_of_one", "get_plan_of_one"} <= set(found)
