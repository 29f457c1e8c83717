"""`./run bench streams`: what readers of lists wait for while many others follow events."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import uvloop

from benchmarks import load
from benchmarks.load import Answered, Load
from benchmarks.reading import middle, pages_of, serving
from benchmarks.school import School
from tests.served import TOKEN, Api

READERS = 4
PACE_SECONDS = 0.02
HAPPENS_SECONDS = 0.5
"""Between two things that happen while it is measured, without streams too: each forgets the remembered answers."""


def bench(engines: Sequence[str], school: School, streams: int, seconds: float, rounds: int) -> None:
    """Four readers of `students` at a pace while twice a second something happens, of which every stream is told."""
    print(f"{school.people} people; four readers, each with a question every {PACE_SECONDS * 1_000:g} ms\n")
    print(f"| database | without streams p50 / p99 ms | with {streams} streams | p99 ratio |")
    print("|---|---|---|---|")
    for engine in engines:
        alone: list[Answered] = []
        beside: list[Answered] = []
        with serving("canvas", engine, school, LMSYNC_WAITS_PER_TOKEN="0") as api:
            readers = Load(api.url, pages_of(api, "students"), READERS, seconds, pause=PACE_SECONDS)
            for _ in range(rounds):
                alone.append(_while_things_happen(api, readers))
                with _followed(api, streams):
                    beside.append(_while_things_happen(api, readers))
        without, with_them = middle(alone), middle(beside)
        print(
            f"| {engine} | {without.p50_ms:.2f} / {without.p99_ms:.2f} | {with_them.p50_ms:.2f} / {with_them.p99_ms:.2f} "
            f"| {with_them.p99_ms / without.p99_ms:.2f} |",
            flush=True,
        )


def _while_things_happen(api: Api, readers: Load) -> Answered:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.streams", "happen", api.url]
    with subprocess.Popen(command) as happening:
        try:
            return load.in_its_own_process(readers)
        finally:
            happening.terminate()


@contextmanager
def _followed(api: Api, streams: int) -> Iterator[None]:
    """By so many readers, of another process. All of them have begun, and each is told what happens."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.streams", "follow", api.url, str(streams)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as following:
        try:
            assert following.stdout is not None
            if following.stdout.readline() != b"all follow\n":
                raise SystemExit("the streams did not begin")
            yield
            if following.poll() is not None:
                raise SystemExit("a stream was lost")
        finally:
            following.terminate()


async def _follow(url: str, streams: int) -> None:
    begun: asyncio.Queue[None] = asyncio.Queue()
    followers = [asyncio.create_task(_read(url, begun)) for _ in range(streams)]
    for _ in range(streams):
        await begun.get()
    print("all follow", flush=True)
    await asyncio.wait(followers, return_when=asyncio.FIRST_COMPLETED)


async def _read(url: str, begun: "asyncio.Queue[None]") -> None:
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(
        f"GET /api/v1/crm/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()
    )
    if b" 200 " in await reader.readuntil(b"\r\n\r\n"):
        await reader.readuntil(b"retry")
        begun.put_nowait(None)
        while await reader.read(1 << 16):
            pass


async def _happen(url: str) -> None:
    """Automatic synchronisation stays off, which it is already: an event, and nothing that reads an LMS."""
    api = Api(url)
    while True:
        await asyncio.to_thread(api.ask, "POST", "/api/v1/crm/sync/stop")
        await asyncio.sleep(HAPPENS_SECONDS)


if __name__ == "__main__":
    if sys.argv[1] == "follow":
        uvloop.run(_follow(sys.argv[2], int(sys.argv[3])))
    else:
        uvloop.run(_happen(sys.argv[2]))
