"""What most tests need: a fresh database, simulated LMSs, and an installation that reads them."""

import os
import shutil
import time
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

from lmsync.access import throttle
from lmsync.records import Kind, Record
from lmsync.simulators.canvas import CanvasSimulator, running_canvas
from lmsync.simulators.moodle import MoodleSimulator, running_moodle
from lmsync.store.engine.database import Database, Tx
from lmsync.store.engine.migrate import migrate
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping import connections, login_failures, sync_runs
from lmsync.store.keeping.connections import Connection
from lmsync.store.mirror.apply_changes import Applied, apply_pages
from lmsync.testing.school import School
from tests.installation import Installation
from tests.postgresql_server import start_postgresql

HERE = Path(__file__).parent
MEASURED_JOURNEYS = {
    "test_clock.py",
    "test_commands.py",
    "test_continued.py",
    "test_database_gone.py",
    "test_doors.py",
    "test_event_loop.py",
    "test_held_removals.py",
    "test_unhappy_ends.py",
}
"""Measuring takes a third more time, so of the journeys only those are measured without which too many lines would
count as untested: 86 of 100 are reached by the smaller tests, 93 with these."""
ALTERNATING = {
    "test_canvas.py",
    "test_canvas_refusals.py",
    "test_moodle_refusals.py",
    "test_odd_values.py",
    "test_what_goes_wrong.py",
}
"""Journeys of very many cases, none of which is about the database: every other case is tried on SQLite, the others on
PostgreSQL, and all on both with `--both-databases`. Each pair took a quarter of the whole run."""
UNMEASURED = {"browser", "test_benchmarks.py"}
LONGEST_FIRST = "journeys", "browser", "test_benchmarks.py", "api", "property", "conformance", "unit"
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both-databases", action="store_true", help="every case of every journey on both databases")
    parser.addoption("--kills", type=int, help="how often a run is killed, on each database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "kills" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(120 + 60 * (config.getoption("--kills") or 10)))
    if not config.getoption("--both-databases"):
        left_out = _on_the_other_database(items)
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    # So that no worker is alone with a long test while the others have nothing left.
    items.sort(key=lambda item: (_place(item), "kills" not in getattr(item, "fixturenames", ())))


def _on_the_other_database(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Of each case of an alternating journey the half that is not tried."""
    cases: dict[object, dict[object, int]] = {}
    left_out = []
    for item in items:
        case = getattr(item, "callspec", None)
        if item.path.name not in ALTERNATING or case is None or not {"database_url"} < case.indices.keys():
            continue
        others = frozenset((name, index) for name, index in case.indices.items() if name != "database_url")
        numbers = cases.setdefault((item.path, item.name.partition("[")[0]), {})
        if case.indices["database_url"] != numbers.setdefault(others, len(numbers)) % 2:
            left_out.append(item)
    return left_out


def _part(item: pytest.Item) -> str:
    """The folder or file below `tests` that holds it."""
    return item.path.relative_to(HERE).parts[0]


def _is_measured(item: pytest.Item) -> bool:
    part = _part(item)
    return item.path.name in MEASURED_JOURNEYS if part == "journeys" else part not in UNMEASURED


def _place(item: pytest.Item) -> int:
    part = _part(item)
    return LONGEST_FIRST.index(part) if part in LONGEST_FIRST else len(LONGEST_FIRST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    measured = Coverage.current()
    if measured is None or _is_measured(item):
        return (yield)
    measured.stop()
    of_children = os.environ.pop("COVERAGE_PROCESS_CONFIG", None)
    try:
        return (yield)
    finally:
        if of_children is not None:
            os.environ["COVERAGE_PROCESS_CONFIG"] = of_children
        measured.start()


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int | None:
    """`None`: as few as the test needs."""
    asked: int | None = request.config.getoption("--kills")
    return asked


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database; copied, because migrating takes a second."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of this worker's own, without an address to connect to from elsewhere; its URL without a database."""
    server = start_postgresql(tmp_path_factory.mktemp("postgresql"))
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        # No machine loses its power in these tests, and each of them makes and drops a database.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE template_of_lmsync")
    migrate(named(uri, "template_of_lmsync"))
    yield uri
    server.cleanup()


def named(uri: str, database: str) -> str:
    parts = urlsplit(uri)
    return urlunsplit(parts._replace(path=f"/{database}"))


_numbers = count(1)


@contextmanager
def fresh_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """A migrated database of the kind that `request.param` names."""
    if request.param == "sqlite":
        path = folder / "lmsync.db"
        shutil.copy(request.getfixturevalue("empty_database"), path)
        yield f"sqlite:///{path}"
        return
    uri = request.getfixturevalue("postgresql")
    name = f"lmsync_{next(_numbers)}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template_of_lmsync")
        yield named(uri, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty_place(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of a database without a schema; `kind` is `sqlite` or `postgresql`."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'lmsync.db'}"
        return
    uri = request.getfixturevalue("postgresql")
    name = f"lmsync_{next(_numbers)}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield named(uri, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database; every test that takes it runs on both kinds."""
    with fresh_database(request, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    yield database
    database.close()


def a_connection(
    tx: Tx, base_url: str = "https://one.example", name: str = "School", replaced: Connection | None = None
) -> Connection:
    """A stored connection that nobody reads."""
    return connections.save_connection(
        tx,
        replaced=replaced,
        kind="moodle",
        base_url=base_url,
        name=name,
        settings={},
        sealed_token=b"",
        sync_interval_seconds=300,
        verified=True,
        provided={},
    )


def begun(tx: Tx, connection: Connection) -> int:
    """The number of a run that somebody has taken."""
    run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
    assert sync_runs.claim_run(tx, run.id, "test")
    return run.id


def apply_records(
    tx: Tx, records: Sequence[Record], *, kind: Kind, connection_id: int, run_id: int | None, now: int
) -> Applied:
    """Store records as one page."""
    (applied,) = apply_pages(tx, [records], kind=kind, connection_id=connection_id, run_id=run_id, now=now)
    return applied


@pytest.fixture
def pauses_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of pauses after failed logins stands: the shortest lasts a second, and less by a clock of whole seconds."""
    clock = SimpleNamespace(time=lambda now=time.time(): now)
    for module in (throttle, login_failures):
        monkeypatch.setattr(module, "time", clock)


@pytest.fixture
async def moodle() -> AsyncIterator[MoodleSimulator]:
    """A simulated Moodle with forty people."""
    async with running_moodle(School.seeded(40)) as simulator:
        yield simulator


@pytest.fixture
async def canvas() -> AsyncIterator[CanvasSimulator]:
    """A simulated Canvas with forty people, seen by an administrator."""
    async with running_canvas(School.seeded(40)) as simulator:
        yield simulator


@pytest.fixture
def installation(database: Database, tmp_path: Path) -> Installation:
    return Installation(database, tmp_path)
