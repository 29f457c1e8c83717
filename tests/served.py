"""A real `lmsync serve` and a real simulated LMS as processes, and a caller of their addresses."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from tests.environment import GIVE_UP_SECONDS, environment
from tests.warm import Started

TOKEN = "a-first-token-for-tests"
Process = Started | subprocess.Popen[bytes]


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Api:
    """Whoever asks. `token=None` asks without one."""

    url: str
    token: str | None = field(default=TOKEN, repr=False)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answered:
        told = {"Content-Type": "application/json", **(headers or {})}
        if self.token is not None:
            told.setdefault("Authorization", f"Bearer {self.token}")
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, told, method=method)
        try:
            with urllib.request.urlopen(request, timeout=GIVE_UP_SECONDS) as answer:
                return Answered(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answered(error.code, error.headers, error.read())

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a good answer."""
        answer = self.ask("GET", f"/api/v1/crm/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else ""))
        assert answer.status == 200, answer.body.decode()
        return answer.json

    def every(self, listing: str, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.get(listing, **query, **cursor)
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}

    def sync(self, **query: Any) -> dict[str, Any]:
        query |= {"wait": "true"}
        answer = self.ask("POST", f"/api/v1/crm/sync?{urllib.parse.urlencode(query)}")
        assert answer.status == 200, answer.body.decode()
        run: dict[str, Any] = answer.json["runs"][0]
        return run

    def configure(self, lms: "Lms", **more: Any) -> Answered:
        body = {"crm_type": lms.system, "base_url": lms.url, "api_token": lms.token, **more}
        return self.ask("POST", "/api/v1/crm/configure", body)


@dataclass(frozen=True)
class Lms:
    """A simulated LMS in a process of its own."""

    system: str
    url: str
    token: str

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = Api(self.url, None).ask(method, f"/_control/{path}", body)
        assert answer.status == 200, answer.body.decode()
        return answer.json

    def change(self, what: str, **arguments: Any) -> int:
        number: int = self.control("POST", "changes", {"change": what, **arguments})["id"]
        return number


def from_a_terminal() -> None:
    """In a child, before its program begins: signals as a terminal's programs have them. Whoever started the tests may
    ignore some (`nohup`, a shell's background), and what a shell finds ignored it cannot trap."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


_HELD: list[socket.socket] = []


def free_port(host: str = "127.0.0.1") -> int:
    """A port at which nobody listens, and which the machine gives to nobody else as long as these tests run: whoever is
    told of it can listen there at any time, and nobody else answers there before or after."""
    held = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((host, 0))
    _HELD.append(held)
    return int(held.getsockname()[1])


def lmsync(*arguments: str, python: str = sys.executable) -> list[str]:
    return [python, "-m", "lmsync", *arguments]


@contextmanager
def simulated(system: str = "moodle", people: int = 40, *more: str) -> Iterator[Lms]:
    token = "0123456789abcdef0123456789abcdef"
    command = ["simulate", system, "--people", str(people), "--listen", "127.0.0.1:0", "--token", token, *more]
    reading, writing = os.pipe()
    with open(reading, encoding="utf-8") as said:
        try:
            process = Started(command, environment(), writing, 2)
        finally:
            os.close(writing)
        try:
            url = said.readline().split()[-1]
            assert url.startswith("http://127.0.0.1:")
            yield Lms(system, url, token)
        finally:
            process.terminate()
            process.wait(GIVE_UP_SECONDS)


@contextmanager
def served(
    data_dir: Path, *, at: str = "127.0.0.1", python: str | None = None, **settings: str
) -> Iterator[tuple[Api, Process]]:
    """`lmsync serve` until the block ends, asked at the host `at`; its log is `serve.log` in the data folder.
    `python`: started by this one as a user starts it, not from the warm process."""
    listen = settings.setdefault("LMSYNC_LISTEN", f"127.0.0.1:{free_port()}")
    told = environment(
        **{
            "LMSYNC_DATA_DIR": str(data_dir),
            "LMSYNC_FIRST_TOKEN": TOKEN,
            "LMSYNC_ALLOW_PRIVATE_ADDRESSES": "1",
            # Tests and benchmarks ask as fast as they can, with wrong tokens too.
            "LMSYNC_REQUESTS_PER_MINUTE": "0",
            "LMSYNC_WRONG_TOKENS_PER_MINUTE": "0",
            **settings,
        }
    )
    log = data_dir / "serve.log"
    with log.open("ab") as file:
        if python is None:
            process: Process = Started(["serve"], told, file.fileno(), file.fileno())
        else:
            process = subprocess.Popen(
                lmsync("serve", python=python), env=told, stdout=file, stderr=file, preexec_fn=from_a_terminal
            )
    api = Api(f"http://{at}:{listen.rpartition(':')[2]}")
    try:
        give_up_at = time.monotonic() + GIVE_UP_SECONDS
        while True:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < give_up_at, log.read_text(encoding="utf-8")
            try:
                if api.ask("GET", "/api/v1/health/ready").status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.05)
        yield api, process
    finally:
        process.terminate()
        process.wait(GIVE_UP_SECONDS)
