"""The functions of the simulated Moodle by name, each answering as the recorded one does."""

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from lmsync.simulators.moodle.activities import activities_of, get_assignments
from lmsync.simulators.moodle.calendar import get_calendar_events
from lmsync.simulators.moodle.call import Call, Function
from lmsync.simulators.moodle.contents import get_contents
from lmsync.simulators.moodle.courses import get_categories, get_courses, get_courses_by_field
from lmsync.simulators.moodle.groups import get_course_groups, get_group_members
from lmsync.simulators.moodle.people import get_enrolled_users, get_gradable_users, get_users, get_users_by_field
from lmsync.simulators.moodle.protocol import access_denied, invalid_parameter, no_record
from lmsync.simulators.moodle.site_info import site_info


class Described(Struct, frozen=True):
    """A function with the parameters that it knows."""

    answer: Function
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    empty: str = "[]"
    """What it answers when there is nothing."""


def _described(answer: Function, required: str = "", optional: str = "", empty: Any = ()) -> Described:
    encoded = json.dumps(list(empty) if isinstance(empty, tuple) else empty)
    return Described(answer, frozenset(required.split()), frozenset(optional.split()), encoded)


BATCH = "tool_mobile_call_external_functions"
FUNCTIONS: Mapping[str, Described] = {
    "core_webservice_get_site_info": _described(site_info, "", "serviceshortnames"),
    "core_course_get_categories": _described(get_categories, "", "criteria addsubcategories"),
    "core_course_get_courses": _described(get_courses, "", "options"),
    "core_course_get_courses_by_field": _described(
        get_courses_by_field, "", "field value", {"courses": [], "warnings": []}
    ),
    "core_course_get_contents": _described(get_contents, "courseid", "options"),
    "core_enrol_get_enrolled_users": _described(get_enrolled_users, "courseid", "options"),
    "core_grades_get_gradable_users": _described(
        get_gradable_users, "courseid", "groupid onlyactive", {"users": [], "warnings": []}
    ),
    "core_user_get_users_by_field": _described(get_users_by_field, "field values"),
    "core_user_get_users": _described(get_users, "criteria", "", {"users": [], "warnings": []}),
    "core_group_get_course_groups": _described(get_course_groups, "courseid"),
    "core_group_get_group_members": _described(get_group_members, "groupids"),
    "core_calendar_get_calendar_events": _described(
        get_calendar_events, "", "events options", {"events": [], "warnings": []}
    ),
    "mod_assign_get_assignments": _described(
        get_assignments, "", "courseids capabilities includenotenrolledcourses", {"courses": [], "warnings": []}
    ),
    "mod_forum_get_forums_by_courses": _described(activities_of("forum", None), "", "courseids"),
    **{
        f"mod_{kind}_get_{key}_by_courses": _described(
            activities_of(kind, key), "", "courseids", {key: [], "warnings": []}
        )
        for kind, key in (
            ("quiz", "quizzes"),
            ("lesson", "lessons"),
            ("choice", "choices"),
            ("feedback", "feedbacks"),
            ("workshop", "workshops"),
            ("scorm", "scorms"),
            ("data", "databases"),
            ("h5pactivity", "h5pactivities"),
        )
    },
}
NAMES = (*FUNCTIONS, BATCH)


def answer_of(name: str, call: Call) -> Any:
    """Answer one function; batches are the server's. Raises `MoodleError`."""
    described = FUNCTIONS.get(name)
    if described is None:
        raise no_record("external_functions")
    if name not in call.functions or not call.may("webservice/rest:use"):
        raise access_denied()
    given = call.arguments.keys()
    if described.required - given or given - described.required - described.optional:
        raise invalid_parameter()
    return described.answer(call)
