"""Commands of the README, the quickstarts and the demo, given to a shell as they are printed.

Only what a reader has to put in is put in: the token, and the address and token of an LMS. The port is another one
where the printed one may be taken.
"""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from lmsync.cli.demo import HOW_TO_END
from tests.checkout import as_set_up
from tests.environment import GIVE_UP_SECONDS, environment
from tests.journeys.test_serving import until
from tests.served import Api, Lms, free_port, from_a_terminal, lmsync, simulated

ROOT = Path(__file__).parents[2]
QUICKSTARTS = ["docs/quickstart.md", "docs/quickstart.ru.md"]
WALKED = ("./run setup", ".venv/bin/lmsync serve", "curl ")
"""Beginnings of the commands that the walk through a quickstart gives."""
ELSEWHERE = ("./run demo", "./run test")
"""The demo has a test of its own below, and the tests are what runs now."""


def printed(paper: str) -> list[str]:
    """The commands of a paper, those over several lines whole."""
    found = []
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", (ROOT / paper).read_text(encoding="utf-8"), re.M | re.S):
        found += re.findall(r"(?:.*\\\n)*.+\n", textwrap.dedent(block))
    return found


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone in which `./run setup` was done: its lmsync is the one that is tested."""
    folder = tmp_path / "lmsync"
    programs = as_set_up(folder, "run.lock")
    (programs / "lmsync").write_text(f'#!/bin/sh\nexec {sys.executable} -m lmsync "$@"\n')
    (programs / "lmsync").chmod(0o755)
    return folder


def typed(shell: str, command: str, folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    told = environment(**settings)
    return subprocess.run(
        [shell, "-c", command], cwd=folder, env=told, capture_output=True, text=True, timeout=GIVE_UP_SECONDS
    )


def answer(shell: str, command: str, folder: Path, **settings: str) -> Any:
    """What the API answered to a curl, which is no problem."""
    ended = typed(shell, command, folder, **settings)
    assert ended.returncode == 0, ended.stderr
    body = json.loads(ended.stdout)
    assert not str(body.get("type", "")).startswith("/problems/"), (command, body)
    return body


PASSWORD = r'синий "чай" и \тёплый край'


def with_password(shell: str, command: str, folder: Path) -> Any:
    """What the API answered to a command that asks for a password."""
    ended = subprocess.run(
        [shell, "-c", command],
        cwd=folder,
        env=environment(),
        input=PASSWORD + "\n",
        capture_output=True,
        text=True,
        timeout=GIVE_UP_SECONDS,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.removeprefix("Password: "))


def logged_in(url: str, login: str) -> bool:
    body = {"login": login, "password": PASSWORD}
    return Api(url, None).ask("POST", "/api/v1/auth/login", body).status == 200


@contextmanager
def started(shell: str, command: str, folder: Path, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """A command that runs until Ctrl-C."""
    process = subprocess.Popen(
        [shell, "-c", command],
        cwd=folder,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=from_a_terminal,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=GIVE_UP_SECONDS)


def lines_until(process: "subprocess.Popen[str]", last: str) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if last in line:
            return lines
    raise AssertionError("".join(lines))


@pytest.mark.parametrize("paper", ["README.md", *QUICKSTARTS])
def test_every_printed_command_is_given_by_a_test(paper: str) -> None:
    commands = printed(paper)
    assert commands
    assert [one for one in commands if not one.startswith((*WALKED, *ELSEWHERE))] == []


@pytest.mark.parametrize(("paper", "shell"), [*zip(QUICKSTARTS, ("sh", "bash"), strict=True)])
def test_the_quickstart_leads_to_the_schools_students(paper: str, shell: str, checkout: Path) -> None:
    commands = [one for one in printed(paper) if one.startswith(WALKED)]
    setup, serve, *curls = commands
    # The way without the panel stands below the one with it; what is asked needs a connection.
    curls.sort(key=lambda curl: re.search(r"/crm/(systems|configure)", curl) is None)
    assert (setup.strip(), serve.strip()) == ("./run setup", ".venv/bin/lmsync serve")
    assert typed(shell, setup, checkout).returncode == 0
    port = free_port()
    settings = {"LMSYNC_LISTEN": f"127.0.0.1:{port}", "LMSYNC_ALLOW_PRIVATE_ADDRESSES": "1"}
    answers = {}
    with simulated(people=300) as lms, started(shell, serve, checkout, **settings) as server:
        shown = lines_until(server, f"127.0.0.1:{port}")
        token = next(line.strip() for line in shown if line.strip().startswith("lmsync_"))
        api = Api(f"http://127.0.0.1:{port}", token)
        until(lambda: answers_at(api))
        for curl in curls:
            given = put_in(curl, port, lms)
            (path,) = re.findall(r"/api/v1/crm/(\w+)", given)
            if path == "status":
                until(lambda: api.get("status")["status"] == "ok")
            answers[path] = answer(shell, given, checkout, TOKEN=token)
    assert {one["crm_type"] for one in answers["systems"]["systems"]} == {"moodle", "canvas"}
    assert answers["configure"]["connection"]["base_url"].startswith(lms.url)
    assert answers["status"]["status"] == "ok"
    assert answers["lessons"]["items"]
    assert answers["students"]["items"]
    assert all("иванов" in one["display_name"].lower() for one in answers["students"]["items"])


def answers_at(api: Api) -> bool:
    try:
        return api.ask("GET", "/api/v1/health").status == 200
    except OSError:
        return False


def put_in(curl: str, port: int, lms: Lms) -> str:
    return (
        curl.replace("http://127.0.0.1:8600", f"http://127.0.0.1:{port}")
        .replace("https://moodle.school.example", lms.url)
        .replace('"api_token": "…"', f'"api_token": "{lms.token}"')
    )


@pytest.mark.parametrize(("language", "shell"), [("en", "bash"), ("ru", "sh")])
def test_what_the_demo_prints_works_as_it_stands(language: str, shell: str, checkout: Path) -> None:
    (demo,) = {one for one in printed("docs/quickstart.md") if one.startswith("./run demo")}
    with started(shell, demo, checkout, LMSYNC_LANGUAGE=language, COLUMNS="40") as running:
        lines = lines_until(running, HOW_TO_END.said_in(language))
        curls = [line.strip() for line in lines if line.strip().startswith("curl ")]
        students, lessons, changes, joined, synced = (answer(shell, curl, checkout) for curl in curls)
        assert len(students["items"]) == 2
        assert all("иван" in one["display_name"].lower() for one in students["items"])
        assert lessons["items"]
        assert changes["items"]
        assert joined["id"]
        assert {run["state"] for run in synced["runs"]} == {"complete"}
        found = answer(shell, curls[0].replace("q=иван", "q=пробная"), checkout)
        assert [one["family_name"] for one in found["items"]] == ["Пробная"]
        (read, *_), sync = (re.findall(r"Bearer (\w+)", curl) for curl in (curls[0], curls[-1]))
        url = re.findall(r"http://127\.0\.0\.1:\d+", curls[0])[0]
        assert Api(url, read).ask("POST", "/api/v1/crm/sync").status == 403
        assert Api(url, sync[0]).ask("GET", "/api/v1/crm/students").status == 403
        address, _, secret = next(line.strip() for line in lines if "/setup#" in line).partition("/setup#")
        assert address == url
        body = {"token": secret, "password": PASSWORD}
        made = Api(url, None).ask("POST", "/api/v1/auth/setup", body)
        assert made.json["operator"]["role"] == "owner"
        # Nobody does anything, and the school changes.
        until(lambda: any(changes_of(run) for run in Api(url, sync[0]).ask("POST", SYNC).json["runs"]))


SYNC = "/api/v1/crm/sync?wait=true"


def changes_of(run: dict[str, Any]) -> int:
    assert run["state"] == "complete"
    return sum(kind[what] for kind in run["counts"].values() for what in ("added", "changed", "removed"))


def test_the_demo_opens_the_panel_where_somebody_sits_at_a_desktop(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" >{opened}.new && mv {opened}.new {opened}\n')
    browser.chmod(0o755)
    screen, terminal = pty.openpty()
    settings = environment(DISPLAY=":0", BROWSER=f"{browser} %s")
    demo = subprocess.Popen(
        lmsync("demo", "--people", "20", "--still"),
        env=settings,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=from_a_terminal,
    )
    os.close(terminal)
    reading = threading.Thread(target=read_all, args=(screen,))
    reading.start()
    try:
        until(lambda: opened.exists() or demo.poll() is not None)
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/setup#[\w-]{43}", opened.read_text())
    finally:
        demo.send_signal(signal.SIGINT)
        assert demo.wait(GIVE_UP_SECONDS) == 0
        reading.join()
        os.close(screen)


def read_all(screen: int) -> None:
    """What is not read stops who writes; a terminal that nobody has open any more is an error."""
    with suppress(OSError):
        while os.read(screen, 65536):
            pass
