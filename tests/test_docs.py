"""The papers are true: links lead somewhere, and commands that are named exist."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from lmsync.api.problems import STATUS
from lmsync.integrations import find_integrations
from lmsync.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), ROOT / "admin/README.md", *(ROOT / "docs").rglob("*.md")])
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
    for command in ("setup", "demo", "panel", "test", "test-real", "bench"):
        assert f"./run {command} " in said


def test_every_decision_says_what_would_change_our_mind() -> None:
    for page in (ROOT / "docs/decisions").glob("*.md"):
        if page.name != "README.md":
            assert "What would change our mind" in page.read_text(encoding="utf-8"), page.name


@pytest.mark.parametrize("paper", ["security.md", "security.ru.md"])
def test_every_test_that_the_security_page_names_is_there(paper: str) -> None:
    text = (ROOT / "docs" / paper).read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", text)
    assert len(named) == text.count("::") > 0
    missing = [f"{file}::{name}" for file, name in named if name not in functions_of(ROOT / "tests" / file)]
    assert missing == []


@cache
def functions_of(path: Path) -> set[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, functions)}


def test_what_the_security_page_calls_met_names_its_test() -> None:
    rows = [line.split("|")[1:-1] for line in (ROOT / "docs/security.md").read_text(encoding="utf-8").splitlines()]
    requirements = [row for row in rows if row and re.fullmatch(r" \d+\.\d+\.\d+ ", row[0])]
    assert len(requirements) > 100
    for number, _, state, tests in requirements:
        assert ("::" in tests) if state == " met " else state.startswith(" open: "), number


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


def test_the_examples_of_the_panel_expect_the_status_that_the_api_answers() -> None:
    places = ["pages/developers/examples.ts", "locales/ru/developers.json", "locales/en/developers.json"]
    named = [
        status
        for place in places
        for status in re.findall(r"(\d{3})\W.*cursor-expired", (ROOT / "admin/src" / place).read_text(encoding="utf-8"))
    ]
    assert named == [str(STATUS["cursor-expired"])] * 4


@pytest.mark.parametrize("system", find_integrations())
@pytest.mark.parametrize(("language", "end"), [("en", ""), ("ru", ".ru")])
def test_the_set_up_help_of_every_system_is_in_the_papers(system: str, language: str, end: str) -> None:
    told = (ROOT / f"docs/setup/{system}{end}.md").read_text(encoding="utf-8")
    assert find_integrations()[system].setup.said_in(language).strip() in told
