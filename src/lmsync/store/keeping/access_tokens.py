"""Access tokens that live for an hour, shared by every process that reads a connection.

Where a new one ends the one before, two processes that renew at once would end each other's: so renewing is done under
a lock that stands in the database, and whoever waited for it uses what the other one got.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import partial

from lmsync.crm_integration import Renewed
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.installation import ACCESS_TOKENS, drop_fact, fact_of, set_fact
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.keeping.stamps import is_ahead

LOCK_SECONDS = 60
"""A renewer that died has lost the lock after this."""
LOOK_SECONDS = 0.1
SPARE_SECONDS = 60
"""A token is renewed so long before its end."""

USUAL_SECONDS = 3600
"""How long a stored token lives that does not say so."""


class StoredAccess:
    """The access token of one connection; see `AccessTokens`."""

    def __init__(self, database: AsyncDatabase, sealer: Sealer, connection_id: int) -> None:
        self._database = database
        self._sealer = sealer
        self._token_key = f"{ACCESS_TOKENS}{connection_id}"
        self._lock_key = f"access_lock:{connection_id}"
        self._owner = uuid.uuid4().hex

    async def current(self, renew: Callable[[], Awaitable[Renewed]], *, refused: str | None = None) -> str:
        while True:
            known = await self._database.read(lambda tx: self._known(tx, refused))
            if known is not None:
                return known
            lock = f"{self._owner} {time.time() + LOCK_SECONDS}"
            taken = True  # also when this task is cancelled before it hears of it
            try:
                taken = await self._database.write(partial(self._take, lock))
                if taken:
                    known = await self._database.read(lambda tx: self._known(tx, refused))
                    return known if known is not None else await self._renewed(renew, lock)
            finally:
                if taken:
                    await self._database.write(partial(self._free, lock))
            await asyncio.sleep(LOOK_SECONDS)

    def _known(self, tx: Tx, refused: str | None) -> str | None:
        sealed = fact_of(tx, self._token_key)
        if sealed is None:
            return None
        stored = json.loads(self._sealer.unseal(sealed.encode()))
        lives = stored.get("lives_seconds", USUAL_SECONDS) - SPARE_SECONDS
        fresh = is_ahead(stored["expires_at"] - SPARE_SECONDS, time.time(), lives) and stored["token"] != refused
        return str(stored["token"]) if fresh else None

    def _take(self, lock: str, tx: Tx) -> bool:
        """Whether the lock is ours; not while another one holds it."""
        held = fact_of(tx, self._lock_key)
        if held is not None and is_ahead(float(held.split()[1]), time.time(), LOCK_SECONDS):
            return False
        set_fact(tx, self._lock_key, lock)
        return True

    def _free(self, lock: str, tx: Tx) -> None:
        drop_fact(tx, self._lock_key, lock)

    async def _renewed(self, renew: Callable[[], Awaitable[Renewed]], lock: str) -> str:
        got = await renew()
        lives = got.expires_in_seconds
        token = json.dumps({"token": got.access_token, "expires_at": time.time() + lives, "lives_seconds": lives})
        sealed = self._sealer.seal(token).decode()

        def keep(tx: Tx) -> None:
            # Whoever took the lock meanwhile has a newer token, which has ended this one.
            if fact_of(tx, self._lock_key) == lock:
                set_fact(tx, self._token_key, sealed)

        await self._database.write(keep)
        return got.access_token
