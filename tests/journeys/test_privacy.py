"""Nobody else who uses the machine can read what lmsync keeps: looked at with the rights of real files."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lmsync.store.engine.migrate import migrate
from tests.served import served, simulated
from tests.warm import NOBODY, command

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


@pytest.fixture(autouse=True)
def _a_generous_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def open_to_others(folder: Path) -> dict[str, str]:
    """Files in this folder, and the folder itself, that others have any right on."""
    return {path.name: oct(mode(path)) for path in [folder, *folder.iterdir()] if mode(path) & 0o077}


@pytest.fixture
def folder_of_all() -> Iterator[Path]:
    """A folder that other users can reach, which those of pytest are not."""
    path = Path(tempfile.mkdtemp(prefix="lmsync-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_a_new_installation_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with simulated(people=40) as lms, served(folder) as (api, _):
        api.configure(lms)
        assert api.sync()["state"] == "complete"
        (folder / "serve.log").chmod(0o600)  # made by the test
        assert {"lmsync.db", "lmsync.db-wal", "lmsync.db-shm", "lmsync.db.migrating", "secret.key"} <= {
            path.name for path in folder.iterdir()
        }
        assert open_to_others(folder) == {}


def test_a_folder_that_lmsync_makes_is_its_owners(tmp_path: Path) -> None:
    assert command("migrate", LMSYNC_DATA_DIR=str(tmp_path / "new/data")).code == 0
    assert mode(tmp_path / "new/data") == 0o700
    assert open_to_others(tmp_path / "new/data") == {}


@pytest.mark.parametrize(("language", "word"), [("en", "other users of this machine"), ("ru", "другие пользователи")])
def test_an_old_installation_is_tightened_at_start_and_that_is_said_once(
    language: str, word: str, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    said = []
    for _ in range(2):
        with served(folder, LMSYNC_LANGUAGE=language) as (api, _):
            assert api.ask("GET", "/api/v1/health").status == 200
            said.append((folder / "serve.log").read_text(encoding="utf-8"))
            (folder / "serve.log").write_text("")
            (folder / "serve.log").chmod(0o600)
            assert open_to_others(folder) == {}
        if len(said) == 1:
            for path in folder.iterdir():
                path.chmod(0o644)
            folder.chmod(0o755)
    with served(folder, LMSYNC_LANGUAGE=language):
        said.append((folder / "serve.log").read_text(encoding="utf-8"))
    assert [text.count(word) for text in said] == [1, 1, 0]  # the first time: the folder that the test made
    assert str(folder / "lmsync.db") in said[1]
    assert str(folder / "secret.key") in said[1]


@pytest.mark.parametrize("name", ["sync", "check", "held", "migrate"])
def test_every_command_on_an_installation_tightens_it(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    command("migrate", LMSYNC_DATA_DIR=str(folder))
    (folder / "lmsync.db").chmod(0o666)
    folder.chmod(0o777)
    told = command(name, LMSYNC_DATA_DIR=str(folder))
    assert "other users of this machine could read" in told.err
    assert open_to_others(folder) == {}


def test_a_database_elsewhere_is_tightened_and_its_folder_left_alone(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "data"
    elsewhere.mkdir()
    database = elsewhere / "school.db"
    migrate(f"sqlite:///{database}")
    assert mode(database) == 0o600
    database.chmod(0o644)
    with served_beside(folder, LMSYNC_DATABASE_URL=f"sqlite:///{database}"):
        assert open_to_others(elsewhere) == {"elsewhere": "0o755"}
        assert (elsewhere / "school.db-wal").exists()


def served_beside(folder: Path, **settings: str):  # type: ignore[no-untyped-def]
    folder.mkdir(mode=0o700)
    return served(folder, **settings)


def test_moving_makes_a_private_copy(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/old.db")
    target = tmp_path / "made/new.db"
    told = command(f"migrate --from sqlite:///{tmp_path}/old.db --to sqlite:///{target}")
    assert told.code == 0, told.err
    assert open_to_others(target.parent) == {}


def test_links_are_followed_to_the_database_and_the_key_and_to_nothing_else(tmp_path: Path) -> None:
    folder, store, other = tmp_path / "data", tmp_path / "store", tmp_path / "other"
    command("migrate", LMSYNC_DATA_DIR=str(folder))
    store.mkdir()
    for name in ("lmsync.db", "secret.key"):
        if (folder / name).exists():
            (folder / name).rename(store / name)
    (store / "secret.key").write_text(command("config --new-key").out)
    for name in ("lmsync.db", "secret.key"):
        (store / name).chmod(0o644)
        (folder / name).symlink_to(store / name)
    other.write_text("of another program")
    (store / "lmsync.db.migrating").symlink_to(other)
    link = tmp_path / "link"
    link.symlink_to(folder)
    folder.chmod(0o755)

    told = command("held", LMSYNC_DATA_DIR=str(link))

    assert told.code == 0, told.err
    assert (mode(store / "lmsync.db"), mode(store / "secret.key"), mode(folder)) == (0o600, 0o600, 0o700)
    assert (mode(store), mode(other)) == (0o755, 0o644)


def test_a_folder_of_other_purposes_keeps_its_rights(tmp_path: Path) -> None:
    sticky = tmp_path / "tmp"
    sticky.mkdir()
    sticky.chmod(0o1777)
    assert command("migrate", LMSYNC_DATA_DIR=str(sticky)).code == 0
    assert mode(sticky) == 0o777
    assert mode(sticky / "lmsync.db") == 0o600


@pytest.mark.parametrize("name", ["migrate", "held", "sync"])
@pytest.mark.parametrize("content", [b"of another program\n", None])
def test_a_file_of_another_program_keeps_its_rights(name: str, content: bytes | None, tmp_path: Path) -> None:
    other = tmp_path / "notes"
    if content is None:
        with closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE note (text)")
        before = other.read_bytes()
    else:
        other.write_bytes(content)
        before = content
    other.chmod(0o644)
    ended = command(name, LMSYNC_DATA_DIR=str(tmp_path / "data"), LMSYNC_DATABASE_URL=f"sqlite:///{other}")
    assert (ended.code, mode(other), other.read_bytes()) == (2, 0o644, before), ended.err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("notes")] == ["notes"]


@pytest.mark.parametrize("neighbour", ["site/index.html", "index.html"])
def test_a_folder_with_files_of_others_keeps_its_rights(neighbour: str, tmp_path: Path) -> None:
    folder = tmp_path / "www"
    (folder / neighbour).parent.mkdir(parents=True)
    (folder / neighbour).write_text("for everybody")
    folder.chmod(0o755)
    assert command("migrate", LMSYNC_DATA_DIR=str(folder)).code == 0
    assert (mode(folder), mode(folder / neighbour), mode(folder / "lmsync.db")) == (0o755, 0o644, 0o600)


def test_the_file_of_a_secret_is_closed_to_others_and_stays_open_to_its_group(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(command("config --new-key").out)
    key.chmod(0o644)
    assert command("migrate", LMSYNC_DATA_DIR=str(tmp_path / "data"), LMSYNC_SECRET_KEY_FILE=str(key)).code == 0
    assert mode(key) == 0o640


@as_root
def test_what_belongs_to_another_user_and_cannot_be_tightened_is_said(folder_of_all: Path) -> None:
    command("migrate", LMSYNC_DATA_DIR=str(folder_of_all))
    (folder_of_all / "lmsync.db").chmod(0o666)
    (folder_of_all / "lmsync.db.migrating").chmod(0o666)
    folder_of_all.chmod(0o777)
    for language, words in (("en", "may not change that"), ("ru", "нет прав это изменить")):
        told = command("held", NOBODY, LMSYNC_DATA_DIR=str(folder_of_all), LMSYNC_LANGUAGE=language)
        assert words in told.err
        assert str(folder_of_all / "lmsync.db") in told.err
        assert "Traceback" not in told.err
        assert told.code == 0


@as_root
def test_what_root_makes_in_a_folder_of_the_server_belongs_to_the_server(folder_of_all: Path) -> None:
    os.chown(folder_of_all, NOBODY, -1)
    assert command("migrate", LMSYNC_DATA_DIR=str(folder_of_all)).code == 0
    assert {path.stat().st_uid for path in folder_of_all.iterdir()} == {NOBODY}
    told = command("held", NOBODY, LMSYNC_DATA_DIR=str(folder_of_all))
    assert told.code == 0, told.err
