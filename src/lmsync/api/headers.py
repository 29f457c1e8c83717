"""The headers that browsers need: the only place that sets them, by a rule set for the API, one for the panel and one for the
reference."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware

from lmsync.api.door import App, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]

REFERENCE = "/reference"
"""The description of the API for people: a document of its own, with rules of its own."""
ONE_YEAR = 31_536_000
_OF_BOTH: Sequence[Header] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
# The last three do not follow from the first.
_POLICY_OF_THE_API = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_OF_THE_API: Sequence[Header] = (
    *_OF_BOTH,
    (b"content-security-policy", _POLICY_OF_THE_API),
    (b"referrer-policy", b"no-referrer"),
)
_OF_THE_PANEL: Sequence[Header] = (
    *_OF_BOTH,
    # With no-referrer a form would be sent with `Origin: null`, which the defence against other sites refuses.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
_POLICY_OF_THE_PANEL = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    b"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The library that draws it writes styles into its elements, and has pictures in its styles.
_POLICY_OF_THE_REFERENCE = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NOT_KEPT: Header = (b"cache-control", b"no-store")
"""For an answer that does not say itself how long it may be kept: it may be personal."""

MAY_BE_SENT = ("Authorization", "Content-Type", "If-None-Match", "Last-Event-ID")
MAY_BE_READ = ("Content-Disposition", "ETag", "Link", "Retry-After")


def with_headers(app: App, api: str, *, https_only: bool) -> App:
    """Everything below the path `api` is data for programs; everything else is the panel's. `https_only`: people reach
    lmsync over TLS, so their browsers need not try without."""
    always = [(b"strict-transport-security", b"max-age=%d" % ONE_YEAR)] if https_only else []

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if is_below(api, scope["path"]):
            rules = [*_OF_THE_API, *always]
        else:
            policy = _POLICY_OF_THE_REFERENCE if is_below(REFERENCE, scope["path"]) else _POLICY_OF_THE_PANEL
            rules = [*_OF_THE_PANEL, (b"content-security-policy", policy), *always]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                kept = [] if any(name.lower() == NOT_KEPT[0] for name, _ in own) else [NOT_KEPT]
                message["headers"] = [*own, *rules, *kept]
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped


def with_other_sites(app: App, api: str, origins: Sequence[str]) -> App:
    """Let pages of these sites call the API with a token of theirs (CORS). A browser never sends cookies with such a call,
    nor shows the page what was answered to them."""
    if not origins:
        return app
    open_to_them: App = CORSMiddleware(
        app,
        allow_origins=list(origins),
        allow_methods=("DELETE", "GET", "HEAD", "POST"),
        allow_headers=MAY_BE_SENT,
        expose_headers=MAY_BE_READ,
        allow_credentials=False,
    )

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        is_api = scope["type"] == "http" and is_below(api, scope["path"])
        await (open_to_them if is_api else app)(scope, receive, send)

    return wrapped


def is_below(folder: str, path: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
