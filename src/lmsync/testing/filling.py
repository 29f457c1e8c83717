"""Fills a school with made-up people, courses and lessons; the same seed always gives the same school."""

import random
from datetime import timedelta

from lmsync.testing.registers import Course, Department, Group, Lesson, Place, Registers, Work, new_person, seconds_at

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


def russian_name(chance: random.Random) -> tuple[str, str]:
    """A given name, and a family name that agrees with it."""
    given, family = chance.choice(GIVEN_RU), chance.choice(FAMILY_RU)
    if given[-1] in "ая" and family[-1] in "вн":
        family += "а"
    return given, family


def fill(school: Registers, people: int, chance: random.Random) -> None:
    _Builder(school, people, chance).build()


class _Builder:
    """Makes a school, in an order that never changes for a seed."""

    def __init__(self, school: Registers, people: int, chance: random.Random) -> None:
        self.chance = chance
        self.school = school
        self.people = people
        self.teachers = max(2, people // 15)
        self.begins = seconds_at(school.starts_on)

    def build(self) -> None:
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

    def _person(self, prefix: str) -> int:
        number = self.school.next_id("person")
        if self.chance.random() < 0.06:
            given, family = self.chance.choice(FOREIGN)
        else:
            given, family = russian_name(self.chance)
        # Some offices have no numbers for their people.
        sis_id = "" if self.chance.random() < 0.05 else f"{prefix}{number:06}"
        person = new_person(number, given, family, sis_id)
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
                seconds_at(first + timedelta(weeks=week), hour),
                45 * 60,
                course=course.id,
                series=series,
                description="<p>Урок по <b>расписанию</b></p>",
            )
            course.lessons.append(number)
        if course.groups:
            number = school.next_id("lesson")
            start = seconds_at(first, hour + 2)
            school.lessons[number] = Lesson(number, "Практика", start, 5400, course=course.id, group=course.groups[0])
            course.lessons.append(number)
        if course.id % 4 == 0:
            number = school.next_id("lesson")
            start = seconds_at(first + timedelta(days=3))
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
