"""SQLite, in a file, with a write-ahead log: readers never wait for the writer."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import sqlite

from lmsync.errors import InvalidInput, Words
from lmsync.store.database import UNKNOWN_DATABASE, Database, Tx

BUSY_MILLISECONDS = 60_000
"""How long a writer waits for another's short transaction."""


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
        told = []
        for row in found:
            values = list(row)
            for place in compiled.booleans:
                if values[place] is not None:
                    values[place] = bool(values[place])
            told.append(tuple(values))
        return told

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
        places = ", ".join("?" * len(columns))
        self._connection.executemany(f'INSERT INTO "{table.name}" ({", ".join(columns)}) VALUES ({places})', rows)

    def insert(self, statement: Executable, **params: Any) -> int:
        cursor, _ = self._execute(statement, params)
        return int(cursor.lastrowid or 0)


class SqliteDatabase(Database):
    Failure = sqlite3.Error

    def __init__(self, url: str) -> None:
        super().__init__()
        self._path = sqlite_path(url)
        try:
            self._connection()
        except sqlite3.OperationalError:
            raise InvalidInput(
                "LMSYNC_DATABASE_URL",
                Words(
                    en=f"The database file {self._path} cannot be opened. Check that its folder exists and may be "
                    "written to.",
                    ru=f"Файл базы данных {self._path} не открывается. Проверьте, что папка есть и доступна для записи.",
                ),
            ) from None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "cache_size = -32000",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    @contextmanager
    def read(self) -> Iterator[Tx]:
        connection = self._connection()
        with self._transaction(connection, SqliteTx(connection), "BEGIN") as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        connection = self._connection()
        # Threads of one process take turns here; SQLite's own waiting polls, and is unfair.
        with self._writer, self._transaction(connection, SqliteTx(connection), "BEGIN IMMEDIATE") as tx:
            yield tx

    def data_version(self) -> int:
        return int(self._connection().execute("PRAGMA data_version").fetchone()[0])


def sqlite_path(url: str) -> str:
    if not url.startswith("sqlite:///"):
        raise InvalidInput("LMSYNC_DATABASE_URL", UNKNOWN_DATABASE)
    return str(Path(url.removeprefix("sqlite:///")))
