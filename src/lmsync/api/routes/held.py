"""What waits for a person: see it, apply it, dismiss it, take that back."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from lmsync.access.caller import Caller
from lmsync.api.answers import described
from lmsync.api.held_rows import held_decision, held_row, is_shown
from lmsync.api.parts import (
    CONNECTION,
    Asked,
    Asking,
    Language,
    Needed,
    NoParameters,
    json_response,
    seen_connections,
    wanted_connections,
    write_as,
)
from lmsync.api.problems import problems
from lmsync.api.status_answers import HeldDecision, HeldDone, HeldPage, HeldRow
from lmsync.errors import NotFound
from lmsync.parts import Parts
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import held
from lmsync.store.keeping.held import About, Decision, State, Wanted
from lmsync.store.reading.view import View
from lmsync.sync.decisions import Done, apply_held, dismiss_held, undo_held

router = APIRouter(tags=["decisions"])
Number = Annotated[int, Path(ge=1, lt=1 << 62, description="The `id` of the decision.")]


class AskedForHeld(Asked):
    connection: str | None = CONNECTION
    state: State | None = Field(default=None, description="`waiting`: a person is asked.", examples=["waiting"])
    about: About | None = Field(default=None, description="What is decided.", examples=["removal"])
    kind: Kind | None = Field(default=None, description="The kind of record.", examples=["enrollment"])
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")


class AskedForRecords(Asked):
    limit: int = Field(default=50, ge=1, le=500, description="How many of the records are named.")
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")


class ApplyRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rollover: bool = Field(
        default=False,
        description="A new term has begun: the next run removes without asking what is missing of this kind, unless it "
        "would be all of it.",
    )


@router.get("/crm/held", responses={200: described(HeldPage), **problems("not-configured", "invalid-cursor")})
async def list_held(
    query: Annotated[AskedForHeld, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """Decisions, newest first: those that wait, those that keep something, and those that are over."""
    view = caller.view
    bound_to = ["held", query.connection, query.state, query.about, query.kind, *view.bound_to]
    before = None if query.cursor is None else parts.cursors.open(query.cursor, bound_to, int)

    def work(tx: Tx) -> list[HeldRow]:
        slugs = {connection.id: connection.slug for connection in wanted_connections(tx, query.connection, caller)}
        wanted = Wanted(list(slugs), query.state, query.about, query.kind)
        found = _seen(tx, wanted, view, before, query.limit + 1)
        return [held_row(tx, decision, slugs[decision.connection_id], view, language) for decision in found]

    rows = await parts.database.read(work)
    items = rows[: query.limit]
    cursor = parts.cursors.seal(items[-1].id, bound_to) if len(rows) > query.limit else None
    return json_response(HeldPage(items=items, next_cursor=cursor))


def _seen(tx: Tx, wanted: Wanted, view: View, before: int | None, limit: int) -> list[Decision]:
    found: list[Decision] = []
    while len(found) < limit:
        page = held.newest_of(tx, wanted, before=before, limit=limit)
        found += [decision for decision in page if is_shown(decision, view)]
        if len(page) < limit:
            break
        before = page[-1].id
    return found[:limit]


@router.get("/crm/held/{held_id}", responses={200: described(HeldDecision), **problems("not-found", "invalid-cursor")})
async def get_held(
    held_id: Number, query: Annotated[AskedForRecords, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """One decision: who would vanish, why it is held, and what is left without them."""
    bound_to = ["held", held_id, *caller.view.bound_to]
    after = "" if query.cursor is None else parts.cursors.open(query.cursor, bound_to, str)

    def work(tx: Tx) -> tuple[HeldDecision, str | None]:
        decision, slug = _one(tx, held_id, caller)
        return held_decision(tx, decision, slug, caller.view, language, after=after, limit=query.limit)

    answer, last = await parts.database.read(work)
    answer.next_cursor = None if last is None else parts.cursors.seal(last, bound_to)
    return json_response(answer)


def _one(tx: Tx, number: int, caller: Caller) -> tuple[Decision, str]:
    """A decision that the caller may know of, and the slug of its connection. Raises `NotFound`."""
    decision = held.decision_of(tx, number)
    slugs = {connection.id: connection.slug for connection in seen_connections(tx, caller)}
    if decision.connection_id not in slugs or not is_shown(decision, caller.view):
        raise NotFound("held")
    return decision, slugs[decision.connection_id]


async def _decide(parts: Parts, caller: Caller, language: str, number: int, act: Callable[[Tx, int], Done]) -> Response:
    def work(tx: Tx) -> HeldDone:
        _, slug = _one(tx, number, caller)
        done = act(tx, number)
        return HeldDone(held=held_row(tx, done.decision, slug, caller.view, language), records=done.records)

    return json_response(await write_as(parts, caller, work))


@router.post("/crm/held/{held_id}/apply", responses={200: described(HeldDone), **problems("not-found", "nothing-held")})
async def apply_decision(
    held_id: Number,
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    caller: Asking,
    language: Language,
    body: ApplyRequest | None = None,
) -> Response:
    """They really left: remove those that the last whole reading did not show. A field is emptied where it is withheld."""
    rollover = body is not None and body.rollover
    return await _decide(
        parts, caller, language, held_id, lambda tx, number: apply_held(tx, number, by=caller.actor, rollover=rollover)
    )


@router.post(
    "/crm/held/{held_id}/dismiss", responses={200: described(HeldDone), **problems("not-found", "nothing-held")}
)
async def dismiss_decision(
    held_id: Number, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """They are still there: keep exactly these, each until the LMS shows it again."""
    return await _decide(parts, caller, language, held_id, lambda tx, number: dismiss_held(tx, number, by=caller.actor))


@router.post(
    "/crm/held/{held_id}/undo", responses={200: described(HeldDone), **problems("not-found", "nothing-to-undo")}
)
async def undo_decision(
    held_id: Number, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """Take a decision back: a dismissal waits again; what an apply has removed is there again, and is kept."""
    return await _decide(parts, caller, language, held_id, lambda tx, number: undo_held(tx, number, by=caller.actor))
