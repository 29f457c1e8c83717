"""Connecting an LMS: try it, store it, look at it, forget it."""

import asyncio
import secrets
import time
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from lmsync.access.caller import Caller
from lmsync.access.rights import Right
from lmsync.api.answers import (
    Configurations,
    Configured,
    ConnectionRow,
    Forgotten,
    ForgottenConnections,
    ForgottenRow,
    SystemRow,
    Systems,
    described,
)
from lmsync.api.candidates import CRMConfigRequest, said_end_of_token, understood
from lmsync.api.checks import NO_FIX, check_candidate, check_rows, first_failed, tested
from lmsync.api.parts import (
    CONNECTION,
    Asked,
    Asking,
    Language,
    Needed,
    NoParameters,
    OfConnection,
    json_response,
    seen_connections,
    the_connection,
    wanted_connections,
    write_as,
)
from lmsync.api.problems import CheckFailed, language_of, problems
from lmsync.api.stored_secrets import with_stored_secrets
from lmsync.crm_integration import CheckReport
from lmsync.errors import InvalidInput, NotAllowed, NotFound, Words
from lmsync.integrations import find_integrations
from lmsync.parts import Parts
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, audit, connections, erasures, sync_runs
from lmsync.store.keeping.connections import Connection, TokenDates
from lmsync.store.keeping.minimising import leave_out
from lmsync.store.keeping.secrets import SealedWithAnotherKey, Sealer
from lmsync.store.reading.shown import time_text
from lmsync.sync.kept_settings import split
from lmsync.sync.opening import Candidate

log = structlog.get_logger()
router = APIRouter(tags=["configuration"])
FORGET_SECONDS = 20


class AskedToForget(Asked):
    connection: str | None = CONNECTION
    with_data: bool = Field(default=False, description="Delete the records that were read from it too.")


@router.get("/crm/systems", responses={200: described(Systems), **problems()})
async def list_systems(_: Annotated[NoParameters, Query()], language: Language) -> Response:
    """The systems that lmsync can read, and how to give it access."""
    rows = [
        SystemRow(
            crm_type=name,
            title=integration.title,
            needs_address=integration.needs_address,
            settings_schema=integration.Config.model_json_schema(),
            setup=integration.setup.said_in(language),
        )
        for name, integration in find_integrations().items()
    ]
    return json_response(Systems(systems=rows))


@router.post(
    "/crm/configure",
    responses={
        200: described(Configured, "Replaced"),
        201: described(Configured, "Connected"),
        **problems("check-failed", "name-taken"),
    },
)
async def configure(
    body: CRMConfigRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed, caller: Asking
) -> Response:
    """Check a configuration and store it. The connection that is named, or the one with the same address, is replaced."""
    language = language_of(request)
    body = await parts.database.read(lambda tx: with_stored_secrets(tx, parts.sealer, body, caller))
    candidate = understood(body)
    replaced = await parts.database.read(lambda tx: _replaceable(tx, body, candidate, caller))
    report = await check_candidate(parts, candidate)
    rows = check_rows(report.checks, None, language)
    if not report.passed and not body.force:
        failed = first_failed(report)
        field = "base_url" if candidate.integration.needs_address else "settings"
        raise CheckFailed(rows, failed.field or field, failed.fix or NO_FIX)
    connection, has_emptied = await write_as(
        parts, caller, lambda tx: _store(tx, parts.sealer, body, candidate, report, caller)
    )
    cleaned = await parts.database.clean(erasures.clean) if has_emptied else None
    log.info(
        "connection configured",
        connection=connection.slug,
        crm_type=connection.kind,
        replaced=replaced is not None,
        passed=report.passed,
    )
    test = tested([(connection, report)], language)
    status = 200 if replaced is not None else 201
    return json_response(Configured(connection=connection_row(connection), test=test, cleaned=cleaned), status)


def _replaceable(tx: Tx, body: CRMConfigRequest, candidate: Candidate, caller: Caller) -> Connection | None:
    """What it replaces, before the LMS is asked whether it works. Raises `NotAllowed`."""
    replaced = _replaced(tx, body, candidate, caller)
    if body.name is not None:
        connections.refuse_taken_name(tx, body.name, replaced)
    return replaced


def _replaced(tx: Tx, body: CRMConfigRequest, candidate: Candidate, caller: Caller) -> Connection | None:
    if body.connection is not None:
        replaced = connections.named(seen_connections(tx, caller), body.connection)
        if replaced.kind != body.crm_type:
            raise InvalidInput("crm_type", OTHER_SYSTEM)
        _require_its_own(body, candidate, replaced, caller)
        return replaced
    connection = connections.find_connection(tx, body.crm_type, candidate.kept_address)
    same = (known for known in connections.list_connections(tx) if _is_same_site(known, candidate))
    found = connection or next(same, None)
    if caller.view.connections is not None and (
        found is None or found.state == "forgotten" or not caller.view.sees(found.id)
    ):
        raise NotAllowed(Right.CONFIGURE, OTHER_CONNECTIONS)
    if found is not None:
        _require_its_own(body, candidate, found, caller)
    return found


def _require_its_own(body: CRMConfigRequest, candidate: Candidate, replaced: Connection, caller: Caller) -> None:
    """That a name or an address is taken says that there is a connection: whoever may not know of all keeps their own.
    Raises `NotAllowed`."""
    if caller.view.connections is None:
        return
    moves = candidate.kept_address != replaced.base_url and not _is_same_site(replaced, candidate)
    if moves or (body.name is not None and body.name != replaced.name):
        raise NotAllowed(Right.CONFIGURE, ITS_OWN)


def _is_same_site(connection: Connection, candidate: Candidate) -> bool:
    """Whether a connection has the candidate's address, perhaps in a spelling that was stored before it had only one."""
    if connection.address is None:
        return False
    try:
        address = candidate.integration.site_url(connection.address)
    except InvalidInput:
        return False
    return (connection.kind, address) == (candidate.integration.name, candidate.base_url)


def _store(
    tx: Tx, sealer: Sealer, body: CRMConfigRequest, candidate: Candidate, report: CheckReport, caller: Caller
) -> tuple[Connection, bool]:
    """What is stored, and whether fields were emptied that are not mirrored any more."""
    shown_settings, secret_settings = split(candidate.settings)
    replaced = _replaced(tx, body, candidate, caller)
    kept_name = replaced.name if replaced is not None and replaced.state != "forgotten" else None
    name = body.name or kept_name or connections.free_name(tx, report.site_name or candidate.integration.title)
    connection = connections.save_connection(
        tx,
        replaced=replaced,
        kind=body.crm_type,
        base_url=candidate.kept_address,
        name=name,
        settings=shown_settings,
        sealed_token=sealer.seal_all(candidate.token, secret_settings),
        sync_interval_seconds=body.sync_interval_seconds,
        verified=report.passed,
        provided=report.provided,
        token=_token_dates(sealer, replaced, candidate, said_end_of_token(body) or report.token_expires_at),
    )
    has_emptied = body.fields_not_mirrored is not None and leave_out(tx, connection, body.fields_not_mirrored)
    if not report.passed:
        failed = first_failed(report)
        attention.need(tx, connection.id, failed.name, failed.fix or NO_FIX)
    stored = connections.connection_of(tx, connection.id)
    before = None if replaced is None else shown_in_audit(replaced)
    after = shown_in_audit(stored)
    audit.note(tx, caller.actor, "connection configured", f"connection:{stored.slug}", before=before, after=after)
    return stored, has_emptied


def _token_dates(
    sealer: Sealer, replaced: Connection | None, candidate: Candidate, expires_at: int | None
) -> TokenDates:
    """What is known of a token stays with it, also when it is sent again."""
    if not candidate.token:
        return TokenDates()
    if replaced is not None and _has_token(sealer, replaced, candidate.token):
        return TokenDates(replaced.token_set_at, replaced.token_expires_at if expires_at is None else expires_at)
    return TokenDates(int(time.time()), expires_at)


def _has_token(sealer: Sealer, connection: Connection, token: str) -> bool:
    if not connection.sealed_token:
        return False
    try:
        stored, _ = sealer.unseal_all(connection.sealed_token)
    except SealedWithAnotherKey:
        return False
    return secrets.compare_digest(stored, token)


def shown_in_audit(connection: Connection) -> dict[str, Any]:
    """What the audit keeps of a connection: its settings are those that are shown, and its token never is."""
    return {
        "name": connection.name,
        "crm_type": connection.kind,
        "base_url": connection.address,
        "sync_interval_seconds": connection.sync_interval_seconds,
        "token_expires_at": time_text(connection.token_expires_at),
        "settings": dict(connection.settings),
        "fields_not_mirrored": list(connection.fields_not_mirrored),
        "state": connection.state,
    }


@router.get("/crm/configure", responses={200: described(Configurations), **problems("not-configured")})
async def get_configuration(query: Annotated[OfConnection, Query()], parts: Needed, caller: Asking) -> Response:
    """What is configured, without secrets."""
    found = await parts.database.read(lambda tx: wanted_connections(tx, query.connection, caller))
    return json_response(Configurations(connections=list(map(connection_row, found))))


@router.delete(
    "/crm/configure", responses={200: described(Forgotten), **problems("not-configured", "which-connection")}
)
async def delete_configuration(query: Annotated[AskedToForget, Query()], parts: Needed, caller: Asking) -> Response:
    """Reset: stop, forget the connection, and with `with_data` everything that was read from it."""
    connection = await write_as(parts, caller, lambda tx: _forget(tx, query, caller))
    log.info("connection forgotten", connection=connection.slug, with_data=query.with_data)
    if query.with_data:
        await _delete_data(parts, connection)
    return json_response(Forgotten(connection=connection.slug, data="deleted" if query.with_data else "kept"))


async def _delete_data(parts: Parts, connection: Connection) -> None:
    """Of a connection that is forgotten already, so be patient with other writers, and with a run that comes to its end."""
    give_up_at = time.monotonic() + FORGET_SECONDS
    while time.monotonic() < give_up_at:
        if not await parts.database.read(lambda tx: sync_runs.is_held(tx, connection.id)):
            break
        await asyncio.sleep(0.1)
    await parts.database.write(
        lambda tx: connections.forget_connection(tx, connection, with_data=True), lock_seconds=FORGET_SECONDS
    )


@router.get("/crm/forgotten", responses={200: described(ForgottenConnections), **problems()})
async def list_forgotten(_: Annotated[NoParameters, Query()], parts: Needed, caller: Asking) -> Response:
    """Connections that were forgotten, and whose records are kept; none of them for a token of some connections."""

    def work(tx: Tx) -> list[ForgottenRow]:
        return [_forgotten_row(tx, connection) for connection in _all_forgotten(tx, caller)]

    return json_response(ForgottenConnections(connections=await parts.database.read(work)))


@router.delete("/crm/forgotten/{connection}", responses={200: described(Forgotten), **problems("not-found")})
async def delete_forgotten(
    connection: Annotated[str, Path(max_length=100, description="The slug of a connection.", examples=["school"])],
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    caller: Asking,
) -> Response:
    """Delete the records that were kept of a connection that was forgotten. There is no undo."""

    def work(tx: Tx) -> Connection:
        found = next((row for row in _all_forgotten(tx, caller) if row.slug == connection), None)
        if found is None:
            raise NotFound("connection")
        after = {"records": connections.count_records(tx, found.id)}
        audit.note(tx, caller.actor, "kept records deleted", f"connection:{found.slug}", after=after)
        return found

    found = await write_as(parts, caller, work)
    await _delete_data(parts, found)
    log.info("kept records deleted", connection=found.slug)
    return json_response(Forgotten(connection=found.slug, data="deleted"))


def _all_forgotten(tx: Tx, caller: Caller) -> list[Connection]:
    return connections.list_forgotten(tx) if caller.view.connections is None else []


def _forgotten_row(tx: Tx, connection: Connection) -> ForgottenRow:
    created_at = time_text(connection.created_at)
    assert created_at is not None
    return ForgottenRow(
        connection=connection.slug,
        crm_type=connection.kind,
        base_url=connection.address,
        created_at=created_at,
        records=connections.count_records(tx, connection.id),
    )


def _forget(tx: Tx, query: AskedToForget, caller: Caller) -> Connection:
    connection = the_connection(tx, query.connection, caller)
    before, after = shown_in_audit(connection), {"data": "deleted" if query.with_data else "kept"}
    audit.note(tx, caller.actor, "connection forgotten", f"connection:{connection.slug}", before=before, after=after)
    sync_runs.cancel_runs(tx, connection.id)
    connections.forget_connection(tx, connection, with_data=False)
    return connection


def connection_row(connection: Connection) -> ConnectionRow:
    created_at = time_text(connection.created_at)
    assert created_at is not None
    return ConnectionRow(
        connection=connection.slug,
        name=connection.name,
        crm_type=connection.kind,
        base_url=connection.address,
        sync_interval_seconds=connection.sync_interval_seconds,
        auto_sync=connection.auto_sync,
        state=connection.state,
        token_set_at=time_text(connection.token_set_at),
        token_expires_at=time_text(connection.token_expires_at),
        settings=dict(connection.settings),
        fields_not_mirrored=list(connection.fields_not_mirrored),
        created_at=created_at,
    )


OTHER_SYSTEM = Words(
    en="This connection is to another system. Forget it first, or create a new one.",
    ru="Это подключение к другой системе. Сначала удалите его или создайте новое.",
)
ITS_OWN = Words(
    en="This token is limited to some connections. It can give them another token and other settings, and leaves their name "
    "and their address as they are.",
    ru="Этот токен ограничен отдельными подключениями. Он может сменить их токен и настройки, но не имя и не адрес.",
)
OTHER_CONNECTIONS = Words(
    en="This token is limited to other connections, and makes no new ones.",
    ru="Этот токен ограничен другими подключениями и не создаёт новых.",
)
