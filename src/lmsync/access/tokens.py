"""Bearer tokens: made here, shown once, and recognised when they come back."""

import secrets
import string
import time
import zlib
from collections.abc import Collection
from typing import Any

from lmsync.access.caller import Caller, caller_with
from lmsync.access.rights import EVERY_RIGHT
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import api_tokens, audit
from lmsync.store.keeping.api_tokens import ApiToken
from lmsync.store.keeping.audit import Actor

PREFIX = "lmsync_"
SECRET_LETTERS = 32
CHECK_LETTERS = 6
SECONDS_OF_A_DAY = 86_400
LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def new_secret() -> str:
    """A token that nobody has: 190 random bits, and a checksum by which scanners of source code know one for sure."""
    body = PREFIX + "".join(secrets.choice(LETTERS) for _ in range(SECRET_LETTERS))
    return body + checksum_of(body)


def checksum_of(body: str) -> str:
    """CRC-32 of what stands before it, in six letters."""
    number, letters = zlib.crc32(body.encode()), ""
    for _ in range(CHECK_LETTERS):
        number, digit = divmod(number, len(LETTERS))
        letters = LETTERS[digit] + letters
    return letters


def caller_of(tx: Tx, authorization: str, address: str | None = None) -> Caller | None:
    """Who sent this `Authorization` header, from this address; `None` for nobody we know."""
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    token = api_tokens.token_of(tx, secret.strip())
    return None if token is None else caller_with(token, address)


def _shown_in_audit(token: ApiToken) -> dict[str, Any]:
    """What the audit keeps of a token: what it may do, and never its secret."""
    return {
        "name": token.name,
        "scopes": sorted(token.scopes),
        "connections": None if token.connections is None else sorted(token.connections),
        "kinds": None if token.kinds is None else sorted(token.kinds),
        "expires_at": token.expires_at,
    }


def days_from_now(days: int) -> int:
    """The second in which that many days are over."""
    return int(time.time()) + days * SECONDS_OF_A_DAY


def make_token(
    tx: Tx,
    actor: Actor,
    name: str,
    scopes: Collection[str],
    *,
    connections: Collection[int] | None = None,
    kinds: Collection[Kind] | None = None,
    expires_at: int | None = None,
    secret: str | None = None,
) -> tuple[ApiToken, str]:
    """A new token, and its secret, which is not kept; without a `secret` one is made up. It ends at
    `expires_at`, in seconds since 1970, or never."""
    secret = secret or new_secret()
    token = api_tokens.add_token(tx, name, secret, scopes, connections=connections, kinds=kinds, expires_at=expires_at)
    audit.note(tx, actor, "token made", f"token:{token.id}", after=_shown_in_audit(token))
    return token, secret


def make_first_token(tx: Tx, wanted: str | None) -> str | None:
    """The first token of a new installation, with every scope, to be shown once; `None` when there is one already."""
    if api_tokens.any_token(tx):
        return None
    _, secret = make_token(tx, audit.LMSYNC, "first token", EVERY_RIGHT, secret=wanted)
    return secret


def revoke_token(tx: Tx, actor: Actor, number: int) -> ApiToken:
    """It opens nothing from now on. One that is over already stays as it is, without another row in the audit. Raises
    `NotFound`."""
    known = api_tokens.token_numbered(tx, number)
    token = api_tokens.revoke_token(tx, number)
    if known.revoked_at is None:
        audit.note(tx, actor, "token revoked", f"token:{token.id}", before=_shown_in_audit(token))
    return token
