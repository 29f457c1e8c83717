"""`./run bench systems`: a simulated Moodle and a simulated Canvas, read through their own integrations.

The simulators answer in Python and slowly; what counts here is how many questions a school costs, because that, the
time of an answer and how many may be in flight bound every real one.
"""

import asyncio
import multiprocessing
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from lmsync.lms_http import Network
from lmsync.simulators.canvas import running_canvas
from lmsync.simulators.moodle import running_moodle
from lmsync.store import connections
from lmsync.store.database import Database
from lmsync.store.migrate import migrate
from lmsync.store.secrets import Sealer
from lmsync.sync.crm_sync_service import CRMSyncService, integration_of
from lmsync.testing.school import School

RUNNING: Mapping[str, Callable[[School], AbstractAsyncContextManager[Any]]] = {
    "moodle": running_moodle,
    "canvas": running_canvas,
}


def _simulated(system: str, people: int, pipe: "Pipe") -> None:
    """The LMS, in a process of its own."""

    async def serve() -> None:
        async with RUNNING[system](School.seeded(people)) as lms:
            pipe.send((lms.url, lms.token))
            await asyncio.to_thread(pipe.recv)

    asyncio.run(serve())


async def _read(system: str, url: str, token: str, folder: Path) -> None:
    migrate(f"sqlite:///{folder / 'lmsync.db'}")
    database = Database.open(f"sqlite:///{folder / 'lmsync.db'}")
    sealer = Sealer.of(folder)
    with database.write() as tx:
        connection = connections.save_connection(
            tx,
            replaced=None,
            kind=system,
            base_url=url,
            name=system,
            settings={},
            sealed_token=sealer.seal_all(token, {}),
            sync_interval_seconds=300,
            verified=True,
            provided={},
        )
    service = CRMSyncService(database, sealer, network=Network(allow_private_addresses=True))
    for title in ("first", "unchanged"):
        with database.write() as tx:
            run = service.request(tx, connection.id, asked_by="person")
        run = await service.run(run)
        counts = run.counts.values()
        rows, requests = sum(one["rows_read"] for one in counts), sum(one["requests"] for one in counts)
        written = sum(one["added"] + one["changed"] + one["removed"] for one in counts)
        in_flight = integration_of(connection).in_flight
        print(
            f"| {system} | {title} | {run.state} | {requests} | {rows} | {written} | {(run.duration_ms or 0) / 1_000:.1f} "
            f"| {requests * 0.02 / in_flight:.0f} / {requests * 0.1 / in_flight:.0f} |",
            flush=True,
        )
    database.close()


def bench(people: int) -> None:
    print(f"{people} people in a simulated school\n")
    print("| system | | state | requests | rows read | written | s here | s at least at 20 / 100 ms an answer |")
    print("|---|---|---|---|---|---|---|---|")
    for system in RUNNING:
        ours, theirs = multiprocessing.Pipe()
        lms = multiprocessing.Process(target=_simulated, args=(system, people, theirs), daemon=True)
        lms.start()
        url, token = ours.recv()
        with tempfile.TemporaryDirectory() as name:
            asyncio.run(_read(system, url, token, Path(name)))
        ours.send(None)
        lms.join(10)
