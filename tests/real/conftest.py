"""One read of a real LMS for all tests of this folder: counted by plain calls, and copied by lmsync."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from canvas_counts import Canvas
from findings import Findings, unfinished_scopes
from independent_counts import Moodle, School, count_school
from served_copy import Lmsync, served

REFUSAL = (
    "These tests read a real LMS, and none is named. Set LMSYNC_TEST_MOODLE_URL and LMSYNC_TEST_MOODLE_TOKEN, or "
    "LMSYNC_TEST_CANVAS_URL and LMSYNC_TEST_CANVAS_TOKEN, to its address and a token, then run ./run test-real again."
)
FINDINGS = pytest.StashKey[Findings]()


def named(system: str) -> tuple[str, str] | None:
    """Address and token, if somebody named one."""
    url = os.environ.get(f"LMSYNC_TEST_{system}_URL")
    token = os.environ.get(f"LMSYNC_TEST_{system}_TOKEN")
    return (url, token) if url and token else None


def pytest_sessionstart() -> None:
    if not named("MOODLE") and not named("CANVAS"):
        pytest.exit(REFUSAL, returncode=2)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is not named is not read; the last lines say so."""
    wanted = {"test_real_moodle.py": named("MOODLE"), "test_real_canvas.py": named("CANVAS")}
    left_out = [item for item in items if wanted.get(item.path.name) is None]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(FINDINGS, None)
    if found is None:
        return
    terminalreporter.section("what was found")
    for line in found.lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def moodle() -> Moodle:
    address = named("MOODLE")
    assert address is not None
    return Moodle(*address)


@pytest.fixture(scope="session")
def canvas() -> Canvas:
    address = named("CANVAS")
    assert address is not None
    return Canvas(*address)


@pytest.fixture(scope="session")
def canvas_copy(canvas: Canvas, findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Copy]":
    with served(tmp_path_factory.mktemp("lmsync-canvas")) as api:
        api.ask("POST", "crm/configure", {"crm_type": "canvas", "base_url": canvas.url, "api_token": canvas.token})
        api.ask("POST", "crm/sync/stop")
        run = api.run_now()
        findings.unfinished = unfinished_scopes(run)
        findings.notes.append(f"the run ended as {run['state']}")
        yield Copy(api, run)


@pytest.fixture(scope="session")
def findings(request: pytest.FixtureRequest) -> Findings:
    return request.config.stash.setdefault(FINDINGS, Findings())


@pytest.fixture(scope="session")
def school(moodle: Moodle, findings: Findings) -> School:
    """What the plain calls counted."""
    counted = count_school(moodle)
    findings.site = f"{counted.site_name}, Moodle {counted.release}"
    findings.notes += [f"the plain calls could not read: {refusal}" for refusal in counted.refusals]
    return counted


@dataclass(frozen=True)
class Copy:
    """A configured lmsync after its first run."""

    api: Lmsync
    run: dict[str, Any]


@pytest.fixture(scope="session")
def copy(moodle: Moodle, findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with served(tmp_path_factory.mktemp("lmsync")) as api:
        configuration = {"crm_type": "moodle", "base_url": moodle.url, "api_token": moodle.token}
        api.ask("POST", "crm/configure", configuration)
        api.ask("POST", "crm/sync/stop")
        run = api.run_now()
        findings.unfinished = unfinished_scopes(run)
        findings.notes.append(f"the run ended as {run['state']}")
        yield Copy(api, run)
