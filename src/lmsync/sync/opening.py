"""Opening an LMS: the secrets unsealed, the polite client, the integration. Written once, for runs, tests and checks."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256

from msgspec import Struct
from pydantic import BaseModel, ValidationError

from lmsync.crm_integration import AccessTokens, CRMIntegration
from lmsync.errors import NeedsAttention, Words
from lmsync.integrations import find_integrations
from lmsync.lms_http import LmsHttp
from lmsync.lms_network import Network
from lmsync.lms_pace import Patience
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.keeping.access_tokens import StoredAccess
from lmsync.store.keeping.connections import NO_ADDRESS, Connection
from lmsync.store.keeping.secrets import Sealer
from lmsync.sync.kept_settings import restored, split


class Candidate(Struct, frozen=True):
    """A configuration whose every field has been understood; it may be stored or not."""

    integration: type[CRMIntegration]
    base_url: str | None
    """`None` for a system that needs no address."""
    token: str
    settings: BaseModel

    @property
    def kept_address(self) -> str:
        """What tells its connection from others to the same system: its address, or where it has none its settings."""
        if self.base_url is not None:
            return self.base_url
        shown, _ = split(self.settings)
        return NO_ADDRESS + sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


class Opener(Struct, frozen=True):
    """Opens the LMS of a connection, or of a candidate that is only tried."""

    database: AsyncDatabase
    sealer: Sealer
    network: Network

    @asynccontextmanager
    async def connection(self, connection: Connection, patience: Patience) -> AsyncIterator[CRMIntegration]:
        """Ready to be asked, as long as the context lasts. Raises `SealedWithAnotherKey`, and `NeedsAttention` when its
        integration is not installed any more or has other settings now."""
        integration = find_integrations().get(connection.kind)
        if integration is None:
            raise NeedsAttention("not_installed", NOT_INSTALLED, field="crm_type")
        token, secrets = self.sealer.unseal_all(connection.sealed_token)
        try:
            settings = restored(integration.Config, connection.settings, secrets)
        except (ValidationError, LookupError):
            raise NeedsAttention("settings", OTHER_SETTINGS, field="settings") from None
        access = StoredAccess(self.database, self.sealer, connection.id)
        stored = Candidate(integration, connection.address, token, settings)
        async with self.candidate(stored, patience, access) as opened:
            yield opened

    @asynccontextmanager
    async def candidate(
        self, candidate: Candidate, patience: Patience, access: AccessTokens | None = None
    ) -> AsyncIterator[CRMIntegration]:
        """Without `access`, what it renews is kept nowhere."""
        integration, settings = candidate.integration, candidate.settings
        if candidate.base_url is None:
            yield integration(None, candidate.token, settings, access)
            return
        async with LmsHttp(
            candidate.base_url,
            hosts=integration.hosts(settings),
            network=self.network,
            patience=patience,
            in_flight=integration.in_flight,
        ) as http:
            yield integration(http, candidate.token, settings, access)


NOT_INSTALLED = Words(
    en="The integration that reads this system is not installed any more, or cannot be loaded: see the log. Install it "
    "again and restart lmsync, or forget the connection.",
    ru="Интеграция для этой системы больше не установлена или не загружается: причина указана в журнале. Установите её "
    "снова и перезапустите lmsync или удалите подключение.",
)
OTHER_SETTINGS = Words(
    en="The integration of this system has other settings since it was updated. Enter the settings of the connection again.",
    ru="После обновления интеграции её настройки изменились. Введите настройки подключения заново.",
)
