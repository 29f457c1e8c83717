"""Answers about how everything is, and about what waits for a person."""

from typing import Annotated, TypeAlias

from msgspec import Meta, UnsetType, defstruct

from lmsync.api.answers import Answer, Cause, NotMirrored, RunRow
from lmsync.records import Kind
from lmsync.store.keeping.attention import Severity
from lmsync.store.keeping.held import About, State
from lmsync.store.reading.rows import Reference, Time, literal
from lmsync.sync.reasons import REASONS

Count: TypeAlias = Annotated[
    int | None, Meta(description="Null while it is not known: the kind is not provided, or was never read whole.")
]
SEVERITIES = tuple(severity.value for severity in Severity)
CONNECTION_STATUS = ("ok", "syncing", "stale", "needs_attention", "paused")


class KindStatus(Answer):
    provided: bool
    why: str | None
    total: Count
    last_complete_at: Time | None
    age_seconds: Annotated[
        int | None,
        Meta(
            description="Since the last complete reading began; null when there was none, and when the clock was set back "
            "since, so that nobody knows."
        ),
    ]


COUNTED = ("students", "teachers", *(kind.value for kind in Kind))
Counts = defstruct("Counts", [(name, Count) for name in COUNTED], bases=(Answer,), module=__name__)


class AttentionRow(Answer):
    """What a person is needed for, or should know; `text` says how to mend it."""

    cause: Annotated[
        str,
        Meta(
            description="A stable word: `removals_held`, `withheld`, `unreachable`, `kept` (by your decision, though the LMS "
            "does not show it), `stale`, or what the LMS refused.",
            examples=["removals_held"],
        ),
    ]
    kind: Annotated[Kind | None, Meta(description="The kind that cannot be read; null for all of the connection.")]
    severity: Annotated[
        literal(*SEVERITIES),  # type: ignore[valid-type]
        Meta(
            description="`stopped`: nothing can be read until it is mended. `needed`: a person has to act, runs go on. "
            "`stale`: the data are old. `noted`: nothing has to be done."
        ),
    ]
    since: Time
    text: str


class ConnectionStatus(Answer):
    connection: str
    name: str
    crm_type: str
    status: literal(*CONNECTION_STATUS)  # type: ignore[valid-type]
    reason: Annotated[Cause | None, Meta(description="Why the data are `stale`, or of unknown age.")]
    attention: Annotated[list[AttentionRow], Meta(description="Everything that is not settled, worst first.")]
    auto_sync: bool
    sync_interval_seconds: int
    fields_not_mirrored: NotMirrored
    next_run_at: Time | None
    last_run: RunRow | None
    last_complete_at: Annotated[
        Time | None,
        Meta(description="The oldest of the kinds: everything is at least this fresh. Null when that is unknown."),
    ]
    counts: Counts  # type: ignore[valid-type]
    kinds: dict[Kind, KindStatus]


class HeldRecord(Answer):
    """A record that would go, or lose its field, and whose it is. What a token may not see is left out."""

    record: Reference
    person: Reference | UnsetType | None
    course: Reference | UnsetType | None


class HeldRow(Answer):
    """What would have been removed or emptied, as one decision."""

    id: int
    connection: str
    about: Annotated[
        literal(*(about.value for about in About)),  # type: ignore[valid-type]
        Meta(
            description="`removal`: so many records are missing that it looks wrong. `withheld_field`: many records lost a "
            "field at once. `unreachable`: records are not listed any more, and the LMS does not say that they are gone."
        ),
    ]
    kind: Kind
    field: Annotated[str | None, Meta(description="The field that is withheld.", examples=["email"])]
    state: Annotated[
        literal(*(state.value for state in State)),  # type: ignore[valid-type]
        Meta(
            description="`dismissed` as long as it keeps what the LMS does not show; `withdrawn` when nothing is left "
            "to decide."
        ),
    ]
    reason: literal(*REASONS)  # type: ignore[valid-type]
    text: str
    parent: Annotated[
        Reference | UnsetType | None, Meta(description="Left out for a token that is limited to other kinds.")
    ]
    run: Annotated[int | None, Meta(description="The run that held it.")]
    held_at: Time
    decided_at: Annotated[Time | None, Meta(description="Null while it is `waiting`, also when it waits again.")]
    decided_by: Annotated[
        str | None,
        Meta(
            description="Who decided; `run`, `erasure` or `configuration` where nothing was left to decide.",
            examples=["operator:2"],
        ),
    ]
    total: Annotated[
        int,
        Meta(
            description="How many records the LMS has not shown since, children included. Of an applied decision: what it "
            "was about."
        ),
    ]
    counts: Annotated[dict[Kind, int], Meta(description="`total` by kind.")]
    examples: Annotated[
        list[HeldRecord],
        Meta(
            description="The first of its records of `kind`; none for a token without `personal`, or that may not read "
            "this kind."
        ),
    ]


class HeldPage(Answer):
    items: list[HeldRow]
    next_cursor: str | None


class HeldNumbers(Answer):
    """How much is at stake; null where it makes no sense or a token may not see it."""

    before: Annotated[int | None, Meta(description="Rows of the list before; of a field, rows that had it.")]
    now: Annotated[int | None, Meta(description="Rows that the LMS still shows.")]
    people: Annotated[int | None, Meta(description="How many people are concerned.")]
    elsewhere: Annotated[int | None, Meta(description="How many of them have an enrolment that stays.")]


class HeldDecision(HeldRow):
    numbers: HeldNumbers
    items: Annotated[
        list[HeldRecord],
        Meta(description="Its records of `kind`, a page at a time; none for a token that may not read this kind."),
    ]
    next_cursor: str | None


class HeldDone(Answer):
    held: HeldRow
    records: Annotated[int, Meta(description="How many were removed, changed, kept or brought back.", examples=[27])]


class Status(Answer):
    status: literal("not_configured", *CONNECTION_STATUS)  # type: ignore[valid-type]
    auto_sync: bool
    connections: list[ConnectionStatus]
    held: list[HeldRow]
