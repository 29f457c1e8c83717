"""What is installed elsewhere holds everything that lmsync serves."""

import subprocess
import sys
import zipfile
from pathlib import Path

from lmsync.api.panel import FOLDER

ROOT = Path(__file__).parent.parent


def test_a_wheel_brings_the_built_panel_along(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        licences = archive.read("lmsync/_panel/licences.txt").decode()
    built = {f"lmsync/_panel/{path.relative_to(FOLDER)}" for path in FOLDER.rglob("*") if path.is_file()}
    assert {"lmsync/_panel/index.html", "lmsync/_panel/reference/index.html", "lmsync/py.typed"} <= packed
    assert built <= packed
    for library in ("react 19", "@mantine/core 9", "swagger-ui-dist 5"):
        assert f"\n{library}" in licences
