"""A process that has loaded all of lmsync and forks one more for each command that it is given. A start of Python for
each would take minutes of a run of all tests.

Asked over a socket, whose messages stay whole: `{"arguments", "settings", "user"}` with the files for output and
errors is answered by the number of the new process, `{"ended": number}` by the exit code of one that has ended.
"""

import gc
import importlib
import json
import os
import signal
import socket
import sys
import tempfile
import traceback
from typing import Any

from lmsync.cli import main
from lmsync.store.engine.migrate import migrate

MESSAGE_BYTES = 1 << 20
LOADED = (
    "encodings.idna",  # by which addresses are looked up
    "lmsync.cli.commands",
    "lmsync.cli.demo",
    "lmsync.cli.runner",
    "lmsync.cli.serving",
    "lmsync.cli.simulating",
    "lmsync.cli.tokens",
    "lmsync.cli.operators",
    "lmsync.cli.keys",
    "lmsync.cli.web_server",
    "lmsync.simulators.canvas",
    "lmsync.simulators.moodle",
    "lmsync.store.engine.postgres",
    "granian",
    "uvloop",
    "zxcvbn",
    "segno",
)
"""What commands load when they need it. Another user may not be able to read it."""


def _become(asked: Any, output: int, errors: int) -> None:
    """In the new process: what a program finds that a shell has started."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    # Streams remember what kind of file they had.
    sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    os.environ.clear()
    os.environ.update(asked["settings"])
    if asked["user"] is not None:
        os.setgroups([])
        os.setgid(asked["user"])
        os.setuid(asked["user"])
    sys.argv = ["lmsync", *asked["arguments"]]


def _run(asked: Any, output: int, errors: int) -> None:
    code: Any = 1
    try:
        _become(asked, output, errors)
        main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except Exception:  # noqa: BLE001  what a process shows that ends by it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def serve(tests: socket.socket) -> None:
    running: set[int] = set()
    while True:
        message, files, *_ = socket.recv_fds(tests, MESSAGE_BYTES, 2)
        if not message:
            break
        asked = json.loads(message)
        if "ended" in asked:
            _, status = os.waitpid(asked["ended"], 0)
            running.discard(asked["ended"])
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                _run(asked, *files)
            running.add(answer)
        for file in files:
            os.close(file)
        tests.send(json.dumps(answer).encode())
    for pid in running:  # of tests that were given up
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    # Who ends the tests from a terminal ends them, and with them this.
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(ignored, signal.SIG_IGN)
    for module in LOADED:
        importlib.import_module(module)
    os.chdir("/")
    with tempfile.TemporaryDirectory() as folder:  # what migrates is loaded late
        migrate(f"sqlite:///{folder}/lmsync.db")
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
