"""`./run bench panel` runs."""

import subprocess
import sys
from pathlib import Path

from tests.checkout import ROOT


def test_the_benchmark_of_the_panel_runs(built_panel: Path) -> None:
    arguments = [sys.executable, "-m", "benchmarks", "panel", "--people", "1000", "--rounds", "1"]
    ended = subprocess.run(arguments, capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("\n|") == 7
