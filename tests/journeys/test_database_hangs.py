"""The database hangs: it keeps its connections and answers nothing. Callers are told at once, and it goes on by itself."""

import os
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from lmsync.errors import DatabaseUnavailable
from lmsync.store.engine.database import SERVING, WORKING, Database
from lmsync.store.engine.migrate import migrate
from lmsync.store.engine.opening import open_database
from lmsync.store.engine.postgres import WRITER_LOCK
from lmsync.store.mirror import tables as t
from tests.conftest import named
from tests.environment import GIVE_UP_SECONDS, environment
from tests.journeys.test_serving import children, has_ended, state_of, stop_in_the_middle, until
from tests.postgresql_server import NOT_YET, start_postgresql
from tests.served import Answered, Api, Process, lmsync, served, simulated

MOST_SECONDS = 20.0
"""In which a caller gets an answer, whatever the database does. The server waits for two seconds; a machine at work on
other things adds to them. Callers who wait one after another, or as long as the database hangs, need more."""
AT_ONCE_SECONDS = 1.0
"""What takes a millisecond usually takes less than this, whatever else the machine does."""


PATIENTLY = replace(WORKING, answer_seconds=60)
"""As a run waits, and longer for a database that has to wait for a processor."""


class Stoppable:
    """A PostgreSQL of this test's own, all of whose processes can be stopped in the middle of what they do."""

    def __init__(self, folder: Path) -> None:
        self._server = start_postgresql(folder)
        self.uri = str(self._server.get_uri())
        self._stopped: list[int] = []
        self._made = 0

    def fresh(self) -> str:
        self._made += 1
        name = f"lmsync_{self._made}"
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        url = named(self.uri, name)
        migrate(url)
        return url

    def _pids(self) -> list[int]:
        postmaster = int(self._server.get_pid() or 0)
        return [postmaster, *children(postmaster)]

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        postmaster, *_ = self._pids()
        os.kill(postmaster, number)
        if number == signal.SIGSTOP:
            # It starts the others, so the list is whole only after it has stopped.
            until(lambda: state_of(postmaster) == "T")
        for pid in self._pids()[1:]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if number == signal.SIGSTOP:
            until(lambda: all(state_of(pid) in "TZ" for pid in self._pids()))

    def kill_and_start(self) -> None:
        postmaster = self._pids()[0]
        for pid in self._pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: has_ended(postmaster))
        (self._server.pgdata / "postmaster.pid").unlink()
        until(self._started)

    def _started(self) -> bool:
        # It puts itself in order first, which may take longer than its starter waits.
        try:
            self._server.ensure_postgres_running()
        except NOT_YET:
            return False
        return True

    def close(self) -> None:
        self._signal(signal.SIGCONT)
        self._server.cleanup()


@pytest.fixture(scope="module")
def stoppable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stoppable]:
    server = Stoppable(tmp_path_factory.mktemp("stoppable"))
    yield server
    server.close()


class Cut:
    """The way to a PostgreSQL, over TCP. It can swallow everything, so that nobody hears that it is cut."""

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._target = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.{parts.port or 5432}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}"
        self.swallows = False
        self.loses_answers_to_commits = False
        self._dead: set[socket.socket] = set()
        self._all: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._target)
                self._all += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def cut_unheard(self) -> None:
        """What is open now carries nothing any more; new connections do."""
        self._dead.update(self._all)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        writes = False
        with suppress(OSError):
            while data := source.recv(1 << 16):
                if self.swallows:
                    self._dead |= {source, target}  # what has lost something is not mended
                writes = writes or b"pg_advisory_xact_lock" in data
                if self.loses_answers_to_commits and writes and b"COMMIT\0" in data:
                    self._dead.add(target)
                if source not in self._dead:
                    target.sendall(data)
            if source not in self._dead:
                target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._listener.close()
        for end in self._all:
            end.close()


@pytest.fixture
def cut(stoppable: Stoppable) -> Iterator[Cut]:
    way = Cut(stoppable.fresh())
    yield way
    way.close()


class Health:
    """Asks for `/health` without a pause, from a thread of its own."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._over = threading.Event()
        self.took: list[float] = []
        self._thread = threading.Thread(target=self._ask)

    def _ask(self) -> None:
        while not self._over.wait(0.02):
            began = time.monotonic()
            assert self._api.ask("GET", "/api/v1/health").status == 200
            self.took.append(time.monotonic() - began)

    def __enter__(self) -> "Health":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            until(lambda: len(self.took) > 5)
        finally:
            self._over.set()
            self._thread.join()
        assert median(self.took) < AT_ONCE_SECONDS


def timed(ask: Callable[[], Answered]) -> tuple[Answered, float]:
    began = time.monotonic()
    answer = ask()
    return answer, time.monotonic() - began


QUESTIONS = (
    ("GET", "/api/v1/crm/students"),
    ("GET", "/api/v1/crm/students?q=new"),
    ("GET", "/api/v1/crm/lessons?limit=7"),
    ("GET", "/api/v1/crm/status"),
    ("GET", "/api/v1/crm/runs"),
    ("GET", "/api/v1/crm/changes"),
    ("GET", "/api/v1/crm/configure"),
    ("GET", "/api/v1/openapi.json"),
    ("POST", "/api/v1/crm/sync"),
    ("POST", "/api/v1/crm/sync/start"),
)


def test_the_times_that_a_server_waits_fit_into_two_seconds() -> None:
    assert SERVING.silence_seconds + SERVING.answer_seconds < 2
    assert SERVING.lock_seconds is not None
    assert SERVING.lock_seconds < 2


def assert_unavailable_in_time(answers: list[tuple[Answered, float]]) -> None:
    for answer, seconds in answers:
        assert (answer.status, answer.json["type"]) == (503, "/problems/database-unavailable")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Retry-After"] == "5"
        assert seconds < MOST_SECONDS


def ask_everything(api: Api) -> list[tuple[Answered, float]]:
    """All at once, several times each, and with a token that nobody knows."""
    asked = [(api, *question) for question in QUESTIONS * 3]
    asked += [(Api(api.url, "a-token-that-nobody-knows"), "GET", "/api/v1/crm/students")] * 3
    with ThreadPoolExecutor(len(asked)) as callers:
        return list(callers.map(lambda one: timed(lambda: one[0].ask(one[1], one[2])), asked))


def assert_hangs_in_time(api: Api) -> None:
    """While the database hangs: everything is refused in time, and `/health` answers at once."""
    with Health(api):
        for _ in range(3):
            assert_unavailable_in_time(ask_everything(api))
            assert_unavailable_in_time([timed(lambda: api.ask("POST", "/api/v1/crm/sync"))])
        ready, seconds = timed(lambda: api.ask("GET", "/api/v1/health/ready"))
        assert (ready.status, ready.json["database"], ready.headers["Retry-After"]) == (503, False, "5")
        assert seconds < MOST_SECONDS


@contextmanager
def reading(folder: Path, url: str, **settings: str) -> Iterator[tuple[Api, Process]]:
    """lmsync with a school that was read once."""
    with simulated() as lms, served(folder, LMSYNC_DATABASE_URL=url, **settings) as (api, process):
        api.configure(lms, name="School", sync_interval_seconds=30)
        until(lambda: api.get("status")["status"] == "ok")
        yield api, process


def assert_goes_on(api: Api, students: Any) -> None:
    until(lambda: api.ask("GET", "/api/v1/crm/students").status == 200)
    assert api.get("students") == students
    until(lambda: api.ask("GET", "/api/v1/health/ready").status == 200)
    # A run that began before may have been interrupted, and is joined until it ends.
    until(lambda: api.ask("POST", "/api/v1/crm/sync").status in {200, 202})
    until(lambda: api.sync()["state"] == "complete")


def assert_log_is_calm(folder: Path) -> None:
    log = (folder / "serve.log").read_text(encoding="utf-8")
    assert "database hangs" in log
    assert "Traceback" not in log


def test_callers_are_told_in_time_while_postgresql_hangs(tmp_path: Path, stoppable: Stoppable) -> None:
    with reading(tmp_path, stoppable.fresh()) as (api, _):
        students = api.get("students")
        with stoppable.stopped():
            assert_hangs_in_time(api)
        assert_goes_on(api, students)
        with stoppable.stopped():
            assert_hangs_in_time(api)
        assert_goes_on(api, students)
    assert_log_is_calm(tmp_path)


def test_postgresql_that_hung_is_started_again(tmp_path: Path, stoppable: Stoppable) -> None:
    with reading(tmp_path, stoppable.fresh()) as (api, _):
        students = api.get("students")
        with stoppable.stopped():
            assert_hangs_in_time(api)
            stoppable.kill_and_start()
        assert_goes_on(api, students)
    assert_log_is_calm(tmp_path)


def test_a_way_that_swallows_everything_is_a_database_that_hangs(tmp_path: Path, cut: Cut) -> None:
    with reading(tmp_path, cut.url) as (api, _):
        students = api.get("students")
        cut.swallows = True
        assert_hangs_in_time(api)
        cut.swallows = False
        assert_goes_on(api, students)
    assert_log_is_calm(tmp_path)


def test_connections_that_are_cut_unheard_are_made_anew(tmp_path: Path, cut: Cut) -> None:
    with reading(tmp_path, cut.url) as (api, _):
        students = api.get("students")
        cut.cut_unheard()
        answers = ask_everything(api)
        assert all(seconds < MOST_SECONDS for _, seconds in answers)
        assert_goes_on(api, students)


def test_a_change_whose_commit_was_not_answered_may_be_there_and_can_be_repeated(tmp_path: Path, cut: Cut) -> None:
    with reading(tmp_path, cut.url) as (api, _):
        assert api.get("status")["auto_sync"]
        cut.loses_answers_to_commits = True
        answer, seconds = timed(lambda: api.ask("POST", "/api/v1/crm/sync/stop"))
        assert_unavailable_in_time([(answer, seconds)])
        assert "may be stored" in answer.json["detail"]
        until(lambda: not api.get("status")["auto_sync"])  # it was
        cut.loses_answers_to_commits = False
        until(lambda: api.ask("POST", "/api/v1/crm/sync/stop").status == 200)
        assert not api.get("status")["auto_sync"]


def test_a_server_that_is_told_to_end_does_so_while_its_database_hangs(tmp_path: Path, stoppable: Stoppable) -> None:
    with reading(tmp_path, stoppable.fresh()) as (api, process), stoppable.stopped():
        assert_unavailable_in_time([timed(lambda: api.ask("GET", "/api/v1/crm/status"))])
        process.terminate()
        process.wait(GIVE_UP_SECONDS)
    # In order: nobody had to be killed.
    assert "schedule stopped" in (tmp_path / "serve.log").read_text(encoding="utf-8")


def test_a_run_whose_database_hangs_is_continued_by_itself(tmp_path: Path, stoppable: Stoppable) -> None:
    url = stoppable.fresh()
    with simulated(people=200) as lms, served(tmp_path, LMSYNC_DATABASE_URL=url, LMSYNC_LEASE_SECONDS="8") as (api, _):
        stop_in_the_middle(lms)
        api.configure(lms, name="School", sync_interval_seconds=30)
        until(lambda: api.get("users")["items"])
        with stoppable.stopped():
            lms.control("DELETE", "faults")
            until(lambda: "run interrupted" in (tmp_path / "serve.log").read_text(encoding="utf-8"))
        until(lambda: [run["state"] for run in api.get("runs")["items"]][:1] == ["complete"])
        states = [run["state"] for run in api.get("runs")["items"]]
        assert "interrupted" in states
        assert "running" not in states
        assert len(api.every("students", limit=500)) == lms.control("GET", "state")["students"]
    assert_log_is_calm(tmp_path)


def test_a_command_ends_while_the_database_hangs(tmp_path: Path, stoppable: Stoppable) -> None:
    settings = environment(LMSYNC_DATA_DIR=str(tmp_path), LMSYNC_DATABASE_URL=stoppable.fresh())
    with stoppable.stopped():
        ended = subprocess.run(lmsync("sync"), env=settings, capture_output=True, text=True, timeout=GIVE_UP_SECONDS)
    assert ended.returncode in {1, 2}
    assert "Traceback" not in ended.stderr


def test_a_hang_that_is_over_soon_interrupts_nothing(stoppable: Stoppable) -> None:
    soon_over = threading.Timer(2, lambda: stoppable._signal(signal.SIGCONT))
    with closing_database(stoppable.fresh(), PATIENTLY) as database, database.write() as tx:
        with stoppable.stopped():
            soon_over.start()
            tx.insert_many(t.installation, ("key", "value"), [("one", "1")])
            soon_over.join()
        assert tx.last_number(t.change) == 0


@contextmanager
def closing_database(url: str, waits: Any) -> Iterator[Database]:
    with closing(open_database(url, waits)) as database:
        yield database


@pytest.mark.parametrize("waits", [replace(SERVING, answer_seconds=60), PATIENTLY])
def test_a_statement_that_is_worked_on_may_take_its_time(stoppable: Stoppable, waits: Any) -> None:
    with closing_database(stoppable.fresh(), waits) as database:
        for transaction in (database.read, database.write):
            with transaction() as tx:
                assert tx._connection.execute("SELECT pg_sleep(3), 1").fetchone()[1] == 1


def test_a_transaction_in_which_the_database_hangs_leaves_nothing(stoppable: Stoppable) -> None:
    url = stoppable.fresh()
    with closing_database(url, PATIENTLY) as database, database.write() as tx:
        tx.insert_many(t.installation, ("key", "value"), [("before", "0")])
    with closing_database(url, SERVING) as database:
        with pytest.raises(DatabaseUnavailable), database.write() as tx:  # noqa: PT012
            tx.insert_many(t.installation, ("key", "value"), [("one", "1")])
            with stoppable.stopped():
                tx.insert_many(t.installation, ("key", "value"), [("two", "2")])
        assert until_it_answers(database) == {"before"}


def until_it_answers(database: Database) -> set[str]:
    """The keys that are there, as soon as they can be read."""
    give_up_at = time.monotonic() + GIVE_UP_SECONDS
    while True:
        try:
            with database.write() as tx:
                return {row[0] for row in tx.rows(select(t.installation.c.key))}
        except DatabaseUnavailable:
            assert time.monotonic() < give_up_at
            time.sleep(0.1)


@contextmanager
def held(url: str) -> Iterator[None]:
    """Another process writes, and does not come to its end."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            yield
            writer.execute("ROLLBACK")
        return
    with psycopg.connect(url) as writer:
        writer.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
        yield


def test_a_caller_does_not_wait_long_for_another_writer(tmp_path: Path, database_url: str) -> None:
    with reading(tmp_path, database_url) as (api, _):
        with held(database_url), Health(api), ThreadPoolExecutor(8) as callers:
            asked = [callers.submit(timed, lambda: api.ask("POST", "/api/v1/crm/sync")) for _ in range(8)]
            assert api.get("status")["status"] in {"ok", "syncing"}  # readers wait for nobody
            assert_unavailable_in_time([one.result() for one in asked])
        until(lambda: api.ask("POST", "/api/v1/crm/sync").status in {200, 202})


def test_a_caller_does_not_wait_long_for_a_table_that_is_locked(tmp_path: Path, stoppable: Stoppable) -> None:
    url = stoppable.fresh()
    with reading(tmp_path, url) as (api, _):
        with psycopg.connect(url) as locker, Health(api):
            locker.execute("LOCK TABLE lesson IN ACCESS EXCLUSIVE MODE")
            assert_unavailable_in_time([timed(lambda: api.ask("GET", "/api/v1/crm/lessons?limit=3"))])
            assert api.get("status")["status"] in {"ok", "syncing"}
        assert api.get("lessons", limit=3)["items"]
