"""The database: short transactions over statements that are written once, in SQLAlchemy Core.

A statement is compiled once and run by the driver itself; SQLAlchemy's own execution would cost several times
the processor time on every page of a run. Everything here is synchronous: coroutines that must not wait ask through
`AsyncDatabase`. Only this package knows which database it is.
"""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, Dialect, Executable, Integer, Table, bindparam, column, table, update
from sqlalchemy.sql.elements import BindParameter

from lmsync.errors import DatabaseUnavailable, Words

T = TypeVar("T")

UNKNOWN_DATABASE = Words(
    en="Write the address of the database like sqlite:////var/lib/lmsync/lmsync.db or "
    "postgresql://lmsync:password@localhost/lmsync",
    ru="Запишите адрес базы данных так: sqlite:////var/lib/lmsync/lmsync.db или "
    "postgresql://lmsync:password@localhost/lmsync",
)


class Waits(Struct, frozen=True):
    """How long this process waits for its database before it says that it cannot be used."""

    silence_seconds: float
    """PostgreSQL. When the server has been silent for so long, it is asked on another connection whether it is still
    working on the statement. A statement that the server works on may take any time."""
    answer_seconds: float
    """PostgreSQL. If this other question is not answered within so long, or a connection not made, the server hangs."""
    lock_seconds: float | None = None
    """For a lock that another process holds. `None`: as long as the database waits by itself."""
    statement_seconds: float | None = None
    """PostgreSQL. Most that a statement of a reader may take, so that a reader who went away costs no more."""
    idle_seconds: float | None = None
    """PostgreSQL. The server ends a transaction in which nothing is asked for so long: its process sleeps, or the way to
    it is cut, and it may hold the lock that every writer needs."""


PATIENT = Waits(silence_seconds=1, answer_seconds=10)
"""Of migrating and moving, whose transactions may be long and idle."""
WORKING = Waits(silence_seconds=1, answer_seconds=4, idle_seconds=20)
"""Of runs and the schedule. What they ask one after another when they have to end must fit into the time that
`lmsync serve` gives them, also when nothing of it is answered."""
SERVING = Waits(silence_seconds=0.3, answer_seconds=0.8, lock_seconds=1.2, statement_seconds=30, idle_seconds=10)
"""Of a server with callers who wait: they are answered within two seconds, whatever the database does."""


class _Compiled:
    """A statement as text, with the values that are part of it and the places of its booleans."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        # SQLAlchemy asks PostgreSQL for the number of every new row; only `Tx.insert` wants it.
        self.text = str(compiled).partition(" RETURNING ")[0]
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


@lru_cache(maxsize=2048)
def compiled_for(statement: Executable, dialect: Dialect) -> _Compiled:
    return _Compiled(statement, dialect)


_CONNECTION = table("connection", column("id", Integer), column("generation", BigInteger))
_RAISE_GENERATION = (
    update(_CONNECTION).where(_CONNECTION.c.id == bindparam("number")).values(generation=_CONNECTION.c.generation + 1)
)


class Tx(ABC):
    """One transaction. Lists bound to `one_of` are passed as they are."""

    dialect: ClassVar[Dialect]

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._moved: set[int] = set()

    def moved(self, connection_id: int) -> None:
        """Something that answers show about this connection has changed. Noted by every function that writes such rows;
        the commit then raises the generation of the connection, so that no remembered answer outlives the change."""
        self._moved.add(connection_id)

    def raise_generations(self) -> None:
        """Called by the database, once, as the last thing before COMMIT."""
        for number in sorted(self._moved):
            self.run(_RAISE_GENERATION, number=number)

    @abstractmethod
    def _bound(self, value: Any) -> Any:
        """A value as the driver takes it."""

    @abstractmethod
    def _many(self, text: str, rows: Iterable[Mapping[str, Any]]) -> None: ...

    def _params(self, compiled: _Compiled, params: Mapping[str, Any]) -> dict[str, Any]:
        return {**compiled.fixed, **{name: self._bound(value) for name, value in params.items()}}

    def _execute(self, statement: Executable, params: Mapping[str, Any]) -> tuple[Any, _Compiled]:
        compiled = compiled_for(statement, self.dialect)
        return self._connection.execute(compiled.text, self._params(compiled, params)), compiled

    def rows(self, statement: Executable, **params: Any) -> list[tuple[Any, ...]]:
        cursor, _ = self._execute(statement, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def dicts(self, statement: Executable, **params: Any) -> list[dict[str, Any]]:
        """Rows by the names of their columns."""
        cursor, _ = self._execute(statement, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, statement: Executable, **params: Any) -> tuple[Any, ...] | None:
        found = self.rows(statement, **params)
        return found[0] if found else None

    def each(self, statement: Executable, **params: Any) -> Iterator[Any]:
        """The first value of every row, one by one, for lists that are too long to hold."""
        cursor, _ = self._execute(statement, params)
        for row in cursor:
            yield row[0]

    def value(self, statement: Executable, **params: Any) -> Any:
        row = self.one(statement, **params)
        return row[0] if row else None

    def run(self, statement: Executable, **params: Any) -> int:
        """How many rows were touched."""
        cursor, _ = self._execute(statement, params)
        return int(cursor.rowcount)

    @abstractmethod
    def insert(self, statement: Executable, **params: Any) -> int:
        """The number that the database gave to the new row, which is its `id`."""

    @abstractmethod
    def insert_many(self, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Many new rows the fastest way that the database has; `columns` names the values of each row."""

    @abstractmethod
    def new_numbers(self, table: Table, count: int) -> Sequence[int]:
        """Numbers for so many new rows, which this transaction has to insert with them."""

    @abstractmethod
    def last_number(self, table: Table) -> int:
        """The last number that the database gave to a row of this table, also if that row is gone; 0 for none."""

    @abstractmethod
    def continue_numbers(self, table: Table, last: int) -> None:
        """New rows of this table get numbers after `last`."""

    def run_many(self, statement: Executable, rows: Iterable[Mapping[str, Any]]) -> None:
        """The same statement for many rows; each row names every parameter."""
        compiled = compiled_for(statement, self.dialect)
        fixed = compiled.fixed
        self._many(compiled.text, ({**fixed, **row} if fixed else row for row in rows))


class Database(ABC):
    """An open database, for any number of threads of this process.

    Transactions raise `DatabaseUnavailable` when the database is gone for now; what was done in them is then undone.
    Only where the answer to the last word, COMMIT, was lost may all of it be there.
    """

    remote: ClassVar[bool]
    """Whether it is a server of its own, which may not answer: no event loop may wait for it."""

    def __init__(self, waits: Waits) -> None:
        self.waits = waits
        self._local = threading.local()
        self._open: dict[threading.Thread, Any] = {}
        self._lock = threading.Lock()
        self._writer = threading.Lock()

    @abstractmethod
    def _connect(self) -> Any: ...

    @abstractmethod
    def read(self) -> AbstractContextManager[Tx]:
        """One consistent view. Readers never wait for a writer."""

    @abstractmethod
    def look(self, work: Callable[[Tx], T]) -> T:
        """The result of a few small questions outside of a transaction: each sees what is committed by then. If the
        connection was lost since it was used last, they are asked once more."""

    @abstractmethod
    def write(self, lock_seconds: float | None = None) -> AbstractContextManager[Tx]:
        """All or nothing, one writer at a time. `lock_seconds`: how long to wait for other writers of any process, if
        not as long as the database waits by itself."""

    @contextmanager
    def _turn(self, lock_seconds: float | None) -> Iterator[float | None]:
        """This process's writers, one after another. What is left of the time to wait for those of other processes."""
        asked_at = time.monotonic()
        if not self._writer.acquire(timeout=-1 if lock_seconds is None else max(lock_seconds, 0)):
            raise DatabaseUnavailable("another writer is at work")
        try:
            yield None if lock_seconds is None else max(lock_seconds - (time.monotonic() - asked_at), 0)
        finally:
            self._writer.release()

    @abstractmethod
    def data_version(self) -> int:
        """Differs from its last value in this thread when somebody else has committed."""

    @abstractmethod
    def clean(self, rewritten: Collection[str], others: Collection[str]) -> bool:
        """Leave nothing of deleted rows in the files of the database: tables in `rewritten` held what must not be found
        there any more, rows of `others` only belonged to it. `False` if others use the database so that it cannot be done
        now. It takes as long as writing the database anew."""

    def _connection(self) -> Any:
        """This thread's own; kept open until the thread lets go of it, or ends."""
        connection = getattr(self._local, "connection", None)
        if connection is None or getattr(connection, "closed", False):
            connection = self._own(self._connect())
        return connection

    def _own(self, connection: Any) -> Any:
        self._local.connection = connection
        with self._lock:
            for ended in [thread for thread in self._open if not thread.is_alive()]:
                self._open.pop(ended).close()
            self._open[threading.current_thread()] = connection
        return connection

    def let_go(self) -> None:
        """Close this thread's connection: it does not need the database any more."""
        with self._lock:
            connection = self._open.pop(threading.current_thread(), None)
        if connection is not None:
            connection.close()
        self._local.connection = None

    @contextmanager
    def _transaction(self, kind_of_tx: Callable[[Any], Tx], begin: str) -> Iterator[Tx]:
        with self._as_unavailable():
            connection = self._begin(begin)
            try:
                tx = kind_of_tx(connection)
                yield tx
                tx.raise_generations()
            except BaseException:
                self._roll_back(connection)
                raise
            connection.execute("COMMIT")

    def _begin(self, begin: str) -> Any:
        connection = self._connection()
        connection.execute(begin)
        return connection

    def _roll_back(self, connection: Any) -> None:
        connection.execute("ROLLBACK")

    @abstractmethod
    def _as_unavailable(self) -> AbstractContextManager[None]:
        """Raises `DatabaseUnavailable` in place of the driver's errors that pass by themselves."""

    def close(self) -> None:
        """Waits for the thread that writes: a driver may crash when its connection is closed under it."""
        with self._writer, self._lock:
            for connection in self._open.values():
                connection.close()
            self._open.clear()
        self._local = threading.local()
