"""One measured piece of work in a process of its own: `python -m benchmarks.measured '<Work as JSON>'`.

A process of its own, because memory and processor time are those of a process. What it prints is a `Figures`.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import structlog
import uvloop
from msgspec import Struct

from benchmarks.floors import floor_a, floor_c
from benchmarks.neutral import NeutralIntegration, NoSettings
from benchmarks.school import School
from lmsync.crm_integration import CRMIntegration
from lmsync.lms_http import LmsHttp, Network
from lmsync.store import connections, sync_runs
from lmsync.store.database import Database
from lmsync.sync.removals import Limits
from lmsync.sync.run import SyncRun


class Work(Struct):
    """`what`: `floor a`, `floor c` or `sync`."""

    what: str
    url: str
    database_url: str
    school: School
    in_flight: int


class Figures(Struct):
    seconds: float
    cpu_seconds: float
    """Of this process; the database server's own come on top on PostgreSQL."""
    peak_mb: float
    requests: int = 0
    rows: int = 0
    written: int = 0
    """Rows added, changed or removed."""


def peak_mb() -> float:
    """The most memory that this process had. (`ru_maxrss` would begin with that of the parent.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


async def synchronise(work: Work) -> tuple[int, int, int]:
    """Requests, rows read and rows written of one run."""
    database = Database.open(work.database_url)
    with database.write() as tx:
        known = connections.find_connection(tx, "neutral", work.url)
        connection = known or connections.save_connection(
            tx,
            replaced=None,
            kind="neutral",
            base_url=work.url,
            name=f"School at {work.url}",
            settings={},
            sealed_token=b"",
            sync_interval_seconds=300,
            verified=True,
            provided={},
        )
        run = sync_runs.queue_run(tx, connection.id, mode="full", asked_by="person")
        assert sync_runs.claim_run(tx, run.id, "benchmark")
    async with LmsHttp(work.url, network=Network(allow_private_addresses=True), in_flight=work.in_flight) as http:
        integration: CRMIntegration = NeutralIntegration(http, "", NoSettings())
        integration.in_flight = work.in_flight  # type: ignore[misc]
        outcome = await SyncRun(database, integration, connection.id, run.id, Limits()).go()
    assert outcome.state == "complete", outcome
    with database.write() as tx:
        sync_runs.free_lease(tx, connection.id, "benchmark")
        counts = sync_runs.run_of(tx, run.id).counts.values()
    database.close()
    written = sum(one["added"] + one["changed"] + one["removed"] for one in counts)
    return sum(one["requests"] for one in counts), sum(one["rows_read"] for one in counts), written


async def measure(work: Work) -> Figures:
    began, used = time.perf_counter(), time.process_time()
    requests = rows = written = 0
    if work.what == "floor a":
        requests = await floor_a(work.url, work.school, work.in_flight)
    elif work.what == "floor c":
        rows = written = await floor_c(work.url, work.school, work.in_flight, work.database_url)
    else:
        requests, rows, written = await synchronise(work)
    return Figures(
        time.perf_counter() - began, time.process_time() - used, round(peak_mb(), 1), requests, rows, written
    )


def in_its_own_process(work: Work) -> Figures:
    import subprocess

    command = [sys.executable, "-m", "benchmarks.measured", msgspec.json.encode(work).decode()]
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=said)
        if done.returncode:
            said.seek(0)
            raise SystemExit(said.read().decode())
    return msgspec.json.decode(done.stdout, type=Figures)


if __name__ == "__main__":
    os.nice(10)  # as the child of `lmsync serve` that runs
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    told = msgspec.json.decode(sys.argv[1], type=Work)
    figures = uvloop.run(measure(told)) if sys.platform != "win32" else asyncio.run(measure(told))
    sys.stdout.buffer.write(msgspec.json.encode(figures))
