"""PostgreSQL, of a plain installation: no extension is needed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import structlog
from sqlalchemy import Executable, Table
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from lmsync.errors import DatabaseUnavailable, InvalidInput, Words
from lmsync.store.database import Database, Tx, compiled_for

try:
    import psycopg
except ImportError:  # pragma: no cover  installed with lmsync[postgres]
    raise InvalidInput(
        "LMSYNC_DATABASE_URL",
        Words(
            en="For PostgreSQL install lmsync with its driver: pip install lmsync[postgres]",
            ru="Для PostgreSQL установите lmsync с драйвером: pip install lmsync[postgres]",
        ),
    ) from None

log = structlog.get_logger()

WRITER_LOCK = 7_117_001
"""One writer at a time, so that numbers of the change log become visible in their order."""
CONNECT_SECONDS = 10
TOO_LARGE = "54"
"""The class of errors that say that something exceeds a limit of the server: it would do so again."""
ROWS_AT_ONCE = 1_000
"""Of those that one statement is run for: the driver holds them all."""


class PostgresTx(Tx):
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]

    def _bound(self, value: Any) -> Any:
        if isinstance(value, str):
            # A character that PostgreSQL does not keep.
            return value.replace("\x00", "") if "\x00" in value else value
        return [self._bound(one) for one in value] if isinstance(value, list | tuple | set | frozenset) else value

    def _many(self, text: str, rows: Iterable[Mapping[str, Any]]) -> None:
        with self._connection.cursor() as cursor:
            left = iter(rows)
            while some := list(islice(left, ROWS_AT_ONCE)):
                cursor.executemany(text, [{name: self._bound(value) for name, value in row.items()} for row in some])

    def insert_many(self, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        text = f'COPY "{table.name}" ({", ".join(columns)}) FROM STDIN'
        with self._connection.cursor() as cursor, cursor.copy(text) as copy:
            for row in rows:
                # Written out for speed; for the same reason as in `_bound`.
                copy.write_row(
                    [value.replace("\x00", "") if type(value) is str and "\x00" in value else value for value in row]
                )

    def new_numbers(self, table: Table, count: int) -> Sequence[int]:
        (key,) = table.primary_key.columns
        # Taken in one step: whoever inserts holds the lock of the writer.
        last = self._connection.execute(
            "SELECT setval(taken, nextval(taken) + %s) FROM CAST(pg_get_serial_sequence(%s, %s) AS regclass) taken",
            [count - 1, f'"{table.name}"', key.name],
        ).fetchone()[0]
        return range(last + 1 - count, last + 1)

    def last_number(self, table: Table) -> int:
        (key,) = table.primary_key.columns
        highest = self._connection.execute(f'SELECT max({key.name}) FROM "{table.name}"').fetchone()[0] or 0
        given = self._connection.execute(
            "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", [f'"{table.name}"', key.name]
        ).fetchone()[0]
        return max(int(highest), int(given or 0))

    def continue_numbers(self, table: Table, last: int) -> None:
        (key,) = table.primary_key.columns
        if last:
            sequence = "pg_get_serial_sequence(%s, %s)"
            self._connection.execute(f"SELECT setval({sequence}, %s)", [f'"{table.name}"', key.name, last])

    def insert(self, statement: Executable, **params: Any) -> int:
        compiled = compiled_for(statement, self.dialect)
        text = f"{compiled.text} RETURNING id"
        return int(self._connection.execute(text, self._params(compiled, params)).fetchone()[0])


class PostgresDatabase(Database):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        try:
            connection = self._connection()
        except psycopg.Error:
            # Nothing of it is passed on: it may hold the address, with the password.
            raise InvalidInput(
                "LMSYNC_DATABASE_URL",
                Words(
                    en="PostgreSQL cannot be reached with this address. Check host, port, name, user and password.",
                    ru="PostgreSQL по этому адресу недоступен. Проверьте хост, порт, имя базы, пользователя и пароль.",
                ),
            ) from None
        if connection.info.parameter_status("server_encoding") != "UTF8":
            raise InvalidInput(
                "LMSYNC_DATABASE_URL",
                Words(
                    en="This database does not keep every letter. Make it anew: CREATE DATABASE … ENCODING 'UTF8' "
                    "TEMPLATE template0.",
                    ru="Эта база данных хранит не все буквы. Создайте её заново: CREATE DATABASE … ENCODING 'UTF8' "
                    "TEMPLATE template0.",
                ),
            )

    def _connect(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self._url, autocommit=True, connect_timeout=CONNECT_SECONDS)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self._transaction(PostgresTx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        # What was committed while it waited for the lock has to be seen, whatever the server's default is.
        begin = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock({WRITER_LOCK})"
        with self._writer, self._transaction(PostgresTx, begin) as tx:
            yield tx

    def _begin(self, begin: str) -> Any:
        try:
            return super()._begin(begin)
        except psycopg.OperationalError:
            # The server was restarted since this connection was used last. Nothing is lost yet: once more.
            self._connection().close()
            return super()._begin(begin)

    def data_version(self) -> int:
        with self._told_as_unavailable():
            connection = self._begin("BEGIN READ ONLY")
            found = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
            connection.execute("COMMIT")
            return int(found[0])

    @contextmanager
    def _told_as_unavailable(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if isinstance(error, psycopg.Error) and (error.sqlstate or "").startswith(TOO_LARGE):
                raise
            # The next transaction gets a new connection.
            connection = getattr(self._local, "connection", None)
            if connection is not None:
                connection.close()
            cause = type(error).__name__
            log.warning("database unavailable", cause=cause)
            raise DatabaseUnavailable(cause) from None
