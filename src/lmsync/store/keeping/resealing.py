"""Everything that is sealed in the database, sealed once more with the newest key."""

from msgspec import Struct
from sqlalchemy import bindparam, select, update

from lmsync.store.engine.database import Tx
from lmsync.store.keeping.installation import ACCESS_TOKENS
from lmsync.store.keeping.secrets import SealedWithAnotherKey, Sealer
from lmsync.store.mirror import tables as t


class Resealed(Struct, frozen=True):
    secrets: int
    lost: list[str]
    """Names of connections whose secrets no key opens; they are left as they are."""


def reseal(tx: Tx, sealer: Sealer) -> Resealed:
    """Also of connections that were forgotten: they may come back."""
    secrets, lost = 0, []
    connection = t.connection.c
    for number, name, sealed in tx.rows(select(connection.id, connection.name, connection.sealed_token)):
        if not sealed:
            continue
        try:
            fresh = sealer.sealed_again(bytes(sealed))
        except SealedWithAnotherKey:
            lost.append(name)
            continue
        tx.run(_KEEP_SECRET, number=number, sealed=fresh)
        secrets += 1
    for key, sealed in tx.rows(select(t.installation.c.key, t.installation.c.value)):
        if not key.startswith(ACCESS_TOKENS):
            continue
        try:
            fresh = sealer.sealed_again(sealed.encode())
        except SealedWithAnotherKey:
            continue  # another one is fetched when it is needed
        tx.run(_KEEP_TOKEN, which=key, sealed=fresh.decode())
        secrets += 1
    for number, sealed in tx.rows(select(t.operator.c.id, t.operator.c.totp_sealed)):
        if not sealed:
            continue
        try:
            fresh = sealer.sealed_again(bytes(sealed))
        except SealedWithAnotherKey:
            continue  # its operator has recovery codes, and an owner gives a link
        tx.run(_KEEP_SECOND_FACTOR, number=number, sealed=fresh)
        secrets += 1
    return Resealed(secrets, lost)


_KEEP_SECRET = (
    update(t.connection).where(t.connection.c.id == bindparam("number")).values(sealed_token=bindparam("sealed"))
)
_KEEP_SECOND_FACTOR = (
    update(t.operator).where(t.operator.c.id == bindparam("number")).values(totp_sealed=bindparam("sealed"))
)
_KEEP_TOKEN = update(t.installation).where(t.installation.c.key == bindparam("which")).values(value=bindparam("sealed"))
