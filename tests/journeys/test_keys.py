"""A new key for the stored secrets, while the server runs; a lost one is a clear state."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import fresh_database
from tests.in_turn import command
from tests.served import Api, Lms, served, simulated


@pytest.fixture
def lms() -> Iterator[Lms]:
    with simulated() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path: Path, lms: Lms) -> Iterator[tuple[Api, Path, dict[str, Any]]]:
    """A server with a connection that was read, its folder, and the settings of commands beside it."""
    with fresh_database(request, tmp_path) as url:
        settings = {"LMSYNC_DATABASE_URL": url, "LMSYNC_ALLOW_PRIVATE_ADDRESSES": "1"}
        with served(tmp_path, **settings) as (api, _):
            assert api.configure(lms).status == 201
            assert api.sync()["state"] == "complete"
            yield api, tmp_path, settings | {"LMSYNC_DATA_DIR": str(tmp_path)}


def keys_in(folder: Path) -> list[str]:
    return (folder / "secret.key").read_text().split()


def test_a_server_goes_on_through_a_rotation(running: tuple[Api, Path, dict[str, Any]], lms: Lms) -> None:
    api, folder, settings = running
    (first,) = keys_in(folder)
    rotated = command("keys rotate", **settings)
    assert rotated.code == 0, rotated
    assert keys_in(folder)[1:] == [first]
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600
    assert api.sync()["state"] == "complete"
    assert command("keys rotate --drop-old", **settings).code == 0
    assert len(keys_in(folder)) == 1
    assert first not in keys_in(folder)
    # Both processes of the server have the new key: the one that checks and seals, and the one that reads.
    assert api.sync()["state"] == "complete"
    assert api.configure(lms).status == 200
    assert api.sync()["state"] == "complete"
    assert command("check", **settings).code == 0
    acts = api.ask("GET", "/api/v1/audit?action=keys%20rotated").json["items"]
    assert [act["after"]["old keys"] for act in acts] == ["dropped", "kept"]


def test_a_secret_that_no_key_opens_is_named_and_the_old_keys_stay(
    running: tuple[Api, Path, dict[str, Any]], lms: Lms
) -> None:
    api, folder, settings = running
    (folder / "secret.key").write_text(command("config --new-key").out)
    refused = command("keys rotate --drop-old", **settings)
    assert refused.code == 3
    assert "enter their tokens again" in refused.out
    assert len(keys_in(folder)) == 2
    run = api.sync()
    assert (run["state"], run["error"]["cause"]) == ("needs_attention", "secret_key")
    assert api.configure(lms).status == 200
    assert api.sync()["state"] == "complete"


def test_keys_in_the_settings_are_sealed_with_and_not_written(tmp_path: Path, lms: Lms) -> None:
    old, new = (command("config --new-key").out.strip() for _ in range(2))
    with served(tmp_path, LMSYNC_SECRET_KEY=old) as (api, _):
        assert api.configure(lms).status == 201
    settings: dict[str, Any] = {"LMSYNC_DATA_DIR": str(tmp_path), "LMSYNC_ALLOW_PRIVATE_ADDRESSES": "1"}
    assert command("keys rotate --drop-old", LMSYNC_SECRET_KEY=f"{new},{old}", **settings).code == 2
    assert command("keys rotate", LMSYNC_SECRET_KEY=f"{new},{old}", **settings).code == 0
    assert command("check", LMSYNC_SECRET_KEY=new, **settings).code == 0
    assert not (tmp_path / "secret.key").exists()
