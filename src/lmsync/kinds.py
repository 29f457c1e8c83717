"""Facts about a kind that follow from its record type: its fields, and how it stands to other kinds."""

from functools import cache

from msgspec.structs import fields

from lmsync.records import RECORD_TYPES, Kind

SELF_REFERRING = frozenset(kind for kind, record in RECORD_TYPES.items() if kind in record.references.values())
"""Kinds whose records stand above each other."""

MOVES_A_LESSON = frozenset({"starts_at", "ends_at", "all_day", "on_date", "location", "state"})
"""Fields whose change gives a lesson the next `sequence`, by which calendars notice that it moved."""


@cache
def fields_of(kind: Kind) -> tuple[str, ...]:
    """Names of a record's own fields that its table has."""
    names = [field.name for field in fields(RECORD_TYPES[kind])]
    return tuple(name for name in names if name not in {"external_id", "members"})


@cache
def owned_by(kind: Kind) -> dict[Kind, tuple[str, ...]]:
    """Kinds whose records go when a record of `kind` goes, and the references by which it owns them.

    Without `kind` itself: whether a record below another of its kind is gone is judged for each by itself.
    """
    found = {
        child: tuple(name for name in record.owners if record.references[name] is kind)
        for child, record in RECORD_TYPES.items()
        if child is not kind
    }
    return {child: names for child, names in found.items() if names}


@cache
def way_to_course(kind: Kind) -> tuple[str, ...]:
    """The references that lead from a record to its course, by owners: `("item", "course")` for a submission. Raises
    `LookupError` for a kind that does not stand in a course."""
    record = RECORD_TYPES[kind]
    for name in record.owners:
        parent = record.references[name]
        if parent is Kind.COURSE:
            return (name,)
        if parent is not kind and parent is not Kind.USER:
            return (name, *way_to_course(parent))
    raise LookupError(kind)
