"""Secrets that a connection keeps when it is configured again: nobody can read them, so nobody can send them again."""

from pydantic import SecretStr, ValidationError

from lmsync.access.caller import Caller
from lmsync.api.candidates import CRMConfigRequest
from lmsync.api.parts import seen_connections
from lmsync.errors import InvalidInput
from lmsync.integrations import find_integrations
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.secrets import SealedWithAnotherKey, Sealer
from lmsync.sync.kept_settings import completed, read_settings, restored, split


def with_stored_secrets(tx: Tx, sealer: Sealer, body: CRMConfigRequest, caller: Caller) -> CRMConfigRequest:
    """The configuration with the secrets of the connection that it names, where they are not sent. A name that no connection
    has is refused elsewhere, by its field."""
    seen = seen_connections(tx, caller)
    stored = next((known for known in seen if body.connection in (known.slug, known.name)), None)
    return body if stored is None else _completed(body, stored, sealer)


def _completed(body: CRMConfigRequest, stored: Connection, sealer: Sealer) -> CRMConfigRequest:
    """Secrets go only where they went before: for another address or another host they have to be entered anew, or whoever
    may configure could send them to a server of their own. What does not fit is left as it is, to be refused by its field."""
    integration = find_integrations().get(body.crm_type)
    if integration is None or stored.kind != body.crm_type:
        return body
    try:
        token, secrets = sealer.unseal_all(stored.sealed_token)
        filled = completed(body.settings, secrets)
        before, after = (
            restored(integration.Config, stored.settings, secrets),
            read_settings(integration.Config, filled),
        )
        if integration.needs_address:
            is_same = integration.site_url(body.base_url or "") == integration.site_url(stored.address or "")
        else:
            is_same = split(before)[0] == split(after)[0]
        if not is_same or not set(integration.hosts(after)) <= set(integration.hosts(before)):
            return body
    except (SealedWithAnotherKey, InvalidInput, ValidationError, LookupError):
        return body
    kept = SecretStr(token) if body.api_token is None and token else body.api_token
    return body.model_copy(update={"settings": filled, "api_token": kept})
