"""PostgreSQL, of a plain installation: no extension is needed.

A server that hangs keeps its connections open and answers nothing, and the driver would wait for ever. Here a silence
ends: the server is asked on another connection whether it is still working on the statement. So a statement may take
as long as it needs, and one that nobody works on does not.
"""

import math
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog

from lmsync.errors import DatabaseUnavailable, InvalidInput, Words
from lmsync.store.engine.database import PATIENT, Database, Tx, Waits
from lmsync.store.engine.postgres_tx import PostgresTx

try:
    import psycopg
    from psycopg.abc import RV, PQGen
    from psycopg.conninfo import conninfo_to_dict
except ImportError:  # pragma: no cover  installed with lmsync[postgres]
    raise InvalidInput(
        "LMSYNC_DATABASE_URL",
        Words(
            en="For PostgreSQL install lmsync with its driver: pip install lmsync[postgres]",
            ru="Для PostgreSQL установите lmsync с драйвером: pip install lmsync[postgres]",
        ),
    ) from None

T = TypeVar("T")

log = structlog.get_logger()

WRITER_LOCK = 7_117_001
"""One writer at a time, so that numbers of the change log become visible in their order."""
TCP = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How this machine finds out that the way to the server is cut, unless the address says otherwise."""
TCP_OF_SERVER = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; "
    "SET tcp_user_timeout = 30000"
)
"""How the server finds out the same: until then it keeps the locks of a connection that is gone."""
NOT_AT_WORK = frozenset({"idle", "idle in transaction", "idle in transaction (aborted)"})
"""States of a session whose server waits for us."""
ENDED_BY_SERVER = ("25P03", "57P05")
"""Errors that say that a connection was idle for too long."""
GONE = ("08", "57P")
"""Classes of errors that say that a connection, or its server, is gone."""
CLEANING_SECONDS = 10
"""How long cleaning waits for others who use a table."""
TRY_AGAIN_SECONDS = 0.5
TOO_LARGE = "54"
"""The class of errors that say that something exceeds a limit of the server: it would do so again."""


class Silent(psycopg.OperationalError):
    """A statement that the server does not work on: the server hangs, or the connection is cut."""


class WatchedConnection(psycopg.Connection[Any]):
    """A connection on which a silence ends."""

    server: "Server | None" = None
    """Asked after every silence whether it still works on our statement; without it, the first silence is the end."""
    silence_seconds = float("inf")
    opened_at = 0.0

    def wait(self, gen: PQGen[RV], *args: Any, **kwargs: Any) -> RV:
        return super().wait(self._watched(gen), *args, **kwargs)

    def _watched(self, steps: PQGen[RV]) -> PQGen[RV]:
        """The driver's own steps. While nothing is ready, it takes one ten times a second."""
        silent_since = None
        idle = 0
        try:
            wanted = next(steps)
            while True:
                ready = yield wanted
                if ready:
                    silent_since, idle = None, 0
                elif silent_since is None:
                    silent_since = time.monotonic()
                elif time.monotonic() - silent_since >= self.silence_seconds:
                    at_work = None if self.server is None else self.server.works_on(self)
                    idle = 0 if at_work else idle + 1
                    # Our question, or its answer, may be on its way just now; after another silence it is lost.
                    if at_work is None or idle > 1:
                        self.close()
                        raise Silent
                    silent_since = time.monotonic()
                wanted = steps.send(ready)
        except StopIteration as end:
            value: RV = end.value
            return value


class Server:
    """The server of one address, as this process sees it: its connections, and whether it hangs."""

    def __init__(self, url: str, waits: Waits) -> None:
        self._url = url
        self._waits = waits
        self.hangs = False
        self.hung_at = float("-inf")
        """When it was last found to hang. Connections from before are not used again: nobody knows where they are."""
        self._trial = threading.Lock()
        self._checking = threading.Lock()
        self._checker: WatchedConnection | None = None

    def connect(self, seconds: float | None = None) -> WatchedConnection:
        """`seconds`: how long that may take, if not as long as `Waits` say."""
        connection = self._connect_within(self._waits.answer_seconds if seconds is None else seconds)
        connection.server, connection.silence_seconds = self, self._waits.silence_seconds
        return connection

    def _connect_within(self, seconds: float) -> WatchedConnection:
        # In a thread that may be left behind: finding the address of a name cannot be interrupted, and the driver
        # counts in whole seconds.
        connected: Future[WatchedConnection] = Future()

        def connect() -> None:
            try:
                connection = self._connect(max(2, math.ceil(seconds)))
            except Exception as error:  # noqa: BLE001  raised where it is waited for
                if connected.set_running_or_notify_cancel():
                    connected.set_exception(error)
                return
            if connected.set_running_or_notify_cancel():
                connected.set_result(connection)
            else:
                connection.close()

        threading.Thread(target=connect, name="connecting", daemon=True).start()
        try:
            return connected.result(seconds)
        except TimeoutError:
            if not connected.cancel():
                return connected.result()  # it came just now
        except (psycopg.errors.ConnectionTimeout, Silent):
            pass
        self._note_hanging()
        raise Silent

    def _connect(self, seconds: int) -> WatchedConnection:
        given = conninfo_to_dict(self._url)
        options: dict[str, Any] = {name: value for name, value in TCP.items() if name not in given}
        limits = {
            "lock_timeout": self._waits.lock_seconds,
            "statement_timeout": self._waits.statement_seconds,
            "idle_in_transaction_session_timeout": self._waits.idle_seconds,
        }
        settings = [f"SET {name} = {round(limit * 1_000)}" for name, limit in limits.items() if limit is not None]
        opened_at = time.monotonic()
        connection = WatchedConnection.connect(self._url, autocommit=True, connect_timeout=seconds, **options)
        connection.opened_at, connection.silence_seconds = opened_at, seconds
        connection.execute("; ".join([TCP_OF_SERVER, *settings]).encode())
        return connection

    def _note_hanging(self) -> None:
        if not self.hangs:
            log.warning("database hangs")
        self.hung_at, self.hangs = time.monotonic(), True

    def heard(self) -> None:
        """Something was answered."""
        if self.hangs:
            log.info("database answers again")
        self.hangs = False

    def works_on(self, connection: WatchedConnection) -> bool | None:
        """Whether it works on a statement of this connection; `None` when it does not answer this question either."""
        asked_at = time.monotonic()
        with self._checking:
            if self.hung_at > asked_at:
                return None  # another thread has asked meanwhile
            try:
                state = self._state_of(connection.info.backend_pid)
            except psycopg.Error:
                self._drop_checker()
                self._note_hanging()
                return None
            self.heard()
            return state is not None and state not in NOT_AT_WORK

    def _state_of(self, pid: int) -> str | None:
        give_up_at = time.monotonic() + self._waits.answer_seconds
        if self._checker is not None:
            try:
                return self._asked_state(self._checker, pid, self._waits.answer_seconds)
            except Silent:
                raise
            except psycopg.Error:
                self._drop_checker()  # of a server that was restarted, or that ended what was idle
        self._checker = self._connect_within(give_up_at - time.monotonic())
        return self._asked_state(self._checker, pid, give_up_at - time.monotonic())

    def _asked_state(self, checker: WatchedConnection, pid: int, seconds: float) -> str | None:
        checker.silence_seconds = seconds
        question = "SELECT coalesce(state, 'unknown') FROM pg_stat_activity WHERE pid = %s"
        row = checker.execute(question, [pid]).fetchone()
        return row and row[0]

    def _drop_checker(self) -> None:
        if self._checker is not None:
            self._checker.close()
            self._checker = None

    @contextmanager
    def trial(self) -> Iterator[None]:
        """While the server hangs, let a single thread try whether it still does, and refuse the others at once; also
        those that have waited for this finding."""
        if not self.hangs:
            yield
            return
        if time.monotonic() - self.hung_at < TRY_AGAIN_SECONDS or not self._trial.acquire(blocking=False):
            raise DatabaseUnavailable("hangs")
        try:
            yield
        finally:
            self._trial.release()

    def close(self) -> None:
        with self._checking:
            self._drop_checker()


class PostgresDatabase(Database):
    remote = True

    def __init__(self, url: str, waits: Waits) -> None:
        super().__init__(waits)
        self._server = Server(url, waits)
        try:
            # The first connection is asked for by a process that starts: nobody waits for an answer yet.
            connection = self._own(self._server.connect(PATIENT.answer_seconds))
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

    def _connect(self) -> WatchedConnection:
        return self._server.connect()

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is not None and connection.opened_at < self._server.hung_at:
            connection.close()
        return super()._connection()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self._transaction(PostgresTx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as tx:
            yield tx

    @contextmanager
    def write(self, lock_seconds: float | None = None) -> Iterator[Tx]:
        # What was committed while it waited for the lock has to be seen, whatever the server's default is.
        begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
        if self.waits.statement_seconds is not None:
            begin += "; SET LOCAL statement_timeout = 0"
        with self._turn(lock_seconds) as left:
            if left is not None:
                begin += f"; SET LOCAL lock_timeout = {max(round(left * 1_000), 1)}"
            with self._transaction(PostgresTx, f"{begin}; SELECT pg_advisory_xact_lock({WRITER_LOCK})") as tx:
                yield tx

    def clean(self, rewritten: Collection[str], others: Collection[str]) -> bool:
        with self._turn(None):
            try:
                with self._as_unavailable():
                    connection = self._server.connect()
                    with connection:
                        connection.execute(
                            f"SET statement_timeout = 0; SET lock_timeout = '{CLEANING_SECONDS}s'".encode()
                        )
                        for table in rewritten:
                            # Analysed too: the statistics of a column hold values of it.
                            connection.execute(f'VACUUM (FULL, ANALYZE) "{table}"'.encode())
                        for table in others:
                            connection.execute(f'VACUUM (ANALYZE) "{table}"'.encode())
                        # Statistics that newer ones replaced are rows too, deleted and not yet written over.
                        connection.execute(b"VACUUM (FULL) pg_catalog.pg_statistic")
            except (DatabaseUnavailable, psycopg.Error) as error:
                log.warning("the database could not be cleaned", cause=type(error).__name__)
                return False
            return True

    def look(self, work: Callable[[Tx], T]) -> T:
        # Without BEGIN and COMMIT, each of which would be a journey to the server and back.
        with self._as_unavailable():
            return self._first(lambda connection: work(PostgresTx(connection)))

    def _begin(self, begin: str) -> Any:
        def begun(connection: Any) -> Any:
            connection.execute(begin)
            return connection

        return self._first(begun)

    def _first(self, ask: Callable[[Any], T]) -> T:
        """What is asked first of a connection that may have died since it was used last."""
        with self._server.trial():
            connection = self._connection()
            try:
                answer = ask(connection)
            except psycopg.OperationalError as error:
                if self._server.hangs or not (error.sqlstate is None or error.sqlstate.startswith(GONE)):
                    raise
                # The server was restarted. Nothing is lost yet: once more.
                connection.close()
                answer = ask(self._connection())
            self._server.heard()
            return answer

    def data_version(self) -> int:
        with self._as_unavailable():
            question = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
            return int(self._first(lambda connection: connection.execute(question).fetchone())[0])

    @contextmanager
    def _as_unavailable(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as error:
            state = error.sqlstate or ""
            if state.startswith(TOO_LARGE) or (
                isinstance(error, psycopg.InternalError) and state not in ENDED_BY_SERVER
            ):
                raise
            # The next transaction gets a new connection.
            connection = getattr(self._local, "connection", None)
            if connection is not None:
                connection.close()
            cause = type(error).__name__
            log.warning("database unavailable", cause=cause)
            raise DatabaseUnavailable(cause) from None

    def close(self) -> None:
        super().close()
        self._server.close()
