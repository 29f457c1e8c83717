"""`./run` as the gate starts it, with a stand-in for Python that says how it was called, and stand-ins for Node."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.checkout import as_set_up
from tests.environment import GIVE_UP_SECONDS
from tests.served import from_a_terminal

STAND_IN = """#!/bin/sh
[ "$2" = pytest ] || exit 0
while [ "$1" != --basetemp ]; do shift; done
mkdir "$2" && echo kept >"$2/file" && echo "$2"
{then}
"""
NODE = """#!/bin/sh
[ "$1" != scripts/types.mjs ] || cp ${TYPES:-src/api/schema.d.ts} "$2"
"""
"""Makes the types that are there already, or others."""


def entrance(folder: Path, then: str) -> dict[str, str]:
    """A checkout that is set up already, as far as `./run` looks. Returns its environment."""
    programs = as_set_up(folder, "dev.lock")
    for name in ("lmsync", "ruff", "mypy", "lint-imports", "deptry", "coverage"):
        (programs / name).write_text("#!/bin/sh\n")
    (programs / "python").write_text(STAND_IN.replace("{then}", then))
    machine = folder / "machine"
    machine.mkdir()
    for name in ("npm", "chromium"):
        (machine / name).write_text("#!/bin/sh\n")
    (machine / "node").write_text(NODE)
    for program in (*programs.iterdir(), *machine.iterdir()):
        program.chmod(0o755)
    (folder / "tests/real").mkdir(parents=True)
    (folder / "tests/real/some.py").touch()
    (folder / "temporary").mkdir()
    return {"PATH": f"{machine}:{os.environ['PATH']}", "TMPDIR": str(folder / "temporary")}


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


def test_types_that_are_not_those_of_the_api_end_the_tests(tmp_path: Path) -> None:
    environment = entrance(tmp_path, "exit 0") | {"TYPES": "package.json"}
    ended = subprocess.run(
        ["./run", "test"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=GIVE_UP_SECONDS
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "npm run types" in ended.stderr


@pytest.mark.parametrize("changed", ["admin/src/page.tsx", "src/lmsync/_panel/index.html"])
def test_the_panel_is_built_when_its_sources_are_not_those_it_was_built_from(changed: str, tmp_path: Path) -> None:
    environment = entrance(tmp_path, "")
    npm = tmp_path / "machine/npm"
    npm.write_text('#!/bin/sh\necho "$@" >>../npm\nmkdir -p ../src/lmsync/_panel\n: >../src/lmsync/_panel/index.html\n')

    def built() -> list[str]:
        subprocess.run(["./run", "panel"], cwd=tmp_path, env=environment, check=True, timeout=GIVE_UP_SECONDS)
        return (tmp_path / "npm").read_text().splitlines() if (tmp_path / "npm").exists() else []

    assert built() == []
    if changed.startswith("admin"):
        (tmp_path / changed).write_text("changed")
    else:
        (tmp_path / changed).unlink()
    assert built() == built() == ["run -s build"]
    (tmp_path / "admin/package-lock.json").write_text("another")
    assert built() == ["run -s build", "ci --loglevel=error", "run -s build"]
