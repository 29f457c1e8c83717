"""Moving an installation from one database to another: all of it or nothing, and compared before it counts as moved.

Rows keep their numbers, so cursors, public ids and places in the change log stay what they are. The source is only
read. Everything is written in one transaction, which is committed only if both sides hold the same.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Table, bindparam, func, select, tuple_

from lmsync.errors import InvalidInput, LmsyncError, Words
from lmsync.store.engine.database import Tx
from lmsync.store.engine.migrate import migrate, schema_is_current
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping.sync_runs import schedule_is_alive
from lmsync.store.mirror import tables as t

BATCH_ROWS = 2_000
NUMBERED = tuple(
    table
    for table in t.metadata.sorted_tables
    if [column.type.python_type for column in table.primary_key.columns] == [int]
)
"""Tables whose rows get their numbers from the database."""


class Moved(Struct, frozen=True):
    """How many rows each table had, on both sides."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


class NotTheSame(LmsyncError):
    """A table differs from its copy; nothing was moved."""

    def __init__(self, table: str) -> None:
        super().__init__(f"the table {table} is not the same after it was copied; nothing was moved")
        self.table = table


def move(source_url: str, target_url: str) -> Moved:
    """Raises `InvalidInput("--from")` or `("--to")` for databases that cannot be used so, `NotTheSame`."""
    if source_url == target_url:
        raise InvalidInput("--to", SAME_DATABASE)
    with _named("--from"):
        if not schema_is_current(source_url):
            raise InvalidInput("--from", NO_INSTALLATION)
    with _named("--to"):
        migrate(target_url)
    source, target = open_database(source_url), open_database(target_url)
    try:
        with source.read() as old, target.write() as new:
            if schedule_is_alive(old):
                raise InvalidInput("--from", STILL_RUNNING)
            if any(count(new, table) for table in t.metadata.sorted_tables):
                raise InvalidInput("--to", NOT_EMPTY)
            copy(old, new)
            return compared(old, new)
    finally:
        source.close()
        target.close()


@contextmanager
def _named(option: str) -> Iterator[None]:
    """What is wrong with an address is said of the option that it stands in."""
    try:
        yield
    except InvalidInput as trouble:
        words = Words(en=f"{option}: {trouble.words.en}", ru=f"{option}: {trouble.words.ru}")
        raise InvalidInput(option, words) from None


def copy(old: Tx, new: Tx) -> None:
    """Every row of every table, with its numbers, and where numbering goes on."""
    for table in t.metadata.sorted_tables:
        names = [column.name for column in table.columns]
        for rows in batches(old, table):
            new.insert_many(table, names, rows)
    for table in NUMBERED:
        new.continue_numbers(table, old.last_number(table))


def compared(old: Tx, new: Tx) -> Moved:
    """Counts and contents of both sides. Raises `NotTheSame`."""
    rows = {}
    for table in t.metadata.sorted_tables:
        ours, theirs = content(old, table), content(new, table)
        if ours != theirs:
            raise NotTheSame(table.name)
        rows[table.name] = theirs[0]
    return Moved(rows)


def content(tx: Tx, table: Table) -> tuple[int, int]:
    """How many rows, and a digest of them all that does not depend on how a database orders texts."""
    counted = digest = 0
    for rows in batches(tx, table):
        for row in rows:
            # PostgreSQL cannot store NUL in text; it is dropped on the way in.
            values = [value.replace("\x00", "") if isinstance(value, str) else value for value in row]
            digest += int.from_bytes(blake2b(msgspec.msgpack.encode(values), digest_size=16).digest())
        counted += len(rows)
    return counted, digest


def count(tx: Tx, table: Table) -> int:
    return int(tx.value(select(func.count()).select_from(table)))


def batches(tx: Tx, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """All rows, some at a time, along the primary key."""
    keys = list(table.primary_key.columns)
    places = [list(table.columns).index(key) for key in keys]
    first = select(*table.columns).order_by(*keys).limit(bindparam("most"))
    names = [f"after_{key.name}" for key in keys]
    following = first.where(tuple_(*keys) > tuple_(*(bindparam(name) for name in names)))
    rows = tx.rows(first, most=BATCH_ROWS)
    while rows:
        yield rows
        after = _values(rows[-1], places)
        rows = tx.rows(following, most=BATCH_ROWS, **dict(zip(names, after, strict=True)))


def _values(row: Sequence[Any], places: Sequence[int]) -> list[Any]:
    return [row[place] for place in places]


SAME_DATABASE = Words(
    en="Both addresses are the same. Name the new database in --to.",
    ru="Оба адреса одинаковы. Укажите новую базу данных в --to.",
)
NO_INSTALLATION = Words(
    en="The database to move from does not hold an installation of this version of lmsync. Check the address. If an older "
    "version made it, update it first: lmsync migrate",
    ru="Исходная база данных не содержит установки этой версии lmsync. Проверьте адрес. Если её создала более старая "
    "версия, сначала обновите базу: lmsync migrate",
)
STILL_RUNNING = Words(
    en="lmsync still runs on the database to move from, or was stopped less than half a minute ago. Stop it, wait a "
    "little and repeat, so that nothing changes on the way.",
    ru="lmsync ещё работает с исходной базой или остановлен меньше полуминуты назад. Остановите его, немного подождите и "
    "повторите, чтобы в пути ничего не изменилось.",
)
NOT_EMPTY = Words(
    en="The database to move to holds an installation already. Name an empty one: nothing is ever overwritten.",
    ru="В целевой базе уже есть установка lmsync. Укажите пустую базу: ничто никогда не перезаписывается.",
)
