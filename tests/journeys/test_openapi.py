"""`lmsync openapi` prints what a server answers, without a server, a database or a data folder."""

import json
import subprocess
from pathlib import Path

from tests.environment import environment
from tests.served import lmsync, served


def test_the_document_is_printed_without_an_installation(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    # A database that cannot be reached: nothing tries.
    settings = environment(LMSYNC_DATA_DIR=str(nowhere), LMSYNC_DATABASE_URL="postgresql://127.0.0.1:1/none")
    printed = subprocess.run(lmsync("openapi"), env=settings, capture_output=True, check=True, timeout=240)
    document = json.loads(printed.stdout)
    assert printed.stderr == b""
    assert not nowhere.exists()

    with served(tmp_path) as (api, _):
        assert api.ask("GET", "/api/v1/openapi.json").json == document
