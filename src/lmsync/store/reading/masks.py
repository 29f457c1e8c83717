"""What a view does not show is left out of the rows. A field that is not there says nothing; `null` would say "none"."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from msgspec import UNSET

from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.reading.rows import Reference, own_fields
from lmsync.store.reading.view import EVERYTHING, View

PERSONAL = ("username", "email", "sis_id", "given_name", "family_name", "display_name")
"""Fields of a person."""
GRADES = ("current_score", "final_score", "final_grade")
"""Fields of an enrolment."""
PEOPLE_BESIDE: Mapping[Kind, str] = {Kind.GROUP: "members", Kind.LESSON: "teachers"}
"""Lists of references to people."""
COUNTS_OF_COURSES = ("student_courses", "teacher_courses")


@cache
def _hidden(kind: Kind, view: View) -> tuple[str, ...]:
    """Names of the fields that are left out."""
    references = RECORD_TYPES[kind].references
    hidden = [name for name in own_fields(kind) if name in references and not view.refers_to(references[name])]
    if kind in PEOPLE_BESIDE and not view.refers_to(Kind.USER):
        hidden.append(PEOPLE_BESIDE[kind])
    elif kind is Kind.LESSON and not view.refers_to(Kind.ENROLLMENT):
        hidden.append(PEOPLE_BESIDE[kind])  # who teaches is known by the enrolments
    if kind is Kind.USER and not view.personal:
        hidden += PERSONAL
    if kind is Kind.USER and not view.refers_to(Kind.ENROLLMENT):
        hidden += COUNTS_OF_COURSES
    if kind is Kind.ENROLLMENT and not view.grades:
        hidden += GRADES
    return tuple(hidden)


def ever_hidden(kind: Kind) -> tuple[str, ...]:
    """Names of the fields that some views leave out."""
    return _hidden(kind, View(kinds=frozenset(), limited_to=frozenset(), personal=False, grades=False))


@cache
def _unnamed(kind: Kind, view: View) -> tuple[str, ...]:
    """Names of the fields that refer to somebody whose name is not said."""
    references = RECORD_TYPES[kind].references
    return tuple(name for name in own_fields(kind) if name in references and not view.names(references[name]))


def without_name(reference: Reference | None) -> Reference | None:
    return None if reference is None else Reference(reference.id, UNSET)


def leave_people_unnamed(kind: Kind, rows: Iterable[Any]) -> None:
    """References to people say who it is and not what they are called."""
    references, beside = RECORD_TYPES[kind].references, PEOPLE_BESIDE.get(kind)
    names = [name for name in own_fields(kind) if references.get(name) is Kind.USER]
    for row in rows:
        for name in names:
            setattr(row, name, without_name(getattr(row, name)))
        if beside is not None:
            setattr(row, beside, _unnamed_people(getattr(row, beside)))


def mask(kind: Kind, rows: Iterable[Any], view: View) -> None:
    """Take out of the rows what the view does not show."""
    if view == EVERYTHING:
        return
    hidden, unnamed = _hidden(kind, view), _unnamed(kind, view)
    beside = PEOPLE_BESIDE.get(kind) if not view.names(Kind.USER) else None
    for row in rows:
        for name in unnamed:
            setattr(row, name, without_name(getattr(row, name)))
        if beside is not None:
            setattr(row, beside, _unnamed_people(getattr(row, beside)))
        for name in hidden:
            setattr(row, name, UNSET)


def _unnamed_people(people: Iterable[Reference] | None) -> list[Reference | None]:
    """In the order of their ids: that of their names would tell who stands before whom."""
    return [without_name(person) for person in sorted(people or (), key=lambda person: person.id)]


def masked_fields(kind: Kind, fields: Mapping[str, tuple[Any, Any]], view: View) -> dict[str, tuple[Any, Any]]:
    """The fields of a change, before and after: that one has changed is said, its values are not."""
    if view == EVERYTHING:
        return dict(fields)
    hidden, unnamed = _hidden(kind, view), _unnamed(kind, view)
    masked: dict[str, tuple[Any, Any]] = {}
    for name, (before, after) in fields.items():
        if name in hidden:
            if name in PERSONAL or name in GRADES:
                masked[name] = (None, None)
        elif name in unnamed:
            masked[name] = (without_name(before), without_name(after))
        elif name == PEOPLE_BESIDE.get(kind) and not view.names(Kind.USER):
            masked[name] = (_unnamed_people(before), _unnamed_people(after))
        else:
            masked[name] = (before, after)
    return masked
