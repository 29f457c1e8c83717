"""Readers: so many connections that ask an API for pages, as fast as they are answered or at a pace."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import msgspec
import uvloop
from msgspec import Struct

from benchmarks.floors import fetch
from tests.served import TOKEN


class Load(Struct):
    url: str
    pages: list[str]
    """Addresses below the site, asked for in turn."""
    connections: int
    seconds: float
    remembered: bool = False
    """Whether the same pages are asked for again and again; otherwise no question is like one before."""
    pause: float = 0.0
    """Seconds between two questions of a connection."""


class Answered(Struct):
    p50_ms: float
    p99_ms: float
    per_second: float
    count: int


async def put_on(load: Load) -> Answered:
    began = time.perf_counter()
    readers = [_Reader(load, number, began) for number in range(load.connections)]
    await asyncio.gather(*(reader.read() for reader in readers))
    seconds = time.perf_counter() - began
    took = [one for reader in readers for one in reader.took]
    quantiles = statistics.quantiles(took, n=100)
    return Answered(quantiles[49] * 1_000, quantiles[98] * 1_000, len(took) / seconds, len(took))


class _Reader:
    """One connection. What it asks for is a different page each time."""

    def __init__(self, load: Load, number: int, began: float) -> None:
        self.took: list[float] = []
        self._load = load
        self._number = number
        self._ends = began + load.seconds
        self._sent = 0.0

    async def read(self) -> None:
        await fetch(self._load.url, self._requests(), 1, self._take, pause=self._load.pause)

    def _requests(self) -> Iterator[bytes]:
        pages, place = self._load.pages, self._number * 7_919
        while time.perf_counter() < self._ends or len(self.took) < 2:  # a distribution needs two
            place += 31
            self._sent = time.perf_counter()
            page = pages[place % len(pages)]
            yield f"GET {page} HTTP/1.1\r\nHost: localhost\r\n{self._headers()}\r\n".encode()

    def _headers(self) -> str:
        # Answers are remembered by language: a question in a new one has to be worked out.
        language = "" if self._load.remembered else f"Accept-Language: x-{self._number}-{len(self.took)}\r\n"
        return f"Authorization: Bearer {TOKEN}\r\n{language}"

    def _take(self, _: bytes) -> None:
        self.took.append(time.perf_counter() - self._sent)


def in_its_own_process(load: Load) -> Answered:
    return start(load)()


def start(load: Load) -> Callable[[], Answered]:
    """Begin; what is returned waits for the end."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.load"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(msgspec.json.encode(load))
    process.stdin.close()

    def ended() -> Answered:
        assert process.stdout is not None
        told = process.stdout.read()
        if process.wait():
            raise SystemExit("the readers failed")
        return msgspec.json.decode(told, type=Answered)

    return ended


if __name__ == "__main__":
    print(msgspec.json.encode(uvloop.run(put_on(msgspec.json.decode(sys.stdin.buffer.read(), type=Load)))).decode())
