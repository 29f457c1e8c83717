"""Bearer tokens: the only way in, until people can log in."""

from lmsync.store.engine.database import Tx
from lmsync.store.keeping import clients
from lmsync.store.keeping.clients import Client


def caller_of(tx: Tx, authorization: str) -> Client | None:
    """Who sent this `Authorization` header; `None` for nobody we know."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    return clients.client_of(tx, token.strip())


def make_first_token(tx: Tx, wanted: str | None) -> str | None:
    """The first token of a new installation, to be shown once; `None` when there is one already."""
    if clients.any_client(tx):
        return None
    return clients.add_client(tx, "first token", wanted)
