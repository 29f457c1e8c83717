"""A run of lmsync as a school has it: by `lmsync serve`, through the integration, and measured from outside.

The lmsync that runs may be that of another checkout. It is driven through its command line, its settings and its API
alone, so that the measure stays the same while everything inside moves. The duration is that of the run's own receipt,
memory and processor time are those of the process that did the work.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from benchmarks.stand_in import StandIn
from tests.served import Api, served

HERE = Path(__file__).parents[1]
LOOK_SECONDS = 0.2
FIRST_RUN_SECONDS = 10
"""How long a first run may take to begin by itself."""
OPEN = {"queued", "running"}
TICKS = os.sysconf("SC_CLK_TCK")


class Figures(Struct):
    seconds: float
    cpu_seconds: float
    """Of the process that read; the database server's own come on top on PostgreSQL."""
    peak_mb: float
    requests: int
    rows: int
    written: int
    """Rows added, changed or removed."""
    counts: Mapping[str, Mapping[str, int]] = {}
    """Of each kind, as the receipt has them."""


class Checkout:
    """The lmsync that is measured: this one, or that of another folder, with its own environment if it has one."""

    def __init__(self, folder: Path = HERE) -> None:
        own = folder / ".venv" / "bin" / "python"
        self.python = str(own) if own.exists() else sys.executable
        self._settings = {"PYTHONPATH": str(folder / "src")}
        asked = [self.python, "-c", "import lmsync; print(lmsync.__file__)"]
        package = subprocess.run(asked, env=os.environ | self._settings, capture_output=True, text=True, check=True)
        if not Path(package.stdout.strip()).is_relative_to(folder.resolve()):
            raise SystemExit(f"{folder} holds no lmsync that runs")

    @contextmanager
    def ready(self, folder: Path, database_url: str, **more: str) -> Iterator[tuple[Api, int]]:
        """`lmsync serve` and the number of its process, as soon as it says that it is ready."""
        settings = {**self._settings, "LMSYNC_DATABASE_URL": database_url, **more}
        with served(folder, python=self.python, **settings) as (api, process):
            yield api, process.pid

    @contextmanager
    def serving(self, folder: Path, database_url: str, **more: str) -> Iterator[tuple[Api, int]]:
        """The same, when all that it started has come to rest."""
        with self.ready(folder, database_url, **more) as (api, process):
            come_to_rest(process)
            yield api, process


def come_to_rest(process: int) -> None:
    """Wait until it and all that it started do nothing any more."""
    before, now = 0.0, -1.0
    while before != now:
        time.sleep(0.3)
        before, now = now, sum(used.cpu_seconds for used in processes(process).values())


def connect(api: Api, stand_in: StandIn) -> str:
    """Configure the stand-in, and let nothing run by itself; which connection it is."""
    body = {"crm_type": stand_in.lms, "base_url": stand_in.url, "api_token": stand_in.token}
    answer = api.ask("POST", "/api/v1/crm/configure", body)
    if answer.status not in {200, 201}:
        raise SystemExit(f"configure: {answer.status} {answer.body.decode()} {stand_in.heard().unknown}")
    slug: str = answer.json["connection"]["connection"]
    # The first run begins by itself; where it does not, it is asked for.
    give_up_at = time.monotonic() + FIRST_RUN_SECONDS
    while not api.get("runs", connection=slug)["items"]:
        if time.monotonic() > give_up_at:
            ask_for_run(api, slug)
        time.sleep(LOOK_SECONDS)
    api.ask("POST", f"/api/v1/crm/sync/stop?connection={slug}")
    return slug


def ask_for_run(api: Api, connection: str) -> int:
    answer = api.ask("POST", f"/api/v1/crm/sync?connection={connection}")
    if answer.status not in {200, 202}:
        raise SystemExit(f"sync: {answer.status} {answer.body.decode()}")
    number: int = answer.json["runs"][0]["id"]
    return number


def first_run_of(api: Api, connection: str) -> int:
    numbers: list[int] = [run["id"] for run in api.get("runs", connection=connection)["items"]]
    return min(numbers)


def receipt(
    api: Api, number: int, process: int | None = None, at_first: "Mapping[int, _Process] | None" = None
) -> Figures:
    """Wait for the end of a run. Ends the benchmark when it was not complete.

    Without the number of `lmsync serve`, and what its processes had used before, memory and CPU seconds are 0.
    """
    before = at_first or {}
    seen = dict(before)
    while (run := api.get(f"runs/{number}"))["state"] in OPEN:
        time.sleep(LOOK_SECONDS)
        seen |= processes(process) if process else {}
    seen |= processes(process) if process else {}
    if run["state"] != "complete":
        raise SystemExit(f"the run was {run['state']}: {run['error']} {_unfinished(api, run)}")
    used = {pid: now.cpu_seconds - before.get(pid, _NOTHING).cpu_seconds for pid, now in seen.items()}
    reader = max(used, key=used.__getitem__, default=None)
    counts = run["counts"].values()
    return Figures(
        seconds=run["duration_ms"] / 1_000,
        cpu_seconds=used[reader] if reader else 0,
        peak_mb=seen[reader].peak_mb if reader else 0,
        requests=sum(of_kind["requests"] for of_kind in counts),
        rows=sum(of_kind["rows_read"] for of_kind in counts),
        written=sum(of_kind["added"] + of_kind["changed"] + of_kind["removed"] for of_kind in counts),
        counts=run["counts"],
    )


def _unfinished(api: Api, run: Mapping[str, Any]) -> list[Any]:
    scopes: list[Any] = api.get(f"runs/{run['id']}/scopes", limit=5)["items"]
    return scopes


def synchronised(checkout: Checkout, folder: Path, database_url: str, stand_in: StandIn) -> Figures:
    """One run, by processes that were started for it; the first one where the stand-in is not connected yet."""
    with checkout.serving(folder, database_url) as (api, process):
        before = processes(process)
        configured = api.ask("GET", "/api/v1/crm/configure").json.get("connections", [])
        known = [row["connection"] for row in configured if row["base_url"] == stand_in.url]
        number = ask_for_run(api, known[0]) if known else first_run_of(api, connect(api, stand_in))
        return receipt(api, number, process, before)


class _Process(Struct):
    cpu_seconds: float
    peak_mb: float


_NOTHING = _Process(0, 0)


def processes(root: int) -> dict[int, _Process]:
    """What a process and those that it started have used."""
    parents: dict[int, int] = {}
    used: dict[int, _Process] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        # It may end while it is looked at.
        with contextlib.suppress(OSError, IndexError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            pid = int(folder.name)
            parents[pid] = int(fields[1])
            used[pid] = _Process((int(fields[11]) + int(fields[12])) / TICKS, 0)
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    for pid in family & used.keys():
        with contextlib.suppress(OSError, IndexError):
            used[pid].peak_mb = peak_mb(pid)
    return {pid: used[pid] for pid in family & used.keys() if used[pid].peak_mb}


def peak_mb(pid: int | str = "self") -> float:
    """The most memory that a process had. (`ru_maxrss` would begin with that of its parent.)"""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
