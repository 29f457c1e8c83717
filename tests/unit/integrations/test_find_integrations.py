"""Integrations that others install are found by their entry points, and never take lmsync down."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lmsync.integrations import find_integrations
from tests.journeys.test_installed_integration import install

GOOD = "from tests.oneroster_folder import OneRosterFolder\n\n\nclass Offered(OneRosterFolder):\n"
BROKEN = {
    "cannot be imported": "import no_such_module\n",
    "ends the program": "raise SystemExit(3)\n",
    "is not there": "",
    "is not a class": "Offered = 3\n",
    "is another class": "class Offered: ...\n",
    "is abstract": "from lmsync.crm_integration import CRMIntegration as Offered\n",
    "has no name": GOOD + "    name = None\n",
    "has an odd name": GOOD + "    name = 'A school?'\n",
    "has the name of a shipped one": GOOD + "    name = 'canvas'\n",
    "has no model of its settings": GOOD + "    Config = dict\n",
    "has settings that cannot be described": "from collections.abc import Callable\nfrom pydantic import BaseModel\n"
    + GOOD
    + "    class Config(BaseModel):\n        work: Callable[[], int]\n",
    "has phases that are not phases": GOOD + "    phases = ('users',)\n",
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that packages are looked for in."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    find_integrations.cache_clear()
    yield tmp_path
    find_integrations.cache_clear()
    for name in set(sys.modules) - before:
        if name.startswith("offered"):
            del sys.modules[name]


def test_an_installed_integration_is_found(site: Path) -> None:
    install(site, "offered_good", GOOD + "    name = 'good'\n", {"good": "offered_good:Offered"})
    found = find_integrations()
    assert list(found) == ["canvas", "moodle", "good"]
    assert not found["good"].needs_address


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_one_that_cannot_be_used_is_left_out(source: str, site: Path) -> None:
    install(site, "offered_broken", source, {"broken": "offered_broken:Offered"})
    install(site, "offered_good", GOOD + "    name = 'good'\n", {"good": "offered_good:Offered"})
    found = find_integrations()
    assert list(found) == ["canvas", "moodle", "good"]
    assert found["canvas"].__module__.startswith("lmsync.integrations.canvas")
