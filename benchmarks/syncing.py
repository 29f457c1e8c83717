"""`./run bench sync`: first run, nothing changed, 0.5 % changed, beside floors taken in the same round.

With `--against` the same runs by two checkouts, in turn, beside each other.
"""

import os
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import floors
from benchmarks.databases import Databases, databases
from benchmarks.measured import Checkout, Figures, synchronised
from benchmarks.school import School
from benchmarks.stand_in import Heard, StandIn, standing_in

RUNS = ("first", "unchanged", "changed")
FLOORS = ("floor a", "floor c")
BESIDE = {"first": "floor c", "unchanged": "floor a", "changed": "floor c"}


def bench(systems: Sequence[str], engines: Sequence[str], school: School, latencies: list[float], rounds: int) -> None:
    _introduce(school, rounds)
    print("| LMS | answer after | database | | s | ratio | CPU s | requests | in flight | rows | written | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    here = Checkout()
    for system in systems:
        for latency in latencies:
            found: dict[tuple[str, str], list[Figures]] = {}
            with (
                tempfile.TemporaryDirectory() as name,
                databases(Path(name)) as made,
                standing_in(system, school, latency) as stand_in,
            ):
                for _ in range(rounds):
                    for engine in engines:
                        heard = Heard()
                        database_url = made.fresh(engine)
                        for title, figures, asked in runs_of(here, made, database_url, stand_in):
                            found.setdefault((engine, title), []).append(figures)
                            heard = asked if title == "unchanged" else heard
                        # What an unchanged school was asked is what any whole reading asks.
                        stand_in.begin(0)
                        for title, place in (("floor a", None), ("floor c", made.fresh(engine))):
                            figures = floors.in_its_own_process(stand_in, heard, place)
                            found.setdefault((engine, title), []).append(figures)
                for engine in engines:
                    for title in (*FLOORS, *RUNS):
                        _print_row(system, latency, engine, title, found, heard.connections)


def runs_of(
    checkout: Checkout, made: Databases, database_url: str, stand_in: StandIn
) -> Iterator[tuple[str, Figures, Heard]]:
    """The three runs of a round; the first one comes with the check of the configuration among its questions."""
    folder = made.folder()
    for title in RUNS:
        stand_in.begin(1 if title == "changed" else 0)
        figures = synchronised(checkout, folder, database_url, stand_in)
        heard = stand_in.heard()
        if heard.unknown:
            print(f"The stand-in has nothing prepared for {len(heard.unknown)} questions, such as {heard.unknown[0]}\n")
        figures.requests = len(heard.questions)
        yield title, figures, heard


def _print_row(
    system: str,
    latency: float,
    engine: str,
    title: str,
    found: dict[tuple[str, str], list[Figures]],
    connections: int,
) -> None:
    runs = found[engine, title]
    ratio = ""
    if title in BESIDE:
        # Each round against the floor of its own round: the machine is not the same for long.
        pairs = zip(runs, found[engine, BESIDE[title]], strict=True)
        ratio = f"{statistics.median(run.seconds / floor.seconds for run, floor in pairs):.2f} × {BESIDE[title][-1]}"
    last = runs[-1]
    print(
        f"| {system} | {latency:g} ms | {engine} | {title} | {_middle(runs, 'seconds'):.2f} | {ratio} "
        f"| {_middle(runs, 'cpu_seconds'):.2f} | {last.requests} | {connections} | {last.rows or ''} "
        f"| {last.written if title in RUNS else ''} | {max(run.peak_mb for run in runs):.0f} |",
        flush=True,
    )


def compare(
    systems: Sequence[str],
    engines: Sequence[str],
    school: School,
    latencies: list[float],
    rounds: int,
    against: Path,
) -> None:
    """The same runs by this checkout and by another; they take turns in going first."""
    _introduce(school, rounds)
    checkouts = {"this": Checkout(), "other": Checkout(against.resolve())}
    print(
        "| LMS | answer after | database | | this: s (from – to) | other: s (from – to) | this ÷ other (from – to) ",
        end="",
    )
    print("| CPU s | peak MB | requests | written |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for system in systems:
        for latency in latencies:
            found: dict[tuple[str, str, str], list[Figures]] = {}
            with (
                tempfile.TemporaryDirectory() as name,
                databases(Path(name)) as made,
                standing_in(system, school, latency) as stand_in,
            ):
                for number in range(rounds):
                    for engine in engines:
                        for which in sorted(checkouts, reverse=number % 2 == 0):
                            database_url = made.fresh(engine)
                            for title, figures, _ in runs_of(checkouts[which], made, database_url, stand_in):
                                found.setdefault((engine, title, which), []).append(figures)
            for engine in engines:
                for title in RUNS:
                    _print_both(system, latency, engine, title, *(found[engine, title, which] for which in checkouts))


def _print_both(
    system: str, latency: float, engine: str, title: str, this: list[Figures], other: list[Figures]
) -> None:
    ratios = [mine.seconds / theirs.seconds for mine, theirs in zip(this, other, strict=True)]
    pairs = [
        f"{_middle(this, 'cpu_seconds'):.2f} / {_middle(other, 'cpu_seconds'):.2f}",
        f"{_middle(this, 'peak_mb'):.0f} / {_middle(other, 'peak_mb'):.0f}",
        f"{this[-1].requests} / {other[-1].requests}",
        f"{this[-1].written} / {other[-1].written}",
    ]
    print(
        f"| {system} | {latency:g} ms | {engine} | {title} | {_spread([run.seconds for run in this])} "
        f"| {_spread([run.seconds for run in other])} | {_spread(ratios)} | {' | '.join(pairs)} |",
        flush=True,
    )


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} – {max(values):.2f})"


def _middle(runs: list[Figures], name: str) -> float:
    return float(statistics.median(getattr(run, name) for run in runs))


def _introduce(school: School, rounds: int) -> None:
    enrolments = school.courses * school.members_of_a_course
    print(
        f"{school.people} people, {school.courses} courses, {enrolments} enrolments; median of {rounds}; "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start\n"
    )
