"""`./run bench [people]`: a simulated Moodle is read for the first time and again, and its lists are asked for."""

import asyncio
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from lmsync.lms_http import Network
from lmsync.simulators.moodle import running_moodle
from lmsync.store import connections
from lmsync.store.database import Database
from lmsync.store.migrate import migrate
from lmsync.store.record_pages import LISTINGS, RecordQuery, page_of
from lmsync.store.secrets import Sealer
from lmsync.sync.crm_sync_service import CRMSyncService
from lmsync.testing.school import School

ROUNDS = 3


def simulated(people: int, pipe: "Pipe") -> None:
    """The Moodle, in a process of its own."""

    async def serve() -> None:
        async with running_moodle(School.seeded(people)) as moodle:
            pipe.send((moodle.url, moodle.token))
            await asyncio.to_thread(pipe.recv)

    asyncio.run(serve())


async def read(database: Database, folder: Path, url: str, token: str) -> None:
    sealer = Sealer.of(folder)
    with database.write() as tx:
        connection = connections.save_connection(
            tx,
            replaced=None,
            kind="moodle",
            base_url=url,
            name="School",
            settings={},
            sealed_token=sealer.seal_all(token, {}),
            sync_interval_seconds=300,
            verified=True,
            provided={},
        )
    service = CRMSyncService(database, sealer, network=Network(allow_private_addresses=True))
    for title in ("first", *["unchanged"] * ROUNDS):
        with database.write() as tx:
            run = service.request(tx, connection.id, asked_by="person")
        used = time.process_time()
        run = await service.run(run)
        used = time.process_time() - used
        counts = run.counts.values()
        rows, requests = sum(one["rows_read"] for one in counts), sum(one["requests"] for one in counts)
        written = sum(one["added"] + one["changed"] + one["removed"] for one in counts)
        seconds = (run.duration_ms or 1) / 1000
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{title:10} {run.state}: {seconds:6.2f} s, {used:6.2f} s of processor, {requests} requests, {rows} rows read, "
            f"{written} written, peak {peak} MB"
        )


def timed(name: str, ask: Callable[[], object]) -> None:
    seconds = []
    for _ in range(300):
        began = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - began)
    quantiles = statistics.quantiles(seconds, n=100)
    print(f"{name:28} p50 {quantiles[49] * 1e3:6.2f} ms, p99 {quantiles[98] * 1e3:6.2f} ms")


def lists(database: Database) -> None:
    for name, query in (
        ("students", RecordQuery()),
        ("students q=ан", RecordQuery({"q": "ан"})),
        ("students q=никогонет", RecordQuery({"q": "никогонет"})),
        ("lessons", RecordQuery()),
        ("enrollments", RecordQuery()),
    ):
        with database.read() as tx:
            timed(name, lambda name=name, query=query: page_of(tx, LISTINGS[name.split()[0]], query))  # type: ignore[misc]


def main(people: int) -> None:
    ours, theirs = multiprocessing.Pipe()
    moodle = multiprocessing.Process(target=simulated, args=(people, theirs), daemon=True)
    moodle.start()
    url, token = ours.recv()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        migrate(f"sqlite:///{folder / 'lmsync.db'}")
        database = Database.open(f"sqlite:///{folder / 'lmsync.db'}")
        print(f"a simulated Moodle with {people} people")
        asyncio.run(read(database, folder, url, token))
        lists(database)
        database.close()
    ours.send(None)
    moodle.join(10)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
