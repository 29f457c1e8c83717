"""Groups and their members."""

from typing import Any

from lmsync.simulators.moodle.call import Call
from lmsync.simulators.moodle.protocol import (
    has_tag,
    integer,
    invalid_response,
    listed,
    no_course_context,
    no_permission,
    no_record,
)
from lmsync.testing.registers import Group


def get_course_groups(call: Call) -> Any:
    if integer(call.arguments["courseid"]) not in call.school.courses:
        # Groups say it differently from the other functions.
        raise no_course_context(integer(call.arguments["courseid"]), "Invalid parameter value detected")
    course = call.course()
    if not call.may("moodle/course:managegroups"):
        raise no_permission("Manage groups")
    groups = [call.school.groups[number] for number in course.groups]
    if call.raw and any(has_tag(group.name) for group in groups):
        # The stored name does not pass Moodle's own check of its answer.
        raise invalid_response()
    return [_group(call, group) for group in groups]


def _group(call: Call, group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "courseid": group.course,
        "name": call.text(group.name),
        "description": "",
        "descriptionformat": 1,
        "enrolmentkey": None,
        "idnumber": group.sis_id,
        "visibility": 0,
        "participation": True,
    }


def get_group_members(call: Call) -> Any:
    found = []
    for value in listed(call.arguments["groupids"]):
        group = call.school.groups.get(integer(value))
        if group is None:
            raise no_record("groups")
        call.enter(call.school.courses[group.course])
        if not call.may("moodle/course:managegroups"):
            raise no_permission("Manage groups")
        found.append({"groupid": group.id, "userids": list(group.members)})
    return found
