"""The shape of the project: what its papers say about its code is held here."""

import ast
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import fields

import lmsync.integrations
import lmsync.simulators
from lmsync.records import RECORD_TYPES, Kind, kind_of_code
from lmsync.store.mirror.tables import KIND_NUMBERS, MIRRORED

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "src/lmsync").rglob("*.py"))
OURS = {"id", "connection_id", "first_seen_at", "changed_at", "deleted_at", "sort_key", "search_text"}
KEPT_BY_US = {
    Kind.USER: {"person_id", "student_courses", "teacher_courses"},
    Kind.LESSON: {"sequence"},
}
KEPT_BESIDE = {Kind.GROUP: {"members"}}
"""Fields of a record that have a table of their own."""


def committed_text_files() -> Iterator[tuple[Path, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix in {".png", ".webp", ".gz", ".ico"} or not path.is_file():
            continue
        yield path.relative_to(ROOT), path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_record_and_its_table_have_the_same_fields(kind: Kind) -> None:
    record = RECORD_TYPES[kind]
    told = {
        f"{field.name}_id" if field.name in record.references else field.name for field in fields(record)
    } - KEPT_BESIDE.get(kind, set())

    kept = set(MIRRORED[kind].columns.keys()) - OURS - KEPT_BY_US.get(kind, set())

    assert kept | {"external_id"} == told | {"external_id"}


def test_a_kind_keeps_its_number_in_the_change_log() -> None:
    """The numbers are stored: an order of kinds that changes must not change them. A new kind gets the next number."""
    assert {kind.value: number for kind, number in KIND_NUMBERS.items()} == {
        "org": 1,
        "term": 2,
        "course": 3,
        "section": 4,
        "user": 5,
        "group": 6,
        "enrollment": 7,
        "category": 8,
        "item": 9,
        "submission": 10,
        "lesson": 11,
        "attendance": 12,
    }


def test_kinds_are_numbered_and_coded_once() -> None:
    assert KIND_NUMBERS.keys() == set(Kind)
    assert len(set(KIND_NUMBERS.values())) == len(Kind)
    assert {kind_of_code(RECORD_TYPES[kind].id_code) for kind in Kind} == set(Kind)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_every_module_opens_with_a_sentence(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if not source.strip():
        return
    sentence = ast.get_docstring(ast.parse(source))
    assert sentence, f"{path} does not say what it is for"


def test_no_room_has_a_name_that_means_anything() -> None:
    vague = {"utils", "util", "helpers", "common", "core", "services", "managers", "misc", "base"}
    named = {part for path in MODULES for part in path.relative_to(ROOT / "src").with_suffix("").parts}
    assert not named & vague


def test_every_system_has_a_simulator() -> None:
    def folders(package: object) -> set[str]:
        return {found.name for found in pkgutil.iter_modules(package.__path__) if found.ispkg}  # type: ignore[attr-defined]

    assert folders(lmsync.integrations) == folders(lmsync.simulators) != set()


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    """Neither does this file: the names are put together here."""
    registries = [
        ("py", "pi", "org"),
        ("files.python", "hosted", "org"),
        ("registry.npm", "js", "org"),
        ("registry.yarn", "pkg", "com"),
        ("crates", "", "io"),
        ("proxy.go", "lang", "org"),
        ("deb.deb", "ian", "org"),
    ]
    folders = ["work", "root"]
    hosts = (re.escape(f"{first}{second}.{third}") for first, second, third in registries)
    said = re.compile("|".join([*hosts, *(f"/{folder}/" for folder in folders)]))
    found = [
        f"{path}:{number}"
        for path, text in committed_text_files()
        for number, line in enumerate([str(path), *text.splitlines()])
        if said.search(line)
    ]
    assert found == []


def test_every_broad_except_logs_its_traceback() -> None:
    """`except Exception` belongs at the top of a loop that must live, and nowhere in silence."""
    silent = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Name) and node.type.id == "Exception":
                body = ast.unparse(node)
                if "exception(" not in body and "exc_info" not in body and "raise" not in body:
                    silent.append(f"{path.name}:{node.lineno}")
    assert silent == []


def test_nothing_runs_or_revives_what_others_sent() -> None:
    """No text is evaluated, no shell started, and nothing is read in a form that can bring code along."""
    forbidden = {
        "eval",
        "exec",
        "compile",
        "os.system",
        "os.popen",
        "pickle",
        "marshal",
        "shelve",
        "yaml",
        "xml",
        "lxml",
    }
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Call):
                names = [ast.unparse(node.func), *("os.system" for given in node.keywords if given.arg == "shell")]
            elif isinstance(node, ast.Import):
                names = [alias.name.partition(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or "").partition(".")[0]]
            found += [f"{path.name}: {name}" for name in names if name in forbidden]
    assert found == []


PANEL = [
    path
    for folder in ("admin/src", "admin/reference")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".ts", ".tsx", ".js", ".html"} and ".test." not in path.name
]
MADE_OF_TEXT = re.compile(
    r"dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
)


def _in_panel(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(ROOT)), found)
        for path in PANEL
        for found in pattern.findall(path.read_text(encoding="utf-8"))
    ]


def test_the_panel_shows_what_others_wrote_as_text() -> None:
    assert len(PANEL) > 100
    assert _in_panel(MADE_OF_TEXT) == []


def test_the_panel_keeps_choices_in_a_browser_and_nothing_that_it_has_read() -> None:
    assert _in_panel(re.compile(r"indexedDB|caches\.open|document\.cookie")) == []
    # Which build a tab has begun anew with, so that it does so once.
    assert {path for path, _ in _in_panel(re.compile("sessionStorage"))} == {"admin/src/main.tsx"}
    assert {path for path, _ in _in_panel(re.compile(r"localStorage\.setItem"))} == {
        "admin/src/components/DataTable/columns.ts",
        "admin/src/components/keys.ts",
        "admin/src/language.ts",
    }


def test_every_field_for_a_password_hides_it_and_lets_it_be_pasted_and_filled_in() -> None:
    fields = _in_panel(re.compile(r"<(\w+)(?:(?!<\w).)*?autoComplete=\"(?:current|new)-password\"", re.DOTALL))
    assert len(fields) > 4
    assert {element for _, element in fields} == {"PasswordInput"}
    assert _in_panel(re.compile("onPaste")) == []
