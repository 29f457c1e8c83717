"""An integration that answers what a test has written down, and a school that it is read into."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

from pydantic import BaseModel

from lmsync.crm_integration import (
    Answer,
    CheckReport,
    CRMIntegration,
    End,
    Known,
    Page,
    Phase,
    Presence,
    Provided,
    Reading,
    Scope,
)
from lmsync.errors import Words
from lmsync.lms_http import LmsHttp
from lmsync.records import Kind, User
from lmsync.store.engine.database import Database
from lmsync.store.keeping import sync_runs
from lmsync.store.keeping.sync_runs import Run
from lmsync.sync.removals import Limits
from lmsync.sync.run import SyncRun
from tests.conftest import a_connection

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
