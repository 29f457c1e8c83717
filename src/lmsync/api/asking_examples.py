"""Examples of answers of the plan, the search and the test of a connection, for the document of the API."""

from collections.abc import Mapping
from typing import Any

from lmsync.records import Kind

_GROUPS = {
    "phase": "groups",
    "requests": 9,
    "questions": [
        {
            "asks": "core_group_get_course_groups",
            "requests": 7,
            "of": "course",
            "count": 130,
            "per_request": 20,
            "varies": None,
        },
        {
            "asks": "core_group_get_group_members",
            "requests": 2,
            "of": "group",
            "count": 180,
            "per_request": 100,
            "varies": None,
        },
    ],
}
PLAN: dict[str, Any] = {
    "plans": [
        {
            "connection": "school",
            "phases": [_GROUPS],
            "requests": 9,
            "at_least": 9,
            "unknown": None,
            "in_flight": 4,
            "limits": ["Moodle has no limit of its own. lmsync puts up to 20 calls into a request."],
            "seconds_per_request": 0.12,
            "measured_run": 12,
            "seconds": 1.1,
        }
    ]
}
FOUND: dict[str, Any] = {
    "kinds": [
        {
            "kind": "user",
            "items": [
                {
                    "id": "school-usr-12",
                    "name": "Анна Иванова",
                    "kind": "user",
                    "connection": "school",
                    "within": None,
                    "at": None,
                    "email": "anna.ivanova@school.example",
                    "sis_id": "70012",
                    "code": None,
                    "type": None,
                    "state": "active",
                    "roles": ["student"],
                }
            ],
            "has_more": False,
            "not_known_in": [],
        }
    ]
}
TESTED: dict[str, Any] = {
    "passed": True,
    "checks": [
        {
            "connection": "school",
            "name": "site",
            "title": "The site answers and knows the token",
            "passed": True,
            "required": True,
            "lost": None,
            "fix": None,
            "field": None,
        }
    ],
    "connections": [
        {
            "connection": "school",
            "passed": True,
            "site_name": "School 5",
            "release": "4.4 (Build: 20240422)",
            "provided": dict.fromkeys(Kind, True) | dict.fromkeys((Kind.TERM, Kind.ATTENDANCE), False),
        }
    ],
}
EXAMPLES: Mapping[tuple[str, str], Any] = {
    ("get_plan", "200"): PLAN,
    ("search_records", "200"): FOUND,
    ("check_connections", "200"): TESTED,
    ("check_configuration", "200"): TESTED,
}
"""By call and status."""
