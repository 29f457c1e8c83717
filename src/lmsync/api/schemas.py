"""The shapes of answers, for OpenAPI. Rows of lists are described from the records themselves."""

from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

from msgspec.structs import fields
from pydantic import BaseModel, ConfigDict, Field, create_model

from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.reading.listings import Listing

EXAMPLES: dict[str, Any] = {
    "display_name": "Анна Иванова",
    "given_name": "Анна",
    "family_name": "Иванова",
    "email": "anna.ivanova@school.example",
    "title": "Алгебра, 7А",
    "name": "Алгебра, 7 класс",
    "url": "https://moodle.school.example/course/view.php?id=2",
}


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NotProvided(Closed):
    """A connection that cannot deliver this kind: its part of the list is unknown, not empty."""

    connection: str
    why: str | None


class PersonOfLesson(Closed):
    id: str
    display_name: str | None


class CourseOfPerson(Closed):
    id: str
    name: str | None
    role: str | None
    state: str | None


def _type_of(name: str, annotation: Any) -> Any:
    if name.endswith("_at"):
        return datetime | None
    kinds = {kind for kind in get_args(annotation) if kind in (str, float, int, bool)}
    if annotation is str:
        return str | None
    return next(iter(kinds)) | None


@cache
def row_model(kind: Kind) -> type[BaseModel]:
    """A row of a list as `store.shown` tells it."""
    record = RECORD_TYPES[kind]
    columns: dict[str, Any] = {
        "id": (str, Field(description="Never changes.", examples=[f"school-{record.id_code}-12"])),
        "connection": (str, Field(examples=["school"])),
        "external_id": (str, Field(description="The id within the LMS.", examples=["12"])),
    }
    for field in fields(record):
        if field.name in {"external_id", "members"}:
            continue
        told: dict[str, Any] = {"examples": [EXAMPLES[field.name]]} if field.name in EXAMPLES else {}
        if field.name in record.references:
            code = RECORD_TYPES[record.references[field.name]].id_code
            told = {"description": f"The id of a {record.references[field.name]}.", "examples": [f"school-{code}-7"]}
        columns[field.name] = (_type_of(field.name, field.type), Field(**told))
    if kind is Kind.USER:
        columns["student_courses"] = (int, Field(description="In how many courses this person is a student."))
        columns["teacher_courses"] = (int, Field(description="In how many courses this person is a teacher."))
    elif kind is Kind.LESSON:
        columns["sequence"] = (int, Field(description="Raised when time, place or state changes."))
        columns["course_name"] = (str | None, ...)
        columns["teachers"] = (list[PersonOfLesson], ...)
    elif kind is Kind.GROUP:
        columns["members"] = (list[str], Field(description="Ids of users."))
    columns["first_seen_at"] = (datetime, ...)
    columns["changed_at"] = (datetime, ...)
    columns["removed_at"] = (datetime | None, ...)
    return create_model(record.__name__, __base__=Closed, **columns)


@cache
def one_model(kind: Kind) -> type[BaseModel]:
    """One record; a person comes with their courses."""
    row = row_model(kind)
    if kind is Kind.USER:
        return create_model("UserWithCourses", __base__=row, courses=(list[CourseOfPerson], ...))
    return row


def page_model(listing: Listing) -> type[BaseModel]:
    row = row_model(listing.kind)
    columns: dict[str, Any] = {
        "items": (list[row], ...),  # type: ignore[valid-type]
        "next_cursor": (str | None, Field(description="Send it as `cursor` for the next page; null on the last one.")),
        "total": (int | None, Field(description="How many there are in all, where that is known without counting.")),
        "not_provided": (list[NotProvided], ...),
        "not_yet_read": (
            list[str],
            Field(description="Connections of which this kind has never been read whole: the list may miss some."),
        ),
    }
    return create_model(f"{listing.name.capitalize()}Page", __base__=Closed, **columns)


def query_model(listing: Listing) -> type[BaseModel]:
    """The query parameters of a list; unknown ones are an error."""
    text = (str | None, Field(default=None, min_length=1, max_length=200))
    columns: dict[str, Any] = {
        "limit": (int, Field(default=50, ge=1, le=500)),
        "cursor": (
            str | None,
            Field(default=None, min_length=1, max_length=4000, description="`next_cursor` of the page before."),
        ),
        "sort": (
            str | None,
            Field(
                default=None,
                max_length=40,
                description=f"One of: {', '.join(listing.sorts)}; with a minus before it, descending.",
                examples=[f"-{listing.default_sort}"],
            ),
        ),
    }
    for name in sorted(listing.filters):
        if name in {"changed_since", "from", "to"}:
            said = {"changed_since": "Changed at or after this time.", "from": "Ends at or after this time."}
            description = said.get(name, "Starts before this time.")
            alias: dict[str, Any] = {"alias": name} if name == "from" else {}
            columns["from_" if name == "from" else name] = (
                datetime | None,
                Field(default=None, description=description, examples=["2026-09-01T00:00:00Z"], **alias),
            )
        elif name == "include_removed":
            columns[name] = (bool, Field(default=False, description="Also records that are removed."))
        elif name == "q":
            columns[name] = (
                str | None,
                Field(default=None, min_length=1, max_length=100, description="Words to search for."),
            )
        else:
            columns[name] = text
    return create_model(
        f"{listing.name.capitalize()}Query", __config__=ConfigDict(extra="forbid", populate_by_name=True), **columns
    )


class ChangeRow(Closed):
    seq: int | None = Field(description="Its number in the log; null during the walk over what is there.")
    at: datetime | None
    connection: str
    kind: Kind
    id: str
    op: Literal["upsert", "delete"]
    change: Literal["added", "changed", "removed", "restored"] | None
    fields: dict[str, list[Any]] | None = Field(description="Each changed field before and after.")
    data: dict[str, Any] | None = Field(description="The record as it is now; null when it is removed.")
    snapshot_id: str | None = Field(description="During the walk: the same for all its pages.")


class ChangesPage(Closed):
    items: list[ChangeRow]
    next_cursor: str = Field(description="Your new place. Keep it once you have used this page.")
    caught_up: bool = Field(description="Whether there was nothing more when you asked.")


class RunRow(Closed):
    id: int
    connection: str
    mode: Literal["full", "incremental"]
    asked_by: Literal["schedule", "person", "command_line"]
    state: Literal["queued", "running", "complete", "partial", "failed", "needs_attention", "interrupted", "cancelled"]
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    duration_ms: int | None
    phase: str | None
    planned_requests: int | None
    counts: dict[str, dict[str, float]] = Field(description="By kind: what was read and what moved.")
    error: dict[str, str] | None = Field(description="`cause`, a stable word, and `text`, what to do.")


class RunWithScopes(RunRow):
    scopes: list[dict[str, Any]] = Field(description="The receipt: every list of the plan that was not unchanged.")


class RunsPage(Closed):
    items: list[RunRow]
    next_cursor: str | None


class Runs(Closed):
    runs: list[RunRow]


class KindStatus(Closed):
    provided: bool
    why: str | None
    total: int
    last_complete_at: datetime | None
    age_seconds: int | None = Field(
        description="Since the last complete reading began; null when there was none, and when the clock was set back "
        "since, so that nobody knows."
    )


class Attention(Closed):
    cause: str
    text: str


class ConnectionStatus(Closed):
    connection: str
    name: str
    crm_type: str
    status: Literal["ok", "syncing", "stale", "needs_attention", "paused"]
    reason: Attention | None = Field(description="Why the data are `stale`, or of unknown age.")
    attention: Attention | None
    auto_sync: bool
    sync_interval_seconds: int
    next_run_at: datetime | None
    last_run: RunRow | None
    last_complete_at: datetime | None = Field(
        description="The oldest of the kinds: everything is at least this fresh. Null when that is unknown."
    )
    counts: dict[str, int]
    kinds: dict[str, KindStatus]


class HeldRow(Closed):
    id: int
    connection: str
    kind: Kind
    reason: str
    text: str
    parent: str | None
    held_at: datetime
    total: int
    counts: dict[str, int]
    examples: list[str] = Field(description="Ids of some that would be removed.")


class Status(Closed):
    status: Literal["not_configured", "ok", "syncing", "stale", "needs_attention", "paused"]
    auto_sync: bool
    connections: list[ConnectionStatus]
    held: list[HeldRow]


class CheckRow(Closed):
    connection: str | None
    name: str
    title: str
    passed: bool
    required: bool
    lost: str | None
    fix: str | None
    field: str | None


class TestedConnection(Closed):
    connection: str | None
    passed: bool
    site_name: str | None
    release: str | None
    provided: dict[str, bool]


class Test(Closed):
    passed: bool
    checks: list[CheckRow]
    connections: list[TestedConnection]


class ConnectionRow(Closed):
    connection: str = Field(description="Its slug, which never changes.", examples=["school"])
    name: str
    crm_type: str
    base_url: str
    sync_interval_seconds: int
    auto_sync: bool
    state: Literal["ok", "needs_attention", "unverified"]
    settings: dict[str, Any]
    created_at: datetime


class Configured(Closed):
    connection: ConnectionRow
    test: Test


class Configurations(Closed):
    connections: list[ConnectionRow]


class Forgotten(Closed):
    connection: str
    data: Literal["kept", "deleted"]


class AutoSync(Closed):
    auto_sync: bool
    connections: list[str]


class SystemRow(Closed):
    crm_type: str
    title: str
    settings_schema: dict[str, Any]
    setup: str = Field(description="How to give lmsync access, in Markdown.")


class Systems(Closed):
    systems: list[SystemRow]


class Health(Closed):
    status: Literal["ok"]
    version: str


class Readiness(Closed):
    status: Literal["ready", "not_ready"]
    database: bool
    migrations: bool
    scheduler: bool
