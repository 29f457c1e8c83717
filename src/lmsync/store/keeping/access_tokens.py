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

from sqlalchemy import bindparam, delete, select

from lmsync.crm_integration import Renewed
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import upsert
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.keeping.stamps import is_ahead
from lmsync.store.mirror import tables as t

LOCK_SECONDS = 60
"""A renewer that died has lost the lock after this."""
LOOK_SECONDS = 0.1
SPARE_SECONDS = 60
"""A token is renewed so long before its end."""

USUAL_SECONDS = 3600
"""How long a stored token lives that does not say so."""

_VALUE = select(t.installation.c.value).where(t.installation.c.key == bindparam("key"))
_NEW = upsert(t.installation).values(key=bindparam("key"), value=bindparam("value"))
_SET = _NEW.on_conflict_do_update(index_elements=["key"], set_={"value": _NEW.excluded.value})
_DROP = delete(t.installation).where(t.installation.c.key == bindparam("k"), t.installation.c.value == bindparam("v"))


class StoredAccess:
    """The access token of one connection; see `AccessTokens`."""

    def __init__(self, database: AsyncDatabase, sealer: Sealer, connection_id: int) -> None:
        self._database = database
        self._sealer = sealer
        self._token_key = f"access_token:{connection_id}"
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
        sealed = tx.value(_VALUE, key=self._token_key)
        if sealed is None:
            return None
        stored = json.loads(self._sealer.unseal(sealed.encode()))
        lives = stored.get("lives_seconds", USUAL_SECONDS) - SPARE_SECONDS
        fresh = is_ahead(stored["expires_at"] - SPARE_SECONDS, time.time(), lives) and stored["token"] != refused
        return str(stored["token"]) if fresh else None

    def _take(self, lock: str, tx: Tx) -> bool:
        """Whether the lock is ours; not while another one holds it."""
        held = tx.value(_VALUE, key=self._lock_key)
        if held is not None and is_ahead(float(held.split()[1]), time.time(), LOCK_SECONDS):
            return False
        tx.run(_SET, key=self._lock_key, value=lock)
        return True

    def _free(self, lock: str, tx: Tx) -> None:
        tx.run(_DROP, k=self._lock_key, v=lock)

    async def _renewed(self, renew: Callable[[], Awaitable[Renewed]], lock: str) -> str:
        got = await renew()
        lives = got.expires_in_seconds
        token = json.dumps({"token": got.access_token, "expires_at": time.time() + lives, "lives_seconds": lives})
        sealed = self._sealer.seal(token).decode()

        def keep(tx: Tx) -> None:
            # Whoever took the lock meanwhile has a newer token, which has ended this one.
            if tx.value(_VALUE, key=self._lock_key) == lock:
                tx.run(_SET, key=self._token_key, value=sealed)

        await self._database.write(keep)
        return got.access_token
