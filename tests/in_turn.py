"""Commands of lmsync, each in a process of its own, forked from one that has loaded everything: a start of Python for
each would take minutes."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.served import environment

NOBODY = 65534
COMMANDS_IN_TURN = """
import encodings.idna, json, os, sys, tempfile, traceback
import lmsync.cli.commands, lmsync.cli.demo, lmsync.cli.runner, lmsync.cli.serving, lmsync.cli.simulating
import lmsync.store.engine.postgres
from lmsync.cli import main
from lmsync.store.engine.migrate import migrate

os.chdir("/")
# What migrates is loaded late, and another user may not be able to read it.
with tempfile.TemporaryDirectory() as folder:
    migrate(f"sqlite:///{folder}/lmsync.db")
for line in sys.stdin:
    arguments, settings, user = json.loads(line)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os.environ.update(settings)
            if user is not None:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            sys.argv = ["lmsync", *arguments]
            code = 0
            try:
                main()
            except SystemExit as end:
                code = end.code or 0
            except BaseException:
                traceback.print_exc()
                code = 1
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(pid, 0)
        out.seek(0)
        err.seek(0)
        print(json.dumps([os.waitstatus_to_exitcode(status), out.read().decode(), err.read().decode()]), flush=True)
"""


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


_ready: dict[bool, "subprocess.Popen[str]"] = {}
"""By whether its commands are measured: the process that has loaded everything. It ends when this one has ended."""


def _process() -> "subprocess.Popen[str]":
    measured = "COVERAGE_PROCESS_CONFIG" in os.environ
    if measured not in _ready:
        _ready[measured] = subprocess.Popen(
            [sys.executable, "-c", COMMANDS_IN_TURN],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    return _ready[measured]


def commands(cases: Sequence[tuple[str, dict[str, str]]], user: int | None = None) -> list[Ended]:
    """Give each command with its settings, as another user if asked to."""
    return [spoken(command.split(" "), settings, user) for command, settings in cases]


def spoken(arguments: Sequence[str], settings: dict[str, str], user: int | None = None) -> Ended:
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps([arguments, settings, user]) + "\n")
        process.stdin.flush()
        return Ended(*json.loads(process.stdout.readline()))
    except BaseException:  # of a test that was given up: its answer is not for the next
        process.kill()
        _ready.clear()
        raise


def command(text: str, user: int | None = None, **settings: str) -> Ended:
    return commands([(text, settings)], user)[0]


def refused(cases: Sequence[tuple[str, dict[str, str], Sequence[str]]], user: int | None = None) -> None:
    """Each is refused in both languages, in one line that shows what it is about, and with exit code 2."""
    spoken = [
        (text, {"LMSYNC_DATA_DIR": "/nowhere/lmsync", **settings, "LMSYNC_LANGUAGE": language})
        for text, settings, _ in cases
        for language in ("en", "ru")
    ]
    ended = commands(spoken, user)
    for number, (case, told) in enumerate(zip(spoken, ended, strict=True)):
        assert (told.code, len(told.err.splitlines())) == (2, 1), (case, told)
        assert all(shown in told.err for shown in cases[number // 2][2]), (case, told)
        letters = any("а" <= letter <= "я" for letter in told.err)
        assert letters == (case[1]["LMSYNC_LANGUAGE"] == "ru"), (case, told)
