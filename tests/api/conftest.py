"""One server with one connected school for all tests of a worker; whoever changes it starts another."""

from collections.abc import Iterator

import pytest

from tests.conftest import fresh_database
from tests.served import Api, Lms, served, simulated


@pytest.fixture(scope="session")
def lms() -> Iterator[Lms]:
    with simulated(people=60) as running:
        yield running


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def api(request: pytest.FixtureRequest, lms: Lms, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A school that was read once and is not read again by itself, on either database."""
    folder = tmp_path_factory.mktemp("api")
    with (
        fresh_database(request, folder) as url,
        served(folder, LMSYNC_DATABASE_URL=url, LMSYNC_WAITS_PER_TOKEN="2") as (running, _),
    ):
        assert running.configure(lms, name="School").status == 201
        assert running.ask("POST", "/api/v1/crm/sync/stop").status == 200
        assert running.sync()["state"] == "complete"
        yield running
