"""A server of the neutral school, as fast as Python allows, in a process of its own.

It speaks just enough HTTP/1.1 for a client that keeps its connections: pages are bytes made beforehand, and each
answer waits as long as it is told to. `/_version/N` moves the school on.
"""

import asyncio
import multiprocessing
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from typing import cast

import uvloop

from benchmarks.school import School

MADE_BEFOREHAND = 20_000
"""People of a school whose pages fit into memory."""


class _Answering(asyncio.Protocol):
    def __init__(self, site: "_Site") -> None:
        self._site = site
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            answer = self._site.answer(head.split(b" ", 2)[1].decode())
            asyncio.get_running_loop().call_later(self._site.latency, self._send, answer)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


class _Site:
    def __init__(self, school: School, latency: float) -> None:
        self.latency = latency
        self._school = school
        self._version = 0
        self._made: dict[tuple[str, int], bytes] = {}
        if school.people <= MADE_BEFOREHAND:
            for version in (0, 1):
                for address in school.addresses():
                    self._made[address, version] = self._page(address, version)

    def answer(self, address: str) -> bytes:
        if address.startswith("/_version/"):
            self._version = int(address.rpartition("/")[2])
            return _http(b"[]", None)
        return self._made.get((address, self._version)) or self._page(address, self._version)

    def _page(self, address: str, version: int) -> bytes:
        return _http(*self._school.page(address, version))


def _http(body: bytes, following: str | None) -> bytes:
    link = f'Link: <{following}>; rel="next"\r\n' if following else ""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{link}\r\n"
    return head.encode() + body


def _serve(school: School, latency: float, pipe: "Pipe") -> None:
    async def forever() -> None:
        site = _Site(school, latency)
        server = await asyncio.get_running_loop().create_server(lambda: _Answering(site), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(pipe.recv)

    if sys.platform == "win32":
        raise SystemExit("the benchmarks run where uvloop does")
    uvloop.run(forever())


@contextmanager
def standing_in(school: School, latency_ms: float) -> Iterator[str]:
    """The address of a school that answers each question after `latency_ms`."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(school, latency_ms / 1_000, theirs), daemon=True
    )
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        ours.send(None)
        process.join(10)


def move_on(url: str, version: int) -> None:
    urllib.request.urlopen(f"{url}/_version/{version}").read()
