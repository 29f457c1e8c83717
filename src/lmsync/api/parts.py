"""What the routes work with, and what they ask of every caller."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote_to_bytes

import msgspec
from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lmsync.access.browsers import SAFE_METHODS, Browsers
from lmsync.access.caller import Caller
from lmsync.access.request_limits import RequestLimits
from lmsync.access.rights import Right
from lmsync.api.door import CALLER, TROUBLE
from lmsync.api.problems import NotConfigured, language_of
from lmsync.api.rights import is_not_by_cookie, right_of
from lmsync.errors import Conflict, InvalidInput, NotAllowed, NotAuthenticated, Words
from lmsync.parts import Parts
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import api_tokens, sessions
from lmsync.store.keeping.connections import Connection, list_connections, named
from lmsync.store.keeping.sessions import Session

T = TypeVar("T")


async def parts_of(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


async def _language(request: Request) -> str:
    return language_of(request)


async def _request_limits(request: Request) -> RequestLimits:
    limits: RequestLimits = request.app.state.request_limits
    return limits


# Async on purpose: FastAPI runs sync dependencies in a thread pool.
Needed = Annotated[Parts, Depends(parts_of)]
Language = Annotated[str, Depends(_language)]
Limited = Annotated[RequestLimits, Depends(_request_limits)]


async def who_may(request: Request) -> Caller:
    """The caller, who has the right that the route needs. Raises `NotAuthenticated`, `NotAllowed`, `CrossSite`,
    `DatabaseUnavailable`."""
    if TROUBLE in request.scope:
        raise request.scope[TROUBLE]
    caller: Caller | None = request.scope.get(CALLER)
    if caller is None:
        raise NotAuthenticated
    name = request.scope["route"].name
    right = right_of(name)
    if right is not None:
        caller.need(right)
    if caller.csrf_token is not None:
        if is_not_by_cookie(name):
            raise NotAllowed(Right.SYNC, ONLY_WITH_A_TOKEN)
        browsers: Browsers = request.app.state.parts.browsers
        browsers.require_meant(request.method, dict(request.scope["headers"]), caller.csrf_token)
    if request.method not in SAFE_METHODS:
        # Since the door the body was read, for as long as the caller took to send it.
        await request.app.state.parts.database.look(lambda tx: require_still(tx, caller))
    return caller


Asking = Annotated[Caller, Depends(who_may)]


def require_still(tx: Tx, caller: Caller) -> None:
    """For calls that wait: a token or a session opens nothing from the moment on at which it is over. Raises
    `NotAuthenticated`."""
    still_opens = sessions.still_opens if isinstance(caller.by, Session) else api_tokens.still_opens
    if not still_opens(tx, caller.by.id):
        raise NotAuthenticated


async def write_as(parts: Parts, caller: Caller, work: Callable[[Tx], T]) -> T:
    """What a caller asks for is written only if they may still ask: since the door they may have waited for an LMS, or
    for other writers. Raises what `work` raises, and `NotAuthenticated`."""

    def checked(tx: Tx) -> T:
        require_still(tx, caller)
        return work(tx)

    return await parts.database.write(checked)


async def only_utf_8(request: Request) -> None:
    """Raises `InvalidInput` for a query whose percent-encoded bytes are not UTF-8.

    Starlette would put a replacement character in their place, and search for that.
    """
    for part in request.scope["query_string"].split(b"&"):
        name, _, value = part.replace(b"+", b" ").partition(b"=")
        field = unquote_to_bytes(name).decode(errors="replace")
        try:
            unquote_to_bytes(name).decode()
            unquote_to_bytes(value).decode()
        except UnicodeDecodeError:
            raise InvalidInput(field, NOT_UTF_8, code="not_utf_8") from None


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError(NUL)
    return text


Line = Annotated[str, AfterValidator(_without_nul)]
"""Text that is kept: PostgreSQL keeps every character but one."""


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError(NOT_PRINTABLE)
    return text


def _without_surrogates(text: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(NOT_PRINTABLE)
    return text


Login = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_printable)
]
PersonName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_printable)
]
Secret = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_without_surrogates)]
"""A password, a code, the token of a link: kept from logs and errors, and never cut."""


class Asked(BaseModel):
    """Query parameters; an unknown one is an error and not ignored."""

    model_config = ConfigDict(extra="forbid")


class NoParameters(Asked):
    pass


class WithSecrets(BaseModel):
    """A body with passwords or codes: no error quotes what was sent."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


CONNECTION = Field(
    default=None, description="The slug or name of a connection; all of them when omitted.", examples=["school"]
)


class OfConnection(Asked):
    connection: str | None = CONNECTION


def seen_connections(tx: Tx, caller: Caller) -> list[Connection]:
    """All that this caller may know of."""
    return [connection for connection in list_connections(tx) if caller.view.sees(connection.id)]


def wanted_connections(tx: Tx, which: str | None, caller: Caller) -> list[Connection]:
    """The one that was named, or all that this caller may know of. Raises `NotConfigured`, `InvalidInput`."""
    connections = seen_connections(tx, caller)
    if not connections:
        raise NotConfigured
    return connections if which is None else [named(connections, which)]


def the_connection(tx: Tx, which: str | None, caller: Caller) -> Connection:
    """The one that was named; without a name, the only one there is. Raises `Conflict` when there are several."""
    found = wanted_connections(tx, which, caller)
    if len(found) > 1:
        raise Conflict("which-connection", WHICH_CONNECTION, field="connection")
    return found[0]


NUL = Words(en="The character NUL cannot be kept. Leave it out.", ru="Символ с кодом 0 сохранить нельзя. Уберите его.")
NOT_PRINTABLE = Words(
    en="Line breaks and invisible characters cannot stand here.",
    ru="Переводы строк и невидимые символы здесь недопустимы.",
)
ONLY_WITH_A_TOKEN = Words(
    en="By GET only programs with a token may do this. Send it as POST.",
    ru="Через GET это доступно только программам с токеном. Отправьте запрос методом POST.",
)
NOT_UTF_8 = Words(
    en="The query is not in UTF-8. Encode its text as UTF-8; other encodings, such as Windows-1251, are not understood.",
    ru="Параметры запроса не в UTF-8. Передавайте текст в UTF-8: другие кодировки, например Windows-1251, не поддерживаются.",
)
WHICH_CONNECTION = Words(
    en="Say which connection you mean: connection=<slug>. GET /api/v1/crm/status lists them.",
    ru="Укажите подключение: connection=<slug>. Список: GET /api/v1/crm/status.",
)


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Encoded once, without a response model in between."""
    return Response(msgspec.json.encode(body), status, headers, "application/json")
