"""When the token of a connection was set, and when it ends where that is known."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import make_token
from lmsync.app import create_service
from lmsync.simulators.canvas import CanvasSimulator
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import TokenDates, connection_of
from lmsync.store.mirror import tables as t
from lmsync.sync.crm_sync_service import CRMSyncService
from tests.in_process import InProcess, in_process

TOKEN = "a-token-with-every-scope"
LONG_AGO = 1_700_000_000


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[InProcess]:
    async with in_process(database_url, tmp_path, allow_private_addresses=True) as api:
        await api.parts.database.write(lambda tx: make_token(tx, LMSYNC, "everything", EVERY_RIGHT, secret=TOKEN))
        yield api


async def asked(api: InProcess, method: str, path: str, body: Any = None) -> Any:
    headers = {"authorization": f"Bearer {TOKEN}"}
    answer = await api.ask(method, f"/api/v1/{path}", body, headers, address="192.0.2.1")
    assert answer.status in {200, 201}, answer.body
    return answer.json


async def configured(api: InProcess, lms: MoodleSimulator | CanvasSimulator, **more: Any) -> dict[str, Any]:
    body = {"crm_type": lms.system, "base_url": lms.url, "api_token": lms.token, "name": "School", **more}
    row: dict[str, Any] = (await asked(api, "POST", "crm/configure", body))["connection"]
    return row


async def set_long_ago(api: InProcess) -> None:
    await api.parts.database.write(lambda tx: tx.run(update(t.connection).values(token_set_at=LONG_AGO)))


async def dates(api: InProcess) -> TokenDates:
    stored = await api.parts.database.read(lambda tx: connection_of(tx, 1))
    return TokenDates(stored.token_set_at, stored.token_expires_at)


async def test_a_token_is_as_old_as_it_was_first_stored(api: InProcess, moodle: MoodleSimulator) -> None:
    began = int(time.time())
    row = await configured(api, moodle)
    assert began <= datetime.fromisoformat(row["token_set_at"]).timestamp() <= time.time()
    assert row["token_expires_at"] is None
    await set_long_ago(api)
    assert (await configured(api, moodle, sync_interval_seconds=600))["token_set_at"] == "2023-11-14T22:13:20Z"
    moodle.token = "f" * 32
    assert (await configured(api, moodle))["token_set_at"] > "2026"
    (shown,) = (await asked(api, "GET", "crm/connections"))["connections"]
    assert shown["token_set_at"] > "2026"


async def test_what_somebody_said_of_its_end_belongs_to_the_token(api: InProcess, moodle: MoodleSimulator) -> None:
    row = await configured(api, moodle, token_expires_at="2027-06-30T02:00:00+02:00")
    assert row["token_expires_at"] == "2027-06-30T00:00:00Z"
    assert (await configured(api, moodle))["token_expires_at"] == "2027-06-30T00:00:00Z"
    assert (await configured(api, moodle, token_expires_at="2028-01-01T00:00:00"))["token_expires_at"] == (
        "2028-01-01T00:00:00Z"
    )
    moodle.token = "f" * 32
    assert (await configured(api, moodle))["token_expires_at"] is None
    acts = (await asked(api, "GET", "audit"))["items"]
    ends = [(act["before"] or {}).get("token_expires_at") for act in acts if act["action"] == "connection configured"]
    assert ends == ["2028-01-01T00:00:00Z", "2027-06-30T00:00:00Z", "2027-06-30T00:00:00Z", None]


@pytest.mark.parametrize("how", ["test", "run"])
async def test_a_canvas_that_says_when_the_token_ended_is_believed(
    how: str, api: InProcess, canvas: CanvasSimulator
) -> None:
    await configured(api, canvas, token_expires_at="2030-01-01T00:00:00Z")
    canvas.token_state = "expired"
    if how == "test":
        assert not (await asked(api, "GET", "crm/test"))["passed"]
    else:
        service = create_service(api.parts)
        for _ in range(2):  # the first finds the token refused, the second tests it again
            run = await api.parts.database.write(lambda tx: CRMSyncService.request(tx, 1, asked_by="person"))
            assert (await service.run(run)).state == "needs_attention"
    ended_at = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
    assert (await dates(api)).expires_at == ended_at


async def test_a_token_that_is_only_refused_tells_no_end(api: InProcess, canvas: CanvasSimulator) -> None:
    await configured(api, canvas)
    canvas.token_state = "forgotten"
    assert not (await asked(api, "GET", "crm/test"))["passed"]
    assert (await dates(api)).expires_at is None


async def test_of_a_forgotten_connection_no_dates_stay(api: InProcess, moodle: MoodleSimulator) -> None:
    await configured(api, moodle, token_expires_at="2027-06-30T00:00:00Z")
    await set_long_ago(api)
    await asked(api, "DELETE", "crm/configure")
    assert await dates(api) == TokenDates()
    row = await configured(api, moodle)
    assert (row["token_set_at"] > "2026", row["token_expires_at"]) == (True, None)
