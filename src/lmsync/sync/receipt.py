"""The receipt: for every scope of a run's plan, the proof of what was read of it."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lmsync.crm_integration import Scope
from lmsync.errors import Words
from lmsync.records import Kind, Record
from lmsync.sync.words import LIST_HELD, NOT_READ, words_of_cause

SUMMED = (
    "pages",
    "requests",
    "bytes",
    "rows_read",
    "accepted",
    "set_aside",
    "erased",
    "added",
    "changed",
    "removed",
    "throttles",
)
TIMES = ("seconds", "waited_seconds")
HANDFUL = 5
"""Rows of one list that may be set aside without calling a person."""
STATES = ("complete", "unchanged", "partial", "failed", "held")


@dataclass(slots=True)
class Gathered:
    """What is remembered of a scope while it is read, and let go of when it has been compared with what is stored."""

    seen: set[str] = field(default_factory=set)
    """External ids that stood on the pages."""
    waiting: list[Record] = field(default_factory=list)
    losses: dict[str, list[str]] = field(default_factory=dict)
    valued: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class ScopeReceipt:
    """What one scope's reading came to. The cost of a reading that answers several scopes stands with its first."""

    scope: Scope
    planned: bool = False
    """Whether a reading promised its end; pages may come before that."""
    readings: int = 0
    """How many readings promised its end."""
    ends: int = 0
    """How many of them have ended it."""
    overs: int = 0
    """How many of them are over, with everything that they had to say."""
    counted: int = 0
    """How many of them said how many rows their part has."""
    is_increment: bool = False
    """Whether a reading delivered only what was added or changed."""
    seen_before: bool = False
    """Whether a reading was not asked that an interrupted run had asked, and nobody knows any more what it showed of this
    scope. Then nothing of the scope is missing."""
    expected: int | None = None
    """How many rows the readings expect together: each says how many its own part has."""
    cause: str | None = None
    needs_person: bool = False
    words: Words | None = None
    held: bool = False
    clean: bool = True
    """Whether every page was kept with its digest, and every reading ended all its scopes, so that a run that continues
    this one knows what it would show again."""
    stamped: bool = False
    """Whether `sync_scope` says already that it was read whole."""
    read_at: int | None = None
    """When an interrupted run read it, if this one continues that."""
    pages: int = 0
    requests: int = 0
    bytes: int = 0
    throttles: int = 0
    seconds: float = 0.0
    waited_seconds: float = 0.0
    """Between attempts, and where the LMS had to be spared."""
    rows_read: int = 0
    accepted: int = 0
    erased: int = 0
    """Records of people who were erased: left out, neither missing nor set aside."""
    added: int = 0
    changed: int = 0
    removed: int = 0
    seen_rows: int = 0
    stored_rows: int = 0
    is_compared: bool = False
    missing: tuple[str, ...] = ()
    """Stored, and not seen."""
    nameless: int = 0
    """Rows set aside without an id: whoever they are may not be taken for missing."""
    set_aside_why: Counter[str] | None = None
    withheld: dict[str, int] | None = None
    _gathered: Gathered | None = None

    @property
    def gathered(self) -> Gathered:
        if self._gathered is None:
            self._gathered = Gathered()
        return self._gathered

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be judged when its phase ends: no record waits, and no field was lost."""
        return self._gathered is None or not (self._gathered.waiting or self._gathered.losses)

    @property
    def set_aside(self) -> int:
        return self.set_aside_why.total() if self.set_aside_why else 0

    @property
    def is_blemished(self) -> bool:
        """Whether a row was set aside, or a record lost the value of a field."""
        return bool(self.set_aside_why or self.withheld or (self._gathered is not None and self._gathered.losses))

    def put_aside(self, external_id: str | None, why: str) -> None:
        self.set_aside_why = self.set_aside_why or Counter()
        self.set_aside_why[why] += 1
        if external_id is None:
            self.nameless += 1
        else:
            self.gathered.seen.add(external_id)

    @property
    def much_not_understood(self) -> bool:
        """Whether more rows than a handful, or more than one and a fifth of the list, were not understood."""
        known = {"unknown_parent", "shut_by_its_dates"}
        misread = sum(count for why, count in (self.set_aside_why or {}).items() if why not in known)
        return misread > HANDFUL or (misread > 1 and misread * 5 > self.rows_read)

    @property
    def end_seen(self) -> bool:
        """Whether every reading that named the scope has ended it."""
        return self.ends > 0 and self.ends >= self.readings

    @property
    def proves_absence(self) -> bool:
        """Whether what is stored and was not seen may be gone."""
        return self.is_sweep and not self.seen_before

    @property
    def is_sweep(self) -> bool:
        """Whether all of the scope was read."""
        return self.complete and not self.is_increment

    @property
    def complete(self) -> bool:
        return self.end_seen and self.cause is None

    @property
    def state(self) -> str:
        if not self.complete:
            return "partial" if self.pages else "failed"
        if self.held:
            return "held"
        moved = self.added or self.changed or self.removed or self.set_aside
        return "complete" if moved else "unchanged"

    @property
    def fewer_than_expected(self) -> bool:
        if self.expected is None or self.seen_before:
            return False
        # Rows of a part that nobody counted could stand for lost ones of another.
        return self.rows_read < self.expected or self.counted < self.readings

    def compare(self, stored: Iterable[str]) -> None:
        """Note what is stored and was not seen. Seen ids are then let go of: those of a school are not kept until the run
        is over. A scope that another reading names later is compared again: what that one shows is not missing."""
        seen, before = self.gathered.seen, set(self.missing) if self.is_compared else None
        count, missing = 0, []
        for external_id in stored:
            count += 1
            if external_id not in seen and (before is None or external_id in before):
                missing.append(external_id)
        self.is_compared, self.stored_rows, self.missing = True, count, tuple(missing)
        self.seen_rows += len(seen)
        if self.is_settled:
            self.let_go()
        else:
            self.gathered.seen = set()

    def let_go(self) -> None:
        """A large school has many scopes: of one that is closed only its numbers stay."""
        if self.missing and self._gathered is not None:
            # Seen on a page that came after the end.
            seen = self._gathered.seen
            self.missing = tuple(external_id for external_id in self.missing if external_id not in seen)
        self._gathered = None

    def spoil(self, cause: str, words: Words | None = None, *, needs_person: bool = False) -> None:
        """This scope is not complete. The first cause stands; a cause that needs a person stands before others."""
        if self.cause is None or (needs_person and not self.needs_person):
            self.cause, self.words, self.needs_person = cause, words, needs_person

    @property
    def text(self) -> Words | None:
        """What its state means to people, and what to do; `None` for a list of which nobody has to know that."""
        if self.cause is None:
            return LIST_HELD if self.held else None
        return self.words or (NOT_READ if self.needs_person else words_of_cause(self.cause))

    def row(self, run_id: int) -> dict[str, Any]:
        """As the store keeps it."""
        words = self.text and {"en": self.text.en, "ru": self.text.ru}
        waits_for_person = self.cause is None and self.held
        return {
            "run_id": run_id,
            "kind": self.scope.kind.value,
            "parent_kind": self.scope.parent_kind and self.scope.parent_kind.value,
            "parent": self.scope.parent,
            "state": self.state,
            "cause": "removals_held" if waits_for_person else self.cause,
            "needs_person": waits_for_person or self.needs_person,
            "words": words and json.dumps(words, ensure_ascii=False),
            "end_seen": self.end_seen,
            "set_aside_why": json.dumps(self.set_aside_why) if self.set_aside_why else None,
            "withheld": json.dumps(self.withheld) if self.withheld else None,
            "expected": self.expected,
            "seconds": round(self.seconds, 3),
            "waited_seconds": round(self.waited_seconds, 3),
            **{name: getattr(self, name) for name in SUMMED},
        }


def sums_by_kind(receipts: Iterable[ScopeReceipt]) -> dict[str, dict[str, Any]]:
    """The receipt in short: by kind, how many scopes came out how, and what was read and moved."""
    sums: dict[Kind, dict[str, Any]] = {}
    for receipt in receipts:
        if not receipt.planned and not receipt.pages:
            continue
        of_kind = sums.setdefault(
            receipt.scope.kind, {"scopes": 0, **dict.fromkeys((*STATES, *SUMMED), 0), **dict.fromkeys(TIMES, 0.0)}
        )
        of_kind["scopes"] += 1
        of_kind[receipt.state] += 1
        for name in TIMES:
            of_kind[name] = round(of_kind[name] + getattr(receipt, name), 3)
        for name in SUMMED:
            of_kind[name] += getattr(receipt, name)
    return {kind.value: sums[kind] for kind in Kind if kind in sums}
