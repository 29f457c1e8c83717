"""`./run` as the gate starts it, with a stand-in for Python that says how it was called."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.environment import GIVE_UP_SECONDS
from tests.served import from_a_terminal

ROOT = Path(__file__).parents[2]
STAND_IN = """#!/bin/sh
[ "$2" = pytest ] || exit 0
while [ "$1" != --basetemp ]; do shift; done
mkdir "$2" && echo kept >"$2/file" && echo "$2"
{then}
"""


def entrance(folder: Path, then: str) -> dict[str, str]:
    """A checkout that is set up already, as far as `./run` looks. Returns its environment."""
    programs = folder / ".venv/bin"
    programs.mkdir(parents=True)
    shutil.copy(ROOT / "run", folder)
    (folder / "requirements").mkdir()
    for name in ("requirements/dev.lock", "requirements/run.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    wanted = "cat requirements/dev.lock pyproject.toml | cksum"
    stamp = subprocess.run(wanted, shell=True, cwd=folder, check=True, capture_output=True).stdout
    (folder / ".venv/installed-dev.lock").write_bytes(stamp)
    for name in ("lmsync", "ruff", "mypy", "lint-imports", "deptry", "coverage"):
        (programs / name).write_text("#!/bin/sh\n")
    (programs / "python").write_text(STAND_IN.replace("{then}", then))
    for program in programs.iterdir():
        program.chmod(0o755)
    (folder / "tests/real").mkdir(parents=True)
    (folder / "tests/real/some.py").touch()
    (folder / "temporary").mkdir()
    return {"PATH": os.environ["PATH"], "TMPDIR": str(folder / "temporary")}


@pytest.mark.parametrize("command", ["test", "test-real", "kills"])
@pytest.mark.parametrize("code", [0, 1])
def test_tests_get_a_folder_of_their_own_that_is_gone_at_the_end(command: str, code: int, tmp_path: Path) -> None:
    environment = entrance(tmp_path, f"exit {code}")
    ended = [
        subprocess.run(
            ["./run", command], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=GIVE_UP_SECONDS
        )
        for _ in range(2)
    ]
    folders = [next(line for line in one.stdout.splitlines() if line.endswith("/pytest")) for one in ended]
    assert [one.returncode for one in ended] == [code, code]
    assert len(set(folders)) == 2
    assert all(one.startswith(str(tmp_path / "temporary")) for one in folders)
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_folder_is_gone_also_after_a_signal(number: signal.Signals, tmp_path: Path) -> None:
    environment = entrance(tmp_path, "exec sleep 300")
    process = subprocess.Popen(
        ["./run", "kills"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=from_a_terminal,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip().endswith("/pytest")
    os.killpg(process.pid, number)  # as Ctrl-C reaches everything in a terminal
    process.wait(GIVE_UP_SECONDS)
    process.stdout.close()
    assert process.returncode != 0
    assert list((tmp_path / "temporary").iterdir()) == []
