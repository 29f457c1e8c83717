"""What there is in a school, by number: people, departments, courses, groups, work and lessons."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

ROLES = ("student", "teacher", "assistant", "observer")
FIELDS_OF_TEXT = ("given", "family", "username", "email", "sis_id")
"""The fields of a person that `blank` empties."""


@dataclass(slots=True)
class Person:
    id: int
    given: str
    family: str
    username: str
    email: str
    sis_id: str
    suspended: bool = False
    changed_at: int = 0


@dataclass(slots=True)
class Department:
    id: int
    name: str
    parent: int | None
    sis_id: str
    hidden: bool = False


@dataclass(slots=True)
class Place:
    """Somebody's place in a course: their roles, and whether it is in force."""

    roles: tuple[str, ...]
    """Words of `ROLES`; empty for somebody who is enrolled without a role."""
    active: bool = True


@dataclass(slots=True)
class Course:
    id: int
    name: str
    code: str
    sis_id: str
    department: int
    starts_at: int
    ends_at: int
    visible: bool = True
    separate_groups: bool = False
    changed_at: int = 0
    people: dict[int, Place] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)
    work: list[int] = field(default_factory=list)
    lessons: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    id: int
    course: int
    name: str
    sis_id: str
    members: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Work:
    """An activity of a course. `kind` is a word of `WORK`."""

    id: int
    number: int
    """Among those of its kind."""
    course: int
    kind: str
    name: str
    topic: str
    opens_at: int = 0
    due_at: int = 0
    closes_at: int = 0
    points: float = 0
    minutes: int = 0
    visible: bool = True
    changed_at: int = 0


@dataclass(slots=True)
class Lesson:
    """A class or event. Without a course it concerns a department, or everybody."""

    id: int
    name: str
    starts_at: int
    seconds: int
    course: int | None = None
    group: int | None = None
    department: int | None = None
    series: int | None = None
    description: str = ""
    visible: bool = True
    changed_at: int = 0


class Registers:
    """Everything that there is, by number. Numbers are never given twice."""

    def __init__(self, name: str, starts_on: date) -> None:
        self.name = name
        self.starts_on = starts_on
        self.people: dict[int, Person] = {}
        self.deleted_people: dict[int, Person] = {}
        """Accounts that were deleted; some systems still answer them."""
        self.departments: dict[int, Department] = {}
        self.courses: dict[int, Course] = {}
        self.groups: dict[int, Group] = {}
        self.work: dict[int, Work] = {}
        self.lessons: dict[int, Lesson] = {}
        self._next: dict[str, int] = {}
        self._numbered_work: dict[str, int] = {}

    @property
    def now(self) -> int:
        """When the school was made; changes come after it."""
        return seconds_at(self.starts_on)

    def next_id(self, kind: str, first: int = 1) -> int:
        number = self._next.get(kind, first)
        self._next[kind] = number + 1
        return number

    def next_number_of_work(self, kind: str) -> int:
        self._numbered_work[kind] = self._numbered_work.get(kind, 0) + 1
        return self._numbered_work[kind]

    def students(self) -> Iterator[int]:
        """Everybody with a place as a student."""
        found = {
            person
            for course in self.courses.values()
            for person, place in course.people.items()
            if "student" in place.roles
        }
        yield from sorted(found)


def seconds_at(day: date, hour: float = 0) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + hour * 3600)


def new_person(number: int, given: str, family: str, sis_id: str) -> Person:
    return Person(number, given, family, f"user{number:06}", f"user{number:06}@school.example", sis_id)
