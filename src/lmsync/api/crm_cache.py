"""`CRMCache`: remembered answers. Every list is remembered as bytes until something moves.

A thin ASGI layer before routing. The door has found who calls and in which generation every connection is (a number that each
movement raises), so that a remembered answer is never one that the same request would not get now. One that nobody would get
any more is not kept in memory either: it may be about somebody who was erased.
"""

import re
from collections import OrderedDict
from typing import Any

from msgspec import Struct

from lmsync.access.caller import Caller
from lmsync.api.door import CALLER, GENERATIONS, App, Message, Receive, Scope, Send
from lmsync.api.etags import etag_of, is_among

MOST_BYTES = 32 << 20
LARGEST_ANSWER = 2 << 20


class _Remembered(Struct):
    headers: list[tuple[bytes, bytes]]
    etag: bytes
    body: bytes


class CRMCache:
    """Wraps an ASGI application, behind a `Door`. Callers who get equal answers share them."""

    def __init__(self, app: App, paths: re.Pattern[str], *, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._paths = paths
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[tuple[Any, ...], _Remembered] = OrderedDict()
        self._generations: tuple[tuple[int, int], ...] = ()
        """In which all remembered answers were made."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            try:
                await self._app(scope, receive, send)
            finally:
                if scope.get(CALLER) is not None:
                    self._forget(())
            return
        if not self._paths.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        caller: Caller | None = scope.get(CALLER)
        if caller is None:
            await self._app(scope, receive, send)
            return
        headers, now = dict(scope["headers"]), scope[GENERATIONS]
        if now != self._generations:
            self._forget(now)
        languages = tuple(value for name, value in scope["headers"] if name == b"accept-language")
        key = (caller.gets, scope["path"], scope["query_string"], languages)
        known = self._answers.get(key)
        if known is not None:
            self._answers.move_to_end(key)
            await self._send(scope, send, known, headers.get(b"if-none-match"), caller)
            return
        await self._ask(scope, receive, send, key, now, headers.get(b"if-none-match"), caller)

    async def _ask(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        key: tuple[Any, ...],
        now: tuple[tuple[int, int], ...],
        wanted: bytes | None,
        caller: Caller,
    ) -> None:
        """Let the application answer, and remember a good answer under the generation from before it was made."""
        start: Message = {}
        body = bytearray()
        whole = False

        async def keep(message: Message) -> None:
            nonlocal start, whole
            if message["type"] == "http.response.start":
                start = message
                if message["status"] != 200:
                    await send(message)
                return
            if start["status"] != 200:
                await send(message)
                return
            body.extend(message.get("body", b""))
            whole = not message.get("more_body", False)

        asked = dict(scope)
        asked["method"] = "GET"
        await self._app(asked, receive, keep)
        if not whole:
            return
        whole_body = bytes(body)
        etag = etag_of(whole_body)
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        answer = _Remembered([*headers, (b"etag", etag)], etag, whole_body)
        if now == self._generations:
            self._remember(key, answer)
        await self._send(scope, send, answer, wanted, caller)

    def _forget(self, now: tuple[tuple[int, int], ...]) -> None:
        self._answers.clear()
        self._bytes, self._generations = 0, now

    def _remember(self, key: tuple[Any, ...], answer: _Remembered) -> None:
        old = self._answers.pop(key, None)
        if old is not None:
            self._bytes -= len(old.body)
        if len(answer.body) > LARGEST_ANSWER:
            return
        self._answers[key] = answer
        self._bytes += len(answer.body)
        while self._bytes > self._most_bytes:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest.body)

    async def _send(self, scope: Scope, send: Send, answer: _Remembered, wanted: bytes | None, caller: Caller) -> None:
        kept_where = (b"cache-control", b"private, no-cache" if caller.keeps_answers else b"no-store")
        if wanted is not None and is_among(wanted, answer.etag):
            kept = [pair for pair in answer.headers if pair[0].lower() != b"content-type"]
            await send({"type": "http.response.start", "status": 304, "headers": [*kept, kept_where]})
            await send({"type": "http.response.body", "body": b""})
            return
        length = (b"content-length", str(len(answer.body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*answer.headers, kept_where, length]})
        body = b"" if scope["method"] == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body})
