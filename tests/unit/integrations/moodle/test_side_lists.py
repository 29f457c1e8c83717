"""A side list is rows, or a reason why there are none."""

import json
from typing import Any

import pytest
from msgspec import Raw

from lmsync.errors import LmsyncError, Refused
from lmsync.integrations.moodle import answers
from lmsync.integrations.moodle.side_lists import SideList, courses_in_doubt, side_list_of

QUIZZES = "mod_quiz_get_quizzes_by_courses"


def said(body: Any, key: str | None = "quizzes") -> SideList | LmsyncError:
    return side_list_of(Raw(json.dumps(body).encode()), QUIZZES, key, ["2", "3"])


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"warnings": []},
        {"quizzes": None, "warnings": []},
        {"quizzes": {}, "warnings": []},
        {"quizzes": [], "warnings": None},
        {"quizzes": [], "warnings": {}},
        "",
    ],
)
def test_an_odd_answer_is_refused_and_never_empty(body: Any) -> None:
    told = said(body)
    assert isinstance(told, Refused)
    assert (told.cause, told.function) == ("not_understood", QUIZZES)


@pytest.mark.parametrize("body", [None, {}, {"forums": []}, ""])
def test_a_list_without_a_key_is_refused_as_well(body: Any) -> None:
    assert isinstance(said(body, None), Refused)


def test_a_refusal_stays_one() -> None:
    refused = Refused("nopermissions", function=QUIZZES)
    assert side_list_of(refused, QUIZZES, "quizzes", ["2"]) is refused


@pytest.mark.parametrize(
    ("warning", "refused", "hidden"),
    [
        ({"item": "course", "itemid": 3, "warningcode": "1"}, {"3"}, set()),
        ({"item": "module", "itemid": 31, "warningcode": "1"}, set(), {31}),
        ({"item": "what", "itemid": 3, "warningcode": "odd"}, {"2", "3"}, set()),
        ({"item": "3", "warningcode": "nopermissions"}, {"2", "3"}, set()),
        ({"item": None, "warningcode": None}, {"2", "3"}, set()),
        ({"item": "module", "itemid": 31, "warningcode": "3"}, set(), set()),
    ],
)
def test_a_warning_is_about_what_it_names_or_about_everything(
    warning: dict[str, Any], refused: set[str], hidden: set[int]
) -> None:
    told = said({"quizzes": [{"id": 1, "coursemodule": 5}], "warnings": [warning]})
    assert isinstance(told, SideList)
    assert (set(told.refused), set(told.hidden), set(told.rows)) == (refused, hidden, {5})


def test_a_row_that_is_not_understood_has_no_values_and_spoils_no_others() -> None:
    side = said({"quizzes": [{"id": 1, "coursemodule": {}}, [], {"id": 2, "coursemodule": 6}], "warnings": []})
    assert isinstance(side, SideList)
    assert set(side.rows) == {6}


def test_an_odd_value_costs_its_field_alone() -> None:
    side = said({"quizzes": [{"id": 1, "coursemodule": 5, "grade": {}, "timeopen": 7}], "warnings": []})
    assert isinstance(side, SideList)
    assert (side.rows[5].grade, side.rows[5].timeopen) == (None, 7)


@pytest.mark.parametrize(
    ("warnings", "in_doubt"),
    [
        ([], set()),
        ([{"item": "course", "itemid": 2}], {"2"}),
        # Group 3 is of course 2, and course 3 is another.
        ([{"item": "3"}], {"2"}),
        ([{"item": "group", "itemid": 3}], {"2"}),
        ([{"item": "3"}, {"item": "4"}], {"2", "3"}),
        # A number that comes again is an event's, and nobody knows of which course.
        ([{"item": "3"}, {"item": "3"}], None),
        ([{"item": "42"}], None),
        ([{"item": "course", "itemid": 9}], None),
        ([{"item": "event", "itemid": 3}], None),
        ([{}], None),
    ],
)
def test_which_courses_a_calendar_may_lack_events_of(warnings: list[dict[str, Any]], in_doubt: set[str] | None) -> None:
    told = [answers.AnswerWarning(warningcode="nopermissions", **warning) for warning in warnings]
    assert courses_in_doubt(told, {"2", "3"}, {"3": "2", "4": "3"}) == in_doubt
