"""The papers are true: links lead somewhere, and commands that are named exist."""

import re
import subprocess
from pathlib import Path

import pytest

from lmsync.integrations import find_integrations
from lmsync.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_link_leads_to_a_file(paper: Path) -> None:
    broken = [link for link in LINK.findall(paper.read_text(encoding="utf-8")) if not (paper.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_command_of_the_entrance_exists(paper: Path) -> None:
    entrance = (ROOT / "run").read_text(encoding="utf-8")
    for command in re.findall(r"`?\./run ([a-z-]+)", paper.read_text(encoding="utf-8")):
        assert f"  {command})" in entrance, f"{paper.name} names ./run {command}"


def test_the_entrance_says_what_it_can_do() -> None:
    said = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    for command in ("setup", "demo", "test", "test-real", "bench"):
        assert f"./run {command} " in said


def test_every_decision_says_what_would_change_our_mind() -> None:
    for page in (ROOT / "docs/decisions").glob("*.md"):
        if page.name != "README.md":
            assert "What would change our mind" in page.read_text(encoding="utf-8"), page.name


def test_every_setting_is_described() -> None:
    described = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"| `{PREFIX}{name.upper()}` |" in described
        assert field.description
        assert field.description in described


def test_every_word_of_the_api_has_one_name_in_both_quickstarts() -> None:
    calls = re.compile(r"/api/v1/crm/[a-z]+")
    english, russian = (
        set(calls.findall((ROOT / f"docs/quickstart{end}").read_text(encoding="utf-8"))) for end in (".md", ".ru.md")
    )
    assert english == russian != set()


@pytest.mark.parametrize("system", find_integrations())
@pytest.mark.parametrize(("language", "end"), [("en", ""), ("ru", ".ru")])
def test_the_set_up_help_of_every_system_is_in_the_papers(system: str, language: str, end: str) -> None:
    told = (ROOT / f"docs/setup/{system}{end}.md").read_text(encoding="utf-8")
    assert find_integrations()[system].setup.said_in(language).strip() in told
