"""Runs in slots of a quarter of an hour, as a row of ticks shows them."""

import time
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from lmsync.api.answers import described
from lmsync.api.parts import CONNECTION, Asked, Asking, Needed, json_response, wanted_connections
from lmsync.api.problems import problems
from lmsync.api.run_answers import OUTCOMES, Slot, Slots
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.run_history import RunInShort, runs_since
from lmsync.store.reading.shown import time_text
from lmsync.store.reading.view import View

router = APIRouter(tags=["runs"])
SLOT_SECONDS = 900
MOST_HOURS = 168
MOVED = ("added", "changed", "removed")


class AskedForSlots(Asked):
    connection: str | None = CONNECTION
    hours: int = Field(default=24, ge=1, le=MOST_HOURS, description="How far back.")


@router.get("/crm/runs/slots", responses={200: described(Slots), **problems("not-configured")})
async def list_run_slots(query: Annotated[AskedForSlots, Query()], parts: Needed, caller: Asking) -> Response:
    """The last hours in quarters: the worst outcome, how long the runs took, and how much they changed."""
    last = int(time.time()) // SLOT_SECONDS
    first = last - query.hours * 3600 // SLOT_SECONDS + 1

    def work(tx: Tx) -> list[RunInShort]:
        connections = wanted_connections(tx, query.connection, caller)
        return runs_since(tx, [connection.id for connection in connections], first * SLOT_SECONDS)

    runs = await parts.database.read(work)
    return json_response(Slots(slots=slots_of(runs, first, last, caller.view)))


def slots_of(runs: Iterable[RunInShort], first: int, last: int, view: View) -> list[Slot]:
    """Slots are numbered from 1970 on."""
    by_slot: dict[int, list[RunInShort]] = {number: [] for number in range(first, last + 1)}
    for run in runs:
        # A run of a clock that was ahead counts as one of now.
        by_slot[min(run.at // SLOT_SECONDS, last)].append(run)
    return [
        Slot(
            at=time_text(number * SLOT_SECONDS) or "",
            runs=len(found),
            outcome=min((outcome_of(run, view) for run in found), key=OUTCOMES.index, default=None),
            seconds=round(sum(run.duration_ms or 0 for run in found) / 1_000, 3),
            changes=sum(_sum(run, view, MOVED) for run in found),
        )
        for number, found in by_slot.items()
    ]


def outcome_of(run: RunInShort, view: View) -> str:
    return "held" if run.state == "complete" and _sum(run, view, ("held",)) else run.state


def _sum(run: RunInShort, view: View, names: Iterable[str]) -> int:
    return sum(int(sums.get(name, 0)) for kind, sums in run.counts.items() if view.refers_to(kind) for name in names)
