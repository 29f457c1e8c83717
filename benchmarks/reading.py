"""`./run bench lists` and `./run bench reading`: what a reader of the API waits for."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks import load
from benchmarks.databases import ENGINES, databases
from benchmarks.load import Answered, Load
from benchmarks.measured import Work, in_its_own_process
from benchmarks.school import School
from benchmarks.stand_in import standing_in
from lmsync.store import connections
from lmsync.store.database import Database
from tests.served import Api, served

CONNECTIONS = (1, 16, 64)
PACE_SECONDS = 0.02


def bench_lists(school: School, seconds: float) -> None:
    """`students` and `lessons`, pages of 50, a different one each time, with a token."""
    print(f"{school.people} people; pages of 50 over HTTP with a token, {seconds:g} s each\n")
    print("| database | list | connections | | p50 ms | p99 ms | a second |")
    print("|---|---|---|---|---|---|---|")
    for engine in ENGINES:
        with _serving(engine, school) as (api, _):
            for listing in ("students", "lessons"):
                pages = _pages(api, listing)
                for remembered in (False, True):
                    for number in CONNECTIONS:
                        answered = load.in_its_own_process(Load(api.url, pages, number, seconds, remembered))
                        how = "remembered" if remembered else "worked out"
                        print(
                            f"| {engine} | {listing} | {number} | {how} | {answered.p50_ms:.2f} | {answered.p99_ms:.2f} "
                            f"| {answered.per_second:.0f} |",
                            flush=True,
                        )


def bench_reading(school: School, seconds: float, rounds: int) -> None:
    """Four readers at a pace, while nothing happens and while another school of that size is read for the first time."""
    print(f"{school.people} people; four readers, each with a question every {PACE_SECONDS * 1_000:g} ms\n")
    print("| database | list | idle p50 / p99 ms | while a first run writes | p99 ratio | the run took |")
    print("|---|---|---|---|---|---|")
    for engine in ENGINES:
        for listing in ("students", "lessons"):
            idle, busy, took = [], [], []
            for _ in range(rounds):
                with _serving(engine, school) as (api, database_url), standing_in(school, 20) as other:
                    pages = _pages(api, listing)
                    idle.append(load.in_its_own_process(Load(api.url, pages, 4, seconds, pause=PACE_SECONDS)))
                    run = Work("sync", other, database_url, school, 8)
                    running = subprocess.Popen(
                        [sys.executable, "-m", "benchmarks.measured", msgspec.json.encode(run).decode()],
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                    )
                    busy.append(load.in_its_own_process(Load(api.url, pages, 4, seconds, pause=PACE_SECONDS)))
                    took.append(msgspec.json.decode(running.communicate()[0])["seconds"])
            _tell(engine, listing, _middle(idle), _middle(busy), sorted(took)[len(took) // 2])


def _tell(engine: str, listing: str, idle: Answered, busy: Answered, took: float) -> None:
    print(
        f"| {engine} | {listing} | {idle.p50_ms:.2f} / {idle.p99_ms:.2f} | {busy.p50_ms:.2f} / {busy.p99_ms:.2f} "
        f"| {busy.p99_ms / idle.p99_ms:.2f} | {took:.1f} s |",
        flush=True,
    )


def _middle(answers: list[Answered]) -> Answered:
    return sorted(answers, key=lambda one: one.p99_ms)[len(answers) // 2]


@contextmanager
def _serving(engine: str, school: School) -> Iterator[tuple[Api, str]]:
    """`lmsync serve` over a school that was read."""
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as made:
        url = made.fresh(engine)
        with standing_in(school, 0) as site:
            in_its_own_process(Work("sync", site, url, school, 8))
        database = Database.open(url)
        with database.write() as tx:
            for connection in connections.list_connections(tx):
                connections.set_auto_sync(tx, connection.id, False)
        database.close()
        with served(Path(name), LMSYNC_DATABASE_URL=url) as (api, _):
            yield api, url


def _pages(api: Api, listing: str) -> list[str]:
    """Addresses of the first two hundred pages of a list."""
    pages = [f"/api/v1/crm/{listing}?limit=50"]
    while len(pages) < 200:
        cursor = api.get(*pages[-1].removeprefix("/api/v1/crm/").split("?")[:1], **_query(pages[-1]))["next_cursor"]
        if cursor is None:
            break
        pages.append(f"/api/v1/crm/{listing}?limit=50&cursor={cursor}")
    return pages


def _query(address: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in address.partition("?")[2].split("&"))
