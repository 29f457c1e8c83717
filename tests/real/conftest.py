"""One read of a real Moodle for all tests of this folder: counted by plain calls, and copied by lmsync."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from findings import Findings, unfinished_scopes
from independent_counts import Moodle, School, count_school
from served_copy import Lmsync, served

REFUSAL = (
    "These tests read a real Moodle, and none is named. Set LMSYNC_TEST_MOODLE_URL to its address and "
    "LMSYNC_TEST_MOODLE_TOKEN to a token of the service account, then run ./run test-real again."
)
FINDINGS = pytest.StashKey[Findings]()


def named_moodle() -> Moodle:
    url = os.environ.get("LMSYNC_TEST_MOODLE_URL")
    token = os.environ.get("LMSYNC_TEST_MOODLE_TOKEN")
    if not url or not token:
        pytest.exit(REFUSAL, returncode=2)
    return Moodle(url, token)


def pytest_sessionstart() -> None:
    named_moodle()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(FINDINGS, None)
    if found is None:
        return
    terminalreporter.section("what was found")
    for line in found.lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def moodle() -> Moodle:
    return named_moodle()


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
