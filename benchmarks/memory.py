"""`./run bench memory`: the process that reads, at three sizes of a school."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.databases import databases
from benchmarks.measured import Checkout, synchronised
from benchmarks.school import School
from benchmarks.stand_in import standing_in


def bench(systems: Sequence[str], engines: Sequence[str], sizes: list[int]) -> None:
    print("40 courses and 8,000 enrolments for every 1,000 people; answers without delay\n")
    print("| LMS | people | database | | rows | s | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for system in systems:
        for people in sizes:
            with (
                tempfile.TemporaryDirectory() as name,
                databases(Path(name)) as made,
                standing_in(system, School.of(people), 0, versions=1) as stand_in,
            ):
                for engine in engines:
                    database_url, folder = made.fresh(engine), made.folder()
                    for title in ("first", "unchanged"):
                        figures = synchronised(Checkout(), folder, database_url, stand_in)
                        print(
                            f"| {system} | {people} | {engine} | {title} | {figures.rows} | {figures.seconds:.1f} "
                            f"| {figures.peak_mb:.0f} |",
                            flush=True,
                        )
