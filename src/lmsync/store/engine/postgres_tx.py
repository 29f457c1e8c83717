"""A transaction of PostgreSQL: values as its driver takes them, and many rows the fastest way."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from lmsync.store.engine.database import Tx, compiled_for

ROWS_AT_ONCE = 1_000
"""Of those that one statement is run for: the driver holds them all."""


class PostgresTx(Tx):
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]

    def _bound(self, value: Any) -> Any:
        if isinstance(value, str):
            # PostgreSQL cannot store NUL in text.
            return value.replace("\x00", "") if "\x00" in value else value
        return [self._bound(item) for item in value] if isinstance(value, list | tuple | set | frozenset) else value

    def _many(self, text: str, rows: Iterable[Mapping[str, Any]]) -> None:
        with self._connection.cursor() as cursor:
            left = iter(rows)
            while batch := list(islice(left, ROWS_AT_ONCE)):
                cursor.executemany(text, [{name: self._bound(value) for name, value in row.items()} for row in batch])

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
