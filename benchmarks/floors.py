"""The floor under a synchronisation: what it costs to do the same with nothing to keep safe.

(a) every page fetched by a bare HTTP reader that knows all addresses beforehand; (c) fetched, decoded into typed rows
and inserted into empty tables that have a primary key and nothing else.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from operator import attrgetter
from urllib.parse import urlsplit

import msgspec
import psycopg

from benchmarks.neutral import BY_NAME
from benchmarks.school import School

Take = Callable[[str, bytes], None]
ROWS_PER_TRANSACTION = 800


async def fetch(
    url: str,
    addresses: Iterable[str],
    connections: int,
    take: Take,
    *,
    headers: Callable[[], str] = str,
    pause: float = 0.0,
) -> None:
    """Ask for every address, over so many connections that are kept; `take` gets each address and body.

    `headers` are lines of the next question, `pause` is how many seconds a connection rests after an answer.
    """
    left = iter(addresses)
    parts = urlsplit(url)

    async def one() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for address in left:
            writer.write(f"GET {address} HTTP/1.1\r\nHost: school.test\r\n{headers()}\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not head.startswith(b"http/1.1 200"):
                raise SystemExit(f"{address.partition('?')[0]} was answered with {head[:16].decode()}")
            length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            take(address, await reader.readexactly(length))
            if pause:
                await asyncio.sleep(pause)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))


async def floor_a(url: str, school: School, connections: int) -> int:
    """How many pages there were."""
    pages = list(school.addresses())
    await fetch(url, pages, connections, lambda *_: None)
    return len(pages)


class _Tables:
    """Empty tables, one for each list, filled in batches."""

    def __init__(self) -> None:
        self.rows = 0
        self._waiting: dict[str, list[tuple[object, ...]]] = {}
        self._values = {
            name: attrgetter(*one.rows.__args__[0].__struct_fields__)  # type: ignore[attr-defined]
            for name, one in BY_NAME.items()
        }
        self._columns = {
            name: one.rows.__args__[0].__struct_fields__  # type: ignore[attr-defined]
            for name, one in BY_NAME.items()
        }
        for name, columns in self._columns.items():
            self.execute(f"DROP TABLE IF EXISTS floor_{name}")
            typed = ", ".join(f"{column} {self.type_of(name, column)}" for column in columns)
            self.execute(f"CREATE TABLE floor_{name} ({typed}, PRIMARY KEY (id))")

    def type_of(self, name: str, column: str) -> str:
        told = BY_NAME[name].rows.__args__[0].__annotations__[column]  # type: ignore[attr-defined]
        return {int: "bigint", float: "double precision", str: "text"}[told]

    def take(self, address: str, body: bytes) -> None:
        name = address.partition("?")[0].rpartition("/")[2]
        waiting = self._waiting.setdefault(name, [])
        waiting += map(self._values[name], msgspec.json.decode(body, type=BY_NAME[name].rows))
        if len(waiting) >= ROWS_PER_TRANSACTION:
            self.flush(name)

    def flush(self, *names: str) -> None:
        for name in names or list(self._waiting):
            rows = self._waiting.pop(name, [])
            self.rows += len(rows)
            self.insert(name, self._columns[name], rows)

    def execute(self, text: str) -> None:
        raise NotImplementedError

    def insert(self, name: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        raise NotImplementedError


class _Sqlite(_Tables):
    def __init__(self, url: str) -> None:
        self._connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL"):
            self.execute(f"PRAGMA {pragma}")
        super().__init__()

    def execute(self, text: str) -> None:
        self._connection.execute(text)

    def insert(self, name: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        self.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO floor_{name} VALUES ({','.join('?' * len(columns))})", rows)
        self.execute("COMMIT")


class _Postgresql(_Tables):
    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        super().__init__()

    def execute(self, text: str) -> None:
        self._connection.execute(text.encode())

    def insert(self, name: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        with self._connection.cursor() as cursor, cursor.copy(f"COPY floor_{name} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)


async def floor_c(url: str, school: School, connections: int, database_url: str) -> int:
    """How many rows were inserted."""
    tables = (_Sqlite if database_url.startswith("sqlite") else _Postgresql)(database_url)
    await fetch(url, list(school.addresses()), connections, tables.take)
    tables.flush()
    return tables.rows
