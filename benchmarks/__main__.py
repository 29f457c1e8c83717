"""`./run bench <what>`: what lmsync costs, beside what the same would cost with nothing to keep safe.

Ratios between figures of one round are what to look at; this machine is not the same for long.
"""

import argparse
from pathlib import Path

from benchmarks import memory, panel, reading, starting, streams, syncing
from benchmarks.databases import ENGINES
from benchmarks.school import School
from benchmarks.stand_in import SITES


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)

    sync = commands.add_parser("sync", help="first run, nothing changed, 0.5 %% changed, beside their floors")
    sync.add_argument("--latency", type=float, nargs="+", default=[20, 0], help="milliseconds before each answer")
    sync.add_argument("--rounds", type=int, default=5)
    sync.add_argument("--against", type=Path, help="another checkout, for the same runs in turn instead of the floors")

    lists = commands.add_parser("lists", help="students and lessons over HTTP at 1, 16 and 64 connections")
    lists.add_argument("--seconds", type=float, default=5)

    readers = commands.add_parser("reading", help="the same while a first run writes")
    readers.add_argument("--rounds", type=int, default=3)
    readers.add_argument("--seconds", type=float, default=6)

    memories = commands.add_parser("memory", help="peak memory at 1,000, 10,000 and 100,000 people")
    memories.add_argument("--people", type=int, nargs="+", default=[1_000, 10_000, 100_000])

    starts = commands.add_parser("start", help="time, CPU and memory until the server answers")
    starts.add_argument("--rounds", type=int, default=5)
    starts.add_argument("--against", type=Path, help="another checkout, in turn with this one")
    starts.add_argument("--database", nargs="+", choices=ENGINES, default=list(ENGINES))

    followers = commands.add_parser("streams", help="students while 200 readers follow events, and without them")
    followers.add_argument("--streams", type=int, default=200)
    followers.add_argument("--rounds", type=int, default=3)
    followers.add_argument("--seconds", type=float, default=6)

    panels = commands.add_parser("panel", help="the panel in a browser: until it is drawn, and until a change is seen")
    panels.add_argument("--people", type=int, default=100_000)
    panels.add_argument("--rounds", type=int, default=5)

    for command in (sync, lists, readers, followers):
        command.add_argument("--people", type=int, default=10_000)
    for command in (sync, lists, readers, memories, followers, panels):
        system = ["canvas"] if command in (lists, followers, panels) else list(SITES)
        command.add_argument("--lms", nargs="+", choices=SITES, default=system)
        engines = ["sqlite"] if command is panels else list(ENGINES)
        command.add_argument("--database", nargs="+", choices=ENGINES, default=engines)

    given = parser.parse_args()
    if given.what == "start":
        starting.bench(given.database, given.rounds, given.against)
        return
    systems, engines = given.lms, given.database
    if given.what == "memory":
        memory.bench(systems, engines, given.people)
        return
    school = School.of(given.people)
    if given.what == "lists":
        reading.bench_lists(systems, engines, school, given.seconds)
    elif given.what == "panel":
        panel.bench(systems, engines, school, given.rounds)
    elif given.what == "reading":
        reading.bench_reading(systems, engines, school, given.seconds, given.rounds)
    elif given.what == "streams":
        streams.bench(engines, school, given.streams, given.seconds, given.rounds)
    elif given.against:
        syncing.compare(systems, engines, school, given.latency, given.rounds, given.against)
    else:
        syncing.bench(systems, engines, school, given.latency, given.rounds)


if __name__ == "__main__":
    main()
