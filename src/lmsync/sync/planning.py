"""What the next run of a connection would ask, and how long that takes if the LMS answers as it did last time."""

from functools import partial

from msgspec import Struct

from lmsync.crm_integration import CRMIntegration
from lmsync.errors import NeedsAttention, Refused, Retryable, Words
from lmsync.lms_pace import ONE_TRY
from lmsync.lms_plan import Plan, Question
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import connection_kinds, run_history
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.secrets import SealedWithAnotherKey
from lmsync.store.keeping.sync_runs import Run
from lmsync.sync.opening import Opener
from lmsync.sync.stored import StoredKnown
from lmsync.sync.words import WAITS, words_of


class NextRun(Struct, frozen=True):
    """The plan of the next run, as far as it can be known."""

    plan: Plan
    phases: tuple[str, ...]
    """All that a run has, in order."""
    in_flight: int | None
    """How many requests it makes at a time at most."""
    trouble: tuple[str, Words] | None
    """Why the LMS could not be asked what it offers: then the plan is empty."""
    read: frozenset[Kind]
    """Kinds that have been read whole: what is stored of others says nothing about how many there are."""
    measured: Run | None
    """The last run that was complete."""

    def requests_of(self, question: Question) -> int | None:
        """`None` while nobody knows."""
        return question.requests if question.of is None or question.of in self.read else None

    def requests_in(self, phase: str) -> int | None:
        """`None` when those of one of its questions are not known."""
        if phase not in self.plan.phases:
            return None
        requests = [self.requests_of(question) for question in self.plan.phases[phase]]
        known = [number for number in requests if number is not None]
        return sum(known) if len(known) == len(requests) else None

    @property
    def requests(self) -> int | None:
        in_phases = [self.requests_in(phase) for phase in self.phases]
        known = [number for number in in_phases if number is not None]
        return sum(known) if known and len(known) == len(in_phases) else None

    @property
    def at_least(self) -> int:
        """Requests of the questions of which the number is known."""
        questions = [question for of_phase in self.plan.phases.values() for question in of_phase]
        return sum(self.requests_of(question) or 0 for question in questions)

    @property
    def seconds_per_request(self) -> float | None:
        """Of the last complete run, from its beginning to its end, with all that went on at the same time."""
        if self.measured is None or self.measured.duration_ms is None:
            return None
        requests = sum(of_kind.get("requests", 0) for of_kind in self.measured.counts.values())
        return self.measured.duration_ms / 1000 / requests if requests else None

    @property
    def seconds(self) -> float | None:
        if self.requests is None or self.seconds_per_request is None:
            return None
        return self.requests * self.seconds_per_request

    @property
    def why_unknown(self) -> tuple[str, Words] | None:
        """Why the number of all requests is not known."""
        if self.requests is not None:
            return None
        if self.trouble is not None:
            return self.trouble
        return ("never_read", NEVER_READ) if self.plan.phases else ("not_told", NOT_TOLD)


async def next_run(opener: Opener, connection: Connection) -> NextRun:
    """Asks the LMS only what it offers. What is stored is counted in a thread of its own."""
    plan, in_flight, trouble = Plan(), None, None
    phases: tuple[str, ...] = ()
    try:
        async with opener.connection(connection, ONE_TRY) as integration:
            await integration.open()
            phases = ("open", *(phase.name for phase in integration.phases))
            in_flight = integration.in_flight
            plan = await opener.database.read_long(partial(_plan, integration, connection.id))
    except SealedWithAnotherKey as error:
        trouble = "secret_key", error.words
    except (NeedsAttention, Retryable, Refused) as error:
        trouble = error.cause, words_of(error) or WAITS
    read, measured = await opener.database.read(lambda tx: _known(tx, connection))
    return NextRun(plan, phases, in_flight, trouble, read, measured)


def _plan(integration: CRMIntegration, connection_id: int, tx: Tx) -> Plan:
    return integration.plan(StoredKnown(tx, connection_id))


def _known(tx: Tx, connection: Connection) -> tuple[frozenset[Kind], Run | None]:
    kinds = connection_kinds.kinds_of(tx, connection.id)
    read = frozenset(kind for kind, state in kinds.items() if state.provided and state.last_complete_at is not None)
    return read, run_history.last_complete_run(tx, connection.id)


NEVER_READ = Words(
    en="Not everything has been read to its end yet, so nobody knows how many there are. The first complete run counts them.",
    ru="Ещё не всё прочитано до конца, поэтому неизвестно, сколько всего записей. Их сосчитает первая полная синхронизация.",
)
NOT_TOLD = Words(
    en="The integration of this system does not say what a run asks.",
    ru="Интеграция этой системы не сообщает, что запрашивает синхронизация.",
)
