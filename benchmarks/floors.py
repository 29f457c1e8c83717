"""The floor under a run: what the same questions cost with nothing to keep safe, in a process of its own.

(a) the questions of a run, known beforehand, asked by a bare HTTP reader; (c) asked, their answers decoded into typed
rows and inserted into empty tables that have a primary key and nothing else. The questions are those that lmsync asked.
"""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, get_type_hints
from urllib.parse import urlsplit

import msgspec
import psycopg
import uvloop
from msgspec import Struct

from benchmarks.measured import Figures, peak_mb
from benchmarks.rows import LISTS, Listed
from benchmarks.stand_in import Asked, Heard, StandIn

ROWS_PER_TRANSACTION = 800


class Floor(Struct):
    lms: str
    url: str
    questions: list[Asked]
    connections: int
    database_url: str | None
    """Where the rows go; without it nothing is decoded."""


async def fetch(
    url: str,
    requests: Iterable[bytes],
    connections: int,
    take: Callable[[bytes], None],
    *,
    pause: float = 0.0,
) -> None:
    """Send every request, over so many connections that are kept; `take` gets each body.

    With one connection they come in the order of the requests. `pause` is how many seconds it rests after an answer.
    """
    left = iter(requests)
    parts = urlsplit(url)

    async def ask() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for request in left:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not head.startswith(b"http/1.1 200"):
                raise SystemExit(f"{request.split()[1].partition(b'?')[0]!r} was answered with {head[:16].decode()}")
            length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            take(await reader.readexactly(length))
            if pause:
                await asyncio.sleep(pause)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(connections)))


async def fetch_answers(floor: Floor, take: Callable[[Asked, bytes], None]) -> None:
    """As `fetch`, with the question beside each body."""
    left = iter(floor.questions)

    async def ask() -> None:
        current: list[Asked] = []

        def requests() -> Iterable[bytes]:
            for question in left:
                current[:] = [question]
                yield question.request.encode()

        await fetch(floor.url, requests(), 1, lambda body: take(current[0], body))

    await asyncio.gather(*(ask() for _ in range(floor.connections)))


# Inserting


class _Tables:
    """Empty tables, one for each list, filled in batches."""

    def __init__(self, lms: str) -> None:
        self.rows = 0
        self._lists = LISTS[lms]
        self._waiting: dict[str, list[tuple[object, ...]]] = {}
        self._decoders = {name: msgspec.json.Decoder(listed.answer) for name, listed in self._lists.items()}
        self._columns = {name: _columns(listed.row) for name, listed in self._lists.items()}
        for name, columns in self._columns.items():
            self.execute(f"DROP TABLE IF EXISTS floor_{name}")
            typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            self.execute(f"CREATE TABLE floor_{name} (place bigint, {typed}, PRIMARY KEY (place))")

    def take(self, question: Asked, body: bytes) -> None:
        if question.batch:
            for name, response in zip(question.lists, _BATCH.decode(body).responses, strict=True):
                self._take(name, response.data)
        else:
            self._take(question.lists[0] if question.lists else "", body)

    def _take(self, name: str, body: bytes | str) -> None:
        if name not in self._lists:
            return
        waiting = self._waiting.setdefault(name, [])
        columns = list(self._columns[name])
        for row in rows_in(self._lists[name], self._decoders[name].decode(body)):
            self.rows += 1
            waiting.append((self.rows, *(_stored(getattr(row, column)) for column in columns)))
        if len(waiting) >= ROWS_PER_TRANSACTION:
            self.flush(name)

    def flush(self, *names: str) -> None:
        for name in names or list(self._waiting):
            self.insert(name, len(self._columns[name]) + 1, self._waiting.pop(name, []))

    def execute(self, text: str) -> None:
        raise NotImplementedError

    def insert(self, name: str, width: int, rows: list[tuple[object, ...]]) -> None:
        raise NotImplementedError


class _Response(Struct):
    data: str


class _Responses(Struct):
    responses: list[_Response]


_BATCH = msgspec.json.Decoder(_Responses)
_TYPES = {int: "bigint", float: "double precision", str: "text", bool: "boolean"}


def _columns(row: type) -> dict[str, str]:
    """Names and types; a person within an enrolment is decoded, and kept elsewhere."""
    found = {}
    for name, hint in get_type_hints(row).items():
        kinds = [kind for kind in getattr(hint, "__args__", (hint,)) if kind in _TYPES]
        if name != "user":
            found[name] = _TYPES[kinds[0]] if kinds and not hasattr(hint, "__origin__") else "text"
    return found


def _stored(value: object) -> object:
    return msgspec.json.encode(value).decode() if isinstance(value, list | Struct) else value


def rows_in(listed: Listed, answer: Any) -> Iterator[Any]:
    rows = answer[listed.inside] if listed.inside else answer
    for row in rows:
        if listed.children:
            yield from getattr(row, listed.children)
        else:
            yield row


class _Sqlite(_Tables):
    def __init__(self, lms: str, url: str) -> None:
        self._connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
            self.execute(f"PRAGMA {pragma}")
        super().__init__(lms)

    def execute(self, text: str) -> None:
        self._connection.execute(text)

    def insert(self, name: str, width: int, rows: list[tuple[object, ...]]) -> None:
        self.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO floor_{name} VALUES ({','.join('?' * width)})", rows)
        self.execute("COMMIT")


class _Postgresql(_Tables):
    def __init__(self, lms: str, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        super().__init__(lms)

    def execute(self, text: str) -> None:
        self._connection.execute(text.encode())

    def insert(self, name: str, width: int, rows: list[tuple[object, ...]]) -> None:
        with self._connection.cursor() as cursor, cursor.copy(f"COPY floor_{name} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)


async def measure(floor: Floor) -> Figures:
    began, used = time.perf_counter(), time.process_time()
    if floor.database_url is None:
        await fetch_answers(floor, lambda question, body: None)
        rows = 0
    else:
        tables = (_Sqlite if floor.database_url.startswith("sqlite") else _Postgresql)(floor.lms, floor.database_url)
        await fetch_answers(floor, tables.take)
        tables.flush()
        rows = tables.rows
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - used
    return Figures(seconds, cpu_seconds, round(peak_mb(), 1), len(floor.questions), rows, rows)


def in_its_own_process(stand_in: StandIn, heard: Heard, database_url: str | None) -> Figures:
    """Floor c with a database, floor a without."""
    work = Floor(stand_in.lms, stand_in.url, heard.questions, heard.connections, database_url)
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.floors"]
    done = subprocess.run(command, input=msgspec.json.encode(work), stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit("the floor failed")
    return msgspec.json.decode(done.stdout, type=Figures)


if __name__ == "__main__":
    floor = msgspec.json.decode(sys.stdin.buffer.read(), type=Floor)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(measure(floor))))
