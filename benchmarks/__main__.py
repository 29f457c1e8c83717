"""`./run bench <what>`: what lmsync costs, beside what the same would cost with nothing to keep safe.

Ratios between figures of one round are what to look at; this machine is not the same for long.
"""

import argparse
import sys

import structlog

from benchmarks import memory, reading, syncing, systems
from benchmarks.school import School


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)

    sync = commands.add_parser("sync", help="first reading, nothing changed, 0.5 %% changed, beside their floors")
    sync.add_argument("--latency", type=float, nargs="+", default=[20, 0], help="milliseconds before each answer")
    sync.add_argument("--in-flight", type=int, default=8)
    sync.add_argument("--rounds", type=int, default=5)

    lists = commands.add_parser("lists", help="students and lessons over HTTP at 1, 16 and 64 connections")
    lists.add_argument("--seconds", type=float, default=5)

    readers = commands.add_parser("reading", help="the same while a first run writes")
    readers.add_argument("--rounds", type=int, default=3)
    readers.add_argument("--seconds", type=float, default=6)

    memories = commands.add_parser("memory", help="peak memory at 1,000, 10,000 and 100,000 people")
    memories.add_argument("--people", type=int, nargs="+", default=[1_000, 10_000, 100_000])

    real = commands.add_parser("systems", help="a simulated Moodle and Canvas: requests, and what they bound")
    for one in (sync, lists, readers, real):
        one.add_argument("--people", type=int, default=2_000 if one is real else 10_000)

    told = parser.parse_args()
    if told.what == "memory":
        memory.bench(told.people)
        return
    school = School(told.people, max(told.people // 25, 1))
    if told.what == "sync":
        syncing.bench(school, told.latency, told.in_flight, told.rounds)
    elif told.what == "lists":
        reading.bench_lists(school, told.seconds)
    elif told.what == "reading":
        reading.bench_reading(school, told.seconds, told.rounds)
    else:
        systems.bench(told.people)


if __name__ == "__main__":
    main()
