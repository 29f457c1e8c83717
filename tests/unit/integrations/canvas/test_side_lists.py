"""Lists beside a main one: what is said when one is missing, and how lmsync notices that it is short."""

from typing import Any

import msgspec
import pytest
from msgspec import Raw

from lmsync.integrations.canvas import words
from lmsync.integrations.canvas.events import courses_with_hidden_times


@pytest.mark.parametrize("side", words.SIDE_LISTS)
@pytest.mark.parametrize(
    "cause",
    [
        "not_permitted",
        "scope_missing",
        "page_disabled",
        "no_conferencing",
        "not_found",
        "not_understood",
        "fewer_than_expected",
        "http_500",
    ],
)
def test_a_side_list_that_is_missing_is_named_in_both_languages(side: str, cause: str) -> None:
    what, _ = words.SIDE_LISTS[side]
    told = words.unread(side, cause)
    assert what.en in told.en
    assert what.ru in told.ru
    assert len(told.en.split(". ")) > 2
    assert len(told.ru.split(". ")) > 2


HIDDEN = {"id": 5, "hidden": True, "child_events_count": 2, "context_code": "course_2"}
CHILD = {"id": 6, "context_code": "course_section_7", "parent_event_id": 5}
OTHER_CHILD = {**CHILD, "id": 7}


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ([{**HIDDEN, "child_events": []}], {"2"}),
        ([{**HIDDEN, "child_events": [CHILD]}], {"2"}),
        ([{**HIDDEN, "child_events": []}, CHILD], {"2"}),
        ([{**HIDDEN, "child_events": [CHILD]}, CHILD], {"2"}),
        ([{**HIDDEN, "child_events": [CHILD]}, OTHER_CHILD], set()),
        ([{**HIDDEN, "child_events": [CHILD, OTHER_CHILD]}], set()),
        ([{**HIDDEN, "hidden": False, "child_events": []}], set()),
    ],
)
def test_times_by_section_that_are_not_shown_are_missed(rows: list[dict[str, Any]], hidden: set[str]) -> None:
    events = [Raw(msgspec.json.encode(row)) for row in rows]
    assert courses_with_hidden_times(events, {"course_2": "2"}) == hidden
