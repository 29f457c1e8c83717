"""`build`: the only place where the parts of lmsync meet. It loads nothing of the web server."""

from collections.abc import Iterator
from contextlib import contextmanager

from lmsync.access.browsers import Browsers
from lmsync.access.devices import KEY_BYTES as DEVICE_KEY_BYTES
from lmsync.access.devices import Devices
from lmsync.access.passwords import Passwords
from lmsync.access.provider import Provider
from lmsync.access.single_sign_on import KEY_BYTES as SIGN_ON_KEY_BYTES
from lmsync.access.single_sign_on import SingleSignOn
from lmsync.lms_network import Network
from lmsync.parts import Parts
from lmsync.settings import Settings
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Waits
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping.erasures_file import file_of
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.reading.cursors import KEY_BYTES, Cursors
from lmsync.sync.crm_sync_service import CRMSyncService
from lmsync.sync.opening import Opener
from lmsync.sync.removals import Limits


def build(settings: Settings, waits: Waits) -> Parts:
    """Over a database that `lmsync serve` (or `lmsync migrate`) has brought to this program's schema. `waits`: how long
    the process may wait for the database. Raises `InvalidInput` for an address or a key that cannot be used."""
    database = AsyncDatabase(open_database(settings.url, waits))
    sealer = Sealer.of(settings.data_dir, settings.keys)
    network = Network(
        allow_private_addresses=settings.allow_private_addresses,
        ca_file=str(settings.ca_file) if settings.ca_file else None,
        proxy=settings.proxy,
    )
    limits = Limits(
        scope_share=settings.held_scope_share,
        scope_rows=settings.held_scope_rows,
        kind_share=settings.held_kind_share,
        kind_rows=settings.held_kind_rows,
        kind_most=settings.held_kind_most,
    )
    return Parts(
        database=database,
        sealer=sealer,
        cursors=Cursors(sealer.derived("cursors", KEY_BYTES)),
        opener=Opener(database, sealer, network),
        passwords=Passwords(),
        browsers=Browsers(settings.public_url, allow_plain_http=settings.allow_plain_http),
        devices=Devices(sealer.derived("devices", DEVICE_KEY_BYTES)),
        single_sign_on=_single_sign_on(settings, sealer, network),
        limits=limits,
        lease_seconds=settings.lease_seconds,
        erasures=file_of(settings.url, settings.data_dir),
        language=settings.language,
    )


def _single_sign_on(settings: Settings, sealer: Sealer, network: Network) -> SingleSignOn | None:
    if not settings.oidc_issuer or settings.oidc_client_secret is None:
        return None
    provider = Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        role_claim=settings.oidc_role_claim,
        roles=settings.roles_of_groups,
    )
    return SingleSignOn(provider, settings.public_url, sealer.derived("sign on", SIGN_ON_KEY_BYTES), network)


@contextmanager
def built(settings: Settings, waits: Waits) -> Iterator[Parts]:
    """`build`, and close what it opened."""
    parts = build(settings, waits)
    try:
        yield parts
    finally:
        parts.database.close()


def create_service(parts: Parts) -> CRMSyncService:
    """Runs and schedule, as the permanent child and the command line use them."""
    return CRMSyncService(parts.opener, limits=parts.limits, lease_seconds=parts.lease_seconds)
