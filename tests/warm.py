"""Commands of lmsync, each in a process of its own, forked from one that has loaded everything."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.environment import environment

NOBODY = 65534


class _Warm:
    """The process that has loaded everything. It ends with the tests."""

    def __init__(self) -> None:
        self._tests, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = Path(__file__).with_name("warm_process.py")
        with its:
            command = [sys.executable, str(program), str(its.fileno())]
            self._process = subprocess.Popen(command, env=environment(), pass_fds=[its.fileno()])
        self._asking = threading.Lock()

    def ask(self, question: Mapping[str, Any], *files: int) -> int:
        with self._asking:
            socket.send_fds(self._tests, [json.dumps(question).encode()], files)
            answer: int = json.loads(self._tests.recv(100))
        return answer


_warm: dict[bool, _Warm] = {}
"""By whether what it starts is measured."""


class Started:
    """A command that runs, with what `subprocess.Popen` calls its things."""

    def __init__(
        self, arguments: Sequence[str], settings: Mapping[str, str], out: int, err: int, user: int | None = None
    ) -> None:
        measured = "COVERAGE_PROCESS_CONFIG" in os.environ
        if measured not in _warm:
            _warm[measured] = _Warm()
        self._parent = _warm[measured]
        question = {"arguments": list(arguments), "settings": dict(settings), "user": user}
        self.pid = self._parent.ask(question, out, err)
        self._ended = os.pidfd_open(self.pid)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._wait(0)

    def wait(self, timeout: float | None = None) -> int:
        """Raises `subprocess.TimeoutExpired`."""
        code = self._wait(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("lmsync", timeout or 0)
        return code

    def _wait(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._ended], [], [], seconds)[0]:
            self.returncode = self._parent.ask({"ended": self.pid})
            os.close(self._ended)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def spoken(arguments: Sequence[str], settings: Mapping[str, str], user: int | None = None) -> Ended:
    """Give a command and wait for its end. `user`: the number of the one who gives it, if not the user of the tests."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = Started(arguments, environment(**settings), out.fileno(), err.fileno(), user).wait()
        return Ended(code, _text(out), _text(err))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def command(text: str, user: int | None = None, **settings: str) -> Ended:
    return spoken(text.split(" "), settings, user)


def commands(cases: Sequence[tuple[str, dict[str, str]]], user: int | None = None) -> list[Ended]:
    """Give each command with its settings, as another user if asked to."""
    return [spoken(text.split(" "), settings, user) for text, settings in cases]


def refused(cases: Sequence[tuple[str, dict[str, str], Sequence[str]]], user: int | None = None) -> None:
    """Each is refused in both languages, in one line that shows what it is about, and with exit code 2."""
    asked = [
        (text, {"LMSYNC_DATA_DIR": "/nowhere/lmsync", **settings, "LMSYNC_LANGUAGE": language})
        for text, settings, _ in cases
        for language in ("en", "ru")
    ]
    ended = commands(asked, user)
    for number, (case, answer) in enumerate(zip(asked, ended, strict=True)):
        assert (answer.code, len(answer.err.splitlines())) == (2, 1), (case, answer)
        assert all(shown in answer.err for shown in cases[number // 2][2]), (case, answer)
        letters = any("а" <= letter <= "я" for letter in answer.err)
        assert letters == (case[1]["LMSYNC_LANGUAGE"] == "ru"), (case, answer)
