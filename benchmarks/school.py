"""The neutral school: who is in which course and what is taught there, made from numbers and in no LMS's dialect.

Version 1 of a school differs from version 0 in half a percent of its people, courses, students' enrolments, work and
lessons, and a thousandth of the enrolments is gone.
"""

from collections.abc import Iterator, Mapping
from zlib import crc32

from msgspec import Struct

TEACHERS, GROUPED = 3, 50
"""Of a course: its first members teach, the next ones are in one of two groups."""
ASSIGNMENTS, QUIZZES, FORUMS, CHOICES = 16, 6, 4, 2
WORK = ASSIGNMENTS + QUIZZES + FORUMS + CHOICES
LESSONS = 60
TERM_BEGINS = 1_788_000_000
WEEK = 604_800
LESSON_SECONDS = 2_700

_FAMILIES = "Иванов Петрова Smith Nguyễn García Ёлкина محمد Schröder Kowalska O'Brien".split()
_GIVENS = "Анна Борис Wei Maria حسن Thanh Олег Łukasz Zoë Пётр".split()
_STRIDE = 7_919
"""A prime, so that everybody is in a course and nobody twice in the same."""


class Person(Struct, frozen=True):
    number: int
    given: str
    family: str
    login: str
    email: str


class Member(Struct, frozen=True):
    """An enrolment."""

    number: int
    person: int
    place: int
    teaches: bool
    edition: int


class School(Struct, frozen=True):
    people: int
    courses: int

    @classmethod
    def of(cls, people: int) -> "School":
        """Everybody is in eight courses of 200, as long as there are so many people."""
        return cls(people, max(people // 25, 1))

    @property
    def members_of_a_course(self) -> int:
        return min(200, self.people)

    def person(self, number: int, version: int) -> Person:
        given, family = _GIVENS[number // 10 % 10], f"{_FAMILIES[number % 10]}{number % 997}"
        email = f"u{number}.{edition('user', number, version)}@school.test"
        return Person(number, given, family, f"u{number}", email)

    def members(self, course: int, version: int) -> Iterator[Member]:
        first = (course - 1) * self.members_of_a_course
        for place in range(self.members_of_a_course):
            number = numbered(course, place)
            if version and crc32(b"gone %d" % number) % 1_000 == 0:
                continue
            teaches = place < TEACHERS
            changed = 0 if teaches else edition("enrollment", number, version)
            yield Member(number, (first + place) * _STRIDE % self.people + 1, place, teaches, changed)

    def groups(self, course: int, version: int) -> Mapping[int, list[int]]:
        """The people of each of the two groups, by the group's number."""
        grouped = [member for member in self.members(course, version) if TEACHERS <= member.place < TEACHERS + GROUPED]
        return {course * 2 + half: [member.person for member in grouped if member.place % 2 == half] for half in (0, 1)}

    def differences(self) -> dict[str, int]:
        """How many records of each kind version 1 adds, changes and removes."""
        courses = range(1, self.courses + 1)
        found = {
            "user": sum(edition("user", number, 1) for number in range(1, self.people + 1)),
            "course": sum(edition("course", course, 1) for course in courses),
            "item": sum(edition("item", numbered(course, place), 1) for course in courses for place in range(WORK)),
            "lesson": sum(
                edition("lesson", numbered(course, place), 1) for course in courses for place in range(LESSONS)
            ),
        }
        members = [member for course in courses for member in self.members(course, 1)]
        gone = self.courses * self.members_of_a_course - len(members)
        found["enrollment"] = gone + sum(member.edition for member in members)
        found["group"] = sum(
            of_version_0 != self.groups(course, 1)[group]
            for course in courses
            for group, of_version_0 in self.groups(course, 0).items()
        )
        return found


def numbered(course: int, place: int) -> int:
    """The number of an enrolment, a piece of work or a lesson."""
    return course * 1_000 + place


def edition(kind: str, number: int, version: int) -> int:
    """1 for a record that version 1 changes, in that version; otherwise 0."""
    return int(version > 0 and crc32(f"{kind} {number}".encode()) % 200 == 0)


def lesson_begins(course: int, place: int) -> int:
    return TERM_BEGINS + place * WEEK // 4 + course * 60


def work_is_due(course: int, place: int, version: int) -> int:
    return TERM_BEGINS + place * WEEK // 2 + 60 * edition("item", numbered(course, place), version)
