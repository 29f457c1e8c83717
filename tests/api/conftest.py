"""One server with one connected school for all tests of a worker; whoever changes it starts another."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import fresh_database
from tests.served import Api, Lms, served, simulated


@pytest.fixture(scope="session")
def lms() -> Iterator[Lms]:
    with simulated(people=60) as running:
        yield running


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def serving(
    request: pytest.FixtureRequest, lms: Lms, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Api, Path]]:
    """A school that was read once and is not read again by itself, on either database; and its data folder."""
    folder = tmp_path_factory.mktemp("api")
    with (
        fresh_database(request, folder) as url,
        served(folder, LMSYNC_DATABASE_URL=url, LMSYNC_WAITS_PER_TOKEN="2") as (running, _),
    ):
        assert running.configure(lms, name="School").status == 201
        assert running.ask("POST", "/api/v1/crm/sync/stop").status == 200
        assert running.sync()["state"] == "complete"
        yield running, folder


@pytest.fixture(scope="session")
def api(serving: tuple[Api, Path]) -> Api:
    return serving[0]


@pytest.fixture(scope="session")
def owner(serving: tuple[Api, Path]) -> dict[str, str]:
    """What the browser of an owner sends."""
    api, folder = serving
    (link,) = re.findall(r'"token": "([\w-]+)"', (folder / "serve.log").read_text(encoding="utf-8"))
    body = {"token": link, "login": "owner", "password": "верный конь батарея скрепка"}
    answer = Api(api.url, None).ask("POST", "/api/v1/auth/setup", body)
    assert answer.status == 200, answer.body.decode()
    cookie = answer.headers.get_all("Set-Cookie", [])[0].partition(";")[0]
    return {"Cookie": cookie, "X-CSRF-Token": answer.json["csrf_token"]}
