"""What is alike wherever somebody logs in: the attempt that counts, and the session whose secret goes into a cookie."""

import secrets
from typing import Any

import structlog
from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct

from lmsync.access.browsers import Cookie, csrf_token_of
from lmsync.access.devices import KEPT_SECONDS
from lmsync.access.rights import Role
from lmsync.access.throttle import begin_attempt
from lmsync.api.access_answers import OperatorRow, OwnSession
from lmsync.api.parts import json_response
from lmsync.errors import InvalidInput, Words
from lmsync.parts import Parts
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import operators, sessions
from lmsync.store.keeping.login_failures import Attempt, forget_failures
from lmsync.store.keeping.operators import ACTIVE, Operator
from lmsync.store.keeping.sessions import LONGEST_SECONDS
from lmsync.store.reading.shown import time_text

log = structlog.get_logger()


def headers_of(request: Request) -> dict[bytes, bytes]:
    return dict(request.scope["headers"])


def address_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def device_of(parts: Parts, request: Request, login: str) -> str | None:
    """The browser, if this operator has logged in there before."""
    return parts.devices.device_of(login, parts.browsers.cookie_in(headers_of(request), Cookie.DEVICE))


class Passed(Struct, frozen=True):
    """The password was right."""

    attempt: Attempt
    operator: Operator
    password_hash: str

    def still(self, tx: Tx) -> bool:
        """Whether neither the operator nor the password has changed while it was compared."""
        found = operators.operator_named(tx, self.operator.login)
        if found is None:
            return False
        operator, password_hash = found
        before, now = ((seen.state, seen.role, seen.has_second_factor) for seen in (self.operator, operator))
        return password_hash == self.password_hash and before == now


async def compared(parts: Parts, request: Request, login: str, password: str) -> Passed | None:
    """The attempt is stored as failed before anything is compared. For every login the same is done, also for one that
    there is not. Raises `TooManyAttempts`."""
    address, device = address_of(request), device_of(parts, request, login)

    def begin(tx: Tx) -> tuple[Attempt, tuple[Operator, str | None] | None]:
        return begin_attempt(tx, login, address, device), operators.operator_named(tx, login)

    attempt, found = await parts.database.write(begin)
    operator, password_hash = found or (None, None)
    fits = await parts.passwords.fits(password, password_hash)
    if not fits or operator is None or password_hash is None or operator.state != ACTIVE:
        # Never the login as it was typed: people type passwords there by mistake.
        log.info("wrong password", address=address, operator=None if operator is None else operator.id)
        return None
    return Passed(attempt, operator, password_hash)


async def own_password(parts: Parts, request: Request, session: sessions.Session, password: str) -> Passed:
    """Whoever is logged in gives their password once more. Raises `InvalidInput`, `TooManyAttempts`."""
    passed = await compared(parts, request, session.login, password)
    if passed is None:
        raise not_your_password()
    return passed


def not_your_password() -> InvalidInput:
    return InvalidInput("password", NOT_YOUR_PASSWORD, code="wrong_password")


class LoggedIn(Struct, frozen=True):
    """A new session."""

    secret: str
    answer: OwnSession


def new_session(
    tx: Tx,
    operator: Operator,
    parts: Parts,
    request: Request,
    attempt: Attempt | None = None,
    seconds: int = LONGEST_SECONDS,
) -> LoggedIn:
    """It never goes on with a session that the browser had: somebody else may know that one."""
    if attempt is not None:
        forget_failures(tx, attempt)
    before = parts.browsers.cookie_in(headers_of(request), Cookie.SESSION)
    known = None if before is None else sessions.session_of(tx, before)
    if known is not None:
        sessions.revoke_session(tx, known.id)
    secret = secrets.token_urlsafe(32)
    operators.note_login(tx, operator.id)
    sessions.add_session(tx, operator.id, secret, address_of(request), request.headers.get("user-agent"), seconds)
    session = sessions.session_of(tx, secret)
    assert session is not None  # made in this transaction
    return LoggedIn(secret, own_session(tx, session, csrf_token_of(secret)))


def own_session(tx: Tx, session: sessions.Session, csrf_token: str) -> OwnSession:
    return OwnSession(
        operator=OperatorRow(**operator_facts(operators.operator_of(tx, session.operator_id))),
        expires_at=time_text(session.expires_at) or "",
        csrf_token=csrf_token,
    )


def operator_facts(operator: Operator) -> dict[str, Any]:
    """As answers show an operator."""
    facts = {name: getattr(operator, name) for name in Operator.__struct_fields__}
    times = {name: time_text(facts[name]) for name in ("created_at", "last_login_at")}
    return {**facts, **times, "role": Role(operator.role)}


def with_cookies(made: LoggedIn, parts: Parts, request: Request) -> Response:
    headers, login = headers_of(request), made.answer.operator.login
    response = json_response(made.answer)
    device = parts.devices.cookie_for(login, device_of(parts, request, login))
    for cookie, value, seconds in (
        (Cookie.SESSION, made.secret, LONGEST_SECONDS),
        (Cookie.DEVICE, device, KEPT_SECONDS),
    ):
        response.headers.append("Set-Cookie", parts.browsers.set_cookie(headers, cookie, value, seconds))
    return response


NOT_YOUR_PASSWORD = Words(en="This is not your password.", ru="Это не ваш пароль.")
