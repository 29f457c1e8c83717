"""The plan of the next run, as the API answers it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import make_token
from lmsync.app import create_service
from lmsync.records import Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.audit import LMSYNC
from lmsync.sync.crm_sync_service import CRMSyncService
from tests.in_process import InProcess, in_process

EVERYTHING = "a-token-with-every-scope"
OF_LESSONS = "a-token-of-lessons"


@pytest.fixture
async def api(database_url: str, tmp_path: Path, moodle: MoodleSimulator) -> AsyncIterator[InProcess]:
    """A school that was read once."""

    def tokens(tx: Tx) -> None:
        make_token(tx, LMSYNC, "everything", EVERY_RIGHT, secret=EVERYTHING)
        make_token(tx, LMSYNC, "lessons", EVERY_RIGHT, kinds=[Kind.LESSON, Kind.GROUP], secret=OF_LESSONS)

    async with in_process(database_url, tmp_path, allow_private_addresses=True) as api:
        await api.parts.database.write(tokens)
        body = {"crm_type": "moodle", "base_url": moodle.url, "api_token": moodle.token, "name": "School"}
        assert (await asked(api, "POST", "configure", body)).status == 201
        service = create_service(api.parts)
        run = await api.parts.database.write(lambda tx: CRMSyncService.request(tx, 1, asked_by="person"))
        assert (await service.run(run)).state == "complete"
        yield api


async def asked(api: InProcess, method: str, path: str, body: Any = None, token: str = EVERYTHING, **more: str) -> Any:
    headers = {"authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in more.items()}}
    return await api.ask(method, f"/api/v1/crm/{path}", body, headers, address="192.0.2.1")


async def test_the_plan_says_what_is_asked_how_it_is_reckoned_and_how_long_it_takes(
    api: InProcess, moodle: MoodleSimulator
) -> None:
    moodle.requests.clear()
    (plan,) = (await asked(api, "GET", "plan")).json["plans"]
    assert moodle.requests == ["core_webservice_get_site_info"]
    assert plan["connection"] == "school"
    assert [phase["phase"] for phase in plan["phases"]][:3] == ["open", "orgs", "courses"]
    assert plan["requests"] == plan["at_least"] == sum(phase["requests"] for phase in plan["phases"])
    assert plan["unknown"] is None
    assert (plan["in_flight"], plan["measured_run"]) == (4, 1)
    assert plan["seconds"] == pytest.approx(plan["requests"] * plan["seconds_per_request"], abs=0.1)
    lists = next(phase for phase in plan["phases"] if phase["phase"] == "groups")["questions"][0]
    assert (lists["of"], lists["count"], lists["per_request"], lists["requests"]) == ("course", 6, 20, 1)
    assert "max_input_vars" not in str(plan)
    (russian,) = (await asked(api, "GET", "connections/school/plan", accept_language="ru")).json["plans"]
    assert "ограничений" in russian["limits"][0]


async def test_a_token_of_some_kinds_does_not_hear_how_many_there_are_of_others(api: InProcess) -> None:
    (plan,) = (await asked(api, "GET", "plan", token=OF_LESSONS)).json["plans"]
    kinds = {question["of"] for phase in plan["phases"] for question in phase["questions"]}
    assert kinds == {None, "group"}
    assert (plan["requests"], plan["seconds"], plan["unknown"]["cause"]) == (None, None, "limited")
    whole = [phase["phase"] for phase in plan["phases"] if phase["requests"] is not None]
    assert whole == ["open", "orgs", "courses"]


async def test_an_lms_that_is_away_leaves_the_plan_unknown_and_says_why(
    api: InProcess, moodle: MoodleSimulator
) -> None:
    moodle.maintenance = True
    (plan,) = (await asked(api, "GET", "plan")).json["plans"]
    assert (plan["requests"], plan["at_least"], plan["phases"], plan["seconds"]) == (None, 0, [], None)
    assert plan["unknown"]["cause"] == "maintenance"
    assert plan["seconds_per_request"] is not None
