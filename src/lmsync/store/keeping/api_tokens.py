"""Tokens of programs that ask the API: kept as hashes, with what each may do and see."""

import hashlib
import json
import time
from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import bindparam, func, insert, or_, select, update

from lmsync.errors import NotFound
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t

USE_NOTED_SECONDS = 60
"""How often at most the last use of a token is written down."""


class ApiToken(Struct, frozen=True):
    """A token without its secret."""

    id: int
    name: str
    scopes: frozenset[str]
    connections: frozenset[int] | None
    """Numbers of the connections that it is limited to; `None`: all, also those that are still to come."""
    kinds: frozenset[Kind] | None
    """Kinds that it is limited to; `None`: all."""
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None


_COLUMNS = [t.api_client.c[name] for name in ApiToken.__struct_fields__]
_BY_SECRET = select(*_COLUMNS).where(
    t.api_client.c.token_hash == bindparam("hash"),
    t.api_client.c.revoked_at.is_(None),
    or_(t.api_client.c.expires_at.is_(None), t.api_client.c.expires_at > bindparam("now")),
)


def hash_of(secret: str) -> bytes:
    """Tokens are long and random, so a fast hash keeps them: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).digest()


def _token(row: tuple[object, ...]) -> ApiToken:
    values = dict(zip(ApiToken.__struct_fields__, row, strict=True))
    scopes, connections, kinds = (
        json.loads(str(values[name] or "null")) for name in ("scopes", "connections", "kinds")
    )
    values["scopes"] = frozenset(scopes or ())
    values["connections"] = None if connections is None else frozenset(connections)
    values["kinds"] = None if kinds is None else frozenset(map(Kind, kinds))
    return ApiToken(**values)  # type: ignore[arg-type]


def token_of(tx: Tx, secret: str) -> ApiToken | None:
    """The token with this secret; `None` when there never was one, and when it has expired or was revoked."""
    row = tx.one(_BY_SECRET, hash=hash_of(secret), now=int(time.time()))
    return _token(row) if row else None


_STILL = select(t.api_client.c.id).where(
    one_of(t.api_client.c.id, "numbers"),
    t.api_client.c.revoked_at.is_(None),
    or_(t.api_client.c.expires_at.is_(None), t.api_client.c.expires_at > bindparam("now")),
)


def still_opens(tx: Tx, number: int) -> bool:
    """Whether it has not expired or been revoked meanwhile."""
    return bool(still_open(tx, [number]))


def still_open(tx: Tx, numbers: Collection[int]) -> set[int]:
    """Those of these tokens of which the same holds."""
    return set(tx.each(_STILL, numbers=list(numbers), now=int(time.time())))


def list_tokens(tx: Tx) -> list[ApiToken]:
    """All of them, also those that are over, in the order in which they were made."""
    return [_token(row) for row in tx.rows(select(*_COLUMNS).order_by(t.api_client.c.id))]


def any_token(tx: Tx) -> bool:
    return bool(tx.value(select(func.count()).select_from(t.api_client)))


def add_token(
    tx: Tx,
    name: str,
    secret: str,
    scopes: Collection[str],
    *,
    connections: Collection[int] | None = None,
    kinds: Collection[Kind] | None = None,
    expires_at: int | None = None,
) -> ApiToken:
    number = tx.insert(
        insert(t.api_client).values(
            name=name,
            token_hash=hash_of(secret),
            scopes=json.dumps(sorted(scopes)),
            connections=None if connections is None else json.dumps(sorted(connections)),
            kinds=None if kinds is None else json.dumps(sorted(kinds)),
            created_at=int(time.time()),
            expires_at=expires_at,
        )
    )
    return token_numbered(tx, number)


def token_numbered(tx: Tx, number: int) -> ApiToken:
    """Also one that is over. Raises `NotFound`."""
    row = tx.one(select(*_COLUMNS).where(t.api_client.c.id == bindparam("number")), number=number)
    if row is None:
        raise NotFound("tokens")
    return _token(row)


def revoke_token(tx: Tx, number: int) -> ApiToken:
    """It opens nothing from now on. One that was revoked stays revoked since then. Raises `NotFound`."""
    token_numbered(tx, number)
    tx.run(
        update(t.api_client)
        .where(t.api_client.c.id == bindparam("number"), t.api_client.c.revoked_at.is_(None))
        .values(revoked_at=int(time.time())),
        number=number,
    )
    return token_numbered(tx, number)


def note_use(tx: Tx, number: int) -> None:
    """Note that it is used now, unless that stands there for less than a minute."""
    now = int(time.time())
    tx.run(
        update(t.api_client)
        .where(
            t.api_client.c.id == bindparam("number"),
            or_(t.api_client.c.last_used_at.is_(None), t.api_client.c.last_used_at <= now - USE_NOTED_SECONDS),
        )
        .values(last_used_at=now),
        number=number,
    )
