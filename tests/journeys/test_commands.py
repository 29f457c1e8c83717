"""The command line, as somebody types it."""

import json
import socket
import subprocess
from pathlib import Path

import pytest

from tests.environment import GIVE_UP_SECONDS, environment
from tests.installation import Installation
from tests.served import lmsync, simulated
from tests.warm import Ended, spoken

DATABASE: dict[str, str] = {}
COMMANDS = ["serve", "demo", "sync", "check", "simulate", "held", "migrate", "config", "token", "operators", "keys"]


def run(*arguments: str, data_dir: Path | None = None, **settings: str) -> Ended:
    return spoken(
        arguments,
        {
            "LMSYNC_ALLOW_PRIVATE_ADDRESSES": "1",
            **({"LMSYNC_DATA_DIR": str(data_dir)} if data_dir else {}),
            **DATABASE,
            **settings,
        },
    )


def start(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """The same, by a start of Python."""
    return subprocess.run(
        lmsync(*arguments), env=environment(), capture_output=True, text=True, timeout=GIVE_UP_SECONDS
    )


@pytest.fixture(autouse=True)
def _database_of_commands(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of a test with a database use that one."""
    if "database_url" in request.fixturenames:
        monkeypatch.setitem(DATABASE, "LMSYNC_DATABASE_URL", request.getfixturevalue("database_url"))


@pytest.fixture
def connected(tmp_path: Path, installation: Installation):  # type: ignore[no-untyped-def]
    """A data folder with one connection, and no server."""
    with simulated(people=40) as lms:
        installation.connect(lms)
        yield lms


def test_help_teaches_every_command() -> None:
    told = start("--help")
    assert told.returncode == 0
    assert all(command in told.stdout for command in COMMANDS)
    assert "Exit codes" in told.stdout
    assert "runner" not in told.stdout
    for command in COMMANDS:
        assert run(command, "--help").code == 0


def test_help_imports_nothing_heavy() -> None:
    heavy = "fastapi", "sqlalchemy", "aiohttp", "alembic", "pydantic"
    code = f"import sys, lmsync.cli; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run(
        [lmsync()[0], "-c", code], env=environment(), capture_output=True, text=True, timeout=GIVE_UP_SECONDS
    )
    assert told.stdout.strip() == "[]"


def test_what_migrates_signs_on_or_judges_passwords_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, lmsync.cli.commands, lmsync.cli.runner, lmsync.cli.serving, lmsync.cli.web_server; "
    code += "print(any(heavy in sys.modules for heavy in ('alembic', 'authlib', 'joserfc', 'zxcvbn', 'segno')))"
    told = subprocess.run([lmsync()[0], "-c", code], env=environment(), capture_output=True, text=True, timeout=60)
    assert told.stdout.strip() == "False", told.stderr


def test_who_asks_no_lms_loads_no_client_for_it() -> None:
    code = "import sys, lmsync.cli.serving; print([name for name in ('aiohttp', 'stamina') if name in sys.modules])"
    told = subprocess.run(
        [lmsync()[0], "-c", code], env=environment(), capture_output=True, text=True, timeout=GIVE_UP_SECONDS
    )
    assert told.stdout.strip() == "[]", told.stderr


def test_an_unknown_command_is_refused() -> None:
    assert start("dance").returncode == 2


def test_where_nothing_was_started_nothing_is_made(tmp_path: Path) -> None:
    for command in ("sync", "check", "held"):
        told = run(command, data_dir=tmp_path / "new")
        assert (told.code, "LMSYNC_DATA_DIR" in told.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_before_anything_is_configured_it_says_what_to_do(tmp_path: Path) -> None:
    run("migrate", data_dir=tmp_path)
    for command in ("sync", "check"):
        for language, word in (("en", "configure"), ("ru", "подключена")):
            told = run(command, data_dir=tmp_path, LMSYNC_LANGUAGE=language)
            assert (told.code, word in told.err) == (2, True)
    assert run("held", data_dir=tmp_path).code == 0


def test_sync_without_a_server_reads_the_school_itself(connected, tmp_path: Path, installation: Installation) -> None:  # type: ignore[no-untyped-def]
    told = run("sync", data_dir=tmp_path)
    assert (told.code, "School: complete" in told.out) == (0, True), told.err
    assert len(installation.ids("students")) > 30
    # Unlike a site that is away, a refusal is not asked again for half a minute.
    connected.control("POST", "settings", {"withdraw_capabilities": ["moodle/course:viewparticipants"]})
    told = run("sync", "school", data_dir=tmp_path, LMSYNC_LANGUAGE="ru")
    assert told.code == 1
    assert "Moodle не разрешает" in told.out
    assert "nopermissions" in told.out
    told = run("sync", "nowhere", data_dir=tmp_path)
    assert (told.code, "school" in told.err) == (2, True)
    told = run("sync", "--no-wait", data_dir=tmp_path)
    assert (told.code, "is asked for" in told.out) == (0, True)


def test_sync_with_plan_says_what_a_run_would_ask_and_asks_for_none(connected, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = run("sync", "--plan", data_dir=tmp_path)
    assert before.code == 0
    assert "School: at least 4 requests" in before.out
    assert "not known" in before.out
    assert run("sync", data_dir=tmp_path).code == 0
    after = run("sync", "--plan", data_dir=tmp_path, LMSYNC_LANGUAGE="ru")
    assert after.code == 0
    assert "School: запросов " in after.out
    assert "core_group_get_course_groups: курсы 6 / 20" in after.out
    assert "как в синхронизации 1" in after.out
    refused = run("sync", "nobody", "--plan", data_dir=tmp_path)
    assert refused.code == 2


def test_check_lists_what_is_lost(connected, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("check", data_dir=tmp_path)
    assert told.code == 0
    assert "+ Courses" in told.out
    connected.control("POST", "settings", {"withdraw_capabilities": ["moodle/course:viewparticipants"]})
    told = run("check", data_dir=tmp_path)
    assert told.code == 3
    assert "! People in courses" in told.out
    connected.control("POST", "settings", {"token": "forgotten"})
    assert run("check", data_dir=tmp_path, LMSYNC_LANGUAGE="ru").code == 3


def test_held_removals_are_listed_applied_and_taken_back(connected, tmp_path: Path, installation: Installation) -> None:  # type: ignore[no-untyped-def]
    assert run("sync", data_dir=tmp_path).code == 0
    before = installation.rows("enrollments", role="student")
    course = next(iter(before.values()))["course"]["id"]
    leaving = [row for row in before.values() if row["course"]["id"] == course]
    number = int(course.rpartition("-")[2])
    for row in leaving[:-1]:
        connected.change("leave", person=int(row["user"]["id"].rpartition("-")[2]), course=number)

    assert run("sync", data_dir=tmp_path).code == 0
    told = run("held", data_dir=tmp_path)
    assert told.code == 3
    assert f"enrolments: {len(leaving) - 1}\n" in told.out
    assert any(row["user"]["name"] in told.out for row in leaving[:-1])
    assert leaving[0]["course"]["name"] in told.out
    (decision,) = installation.held()
    assert run("held", "apply", "99999", data_dir=tmp_path).code == 2
    assert installation.ids("enrollments", role="student") == set(before)
    applied = run("held", "apply", str(decision.id), data_dir=tmp_path)
    assert (applied.code, str(len(leaving) - 1) in applied.out) == (0, True)
    assert len(installation.ids("enrollments", role="student")) == len(before) - len(leaving) + 1
    assert run("held", "dismiss", str(decision.id), data_dir=tmp_path).code == 2
    assert run("held", "undo", str(decision.id), data_dir=tmp_path).code == 0
    assert installation.ids("enrollments", role="student") == set(before)
    kept = run("held", data_dir=tmp_path, LMSYNC_LANGUAGE="ru")
    assert (kept.code, "lmsync held undo" in kept.out) == (0, True)
    assert f"зачисления: {len(leaving) - 1}\n" in kept.out


def test_migrate_and_config(tmp_path: Path) -> None:
    assert run("migrate", data_dir=tmp_path).code == 0
    assert run("migrate", data_dir=tmp_path).code == 0
    told = run("config", data_dir=tmp_path, LMSYNC_FIRST_TOKEN="a-token-that-is-not-shown")
    assert told.code == 0
    lines = {one["name"]: one["value"] for one in map(json.loads, told.out.splitlines())}
    assert lines["LMSYNC_DATA_DIR"] == str(tmp_path)
    assert lines["LMSYNC_FIRST_TOKEN"] == "***"
    told = run(
        "config", LMSYNC_DATABASE_URL="postgresql://lmsync:hidden@db/lmsync", LMSYNC_PROXY="http://u:hidden@proxy"
    )
    assert ("hidden" in told.out, "postgresql://***@db/lmsync" in told.out) == (False, True)
    key = run("config", "--new-key")
    assert len(key.out.strip()) == 44
    assert run("check", data_dir=tmp_path, LMSYNC_SECRET_KEY=key.out.strip()).code == 2


def test_settings_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lmsync.env"
    file.write_text("LMSYNC_LANGUAGE=ru\nLMSYNC_LISTEN=127.0.0.1:9999\n", encoding="utf-8")
    told = run("config", LMSYNC_SETTINGS_FILE=str(file))
    lines = {one["name"]: one["value"] for one in map(json.loads, told.out.splitlines())}
    assert (lines["LMSYNC_LANGUAGE"], lines["LMSYNC_LISTEN"]) == ("ru", "127.0.0.1:9999")


def test_simulate_refuses_what_it_cannot_do() -> None:
    assert run("simulate", "blackboard").code == 2
    assert run("simulate", "moodle", "--people", "5").code == 2
    assert run("simulate", "moodle", "--listen", "nowhere").code == 2
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run("simulate", "moodle", "--listen", f"127.0.0.1:{taken.getsockname()[1]}").code == 2


def test_the_demo_shows_a_school_flowing_through() -> None:
    told = run("demo", "--once", "--people", "40")
    assert told.code == 0, told.out + told.err
    for shown in ("not_configured", "complete", "students", "lessons", "Вера Новосёлова", "curl -H"):
        assert shown in told.out
    russian = run("demo", "--once", "--people", "40", LMSYNC_LANGUAGE="ru")
    assert (russian.code, "Прочитано" in russian.out) == (0, True)
