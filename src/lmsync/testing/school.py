"""A made-up school: the same seed gives the same people, courses and lessons, at any size.

It speaks no LMS's dialect. Simulators tell it, each in the words of its system, and changes to it are what a school
office would do: somebody joins, leaves, is renamed, a course is hidden, a lesson moves.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lmsync.testing.changes import check_arguments

FEWEST, MOST = 20, 100_000
DAY = 86_400
CLASS_SIZE = 25
COURSES_OF_A_STUDENT = 4

GIVEN_RU = """
Анна Мария Софья Алиса Ева Варвара Полина Дарья Ксения Елизавета Александр Михаил Максим Артём Марк Лев Иван Матвей
Дмитрий Даниил Тимофей Фёдор Пётр Семён Глеб Ярослав
""".split()
FAMILY_RU = """
Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев
Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Ёлкин
Щукин Цветков Чайкин
""".split()
FOREIGN = (
    ("José", "García-Núñez"),
    ("Zoë", "Müller"),
    ("Seán", "O'Brien"),
    ("Łukasz", "Wiśniewski"),
    ("Đặng", "Nguyễn"),
    ("小明", "王"),
    ("さくら", "佐藤"),
    ("محمد", "الأحمد"),
    ("נועה", "כהן"),
    ("Ελένη", "Παπαδοπούλου"),
    ("ნინო", "ბერიძე"),
    ("Արամ", "Հակոբյան"),
    ("Олександра", "Їжакевич"),
    ("Ансар", "Әбілқасымов"),
    ("Jēkabs", "Bērziņš"),
)
SUBJECTS = (
    "Алгебра",
    "Геометрия",
    "Русский язык",
    "Литература",
    "Физика",
    "Химия",
    "Биология",
    "История",
    "География",
    "Информатика",
    "English",
    "Обществознание",
    "Музыка",
    "Физкультура & здоровье",
    "Математический анализ «∫ & ∑» <лекции>",
    "中文入门",
)
DEPARTMENTS = ("Начальная школа", "Средняя школа", "Старшая школа", "Кружки")
WORK = ("assign", "quiz", "forum", "page", "url", "lesson", "choice", "assign", "resource", "label", "feedback")
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


class School:
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

    @classmethod
    def seeded(cls, people: int = 300, *, seed: int = 1, starts_on: date = date(2026, 9, 1)) -> "School":
        """A school with this many people. Raises `ValueError` outside 20 to 100,000."""
        if not FEWEST <= people <= MOST:
            raise ValueError(f"a school has {FEWEST} to {MOST} people")
        return _Builder(people, random.Random(f"{seed}-{people}"), starts_on).build()

    @property
    def now(self) -> int:
        """When the school was made; changes come after it."""
        return _at(self.starts_on)

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

    # What a school office does. Each returns the number of what it touched.

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
        self.people[number] = _person(number, given, family, f"S{number:06}")
        self._touched(self.people[number])
        place = self._any_course(course)
        place.people[number] = Place((role,))
        return number

    def leave(self, person: int, course: int | None = None) -> int:
        """Take a person out of one course, or of all; the account stays."""
        self.people[person]
        if course is not None:
            self.courses[course]
        for one in self.courses.values():
            if course in (None, one.id):
                one.people.pop(person, None)
                for group in one.groups:
                    members = self.groups[group].members
                    if person in members:
                        members.remove(person)
        return person

    def rename(self, person: int, given: str | None = None, family: str | None = None) -> int:
        """Change the given name, the family name or both of a person."""
        one = self.people[person]
        one.given, one.family = given or one.given, family or one.family
        self._touched(one)
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
        one = self.lessons[lesson]
        one.starts_at += int(hours * 3600)
        self._touched(one)
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
        one = self.work[work]
        if not one.due_at:
            raise ValueError("this work has no deadline")
        one.due_at += int(hours * 3600)
        self._touched(one, self.courses[one.course])
        return work


def _at(day: date, hour: float = 0) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + hour * 3600)


def _person(number: int, given: str, family: str, sis_id: str) -> Person:
    return Person(number, given, family, f"user{number:06}", f"user{number:06}@school.example", sis_id)


class _Builder:
    """Makes a school, in an order that never changes for a seed."""

    def __init__(self, people: int, chance: random.Random, starts_on: date) -> None:
        self.chance = chance
        self.school = School("Школа № 1 «Пример»", starts_on)
        self.people = people
        self.teachers = max(2, people // 15)
        self.begins = _at(starts_on)

    def build(self) -> School:
        school = self.school
        school.next_id("person")  # number 1 is the guest, 2 the administrator
        school.next_id("person")
        teachers = [self._person("T") for _ in range(self.teachers)]
        students = [self._person("S") for _ in range(self.people - self.teachers)]
        for number, name in enumerate(DEPARTMENTS, start=1):
            school.departments[number] = Department(number, name, None, f"DEP{number}")
            inner = len(DEPARTMENTS) + number
            school.departments[inner] = Department(inner, f"{name}: параллель", number, "")
        school.next_id("course")  # number 1 is the front page
        count = max(2, (len(students) * COURSES_OF_A_STUDENT) // CLASS_SIZE)
        for number in range(count):
            self._course(number, teachers)
        courses = list(school.courses.values())
        # Each class of students goes through courses that stand side by side, and some stay out.
        for position, student in enumerate(students):
            if position % 50 == 49:
                continue  # an account without any course
            first = position * COURSES_OF_A_STUDENT // CLASS_SIZE
            for step in range(min(COURSES_OF_A_STUDENT, count)):
                course = courses[(first + step * 7) % count]
                course.people.setdefault(student, Place(("student",), active=self.chance.random() > 0.02))
        self._oddities(courses, teachers, students)
        for course in courses:
            self._groups(course)
            self._lessons(course)
        self._school_events()
        return school

    def _person(self, prefix: str) -> int:
        number = self.school.next_id("person")
        if self.chance.random() < 0.06:
            given, family = self.chance.choice(FOREIGN)
        else:
            given, family = self.chance.choice(GIVEN_RU), self.chance.choice(FAMILY_RU)
            if (given[-1] in "ая" and family[-1] == "в") or (given[-1] in "ая" and family[-1] == "н"):
                family += "а"
        # Some offices have no numbers for their people.
        sis_id = "" if self.chance.random() < 0.05 else f"{prefix}{number:06}"
        person = _person(number, given, family, sis_id)
        person.suspended = self.chance.random() < 0.01
        self.school.people[number] = person
        return number

    def _course(self, position: int, teachers: list[int]) -> None:
        school = self.school
        number = school.next_id("course")
        subject = SUBJECTS[position % len(SUBJECTS)]
        form = 1 + position // len(SUBJECTS) % 11
        course = Course(
            number,
            f"{subject}, {form} класс" if position >= 2 else subject,
            f"C{number:04}",
            "" if position % 9 == 8 else f"PLAN-{number:04}",
            1 + position % (2 * len(DEPARTMENTS)),
            self.begins,
            self.begins + 270 * DAY if position % 3 else 0,
            visible=position % 17 != 16,
            separate_groups=position % 6 == 5,
            changed_at=self.begins - 30 * DAY,
        )
        course.people[teachers[position % len(teachers)]] = Place(("teacher",))
        if position % 4 == 0:
            course.people.setdefault(teachers[(position + 1) % len(teachers)], Place(("assistant",)))
        school.courses[number] = course
        for step in range(4 + self.chance.randrange(8)):
            self._work(course, WORK[(position + step) % len(WORK)], step)

    def _work(self, course: Course, kind: str, step: int) -> None:
        school = self.school
        number = school.next_id("work")
        topic = "Общее" if step < 2 else f"Тема {step // 2}"
        titles = {
            "assign": f"Домашняя работа № {step + 1}",
            "quiz": f"Тест {step + 1}",
            "forum": "Обсуждение",
            "page": f"Конспект {step + 1}",
            "url": "Ссылка на урок",
            "lesson": "Интерактивная лекция",
            "choice": "Выбор темы",
            "resource": "Учебник.pdf",
            "label": "— Практика —",
            "feedback": "Анкета",
        }
        work = Work(number, school.next_number_of_work(kind), course.id, kind, titles[kind], topic)
        work.changed_at = course.changed_at
        if kind in {"assign", "quiz", "lesson", "choice", "feedback"} and step % 4 != 3:
            work.opens_at = self.begins + step * 7 * DAY
            work.due_at = work.opens_at + 14 * DAY
        if kind in {"assign", "quiz", "lesson"}:
            work.points = 100 if step % 5 else -2  # a negative one is a scale
        if kind == "assign" and work.due_at and step % 2:
            work.closes_at = work.due_at + 7 * DAY
        if kind == "quiz":
            work.minutes = 45 if step % 2 else 0
        work.visible = step % 10 != 9
        school.work[number] = work
        course.work.append(number)

    def _oddities(self, courses: list[Course], teachers: list[int], students: list[int]) -> None:
        """Things that real schools have, and that readers trip over."""
        first, second = courses[0], courses[1]
        first.people.setdefault(teachers[-1], Place(()))  # enrolled without any role
        second.people[teachers[0]] = Place(("teacher", "student"))  # both in one course
        first.people[students[0]] = Place(("student",), active=False)
        second.people.setdefault(students[-1], Place(("observer",)))
        self.school.people[students[0]].family = "Очень-Длинная-Фамилия-" * 3 + "Конец"

    def _groups(self, course: Course) -> None:
        students = [person for person, place in course.people.items() if "student" in place.roles]
        if course.id % 3 == 0 and not course.separate_groups:
            return
        for number in range(2):
            group = self.school.next_id("group")
            # A name that looks like a tag is one that Moodle cannot tell as it is stored.
            name = "Группа <А>" if course.id % 11 == 5 and number == 0 else f"Подгруппа {number + 1}"
            members = students[number::2]
            self.school.groups[group] = Group(group, course.id, name, f"G{group}" if number else "", members)
            course.groups.append(group)

    def _lessons(self, course: Course) -> None:
        """Weekly classes of one series, one of a group, and something without an end."""
        school = self.school
        weekday, hour = course.id % 5, 5.5 + course.id % 6
        first = school.starts_on + timedelta(days=(weekday - school.starts_on.weekday()) % 7)
        series = None
        for week in range(8):
            number = school.next_id("lesson")
            series = series or number
            school.lessons[number] = Lesson(
                number,
                course.name[:60],
                _at(first + timedelta(weeks=week), hour),
                45 * 60,
                course=course.id,
                series=series,
                description="<p>Урок по <b>расписанию</b></p>",
            )
            course.lessons.append(number)
        if course.groups:
            number = school.next_id("lesson")
            start = _at(first, hour + 2)
            school.lessons[number] = Lesson(number, "Практика", start, 5400, course=course.id, group=course.groups[0])
            course.lessons.append(number)
        if course.id % 4 == 0:
            number = school.next_id("lesson")
            start = _at(first + timedelta(days=3))
            school.lessons[number] = Lesson(number, "Олимпиада", start, 0, course=course.id)
            course.lessons.append(number)
        for number in course.lessons:
            school.lessons[number].changed_at = course.changed_at

    def _school_events(self) -> None:
        school = self.school
        for name, days, seconds, department in (
            ("День знаний", 0, 4 * 3600, None),
            ("Каникулы", 56, 7 * DAY, None),
            ("Собрание", 20, 3600, 1),
        ):
            number = school.next_id("lesson")
            start = self.begins + days * DAY
            school.lessons[number] = Lesson(number, name, start, seconds, department=department)
            school.lessons[number].changed_at = self.begins
