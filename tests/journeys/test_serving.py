"""One command that keeps running: its child, its end, its first token, and what it does by itself."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from lmsync.cli.serving import NAME_OF_CHILD
from lmsync.store.engine.opening import open_database
from lmsync.store.mirror import tables as t
from lmsync.store.moving import batches
from tests.conftest import named
from tests.environment import GIVE_UP_SECONDS, environment
from tests.served import TOKEN, Api, Lms, Process, free_port, lmsync, served, simulated

T = TypeVar("T")


def until(happened: Callable[[], T]) -> T:
    """What it returns as soon as that is something."""
    give_up_at = time.monotonic() + GIVE_UP_SECONDS
    while not (found := happened()):
        assert time.monotonic() < give_up_at, "did not happen in time"
        time.sleep(0.1)
    return found


def children(pid: int) -> dict[int, str]:
    """Processes that this one started, with their names."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) if entry.name.isdigit() else 0
            if parent == pid:
                found[int(entry.name)] = (entry / "comm").read_text().strip()
        except (OSError, ValueError, IndexError):
            continue
    return found


def sockets_of(pid: int) -> set[str]:
    files = Path(f"/proc/{pid}/fd").iterdir()
    return {found for found in map(os.readlink, files) if found.startswith("socket:")}


def runner_of(process: Process) -> int:
    return next((pid for pid, name in children(process.pid).items() if name == NAME_OF_CHILD), 0)


def state_of(pid: int) -> str:
    """Its letter in `/proc`; of a process that has ended `Z`, whether somebody has asked how it ended or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def has_ended(pid: int) -> bool:
    return state_of(pid) in {"Z", "X"}


def test_it_synchronises_by_itself_and_a_change_arrives(tmp_path: Path, database_url: str) -> None:
    with simulated(people=40) as lms, served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _):
        api.configure(lms, name="School")
        until(lambda: api.get("status")["status"] == "ok")
        assert len(api.every("students")) > 30

        lms.change("join", given="Вера", family="Новосёлова")
        assert api.sync()["state"] == "complete"
        assert [one["display_name"] for one in api.every("students", q="новоселова")] == ["Вера Новосёлова"]

        (status,) = api.get("status")["connections"]
        assert status["counts"]["students"] == len(api.every("students"))
        assert all(kind["age_seconds"] is not None for kind in status["kinds"].values() if kind["provided"])
        runs = api.get("runs")["items"]
        assert {run["asked_by"] for run in runs} >= {"schedule", "person"}
        receipt = api.get(f"runs/{runs[0]['id']}")
        assert receipt["state"] == "complete"
        assert all(scope["end_seen"] for scope in api.every(f"runs/{runs[0]['id']}/scopes"))


def test_a_child_that_dies_is_started_again(tmp_path: Path, database_url: str) -> None:
    with simulated(people=40) as lms, served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, process):
        api.configure(lms)
        until(lambda: api.get("status")["status"] == "ok")
        first = until(lambda: runner_of(process))

        os.kill(first, signal.SIGKILL)

        until(lambda: runner_of(process) not in (0, first))
        assert api.sync()["state"] == "complete"


def test_a_child_whose_database_is_gone_says_so_and_makes_none(tmp_path: Path) -> None:
    with served(tmp_path) as (_, process):
        child = until(lambda: runner_of(process))
        for file in tmp_path.glob("lmsync.db*"):
            file.unlink()

        os.kill(child, signal.SIGKILL)

        until(lambda: "LMSYNC_DATA_DIR" in (tmp_path / "serve.log").read_text(encoding="utf-8"))
        assert not list(tmp_path.glob("lmsync.db*"))


def test_a_child_that_is_started_again_does_not_have_the_socket_of_the_web_server(tmp_path: Path) -> None:
    with served(tmp_path) as (_, process):
        first = until(lambda: runner_of(process))
        os.kill(first, signal.SIGKILL)
        child = until(lambda: runner_of(process) not in (0, first) and runner_of(process))
        assert not sockets_of(child) & sockets_of(process.pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_everything_ends_with_its_parent(number: signal.Signals, tmp_path: Path, database_url: str) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, process):
        until(lambda: runner_of(process))
        started = children(process.pid)
        assert len(started) >= 2

        process.send_signal(number)
        process.wait(GIVE_UP_SECONDS)

        until(lambda: all(has_ended(pid) for pid in started))
        with pytest.raises(OSError):
            api.ask("GET", "/api/v1/health")


def stop_in_the_middle(lms: Lms) -> None:
    """The people of some courses are answered, those of the others only when the faults are ended."""
    slow = {"kind": "delay", "at": 20, "times": -1, "seconds": 3600, "function": "core_grades_get_gradable_users"}
    lms.control("POST", "faults", slow)


def test_a_run_in_the_middle_is_ended_in_order_and_goes_on_later(tmp_path: Path, database_url: str) -> None:
    with simulated(people=300) as lms:
        with served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, process):
            stop_in_the_middle(lms)
            api.configure(lms)
            until(lambda: api.get("users")["items"])
            process.terminate()
            process.wait(GIVE_UP_SECONDS)
        # In order: nobody had to be killed.
        assert "schedule stopped" in (tmp_path / "serve.log").read_text(encoding="utf-8")
        lms.control("DELETE", "faults")
        with served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _):
            runs = api.get("runs")["items"]
            assert runs[-1]["state"] == "interrupted"
            until(lambda: api.get("status")["status"] == "ok")
            state = lms.control("GET", "state")
            assert (
                len(api.every("enrollments", role="student", limit=500))
                == state["enrollments"]
                - sum(1 for one in api.every("enrollments", limit=500) if one["role"] != "student")
                + 1
            )  # one teacher is a student of the same course too


def stored(database_url: str) -> bytes:
    """All that the database holds, as it holds it."""
    database = open_database(database_url)
    with database.read() as tx:
        rows = [row for table in t.metadata.sorted_tables for rows in batches(tx, table) for row in rows]
    database.close()
    files = Path(database_url.removeprefix("sqlite:///")).parent.glob("lmsync.db*")
    told = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    return told + b"".join(path.read_bytes() for path in files if database_url.startswith("sqlite"))


def test_the_first_token_is_shown_once(tmp_path: Path, database_url: str) -> None:
    told = environment(
        LMSYNC_DATA_DIR=str(tmp_path), LMSYNC_LISTEN=f"127.0.0.1:{free_port()}", LMSYNC_DATABASE_URL=database_url
    )
    shown = []
    for _ in range(2):
        process = subprocess.Popen(lmsync("serve"), env=told, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            lines = []
            for line in process.stderr:
                lines.append(line)
                if "lmsync serves at" in line:
                    break
            api = Api(f"http://{told['LMSYNC_LISTEN']}", None)
            until(lambda api=api: reachable(api))  # type: ignore[misc]
            shown.append([line.strip() for line in lines if line.strip().startswith("lmsync_")])
            if shown[-1]:
                assert Api(api.url, shown[-1][0]).ask("GET", "/api/v1/crm/status").status == 200
        finally:
            process.terminate()
            process.communicate(timeout=GIVE_UP_SECONDS)
    assert [len(one) for one in shown] == [1, 0]
    assert shown[0][0].encode() not in stored(database_url)


def reachable(api: Api) -> bool:
    try:
        return api.ask("GET", "/api/v1/health").status == 200
    except OSError:
        return False


def test_tokens_of_the_lms_lie_sealed_and_no_log_names_anybody(tmp_path: Path, database_url: str) -> None:
    settings = {"LMSYNC_LOG_FORMAT": "json", "LMSYNC_DATABASE_URL": database_url}
    with simulated(people=40) as lms, served(tmp_path, **settings) as (api, _):
        api.configure(lms)
        assert api.sync()["state"] == "complete"
        people = api.every("users", limit=500)
        for query in ("q=иван", "q=a&colour=red"):
            api.ask("GET", f"/api/v1/crm/students?{query.encode().hex()}")
    written = stored(database_url)
    assert "Иван".encode() in written
    assert lms.token.encode() not in written
    assert TOKEN.encode() not in written
    log = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert "run finished" in log
    assert lms.token not in log
    assert TOKEN not in log
    assert not any(one["family_name"] in log or one["email"] in log for one in people)


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ({"LMSYNC_LISTEN": "8600"}, "LMSYNC_LISTEN"),
        ({"LMSYNC_LISTEN": "198.51.100.7:8600"}, "LMSYNC_LISTEN"),
        ({"LMSYNC_DATABASE_URL": "mysql://db"}, "LMSYNC_DATABASE_URL"),
        ({"LMSYNC_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/none"}, "PostgreSQL cannot be reached"),
        ({"LMSYNC_DATABASE_URL": "sqlite:////proc/nowhere/lmsync.db"}, "/proc/nowhere/lmsync.db"),
        ({"LMSYNC_FIRST_TOKEN": "short"}, "LMSYNC_FIRST_TOKEN"),
        ({"LMSYNC_DATA_DIR": "/proc/nowhere"}, "LMSYNC_DATA_DIR"),
        ({"LMSYNC_SECRET_KEY": "no key"}, "LMSYNC_SECRET_KEY"),
        ({"LMSYNC_FIRST_TOKEN_FILE": "/nowhere"}, "/nowhere"),
        ({"LMSYNC_HELD_SCOPE_SHARE": "7"}, "LMSYNC_HELD_SCOPE_SHARE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(settings: dict[str, str], variable: str, tmp_path: Path) -> None:
    told = environment(**{"LMSYNC_DATA_DIR": str(tmp_path), "LMSYNC_LISTEN": f"127.0.0.1:{free_port()}", **settings})
    ended = subprocess.run(lmsync("serve"), env=told, capture_output=True, text=True, timeout=GIVE_UP_SECONDS)
    assert ended.returncode == 2
    assert variable in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "secret@" not in ended.stderr


def test_a_postgresql_that_does_not_keep_every_letter_is_refused(tmp_path: Path, postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    told = environment(
        LMSYNC_DATA_DIR=str(tmp_path),
        LMSYNC_DATABASE_URL=named(postgresql, "latin"),
        LMSYNC_LISTEN=f"127.0.0.1:{free_port()}",
        LANG="ru_RU.UTF-8",
    )
    ended = subprocess.run(lmsync("serve"), env=told, capture_output=True, text=True, timeout=GIVE_UP_SECONDS)
    assert ended.returncode == 2
    assert "ENCODING 'UTF8'" in ended.stderr
    assert "Создайте её заново" in ended.stderr


def test_a_taken_address_is_named(tmp_path: Path) -> None:
    with served(tmp_path) as (api, _):
        told = environment(LMSYNC_DATA_DIR=str(tmp_path), LMSYNC_LISTEN=api.url.removeprefix("http://"))
        ended = subprocess.run(lmsync("serve"), env=told, capture_output=True, text=True, timeout=GIVE_UP_SECONDS)
    assert (ended.returncode, "LMSYNC_LISTEN" in ended.stderr) == (2, True)
