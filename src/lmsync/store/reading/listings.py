"""The lists of the API: which rows each one holds, its filters with their words, and its orders."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.reading.rows import words_of


class Listing(Struct, frozen=True):
    """One list of the API: which rows, which filters it knows, how it can be sorted."""

    name: str
    kind: Kind
    filters: frozenset[str]
    sorts: Mapping[str, str]
    """Public name → column. The first one is the default."""
    only: str | None = None
    """`student` or `teacher`: users with such an enrolment."""

    COMMON: ClassVar[frozenset[str]] = frozenset({"connection", "changed_since", "include_removed"})

    @property
    def default_sort(self) -> str:
        return next(iter(self.sorts))


def _listing(name: str, kind: Kind, filters: str, sorts: Mapping[str, str], only: str | None = None) -> Listing:
    return Listing(name, kind, Listing.COMMON | frozenset(filters.split()), sorts, only)


NAMED = {"name": "sort_key", "changed_at": "changed_at", "id": "id"}
PEOPLE = "q course section group role state"

LISTINGS: Mapping[str, Listing] = {
    listing.name: listing
    for listing in (
        _listing("students", Kind.USER, f"{PEOPLE} teacher", NAMED, "student"),
        _listing("teachers", Kind.USER, f"{PEOPLE} student", NAMED, "teacher"),
        _listing("users", Kind.USER, f"{PEOPLE} teacher student", NAMED),
        _listing("courses", Kind.COURSE, "q teacher student state", {**NAMED, "starts_at": "starts_at"}),
        _listing("sections", Kind.SECTION, "q course", NAMED),
        _listing("groups", Kind.GROUP, "q course student teacher", NAMED),
        _listing(
            "enrollments",
            Kind.ENROLLMENT,
            "course section student teacher role state",
            {"id": "id", "changed_at": "changed_at"},
        ),
        _listing("items", Kind.ITEM, "q course kind from to", {**NAMED, "due_at": "due_at"}),
        _listing(
            "lessons",
            Kind.LESSON,
            "q course section group teacher student kind state from to",
            {"starts_at": "starts_at", "changed_at": "changed_at"},
        ),
        _listing("categories", Kind.CATEGORY, "q course", NAMED),
        _listing("submissions", Kind.SUBMISSION, "course student state", {"id": "id", "changed_at": "changed_at"}),
        _listing("attendance", Kind.ATTENDANCE, "course student state", {"id": "id", "changed_at": "changed_at"}),
        _listing("terms", Kind.TERM, "q", NAMED),
        _listing("orgs", Kind.ORG, "q", NAMED),
    )
}


def field_of(listing: Listing, parameter: str) -> str:
    """The field of the listed records that a filter is about."""
    return "status" if parameter == "state" and "status" in RECORD_TYPES[listing.kind].choices else parameter


def choices(listing: Listing, parameter: str) -> tuple[str, ...]:
    """The words that a filter accepts; empty where it accepts any text."""
    if parameter == "include_removed":
        return ("true", "false")
    if parameter == "role":
        return words_of(Kind.ENROLLMENT, "role")
    return words_of(listing.kind, field_of(listing, parameter))
