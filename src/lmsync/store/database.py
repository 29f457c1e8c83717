"""The database: short transactions over statements that are written once, in SQLAlchemy Core.

A statement is compiled once and run by the driver itself; SQLAlchemy's own execution would cost several times
the processor time on every page of a run. Everything here is synchronous: whoever must not wait calls it in a
thread. Only this package knows which database it is.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Executable, bindparam, func, or_, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import BindParameter

from lmsync.errors import InvalidInput, Words

BUSY_MILLISECONDS = 60_000
"""How long a writer waits for another's short transaction."""

_DIALECT = sqlite.dialect(paramstyle="named")


def one_of(column: Any, name: str) -> ColumnElement[bool]:
    """`column` is one of the list bound as `name`: one statement for lists of any length."""
    values = func.json_each(bindparam(name)).table_valued("value")
    condition: ColumnElement[bool] = column.in_(select(values.c.value))
    return condition


def any_of(column: Any, values: Iterable[object]) -> ColumnElement[bool]:
    """`column` is one of a few values that are known when the statement is written."""
    return or_(*(column == value for value in values))


class _Compiled:
    """A statement as text, with what the driver has to be told."""

    def __init__(self, statement: Executable) -> None:
        compiled = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
        self.text = str(compiled)
        if "POSTCOMPILE" in self.text:
            raise AssertionError("a list is bound with one_of, or written out with any_of")
        self.fixed = {
            name: value
            for name, value in compiled.params.items()
            if value is not None or _is_fixed_null(compiled, name)
        }
        columns = getattr(compiled, "_result_columns", None) or []
        self.booleans = tuple(i for i, column in enumerate(columns) if isinstance(column.type, Boolean))


def _is_fixed_null(compiled: Any, name: str) -> bool:
    bind: BindParameter[Any] | None = compiled.binds.get(name)
    return bind is not None and not bind.required and bind.callable is None


@lru_cache(maxsize=1024)
def _compiled(statement: Executable) -> _Compiled:
    return _Compiled(statement)


def _bound(value: Any) -> Any:
    return json.dumps(list(value)) if isinstance(value, list | tuple | set | frozenset) else value


class Tx:
    """One transaction. Lists bound to `one_of` are passed as they are."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _execute(self, statement: Executable, params: Mapping[str, Any]) -> tuple[sqlite3.Cursor, _Compiled]:
        compiled = _compiled(statement)
        bound = {**compiled.fixed, **{name: _bound(value) for name, value in params.items()}}
        return self._connection.execute(compiled.text, bound), compiled

    def rows(self, statement: Executable, **params: Any) -> list[tuple[Any, ...]]:
        cursor, compiled = self._execute(statement, params)
        found = cursor.fetchall()
        if not compiled.booleans:
            return found
        return [
            tuple(bool(value) if i in compiled.booleans and value is not None else value for i, value in enumerate(row))
            for row in found
        ]

    def dicts(self, statement: Executable, **params: Any) -> list[dict[str, Any]]:
        """Rows by the names of their columns."""
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

    def one(self, statement: Executable, **params: Any) -> tuple[Any, ...] | None:
        found = self.rows(statement, **params)
        return found[0] if found else None

    def value(self, statement: Executable, **params: Any) -> Any:
        row = self.one(statement, **params)
        return row[0] if row else None

    def run(self, statement: Executable, **params: Any) -> int:
        """How many rows were touched."""
        cursor, _ = self._execute(statement, params)
        return cursor.rowcount

    def insert(self, statement: Executable, **params: Any) -> int:
        """The number that the database gave to the new row."""
        cursor, _ = self._execute(statement, params)
        return int(cursor.lastrowid or 0)

    def run_many(self, statement: Executable, rows: Iterable[Mapping[str, Any]]) -> None:
        """The same statement for many rows; each row names every parameter."""
        compiled = _compiled(statement)
        fixed = compiled.fixed
        self._connection.executemany(compiled.text, ({**fixed, **row} if fixed else row for row in rows))

    def script(self, text: str) -> None:
        """Statements of the migrations that SQLAlchemy has no words for."""
        self._connection.execute(text)


class Database:
    """An open database, for any number of threads of this process."""

    Failure = sqlite3.Error
    """What is raised when the database itself cannot go on."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._writer = threading.Lock()

    @classmethod
    def open(cls, url: str) -> Self:
        """`sqlite:///path`. Raises `InvalidInput("LMSYNC_DATABASE_URL")`."""
        database = cls(sqlite_path(url))
        try:
            database._connection()
        except sqlite3.OperationalError:
            raise InvalidInput(
                "LMSYNC_DATABASE_URL",
                Words(
                    en=f"The database file {database._path} cannot be opened. Check that its folder exists and may be "
                    "written to.",
                    ru=f"Файл базы данных {database._path} не открывается. Проверьте, что папка есть и доступна для записи.",
                ),
            ) from None
        return database

    def _connection(self) -> sqlite3.Connection:
        """This thread's own; kept open."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
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
            self._local.connection = connection
            with self._lock:
                self._open.append(connection)
        return connection

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """One consistent view. Readers never wait for a writer."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield Tx(connection)
        finally:
            connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """All or nothing, one writer at a time."""
        connection = self._connection()
        # Threads of one process take turns here; SQLite's own waiting polls, and is unfair.
        with self._writer:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Tx(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def data_version(self) -> int:
        """Differs from its last value in this thread when another connection has committed."""
        return int(self._connection().execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()


def sqlite_path(url: str) -> str:
    if not url.startswith("sqlite:///"):
        raise InvalidInput(
            "LMSYNC_DATABASE_URL",
            Words(
                en="Write the address of the database like sqlite:////var/lib/lmsync/lmsync.db",
                ru="Запишите адрес базы данных так: sqlite:////var/lib/lmsync/lmsync.db",
            ),
        )
    return str(Path(url.removeprefix("sqlite:///")))


def in_batches(values: Sequence[Any], size: int = 5_000) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
