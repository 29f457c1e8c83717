"""A school that lives: the small changes of an ordinary day, each of which a later one takes back."""

import random
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeAlias

from lmsync.testing.filling import russian_name
from lmsync.testing.registers import Course, Lesson
from lmsync.testing.school import DAY, School

UNDONE_AFTER = 6
"""So many changes stand at a time."""
NEWCOMERS = 8
"""So many people join at most; then those who have left come back."""
Change: TypeAlias = Callable[[], int]


class LivingSchool(School):
    """However often `live` is ordered, the school keeps its size."""

    def __init__(self, name: str, starts_on: date) -> None:
        super().__init__(name, starts_on)
        self._chance = random.Random(self.name)
        self._undo: deque[Change] = deque()
        """What takes the changes back that stand now, oldest first."""
        self._joined = 0
        self._away: deque[int] = deque()
        """Newcomers who have left."""
        self._renamed: set[int] = set()
        """People who bear another name for now."""

    def changes(self) -> Mapping[str, Callable[..., int]]:
        return {**super().changes(), "live": self.live}

    def live(self) -> int:
        """Make the next small change of an ordinary day: somebody joins, a lesson or a deadline moves, or goes back."""
        while len(self._undo) >= UNDONE_AFTER:
            # Somebody else may have deleted what it is about.
            with suppress(KeyError, ValueError):
                return self._undo.popleft()()
        changes = [self._newcomer, self._moved_lesson, self._consultation, self._moved_deadline, self._new_name]
        try:
            number, undo = self._chance.choice(changes)()
        except IndexError:
            raise ValueError("there is too little left of the school") from None
        self._undo.append(undo)
        return number

    def _newcomer(self) -> tuple[int, Change]:
        course = self._course()
        if self._joined < NEWCOMERS or not self._away:
            given, family = russian_name(self._chance)
            person = self.join(given, family, course.id)
            self._joined += 1
        else:
            person = self.enrol(self._away.popleft(), course.id)
        return person, partial(self._gone, person)

    def _gone(self, person: int) -> int:
        self.leave(person)
        self._away.append(person)
        return person

    def _moved_lesson(self) -> tuple[int, Change]:
        lesson = self._lesson().id
        return self.move_lesson(lesson, 1), partial(self.move_lesson, lesson, -1)

    def _consultation(self) -> tuple[int, Change]:
        tomorrow = int(datetime.now(UTC).timestamp()) // DAY * DAY + DAY
        lesson = self.add_lesson(self._course().id, starts_at=tomorrow + self._chance.randrange(11, 15) * 3600)
        return lesson, partial(self.delete_lesson, lesson)

    def _moved_deadline(self) -> tuple[int, Change]:
        work = self._chance.choice([work.id for work in self.work.values() if work.due_at])
        return self.move_deadline(work, 24), partial(self.move_deadline, work, -24)

    def _new_name(self) -> tuple[int, Change]:
        person = self.people[self._chance.choice([number for number in self.students() if number not in self._renamed])]
        before = person.family
        _, added = russian_name(self._chance)
        self._renamed.add(person.id)
        return self.rename(person.id, family=f"{before}-{added}"), partial(self._old_name, person.id, before)

    def _old_name(self, person: int, family: str) -> int:
        self._renamed.discard(person)
        return self.rename(person, family=family)

    def _course(self) -> Course:
        return self._chance.choice([course for course in self.courses.values() if course.visible and course.lessons])

    def _lesson(self) -> Lesson:
        """Of the next days, as long as there are any."""
        lessons = [self.lessons[number] for number in self._course().lessons]
        now = datetime.now(UTC).timestamp()
        soon = [lesson for lesson in lessons if now < lesson.starts_at < now + 7 * DAY]
        return self._chance.choice(soon or lessons)
