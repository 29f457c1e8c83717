"""Several readings that name one scope: it ends when all of them have ended it, and no sooner."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

import pytest
from pydantic import BaseModel

from lmsync.crm_integration import (
    Answer,
    CheckReport,
    CRMIntegration,
    End,
    Incomplete,
    Known,
    Page,
    Phase,
    Plan,
    Presence,
    Provided,
    Reading,
    Scope,
)
from lmsync.errors import Refused, Retryable, Words
from lmsync.lms_http import LmsHttp
from lmsync.records import Kind, User
from lmsync.store.engine.database import Database
from lmsync.store.keeping import sync_runs
from lmsync.store.keeping.sync_runs import Run
from lmsync.sync.removals import Limits
from lmsync.sync.run import SyncRun
from tests.conftest import a_connection
from tests.installation import Installation

USERS = Scope.all_of(Kind.USER)
Asked = Callable[[], AsyncIterator[Answer]]


class NoSettings(BaseModel):
    pass


class Scripted(CRMIntegration):
    """Answers what a test has written down: its readings, phase by phase."""

    name = "scripted"
    title = "Scripted"
    Config = NoSettings
    setup = Words(en="-", ru="-")
    phases = (Phase("first", ()), Phase("users", (Kind.USER,)))
    confirmed = frozenset()

    def __init__(self, *readings: Sequence[Asked]) -> None:
        super().__init__(LmsHttp("https://one.example"), "", NoSettings())
        self._readings = readings

    async def check(self) -> CheckReport:
        return CheckReport((), {})

    async def open(self) -> Mapping[Kind, Provided]:
        return {kind: Provided(kind is Kind.USER) for kind in Kind}

    def readings(self, phase: Phase, known: Known) -> Iterable[Reading]:
        asked = self._readings[self.phases.index(phase)] if self._readings else ()
        return [Reading(f"part {number}", (USERS,), ask) for number, ask in enumerate(asked)]

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        return dict.fromkeys(ids, Presence.GONE)

    def plan(self, known: Known) -> Plan:
        return Plan({})

    @classmethod
    def site_url(cls, base_url: str) -> str:
        return base_url


def part(*ids: str, end: Answer | None = None, expected: int | None = None, error: Exception | None = None) -> Asked:
    """A reading of some users, which ends as it is told."""

    async def ask() -> AsyncIterator[Answer]:
        yield Page(USERS, ",".join(ids), b"", lambda: [User(external_id=number) for number in ids])
        if error is not None:
            raise error
        yield end or End(USERS, expected)

    return ask


class School:
    """A database with twelve users of a connection, which a test's answers are applied to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.write() as tx:
            self.connection = a_connection(tx)

    async def run(self, *readings: Sequence[Asked], integration: type[Scripted] | None = None) -> Run:
        with self._database.write() as tx:
            run = sync_runs.queue_run(tx, self.connection.id, mode="full", asked_by="person")
            sync_runs.claim_run(tx, run.id, "test")
        scripted = (integration or Scripted)(*readings)
        await SyncRun(self._database, scripted, self.connection.id, run.id, Limits(scope_share=0.9)).go()
        with self._database.write() as tx:
            sync_runs.free_lease(tx, self.connection.id, "test")
            return sync_runs.run_of(tx, run.id)


EVERYBODY = tuple(str(number) for number in range(12))


@pytest.fixture
async def school(database: Database) -> School:
    school = School(database)
    assert (await school.run((), [part(*EVERYBODY)])).state == "complete"
    return school


async def test_what_all_readings_leave_out_is_gone(school: School, installation: Installation) -> None:
    run = await school.run((), [part(*EVERYBODY[:6]), part(*EVERYBODY[5:11])])
    assert (run.state, installation.ids("users")) == ("complete", set(EVERYBODY[:11]))


async def test_what_a_later_phase_shows_is_not_gone(school: School, installation: Installation) -> None:
    run = await school.run([part(*EVERYBODY[:6])], [part(*EVERYBODY[6:11])])
    assert (run.state, installation.ids("users")) == ("complete", set(EVERYBODY[:11]))


@pytest.mark.parametrize(
    ("failing", "cause"),
    [
        (part("11", end=Incomplete(USERS, "page_lost")), "page_lost"),
        (part("11", error=Retryable("timeout")), "timeout"),
        (part("11", error=Refused("not_permitted")), "not_permitted"),
        (part("11", error=ZeroDivisionError()), "internal_error"),
        (part("11", end=End(Scope.all_of(Kind.COURSE))), "no_end_seen"),
    ],
    ids=["incomplete", "retryable", "refused", "a mistake", "the end of another scope"],
)
@pytest.mark.parametrize("phase", [0, 1])
async def test_a_scope_with_a_reading_that_failed_is_incomplete_and_loses_nobody(
    school: School, installation: Installation, failing: Asked, cause: str, phase: int
) -> None:
    whole = part(*EVERYBODY[:6])
    run = await school.run(*([failing], [whole]) if phase == 0 else ((), [whole, failing]))
    assert (run.state, installation.ids("users")) == ("partial", set(EVERYBODY))
    (scope,) = installation.scopes(run)
    assert scope["cause"] == cause


async def test_a_reading_that_ends_twice_does_not_end_for_another(school: School, installation: Installation) -> None:
    async def twice() -> AsyncIterator[Answer]:
        yield End(USERS)
        yield End(USERS)

    run = await school.run((), [twice, part(error=Retryable("timeout"))])
    assert (run.state, installation.ids("users")) == ("partial", set(EVERYBODY))


@pytest.mark.parametrize(("expected", "state"), [((6, 6), "complete"), ((6, None), "complete"), ((6, 7), "partial")])
async def test_the_counts_that_readings_expect_add_up(
    school: School, expected: tuple[int | None, int | None], state: str
) -> None:
    first, second = expected
    run = await school.run((), [part(*EVERYBODY[:6], expected=first), part(*EVERYBODY[6:], expected=second)])
    assert run.state == state


async def test_a_phase_that_cannot_be_planned_leaves_the_kinds_of_later_phases_incomplete(
    school: School, installation: Installation
) -> None:
    class Broken(Scripted):
        def readings(self, phase: Phase, known: Known) -> Iterable[Reading]:
            if not phase.kinds:
                raise ZeroDivisionError
            return super().readings(phase, known)

    run = await school.run((), [part(*EVERYBODY[:6])], integration=Broken)
    assert (run.state, installation.ids("users")) == ("partial", set(EVERYBODY))
