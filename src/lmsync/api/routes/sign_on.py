"""Single sign-on: to the provider of the school, and back with what it says. Both calls are made by a browser that goes from
page to page, so that what failed is shown as a page too."""

import html
from typing import Annotated, Any

import msgspec
import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from lmsync.access.browsers import Cookie
from lmsync.access.provider import AGAIN
from lmsync.access.single_sign_on import (
    SESSION_SECONDS,
    UNDER_WAY_SECONDS,
    SingleSignOn,
    admitted,
)
from lmsync.api.access_answers import LoginWays
from lmsync.api.answers import described
from lmsync.api.logged_in import LoggedIn, address_of, headers_of, new_session
from lmsync.api.parts import Needed, NoParameters, json_response
from lmsync.api.problems import language_of, problem, problems
from lmsync.errors import InvalidInput, SignOnFailed, Words
from lmsync.parts import Parts
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, operators
from lmsync.store.keeping.audit import Actor

log = structlog.get_logger()

LANDING = "/"
"""Where the browser comes to after the login: the panel, and never an address that somebody sent."""
LOGIN_PAGE = "/login"
TRY_AGAIN_SECONDS = "5"

open_router = APIRouter(tags=["login"])


class SignOnAnswer(BaseModel):
    """With what the provider sends the browser back. Providers add parameters of their own."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    state: str = Field(default="", max_length=200)
    code: str | None = Field(default=None, max_length=4096)
    error: str | None = Field(default=None, max_length=200)
    iss: str | None = Field(default=None, max_length=2000)


def _redirect(description: str) -> dict[str, Any]:
    header = {"description": "Where to.", "schema": {"type": "string"}}
    return {"description": description, "headers": {"Location": header}}


@open_router.get("/auth/ways", responses={200: described(LoginWays), **problems()})
async def get_login_ways(_: Annotated[NoParameters, Query()], parts: Needed) -> Response:
    """How people may log in."""
    is_first = not await parts.database.read(operators.any_operator)
    return json_response(LoginWays(single_sign_on=parts.single_sign_on is not None, first_owner=is_first))


@open_router.get(
    "/auth/oidc/start",
    status_code=303,
    responses={
        303: _redirect("To the provider"),
        **problems("single-sign-on-off", "sign-on-failed", "provider-unavailable"),
    },
)
async def start_sign_on(_: Annotated[NoParameters, Query()], request: Request, parts: Needed) -> Response:
    """Log in with the school's provider. To be opened in a browser."""
    try:
        kept, address = await _single_sign_on(parts, request).begin()
    except SignOnFailed as failed:
        return _failed(request, parts, failed)
    response = _sent_to(address)
    _set_cookie(response, request, parts, Cookie.SIGN_ON, kept, UNDER_WAY_SECONDS)
    return response


@open_router.get(
    "/auth/oidc/callback",
    status_code=303,
    responses={
        303: _redirect("Logged in"),
        **problems("single-sign-on-off", "sign-on-failed", "provider-unavailable"),
    },
)
async def finish_sign_on(answer: Annotated[SignOnAnswer, Query()], request: Request, parts: Needed) -> Response:
    """Where the provider sends the browser back to. The session is in a cookie, which no script can read."""
    if not answer.state and answer.error is None:
        raise InvalidInput("state", NOT_FROM_A_PROVIDER, code="missing")
    address = address_of(request)
    kept = parts.browsers.cookie_in(headers_of(request), Cookie.SIGN_ON)

    def work(tx: Tx) -> LoggedIn | SignOnFailed:
        operator = admitted(tx, address, vouched)
        if isinstance(operator, SignOnFailed):
            return operator
        actor = Actor(f"operator:{operator.id}", address)
        audit.note(tx, actor, "logged in", actor.name, after={"by": "single sign-on"})
        return new_session(tx, operator, parts, request, seconds=SESSION_SECONDS)

    try:
        single_sign_on = _single_sign_on(parts, request)
        vouched = await single_sign_on.finish(kept, answer.state, answer.code, answer.error, answer.iss)
        made = await parts.database.write(work)
        if isinstance(made, SignOnFailed):
            raise made
    except SignOnFailed as failed:
        return _failed(request, parts, failed)
    log.info("logged in", operator=made.answer.operator.id)
    response = _sent_to(LANDING)
    _set_cookie(response, request, parts, Cookie.SESSION, made.secret, SESSION_SECONDS)
    _set_cookie(response, request, parts, Cookie.SIGN_ON, "", 0)
    return response


def _single_sign_on(parts: Parts, request: Request) -> SingleSignOn:
    """Raises `SignOnFailed`, and `NotAllowed` where others on the way could read along."""
    if parts.single_sign_on is None:
        raise SignOnFailed("off", OFF, code="single-sign-on-off")
    parts.browsers.require_private_way(headers_of(request), address_of(request))
    return parts.single_sign_on


def _sent_to(address: str) -> Response:
    return Response(status_code=303, headers={"Location": address})


def _set_cookie(response: Response, request: Request, parts: Parts, cookie: Cookie, value: str, seconds: int) -> None:
    response.headers.append("Set-Cookie", parts.browsers.set_cookie(headers_of(request), cookie, value, seconds))


def _failed(request: Request, parts: Parts, failed: SignOnFailed) -> Response:
    """A problem, or the same as a page for a browser. The login under way is over."""
    away = failed.code == "provider-unavailable"
    (log.warning if away else log.info)("single sign-on failed", cause=failed.cause, address=address_of(request))
    response = problem(request, failed.code, failed.words, headers={"Retry-After": TRY_AGAIN_SECONDS} if away else None)
    if "text/html" in request.headers.get("accept", ""):
        response = _page(request, response)
    _set_cookie(response, request, parts, Cookie.SIGN_ON, "", 0)
    return response


def _page(request: Request, made: Response) -> Response:
    body = msgspec.json.decode(bytes(made.body))
    language = language_of(request)
    title, detail = html.escape(body["title"]), html.escape(body["detail"])
    again = f'<a href="{AGAIN}">{html.escape(TRY_AGAIN.said_in(language))}</a>'
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f"<h1>{title}</h1><p>{detail.replace(AGAIN, again)}</p>"
        f'<p><a href="{LOGIN_PAGE}">{html.escape(TO_THE_LOGIN_PAGE.said_in(language))}</a></p></html>'
    )
    headers = {name: value for name, value in made.headers.items() if name not in {"content-length", "content-type"}}
    return Response(page, made.status_code, headers, "text/html; charset=utf-8")


NOT_FROM_A_PROVIDER = Words(
    en=f"Only the provider leads here. To log in: {AGAIN}", ru=f"Сюда ведёт только провайдер. Чтобы войти: {AGAIN}"
)
OFF = Words(
    en="Log in with login and password: POST /api/v1/auth/login. To set up single sign-on: LMSYNC_OIDC_ISSUER and what "
    "belongs to it.",
    ru="Войдите с логином и паролем: POST /api/v1/auth/login. Чтобы настроить единый вход: LMSYNC_OIDC_ISSUER и "
    "связанные с ней настройки.",
)
TRY_AGAIN = Words(en="log in", ru="войти")
TO_THE_LOGIN_PAGE = Words(en="To the login page", ru="На страницу входа")
