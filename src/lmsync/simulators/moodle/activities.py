"""Activities of courses, kind by kind."""

from typing import Any

from lmsync.simulators.moodle.call import Call, Function
from lmsync.simulators.moodle.contents import is_shown
from lmsync.simulators.moodle.protocol import boolean, integer, listed
from lmsync.testing.registers import Work


def _of_courses(call: Call, kind: str) -> tuple[list[Work], list[dict[str, Any]]]:
    """What is hidden from the account is left out; of assignments alone Moodle says so."""
    found, warnings = [], []
    for value in listed(call.arguments.get("courseids")):
        course = call.school.courses.get(integer(value))
        if course is None or not call.may_enter(course):
            why = ""
            if kind == "assign":
                no_course = "Can't find data record in database table course."
                why = f" {no_course if course is None else call.why_not()}"
            warnings.append(_warning("course", integer(value), f"No access rights in course context{why}"))
            continue
        for work in (call.school.work[number] for number in course.work):
            if work.kind != kind:
                continue
            if is_shown(call, work) and (kind != "forum" or call.may("mod/forum:viewdiscussion")):
                found.append(work)
            elif kind == "assign":
                warnings.append(_warning("module", work.id, "No access rights in module context"))
    return found, warnings


def _warning(item: str, number: int, message: str) -> dict[str, Any]:
    return {"item": item, "itemid": number, "warningcode": "1", "message": message}


def get_assignments(call: Call) -> Any:
    """Without `includenotenrolledcourses` there is nothing for an account that is enrolled nowhere."""
    if not boolean(call.arguments.get("includenotenrolledcourses", "0")):
        return {"courses": [], "warnings": []}
    works, warnings = _of_courses(call, "assign")
    rows = []
    for value in listed(call.arguments.get("courseids")):
        course = call.school.courses.get(integer(value))
        if course is None or not call.may_enter(course):
            continue
        rows.append(
            {
                "id": course.id,
                "fullname": call.text(course.name),
                "shortname": course.code,
                "timemodified": course.changed_at,
                "assignments": [_assignment(call, work) for work in works if work.course == course.id],
            }
        )
    return {"courses": rows, "warnings": warnings}


def _assignment(call: Call, work: Work) -> dict[str, Any]:
    return {
        "id": work.number,
        "cmid": work.id,
        "course": work.course,
        "name": call.text(work.name),
        "nosubmissions": 0,
        "submissiondrafts": 1,
        "sendnotifications": 0,
        "sendlatenotifications": 0,
        "sendstudentnotifications": 1,
        "duedate": work.due_at,
        "allowsubmissionsfromdate": work.opens_at,
        "grade": int(work.points),
        "timemodified": work.changed_at,
        "completionsubmit": 0,
        "cutoffdate": work.closes_at,
        "gradingduedate": 0,
        "teamsubmission": 0,
        "requireallteammemberssubmit": 0,
        "teamsubmissiongroupingid": 0,
        "blindmarking": 0,
        "hidegrader": 0,
        "revealidentities": 0,
        "attemptreopenmethod": "none",
        "maxattempts": -1,
        "markingworkflow": 0,
        "markingallocation": 0,
        "markinganonymous": 0,
        "requiresubmissionstatement": 0,
        "preventsubmissionnotingroup": 0,
        "configs": [{"plugin": "onlinetext", "subtype": "assignsubmission", "name": "enabled", "value": "1"}],
        "intro": "",
        "introformat": 1,
        "introfiles": [],
        "introattachments": [],
        "timelimit": 0,
        "submissionattachments": 0,
    }


def activities_of(kind: str, key: str | None) -> Function:
    def answer(call: Call) -> Any:
        works, warnings = _of_courses(call, kind)
        rows = [_activity(call, work) for work in works]
        return rows if key is None else {key: rows, "warnings": warnings}

    return answer


def _activity(call: Call, work: Work) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": work.number,
        ("cmid" if work.kind == "forum" else "coursemodule"): work.id,
        "course": work.course,
        "name": call.text(work.name),
        "intro": "",
        "introformat": 1,
        "introfiles": [],
        "lang": "",
    }
    if work.kind == "quiz":
        row |= {"section": 1, "visible": work.visible, "groupmode": 0, "groupingid": 0}
        row |= {"timeopen": work.opens_at, "timeclose": work.due_at, "timelimit": work.minutes * 60}
        row |= {"grade": work.points, "sumgrades": 10, "attempts": 0}
    elif work.kind == "lesson":
        row |= {"practice": False, "grade": int(work.points), "timelimit": 0}
        if call.may("mod/lesson:manage"):
            row |= {"available": work.opens_at, "deadline": work.due_at, "timemodified": work.changed_at}
    elif work.kind == "forum":
        row |= {"type": "general", "duedate": work.due_at, "cutoffdate": 0, "timemodified": work.changed_at}
    return row
