"""`create_service`: where the parts of runs and schedule meet. It loads nothing of the web server."""

import asyncio

from lmsync.lms_http import Network
from lmsync.settings import Settings
from lmsync.store.engine.database import WORKING, Database
from lmsync.store.keeping.secrets import Sealer
from lmsync.sync.crm_sync_service import CRMSyncService
from lmsync.sync.removals import Limits


def network_of(settings: Settings) -> Network:
    return Network(
        allow_private_addresses=settings.allow_private_addresses,
        ca_file=str(settings.ca_file) if settings.ca_file else None,
        proxy=settings.proxy,
    )


def create_service(settings: Settings, database: Database) -> CRMSyncService:
    """Runs and schedule, as the permanent child and the command line use them."""
    return CRMSyncService(
        database,
        Sealer.of(settings.data_dir, settings.keys),
        network=network_of(settings),
        lease_seconds=settings.lease_seconds,
        limits=Limits(
            scope_share=settings.held_scope_share,
            scope_rows=settings.held_scope_rows,
            kind_share=settings.held_kind_share,
            kind_rows=settings.held_kind_rows,
            kind_most=settings.held_kind_most,
        ),
    )


async def run_schedule(settings: Settings, stop: asyncio.Event) -> None:
    """The permanent child: runs and schedule, until `stop` is set."""
    database = Database.open(settings.url, WORKING)
    try:
        await create_service(settings, database).run_forever(stop)
    finally:
        database.close()
