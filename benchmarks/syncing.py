"""`./run bench sync`: first reading, nothing changed, 0.5 % changed, beside floors taken in the same round."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.databases import ENGINES, databases
from benchmarks.measured import Figures, Work, in_its_own_process
from benchmarks.school import School
from benchmarks.stand_in import move_on, standing_in

TITLES = ("floor a", "floor c", "first", "unchanged", "changed")


def bench(school: School, latencies: list[float], in_flight: int, rounds: int) -> None:
    print(
        f"{school.people} people, {school.courses} courses, {school.enrolments} enrolments: "
        f"{len(list(school.addresses()))} pages, {in_flight} in flight, median of {rounds}\n"
    )
    print("| answer after | database | | s | ratio | CPU s | requests | rows read | written | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for latency in latencies:
        found: dict[tuple[str, str], list[Figures]] = {}
        with tempfile.TemporaryDirectory() as name, databases(Path(name)) as made, standing_in(school, latency) as url:
            for _ in range(rounds):
                for engine in ENGINES:
                    for title, figures in _round(url, made.fresh(engine), school, in_flight):
                        found.setdefault((engine, title), []).append(figures)
        for engine in ENGINES:
            for title in TITLES:
                _tell(latency, engine, title, found)


def _round(url: str, database_url: str, school: School, in_flight: int) -> Iterator[tuple[str, Figures]]:
    def measured(what: str) -> Figures:
        return in_its_own_process(Work(what, url, database_url, school, in_flight))

    move_on(url, 0)
    for title in TITLES:
        if title == "changed":
            move_on(url, 1)
        yield title, measured(title if title.startswith("floor") else "sync")


def _tell(latency: float, engine: str, title: str, found: dict[tuple[str, str], list[Figures]]) -> None:
    runs = found[engine, title]
    middle = sorted(runs, key=lambda one: one.seconds)[len(runs) // 2]
    seconds = statistics.median(one.seconds for one in runs)
    against = {"first": "floor c", "changed": "floor c", "unchanged": "floor a"}.get(title)
    ratio = ""
    if against is not None:
        # Each round against the floor of its own round: the machine is not the same for long.
        pairs = zip(runs, found[engine, against], strict=True)
        ratio = f"{statistics.median(run.seconds / floor.seconds for run, floor in pairs):.2f} × {against[-1]}"
    cpu = statistics.median(one.cpu_seconds for one in runs)
    print(
        f"| {latency:g} ms | {engine} | {title} | {seconds:.2f} | {ratio} | {cpu:.2f} | {middle.requests or ''} "
        f"| {middle.rows or ''} | {middle.written if title not in {'floor a', 'floor c'} else ''} "
        f"| {max(one.peak_mb for one in runs):.0f} |",
        flush=True,
    )
