"""What is said of a run while it goes on: its phase, how far it is, and that its LMS asks it to wait."""

import asyncio
import time

from lmsync.crm_integration import CRMIntegration, Phase
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import sync_runs
from lmsync.store.keeping.run_events import note_event
from lmsync.sync.ledger import Ledger
from lmsync.sync.receipt import sums_by_kind
from lmsync.sync.stored import StoredKnown
from lmsync.sync.writer import Writer

PROGRESS_SECONDS = 0.5
THROTTLED_SECONDS = 10
"""An LMS that throttles does it often: that is said so rarely, with how often it was."""
HONEST_SHARE = 10
"""How long a run takes is said when the tenth part of its requests is done."""


def plan_requests(tx: Tx, ledger: Ledger, integration: CRMIntegration) -> None:
    """How many requests a whole run would take, by what is stored. Before a school was read nobody knows."""
    known = StoredKnown(tx, ledger.connection_id)
    ledger.planned_requests = integration.plan(known).total
    ledger.plan_is_known = bool(known.ids(Kind.COURSE)) and not ledger.read_before


def begin_phase(tx: Tx, ledger: Ledger, integration: CRMIntegration, phase: Phase) -> None:
    ledger.phase = phase.name
    if not ledger.plan_is_known:
        # More is known by now of how many requests there will be, and still not how long they take.
        ledger.planned_requests = integration.plan(StoredKnown(tx, ledger.connection_id)).total
    note_event(tx, ledger.connection_id, "run_phase", run_id=ledger.run_id, phase=phase.name)
    note_progress(tx, ledger, force=True)


def note_progress(tx: Tx, ledger: Ledger, *, force: bool = False) -> None:
    now = time.monotonic()
    if not force and now <= ledger.next_note_at:
        return
    counts = sums_by_kind(ledger.receipts.values())
    # A large school has many scopes to sum up; that must not become the work.
    ledger.next_note_at = now + max(PROGRESS_SECONDS, 20 * (time.monotonic() - now))
    done = ledger.meter.requests
    sync_runs.note_progress(
        tx,
        ledger.run_id,
        counts=counts,
        phase=ledger.phase,
        planned_requests=ledger.planned_requests,
        done_requests=done,
        seconds_left=seconds_left(done, ledger.planned_requests, now - ledger.began) if ledger.plan_is_known else None,
    )
    note_throttles(tx, ledger)


def seconds_left(done: int, planned: int, elapsed: float) -> int | None:
    """By how long the requests took that are done; `None` where that says little: at the beginning, and when there are more
    than were planned."""
    if done * HONEST_SHARE < planned or done >= planned:
        return None
    return round(elapsed / done * (planned - done))


def note_throttles(tx: Tx, ledger: Ledger, *, force: bool = False) -> None:
    """Say that the LMS throttles, if it has since that was said last."""
    now, meter = time.monotonic(), ledger.meter
    count = meter.throttles - ledger.throttles_noted
    if not count or (not force and now - ledger.throttle_noted_at < THROTTLED_SECONDS):
        return
    ledger.throttles_noted, ledger.throttle_noted_at = meter.throttles, now
    note_event(
        tx,
        ledger.connection_id,
        "run_throttled",
        run_id=ledger.run_id,
        throttles=count,
        asked_to_wait_seconds=meter.asked_to_wait_seconds,
    )


async def report(writer: Writer, ledger: Ledger) -> None:
    """Until it is cancelled. An LMS may be silent for minutes, and nothing else is written meanwhile."""
    noted = 0, 0
    while True:
        await asyncio.sleep(PROGRESS_SECONDS)
        now = ledger.meter.requests, ledger.meter.throttles
        waits = ledger.meter.throttles != ledger.throttles_noted
        if (now != noted or waits) and time.monotonic() > ledger.next_note_at:
            noted = now
            await writer.note(note_progress)
