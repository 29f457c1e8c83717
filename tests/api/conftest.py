"""One server with one connected school for all tests of a worker; whoever changes it starts another."""

from collections.abc import Iterator

import pytest

from tests.served import Api, Lms, served, simulated


@pytest.fixture(scope="session")
def lms() -> Iterator[Lms]:
    with simulated(people=60) as running:
        yield running


@pytest.fixture(scope="session")
def api(lms: Lms, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A school that was read once and is not read again by itself."""
    with served(tmp_path_factory.mktemp("api")) as (running, _):
        assert running.configure(lms, name="School").status == 201
        assert running.ask("POST", "/api/v1/crm/sync/stop").status == 200
        assert running.sync()["state"] == "complete"
        yield running
