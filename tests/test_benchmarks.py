"""The benchmarks at a small size: what they count is right, and so are the figures that no noise touches.

Seconds are not looked at here; `./run bench` compares them side by side.
"""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks.measured import Work, in_its_own_process
from benchmarks.neutral import LISTS, records_of
from benchmarks.school import School
from benchmarks.stand_in import move_on, standing_in
from lmsync.store import tables as t
from lmsync.store.database import Database

SMALL = School(500, 20)
GROWTH_MB = 20
"""How much more memory a school of eight times the size may take: buffers fill, and each list has its receipt."""


def rows_of(school: School, version: int) -> Iterator[tuple[str, str, object]]:
    """Kind, id and record of every row that the neutral school tells."""
    by_name = {one.path.rpartition("/")[2]: one for one in LISTS}
    for address in school.addresses():
        steps = address.partition("?")[0].strip("/").split("/")
        one, course = by_name[steps[-1]], steps[1] if len(steps) > 1 else ""
        for record in records_of(one, school.page(address, version)[0], course):
            yield one.kind.value, record.external_id, record


def differing(school: School) -> int:
    before, after = (
        {(kind, external_id): record for kind, external_id, record in rows_of(school, version)} for version in (0, 1)
    )
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def test_a_run_asks_once_for_every_page_and_writes_only_what_differs(database_url: str) -> None:
    pages, rows = len(list(SMALL.addresses())), len(list(rows_of(SMALL, 0)))
    with standing_in(SMALL, 0) as url:
        first, again = (in_its_own_process(Work("sync", url, database_url, SMALL, 8)) for _ in range(2))
        assert (first.requests, first.rows, first.written) == (pages, rows, rows)
        assert (again.requests, again.rows, again.written) == (pages, rows, 0)
        move_on(url, 1)
        changed = in_its_own_process(Work("sync", url, database_url, SMALL, 8))
    assert (changed.requests, changed.written) == (pages, differing(SMALL))
    assert changed.written > 20
    database = Database.open(database_url)
    with database.read() as tx:
        assert tx.last_number(t.change) == rows + changed.written
    database.close()


def test_the_floors_do_the_same_work(database_url: str) -> None:
    with standing_in(SMALL, 0) as url:
        assert in_its_own_process(Work("floor a", url, database_url, SMALL, 8)).requests == len(list(SMALL.addresses()))
        assert in_its_own_process(Work("floor c", url, database_url, SMALL, 8)).rows == len(list(rows_of(SMALL, 0)))


def test_memory_does_not_grow_with_the_school(database_url: str) -> None:
    peaks = []
    for school in (School(1_000, 40), School(8_000, 320)):
        with standing_in(school, 0) as url:
            peaks.append(in_its_own_process(Work("sync", url, database_url, school, 8)).peak_mb)
    assert peaks[1] - peaks[0] < GROWTH_MB, peaks


@pytest.mark.parametrize(
    "command",
    [
        "sync --people 100 --rounds 1 --latency 0",
        "lists --people 100 --seconds 0.2",
        "reading --people 100 --rounds 1 --seconds 0.5",
        "memory --people 100",
        "systems --people 40",
    ],
)
def test_every_benchmark_runs(command: str) -> None:
    ended = subprocess.run([sys.executable, "-m", "benchmarks", *command.split()], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("\n|") >= 4
