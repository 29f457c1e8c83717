"""Answers: the shape of everything that the API returns, defined once, encoded as it is and described in OpenAPI.

Those about how everything is are in `status_answers.py`, about what a run read and changed in `run_answers.py`, about who may
come in in `access_answers.py`, about one person in `person_answers.py`. Rows of lists are made from the records
(`store/reading/rows.py`). A field that can be null says so; none is ever left out.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from lmsync.records import Kind
from lmsync.store.reading.listings import LISTINGS, Listing
from lmsync.store.reading.rows import COMPONENTS, Time, literal, row_type
from lmsync.sync.receipt import STATES, SUMMED, TIMES

RUN_STATES = ("queued", "running", "complete", "partial", "failed", "needs_attention", "interrupted", "cancelled")


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


KindCounts = defstruct(
    "KindCounts",
    [
        ("scopes", Annotated[int, Meta(description="Lists of the plan; those below are parts of it.")]),
        *((state, int) for state in STATES),
        *((name, int) for name in SUMMED),
        *((name, float) for name in TIMES),
    ],
    bases=(Answer,),
    module=__name__,
)


PlannedRequests: TypeAlias = Annotated[
    int | None,
    Meta(
        description="Reckoned from what is stored when it begins; until a school was read once, phase by phase, and too "
        "few. A run may make more.",
        examples=[352],
    ),
]


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
    planned_requests: PlannedRequests
    done_requests: Annotated[int | None, Meta(examples=[214])]
    seconds_left: Annotated[
        int | None, Meta(description="While it is `running`, where that can be said honestly.", examples=[40])
    ]
    cancel_asked_at: Annotated[
        Time | None,
        Meta(description="While it is `running`: since when it is being ended, because somebody cancelled it."),
    ]
    counts: Annotated[
        dict[Kind, KindCounts],  # type: ignore[valid-type]
        Meta(description="By kind, the sums of the receipt: how its lists came out, what was read and what moved."),
    ]
    error: Cause | None


class RunsPage(Answer):
    items: list[RunRow]
    next_cursor: str | None


class Runs(Answer):
    runs: list[RunRow]


class AutoSync(Answer):
    auto_sync: bool
    connections: list[str]


# Configuration


NotMirrored: TypeAlias = Annotated[
    list[str],
    Meta(
        description="Fields that are not read from this LMS, as `configure` was told. Its records come without them.",
        examples=[["user.email"]],
    ),
]


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
    token_set_at: Annotated[
        Time | None,
        Meta(description="When this token was first stored; null without one, and for one stored by an older version."),
    ]
    token_expires_at: Annotated[
        Time | None,
        Meta(
            description="As whoever configured it has said, or as the LMS has; null where nobody knows, and for a token "
            "without an end."
        ),
    ]
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


class ForgottenRow(Answer):
    """A connection that was forgotten, and whose records are kept: they come back when its address is connected again."""

    connection: Annotated[str, Meta(description="Its slug, which never changes.")]
    crm_type: str
    base_url: Annotated[str | None, Meta(description="Null for a system that has no address.")]
    created_at: Time
    records: Annotated[int, Meta(description="How many records are kept, removed ones included.")]


class ForgottenConnections(Answer):
    connections: list[ForgottenRow]


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
