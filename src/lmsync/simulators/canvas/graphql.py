"""A corner of Canvas's GraphQL: courses by alias, and their submissions that changed since a time."""

import re
from typing import Any

from lmsync.simulators.canvas.view import View, time_text
from lmsync.simulators.canvas.work import is_assignment, works
from lmsync.testing.registers import Course

MOST = 100
_COURSE = re.compile(r'(?:(\w+)\s*:\s*)?course\(\s*id:\s*"(\d+)"\s*\)\s*\{')
_FIRST = re.compile(r"first:\s*(\d+)")
_AFTER = re.compile(r'after:\s*"(\d+)"')
_SINCE = re.compile(r'updatedSince:\s*"([^"]+)"')
_STATES = re.compile(r"states:\s*\[([^\]]*)\]")


def answer(view: View, query: str) -> dict[str, Any]:
    """What may not be seen is null without an error; a field that is unknown is an error with status 200."""
    unknown = re.search(r"\b(nope)\b", query)
    if unknown:
        message = f"Field '{unknown.group(1)}' doesn't exist on type 'Course'"
        return {"errors": [{"message": message, "extensions": {"code": "undefinedField", "typeName": "Course"}}]}
    data: dict[str, Any] = {}
    places = list(_COURSE.finditer(query))
    for number, found in enumerate(places):
        end = places[number + 1].start() if number + 1 < len(places) else len(query)
        course = view.school.courses.get(int(found.group(2)))
        name = found.group(1) or "course"
        if course is None or not view.sees(course):
            data[name] = None
            continue
        data[name] = {"_id": str(course.id)}
        inner = query[found.end() : end]
        if "submissionsConnection" in inner:
            data[name]["submissionsConnection"] = _submissions(view, course, inner)
    return {"data": data}


def _submissions(view: View, course: Course, inner: str) -> dict[str, Any]:
    """Every assigned student has a row before anything happened; without naming its state it does not come."""
    first = _FIRST.search(inner)
    size = min(int(first.group(1)) if first else 20, MOST)
    after = _AFTER.search(inner)
    start = int(after.group(1)) if after else 0
    states = _STATES.search(inner)
    since = _SINCE.search(inner)
    nodes = []
    if states and "unsubmitted" in states.group(1):
        students = [number for number, place in sorted(course.people.items()) if "student" in place.roles]
        for work in works(view, course):
            changed = time_text(work.changed_at or view.school.now) or ""
            if is_assignment(work) and (since is None or changed > since.group(1)):
                nodes += [
                    {
                        "_id": str(work.id * 1_000_000 + person),
                        "attempt": 0,
                        "score": None,
                        "grade": None,
                        "excused": False,
                        "late": False,
                        "missing": False,
                        "state": "unsubmitted",
                        "submittedAt": None,
                        "gradedAt": None,
                        "postedAt": None,
                        # With an offset, unlike REST.
                        "updatedAt": changed.replace("Z", "+00:00"),
                        "user": {"_id": str(person)},
                        "assignment": {"_id": str(work.id)},
                    }
                    for person in students
                ]
    page = nodes[start : start + size]
    more = start + size < len(nodes)
    return {"nodes": page, "pageInfo": {"hasNextPage": more, "endCursor": str(start + size)}}
