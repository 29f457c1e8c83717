"""Answers: the shape of everything that the API returns, defined once, encoded as it is and described in OpenAPI.

Those about who may come in are in `access_answers.py`, those about one person in `person_answers.py`. Rows of lists are made
from the records (`store/reading/rows.py`). A field that can be null says so; none is ever left out.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from lmsync.records import Kind
from lmsync.store.keeping.attention import Severity
from lmsync.store.keeping.held import About, State
from lmsync.store.reading.listings import LISTINGS, Listing
from lmsync.store.reading.rows import COMPONENTS, Reference, Time, literal, row_type
from lmsync.sync.reasons import REASONS
from lmsync.sync.receipt import STATES

Count: TypeAlias = Annotated[
    int | None, Meta(description="Null while it is not known: the kind is not provided, or was never read whole.")
]
RUN_STATES = ("queued", "running", "complete", "partial", "failed", "needs_attention", "interrupted", "cancelled")
SEVERITIES = tuple(severity.value for severity in Severity)
CONNECTION_STATUS = ("ok", "syncing", "stale", "needs_attention", "paused")


class Answer(Struct, forbid_unknown_fields=True):
    pass


# Errors


class FieldError(Answer):
    """What is wrong with one field or parameter."""

    field: Annotated[str, Meta(examples=["base_url"])]
    code: Annotated[str, Meta(examples=["invalid"])]
    detail: Annotated[
        str, Meta(examples=["Enter the address as the browser shows it, for example https://moodle.school.example"])
    ]


class CheckRow(Answer):
    """One thing that was tried with a configuration; what is lost while it fails, and how to mend it."""

    connection: str | None
    name: str
    title: str
    passed: bool
    required: bool
    lost: str | None
    fix: str | None
    field: Annotated[str | None, Meta(description="The field of the configuration that is to blame.")]


class Problem(Answer):
    """An error, as RFC 9457 describes it. `type` is stable, `detail` says what to do."""

    type: Annotated[str, Meta(examples=["/problems/invalid-input"])]
    title: Annotated[str, Meta(examples=["The request was not accepted"])]
    status: Annotated[int, Meta(examples=[422])]
    detail: Annotated[str, Meta(examples=["Send the id of a course as the lists show it, like school-crs-12."])]
    errors: list[FieldError] | UnsetType = UNSET
    checks: Annotated[list[CheckRow] | UnsetType, Meta(description="What was tried with a configuration.")] = UNSET


# Lists of records


class NotProvided(Answer):
    """A connection that cannot deliver this list: its part is unknown, not empty."""

    connection: str
    why: str | None


def _page_type(listing: Listing) -> Any:
    columns: list[tuple[str, Any]] = [
        ("items", list[row_type(listing.kind)]),  # type: ignore[misc]
        (
            "next_cursor",
            Annotated[str | None, Meta(description="Send it as `cursor` for the next page; null on the last one.")],
        ),
        (
            "total",
            Annotated[
                int | None,
                Meta(
                    description="How many there are in all; null where that is not known: with filters, and while a "
                    "connection does not provide this list or was never read whole."
                ),
            ],
        ),
        ("not_provided", list[NotProvided]),
        (
            "not_yet_read",
            Annotated[
                list[str],
                Meta(description="Connections of which this list has never been read whole: records may be missing."),
            ],
        ),
    ]
    name = f"{listing.name.capitalize()}Page"
    return defstruct(name, columns, module=__name__, forbid_unknown_fields=True)


PAGES: Mapping[str, Any] = {name: _page_type(listing) for name, listing in LISTINGS.items()}
"""The page of each list."""


# Runs


class Cause(Answer):
    """A stable word, and for people what it means and what to do."""

    cause: str
    text: str


class RunRow(Answer):
    id: int
    connection: str
    mode: literal("full", "incremental")  # type: ignore[valid-type]
    asked_by: literal("schedule", "person", "command_line")  # type: ignore[valid-type]
    state: literal(*RUN_STATES)  # type: ignore[valid-type]
    queued_at: Time
    started_at: Time | None
    finished_at: Time | None
    duration_ms: int | None
    phase: str | None
    planned_requests: int | None
    counts: Annotated[dict[str, dict[str, float]], Meta(description="By kind: what was read and what moved.")]
    error: Cause | None


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
    cause: str | None
    needs_person: bool
    text: str | None
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
    throttles: int
    seconds: float


class RunWithScopes(RunRow):
    scopes: Annotated[list[ScopeRow], Meta(description="The receipt: every list of the plan that was not unchanged.")]


class RunsPage(Answer):
    items: list[RunRow]
    next_cursor: str | None


class Runs(Answer):
    runs: list[RunRow]


class AutoSync(Answer):
    auto_sync: bool
    connections: list[str]


# Status


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


NotMirrored: TypeAlias = Annotated[
    list[str],
    Meta(
        description="Fields that are not read from this LMS, as `configure` was told. Its records come without them.",
        examples=[["user.email"]],
    ),
]


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
    decided_at: Time | None
    decided_by: Annotated[str | None, Meta(examples=["operator:2"])]
    total: Annotated[int, Meta(description="How many records the LMS has not shown since, children included.")]
    counts: dict[Kind, int]
    examples: Annotated[
        list[Reference], Meta(description="Some of these records; none for a token without `personal`.")
    ]


class HeldPage(Answer):
    items: list[HeldRow]
    next_cursor: str | None


class HeldRecord(Answer):
    """A record that would go, or lose its field, and whose it is. What a token may not see is left out."""

    record: Reference
    person: Reference | UnsetType | None
    course: Reference | UnsetType | None


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


# Configuration


class TestedConnection(Answer):
    connection: str | None
    passed: bool
    site_name: str | None
    release: str | None
    provided: dict[Kind, bool]


class Test(Answer):
    passed: bool
    checks: list[CheckRow]
    connections: list[TestedConnection]


class ConnectionRow(Answer):
    connection: Annotated[str, Meta(description="Its slug, which never changes.", examples=["school"])]
    name: str
    crm_type: str
    base_url: Annotated[str | None, Meta(description="Null for a system that has no address.")]
    sync_interval_seconds: int
    auto_sync: bool
    state: literal("ok", "needs_attention", "unverified")  # type: ignore[valid-type]
    settings: dict[str, Any]
    fields_not_mirrored: NotMirrored
    created_at: Time


class Configured(Answer):
    connection: ConnectionRow
    test: Test
    cleaned: Annotated[
        bool | None,
        Meta(
            description="Whether the files of the database were rewritten, so that nothing is left in them of fields that "
            "are no longer mirrored. False: others used it, and lmsync does it later. Null when there was nothing to do."
        ),
    ]


class Configurations(Answer):
    connections: list[ConnectionRow]


class Forgotten(Answer):
    connection: str
    data: literal("kept", "deleted")  # type: ignore[valid-type]


class SystemRow(Answer):
    crm_type: str
    title: str
    needs_address: Annotated[bool, Meta(description="Whether `base_url` and `api_token` have to be given.")]
    settings_schema: dict[str, Any]
    setup: Annotated[str, Meta(description="How to give lmsync access, in Markdown.")]


class Systems(Answer):
    systems: list[SystemRow]


# Health


class Health(Answer):
    status: literal("ok")  # type: ignore[valid-type]
    version: str


class Readiness(Answer):
    status: literal("ready", "not_ready")  # type: ignore[valid-type]
    database: bool
    migrations: bool
    scheduler: bool


def described(answer: Any, description: str = "OK") -> dict[str, Any]:
    """A good answer of a route, for OpenAPI; `openapi.document` has the shape that it refers to."""
    schema = {"$ref": COMPONENTS.format(name=answer.__name__)}
    return {"description": description, "content": {"application/json": {"schema": schema}}}
