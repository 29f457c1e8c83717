"""A made-up school: the same seed gives the same people, courses and lessons, at any size.

It speaks no LMS's dialect. Simulators tell it, each in the words of its system, and changes to it are what a school
office would do: somebody joins, leaves, is renamed, a course is hidden, a lesson moves.
"""

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Self

from lmsync.testing.changes import check_arguments
from lmsync.testing.filling import fill
from lmsync.testing.registers import FIELDS_OF_TEXT, ROLES, Course, Lesson, Place, Registers, new_person

FEWEST, MOST = 20, 100_000
DAY = 86_400


class School(Registers):
    """A school that its office can change. Each change returns the number of what it touched."""

    @classmethod
    def seeded(cls, people: int = 300, *, seed: int = 1, starts_on: date = date(2026, 9, 1)) -> Self:
        """A school with this many people. Raises `ValueError` outside 20 to 100,000."""
        if not FEWEST <= people <= MOST:
            raise ValueError(f"a school has {FEWEST} to {MOST} people")
        school = cls("Школа № 1 «Пример»", starts_on)
        fill(school, people, random.Random(f"{seed}-{people}"))
        return school

    def change(self, what: str, /, **arguments: Any) -> int:
        """Raises `ValueError` for a change that nobody can make."""
        change = self.check_change(what, arguments)
        try:
            return change(**arguments)
        except KeyError as error:
            raise ValueError(f"{what}: nothing in the school has the number {error}") from None
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{what}: {error}") from None

    def check_change(self, what: str, arguments: Mapping[str, Any]) -> Callable[..., int]:
        """The change of this name. Raises `ValueError` if its name or its arguments are not understood."""
        known = self.changes()
        if what not in known:
            raise ValueError(f"a change is one of: {', '.join(known)}")
        try:
            check_arguments(known[what], dict(arguments))
        except ValueError as error:
            raise ValueError(f"{what}: {error}") from None
        return known[what]

    def changes(self) -> Mapping[str, Callable[..., int]]:
        return {
            "join": self.join,
            "leave": self.leave,
            "enrol": self.enrol,
            "rename": self.rename,
            "suspend": self.suspend,
            "delete_person": self.delete_person,
            "blank": self.blank,
            "hide_course": self.hide_course,
            "show_course": self.show_course,
            "rename_course": self.rename_course,
            "delete_course": self.delete_course,
            "add_lesson": self.add_lesson,
            "move_lesson": self.move_lesson,
            "delete_lesson": self.delete_lesson,
            "delete_work": self.delete_work,
            "move_deadline": self.move_deadline,
        }

    def _any_course(self, course: int | None) -> Course:
        return self.courses[course if course is not None else next(iter(self.courses))]

    def _touched(self, *things: Any) -> None:
        for thing in things:
            thing.changed_at = int(datetime.now(UTC).timestamp())

    def join(
        self, given: str = "Новый", family: str = "Ученик", course: int | None = None, role: str = "student"
    ) -> int:
        """Create a person with a place in a course; without `course`, in the first one."""
        if role not in ROLES:
            raise ValueError(f"a role is one of: {', '.join(ROLES)}")
        number = self.next_id("person")
        self.people[number] = new_person(number, given, family, f"S{number:06}")
        self._touched(self.people[number])
        place = self._any_course(course)
        place.people[number] = Place((role,))
        return number

    def leave(self, person: int, course: int | None = None) -> int:
        """Take a person out of one course, or of all; the account stays."""
        self.people[person]
        for left in self.courses.values() if course is None else [self.courses[course]]:
            left.people.pop(person, None)
            for group in left.groups:
                members = self.groups[group].members
                if person in members:
                    members.remove(person)
        return person

    def enrol(self, person: int, course: int, role: str = "student") -> int:
        """Give somebody who is there already a place in a course."""
        if role not in ROLES:
            raise ValueError(f"a role is one of: {', '.join(ROLES)}")
        self.people[person]
        self.courses[course].people[person] = Place((role,))
        return person

    def rename(self, person: int, given: str | None = None, family: str | None = None) -> int:
        """Change the given name, the family name or both of a person."""
        renamed = self.people[person]
        renamed.given, renamed.family = given or renamed.given, family or renamed.family
        self._touched(renamed)
        return person

    def suspend(self, person: int, course: int | None = None) -> int:
        """Suspend a person's place in a course, or without `course` the account."""
        if course is None:
            self.people[person].suspended = True
            self._touched(self.people[person])
        else:
            self.courses[course].people[person].active = False
        return person

    def delete_person(self, person: int) -> int:
        """Delete an account; the person leaves every course."""
        self.leave(person)
        gone = self.deleted_people[person] = self.people.pop(person)
        self._touched(gone)
        return person

    def blank(self, person: int, field_name: str = "sis_id") -> int:
        """Empty one field of a person."""
        if field_name not in FIELDS_OF_TEXT:
            raise ValueError(f"a field that can be empty is one of: {', '.join(FIELDS_OF_TEXT)}")
        setattr(self.people[person], field_name, "")
        self._touched(self.people[person])
        return person

    def hide_course(self, course: int) -> int:
        """Hide a course from students."""
        self.courses[course].visible = False
        self._touched(self.courses[course])
        return course

    def show_course(self, course: int) -> int:
        """Show a hidden course again."""
        self.courses[course].visible = True
        self._touched(self.courses[course])
        return course

    def rename_course(self, course: int, name: str) -> int:
        """Give a course another name."""
        self.courses[course].name = name
        self._touched(self.courses[course])
        return course

    def delete_course(self, course: int) -> int:
        """Delete a course with its groups, its work and its lessons."""
        gone = self.courses.pop(course)
        for kind, numbers in ((self.groups, gone.groups), (self.work, gone.work), (self.lessons, gone.lessons)):
            for number in numbers:
                del kind[number]
        return course

    def add_lesson(
        self, course: int | None = None, name: str = "Консультация", starts_at: int | None = None, minutes: int = 45
    ) -> int:
        """Add a lesson to a course; without `course`, to the first one. `starts_at` is in seconds since 1970."""
        place = self._any_course(course)
        number = self.next_id("lesson")
        start = starts_at if starts_at is not None else self.now + 30 * DAY + 9 * 3600
        self.lessons[number] = Lesson(number, name, start, minutes * 60, course=place.id)
        self._touched(self.lessons[number])
        place.lessons.append(number)
        return number

    def move_lesson(self, lesson: int, hours: float = 24) -> int:
        """Move a lesson by hours, which may be negative."""
        moved = self.lessons[lesson]
        moved.starts_at += int(hours * 3600)
        self._touched(moved)
        return lesson

    def delete_lesson(self, lesson: int) -> int:
        """Delete a lesson."""
        gone = self.lessons.pop(lesson)
        if gone.course is not None:
            self.courses[gone.course].lessons.remove(lesson)
        return lesson

    def delete_work(self, work: int) -> int:
        """Delete an activity of a course."""
        self.courses[self.work[work].course].work.remove(work)
        del self.work[work]
        return work

    def move_deadline(self, work: int, hours: float = 24) -> int:
        """Move the deadline of an activity by hours, which may be negative."""
        activity = self.work[work]
        if not activity.due_at:
            raise ValueError("this work has no deadline")
        activity.due_at += int(hours * 3600)
        self._touched(activity, self.courses[activity.course])
        return work
