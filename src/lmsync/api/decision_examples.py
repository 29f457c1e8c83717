"""Examples of answers about decisions, for the document of the API."""

from collections.abc import Mapping
from typing import Any

from lmsync.sync.reasons import REASONS

_COURSE = {"id": "school-crs-7", "name": "Алгебра, 7А"}
_RECORD = {
    "record": {"id": "school-enr-7.12.student", "name": None},
    "person": {"id": "school-usr-12", "name": "Анна Иванова"},
    "course": _COURSE,
}
WAITING: dict[str, Any] = {
    "id": 3,
    "connection": "school",
    "about": "removal",
    "kind": "enrollment",
    "field": None,
    "state": "waiting",
    "reason": "most_of_scope",
    "text": REASONS["most_of_scope"].en,
    "parent": _COURSE,
    "run": 12,
    "held_at": "2026-09-01T08:00:41Z",
    "decided_at": None,
    "decided_by": None,
    "total": 27,
    "counts": {"enrollment": 27},
    "examples": [_RECORD],
}


def _done(state: str) -> dict[str, Any]:
    decided = {"state": state, "decided_at": "2026-09-01T09:12:00Z", "decided_by": "operator:2"}
    return {"held": WAITING | decided, "records": 27}


EXAMPLES: Mapping[tuple[str, str], Any] = {
    ("list_held", "200"): {"items": [WAITING], "next_cursor": None},
    ("get_held", "200"): WAITING
    | {
        "numbers": {"before": 28, "now": 1, "people": 27, "elsewhere": 25},
        "items": [_RECORD],
        "next_cursor": None,
    },
    ("apply_decision", "200"): _done("applied"),
    ("dismiss_decision", "200"): _done("dismissed"),
    ("undo_decision", "200"): {"held": WAITING, "records": 27},
}
"""By call and status."""
