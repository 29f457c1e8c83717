"""Dumps of released schemas with the data of a small school, as plain SQL: what upgrade tests begin with.

`python -m tests.schema_dumps` writes a dump of the newest schema for both databases under tests/data/schemas/<revision>.
A dump that was committed is kept as it is: later code cannot write an older schema again.
"""

import asyncio
import re
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import update

from lmsync.access.rights import EVERY_RIGHT
from lmsync.simulators.canvas import running_canvas
from lmsync.simulators.moodle import running_moodle
from lmsync.store.engine.database import Database
from lmsync.store.engine.migrate import is_postgresql, migrate, newest_revision
from lmsync.store.engine.opening import open_database
from lmsync.store.engine.sqlite import sqlite_path
from lmsync.store.keeping import connections
from lmsync.store.keeping.api_tokens import add_token
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.mirror import tables as t
from lmsync.store.reading import change_log
from lmsync.sync.decisions import dismiss_held
from lmsync.testing.school import School
from tests.installation import Installation
from tests.postgresql_server import start_postgresql

FOLDER = Path(__file__).parent / "data" / "schemas"
PEOPLE = 20
TOKEN = "lms_of_a_dump"
"""Opens the API of an installation that was made from a dump."""
SHADOWS = re.compile(r"_search_(data|idx|content|docsize|config)$")
"""Tables that SQLite makes for a search index by itself."""


def dump(url: str) -> str:
    return _dump_of_postgresql(url) if is_postgresql(url) else _dump_of_sqlite(sqlite_path(url))


def restore(dumped: str, url: str) -> None:
    """Into a database that is empty."""
    if is_postgresql(url):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(dumped.encode())
        return
    sqlite = sqlite3.connect(sqlite_path(url))
    try:
        sqlite.executescript(dumped)
    finally:
        sqlite.close()


def schema_of(url: str) -> set[str]:
    """Everything that a schema consists of, in a form that does not depend on the order of columns."""
    dumped = dump(url)
    found = set()
    for statement in re.split(r";\n(?=BEGIN|COMMIT|CREATE|INSERT|DELETE|SELECT|ALTER)", dumped):
        plain = " ".join(statement.replace('"', "").split())
        table, opened, columns = plain.partition(" (")
        if plain.startswith("CREATE TABLE"):
            parts = re.split(r", (?![^(]*\))", columns.removesuffix(")"))
            found |= {f"{table}: {part.strip()}" for part in parts}
        elif plain.startswith(("CREATE", "ALTER")):
            found.add(f"{table}{opened}{columns}")
    return found


def _dump_of_sqlite(path: str) -> str:
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        found = [row for row in rows if not SHADOWS.search(row[1]) and row[1] != "sqlite_sequence"]
        indexes = [row for row in found if row[2].startswith("CREATE VIRTUAL TABLE")]
        tables = [row for row in found if row[0] == "table" and row not in indexes]
        parts = ["BEGIN", *(row[2] for row in tables)]
        for name in [row[1] for row in tables] + ["sqlite_sequence"]:
            if name == "sqlite_sequence":
                parts.append("DELETE FROM sqlite_sequence")  # what the rows before have left there
            names = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", [name])]
            quoted = ", ".join(f"quote({column})" for column in names)
            rows = connection.execute(f'SELECT {quoted} FROM "{name}" ORDER BY rowid')
            parts += [f'INSERT INTO "{name}" VALUES ({", ".join(row)})' for row in rows]
        for _, name, statement in indexes:
            parts += [statement, f"INSERT INTO {name}({name}) VALUES ('rebuild')"]
        parts += [row[2] for row in found if row[0] in ("index", "trigger")]
        return ";\n".join([*parts, "COMMIT"]) + ";\n"
    finally:
        connection.close()


# Not pg_dump: it refuses a server that is newer than itself.
_PG_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
)
_PG_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
           pg_get_serial_sequence(quote_ident(c.relname), a.attname),
           CASE WHEN a.attcollation <> y.typcollation THEN l.collname END
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type y ON y.oid = a.atttypid
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE c.relname = %s AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum"""
_PG_CONSTRAINTS = """
    SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'c', 'f')
    ORDER BY k.contype = 'f', c.relname, k.conname"""
_PG_INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid)
    ORDER BY c.relname"""
_PG_FUNCTIONS = (
    "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname"
)
_SERIAL = {"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}


def _dump_of_postgresql(url: str) -> str:
    with psycopg.connect(url) as connection:

        def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            return connection.execute(statement.encode(), values or None).fetchall()

        makes, fills = [], []
        for (table,) in rows(_PG_TABLES):
            columns = rows(_PG_COLUMNS, table)
            makes.append(
                f'CREATE TABLE "{table}" (\n    ' + ",\n    ".join(_column(*column) for column in columns) + "\n)"
            )
            fills += _inserts(connection, table, [column[0] for column in columns])
            for name, _, _, _, sequence, _ in columns:
                if sequence:
                    last = rows(f"SELECT last_value, is_called FROM {sequence}")[0]
                    place = f"pg_get_serial_sequence('\"{table}\"', '{name}')"
                    fills.append(f"SELECT setval({place}, {last[0]}, {'true' if last[1] else 'false'})")
        ends = [f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {says}' for table, name, says in rows(_PG_CONSTRAINTS)]
        functions = [row[0].strip() for row in rows(_PG_FUNCTIONS)]
        indexes = [row[0] for row in rows(_PG_INDEXES)]
        return ";\n".join(["BEGIN", *makes, *fills, *ends, *functions, *indexes, "COMMIT"]) + ";\n"


def _column(
    name: str, kind: str, filled: bool, default: str | None, sequence: str | None, collation: str | None
) -> str:
    parts = [f'"{name}"', _SERIAL[kind] if sequence else kind]
    if collation:
        parts.append(f'COLLATE "{collation}"')
    if default and not sequence:
        parts.append(f"DEFAULT {default}")
    if filled:
        parts.append("NOT NULL")
    return " ".join(parts)


def _inserts(connection: "psycopg.Connection[Any]", table: str, columns: Sequence[str]) -> list[str]:
    keys = ", ".join(columns[:4])
    selected = connection.execute(f'SELECT * FROM "{table}" ORDER BY {keys}'.encode())
    into = f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES '
    return [into + "(" + ", ".join(sql.Literal(value).as_string(connection) for value in row) + ")" for row in selected]


# What is in a dump


async def fill(database: Database, folder: Path) -> dict[str, str]:
    """A Moodle and a Canvas that were read, removals that wait and that were decided, a school that was forgotten.

    Returns the addresses of the simulators with the addresses that stand for them.
    """
    installation = Installation(database, folder)
    async with (
        running_moodle(School.seeded(PEOPLE)) as moodle,
        running_canvas(School.seeded(PEOPLE)) as canvas,
        running_moodle(School.seeded(PEOPLE)) as old,
    ):
        with database.write() as tx:
            change_log.found_dataset(tx)
            add_token(tx, "first token", TOKEN, EVERY_RIGHT)
        school = installation.connect(moodle, name="School")
        college = installation.connect(canvas, name="College")
        forgotten = installation.connect(old, name="Old school")
        for connection in (school, college, forgotten):
            assert (await installation.run(connection)).state == "complete"
        for person in list(moodle.school.students())[: PEOPLE // 2]:
            moodle.school.leave(person)
        await installation.run(school)
        first, *_ = installation.held()
        with database.write() as tx:
            dismiss_held(tx, first.id, by=LMSYNC)
        for person in list(canvas.school.students())[: PEOPLE // 2]:
            canvas.school.leave(person)
        canvas.school.join("Вера", "Новосёлова")
        await installation.run(college)
        assert installation.held()
        with database.write() as tx:
            connections.forget_connection(tx, forgotten, with_data=False)
            # Nobody who starts an installation from a dump asks an address of the internet.
            tx.run(update(t.connection).values(sealed_token=b"", auto_sync=False, next_run_at=None))
        return {
            moodle.url: "https://moodle.school.example",
            canvas.url: "https://canvas.college.example",
            old.url: "https://moodle.old.example",
        }


def write_dump(url: str, file: Path) -> None:
    migrate(url)
    database = open_database(url)
    try:
        with tempfile.TemporaryDirectory() as folder:
            addresses = asyncio.run(fill(database, Path(folder)))
    finally:
        database.close()
    text = dump(url)
    for address, stands_for in addresses.items():
        text = text.replace(address, stands_for)
    file.write_text(text)


def main() -> None:
    folder = FOLDER / newest_revision()
    folder.mkdir(parents=True)  # raises for a dump that is there already
    with tempfile.TemporaryDirectory() as temporary:
        write_dump(f"sqlite:///{temporary}/lmsync.db", folder / "sqlite.sql")
        server = start_postgresql(Path(temporary) / "postgresql")
        try:
            write_dump(server.get_uri(), folder / "postgresql.sql")
        finally:
            server.cleanup()
    sys.stdout.write(f"{folder}\n")


if __name__ == "__main__":
    main()
