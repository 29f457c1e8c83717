"""Facts about a kind that follow from its record type: its fields, and how it stands to other kinds."""

from collections.abc import Iterable
from contextlib import suppress
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


MAY_STAY_OUT = tuple(f"{kind}.{name}" for kind, record in RECORD_TYPES.items() for name in record.may_stay_out)
"""Fields that a connection may leave out, as people name them: `user.email`."""


def by_kind(fields: Iterable[str]) -> dict[Kind, frozenset[str]]:
    """Of fields like `user.email`."""
    found: dict[Kind, set[str]] = {}
    for field in fields:
        kind, _, name = field.partition(".")
        found.setdefault(Kind(kind), set()).add(name)
    return {kind: frozenset(names) for kind, names in found.items()}


@cache
def kinds_below(kind: Kind) -> tuple[Kind, ...]:
    """Kinds whose records go along with a record of `kind`, at any depth; parents before their children.

    Without `kind` itself: whether a record below another of its kind is gone is judged for each by itself.
    """
    below = {kind}
    for child in Kind:
        record = RECORD_TYPES[child]
        if any(record.references[name] in below for name in record.owners):
            below.add(child)
    return tuple(child for child in Kind if child in below and child is not kind)


@cache
def way_up(kind: Kind, to: Kind) -> tuple[str, ...]:
    """The references that lead from a record of `kind` to the record of kind `to` above it: its own one, or else those
    of its owners: `("item", "course")` from a submission to its course. Raises `LookupError` when none do."""
    record = RECORD_TYPES[kind]
    for name, above in record.references.items():
        if above is to:
            return (name,)
    for name in record.owners:
        above = record.references[name]
        if above is not kind:
            with suppress(LookupError):
                return (name, *way_up(above, to))
    raise LookupError(kind, to)
