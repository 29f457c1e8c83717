"""Answers about one person: what is held on them, and what an erasure deletes."""

from typing import Annotated, Any

from msgspec import Meta

from lmsync.api.answers import Answer
from lmsync.records import Kind
from lmsync.store.reading.rows import Reference, Time, literal, row_type, whole_type
from lmsync.sync.reasons import REASONS


class ErasedPerson(Answer):
    id: Annotated[str, Meta(examples=["school-usr-12"])]
    connection: str
    counts: Annotated[
        dict[Kind, int],
        Meta(description="Records that go; of groups and lessons, those that name the person and stay."),
    ]
    kept_away: Annotated[bool, Meta(description="Whether no run brings this person back.")]


class CandidateRow(Answer):
    """Another account with the same SIS id or e-mail address: look whether it is the same person."""

    id: Annotated[str, Meta(examples=["college-usr-7"])]
    connection: str
    matched_by: list[literal("email", "sis_id")]  # type: ignore[valid-type]


class Erasure(Answer):
    dry_run: Annotated[bool, Meta(description="Whether this is only what would be erased.")]
    people: list[ErasedPerson]
    candidates: Annotated[list[CandidateRow], Meta(description="Accounts that were not named, and are not erased.")]
    named_in: Annotated[
        list[str],
        Meta(
            description="Ids of courses, groups, lessons and others, removed ones too, in whose title, place or description "
            "the name stands; at most 100 for each person. They stay as they are: change them in the LMS.",
            examples=[["school-les-31"]],
        ),
    ]
    cleaned: Annotated[
        bool | None,
        Meta(
            description="Whether the files of the database were rewritten, so that nothing is left in them. False: others "
            "used it, and the next erasure or the next start does it. Null when nothing was erased."
        ),
    ]


class Lifted(Answer):
    id: Annotated[str, Meta(examples=["school-usr-12"])]
    connection: str


class LoggedChange(Answer):
    """An entry of the change log about a record of a person."""

    seq: int
    at: Time
    kind: Kind
    id: str
    change: literal("added", "changed", "removed", "restored")  # type: ignore[valid-type]
    fields: Annotated[dict[str, Any] | None, Meta(description="Each changed field before and after.")]


class HeldOfPerson(Answer):
    """A decision about removals that names a person or their records."""

    id: int
    kind: Kind
    reason: literal(*REASONS)  # type: ignore[valid-type]
    state: literal("waiting", "applied", "dismissed", "withdrawn")  # type: ignore[valid-type]
    held_at: Time


class PersonExport(Answer):
    """Everything that is held on one person, removed records included."""

    user: whole_type(Kind.USER)  # type: ignore[valid-type]
    enrollments: list[row_type(Kind.ENROLLMENT)]  # type: ignore[valid-type]
    groups: list[Reference]
    submissions: list[row_type(Kind.SUBMISSION)]  # type: ignore[valid-type]
    attendance: list[row_type(Kind.ATTENDANCE)]  # type: ignore[valid-type]
    lessons: Annotated[list[row_type(Kind.LESSON)], Meta(description="Lessons that they own.")]  # type: ignore[valid-type]
    changes: list[LoggedChange]
    held_removals: list[HeldOfPerson]
