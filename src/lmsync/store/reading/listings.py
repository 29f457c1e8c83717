"""The lists of the API: which rows each one holds, its filters with their words, and its orders."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from lmsync.records import Kind


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


CHOICES: Mapping[tuple[Kind | None, str], frozenset[str]] = {
    (None, "role"): frozenset({"student", "teacher", "assistant", "designer", "observer", "manager", "guest", "other"}),
    (None, "include_removed"): frozenset({"true", "false"}),
    (Kind.USER, "state"): frozenset({"active", "suspended"}),
    (Kind.COURSE, "state"): frozenset({"unpublished", "active", "ended"}),
    (Kind.ENROLLMENT, "state"): frozenset({"invited", "active", "suspended", "completed"}),
    (Kind.LESSON, "state"): frozenset({"planned", "held", "cancelled"}),
    (Kind.SUBMISSION, "state"): frozenset({"none", "draft", "submitted", "pending_review", "graded"}),
    (Kind.ATTENDANCE, "state"): frozenset({"present", "absent", "late", "excused", "unknown"}),
    (Kind.LESSON, "kind"): frozenset({"class", "meeting", "event", "appointment", "deadline"}),
    (Kind.ITEM, "kind"): frozenset(
        {"assignment", "quiz", "discussion", "content", "external", "survey", "package", "other"}
    ),
}
"""What a filter may be, where only some words make sense."""


def choices(listing: Listing, name: str, value: str) -> frozenset[str]:
    return CHOICES.get((listing.kind, name)) or CHOICES.get((None, name)) or frozenset({value})
