"""An LMS of the neutral school, as fast as Python allows, in a process of its own.

It speaks just enough HTTP/1.1 for a client that keeps its connections. What it answers was written before anything is
asked; each answer waits as long as was ordered. It remembers what it was asked, so that the floors can ask the same.
"""

import asyncio
import multiprocessing
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from typing import Any, cast

import uvloop
from msgspec import Struct

from benchmarks.canvas_site import CanvasSite
from benchmarks.moodle_site import MoodleSite
from benchmarks.prepared import Answer, Question, Site
from benchmarks.school import School

SITES: Mapping[str, type[Site]] = {"moodle": MoodleSite, "canvas": CanvasSite}


class Asked(Struct):
    """A question as it came, and the lists that its answer holds."""

    request: str
    lists: tuple[str, ...]
    batch: bool


class Heard(Struct):
    """What was asked since the last `begin`."""

    questions: list[Asked] = []
    connections: int = 0
    """The most that were open at once: as many questions can be in flight."""
    unknown: list[str] = []
    """Questions for which nothing is prepared."""


class StandIn:
    """The stand-in as seen from the process that measures."""

    def __init__(self, lms: str, url: str, pipe: "Pipe") -> None:
        self.lms = lms
        self.url = url
        self.token = SITES[lms].token
        self._pipe = pipe

    def begin(self, version: int) -> None:
        """Answer from this version of the school, and forget what was asked."""
        self._pipe.send(version)
        self._pipe.recv()

    def heard(self) -> Heard:
        self._pipe.send("heard")
        return cast(Heard, self._pipe.recv())


class _Answering(asyncio.Protocol):
    def __init__(self, site: "_Site") -> None:
        self._site = site
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._site.opened()

    def connection_lost(self, error: Exception | None) -> None:
        self._site.open_connections -= 1

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, rest = self._waiting.partition(b"\r\n\r\n")
            lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            length = int(lengths[0]) if lengths else 0
            if len(rest) < length:
                return
            request, self._waiting = head + b"\r\n\r\n" + rest[:length], rest[length:]
            answer = self._site.answer(request)
            asyncio.get_running_loop().call_later(self._site.latency, self._send, answer)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


class _Site:
    def __init__(self, lms: str, school: School, latency: float, versions: int) -> None:
        self.latency = latency
        self.open_connections = 0
        self.url = ""
        self._lms = SITES[lms](school, versions)
        self._version = 0
        self._found: dict[tuple[int, str, str], Answer] = {}
        """The answers to questions that were asked before."""
        self._heard = Heard()

    def opened(self) -> None:
        self.open_connections += 1
        self._heard.connections = max(self._heard.connections, self.open_connections)

    def answer(self, request: bytes) -> bytes:
        head, _, body = request.decode().partition("\r\n\r\n")
        method, target, _ = head.split(" ", 2)
        question = (self._version, f"{method} {target}", body)
        answer = self._found.get(question)
        if answer is None:
            answer = self._found[question] = self._lms.answer(Question(method, target, body), self._version)
        self._heard.questions.append(Asked(request.decode(), answer.lists, answer.batch))
        if not answer.known:
            self._heard.unknown.append(f"{method} {target} {body}".replace(self._lms.token, "TOKEN"))
        content = b"".join(answer.pieces)
        headers = answer.headers.replace("{site}", self.url)
        started = f"HTTP/1.1 {answer.status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        return f"{started}{headers}\r\n".encode() + content

    def ordered(self, order: int | str) -> Any:
        if order == "heard":
            return self._heard
        self._version = int(order)
        self._heard = Heard(connections=self.open_connections)
        return None


def _serve(lms: str, school: School, latency: float, versions: int, pipe: "Pipe") -> None:
    async def forever() -> None:
        site = _Site(lms, school, latency, versions)
        server = await asyncio.get_running_loop().create_server(lambda: _Answering(site), "127.0.0.1", 0)
        site.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        pipe.send(site.url)
        while (order := await asyncio.to_thread(pipe.recv)) is not None:
            pipe.send(site.ordered(order))

    if sys.platform == "win32":
        raise SystemExit("the benchmarks run where uvloop does")
    uvloop.run(forever())


@contextmanager
def standing_in(lms: str, school: School, latency_ms: float, *, versions: int = 2) -> Iterator[StandIn]:
    """An LMS that answers each question after `latency_ms`."""
    ours, theirs = multiprocessing.Pipe()
    arguments = (lms, school, latency_ms / 1_000, versions, theirs)
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=arguments, daemon=True)
    process.start()
    theirs.close()
    try:
        yield StandIn(lms, ours.recv(), ours)
    finally:
        ours.send(None)
        process.join(10)
