"""A new key for the stored secrets, while the server runs; a lost one is a clear state."""

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lmsync.store.keeping.secrets import add_key
from tests.conftest import fresh_database
from tests.environment import GIVE_UP_SECONDS, environment
from tests.served import Api, Lms, lmsync, served, simulated
from tests.warm import NOBODY, command

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


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
    (act,) = api.ask("GET", "/api/v1/audit?action=keys%20rotated").json["items"]
    assert act["after"] == {"secrets": 0, "old keys": "kept"}
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


def waits_for_the_folder(folder: Path) -> bool:
    """Whether somebody waits for the lock of this folder."""
    locks = Path("/proc/locks").read_text().splitlines()
    return any("->" in line and line.split()[6].endswith(f":{folder.stat().st_ino}") for line in locks)


def test_of_two_that_change_the_key_at_once_one_waits(running: tuple[Api, Path, dict[str, Any]]) -> None:
    api, folder, settings = running
    (first,) = keys_in(folder)
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    process = subprocess.Popen(lmsync("keys", "rotate"), env=environment(**settings))
    try:
        give_up_at = time.monotonic() + GIVE_UP_SECONDS
        while not waits_for_the_folder(folder):
            assert process.poll() is None
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
        assert keys_in(folder) == [first]
        add_key(folder)
    finally:
        os.close(held)
        assert process.wait(GIVE_UP_SECONDS) == 0
    assert len(keys_in(folder)) == 3
    assert keys_in(folder)[2] == first
    assert api.sync()["state"] == "complete"


def test_a_key_that_is_kept_elsewhere_is_changed_there(running: tuple[Api, Path, dict[str, Any]], lms: Lms) -> None:
    api, folder, settings = running
    elsewhere = folder / "kept"
    elsewhere.mkdir(0o700)
    (folder / "secret.key").replace(elsewhere / "of-the-school")
    (folder / "secret.key").symlink_to(elsewhere / "of-the-school")
    assert command("keys rotate --drop-old", **settings).code == 0
    assert (folder / "secret.key").is_symlink()
    assert len((elsewhere / "of-the-school").read_text().split()) == 1
    assert [path.name for path in elsewhere.iterdir()] == ["of-the-school"]
    assert api.configure(lms).status == 200
    assert api.sync()["state"] == "complete"
    assert command("check", **settings).code == 0


@as_root
def test_a_new_key_belongs_to_who_had_the_old_one(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"LMSYNC_DATA_DIR": str(tmp_path)}
    assert command("migrate", **settings).code == 0
    assert command("token list", **settings).code == 0
    os.chown(tmp_path / "secret.key", NOBODY, NOBODY)
    assert command("keys rotate", **settings).code == 0
    found = (tmp_path / "secret.key").stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (NOBODY, NOBODY, 0o600)
    assert len(keys_in(tmp_path)) == 2


def test_a_key_that_cannot_be_written_is_no_act(running: tuple[Api, Path, dict[str, Any]]) -> None:
    api, folder, settings = running
    assert command("keys rotate", **settings).code == 0
    (folder / "secret.key.new").mkdir()
    assert command("keys rotate --drop-old", **settings).code == 2
    acts = api.ask("GET", "/api/v1/audit?action=keys%20rotated").json["items"]
    assert [act["after"]["old keys"] for act in acts] == ["kept"]
    assert len(keys_in(folder)) == 2
