"""`./run bench start`: what it takes until `lmsync serve` answers, and what it holds when it has come to rest."""

import contextlib
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from benchmarks.databases import databases
from benchmarks.measured import Checkout, come_to_rest, processes


class Start(Struct):
    seconds: float
    """Until it is ready."""
    cpu_seconds: float
    """Of all its processes until they rest."""
    shared_mb: float
    """Memory of all its processes; what several of them share is counted once."""


def bench(engines: Sequence[str], rounds: int, against: Path | None) -> None:
    """In turn with another checkout, if one is named."""
    checkouts = {"this": Checkout()} | ({"other": Checkout(against)} if against else {})
    print("Memory: of all processes together, what they share counted once\n")
    print("| database | | ready after s | CPU s | MB |")
    print("|---|---|---|---|---|")
    for engine in engines:
        starts: dict[str, list[Start]] = {name: [] for name in checkouts}
        for _ in range(rounds):
            for name, checkout in checkouts.items():
                starts[name].append(_start(checkout, engine))
        for name, measured in starts.items():
            seconds, cpu, memory = (
                statistics.median(getattr(start, field) for start in measured) for field in Start.__struct_fields__
            )
            print(f"| {engine} | {name} | {seconds:.2f} | {cpu:.2f} | {memory:.0f} |", flush=True)


def _start(checkout: Checkout, engine: str) -> Start:
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as made:
        database_url, folder = made.fresh(engine), made.folder()
        asked_at = time.monotonic()
        with checkout.ready(folder, database_url) as (_, process):
            seconds = time.monotonic() - asked_at
            come_to_rest(process)
            family = processes(process)
            cpu_seconds = sum(used.cpu_seconds for used in family.values())
            return Start(seconds, cpu_seconds, sum(map(_proportional_mb, family)))


def _proportional_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(told.partition("\nPss:")[2].split()[0]) / 1024
    return 0
