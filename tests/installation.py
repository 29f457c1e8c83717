"""lmsync as a test drives it: connect, run, and look at what is there."""

import asyncio
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from lmsync.integrations import find_integrations
from lmsync.lms_network import Network
from lmsync.lms_pace import Patience
from lmsync.records import Kind
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Database
from lmsync.store.keeping import attention, connection_kinds, connections, held, run_scopes
from lmsync.store.keeping.connection_kinds import KindState
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.held import Decision
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.keeping.sync_runs import Run
from lmsync.store.reading.cursors import Cursors
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import RecordQuery, page_of
from lmsync.store.reading.view import EVERYTHING
from lmsync.sync.crm_sync_service import CRMSyncService
from lmsync.sync.opening import Opener
from lmsync.sync.removals import Limits

CURSORS = Cursors([bytes(range(64))])
QUICK = Patience(
    attempts=2, first_pause_seconds=0.01, longest_pause_seconds=0.05, total_seconds=120, silence_seconds=120
)
"""Asks again at once, and waits long for an answer: the simulator beside it may have to wait for a processor."""
LOOPBACK = Network(allow_private_addresses=True)


class Installation:
    """A database with a service that reads into it."""

    def __init__(self, database: Database, data_dir: Path, limits: Limits | None = None) -> None:
        self.database = database
        self.sealer = Sealer.of(data_dir)
        self.opener = Opener(AsyncDatabase(database), self.sealer, LOOPBACK)
        self.service = self.new_service(limits)

    def new_service(self, limits: Limits | None = None, patience: Patience = QUICK) -> CRMSyncService:
        return CRMSyncService(self.opener, patience=patience, limits=limits)

    def connect(
        self, simulator: Any, name: str = "School", *, secrets: dict[str, str] | None = None, **settings: Any
    ) -> Connection:
        """Store a connection to a simulator, as a passed check would."""
        with self.database.write() as tx:
            return connections.save_connection(
                tx,
                replaced=connections.find_connection(tx, simulator.system, simulator.url),
                kind=simulator.system,
                base_url=find_integrations()[simulator.system].site_url(simulator.url),
                name=name,
                settings=settings,
                sealed_token=self.sealer.seal_all(simulator.token, secrets or {}),
                sync_interval_seconds=300,
                verified=True,
                provided={},
            )

    async def run(self, connection: Connection) -> Run:
        with self.database.write() as tx:
            run = CRMSyncService.request(tx, connection.id, asked_by="person")
        return await self.service.run(run)

    def rows(self, listing: str, **filters: str) -> dict[str, dict[str, Any]]:
        """Every record of a list, page by page, by external id."""
        found: dict[str, dict[str, Any]] = {}
        cursor = None
        with self.database.read() as tx:
            while True:
                page = page_of(
                    tx, LISTINGS[listing], RecordQuery(filters, limit=500, cursor=cursor), CURSORS, EVERYTHING
                )
                found |= {row.external_id: to_builtins(row) for row in page.items}
                cursor = page.next_cursor
                if cursor is None:
                    return found

    def ids(self, listing: str, **filters: str) -> set[str]:
        return set(self.rows(listing, **filters))

    def everything(self) -> dict[str, dict[str, dict[str, Any]]]:
        """All lists; what must not change when nothing could be read."""
        return {name: self.rows(name) for name in LISTINGS}

    def connection(self, connection: Connection) -> Connection:
        with self.database.read() as tx:
            return connections.connection_of(tx, connection.id)

    def causes(self, connection: Connection) -> list[str]:
        """What a person is needed for, or should know, worst first."""
        with self.database.read() as tx:
            return [row.cause for row in attention.open_of(tx, connection.id)]

    def kinds(self, connection: Connection) -> dict[Kind, KindState]:
        with self.database.read() as tx:
            return connection_kinds.kinds_of(tx, connection.id)

    def scopes(self, run: Run) -> list[dict[str, Any]]:
        with self.database.read() as tx:
            return run_scopes.scopes_of_run(tx, run.id)

    def held(self) -> list[Decision]:
        with self.database.read() as tx:
            return held.waiting(tx)


async def until_asked(simulator: Any, function: str, times: int = 1, *, seconds: float = 60) -> None:
    """Wait until the LMS has been asked for this so often."""
    async with asyncio.timeout(seconds):
        while simulator.requests.count(function) < times:
            await asyncio.sleep(0.01)


def moved(run: Run) -> dict[str, int]:
    """How many records a run added, changed and removed."""
    return {name: sum(kind[name] for kind in run.counts.values()) for name in ("added", "changed", "removed")}
