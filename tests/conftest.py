"""What most tests need: a fresh database, simulated LMSs, and an installation that reads them."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from lmsync.simulators.canvas import CanvasSimulator, running_canvas
from lmsync.simulators.moodle import MoodleSimulator, running_moodle
from lmsync.store.database import Database
from lmsync.store.migrate import migrate
from lmsync.testing.school import School
from tests.installation import Installation


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database; copied, because migrating takes a second."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "lmsync.db"
    shutil.copy(empty_database, path)
    database = Database.open(f"sqlite:///{path}")
    yield database
    database.close()


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
