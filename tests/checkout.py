"""A clone of the project in which `./run` finds everything installed and built."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PANEL = ("admin/package.json", "admin/package-lock.json", "admin/scripts/types.mjs", "admin/src/api/schema.d.ts")


def as_set_up(folder: Path, lock: str) -> Path:
    """Make the clone. Returns its folder of programs, in which there are none yet."""
    programs = folder / ".venv/bin"
    programs.mkdir(parents=True)
    for name in ("run", f"requirements/{lock}", "requirements/run.lock", "pyproject.toml", *PANEL):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "src/lmsync/_panel").mkdir(parents=True)
    (folder / "src/lmsync/_panel/index.html").touch()
    (folder / "admin/node_modules").mkdir()
    _stamp(folder, f".venv/installed-{lock}", f"cat requirements/{lock} pyproject.toml | cksum")
    _stamp(folder, "admin/node_modules/.installed", "cat admin/package.json admin/package-lock.json | cksum")
    found = "find admin -name node_modules -prune -o -type f -print | LC_ALL=C sort | xargs cksum | cksum"
    _stamp(folder, "admin/node_modules/.built", found)
    return programs


def _stamp(folder: Path, name: str, content: str) -> None:
    made = subprocess.run(content, shell=True, cwd=folder, check=True, capture_output=True).stdout
    (folder / name).write_bytes(made)
