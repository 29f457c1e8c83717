"""Answers about runs: what each read of every list, what it changed, and runs in slots of time."""

from typing import Annotated

from msgspec import Meta, UnsetType

from lmsync.api.answers import Answer
from lmsync.records import Kind
from lmsync.store.reading.rows import Reference, ShownChangeRow, Time, literal
from lmsync.sync.receipt import STATES

OUTCOMES = (
    "failed",
    "needs_attention",
    "partial",
    "held",
    "interrupted",
    "cancelled",
    "running",
    "queued",
    "complete",
)
"""Of runs in a slot, worst first."""


class ScopeRow(Answer):
    """What the reading of one list of the plan came to."""

    kind: Kind
    parent_kind: Annotated[Kind | None, Meta(description="Null for all records of the kind.")]
    parent: Annotated[
        Reference | UnsetType | None,
        Meta(
            description="With a `parent_kind`, null for records without such a parent. Left out for a token that is limited "
            "to other kinds."
        ),
    ]
    state: literal(*STATES)  # type: ignore[valid-type]
    cause: Annotated[
        str | None,
        Meta(description="Why it was not read whole, or `removals_held`: a stable word.", examples=["http_503"]),
    ]
    needs_person: bool
    text: Annotated[str | None, Meta(description="The same for people, and what to do.")]
    end_seen: bool
    pages: int
    requests: int
    bytes: int
    rows_read: int
    accepted: int
    set_aside: int
    erased: Annotated[int, Meta(description="Records of people who were erased; they are left out.")]
    set_aside_why: Annotated[dict[str, int] | None, Meta(description="By reason: rows that could not be understood.")]
    withheld: Annotated[
        dict[str, int] | None, Meta(description="By field: rows that would have lost their value. They keep it.")
    ]
    expected: Annotated[int | None, Meta(description="How many rows the LMS announced, where it does.")]
    added: int
    changed: int
    removed: int
    throttles: Annotated[int, Meta(description="How often the LMS said that it was asked too much.")]
    seconds: float
    waited_seconds: Annotated[
        float,
        Meta(
            description="Between attempts, and to spare the LMS; added up for the questions that wait at the same time. "
            "Like requests, bytes and seconds, of questions that several lists share it stands with the first of them."
        ),
    ]


class ScopesPage(Answer):
    items: Annotated[list[ScopeRow], Meta(description="Worst first: failed, partial, held, complete.")]
    next_cursor: str | None
    ended: Annotated[
        bool, Meta(description="False while the run is queued or going on: its lists stand here when it has ended.")
    ]
    states: Annotated[
        dict[literal(*STATES), int],  # type: ignore[valid-type]
        Meta(
            description="How many lists came out how, whatever `state` is asked for. `unchanged` ones are only counted: they "
            "were read whole, and nothing differed.",
            examples=[{"complete": 3, "unchanged": 118, "partial": 1, "failed": 0, "held": 0}],
        ),
    ]


class RunChangesPage(Answer):
    items: list[ShownChangeRow]
    next_cursor: str | None
    whole: Annotated[
        bool,
        Meta(
            description="False when changes of this run are missing here, because the change log no longer reaches so far."
        ),
    ]


class LatestChangesPage(Answer):
    items: list[ShownChangeRow]
    next_cursor: str | None


class Slot(Answer):
    """What happened in a quarter of an hour."""

    at: Annotated[Time, Meta(description="Its beginning. A run counts where it began.")]
    runs: Annotated[int, Meta(examples=[3])]
    outcome: Annotated[
        literal(*OUTCOMES) | None,  # type: ignore[valid-type]
        Meta(
            description="The worst of its runs; null without any. `held`: a run was complete, and removals of it were held.",
            examples=["complete"],
        ),
    ]
    seconds: Annotated[float, Meta(description="How long its runs took together.", examples=[12.4])]
    changes: Annotated[int, Meta(description="Records that they added, changed or removed.", examples=[7])]


class Slots(Answer):
    slots: Annotated[list[Slot], Meta(description="Without gaps, oldest first; the last one is going on.")]
