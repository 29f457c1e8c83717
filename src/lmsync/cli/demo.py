"""`lmsync demo`: a made-up school flows from a simulated LMS into lmsync and out of its API."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import webbrowser
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from lmsync.access.operators import invite
from lmsync.access.rights import READ_ONLY, Right, Role
from lmsync.cli import language
from lmsync.cli.serving import set_up_link
from lmsync.errors import InvalidInput, Words
from lmsync.settings import read_settings
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping.audit import COMMAND_LINE

PORT = 8600
SYSTEMS = ("moodle", "canvas")
RUN_SECONDS = 1800
SYNC_SECONDS = 30
"""As often as a connection may be read."""
CHANGE_SECONDS = 5
A_WEEK = timedelta(days=7)


class _Failed(Exception):
    pass


def demo(people: int, seed: int, *, once: bool, lives: bool, opens: bool) -> int:
    """`lives`: the school changes by itself. `opens`: a browser, where there is a desktop and somebody looks."""
    read_settings()
    console = Console(highlight=False)
    token, lms_token = secrets.token_hex(16), secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="lmsync-demo-") as folder:
        settings = {
            "LMSYNC_DATA_DIR": folder,
            "LMSYNC_FIRST_TOKEN": token,
            "LMSYNC_ALLOW_PRIVATE_ADDRESSES": "1",
            "LMSYNC_LANGUAGE": language(),
            "LMSYNC_SETTINGS_FILE": os.devnull,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LMSYNC_")}
        log = Path(folder) / "demo.log"
        try:
            with ExitStack() as running:
                started = {}
                for system in SYSTEMS:
                    simulate = ["simulate", system, "--people", str(people), "--seed", str(seed)]
                    # Each takes a port that is free and says which: one that is chosen here may be taken by then.
                    simulate += ["--listen", "127.0.0.1:0", "--token", lms_token]
                    simulate += ["--begins", f"{_this_week() - 2 * A_WEEK:%Y-%m-%d}"]
                    started[system] = running.enter_context(_process(simulate, kept, _log_of(system, folder)))
                systems = {system: _address_of(process, _log_of(system, folder)) for system, process in started.items()}
                for port in (PORT, 0):
                    url = f"http://127.0.0.1:{_free_port(port)}"
                    listen = {"LMSYNC_LISTEN": url.removeprefix("http://")}
                    server = running.enter_context(_process(["serve"], kept | settings | listen, log))
                    if _is_ours(url, token, server):
                        break
                else:
                    raise _Failed(log.read_text(encoding="utf-8")[-2000:])
                _show(console, url, token, systems, lms_token)
                link = set_up_link(url, _throw_away_owner(folder))
                _say(console, OWNER, url=url)
                _print_command(console, link)
                if not once:
                    _say(console, HOW_TO_END)
                    if opens and _somebody_looks():
                        webbrowser.open(link)
                    lms = [_Api(address, "") for address in systems.values()]
                    _wait_for_the_end(*started.values(), server, meanwhile=lms if lives else ())
        except _Failed as failure:
            print(f"lmsync demo: {failure}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 0
    return 0


def _is_ours(url: str, token: str, server: "subprocess.Popen[bytes]") -> bool:
    """Whether the server became ready. Another one, of a demo that started at the same moment, may answer in its place."""
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at and _wait_until_ready(url, server):
        try:
            _Api(url, token).ask("GET", "/api/v1/crm/status")
        except (_Failed, OSError):
            time.sleep(0.1)
        else:
            return True
    return False


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]", seconds: float = 60) -> bool:
    """Whether a server that was started here answers that it is ready."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api/v1/health/ready", timeout=5):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _show(console: Console, url: str, token: str, systems: Mapping[str, str], lms_token: str) -> None:
    api = _Api(url, token)
    lms_url = systems["moodle"]
    school = _Api(lms_url, "").ask("GET", "/_control/state")
    _say(console, SIMULATED, **systems, people=school["people"], courses=school["courses"])
    status = api.ask("GET", "/api/v1/crm/status")["status"]
    _say(console, SERVED, url=url, status=status)
    for system, address in systems.items():
        body = {
            "crm_type": system,
            "base_url": address,
            "api_token": lms_token,
            "name": system.capitalize(),
            "sync_interval_seconds": SYNC_SECONDS,
        }
        configured = api.ask("POST", "/api/v1/crm/configure", body)
        passed = sum(check["passed"] for check in configured["test"]["checks"])
        _say(console, CONNECTED, name=configured["connection"]["name"], checks=passed)
    for run in _sync(console, api):
        read = sum(kind["accepted"] for kind in run["counts"].values())
        seconds = (run["duration_ms"] or 0) / 1000
        _say(console, READ, name=run["connection"], state=run["state"], records=read, seconds=seconds)
    students = api.ask("GET", f"/api/v1/crm/students?limit=4&q={urllib.parse.quote('ив')}")
    everybody = api.ask("GET", "/api/v1/crm/students?limit=1")
    _say(console, STUDENTS, total=everybody["total"])
    for student in students["items"]:
        console.print(f"    {student['display_name']}  {student['email']}  [dim]{student['id']}[/dim]")
    _say(console, LESSONS)
    window = f"from={_this_week():%Y-%m-%d}T00:00:00Z&to={_this_week() + A_WEEK:%Y-%m-%d}T00:00:00Z&kind=class"
    for lesson in api.ask("GET", f"/api/v1/crm/lessons?limit=4&{window}")["items"]:
        teachers = ", ".join(teacher["name"] for teacher in lesson["teachers"]) or "-"
        console.print(f"    {lesson['starts_at']}  {lesson['kind']:9}  {lesson['title']}  [dim]{teachers}[/dim]")
    _change_something(console, api, _Api(lms_url, ""))
    _say(console, TRY)
    # The demo's own token may do everything, and is not shown.
    with_token, to_sync = (
        f'curl -H "Authorization: Bearer {_made(api, scopes)}"' for scopes in (READ_ONLY, [Right.SYNC])
    )
    join = json.dumps({"change": "join", "family": "Пробная"}, ensure_ascii=False)
    for command in (
        f'{with_token} "{url}/api/v1/crm/students?q=иван&limit=2"',
        f'{with_token} "{url}/api/v1/crm/lessons?limit=2"',
        f'{with_token} "{url}/api/v1/crm/changes?limit=2"',
        f"curl -H \"Content-Type: application/json\" -d '{join}' {lms_url}/_control/changes",
        f'{to_sync} -X POST "{url}/api/v1/crm/sync?wait=true"',
    ):
        _print_command(console, command)


def _print_command(console: Console, command: str) -> None:
    """To be copied: a command is one line, and none of its brackets is Rich's."""
    console.print(f"    {command}", soft_wrap=True, markup=False, emoji=False)


def _made(api: "_Api", scopes: Collection[Right]) -> str:
    """A token with these scopes."""
    return str(api.ask("POST", "/api/v1/tokens", {"name": "demo", "scopes": sorted(scopes)})["token"])


def _throw_away_owner(folder: str) -> str:
    """The secret of the link of an owner who is gone with the demo."""
    database = open_database(f"sqlite:///{Path(folder) / 'lmsync.db'}")
    try:
        with database.write() as tx:
            return invite(tx, COMMAND_LINE, "demo", "demo", Role.OWNER)[1]
    finally:
        database.close()


def _change_something(console: Console, api: "_Api", lms: "_Api") -> None:
    """A pupil joins in the LMS, and is in the API after the next run."""
    family = "Новосёлова"
    lms.ask("POST", "/_control/changes", {"change": "join", "given": "Вера", "family": family})
    run = _sync(console, api, "moodle")[0]
    found = api.ask("GET", f"/api/v1/crm/students?q={urllib.parse.quote(family)}")["items"]
    if len(found) != 1:
        raise _Failed("the new pupil did not arrive")
    _say(console, CHANGED, name=found[0]["display_name"], id=found[0]["id"], seconds=(run["duration_ms"] or 0) / 1000)


def _sync(console: Console, api: "_Api", connection: str | None = None) -> list[dict[str, Any]]:
    """Runs from their beginning to their end, with their progress on a terminal."""
    chosen = f"?connection={connection}" if connection else ""
    runs = api.ask("POST", f"/api/v1/crm/sync{chosen}")["runs"]
    give_up_at = time.monotonic() + RUN_SECONDS
    with console.status(SYNCING.said_in(language())) as status:
        while any(run["state"] in {"queued", "running"} for run in runs):
            if time.monotonic() > give_up_at:
                raise _Failed("the run does not end")
            time.sleep(0.1)
            runs = [api.ask("GET", f"/api/v1/crm/runs/{run['id']}") for run in runs]
            read = sum(kind["rows_read"] for run in runs for kind in run["counts"].values())
            phases = ", ".join(run["phase"] for run in runs if run["phase"])
            status.update(f"{SYNCING.said_in(language())} {phases} {read}")
    for run in runs:
        if run["state"] != "complete":
            raise _Failed(f"the run ended as {run['state']}: {run['error']}")
    return list(runs)


class _Api:
    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {"Content-Type": "application/json", "Accept-Language": language()}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, self._headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise _Failed(f"{method} {path}: {error.read().decode(errors='replace')}") from None


@contextmanager
def _process(arguments: list[str], environment: dict[str, str], log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    with log.open("ab") as file:
        # In a group of its own: Ctrl-C is for us, and we end them in order.
        process = subprocess.Popen(
            [sys.executable, "-m", "lmsync", *arguments],
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port(wanted: int = 0) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise InvalidInput("port", Words(en="No port is free.", ru="Нет свободного порта."))


def _log_of(system: str, folder: str) -> Path:
    return Path(folder) / f"{system}.log"


def _address_of(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Where a simulated LMS answers, as soon as it says so in the first line of its log."""
    while process.poll() is None:
        said, end, _ = log.read_text(encoding="utf-8", errors="replace").partition("\n")
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        if end and found:
            return found[0]
        time.sleep(0.05)
    raise _Failed(f"the simulated LMS did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def _somebody_looks() -> bool:
    is_desktop = sys.platform == "darwin" or any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return is_desktop and sys.stdout.isatty()


def _wait_for_the_end(*processes: "subprocess.Popen[bytes]", meanwhile: "Sequence[_Api]") -> None:
    """In each LMS of `meanwhile` the school lives until then: the same happens in all of them."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    changes_at = time.monotonic() + CHANGE_SECONDS
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
        if time.monotonic() >= changes_at:
            changes_at = time.monotonic() + CHANGE_SECONDS
            for lms in meanwhile:
                # Somebody may have emptied the school; and an LMS that has ended ends the demo.
                with suppress(OSError, _Failed):
                    lms.ask("POST", "/_control/changes", {"change": "live"})
    raise _Failed("a part of the demo ended by itself")


def _this_week() -> date:
    """Its Monday."""
    today = datetime.now(UTC).date()
    return today - timedelta(days=today.weekday())


def _say(console: Console, words: Words, **facts: Any) -> None:
    console.print(words.said_in(language()).format(**facts), soft_wrap=True)


SIMULATED = Words(
    en="[bold]1.[/bold] One school in two systems, {people} people and {courses} courses: a simulated Moodle at {moodle}, a "
    "simulated Canvas at {canvas}.",
    ru="[bold]1.[/bold] Одна школа в двух системах, людей {people}, курсов {courses}: имитация Moodle на {moodle}, имитация "
    "Canvas на {canvas}.",
)
SERVED = Words(
    en="[bold]2.[/bold] lmsync serves its API at {url}; its status is {status}.",
    ru="[bold]2.[/bold] API lmsync работает на {url}; его статус {status}.",
)
CONNECTED = Words(
    en="[bold]3.[/bold] Connected as {name}: {checks} checks passed.",
    ru="[bold]3.[/bold] Подключено как {name}: проверок пройдено {checks}.",
)
SYNCING = Words(en="reading", ru="чтение")
READ = Words(
    en="[bold]4.[/bold] Read {name}: [green]{state}[/green], {records} records in {seconds:.1f} s.",
    ru="[bold]4.[/bold] Прочитано {name}: [green]{state}[/green], записей {records} за {seconds:.1f} с.",
)
STUDENTS = Words(
    en="[bold]5.[/bold] GET /api/v1/crm/students?q=ив ({total} students in all):",
    ru="[bold]5.[/bold] GET /api/v1/crm/students?q=ив (всего учеников {total}):",
)
LESSONS = Words(
    en="   GET /api/v1/crm/lessons (this week):",
    ru="   GET /api/v1/crm/lessons (эта неделя):",
)
CHANGED = Words(
    en="[bold]6.[/bold] A pupil joined in the LMS; after the next run ({seconds:.1f} s) the API knows {name}, {id}.",
    ru="[bold]6.[/bold] В LMS появилась ученица; после следующей синхронизации ({seconds:.1f} с) API знает: {name}, {id}.",
)
TRY = Words(
    en="[bold]Try it[/bold] (the token in the first lines can only read, the one in the last can only start runs):",
    ru="[bold]Попробуйте сами[/bold] (токен в первых строках только читает, токен в последней только запускает "
    "синхронизацию):",
)
OWNER = Words(
    en="[bold]Open the panel[/bold] at {url}. This link lets you in, once and for an hour, as demo: a throw-away owner who "
    "is gone with the demo.",
    ru="[bold]Откройте панель[/bold]: {url}. По этой ссылке вы войдёте как demo, она действует один раз и в течение часа. "
    "Это временный владелец, он исчезнет вместе с демонстрацией.",
)
HOW_TO_END = Words(en="Ctrl-C ends the demo and forgets everything.", ru="Ctrl-C завершит демонстрацию и всё сотрёт.")
