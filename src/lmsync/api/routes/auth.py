"""Logging in and out: people, with a cookie."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from lmsync.access import second_factor
from lmsync.access.browsers import Cookie
from lmsync.access.operators import shown_in_audit
from lmsync.access.rights import Role
from lmsync.api.access_answers import LoggedOut, OwnSession
from lmsync.api.answers import described
from lmsync.api.logged_in import (
    LoggedIn,
    address_of,
    compared,
    headers_of,
    new_session,
    not_your_password,
    own_password,
    own_session,
    with_cookies,
)
from lmsync.api.parts import (
    Asking,
    Login,
    Needed,
    NoParameters,
    Secret,
    WithSecrets,
    json_response,
    parts_of,
    write_as,
)
from lmsync.api.problems import problems
from lmsync.errors import CodeNeeded, InvalidInput, Words, WrongLogin
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, operators, second_factors, sessions
from lmsync.store.keeping.audit import Actor
from lmsync.store.keeping.connections import list_connections
from lmsync.store.keeping.login_failures import take_back
from lmsync.store.keeping.operators import Link, Operator

log = structlog.get_logger()


async def from_our_own_page(request: Request) -> None:
    """Nobody is logged in by another site, as somebody else. Raises `CrossSite`, `NotAllowed`."""
    browsers, headers = (await parts_of(request)).browsers, headers_of(request)
    browsers.require_same_site(headers)
    browsers.require_private_way(headers, address_of(request))


open_router = APIRouter(tags=["login"], dependencies=[Depends(from_our_own_page)])
router = APIRouter(tags=["login"])

EXAMPLE = "four words that do not belong together"


class SetUpRequest(WithSecrets):
    """A password, chosen with a one-time link."""

    token: Secret = Field(description="Of the link.")
    password: Secret = Field(examples=[EXAMPLE])
    login: Login | None = Field(
        default=None, description="Of the first owner; other links know theirs.", examples=["anna"]
    )


class LoginRequest(WithSecrets):
    login: Login = Field(examples=["anna"])
    password: Secret = Field(examples=[EXAMPLE])
    code: Secret | None = Field(
        default=None,
        description="Of the second factor, or a recovery code. Asked for by `code-needed`.",
        examples=["123456"],
    )


class PasswordRequest(WithSecrets):
    password: Secret = Field(description="The one until now.")
    new_password: Secret = Field(examples=[EXAMPLE])


@open_router.post(
    "/auth/setup", responses={200: described(OwnSession, "Logged in"), **problems("login-taken", "cross-site")}
)
async def set_up(body: SetUpRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed) -> Response:
    """Choose a password with a one-time link, and be logged in. The first link makes the first owner."""

    def look(tx: Tx) -> tuple[Operator | None, list[str]]:
        link = _open_link(tx, body.token)
        operator = None if link.operator_id is None else operators.operator_of(tx, link.operator_id)
        if operator is None and body.login is None:
            raise InvalidInput("login", LOGIN_NEEDED, code="missing")
        return operator, [connection.name for connection in list_connections(tx)]

    known, schools = await parts.database.read(look)
    names = [body.login or ""] if known is None else [known.login, known.name]
    await parts.passwords.require_strong(body.password, [*names, *schools])
    hashed = await parts.passwords.hashed(body.password)

    def work(tx: Tx) -> LoggedIn:
        link = _open_link(tx, body.token)  # of two who use it at once only one does
        operators.use_link(tx, link)
        number = link.operator_id
        if number is None:
            login = body.login or ""
            number = operators.add_operator(tx, login, login, Role.OWNER, hashed).id
        else:
            operators.set_password(tx, number, hashed)
            # Whoever gave the link vouches for the person: also for one whose phone is gone.
            second_factors.remove(tx, number)
            sessions.revoke_sessions(tx, number)
        operator = operators.operator_of(tx, number)
        actor = Actor(f"operator:{number}", address_of(request))
        action = "operator made" if link.operator_id is None else "password set"
        audit.note(tx, actor, action, actor.name, after=shown_in_audit(operator))
        return new_session(tx, operator, parts, request)

    made = await parts.database.write(work)
    log.info("password set", operator=made.answer.operator.id)
    return with_cookies(made, parts, request)


def _open_link(tx: Tx, secret: str) -> Link:
    """Raises `InvalidInput`."""
    link = operators.open_link(tx, secret)
    if link is None or (link.operator_id is None and operators.any_operator(tx)):
        raise InvalidInput("token", LINK_IS_OVER, code="link_is_over")
    if link.operator_id is not None and operators.operator_of(tx, link.operator_id).state != operators.ACTIVE:
        raise InvalidInput("token", LINK_IS_OVER, code="link_is_over")
    return link


@open_router.post(
    "/auth/login",
    responses={200: described(OwnSession, "Logged in"), **problems("wrong-login", "cross-site", "too-many-attempts")},
)
async def log_in(body: LoginRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed) -> Response:
    """Log in. The session is in a cookie, which no script can read."""
    passed = await compared(parts, request, body.login, body.password)
    if passed is None:
        raise WrongLogin

    def work(tx: Tx) -> LoggedIn | None:
        if not passed.still(tx):
            raise WrongLogin
        if passed.operator.has_second_factor:
            if body.code is None:
                take_back(tx, passed.attempt)
                return None
            if not second_factor.accepts(tx, parts.sealer, passed.operator.id, body.code):
                return None
        name = f"operator:{passed.operator.id}"
        audit.note(tx, Actor(name, address_of(request)), "logged in", name)
        return new_session(tx, passed.operator, parts, request, passed.attempt)

    made = await parts.database.write(work)
    if made is None:
        if body.code is not None:
            log.info("wrong code", address=address_of(request), operator=passed.operator.id)
        raise CodeNeeded(wrong=body.code is not None)
    log.info("logged in", address=address_of(request), operator=passed.operator.id)
    return with_cookies(made, parts, request)


@router.get("/auth/session", responses={200: described(OwnSession), **problems()})
async def get_session(_: Annotated[NoParameters, Query()], parts: Needed, caller: Asking) -> Response:
    """Who is logged in, and the token that calls other than GET need."""

    def work(tx: Tx) -> OwnSession:
        return own_session(tx, caller.session, caller.csrf_token or "")

    return json_response(await parts.database.read(work))


@router.post("/auth/logout", responses={200: described(LoggedOut), **problems()})
async def log_out(_: Annotated[NoParameters, Query()], request: Request, parts: Needed, caller: Asking) -> Response:
    """End this session."""
    session = caller.session

    def work(tx: Tx) -> None:
        sessions.revoke_session(tx, session.id)
        audit.note(tx, caller.actor, "logged out", caller.name)

    await write_as(parts, caller, work)
    cookie = parts.browsers.set_cookie(headers_of(request), Cookie.SESSION, "", 0)
    return json_response(LoggedOut(logged_out=True), headers={"Set-Cookie": cookie})


@router.post("/auth/password", responses={200: described(OwnSession), **problems("too-many-attempts")})
async def change_password(
    body: PasswordRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed, caller: Asking
) -> Response:
    """Change your password. Your other sessions end, and this one gets another cookie."""
    session = caller.session
    passed = await own_password(parts, request, session, body.password)

    def look(tx: Tx) -> list[str]:
        take_back(tx, passed.attempt)  # whatever is said of the new one
        return [connection.name for connection in list_connections(tx)]

    schools = await write_as(parts, caller, look)
    await parts.passwords.require_strong(body.new_password, [session.login, session.name, *schools], "new_password")
    hashed = await parts.passwords.hashed(body.new_password)

    def work(tx: Tx) -> LoggedIn:
        if not passed.still(tx):
            raise not_your_password()
        operators.set_password(tx, session.operator_id, hashed)
        sessions.revoke_sessions(tx, session.operator_id)
        audit.note(tx, caller.actor, "password changed", caller.name)
        return new_session(tx, passed.operator, parts, request, passed.attempt)

    made = await write_as(parts, caller, work)
    log.info("password changed", operator=session.operator_id)
    return with_cookies(made, parts, request)


LINK_IS_OVER = Words(
    en="This link was used, is older than an hour, was replaced, or ended when an owner lost their rights or the password "
    "was changed. Ask an owner for another; on the server: lmsync operators reset.",
    ru="Ссылка уже использована, старше часа, заменена новой или отменена: владелец лишился прав либо пароль сменили. "
    "Попросите у владельца другую; на сервере: lmsync operators reset.",
)
LOGIN_NEEDED = Words(en="Choose a login for the first owner.", ru="Выберите логин первого владельца.")
