"""The ledger: what a run knows. Plain state without I/O; everything that a run does is a function above it."""

import math
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from lmsync.crm_integration import Scope, ScopeKey
from lmsync.errors import DatabaseUnavailable, NeedsAttention, Words
from lmsync.lms_pace import Meter
from lmsync.records import Kind
from lmsync.store.keeping.sync_runs import ReadBefore
from lmsync.store.mirror.page_digests import PagePlace
from lmsync.sync.receipt import ScopeReceipt
from lmsync.sync.removals import Limits


class RunCancelled(Exception):
    """Somebody has cancelled the run, the connection was forgotten while it was read, or another run has taken its place."""


ENDS_THE_RUN = (NeedsAttention, DatabaseUnavailable, RunCancelled)
"""What ends a run, wherever it is raised. Any other error is about what was being read, and spoils only that."""


class KeptPlaces(Struct, frozen=True):
    """Whose places in groups stay, because a decision keeps their account or an enrolment."""

    standing: Mapping[int, str]
    """The decisions that this was found of."""
    users: set[str]
    by_course: Mapping[str, set[str]]


@dataclass(slots=True)
class Ledger:
    """What one run knows of itself, and of the scopes of its plan."""

    connection_id: int
    run_id: int
    limits: Limits = field(default_factory=Limits)
    receipts: dict[Scope, ScopeReceipt] = field(default_factory=dict)
    complete_kinds: set[Kind] = field(default_factory=set)
    unreachable: dict[Kind, set[str]] = field(default_factory=dict)
    """Records that are not listed and not known to be gone: their children stay."""
    handled: dict[Kind, set[str]] = field(default_factory=dict)
    """Records that were removed or held together with their parent."""
    read_before: dict[ScopeKey, ReadBefore] = field(default_factory=dict)
    """What the run that this one continues has read."""
    planned_requests: int = 0
    plan_is_known: bool = False
    """Whether the school was there when the requests were planned, and all of them are asked."""
    meter: Meter = field(default_factory=Meter)
    """Of the whole run."""
    throttles_noted: int = 0
    """How many throttles were told of, and when, in seconds of `time.monotonic`."""
    throttle_noted_at: float = -math.inf
    uncounted: set[int] = field(default_factory=set)
    """Our numbers of users whose enrolments changed since their courses were counted."""
    counted_at: float = field(default_factory=time.monotonic)
    phase: str = "open"
    next_note_at: float = 0.0
    """When progress is written again, in seconds of `time.monotonic`."""
    places: set[PagePlace] = field(default_factory=set)
    """Pages that came with a digest."""
    unstamped: list[ScopeReceipt] = field(default_factory=list)
    """Scopes that were read whole and are not noted as such in the database yet."""
    looked_for: dict[Kind, set[str]] = field(default_factory=dict)
    """Records that stand in decisions: who is seen again leaves them."""
    fields_looked_for: dict[Kind, dict[str, set[str]]] = field(default_factory=dict)
    """By kind and field: records that lost it, and stand in decisions."""
    seen_again: dict[Kind, set[str]] = field(default_factory=dict)
    delivered_again: dict[tuple[Kind, str], set[str]] = field(default_factory=dict)
    """By kind and field."""
    kept_places: KeptPlaces | None = None
    next_letting_go_at: float = 0.0
    """When those are written down again, in seconds of `time.monotonic`."""
    has_written: bool = False
    """Whether this run has written any record."""
    began: float = field(default_factory=time.monotonic)
    started_at: int = field(default_factory=lambda: int(time.time()))

    def receipt(self, scope: Scope) -> ScopeReceipt:
        found = self.receipts.get(scope)
        if found is None:
            found = self.receipts[scope] = ScopeReceipt(scope)
        return found

    def note_gap(self, scope: Scope, cause: str, words: Words | None, *, needs_person: bool = False) -> None:
        """This scope was not read whole, whether or not a reading named it: a gap is never outside the plan."""
        receipt = self.receipt(scope)
        receipt.planned = True
        receipt.spoil(cause, words, needs_person=needs_person)

    @property
    def planned(self) -> list[ScopeReceipt]:
        return [receipt for receipt in self.receipts.values() if receipt.planned]

    def planned_of(self, kind: Kind) -> list[ScopeReceipt]:
        return [receipt for receipt in self.planned if receipt.scope.kind is kind]

    def read_whole(self, kind: Kind) -> bool:
        """Whether all of every scope of this kind that the plan names was read."""
        return all(receipt.is_sweep for receipt in self.planned_of(kind))

    def note_handled(self, ids: Mapping[Kind, Iterable[str]]) -> None:
        for kind, of_kind in ids.items():
            self.handled.setdefault(kind, set()).update(of_kind)

    def note_seen(self, kind: Kind, ids: Iterable[str]) -> None:
        looked_for = self.looked_for.get(kind)
        if looked_for and (found := looked_for.intersection(ids)):
            self.seen_again.setdefault(kind, set()).update(found)

    def note_unreachable(self, kind: Kind, ids: Collection[str]) -> None:
        self.unreachable.setdefault(kind, set()).update(ids)
