"""Work of a course: assignments in their groups, quizzes, and the place of both in the modules."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Reading, Row, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import answers, mapping, words
from lmsync.integrations.canvas.reading import page_as_sent, reading
from lmsync.integrations.canvas.rest import answers_or_refusals
from lmsync.integrations.canvas.side_lists import Unread, needed, read_side
from lmsync.integrations.canvas.site import Site
from lmsync.lms_pages import page_of_records
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Item, Kind

Places: TypeAlias = Mapping[tuple[str, str], mapping.Place]
"""Where work stands in the modules of a course, by its type and number there."""


def readings(site: Site, known: Known) -> Iterator[Reading]:
    quizzes = known.ids_by_course(Kind.ITEM, "quiz.")
    for course in site.courses(known):
        scopes = tuple(Scope.within(kind, Kind.COURSE, course) for kind in (Kind.CATEGORY, Kind.ITEM))
        stored = [quiz.removeprefix("quiz.") for quiz in quizzes.get(course, ())]
        yield reading(f"work of course {course}", scopes, read_work, site, scopes, course, stored)


async def read_work(
    site: Site, scopes: tuple[Scope, ...], course: str, stored_quizzes: Sequence[str]
) -> AsyncIterator[Answer]:
    of_categories, of_items = scopes
    rows, places, listed_quizzes = await asyncio.gather(
        site.rest.rows(
            f"courses/{course}/assignment_groups",
            include=["assignments"],
            override_assignment_dates=False,
            exclude_response_fields=["description"],
        ),
        read_side("modules", places_of(site, course)),
        read_side("quizzes", quizzes_of(site, course, stored_quizzes)),
    )
    unread = [side for side in (places, listed_quizzes) if isinstance(side, Unread)]
    quizzes: list[answers.Quiz] = []
    set_aside: list[BadRecord] = []
    if not isinstance(listed_quizzes, Unread):
        quizzes, set_aside = listed_quizzes
    elif listed_quizzes.cause == "page_disabled" and not stored_quizzes:
        # Only the staff see a hidden page, so the refusal says nothing of what is on it. If no quiz was ever read,
        # none can be out of date.
        unread.remove(listed_quizzes)
    read = [mapping.understood(Kind.CATEGORY, row, answers.AssignmentGroup) for row in rows]
    groups = good(read)
    made = [mapped(Kind.CATEGORY, str(group.id), mapping.category_of, group, course) for group in groups]
    yield page_of_records(of_categories, "all", good(made), [*bad(read), *bad(made)])
    yield End(of_categories)
    assignments = list(assignments_in(groups))
    sent = assignments, quizzes, None if isinstance(places, Unread) else list(places.items()), set_aside
    yield page_as_sent(site, of_items, "all", sent, partial(_items_in, course, assignments, quizzes, places, set_aside))
    for side in unread:
        yield side.incomplete(of_items)
    if bad(read) or any(not isinstance(group.assignments, list) for group in groups):
        yield Incomplete(of_items, "assignments_not_told", needs_person=True, words=words.WORK_UNREAD)
    elif not unread:
        yield End(of_items)


def assignments_in(groups: Iterable[answers.AssignmentGroup]) -> Iterator[tuple[str, answers.Assignment | BadRecord]]:
    """The assignments in these groups, each with the number of its group."""
    for group in groups:
        for row in group.assignments if isinstance(group.assignments, list) else []:
            yield str(group.id), mapping.understood(Kind.ITEM, row, answers.Assignment, "asg.")


def _items_in(
    course: str,
    assignments: Iterable[tuple[str, answers.Assignment | BadRecord]],
    quizzes: Sequence[answers.Quiz],
    places: Places | Unread,
    set_aside: Iterable[BadRecord],
) -> Iterator[Row]:
    """An assignment that is a quiz takes its time limit from `quizzes`."""
    quiz_by_id = {str(quiz.id): quiz for quiz in quizzes}
    for category, assignment in assignments:
        if isinstance(assignment, BadRecord):
            yield assignment
            continue
        place = place_in(places, ("Assignment", assignment.id), ("Quiz", assignment.quiz_id))
        quiz = quiz_by_id.get(str(assignment.quiz_id))
        yield mapped(Kind.ITEM, f"asg.{assignment.id}", mapping.item_of, assignment, course, category, place, quiz)
    yield from quizzes_alone(quizzes, course, places)
    yield from set_aside


def quizzes_alone(quizzes: Iterable[answers.Quiz], course: str, places: Places | Unread) -> Iterator[Item | BadRecord]:
    """Items of the quizzes that have no assignment: practice quizzes and surveys."""
    for quiz in quizzes:
        if quiz.assignment_id is None:
            place = place_in(places, ("Quiz", quiz.id))
            yield mapped(Kind.ITEM, f"quiz.{quiz.id}", mapping.item_of_quiz, quiz, course, place)


def place_in(places: Places | Unread, *names: tuple[str, object]) -> mapping.Place:
    """Where an item stands that the modules know by one of these types and numbers."""
    if isinstance(places, Unread):
        return mapping.UNKNOWN_PLACE
    named = (places.get((kind, str(number))) for kind, number in names)
    return next((place for place in named if place is not None), mapping.NO_PLACE)


async def places_of(site: Site, course: str) -> Places:
    """Raises `Refused` for a row that is not understood: its work, and the work after it, would get a wrong place."""
    found: dict[tuple[str, str], mapping.Place] = {}
    position = 0
    for row in await site.rest.rows(f"courses/{course}/modules", include=["items"]):
        module = needed(row, answers.Module)
        items = module.items
        if not isinstance(items, list):
            # Modules with many items come without them.
            items = await site.rest.rows(f"courses/{course}/modules/{module.id}/items")
        name = module.name if isinstance(module.name, str) else None
        for row_of_item in items:
            item = needed(row_of_item, answers.ModuleItem)
            position += 1
            if isinstance(item.content_id, str | int):
                found[item.type, str(item.content_id)] = mapping.Place(name, position)
    return found


async def quizzes_of(site: Site, course: str, stored: Sequence[str]) -> tuple[list[answers.Quiz], list[BadRecord]]:
    """The listed quizzes, those of `stored` that left the list but still exist, and the rows that were set aside.

    Canvas lists drafts only to those who may manage assignments, so a quiz that leaves the list may have become one.
    """
    rows = await site.rest.rows(f"courses/{course}/quizzes")
    read = [mapping.understood(Kind.ITEM, row, answers.Quiz, "quiz.") for row in rows]
    quizzes, set_aside = good(read), bad(read)
    listed = {f"quiz.{quiz.id}" for quiz in quizzes} | {row.external_id for row in set_aside}
    unlisted = [number for number in stored if f"quiz.{number}" not in listed]
    answered = await answers_or_refusals(
        site.rest.get(f"courses/{course}/quizzes/{number}", Raw) for number in unlisted
    )
    for row in answered:
        if not isinstance(row, Refused):
            quiz = mapping.understood(Kind.ITEM, row, answers.Quiz, "quiz.")
            if isinstance(quiz, BadRecord):
                set_aside.append(quiz)
            else:
                quizzes.append(quiz)
        elif row.cause != "not_found":
            raise row
    return quizzes, set_aside
