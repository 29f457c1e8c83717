"""Work of a course: assignments and quizzes, by their groups, and where they stand in its modules."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Reading, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import answers, mapping, words
from lmsync.integrations.canvas.reading import page, reading
from lmsync.integrations.canvas.rest import answers_or_refusals
from lmsync.integrations.canvas.side_lists import Unread, needed, read_side
from lmsync.integrations.canvas.site import Site
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Item, Kind


def readings(site: Site, known: Known) -> Iterator[Reading]:
    quizzes = known.ids_by_course(Kind.ITEM, "quiz.")
    for course in site.courses(known):
        scopes = tuple(Scope(kind, Kind.COURSE, course) for kind in (Kind.CATEGORY, Kind.ITEM))
        stored = [quiz.removeprefix("quiz.") for quiz in quizzes.get(course, ())]
        yield reading(f"work of course {course}", scopes, read_work, site, scopes, course, stored)


async def read_work(
    site: Site, scopes: tuple[Scope, ...], course: str, stored_quizzes: Sequence[str]
) -> AsyncIterator[Answer]:
    of_categories, of_items = scopes
    groups, modules, listed_quizzes = await asyncio.gather(
        site.rest.rows(
            f"courses/{course}/assignment_groups",
            include=["assignments"],
            override_assignment_dates=False,
            exclude_response_fields=["description"],
        ),
        read_side("modules", places_of(site, course)),
        read_side("quizzes", quizzes_of(site, course, stored_quizzes)),
    )
    unread = [side for side in (modules, listed_quizzes) if isinstance(side, Unread)]
    quizzes: list[answers.Quiz] = []
    aside: list[BadRecord] = []
    if not isinstance(listed_quizzes, Unread):
        quizzes, aside = listed_quizzes
    elif listed_quizzes.cause == "page_disabled" and not stored_quizzes:
        # A hidden page is shown to no one but the staff; it says nothing of what is on it. Where nothing was ever
        # read, nothing can be out of date.
        unread.remove(listed_quizzes)
    read = [mapping.understood(Kind.CATEGORY, row, answers.AssignmentGroup) for row in groups]
    made = [mapped(Kind.CATEGORY, str(row.id), mapping.category_of, row, course) for row in good(read)]
    yield page(of_categories, "all", good(made), [*bad(read), *bad(made)])
    yield End(of_categories)
    by_id = {str(quiz.id): quiz for quiz in quizzes}

    def place_of(*names: tuple[str, object]) -> mapping.Place:
        if isinstance(modules, Unread):
            return mapping.UNKNOWN_PLACE
        places = (modules.get((kind, str(number))) for kind, number in names)
        return next((place for place in places if place is not None), mapping.NO_PLACE)

    items: list[Item | BadRecord] = []
    for group in good(read):
        for row in group.assignments if isinstance(group.assignments, list) else []:
            assignment = mapping.understood(Kind.ITEM, row, answers.Assignment, "asg.")
            if isinstance(assignment, BadRecord):
                aside.append(assignment)
                continue
            place = place_of(("Assignment", assignment.id), ("Quiz", assignment.quiz_id))
            quiz = by_id.get(str(assignment.quiz_id))
            number, of_group = f"asg.{assignment.id}", str(group.id)
            items.append(mapped(Kind.ITEM, number, mapping.item_of, assignment, course, of_group, place, quiz))
    for quiz in quizzes:
        if quiz.assignment_id is None:
            place = place_of(("Quiz", quiz.id))
            items.append(mapped(Kind.ITEM, f"quiz.{quiz.id}", mapping.item_of_quiz, quiz, course, place))
    yield page(of_items, "all", good(items), [*aside, *bad(items)])
    for trouble in unread:
        yield trouble.incomplete(of_items)
    if bad(read) or any(not isinstance(group.assignments, list) for group in good(read)):
        yield Incomplete(of_items, "assignments_not_told", needs_person=True, words=words.WORK_UNREAD)
    elif not unread:
        yield End(of_items)


async def places_of(site: Site, course: str) -> dict[tuple[str, str], mapping.Place]:
    """Where work stands, by its type and number. Raises `Refused` for a row that is not understood: what stands
    there, and after it, would stand nowhere."""
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
    """Those that are listed, and stored ones that left the list and are still there: without a right to manage
    assignments drafts are not listed."""
    rows = await site.rest.rows(f"courses/{course}/quizzes")
    read = [mapping.understood(Kind.ITEM, row, answers.Quiz, "quiz.") for row in rows]
    quizzes, aside = good(read), bad(read)
    listed = {f"quiz.{quiz.id}" for quiz in quizzes} | {row.external_id for row in aside}
    unlisted = [number for number in stored if f"quiz.{number}" not in listed]
    answered = await answers_or_refusals(
        site.rest.get(f"courses/{course}/quizzes/{number}", Raw) for number in unlisted
    )
    for row in answered:
        if not isinstance(row, Refused):
            quiz = mapping.understood(Kind.ITEM, row, answers.Quiz, "quiz.")
            if isinstance(quiz, BadRecord):
                aside.append(quiz)
            else:
                quizzes.append(quiz)
        elif row.cause != "not_found":
            raise row
    return quizzes, aside
