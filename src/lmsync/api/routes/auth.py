"""Logging in and out: people, with a cookie."""

import secrets
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from lmsync.access.browsers import csrf_token_of
from lmsync.access.operators import shown_in_audit
from lmsync.access.rights import Role
from lmsync.access.throttle import begin_attempt
from lmsync.api.answers import LoggedOut, OwnSession, described
from lmsync.api.parts import NOT_KEPT, Asking, Needed, NoParameters, json_response, parts_of
from lmsync.api.problems import problems
from lmsync.api.routes.operators import operator_row
from lmsync.errors import InvalidInput, Words, WrongLogin
from lmsync.parts import Parts
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, operators, sessions
from lmsync.store.keeping.audit import Actor
from lmsync.store.keeping.connections import list_connections
from lmsync.store.keeping.login_failures import account_of, forget_failures
from lmsync.store.keeping.operators import Link, Operator
from lmsync.store.keeping.sessions import LONGEST_SECONDS
from lmsync.store.reading.shown import time_text

log = structlog.get_logger()


async def from_our_own_page(request: Request) -> None:
    """Nobody is logged in by another site, as somebody else. Raises `CrossSite`, `NotAllowed`."""
    browsers = (await parts_of(request)).browsers
    browsers.require_same_site(dict(request.scope["headers"]))
    browsers.require_private_way()


open_router = APIRouter(tags=["login"], dependencies=[Depends(from_our_own_page)])
router = APIRouter(tags=["login"])

LOGIN = Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["anna"])
PASSWORD = Field(max_length=1000, examples=["four words that do not belong together"])


class SetUpRequest(BaseModel):
    """A password, chosen with a one-time link."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    token: str = Field(min_length=1, max_length=200, description="Of the link.")
    password: str = PASSWORD
    login: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="Of the first owner; other links know theirs.",
        examples=["anna"],
    )


class LoginRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    login: str = LOGIN
    password: str = PASSWORD


class PasswordRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    password: str = Field(max_length=1000, description="The one until now.")
    new_password: str = PASSWORD


class _LoggedIn:
    """A new session, whose secret goes into the cookie."""

    def __init__(self, tx: Tx, operator_id: int, request: Request) -> None:
        self.secret = secrets.token_urlsafe(32)
        headers = request.headers
        sessions.add_session(tx, operator_id, self.secret, _address(request), headers.get("user-agent"))
        operators.note_login(tx, operator_id)
        self.answer = own_session(tx, self.secret)

    def response(self, parts: Parts, request: Request) -> Response:
        cookie = parts.browsers.cookie(dict(request.scope["headers"]), self.secret, LONGEST_SECONDS)
        return json_response(self.answer, headers={**NOT_KEPT, "Set-Cookie": cookie})


def own_session(tx: Tx, secret: str) -> OwnSession:
    session = sessions.session_of(tx, secret)
    assert session is not None  # made in this transaction
    return OwnSession(
        operator=operator_row(operators.operator_of(tx, session.operator_id)),
        expires_at=time_text(session.expires_at) or "",
        csrf_token=csrf_token_of(secret),
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _end_session_before(tx: Tx, parts: Parts, request: Request) -> None:
    """A login never goes on with a session that the browser had: somebody else may know that one."""
    secret = parts.browsers.secret_in(dict(request.scope["headers"]))
    session = None if secret is None else sessions.session_of(tx, secret)
    if session is not None:
        sessions.revoke_session(tx, session.id)


@open_router.post(
    "/auth/setup",
    responses={200: described(OwnSession, "Logged in"), **problems("login-taken", "cross-site", "too-many-attempts")},
)
async def set_up(body: SetUpRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed) -> Response:
    """Choose a password with a one-time link, and be logged in. The first link makes the first owner."""

    def look(tx: Tx) -> tuple[Link, Operator | None, list[str]]:
        link = _open_link(tx, body.token)
        operator = None if link.operator_id is None else operators.operator_of(tx, link.operator_id)
        if operator is None and body.login is None:
            raise InvalidInput("login", LOGIN_NEEDED, code="missing")
        return link, operator, [connection.name for connection in list_connections(tx)]

    _link, known, schools = await parts.database.read(look)
    names = [body.login or ""] if known is None else [known.login, known.name]
    await parts.passwords.require_strong(body.password, [*names, *schools])
    hashed = await parts.passwords.hashed(body.password)

    def work(tx: Tx) -> _LoggedIn:
        link = _open_link(tx, body.token)  # of two who use it at once only one does
        operators.use_link(tx, link)
        _end_session_before(tx, parts, request)
        number = link.operator_id
        if number is None:
            login = body.login or ""
            number = operators.add_operator(tx, login, login, Role.OWNER, hashed).id
        else:
            operators.set_password(tx, number, hashed)
            sessions.revoke_sessions(tx, number)
        operator = operators.operator_of(tx, number)
        actor = Actor(f"operator:{number}", _address(request))
        audit.note(tx, actor, "password set", f"operator:{number}", after=shown_in_audit(operator))
        return _LoggedIn(tx, number, request)

    made = await parts.database.write(work)
    log.info("password set", operator=made.answer.operator.id)
    return made.response(parts, request)


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
    responses={
        200: described(OwnSession, "Logged in"),
        **problems("cross-site", "too-many-attempts"),
    },
)
async def log_in(body: LoginRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed) -> Response:
    """Log in. The session is in a cookie, that no script can read."""
    address = _address(request)
    found = await _compared(parts, body.login, body.password, address)
    if found is None or found.state != operators.ACTIVE:
        log.info("login failed", address=address)
        raise WrongLogin

    def work(tx: Tx) -> _LoggedIn:
        forget_failures(tx, account_of(body.login), address)
        _end_session_before(tx, parts, request)
        audit.note(tx, Actor(f"operator:{found.id}", address), "logged in", f"operator:{found.id}")
        return _LoggedIn(tx, found.id, request)

    made = await parts.database.write(work)
    log.info("logged in", operator=found.id)
    return made.response(parts, request)


async def _compared(parts: Parts, login: str, password: str, address: str) -> Operator | None:
    """The operator, if the password is right. Raises `TooManyAttempts`."""

    def begin(tx: Tx) -> tuple[Operator, str | None] | None:
        begin_attempt(tx, login, address)
        return operators.operator_named(tx, login)

    found = await parts.database.write(begin)
    fits = await parts.passwords.fits(password, None if found is None else found[1])
    return found[0] if found is not None and fits else None


@router.get("/auth/session", responses={200: described(OwnSession), **problems()})
async def get_session(_: Annotated[NoParameters, Query()], parts: Needed, caller: Asking) -> Response:
    """Who is logged in, and the token that calls other than GET need."""
    session, csrf_token = caller.session, caller.csrf_token or ""

    def work(tx: Tx) -> OwnSession:
        return OwnSession(
            operator=operator_row(operators.operator_of(tx, session.operator_id)),
            expires_at=time_text(session.expires_at) or "",
            csrf_token=csrf_token,
        )

    return json_response(await parts.database.read(work), headers=NOT_KEPT)


@router.post("/auth/logout", responses={200: described(LoggedOut), **problems()})
async def log_out(_: Annotated[NoParameters, Query()], request: Request, parts: Needed, caller: Asking) -> Response:
    """End this session."""
    session = caller.session

    def work(tx: Tx) -> None:
        sessions.revoke_session(tx, session.id)
        audit.note(tx, caller.actor, "logged out", f"operator:{session.operator_id}")

    await parts.database.write(work)
    cookie = parts.browsers.cookie(dict(request.scope["headers"]), "", 0)
    return json_response(LoggedOut(logged_out=True), headers={**NOT_KEPT, "Set-Cookie": cookie})


@router.post("/auth/password", responses={200: described(OwnSession), **problems("too-many-attempts")})
async def change_password(
    body: PasswordRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed, caller: Asking
) -> Response:
    """Change your password. Your other sessions end, and this one gets another cookie."""
    session, address = caller.session, _address(request)
    found = await _compared(parts, session.login, body.password, address)
    if found is None:
        raise InvalidInput("password", NOT_YOUR_PASSWORD, code="wrong_password")
    schools = await parts.database.read(lambda tx: [connection.name for connection in list_connections(tx)])
    await parts.passwords.require_strong(body.new_password, [session.login, session.name, *schools], "new_password")
    hashed = await parts.passwords.hashed(body.new_password)

    def work(tx: Tx) -> _LoggedIn:
        forget_failures(tx, account_of(session.login), address)
        operators.set_password(tx, session.operator_id, hashed)
        sessions.revoke_sessions(tx, session.operator_id)
        audit.note(tx, caller.actor, "password changed", f"operator:{session.operator_id}")
        return _LoggedIn(tx, session.operator_id, request)

    made = await parts.database.write(work)
    log.info("password changed", operator=session.operator_id)
    return made.response(parts, request)


LINK_IS_OVER = Words(
    en="This link was used, is older than an hour, or was replaced. Ask an owner for another; on the server: "
    "lmsync operators reset.",
    ru="Ссылка уже использована, старше часа или заменена новой. Попросите у владельца другую; на сервере: "
    "lmsync operators reset.",
)
LOGIN_NEEDED = Words(en="Choose a login for the first owner.", ru="Выберите логин первого владельца.")
NOT_YOUR_PASSWORD = Words(en="This is not your password.", ru="Это не ваш пароль.")
