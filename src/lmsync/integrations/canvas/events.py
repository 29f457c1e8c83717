"""Events of a calendar: the course and the lessons of each. Pure: no requests."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from msgspec import Raw

from lmsync.errors import BadRecord
from lmsync.integrations.canvas import answers, mapping
from lmsync.lms_rows import good, mapped
from lmsync.records import Kind, Lesson


def id_of_event(row: Raw) -> str:
    """The id, also of an event that is not understood: Canvas does show it."""
    event = mapping.understood(Kind.LESSON, row, answers.OnlyId)
    return event.external_id or str(id(row)) if isinstance(event, BadRecord) else str(event.id)


def courses_with_hidden_times(rows: Iterable[Raw], course_of_code: Mapping[str, str]) -> set[str]:
    """Courses of lessons that have more times by section than this token is shown."""
    parents: dict[str, answers.EventPlace] = {}
    children: dict[str, set[str]] = {}
    for event in good(mapping.understood(Kind.LESSON, row, answers.EventPlace) for row in rows):
        if event.hidden is True and isinstance(event.child_events_count, int):
            parents[str(event.id)] = event
            embedded = event.child_events if isinstance(event.child_events, list) else []
            children.setdefault(str(event.id), set()).update(id_of_event(row) for row in embedded)
        if isinstance(event.parent_event_id, str | int):
            children.setdefault(str(event.parent_event_id), set()).add(str(event.id))
    return {
        course_of_code[event.context_code]
        for number, event in parents.items()
        if event.context_code in course_of_code and len(children[number]) < cast(int, event.child_events_count)
    }


def lesson_or_bad(
    event: answers.Event, course: str | None, section: str | None, group: str | None
) -> Lesson | BadRecord | None:
    return mapped(Kind.LESSON, f"ev.{event.id}", mapping.lesson_of, event, course, section, group)


def course_of_row(row: Raw, course_of_group: Mapping[str, str]) -> str | None:
    """The course of an event, whatever else is in its row; `None` if it has none, or if that is not understood."""
    place = mapping.understood(Kind.LESSON, row, answers.EventPlace)
    return None if isinstance(place, BadRecord) else course_of(place, course_of_group)


def lessons_of_row(row: Raw, course_of_group: Mapping[str, str]) -> list[Lesson | BadRecord]:
    event = mapping.understood(Kind.LESSON, row, answers.Event, "ev.")
    return [event] if isinstance(event, BadRecord) else list(lessons_in(event, course_of_group))


def course_of(event: answers.Event | answers.EventPlace, course_of_group: Mapping[str, str]) -> str | None:
    kind, _, number = event.context_code.rpartition("_")
    if kind == "course_section":
        return str(event.effective_context_code or "").removeprefix("course_")
    return number if kind == "course" else course_of_group.get(number) if kind == "group" else None


def lessons_in(event: answers.Event, course_of_group: Mapping[str, str]) -> Iterator[Lesson | BadRecord]:
    """The lesson of an event, and those of the sections that have times of their own."""
    kind, _, number = event.context_code.rpartition("_")
    course = course_of(event, course_of_group)
    lesson: Lesson | BadRecord | None = None
    if kind == "course":
        for row in event.child_events if isinstance(event.child_events, list) else []:
            child = mapping.understood(Kind.LESSON, row, answers.Event, "ev.")
            if isinstance(child, BadRecord):
                yield child
                continue
            of_section, _, section = child.context_code.rpartition("_")
            of_child = lesson_or_bad(child, number, section, None) if of_section == "course_section" else None
            if of_child is not None:
                yield of_child
        lesson = lesson_or_bad(event, number, None, None)
    elif kind == "course_section":
        lesson = lesson_or_bad(event, course, number, None)
    elif kind == "group":
        lesson = lesson_or_bad(event, course, None, number)
    if lesson is not None:
        yield lesson
