"""SQLite, in a file, with a write-ahead log: readers never wait for the writer."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Executable, Table
from sqlalchemy.dialects import sqlite

from lmsync.errors import DatabaseUnavailable, InvalidInput, Words
from lmsync.store.engine.database import UNKNOWN_DATABASE, Database, Tx, Waits
from lmsync.store.engine.private_files import create_private, may_be_ours

T = TypeVar("T")

log = structlog.get_logger()

BUSY_MILLISECONDS = 60_000
"""How long a writer waits for another's short transaction."""
READER_LOCK_SECONDS = 0.02
"""Of a process that must not wait. Readers wait for nobody but a process that puts a broken database in order."""
CLEANING_SECONDS = 10
"""How long cleaning waits for others."""
PASSING = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
)
"""Errors that say nothing about the statement: taken, full, or out of reach."""


ROWS_PER_STATEMENT = 50
"""Of new rows. The search index writes out what it has gathered whenever a statement ends: row by row that costs more
than all the rest."""


class SqliteTx(Tx):
    dialect = sqlite.dialect(paramstyle="named")

    def _bound(self, value: Any) -> Any:
        return json.dumps(list(value)) if isinstance(value, list | tuple | set | frozenset) else value

    def _many(self, text: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self._connection.executemany(text, rows)

    def rows(self, statement: Executable, **params: Any) -> list[tuple[Any, ...]]:
        cursor, compiled = self._execute(statement, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        if not compiled.booleans:
            return found
        # SQLite knows no booleans.
        converted = []
        for row in found:
            values = list(row)
            for place in compiled.booleans:
                if values[place] is not None:
                    values[place] = bool(values[place])
            converted.append(tuple(values))
        return converted

    def dicts(self, statement: Executable, **params: Any) -> list[dict[str, Any]]:
        cursor, compiled = self._execute(statement, params)
        names = [column[0] for column in cursor.description]
        booleans = {names[i] for i in compiled.booleans}
        return [
            {
                name: bool(value) if name in booleans and value is not None else value
                for name, value in zip(names, row, strict=True)
            }
            for row in cursor
        ]

    def insert_many(self, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        into = f'INSERT INTO "{table.name}" ({", ".join(columns)}) VALUES '
        places = f"({', '.join('?' * len(columns))})"
        for start in range(0, len(rows), ROWS_PER_STATEMENT):
            batch = rows[start : start + ROWS_PER_STATEMENT]
            self._connection.execute(into + ", ".join([places] * len(batch)), list(chain.from_iterable(batch)))

    def new_numbers(self, table: Table, count: int) -> Sequence[int]:
        last = self.last_number(table)
        return range(last + 1, last + 1 + count)

    def last_number(self, table: Table) -> int:
        (key,) = table.primary_key.columns
        highest = self._connection.execute(f'SELECT max({key.name}) FROM "{table.name}"').fetchone()[0] or 0
        given = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]).fetchone()
        return max(int(highest), int(given[0]) if given else 0)

    def continue_numbers(self, table: Table, last: int) -> None:
        # SQLite goes on from here by itself only with AUTOINCREMENT; `new_numbers` does for every table.
        if last:
            self._connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table.name])
            self._connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table.name, last])

    def insert(self, statement: Executable, **params: Any) -> int:
        cursor, _ = self._execute(statement, params)
        return int(cursor.lastrowid or 0)


class SqliteDatabase(Database):
    remote = False

    def __init__(self, url: str, waits: Waits) -> None:
        super().__init__(waits)
        self._path = sqlite_path(url)
        if not may_be_ours(Path(self._path)):
            raise out_of_reach(self._path)
        try:
            # SQLite gives its -wal and -shm the rights of the database.
            create_private(Path(self._path))
            self._connection()
        except (sqlite3.DatabaseError, OSError):  # also a file that is not a database
            raise out_of_reach(self._path) from None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        lock_seconds = self.waits.lock_seconds
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}" if lock_seconds is None else _busy_timeout(lock_seconds),
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "cache_size = -16000",
            "temp_store = MEMORY",
            # What was deleted is overwritten, and not only marked as free.
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if lock_seconds is not None:
            connection.execute(f"PRAGMA {_busy_timeout(READER_LOCK_SECONDS)}")
        return connection

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self._transaction(SqliteTx, "BEGIN") as tx:
            yield tx

    def look(self, work: Callable[[Tx], T]) -> T:
        with self._as_unavailable():
            return work(SqliteTx(self._connection()))

    @contextmanager
    def write(self, lock_seconds: float | None = None) -> Iterator[Tx]:
        # Threads of one process take turns here; SQLite's own waiting polls, and is unfair.
        with self._turn(lock_seconds) as left:
            if left is not None:
                with self._as_unavailable():
                    self._connection().execute(f"PRAGMA {_busy_timeout(left)}")
            with self._transaction(SqliteTx, "BEGIN IMMEDIATE") as tx:
                yield tx

    def clean(self, rewritten: Collection[str], others: Collection[str]) -> bool:
        with self._turn(None):
            connection = self._connection()
            try:
                connection.execute(f"PRAGMA {_busy_timeout(CLEANING_SECONDS)}")
                indexed = {
                    row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%fts5%'")
                }
                for index in sorted(indexed & {f"{table}_search" for table in rewritten}):
                    # A search index marks what it forgets, and drops it much later.
                    connection.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
                connection.execute("VACUUM")
                # Until it is emptied, the write-ahead log holds pages as they were.
                return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
            except sqlite3.OperationalError as error:
                log.warning("the database could not be cleaned", cause=error.sqlite_errorname)
                return False
            finally:
                lock_seconds = self.waits.lock_seconds
                connection.execute(
                    f"PRAGMA {_busy_timeout(BUSY_MILLISECONDS / 1000 if lock_seconds is None else READER_LOCK_SECONDS)}"
                )

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        # A full disk has undone it already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")

    def data_version(self) -> int:
        with self._as_unavailable():
            return int(self._connection().execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def _as_unavailable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in PASSING:
                raise
            log.warning("database unavailable", cause=error.sqlite_errorname)
            raise DatabaseUnavailable(error.sqlite_errorname) from None


def _busy_timeout(seconds: float) -> str:
    return f"busy_timeout = {round(seconds * 1_000)}"


def out_of_reach(path: str) -> InvalidInput:
    return InvalidInput(
        "LMSYNC_DATABASE_URL",
        Words(
            en=f"The database file {path} cannot be opened. Check that it is a database, that its folder exists and that "
            "it may be written to.",
            ru=f"Файл базы данных {path} не открывается. Проверьте, что это база данных, что папка есть и что запись "
            "разрешена.",
        ),
    )


def sqlite_path(url: str) -> str:
    if not url.startswith("sqlite:///"):
        raise InvalidInput("LMSYNC_DATABASE_URL", UNKNOWN_DATABASE)
    return str(Path(url.removeprefix("sqlite:///")))
