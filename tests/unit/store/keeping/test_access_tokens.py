"""Access tokens that several processes share: renewed once, and not believed after the clock was set back."""

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import insert

from lmsync.crm_integration import Renewed
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Database
from lmsync.store.keeping import access_tokens
from lmsync.store.keeping.access_tokens import StoredAccess
from lmsync.store.keeping.secrets import Sealer
from lmsync.store.mirror import tables as t

YEAR = 365 * 86_400


class Lms:
    """Gives out tokens; each new one ends the one before."""

    def __init__(self) -> None:
        self.given = 0

    @property
    def valid(self) -> str:
        return f"T{self.given}"

    async def renew(self) -> Renewed:
        self.given += 1
        return Renewed(self.valid, 3600)


@pytest.fixture
def access(database: Database, tmp_path: Path) -> StoredAccess:
    return StoredAccess(AsyncDatabase(database), Sealer.of(tmp_path), 1)


async def test_a_token_is_renewed_once_and_shared(access: StoredAccess) -> None:
    lms = Lms()
    assert [await access.current(lms.renew), await access.current(lms.renew)] == ["T1", "T1"]
    assert await access.current(lms.renew, refused="T1") == "T2"


async def test_a_token_from_before_the_clock_was_set_back_is_renewed(
    access: StoredAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    lms, real = Lms(), time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: real() + YEAR)
        assert await access.current(lms.renew) == "T1"
    assert [await access.current(lms.renew), await access.current(lms.renew)] == ["T2", "T2"]


async def test_a_lock_from_before_the_clock_was_set_back_is_dead(database: Database, access: StoredAccess) -> None:
    with database.write() as tx:
        tx.run(insert(t.installation).values(key="access_lock:1", value=f"somebody {time.time() + YEAR}"))
    async with asyncio.timeout(30):
        assert await access.current(Lms().renew) == "T1"


async def test_a_token_that_comes_after_the_lock_was_lost_is_not_kept(
    database: Database, access: StoredAccess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_tokens, "LOCK_SECONDS", 0)
    lms, other = Lms(), StoredAccess(AsyncDatabase(database), Sealer.of(tmp_path), 1)
    late = asyncio.Event()

    async def renew_late() -> Renewed:
        renewed = await lms.renew()
        await late.wait()
        return renewed

    first = asyncio.create_task(access.current(renew_late))
    while not lms.given:
        await asyncio.sleep(0.01)
    assert await other.current(lms.renew) == "T2"
    late.set()
    await first
    assert await other.current(lms.renew) == lms.valid == "T2"
