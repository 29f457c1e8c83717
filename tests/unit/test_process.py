"""Logs say when and where something failed, and never what stood in variables."""

import json
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

FAILING = """
import structlog
from lmsync.process import set_up_logging
from lmsync.settings import read_settings

set_up_logging(read_settings(log_format={form!r}))

def ask(token):
    raise ValueError("no answer")

try:
    ask("the token " + "of the school")
except ValueError:
    structlog.get_logger().exception("run failed", run=7)
"""


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_failure_is_told_without_variables(form: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FAILING.format(form=form)], capture_output=True, text=True, check=True
    )
    assert "no answer" in ended.stderr
    assert "run failed" in ended.stderr
    assert "the token of the school" not in ended.stderr
    if form == "json":
        line = json.loads(ended.stderr)
        assert (line["run"], line["exception"][0]["frames"][-1]["name"]) == (7, "ask")
        assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)
