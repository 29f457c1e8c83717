"""What else may end a run: a reset in the middle, a fault of our own, an LMS that fails when it is asked again."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from lmsync.crm_integration import Answer, Presence
from lmsync.errors import DatabaseUnavailable
from lmsync.integrations.moodle import MoodleIntegration, people
from lmsync.records import Kind
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import connections, run_history, sync_runs
from lmsync.store.keeping.sync_runs import Run
from lmsync.store.mirror import tables
from lmsync.sync import run as run_module
from lmsync.sync.crm_sync_service import CRMSyncService
from lmsync.sync.judging import Judged, remove_or_hold
from lmsync.sync.ledger import Ledger
from lmsync.testing.faults import Fault
from tests.environment import GIVE_UP_SECONDS
from tests.installation import Installation, until_asked
from tests.journeys.test_serving import until
from tests.served import served, simulated


def test_a_reset_in_the_middle_of_a_run_leaves_nothing(tmp_path: Path, database_url: str) -> None:
    with simulated(people=300) as lms, served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _):
        slow = {"kind": "delay", "seconds": 0.2, "times": -1, "function": "core_grades_get_gradable_users"}
        lms.control("POST", "faults", slow)
        api.configure(lms)
        until(lambda: api.get("students")["items"])

        answer = api.ask("DELETE", "/api/v1/crm/configure?with_data=true")

        assert (answer.status, answer.json["data"]) == (200, "deleted")
        assert api.ask("GET", "/api/v1/crm/status").json["status"] == "not_configured"
        lms.control("DELETE", "faults")
        assert api.configure(lms, name="Again").status == 201
        until(lambda: api.get("status")["status"] == "ok")
        people = lms.control("GET", "state")["students"]
        assert len(api.every("students", limit=500)) == people
        assert "Traceback" not in (tmp_path / "serve.log").read_text(encoding="utf-8")


def break_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> AsyncIterator[Answer]:
        raise KeyError("@".join(("anna", "school.example")))
        yield

    monkeypatch.setattr(people, "_read_people", broken)


async def test_a_fault_of_our_own_costs_one_list_and_removes_nobody(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = installation.everything()
    renamed = next(iter(moodle.school.groups.values()))
    renamed.name = "Renamed"

    break_reading(monkeypatch)
    with capture_logs() as logged:
        run = await installation.run(connection)

    assert (run.state, run.error and run.error["cause"]) == ("partial", "internal_error")
    spoilt = {one["kind"] for one in installation.scopes(run) if one["cause"] == "internal_error"}
    assert spoilt == {"enrollment"}
    after = installation.everything()
    assert {name: set(rows) for name, rows in after.items()} == {name: set(rows) for name, rows in before.items()}
    assert after["groups"][str(renamed.id)]["name"] == "Renamed"
    (failure,) = [one for one in logged if one["event"] == "reading failed"]
    assert "in broken" in failure["exception"]
    assert "KeyError" in failure["exception"]
    assert "anna@" not in str(logged)
    monkeypatch.undo()
    assert (await installation.run(connection)).state == "complete"


@pytest.mark.parametrize(
    ("where", "name"), [(people, "_read_people"), (MoodleIntegration, "open"), (MoodleIntegration, "readings")]
)
async def test_a_fault_of_our_own_twice_in_a_row_calls_a_person(
    where: object, name: str, moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    with monkeypatch.context() as broken:

        def fail(*_: object) -> None:
            raise ZeroDivisionError

        broken.setattr(where, name, fail)
        first = await installation.run(connection)
        assert first.error is not None
        assert first.error["cause"] == "internal_error"
        assert installation.causes(connection) == []
        await installation.run(connection)

    # It is not paused.
    assert (installation.causes(connection), installation.connection(connection).state) == (["internal_error"], "ok")
    assert (await installation.run(connection)).state == "complete"
    assert installation.causes(connection) == []


async def test_a_database_that_is_away_for_the_token_is_no_fault_of_ours(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)

    async def away(*_: object) -> AsyncIterator[Answer]:
        raise DatabaseUnavailable("hangs")
        yield

    monkeypatch.setattr(people, "_read_people", away)
    for _ in range(2):
        run = await installation.run(connection)
    assert (run.state, installation.causes(connection)) == ("interrupted", [])


async def test_faults_with_a_good_run_between_them_call_nobody(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    for broken in (True, False, True):
        with monkeypatch.context() as patch:
            if broken:
                break_reading(patch)
            await installation.run(connection)
    assert installation.causes(connection) == []


async def test_a_run_that_cannot_even_begin_fails_and_calls_a_person(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(MoodleIntegration, "__init__", fail)
    runs = [await installation.run(connection) for _ in range(2)]

    assert [(run.state, run.error and run.error["cause"]) for run in runs] == [("failed", "internal_error")] * 2
    assert installation.causes(connection) == ["internal_error"]


@pytest.mark.parametrize("answer", ["raises", "says nothing"])
async def test_who_is_not_confirmed_by_a_fault_of_our_own_stays(
    answer: str, moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    moodle.school.delete_course(list(moodle.school.courses)[-1])

    async def confirm(self: MoodleIntegration, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        if answer == "raises":
            raise ValueError(ids)
        return {}

    monkeypatch.setattr(MoodleIntegration, "confirm", confirm)
    run = await installation.run(connection)

    assert run.state == "partial"
    assert {name: set(rows) for name, rows in installation.everything().items()} == before


async def test_a_fault_while_judging_removes_nothing_of_that_kind(
    moodle: MoodleSimulator, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    moodle.school.delete_course(list(moodle.school.courses)[-1])

    def fail(tx: Tx, ledger: Ledger, kind: Kind, judged: Judged) -> None:
        if kind is Kind.COURSE:
            raise ZeroDivisionError
        remove_or_hold(tx, ledger, kind, judged)

    monkeypatch.setattr(run_module, "remove_or_hold", fail)
    run = await installation.run(connection)

    assert (run.state, run.error and run.error["cause"]) == ("partial", "internal_error")
    assert {name: set(rows) for name, rows in installation.everything().items()} == before


async def test_what_cannot_be_confirmed_stays(moodle: MoodleSimulator, installation: Installation) -> None:
    connection = installation.connect(moodle)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    course = list(moodle.school.courses)[-1]
    moodle.school.delete_course(course)
    # Whether the course is gone is asked by its contents.
    moodle.faults.order(Fault("status", "core_course_get_contents", course=course, times=-1))

    run = await installation.run(connection)

    assert run.state == "partial"
    assert {name: set(rows) for name, rows in installation.everything().items()} == before


async def test_a_course_that_may_not_be_entered_any_more_is_unreachable(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    course = list(moodle.school.courses)[-1]
    moodle.school.hide_course(course)
    await installation.run(connection)
    before = {name: set(rows) for name, rows in installation.everything().items()}
    moodle.withdrawn_capabilities.add("moodle/course:viewhiddencourses")

    run = await installation.run(connection)

    assert {name: set(rows) for name, rows in installation.everything().items()} == before
    assert (run.state, installation.causes(connection)) == ("partial", ["unreachable"])
    moodle.withdrawn_capabilities.clear()
    assert (await installation.run(connection)).state == "complete"
    assert installation.causes(connection) == []


async def test_a_token_that_cannot_be_opened_waits_for_its_key(
    moodle: MoodleSimulator, installation: Installation, tmp_path: Path
) -> None:
    connection = installation.connect(moodle)
    (tmp_path / "secret.key").unlink()
    stranger = Installation(installation.database, tmp_path)

    run = await stranger.run(connection)

    assert (run.state, run.error and run.error["cause"]) == ("needs_attention", "secret_key")


async def test_a_lease_that_was_lost_ends_the_run(moodle: MoodleSimulator, installation: Installation) -> None:
    installation.service._lease_seconds = 1
    moodle.faults.order(Fault("delay", "core_course_get_courses_by_field", seconds=300))
    connection = installation.connect(moodle)
    running = asyncio.create_task(installation.run(connection))
    await until_asked(moodle, "core_course_get_courses_by_field")
    with installation.database.write() as tx:
        taken = tx.run(
            update(tables.connection)
            .where(tables.connection.c.lease_owner == installation.service._owner)
            .values(lease_owner="another")
        )
    assert taken == 1
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(GIVE_UP_SECONDS):
            await running
    with installation.database.read() as tx:
        run = run_history.last_run(tx, connection.id)
    assert run is not None
    assert run.state == "interrupted"


async def test_the_schedule_runs_what_is_due_and_ends_in_order(
    moodle: MoodleSimulator, installation: Installation
) -> None:
    connection = installation.connect(moodle)
    with installation.database.write() as tx:
        connections.set_auto_sync(tx, connection.id, True)
    stop = asyncio.Event()
    schedule = asyncio.create_task(installation.service.run_forever(stop))

    async def finished() -> Run:
        while True:
            with installation.database.read() as tx:
                run = run_history.last_run(tx, connection.id)
            if run is not None and run.state == "complete":
                return run
            await asyncio.sleep(0.05)

    async with asyncio.timeout(GIVE_UP_SECONDS):
        run = await finished()
    assert run.asked_by == "schedule"
    with installation.database.read() as tx:
        assert sync_runs.schedule_is_alive(tx)
        due = connections.connection_of(tx, connection.id).next_run_at
    assert due is not None
    assert due > run.queued_at

    moodle.faults.order(Fault("delay", "core_course_get_courses_by_field", seconds=300))
    moodle.requests.clear()
    with installation.database.write() as tx:
        asked = CRMSyncService.request(tx, connection.id, asked_by="person")
    await until_asked(moodle, "core_course_get_courses_by_field")
    stop.set()
    async with asyncio.timeout(GIVE_UP_SECONDS):
        await schedule
    with installation.database.read() as tx:
        assert sync_runs.run_of(tx, asked.id).state == "interrupted"
        assert not sync_runs.is_held(tx, connection.id)
