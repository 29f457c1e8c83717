"""The plan of a run: what it would ask of an LMS, phase by phase, and how that was reckoned."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from lmsync.errors import Words
from lmsync.records import Kind


class Question(Struct, frozen=True):
    """One of the questions of a phase, and how often a run asks it. Make it by `once`, `in_parts` or `in_lists`."""

    name: str
    """The function or the address that is asked, as the LMS calls it."""
    requests: int
    of: Kind | None = None
    """The records by which it is counted; `None` for a question whose number does not depend on them."""
    count: int | None = None
    """How many of these are stored."""
    per_request: int | None = None
    """How many of these one request takes, or one page holds."""
    varies: Words | None = None
    """Why a run may ask more or less often than that."""


def once(name: str, requests: int = 1) -> Question:
    return Question(name, requests)


def in_parts(name: str, of: Kind, count: int, per_request: int = 1, varies: Words | None = None) -> Question:
    """For so many records, so many at a time; not at all for none."""
    return Question(name, -(-count // per_request), of, count, per_request, varies)


def in_lists(name: str, of: Kind, counts: Iterable[int], per_page: int, varies: Words | None = None) -> Question:
    """A list for each count, each read page by page; an empty list has a page too."""
    lists = list(counts)
    requests = sum(max(1, -(-count // per_page)) for count in lists)
    return Question(name, requests, of, sum(lists), per_page, varies)


class Plan(Struct, frozen=True):
    """What a full run would ask, by phase. Of a phase that is not here, and of an empty plan, nothing is known."""

    phases: Mapping[str, tuple[Question, ...]] = {}
    limits: tuple[Words, ...] = ()
    """What the LMS, and lmsync for its sake, puts a limit to."""

    @property
    def total(self) -> int:
        """Requests of the phases that are known."""
        return sum(question.requests for questions in self.phases.values() for question in questions)
