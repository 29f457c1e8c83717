"""Who may ask the API: bearer tokens, kept as hashes."""

import hashlib
import secrets
import time

from msgspec import Struct
from sqlalchemy import bindparam, func, insert, select

from lmsync.store.engine.database import Tx
from lmsync.store.mirror import tables as t


class Client(Struct, frozen=True):
    id: int
    name: str


_BY_TOKEN = select(t.api_client.c.id, t.api_client.c.name).where(
    t.api_client.c.token_hash == bindparam("hash"),
    t.api_client.c.revoked_at.is_(None),
    (t.api_client.c.expires_at.is_(None)) | (t.api_client.c.expires_at > bindparam("now")),
)


def hash_of(token: str) -> bytes:
    """Tokens are long and random, so a fast hash keeps them: there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def client_of(tx: Tx, token: str) -> Client | None:
    row = tx.one(_BY_TOKEN, hash=hash_of(token), now=int(time.time()))
    return Client(*row) if row else None


def any_client(tx: Tx) -> bool:
    return bool(tx.value(select(func.count()).select_from(t.api_client)))


def add_client(tx: Tx, name: str, token: str | None = None) -> str:
    """The token, which cannot be shown again."""
    token = token or "lms_" + secrets.token_urlsafe(32)
    tx.insert(insert(t.api_client).values(name=name, token_hash=hash_of(token), created_at=int(time.time())))
    return token
