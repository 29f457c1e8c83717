"""The door: who asks, found once for each request, before anything is remembered or routed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

import structlog

from lmsync.access.browsers import Browsers, Cookie, csrf_token_of
from lmsync.access.caller import Caller, caller_in
from lmsync.access.tokens import caller_of
from lmsync.errors import DatabaseUnavailable, LmsyncError
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import api_tokens, sessions
from lmsync.store.keeping.connections import generations
from lmsync.store.keeping.sessions import USE_NOTED_SECONDS, Session, session_of

log = structlog.get_logger()

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
Refuse: TypeAlias = Callable[[LmsyncError, Scope, Receive, Send], Awaitable[None]]
"""Answers with the problem of an error what the application shall not see."""

CALLER = "lmsync.caller"
"""Where in the ASGI scope everything below finds the `Caller`, or `None`; nobody outside can write there."""
GENERATIONS = "lmsync.generations"
"""Where `CRMCache` finds in which generation every connection is."""
TROUBLE = "lmsync.trouble"
"""Where the application finds that the database could not be asked, and why."""


class Door:
    """Wraps the application. The paths in `open_paths` are answered to everybody, also without a database."""

    def __init__(self, app: App, database: AsyncDatabase, browsers: Browsers, open_paths: frozenset[str]) -> None:
        self._app = app
        self._database = database
        self._browsers = browsers
        self._open_paths = open_paths
        self._notes: set[asyncio.Task[None]] = set()
        self._tried_at: dict[tuple[bool, int], float] = {}
        """By session or token: when its use was last written down from here, or could not be."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in self._open_paths:
            headers = dict(scope["headers"])
            sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
            client = scope.get("client")
            address = client[0] if client else None
            try:
                # The caller first: an answer that is right after that is right for the request.
                caller, now = await self._database.look(
                    lambda tx: (self._caller(tx, sent, headers, address), generations(tx))
                )
            except DatabaseUnavailable as trouble:
                scope[TROUBLE] = trouble
            else:
                scope[CALLER], scope[GENERATIONS] = caller, now
                if caller is not None:
                    self._note_use(caller)
        await self._app(scope, receive, send)

    def _caller(self, tx: Tx, sent: list[str], headers: Mapping[bytes, bytes], address: str | None) -> Caller | None:
        """By the header `Authorization`, and only without one by the cookie."""
        if sent:
            # Who sends two may have had one checked by somebody who takes the other.
            return caller_of(tx, sent[0], address) if len(sent) == 1 else None
        secret = self._browsers.cookie_in(headers, Cookie.SESSION)
        session = None if secret is None else session_of(tx, secret)
        if secret is None or session is None:
            return None
        return caller_in(session, address, csrf_token_of(secret))

    def _note_use(self, caller: Caller) -> None:
        """Beside the request, which does not wait for it."""
        now = time.time()
        long_ago = now - USE_NOTED_SECONDS
        is_noted = caller.by.last_used_at is not None and caller.by.last_used_at > long_ago
        key = isinstance(caller.by, Session), caller.by.id
        if not is_noted and self._tried_at.get(key, 0) <= long_ago:
            self._tried_at[key] = now
            note = asyncio.create_task(self._write_use(caller))
            self._notes.add(note)
            note.add_done_callback(self._notes.discard)

    async def _write_use(self, caller: Caller) -> None:
        note_use = sessions.note_use if isinstance(caller.by, Session) else api_tokens.note_use

        def work(tx: Tx) -> None:
            note_use(tx, caller.by.id)

        try:
            await self._database.write(work)
        except DatabaseUnavailable as trouble:
            log.warning("the use of a token was not noted", caller=caller.name, cause=trouble.cause)
