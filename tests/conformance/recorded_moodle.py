"""A server that answers from the recordings of a real Moodle, and composes what was recorded in other portions.

Batches are composed of single answers, lists of some ids from lists of all, and rows of few fields from rows of many.
What cannot be composed is an error, so that nothing is made up.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

RECORDINGS = Path(__file__).parent.parent / "data/moodle-4.4"
TOKEN = "TOKEN_FULL"
COURSES = (2, 3, 4)
BATCH = "tool_mobile_call_external_functions"
WHOLE_LISTS = {
    "core_webservice_get_site_info": "site_info",
    "core_course_get_categories": "categories",
    "core_course_get_courses_by_field": "courses_by_field_all",
}
OF_COURSE = {
    "core_grades_get_gradable_users": "gradable_users",
    "core_group_get_course_groups": "groups",
    "core_course_get_contents": "contents",
}
OF_COURSES = {
    "mod_assign_get_assignments": ("assignments", "courses", "id"),
    "mod_quiz_get_quizzes_by_courses": ("quizzes", "quizzes", "course"),
    "mod_lesson_get_lessons_by_courses": ("lessons_by_courses", "lessons", "course"),
    "mod_forum_get_forums_by_courses": ("forums_by_courses", None, "course"),
    "mod_choice_get_choices_by_courses": ("choices_by_courses", "choices", "course"),
    "mod_feedback_get_feedbacks_by_courses": ("feedbacks_by_courses", "feedbacks", "course"),
    "mod_workshop_get_workshops_by_courses": ("workshops_by_courses", "workshops", "course"),
    "mod_scorm_get_scorms_by_courses": ("scorms_by_courses", "scorms", "course"),
    "mod_data_get_databases_by_courses": ("databases_by_courses", "databases", "course"),
    "mod_h5pactivity_get_h5pactivities_by_courses": ("h5pactivities_by_courses", "h5pactivities", "course"),
}


class NotRecorded(Exception):
    pass


@cache
def recorded(name: str, folder: str = "small-site") -> Any:
    return json.loads((RECORDINGS / folder / f"{name}.json").read_text(encoding="utf-8"))["body"]


def error(name: str) -> Any:
    return recorded(name, "errors")


def answer_of(function: str, arguments: Mapping[str, Any]) -> Any:
    """What the real Moodle said. Raises `NotRecorded`."""
    if function in WHOLE_LISTS:
        return recorded(WHOLE_LISTS[function])
    if function == BATCH:
        return _batch(arguments)
    if function == "core_user_get_users_by_field":
        wanted = {int(one) for one in arguments["values"]}
        known = recorded("users_by_field_id") + recorded("users_all_lastname_percent")["users"]
        by_id = {row["id"]: row for row in known}
        return [by_id[one] for one in sorted(wanted) if one in by_id]
    if function == "core_group_get_group_members":
        rows = [row for course in COURSES for row in recorded(f"course{course}_group_members")]
        return [row for row in rows if str(row["groupid"]) in {str(one) for one in arguments["groupids"]}]
    if function in OF_COURSES:
        return _of_courses(*OF_COURSES[function], {int(one) for one in arguments["courseids"]})
    if function == "core_calendar_get_calendar_events":
        return _calendar(arguments["events"])
    course = int(arguments["courseid"])
    if course not in COURSES:
        return error("course_not_found")
    if function in OF_COURSE:
        return recorded(f"course{course}_{OF_COURSE[function]}")
    if function == "core_enrol_get_enrolled_users":
        return _enrolled(course, {one["name"]: one["value"] for one in arguments["options"]})
    raise NotRecorded(function)


def _enrolled(course: int, options: Mapping[str, str]) -> Any:
    fields = {"id", "fullname", *options["userfields"].split(",")}
    if options.get("withcapability") == "moodle/grade:viewall":
        rows = recorded(f"course{course}_staff")
    elif options.get("onlysuspended") == "1":
        rows = recorded(f"course{course}_enrolled_users_onlysuspended")
    elif not options.keys() - {"userfields"}:
        rows = recorded(f"course{course}_enrolled_users_min")
    else:
        raise NotRecorded(str(options))
    if rows and fields - rows[0].keys():
        raise NotRecorded(f"fields {fields}")
    return [{name: value for name, value in row.items() if name in fields} for row in rows]


def _of_courses(name: str, key: str | None, course_key: str, courses: set[int]) -> Any:
    body = recorded(name)
    if key is None:
        return [row for row in body if row[course_key] in courses]
    return {**body, key: [row for row in body[key] if row[course_key] in courses]}


def _calendar(events: Mapping[str, Any]) -> Any:
    body = recorded("calendar_events_all")
    courses = {int(one) for one in events.get("courseids", [])}
    groups = {int(one) for one in events.get("groupids", [])}
    numbers = {int(one) for one in events.get("eventids", [])}

    def wanted(event: Mapping[str, Any]) -> bool:
        if event["id"] in numbers or event["eventtype"] in {"site", "category"}:
            return True
        return event["courseid"] in courses and (event["groupid"] is None or event["groupid"] in groups)

    return {**body, "events": [event for event in body["events"] if wanted(event)]}


def _batch(arguments: Mapping[str, Any]) -> Any:
    responses = []
    for request in arguments["requests"]:
        inner = answer_of(request["function"], json.loads(request["arguments"]))
        if isinstance(inner, dict) and "exception" in inner:
            responses.append({"error": True, "exception": json.dumps(inner)})
            break
        responses.append({"error": False, "data": json.dumps(inner)})
    return {"responses": responses}


def arguments_of(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=c` as Python."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        place = found
        *path, last = name.replace("]", "").split("[")
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value

    def with_lists(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if value and all(key.isdigit() for key in value):
            return [with_lists(one) for _, one in sorted(value.items(), key=lambda pair: int(pair[0]))]
        return {key: with_lists(one) for key, one in value.items()}

    told: dict[str, Any] = with_lists(found)
    return told


class RecordedMoodle:
    system = "moodle"
    token = TOKEN

    def __init__(self) -> None:
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        pairs = parse_qsl(await request.text(), keep_blank_values=True)
        form = arguments_of(pairs)
        if form.get("wstoken") != TOKEN:
            return web.json_response(error("unknown_token"))
        if "options" not in form:
            form["options"] = []
        return web.json_response(answer_of(form["wsfunction"], form))


@asynccontextmanager
async def running_recorded_moodle() -> AsyncIterator[RecordedMoodle]:
    moodle = RecordedMoodle()
    app = web.Application()
    app.router.add_post("/webservice/rest/server.php", moodle.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    moodle.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield moodle
    finally:
        await runner.cleanup()
