"""`./run bench lists` and `./run bench reading`: what a reader of the API waits for."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import load
from benchmarks.databases import databases
from benchmarks.load import Answered, Load
from benchmarks.measured import Checkout, connect, first_run_of, receipt
from benchmarks.school import School
from benchmarks.stand_in import standing_in
from tests.served import Api

CONNECTIONS = (1, 16, 64)
PACE_SECONDS = 0.02


def bench_lists(systems: Sequence[str], engines: Sequence[str], school: School, seconds: float) -> None:
    """`students` and `lessons`, pages of 50, a different one each time, with a token."""
    print(f"{school.people} people; pages of 50 over HTTP with a token, {seconds:g} s each\n")
    print("| LMS | database | list | connections | | p50 ms | p99 ms | a second |")
    print("|---|---|---|---|---|---|---|---|")
    for system in systems:
        for engine in engines:
            with serving(system, engine, school) as api:
                for listing in ("students", "lessons"):
                    pages = pages_of(api, listing)
                    for remembered in (False, True):
                        for number in CONNECTIONS:
                            answered = load.in_its_own_process(Load(api.url, pages, number, seconds, remembered))
                            how = "remembered" if remembered else "worked out"
                            print(
                                f"| {system} | {engine} | {listing} | {number} | {how} | {answered.p50_ms:.2f} "
                                f"| {answered.p99_ms:.2f} | {answered.per_second:.0f} |",
                                flush=True,
                            )


def bench_reading(systems: Sequence[str], engines: Sequence[str], school: School, seconds: float, rounds: int) -> None:
    """Four readers at a pace, while nothing happens and while another school of that size is read for the first time."""
    print(f"{school.people} people; four readers, each with a question every {PACE_SECONDS * 1_000:g} ms\n")
    print("| LMS | database | list | idle p50 / p99 ms | while a first run writes | p99 ratio | the run took |")
    print("|---|---|---|---|---|---|---|")
    for system in systems:
        for engine in engines:
            for listing in ("students", "lessons"):
                idle, busy, took = [], [], []
                for _ in range(rounds):
                    with serving(system, engine, school) as api, standing_in(system, school, 20, versions=1) as other:
                        pages = pages_of(api, listing)
                        readers = Load(api.url, pages, 4, seconds, pause=PACE_SECONDS)
                        idle.append(load.in_its_own_process(readers))
                        run = first_run_of(api, connect(api, other))
                        busy.append(load.in_its_own_process(readers))
                        took.append(receipt(api, run).seconds)
                _print_row(system, engine, listing, middle(idle), middle(busy), sorted(took)[len(took) // 2])


def _print_row(system: str, engine: str, listing: str, idle: Answered, busy: Answered, took: float) -> None:
    print(
        f"| {system} | {engine} | {listing} | {idle.p50_ms:.2f} / {idle.p99_ms:.2f} | {busy.p50_ms:.2f} / {busy.p99_ms:.2f} "
        f"| {busy.p99_ms / idle.p99_ms:.2f} | {took:.1f} s |",
        flush=True,
    )


def middle(answers: list[Answered]) -> Answered:
    return sorted(answers, key=lambda one: one.p99_ms)[len(answers) // 2]


@contextmanager
def serving(system: str, engine: str, school: School, **settings: str) -> Iterator[Api]:
    """`lmsync serve` over a school that was read, and is not read again."""
    with (
        tempfile.TemporaryDirectory() as name,
        databases(Path(name)) as made,
        Checkout().serving(made.folder(), made.fresh(engine), **settings) as (api, _),
    ):
        with standing_in(system, school, 0, versions=1) as site:
            receipt(api, first_run_of(api, connect(api, site)))
        yield api


def pages_of(api: Api, listing: str) -> list[str]:
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
