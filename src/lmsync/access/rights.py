"""Rights: what a caller may do. A token has those that it was given, as its scopes; an operator has those of a role."""

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
    DECIDE = "decide"
    CONFIGURE = "configure"
    ADMIN = "admin"
    ERASE = "erase"


class OperatorRight(StrEnum):
    """Of people who log in. They are of another type than scopes, so that a token can never have one."""

    LOGGED_IN = "logged_in"
    """Whatever the role: one's own session and password."""
    OWNER = "owner"
    """Decide who may come in."""


class Role(StrEnum):
    """Each may do what those before it may."""

    VIEWER = "viewer"
    ADMIN = "admin"
    OWNER = "owner"


EVERY_RIGHT = frozenset(Right)
READ_ONLY = frozenset(right for right in Right if right.startswith("read:")) | {Right.PERSONAL}

RIGHTS_OF_ROLE: Mapping[Role, frozenset[Right | OperatorRight]] = {
    Role.VIEWER: READ_ONLY | {OperatorRight.LOGGED_IN},
    Role.ADMIN: EVERY_RIGHT - {Right.ERASE} | {OperatorRight.LOGGED_IN},
    Role.OWNER: EVERY_RIGHT | frozenset(OperatorRight),
}


def least_role(right: Right | OperatorRight | None) -> Role:
    """The first that has this right."""
    return next(role for role in Role if right is None or right in RIGHTS_OF_ROLE[role])


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
