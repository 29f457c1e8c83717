"""`./run bench memory`: the process that reads, at three sizes of a school."""

import tempfile
from pathlib import Path

from benchmarks.databases import ENGINES, databases
from benchmarks.measured import Work, in_its_own_process
from benchmarks.school import School
from benchmarks.stand_in import standing_in


def bench(sizes: list[int]) -> None:
    print("Eight answers a person, 40 courses for every 1,000 people; 8 in flight, no delay\n")
    print("| people | database | | rows | s | peak MB |")
    print("|---|---|---|---|---|---|")
    for people in sizes:
        school = School(people, max(people // 25, 1))
        with tempfile.TemporaryDirectory() as name, databases(Path(name)) as made, standing_in(school, 0) as url:
            for engine in ENGINES:
                database_url = made.fresh(engine)
                for title in ("first", "unchanged"):
                    figures = in_its_own_process(Work("sync", url, database_url, school, 8))
                    print(
                        f"| {people} | {engine} | {title} | {figures.rows} | {figures.seconds:.1f} "
                        f"| {figures.peak_mb:.0f} |",
                        flush=True,
                    )
