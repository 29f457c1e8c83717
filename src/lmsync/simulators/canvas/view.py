"""Who looks at the simulated Canvas and what they may see; numbers and times as it writes them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from lmsync.testing.registers import Course
from lmsync.testing.school import School

ROOT = 1
SUB_ACCOUNTS = 10
"""Numbers of departments begin behind this."""
SECTIONS = 10_000
"""Numbers of sections are those of their courses behind this."""

RIGHTS = frozenset(
    {
        "read_course_list",
        "read_roster",
        "read_course_content",
        "view_all_grades",
        "read_sis",
        "read_email_addresses",
        "view_user_logins",
        "view_group_pages",
        "read_calendar",
        # What an administrator has, and the role that the set-up help advises has not.
        "manage_assignments",
        "manage_calendar",
        "manage_content",
        "manage_groups",
    }
)


class View(Struct):
    """Who looks: an administrator, or a teacher by number; and what they may see."""

    school: School
    url: str
    teacher: int | None
    rights: Collection[str]
    cross_listed: Mapping[int, int] = {}
    """Courses whose section now belongs to another course."""
    account_calendars: bool = False
    """Whether teachers may see the calendars of accounts."""

    def host_of(self, course: Course) -> int:
        """The course that this one's section belongs to."""
        return self.cross_listed.get(course.id, course.id)

    def sections_of(self, course: Course) -> Iterator[Course]:
        """The courses whose sections are in this one; one that gave its own away has a new, empty one."""
        for origin in self.school.courses.values():
            if self.host_of(origin) == course.id:
                yield origin

    @property
    def admin(self) -> bool:
        return self.teacher is None

    def may(self, right: str) -> bool:
        return right in self.rights

    def courses(self) -> Iterator[Course]:
        for course in self.school.courses.values():
            if self.sees(course):
                yield course

    def sees(self, course: Course) -> bool:
        if self.teacher is None:
            return True
        place = course.people.get(self.teacher)
        return place is not None and place.active and bool({"teacher", "assistant"} & set(place.roles))


def time_text(seconds: int) -> str | None:
    if not seconds:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
