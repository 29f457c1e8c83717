"""What Moodle says beside the main lists: rows, or why there are none. Pure.

A side list that is refused, odd or silent about what was asked leaves values unknown; it is never an empty list.
"""

from collections.abc import Collection, Mapping, Sequence

from msgspec import DecodeError, Raw, Struct

from lmsync.errors import BadRecord, LmsyncError, Refused
from lmsync.integrations.moodle import answers
from lmsync.lms_rows import decode, parse_row
from lmsync.records import Kind

HARMLESS_WARNINGS = frozenset({"3"})
"""`3`: nothing was found, in functions of assignments."""


class SideList(Struct, frozen=True):
    """What a `…_by_courses` function says of the activities of the courses it was asked about."""

    rows: Mapping[int, answers.Activity]
    """By course module."""
    refused: frozenset[str] = frozenset()
    """Courses of which it says nothing; all of them where a warning is not understood."""
    hidden: frozenset[int] = frozenset()
    """Course modules that it names without showing them, of any of the courses."""


class _Wrapped(Struct):
    warnings: list[answers.AnswerWarning] = []


def side_list_of(
    answer: Raw | LmsyncError, function: str, key: str | None, courses: Collection[str]
) -> SideList | LmsyncError:
    """`key` names the list within the answer; `None`: the answer is the list, and has no warnings."""
    if isinstance(answer, LmsyncError):
        return answer
    try:
        if key is None:
            return SideList(_by_module(decode(answer, list[Raw])))
        inside = decode(answer, dict[str, Raw])
        warnings = decode(answer, _Wrapped).warnings
        if key not in inside:
            return Refused("not_understood", function=function)
        rows = decode(inside[key], list[Raw])
        if key == "courses":
            of_courses = [decode(row, answers.CourseAssignments) for row in rows]
            rows = [row for course in of_courses for row in course.assignments]
    except DecodeError:
        return Refused("not_understood", function=function)
    refused: set[str] = set()
    hidden: set[int] = set()
    for warning in warnings:
        item, number = str(warning.item), warning.itemid
        if str(warning.warningcode) in HARMLESS_WARNINGS:
            continue
        if item == "course" and number is not None:
            refused.add(str(number))
        elif item == "module" and isinstance(number, int):
            hidden.add(number)
        else:
            refused.update(courses)
    return SideList(_by_module(rows), frozenset(refused), frozenset(hidden))


def _by_module(rows: Sequence[Raw]) -> dict[int, answers.Activity]:
    """A row that cannot be understood is left out: then its activity has none, and is unknown."""
    found = {}
    for row in rows:
        activity = parse_row(Kind.ITEM, row, answers.Activity)
        if isinstance(activity, BadRecord):
            continue
        module = activity.course_module if isinstance(activity.course_module, int) else activity.cmid
        if isinstance(module, int):
            found[module] = activity
    return found


def courses_in_doubt(
    warnings: Sequence[answers.AnswerWarning], courses: Collection[str], course_of_group: Mapping[str, str]
) -> frozenset[str] | None:
    """Whose events a calendar answer may lack; `None`: of any course that was asked about.

    Courses are named with their kind. Groups and events come as a bare number, which may be that of a course too.
    """
    groups = dict(course_of_group)
    found = set()
    for warning in warnings:
        item, number = str(warning.item), warning.itemid
        course: str | None = None
        if number is None:
            # Moodle warns of every group before it warns of any event, so a number that comes again is an event's.
            course = groups.pop(item, None)
        elif item == "course" and str(number) in courses:
            course = str(number)
        elif item == "group":
            course = groups.pop(str(number), None)
        if course is None:
            return None
        found.add(course)
    return frozenset(found)
