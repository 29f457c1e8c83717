"""Events as streams tell of them: a shape for each name. The names of people never stand in one."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi.sse import format_sse_event
from msgspec import Meta

from lmsync.api.answers import RUN_STATES, Answer, PlannedRequests
from lmsync.records import Kind
from lmsync.store.keeping.held import About, State
from lmsync.store.keeping.run_events import Event
from lmsync.store.keeping.sync_runs import Run
from lmsync.store.reading.rows import COMPONENTS, Time, literal
from lmsync.store.reading.shown import time_text
from lmsync.store.reading.view import View


class AnyEvent(Answer):
    """What every event says. Its name and its number stand in the lines `event` and `id`."""

    id: Annotated[int, Meta(description="Increases. Send the last one as `Last-Event-ID` to go on behind it.")]
    at: Time
    connection: Annotated[str, Meta(examples=["school"])]
    run: Annotated[int | None, Meta(description="The run that it belongs to, if any.", examples=[12])]


class RunQueued(AnyEvent):
    mode: str
    asked_by: Annotated[str, Meta(examples=["person"])]


class RunStarted(AnyEvent):
    continues: Annotated[int | None, Meta(description="The interrupted run that it continues.")]


class RunPhase(AnyEvent):
    phase: Annotated[str, Meta(examples=["people"])]


class RunThrottled(AnyEvent):
    throttles: Annotated[int, Meta(description="How often, since that was said last.")]
    asked_to_wait_seconds: Annotated[float | None, Meta(description="What the LMS asked for last, where it did.")]


class RunEnded(AnyEvent):
    state: literal(*RUN_STATES)  # type: ignore[valid-type]
    cause: str | None
    duration_ms: int | None


class ConnectionChanged(AnyEvent):
    state: literal("ok", "needs_attention")  # type: ignore[valid-type]
    cause: Annotated[str | None, Meta(description="What a person is needed for: `GET /crm/status` says more.")]
    paused: Annotated[bool, Meta(description="Whether runs wait until a test has passed.")]


class RemovalsHeld(AnyEvent):
    held: Annotated[int, Meta(description="The number of the decision.")]
    about: About
    kind: Kind
    total: int


class RemovalsDecided(AnyEvent):
    held: int
    about: About
    kind: Kind
    decision: Annotated[State, Meta(examples=["applied"])]


class ConfigurationChanged(AnyEvent):
    change: literal("created", "changed", "forgotten", "auto_sync_on", "auto_sync_off")  # type: ignore[valid-type]


class RunProgress(Answer):
    """How far a run is: the latest only, without a number, and never sent again."""

    run: int
    connection: str
    phase: str | None
    done_requests: int
    planned_requests: PlannedRequests
    rows_read: Annotated[int, Meta(description="Rows that were read, of the kinds that your token may know of.")]
    seconds_left: Annotated[int | None, Meta(description="Where that can be said honestly.")]


class Missed(Answer):
    """Events behind your `Last-Event-ID` are not kept any more: look at the runs and the status anew."""

    after: Annotated[int, Meta(description="Nothing is missing behind this number.")]


SHAPES: Mapping[str, type[AnyEvent]] = {
    "run_queued": RunQueued,
    "run_started": RunStarted,
    "run_phase": RunPhase,
    "run_throttled": RunThrottled,
    "run_ended": RunEnded,
    "connection_state": ConnectionChanged,
    "removals_held": RemovalsHeld,
    "removals_decided": RemovalsDecided,
    "configuration_changed": ConfigurationChanged,
}
"""By the names that the store keeps."""


def _shape_names() -> list[str]:
    shapes: list[type[Answer]] = [*SHAPES.values(), RunProgress, Missed]
    return [shape.__name__ for shape in shapes]


SSE_EVENT: Mapping[str, Any] = {
    "type": "object",
    "description": "One event of the stream.",
    "required": ["event", "data"],
    "properties": {
        "event": {"type": "string", "enum": [*SHAPES, "run_progress", "missed"]},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {
                "anyOf": [{"$ref": COMPONENTS.format(name=name)} for name in _shape_names()],
            },
        },
        "id": {"type": "string"},
        "retry": {"type": "integer"},
    },
    "additionalProperties": False,
}
"""For OpenAPI, which describes each event of such an answer."""
OPENING = b"retry: 2000\n\n"
"""After how many milliseconds a reader that lost its stream comes back."""
HEARTBEAT = b":\n\n"


def is_shown(event: Event, view: View) -> bool:
    return view.sees(event.connection_id) and all(map(view.refers_to, event.facts.get("kinds", ())))


def event_text(event: Event) -> bytes:
    shape = SHAPES[event.name]
    facts = {name: event.facts.get(name) for name in shape.__struct_fields__[len(AnyEvent.__struct_fields__) :]}
    row = shape(event.id, time_text(event.at) or "", event.slug, event.run_id, **facts)
    return _text(event.name, row, event.id)


def progress_text(run: Run, slug: str, view: View) -> bytes:
    rows = sum(int(sums.get("rows_read", 0)) for kind, sums in run.counts.items() if view.refers_to(kind))
    row = RunProgress(
        run=run.id,
        connection=slug,
        phase=run.phase,
        done_requests=run.done_requests or 0,
        planned_requests=run.planned_requests,
        rows_read=rows,
        seconds_left=run.seconds_left,
    )
    return _text("run_progress", row)


def missed_text(after: int) -> bytes:
    return _text("missed", Missed(after), after)


def _text(name: str, row: Answer, number: int | None = None) -> bytes:
    return format_sse_event(
        data_str=msgspec.json.encode(row).decode(), event=name, id=None if number is None else str(number)
    )
