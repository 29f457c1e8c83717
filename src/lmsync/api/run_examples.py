"""Examples of answers about runs, for the document of the API."""

from collections.abc import Mapping
from typing import Any

from lmsync.sync.receipt import STATES, SUMMED, TIMES

_COUNTS = {"scopes": 1, **dict.fromkeys((*STATES, *SUMMED), 0), **dict.fromkeys(TIMES, 0.0)}
RUN: dict[str, Any] = {
    "id": 12,
    "connection": "school",
    "mode": "full",
    "asked_by": "schedule",
    "state": "partial",
    "queued_at": "2026-09-01T08:00:00Z",
    "started_at": "2026-09-01T08:00:00Z",
    "finished_at": "2026-09-01T08:00:41Z",
    "duration_ms": 40_812,
    "phase": None,
    "planned_requests": 352,
    "done_requests": 349,
    "seconds_left": None,
    "cancel_asked_at": None,
    "counts": {
        "course": _COUNTS | {"complete": 1, "pages": 1, "requests": 1, "rows_read": 48, "accepted": 48, "changed": 1},
        "term": _COUNTS | {"failed": 1, "requests": 6, "throttles": 6, "seconds": 9.4, "waited_seconds": 9.1},
    },
    "error": {
        "cause": "http_503",
        "text": "The LMS did not answer as it should, also after several attempts. lmsync will try again; nothing was "
        "removed.",
    },
}
_NOT_ENDED = RUN | {"finished_at": None, "duration_ms": None, "error": None}
RUNNING = _NOT_ENDED | {"state": "running", "phase": "people", "cancel_asked_at": "2026-09-01T08:00:31Z"}
CANCELLED = _NOT_ENDED | {
    "state": "cancelled",
    "started_at": None,
    "finished_at": "2026-09-01T08:00:02Z",
    "planned_requests": None,
    "done_requests": None,
    "counts": {},
}
SCOPES: dict[str, Any] = {
    "items": [
        {
            "kind": "enrollment",
            "parent_kind": "course",
            "parent": {"id": "school-crs-7", "name": "Алгебра, 7А"},
            "state": "partial",
            "cause": "rows_not_understood",
            "needs_person": True,
            "text": "Some rows of the LMS could not be understood and have no number. Nothing of that list is removed.",
            "end_seen": True,
            "pages": 1,
            "requests": 1,
            "bytes": 18_204,
            "rows_read": 27,
            "accepted": 26,
            "set_aside": 1,
            "erased": 0,
            "set_aside_why": {"impossible_value": 1},
            "withheld": None,
            "expected": 27,
            "added": 0,
            "changed": 2,
            "removed": 0,
            "throttles": 1,
            "seconds": 3.412,
            "waited_seconds": 3.0,
        }
    ],
    "next_cursor": None,
    "ended": True,
    "states": {"complete": 3, "unchanged": 118, "partial": 1, "failed": 0, "held": 0},
}
CHANGES: dict[str, Any] = {
    "items": [
        {
            "seq": 4711,
            "at": "2026-09-01T08:00:12Z",
            "connection": "school",
            "run": 12,
            "kind": "course",
            "record": {"id": "school-crs-7", "name": "Алгебра, 8А"},
            "person": None,
            "course": None,
            "change": "changed",
            "fields": {"name": ["Алгебра, 7А", "Алгебра, 8А"]},
        }
    ],
    "next_cursor": None,
    "whole": True,
}
LATEST_CHANGES: dict[str, Any] = {
    "items": [
        {
            "seq": 4712,
            "at": "2026-09-01T08:00:13Z",
            "connection": "school",
            "run": 12,
            "kind": "enrollment",
            "record": {"id": "school-enr-7.12.student", "name": None},
            "person": {"id": "school-usr-12", "name": "Анна Иванова"},
            "course": {"id": "school-crs-7", "name": "Алгебра, 8А"},
            "change": "changed",
            "fields": {"state": ["active", "suspended"]},
        }
    ],
    "next_cursor": None,
}
SLOTS: dict[str, Any] = {
    "slots": [
        {"at": "2026-09-01T07:45:00Z", "runs": 0, "outcome": None, "seconds": 0, "changes": 0},
        {"at": "2026-09-01T08:00:00Z", "runs": 3, "outcome": "partial", "seconds": 52.4, "changes": 7},
    ]
}
EXAMPLES: Mapping[tuple[str, str], Any] = {
    ("list_runs", "200"): {"items": [RUN], "next_cursor": None},
    ("get_run", "200"): RUN,
    ("cancel_run", "200"): CANCELLED,
    ("cancel_run", "202"): RUNNING,
    ("list_run_scopes", "200"): SCOPES,
    ("list_run_changes", "200"): CHANGES,
    ("list_latest_changes", "200"): LATEST_CHANGES,
    ("list_run_slots", "200"): SLOTS,
}
"""By call and status."""
