"""Rights: what a caller may do. A token has those that it was given, as its scopes."""

from collections.abc import Mapping
from enum import StrEnum

from lmsync.records import Kind


class Right(StrEnum):
    """The scopes of a token."""

    READ_STUDENTS = "read:students"
    READ_LESSONS = "read:lessons"
    READ_COURSES = "read:courses"
    READ_GRADES = "read:grades"
    READ_ATTENDANCE = "read:attendance"
    READ_CHANGES = "read:changes"
    READ_RUNS = "read:runs"
    PERSONAL = "personal"
    SYNC = "sync"
    CONFIGURE = "configure"
    ADMIN = "admin"
    ERASE = "erase"


EVERY_RIGHT = frozenset(Right)
READ_ONLY = frozenset(right for right in Right if right.startswith("read:")) | {Right.PERSONAL}

RIGHT_OF_KIND: Mapping[Kind, Right] = {
    Kind.USER: Right.READ_STUDENTS,
    Kind.ENROLLMENT: Right.READ_STUDENTS,
    Kind.LESSON: Right.READ_LESSONS,
    Kind.SUBMISSION: Right.READ_GRADES,
    Kind.ATTENDANCE: Right.READ_ATTENDANCE,
    **dict.fromkeys(
        (Kind.ORG, Kind.TERM, Kind.COURSE, Kind.SECTION, Kind.GROUP, Kind.CATEGORY, Kind.ITEM), Right.READ_COURSES
    ),
}
"""What lists the records of a kind."""
