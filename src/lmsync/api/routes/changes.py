"""Every change in order, from any place on; and for people, newest first."""

import asyncio
import time
from contextlib import nullcontext
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from lmsync.access.caller import Caller
from lmsync.access.rights import RIGHT_OF_KIND, Right
from lmsync.api.answers import described
from lmsync.api.parts import (
    CONNECTION,
    Asked,
    Asking,
    Limited,
    Needed,
    json_response,
    require_still,
    wanted_connections,
)
from lmsync.api.problems import problems
from lmsync.api.run_answers import LatestChangesPage
from lmsync.errors import InvalidInput, NotAllowed, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.reading.change_log import changes_of
from lmsync.store.reading.latest_changes import latest_changes
from lmsync.store.reading.rows import ChangesPage

router = APIRouter(tags=["changes"])
LOOK_SECONDS = 0.5


class AskedForChanges(Asked):
    cursor: str | None = Field(
        default=None,
        description="Your place: next_cursor of the last page. Without it, a walk over everything that is there begins, "
        "and the log follows. A place keeps to its kinds, and to its connection if one was named; otherwise "
        "connections may come and go.",
    )
    connection: str | None = CONNECTION
    kinds: str | None = Field(
        default=None, max_length=200, description="Kinds of records, separated by commas.", examples=["user,enrollment"]
    )
    start: str | None = Field(default=None, pattern="^now$", description="`now` skips the walk.")
    limit: int = Field(default=100, ge=1, le=1000)
    wait: int = Field(default=0, ge=0, le=30, description="Seconds to wait for a change when there is none.")


class AskedForLatestChanges(Asked):
    connection: str | None = CONNECTION
    kinds: str | None = Field(
        default=None, max_length=200, description="Kinds of records, separated by commas.", examples=["user,enrollment"]
    )
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")


@router.get(
    "/crm/changes",
    responses={200: described(ChangesPage), **problems("not-configured", "invalid-cursor", "cursor-expired")},
)
async def list_changes(
    query: Annotated[AskedForChanges, Query()], request: Request, parts: Needed, caller: Asking, limits: Limited
) -> Response:
    """A page of changes. Repeating a page is harmless: it holds each record as it is now."""
    kinds = _kinds(query.kinds, caller)
    give_up_at = time.monotonic() + query.wait

    def work(tx: Tx) -> ChangesPage:
        require_still(tx, caller)
        followed = wanted_connections(tx, query.connection, caller)
        return changes_of(
            tx,
            parts.cursors,
            cursor=query.cursor,
            kinds=kinds,
            connections=followed,
            only=followed[0] if query.connection is not None else None,
            limit=query.limit,
            view=caller.view,
            start_now=query.start == "now",
        )

    with limits.waiting(caller.actor.name) if query.wait else nullcontext():
        while True:
            page = await parts.database.read(work)
            over = page.items or not page.caught_up or time.monotonic() >= give_up_at
            if over or await request.is_disconnected():
                return json_response(page)
            await asyncio.sleep(LOOK_SECONDS)


@router.get(
    "/crm/changes/latest",
    responses={200: described(LatestChangesPage), **problems("not-configured", "invalid-cursor")},
)
async def list_latest_changes(
    query: Annotated[AskedForLatestChanges, Query()], parts: Needed, caller: Asking
) -> Response:
    """Changes for people to read: newest first, with names and with the fields before and after. A program that follows
    changes uses `GET /api/v1/crm/changes`. People who were erased are left out."""
    kinds, view = _kinds(query.kinds, caller), caller.view
    bound_to = ["latest changes", query.connection, sorted(kinds), *view.bound_to]
    before = None if query.cursor is None else parts.cursors.open(query.cursor, bound_to, int)

    def work(tx: Tx) -> LatestChangesPage:
        slugs = {connection.id: connection.slug for connection in wanted_connections(tx, query.connection, caller)}
        items, place = latest_changes(tx, slugs, kinds=kinds, before=before, limit=query.limit, view=view)
        cursor = None if place is None else parts.cursors.seal(place, bound_to)
        return LatestChangesPage(items=items, next_cursor=cursor)

    return json_response(await parts.database.read(work))


def _kinds(text: str | None, caller: Caller) -> list[Kind]:
    """Those that were named; without names, all that this caller may see. Raises `InvalidInput`, `NotAllowed`."""
    if text is None:
        if not caller.view.kinds:
            raise NotAllowed(Right.READ_STUDENTS, NO_KINDS)
        return [kind for kind in Kind if kind in caller.view.kinds]
    try:
        kinds = [Kind(part.strip()) for part in text.split(",")]
    except ValueError:
        known = ", ".join(Kind)
        raise InvalidInput("kinds", Words(en=f"Some of: {known}.", ru=f"Из этих: {known}.")) from None
    for kind in kinds:
        if kind not in caller.view.kinds:
            raise NotAllowed(RIGHT_OF_KIND[kind])
    return kinds


NO_KINDS = Words(
    en="This token may follow changes, and read no kind of record. Give it a scope for reading, such as read:students.",
    ru="Этому токену разрешён журнал изменений, но не чтение записей. Добавьте право на чтение, например read:students.",
)
