"""One call as it reaches a function, and what the service account may do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from lmsync.simulators.moodle.protocol import (
    MoodleError,
    formatted,
    integer,
    invalid_parameter,
    listed,
    no_course_context,
    no_record,
)
from lmsync.testing.registers import Course
from lmsync.testing.school import School

SERVICE_USER = 2

FRONT_PAGE = 1

CAPABILITIES = frozenset(
    {
        "webservice/rest:use",
        "moodle/course:view",
        "moodle/course:viewhiddencourses",
        "moodle/course:viewhiddenactivities",
        "moodle/course:viewparticipants",
        "moodle/course:viewsuspendedusers",
        "moodle/course:enrolreview",
        "moodle/role:review",
        "moodle/site:accessallgroups",
        "moodle/course:managegroups",
        "moodle/course:update",
        "moodle/site:viewfullnames",
        "moodle/user:viewdetails",
        "moodle/user:viewalldetails",
        "moodle/site:viewuseridentity",
        "moodle/category:viewhiddencategories",
        "moodle/category:manage",
        "moodle/calendar:manageentries",
        "mod/lesson:manage",
        "mod/assign:view",
        "mod/quiz:view",
        "mod/feedback:view",
        "mod/workshop:view",
        "mod/forum:viewdiscussion",
    }
)
"""What the service account may do until a test withdraws some of it."""

UNFINISHED: Mapping[str, tuple[str, str]] = {
    "no_email": ("usernotfullysetup", "User not fully set-up"),
    "required_field": ("usernotfullysetup", "User not fully set-up"),
    "forced_password": (
        "nopasswordchangeforced",
        "You cannot proceed without changing your password, however there is no available page for changing it. Please "
        "contact your Moodle Administrator.",
    ),
    "site_policy": (
        "sitepolicynotagreed",
        'Site policy not agreed: <a href="http://moodle.test/user/policy.php">Click here to open the site policy.</a>',
    ),
}
"""What the service account may have to do first, and how Moodle says so where it says so at all."""


class Call(Struct):
    """One call as it reaches a function."""

    school: School
    site_url: str
    capabilities: Collection[str]
    functions: Sequence[str]
    raw: bool
    arguments: Mapping[str, Any]
    version: str = "4.4"
    unfinished: str = ""
    """What the service account has to do first, a word of `UNFINISHED`: most functions then answer less or nothing."""

    def may(self, capability: str) -> bool:
        return capability in self.capabilities

    def text(self, stored: str) -> str:
        """A name: as stored, or as Moodle formats it."""
        return stored if self.raw else formatted(stored)

    def course(self) -> Course:
        """The course of the call, if the account may enter it."""
        number = integer(self.arguments["courseid"])
        course = self.school.courses.get(number)
        if course is None:
            raise no_record("course")
        self.enter(course)
        return course

    def enter(self, course: Course) -> None:
        if not self.may_enter(course):
            raise no_course_context(course.id, self.why_not())

    def may_enter(self, course: Course) -> bool:
        return not self.unfinished and self.may_view(course)

    def may_view(self, course: Course) -> bool:
        return self.may("moodle/course:view") and (course.visible or self.may("moodle/course:viewhiddencourses"))

    def why_not(self) -> str:
        return UNFINISHED[self.unfinished][1] if self.unfinished else "Course or activity not accessible."

    def be_finished(self) -> None:
        """Raises for an account that has something to do first, with the true code."""
        if self.unfinished:
            raise MoodleError("moodle_exception", *UNFINISHED[self.unfinished])

    def sees(self, person: int) -> bool:
        """Without `viewdetails` only the contacts of courses are seen, who are public, and the account itself."""
        if self.may("moodle/user:viewdetails") or person == SERVICE_USER:
            return True
        places = (course.people.get(person) for course in self.school.courses.values())
        return any(place is not None and "teacher" in place.roles for place in places)

    def options(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for option in listed(self.arguments.get("options")):
            if not isinstance(option, dict) or not {"name", "value"} <= option.keys():
                raise invalid_parameter()
            found[str(option["name"])] = str(option["value"])
        return found


Function = Callable[[Call], Any]
