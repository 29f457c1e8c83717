"""A real `lmsync serve` in a data folder of its own, and a caller of its API."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIRST_TOKEN = "test-real-first-token-0123456789abcdef"
START_SECONDS = 90
RUN_SECONDS = 6 * 3600
"""A large school on a small server takes hours when it is read whole for the first time."""


class Unexpected(Exception):
    """lmsync answered a call with an error."""


@dataclass(frozen=True)
class Lmsync:
    """The API of a running lmsync."""

    address: str
    token: str = field(default=FIRST_TOKEN, repr=False)

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The JSON of the answer; `Unexpected` with the problem's own words when the call fails."""
        url = f"{self.address}/api/v1/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=RUN_SECONDS) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Unexpected(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from None

    def rows(self, kind: str, /, **query: Any) -> dict[str, dict[str, Any]]:
        """Every record of a list, page by page, by external id."""
        found: dict[str, dict[str, Any]] = {}
        cursor: dict[str, str] = {}
        while True:
            page = self.ask("GET", f"crm/{kind}", limit=500, **cursor, **query)
            for row in page["items"]:
                assert row["id"] not in found, f"{kind}: {row['id']} is on two pages"
                found[row["id"]] = row
            if page["next_cursor"] is None:
                return {external_id(row): row for row in found.values()}
            cursor = {"cursor": page["next_cursor"]}

    def run_now(self) -> dict[str, Any]:
        """A full run, from its start to its end."""
        run = self.ask("POST", "crm/sync", wait="true", mode="full")
        runs = run.get("runs", [run])
        finished: dict[str, Any] = self.ask("GET", f"crm/runs/{runs[0]['id']}")
        return finished


def external_id(row: dict[str, Any]) -> str:
    return str(row["external_id"])


def is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/v1/health/ready", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@contextmanager
def served(data_dir: Path) -> Iterator[Lmsync]:
    """`lmsync serve` until the block ends; its log is `serve.log` in the data folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = {
        "LMSYNC_DATA_DIR": str(data_dir),
        "LMSYNC_LISTEN": f"127.0.0.1:{port}",
        "LMSYNC_FIRST_TOKEN": FIRST_TOKEN,
        "LMSYNC_ALLOW_PRIVATE_ADDRESSES": "1",
    }
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LMSYNC_")}
    command = [str(Path(sys.executable).with_name("lmsync")), "serve"]
    with (data_dir / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=ours | settings, stdout=log, stderr=log)
    try:
        give_up_at = time.monotonic() + START_SECONDS
        while not is_up(address):
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise Unexpected("lmsync serve did not start:\n" + (data_dir / "serve.log").read_text()[-4000:])
            time.sleep(0.2)
        yield Lmsync(address)
    finally:
        process.terminate()
        process.wait(timeout=60)
