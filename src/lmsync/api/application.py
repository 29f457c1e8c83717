"""`create_app`: the routes, and what stands around them: remembered answers, limits, headers."""

import contextlib
import re
from collections.abc import AsyncIterator
from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import Response
from fastapi.routing import APIRoute
from msgspec import Struct
from starlette.exceptions import HTTPException

from lmsync import __version__
from lmsync.access.request_limits import RequestLimits
from lmsync.api.crm_cache import CRMCache
from lmsync.api.door import App, Door, Message, Receive, Scope, Send
from lmsync.api.events import Events
from lmsync.api.headers import with_headers, with_other_sites
from lmsync.api.hosts import Hosts, with_hosts
from lmsync.api.long_forms import long_forms
from lmsync.api.openapi import document, operation_id
from lmsync.api.panel import Panel, with_panel
from lmsync.api.parts import json_response, only_utf_8, who_may
from lmsync.api.problems import install_problems, refusal
from lmsync.api.rates import with_rates
from lmsync.api.rights import require_rights
from lmsync.api.routes import (
    audit,
    auth,
    changes,
    checks,
    config,
    erasures,
    events,
    health,
    held,
    operators,
    plan,
    receipts,
    records,
    run_slots,
    runs,
    search,
    sessions,
    sign_on,
    status,
    sync,
    tokens,
    totp,
)
from lmsync.api.shutting_down import when_asked_to_end
from lmsync.parts import Parts
from lmsync.store.reading.listings import LISTINGS

API = "/api/v1"
LARGEST_BODY_BYTES = 1 << 20
ROUTES = (
    *(config, checks, auth, totp, operators, sessions, tokens, audit, erasures, status, sync, plan),
    *(run_slots, runs, receipts, held, events, changes, search, records),
)
"""Fixed addresses stand before those that are made from names or numbers."""
REMEMBERED = re.compile(rf"{API}/crm/(connections/[^/]+/)?({'|'.join(LISTINGS)})(/[^/]+)?$")
"""The addresses whose answers `CRMCache` remembers."""
LOGIN_ROUTERS = (auth.open_router, sign_on.open_router)
OPEN_ROUTERS = (health.router, *LOGIN_ROUTERS)
HEALTH_PATHS, LOGIN_PATHS = (
    frozenset(f"{API}{route.path}" for router in routers for route in router.routes if isinstance(route, APIRoute))
    for routers in ((health.router,), LOGIN_ROUTERS)
)
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


class Bounds(Struct, frozen=True):
    """What the installation allows to those who ask."""

    public_url: str
    """The address that people use, or empty."""
    listening: str
    """The name or IP address that is listened at."""
    cors_origins: tuple[str, ...]
    """Sites whose pages may call the API."""
    requests_per_minute: int
    wrong_tokens_per_minute: int
    waits_per_token: int


def create_app(parts: Parts, bounds: Bounds, panel: Panel, *, schema_is_current: bool) -> App:
    """The API and the panel. With a schema that is not this program's the API says so, and is not ready."""
    app = described_app()
    app.state.parts = parts
    app.state.language = parts.language
    app.state.schema_is_current = schema_is_current
    install_problems(app)
    refuse = refusal(app)
    limits = RequestLimits(
        requests_per_minute=bounds.requests_per_minute,
        wrong_tokens_per_minute=bounds.wrong_tokens_per_minute,
        waits_per_token=bounds.waits_per_token,
    )
    app.state.request_limits = limits
    app.state.events = Events(parts.database)
    limited = with_rates(CRMCache(app, REMEMBERED), limits, refuse)
    door = Door(limited, parts.database, parts.browsers, HEALTH_PATHS | LOGIN_PATHS)
    hosts = Hosts(bounds.public_url, bounds.listening)
    ours = with_hosts(with_panel(with_ascii_queries(with_small_bodies(door)), panel), hosts, refuse, HEALTH_PATHS)
    is_https = bounds.public_url.startswith("https:")
    return with_headers(with_other_sites(ours, API, bounds.cors_origins), API, https_only=is_https)


def described_app() -> FastAPI:
    """Every route, without the parts that they work with: enough to describe the API."""
    app = FastAPI(
        title="lmsync",
        version=__version__,
        summary="A live, complete copy of a school's LMS",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        # Behind a proxy with TLS that is not known it would name plain http: a client would send all of it again, in clear.
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
    )
    for router in OPEN_ROUTERS:
        app.include_router(router, prefix=API, dependencies=[Depends(only_utf_8)])
    closed = APIRouter(prefix=API, dependencies=[Depends(who_may), Depends(only_utf_8)])
    for module in ROUTES:
        closed.include_router(module.router)
    long = long_forms(module.router for module in ROUTES)
    closed.include_router(long)
    described = cache(lambda: document(app))

    @closed.get("/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return json_response(described())

    app.include_router(closed)
    routers = [*OPEN_ROUTERS, closed, long, *(module.router for module in ROUTES)]
    require_rights(route.name for router in routers for route in router.routes if isinstance(route, APIRoute))
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    with when_asked_to_end(app.state.events.close):
        yield
    # From here on the event loop runs only as long as this does: who comes back at once would never be answered, and the
    # server would wait for that answer.
    await app.state.events.all_gone()
    app.state.parts.database.close()


def with_small_bodies(app: App) -> App:
    """Refuse a body that is too large while it is read, inside the application, so that the answer is a problem as
    any other. (Starlette's own limit answers in plain text.)"""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST_BODY_BYTES:
                raise HTTPException(413)
            return message

        await app(scope, counted, send)

    return wrapped


def with_ascii_queries(app: App) -> App:
    """Percent-encode the raw bytes beyond ASCII in a query, as curl, PHP and 1C send them.

    Below this layer a query has one form: Starlette would read the bytes as Latin-1, and a remembered answer or a link
    to the next page would carry them on.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"")
        if not query.isascii():
            scope = {**scope, "query_string": BEYOND_ASCII.sub(lambda byte: b"%%%02X" % ord(byte[0]), query)}
        await app(scope, receive, send)

    return wrapped
