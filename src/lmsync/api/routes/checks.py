"""Trying a connection, or a configuration that is not stored yet."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from lmsync.access.caller import Caller
from lmsync.api.answers import Test
from lmsync.api.candidates import CRMConfigRequest, understood
from lmsync.api.check_events import Note, answer_live, described_with_events
from lmsync.api.checks import OnCheck, check_candidate, check_rows, check_stored, tested
from lmsync.api.parts import (
    Asking,
    Language,
    Needed,
    NoParameters,
    OfConnection,
    wanted_connections,
    write_as,
)
from lmsync.api.problems import problems
from lmsync.api.stored_secrets import with_stored_secrets
from lmsync.crm_integration import Check
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, audit, connections
from lmsync.store.keeping.connections import Connection

log = structlog.get_logger()
router = APIRouter(tags=["configuration"])


@router.get("/crm/test", responses={200: described_with_events(), **problems("not-configured")})
async def check_connections(
    query: Annotated[OfConnection, Query()], request: Request, parts: Needed, caller: Asking, language: Language
) -> Response:
    """Try every right that matters. A connection that waited for a person goes on when its test passes."""
    found = await parts.database.read(lambda tx: wanted_connections(tx, query.connection, caller))

    async def test(note: Note) -> Test:
        reports = await asyncio.gather(
            *(check_stored(parts, connection, as_rows(note, connection.slug, language)) for connection in found)
        )
        pairs = list(zip(found, reports, strict=True))
        ends = {
            connection.id: report.token_expires_at
            for connection, report in pairs
            if report.token_expires_at is not None
        }
        if ends:
            await write_as(parts, caller, lambda tx: _note_ends(tx, ends))
        passed = [connection for connection, report in pairs if report.passed and connection.state != "ok"]
        if passed:
            await write_as(parts, caller, lambda tx: _resume(tx, passed, caller))
            for connection in passed:
                log.info("connection resumed after a passed test", connection=connection.slug)
        return tested(pairs, language)

    return await answer_live(request, test)


def _note_ends(tx: Tx, ends: Mapping[int, int]) -> None:
    for number, at in ends.items():
        connections.note_token_end(tx, number, at)


def _resume(tx: Tx, passed: Sequence[Connection], caller: Caller) -> None:
    for connection in passed:
        audit.note(tx, caller.actor, "connection resumed after a passed test", f"connection:{connection.slug}")
        attention.resume(tx, connection.id)
        connections.set_due(tx, connection.id, int(time.time()))


@router.post("/crm/test", responses={200: described_with_events(), **problems()})
async def check_configuration(
    body: CRMConfigRequest,
    _: Annotated[NoParameters, Query()],
    request: Request,
    parts: Needed,
    caller: Asking,
    language: Language,
) -> Response:
    """Try a configuration without storing anything."""
    body = await parts.database.read(lambda tx: with_stored_secrets(tx, parts.sealer, body, caller))
    candidate = understood(body)

    async def test(note: Note) -> Test:
        report = await check_candidate(parts, candidate, as_rows(note, None, language))
        return tested([(None, report)], language)

    return await answer_live(request, test)


def as_rows(note: Note, slug: str | None, language: str) -> OnCheck:
    """Notes each check in the form in which it is answered."""

    def on_check(check: Check) -> None:
        note(*check_rows([check], slug, language))

    return on_check
