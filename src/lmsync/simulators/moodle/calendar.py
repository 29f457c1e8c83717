"""Events of the calendar, and the dates of activities that it repeats."""

from typing import Any

from msgspec import Struct

from lmsync.simulators.moodle.call import FRONT_PAGE, SERVICE_USER, Call
from lmsync.simulators.moodle.contents import DATES, is_shown
from lmsync.simulators.moodle.courses import path_of
from lmsync.simulators.moodle.protocol import boolean, integer, invalid_parameter, listed
from lmsync.testing.registers import Course, Lesson


class _Asked(Struct, frozen=True):
    """The events that a call asks for, as far as the account may."""

    courses: set[int]
    groups: set[int]
    categories: set[int]
    """Of the courses, and above them."""
    numbers: set[int]
    user_events: bool
    site_events: bool
    ignore_hidden: bool
    start: int
    end: int

    def wants(self, lesson: Lesson) -> bool:
        if not self._names(lesson) or (self.ignore_hidden and not lesson.visible):
            return False
        return lesson.starts_at >= self.start and not (self.end and lesson.starts_at > self.end)

    def _names(self, lesson: Lesson) -> bool:
        if lesson.id in self.numbers:
            return True
        if lesson.course is None and lesson.department is None:
            return self.site_events
        if lesson.department is not None:
            # They come with courses in them or below them, and not by their own numbers.
            return lesson.department in self.categories
        if lesson.group is not None:
            # Moodle drops them, without a warning, unless personal events are asked for and a course is named.
            return lesson.group in self.groups and self.user_events and lesson.course in self.courses
        return lesson.course in self.courses


def get_calendar_events(call: Call) -> Any:
    asked, warnings = _asked(call)
    manages = call.may("moodle/calendar:manageentries")
    found = []
    for lesson in call.school.lessons.values():
        if not asked.wants(lesson):
            continue
        if not manages and (lesson.course or lesson.department):
            if lesson.group is None or lesson.id in asked.numbers:
                warnings.append(_calendar_warning(lesson.id, "view this event"))
            continue
        found.append(_event(lesson))
    for number in sorted(asked.courses):
        # Moodle leaves out those of a course that cannot be entered, without a warning.
        if call.may_view(call.school.courses[number]):
            found += _echoes(call, call.school.courses[number])
    found.sort(key=lambda event: (event["timestart"], event["id"]))
    return {"events": found, "warnings": warnings}


def _asked(call: Call) -> tuple[_Asked, list[dict[str, Any]]]:
    """With the warnings about what is not answered."""
    events, options = call.arguments.get("events") or {}, call.arguments.get("options") or {}
    if not isinstance(events, dict) or not isinstance(options, dict):
        raise invalid_parameter()
    known = {"eventids", "courseids", "groupids", "categoryids"}
    if events.keys() - known or options.keys() - {"userevents", "siteevents", "timestart", "timeend", "ignorehidden"}:
        raise invalid_parameter()
    courses, groups, _, numbers = (
        {integer(number) for number in listed(events.get(name))}
        for name in ("courseids", "groupids", "categoryids", "eventids")
    )
    user_events, site_events, ignore_hidden = (
        boolean(options.get(name, "1")) for name in ("userevents", "siteevents", "ignorehidden")
    )
    start, end = integer(options.get("timestart", "0")), integer(options.get("timeend", "0"))
    warnings: list[dict[str, Any]] = []
    if not call.may("moodle/calendar:manageentries"):
        warnings += _without_courses_out_of_reach(call, courses)
        # By its number alone; what it is the number of has to be known.
        warnings += [_calendar_warning(number, "access this group") for number in sorted(groups)]
    # An account that may manage all entries is not checked course by course, and gets no warning for a missing course.
    courses &= call.school.courses.keys()
    if not call.may("moodle/site:accessallgroups"):
        groups = set()
    categories = {
        int(number)
        for course in courses
        for number in path_of(call.school, call.school.departments[call.school.courses[course].department]).split("/")
        if number
    }
    asked = _Asked(courses, groups, categories, numbers, user_events, site_events, ignore_hidden, start, end)
    return asked, warnings


def _without_courses_out_of_reach(call: Call, courses: set[int]) -> list[dict[str, Any]]:
    """Takes out of `courses` what the account may not enter, and warns of it."""
    warnings = []
    for number in sorted(courses):
        course = call.school.courses.get(number)
        if course is None or not call.may_enter(course):
            courses.discard(number)
            message = f"No access rights in course context {call.why_not()}"
            warnings.append({"item": "course", "itemid": number, "warningcode": "nopermissions", "message": message})
    return warnings


def _calendar_warning(number: int, what: str) -> dict[str, Any]:
    message = f"you do not have permissions to {what}"
    return {"item": str(number), "warningcode": "nopermissions", "message": message}


def _event(lesson: Lesson) -> dict[str, Any]:
    kind = "group" if lesson.group else "course" if lesson.course else "category" if lesson.department else "site"
    return {
        "id": lesson.id,
        "name": lesson.name,
        "description": lesson.description,
        "format": 1,
        "courseid": lesson.course or (0 if lesson.department else FRONT_PAGE),
        "categoryid": lesson.department,
        "groupid": lesson.group,
        "userid": SERVICE_USER,
        "repeatid": lesson.series,
        "modulename": None,
        "instance": None,
        "eventtype": kind,
        "timestart": lesson.starts_at,
        "timeduration": lesson.seconds,
        "visible": int(lesson.visible),
        "sequence": 1,
        "timemodified": lesson.changed_at,
        "subscriptionid": None,
    }


def _echoes(call: Call, course: Course) -> list[dict[str, Any]]:
    """Moodle's calendar repeats the dates of activities."""
    found = []
    for number in course.work:
        work = call.school.work[number]
        if not work.due_at or work.kind not in DATES or not is_shown(call, work):
            continue
        event = _event(Lesson(1_000_000 + work.id, f"{work.name}: срок", work.due_at, 0, course=course.id))
        kind = "due" if work.kind in {"assign", "forum"} else "close"
        found.append(event | {"modulename": work.kind, "instance": work.number, "eventtype": kind})
    return found
