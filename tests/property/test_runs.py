"""Random schools, random failures: what could not be read stays, and no such run is green."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lmsync.simulators.moodle import running_moodle
from lmsync.simulators.moodle.functions import BATCH, FUNCTIONS
from lmsync.store.engine.opening import open_database
from lmsync.testing.faults import Fault
from lmsync.testing.school import School
from tests.conftest import fresh_database
from tests.installation import Installation

FAULTS = st.builds(
    Fault,
    st.sampled_from(["status", "cut", "html", "empty", "empty_list", "exception"]),
    function=st.sampled_from([None, BATCH, *FUNCTIONS]),
    at=st.integers(1, 30),
    times=st.sampled_from([1, 2, -1]),
    code=st.sampled_from(["dmlreadexception", "nopermissions", "invalidresponse", "sitemaintenance", "invalidtoken"]),
)


Fresh = Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Makes a database of its own for every example."""
    return lambda folder: fresh_database(request, folder)


@settings(max_examples=25, deadline=None, suppress_health_check=[*HealthCheck])
@example(seed=1, faults=[Fault("empty_list", "core_user_get_users_by_field", times=1)])
@example(seed=1, faults=[Fault("empty_list", "core_user_get_users_by_field", times=-1)])
@given(seed=st.integers(1, 50), faults=st.lists(FAULTS, min_size=1, max_size=3))
def test_nobody_vanishes_because_something_failed(fresh: Fresh, seed: int, faults: list[Fault]) -> None:
    asyncio.run(_read_twice(fresh, seed, faults))


async def _read_twice(fresh: Fresh, seed: int, faults: list[Fault]) -> None:
    with tempfile.TemporaryDirectory() as folder, fresh(Path(folder)) as url:
        database = open_database(url)
        try:
            installation = Installation(database, Path(folder))
            async with running_moodle(School.seeded(25, seed=seed)) as moodle:
                connection = installation.connect(moodle)
                assert (await installation.run(connection)).state == "complete"
                before = {name: set(rows) for name, rows in installation.everything().items()}
                for fault in faults:
                    moodle.faults.order(fault)
                run = await installation.run(connection)
                assert {name: set(rows) for name, rows in installation.everything().items()} == before
                if run.state == "complete":
                    # Then everything was read after all: each list was read whole, by this way or another.
                    assert all(kind["partial"] == kind["failed"] == 0 for kind in run.counts.values())
                moodle.faults.clear()
                assert (await installation.run(connection)).state == "complete"
                assert installation.held() == []
                assert {name: set(rows) for name, rows in installation.everything().items()} == before
        finally:
            database.close()
