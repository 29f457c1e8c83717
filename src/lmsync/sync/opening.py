"""Opening an LMS: the secrets unsealed, the polite client, the integration. Written once, for runs, tests and checks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct
from pydantic import BaseModel

from lmsync.crm_integration import AccessTokens, CRMIntegration
from lmsync.integrations import find_integrations
from lmsync.lms_http import LmsHttp, Network, Patience
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.keeping.access_tokens import StoredAccess
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.secrets import Sealer


class Candidate(Struct, frozen=True):
    """A configuration whose every field has been understood; it may be stored or not."""

    integration: type[CRMIntegration]
    base_url: str
    token: str
    settings: BaseModel


class Opener(Struct, frozen=True):
    """Opens the LMS of a connection, or of a candidate that is only tried."""

    database: AsyncDatabase
    sealer: Sealer
    network: Network

    @asynccontextmanager
    async def connection(self, connection: Connection, patience: Patience) -> AsyncIterator[CRMIntegration]:
        """Ready to be asked, as long as the context lasts. Raises `SealedWithAnotherKey`."""
        integration = find_integrations()[connection.kind]
        token, secrets = self.sealer.unseal_all(connection.sealed_token)
        settings = integration.Config.model_validate({**connection.settings, **secrets})
        access = StoredAccess(self.database, self.sealer, connection.id)
        stored = Candidate(integration, connection.base_url, token, settings)
        async with self._opened(stored, patience, access) as opened:
            yield opened

    @asynccontextmanager
    async def candidate(self, candidate: Candidate, patience: Patience) -> AsyncIterator[CRMIntegration]:
        """What it renews is kept nowhere."""
        async with self._opened(candidate, patience, None) as opened:
            yield opened

    @asynccontextmanager
    async def _opened(
        self, candidate: Candidate, patience: Patience, access: AccessTokens | None
    ) -> AsyncIterator[CRMIntegration]:
        integration = candidate.integration
        async with LmsHttp(
            candidate.base_url, network=self.network, patience=patience, in_flight=integration.in_flight
        ) as http:
            yield integration(http, candidate.token, candidate.settings, access)
