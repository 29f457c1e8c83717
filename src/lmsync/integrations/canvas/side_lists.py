"""Lists that stand beside a main one: if Canvas does not give them, the main list is read all the same."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from msgspec import Raw

from lmsync.crm_integration import Incomplete, Scope
from lmsync.errors import BadRecord, Refused, Retryable
from lmsync.integrations.canvas import mapping, words
from lmsync.records import Kind

R = TypeVar("R", bound=msgspec.Struct)
T = TypeVar("T")


@dataclass(frozen=True)
class Unread:
    """A side list that Canvas did not give: what it holds is unknown, and never nothing."""

    side: str
    """A key of `words.SIDE_LISTS`."""
    cause: str
    needs_person: bool = True

    def incomplete(self, scope: Scope) -> Incomplete:
        cause = f"{self.side}: {self.cause}"
        return Incomplete(scope, cause, self.needs_person, words.unread(self.side, self.cause))


async def read_side(side: str, question: Awaitable[T]) -> "T | Unread":
    """A list beside a main one. If it does not come, the main one is read all the same, and its scope stays open."""
    try:
        return await question
    except Refused as refused:
        # A list that slipped while it was read is whole the next time.
        return Unread(side, refused.cause, needs_person=refused.cause != "fewer_than_expected")
    except Retryable as trouble:
        return Unread(side, trouble.cause, needs_person=False)


def worst(unread: Sequence[Unread]) -> Unread:
    """The cause that marks a scope: what needs a person stands before what passes by itself."""
    return next((trouble for trouble in unread if trouble.needs_person), unread[0])


def needed(row: Raw, answer: type[R]) -> R:
    """A row of a list whose rows are not records. Raises `Refused`: without it the rest would mislead."""
    understood = mapping.understood(Kind.ITEM, row, answer)
    if isinstance(understood, BadRecord):
        raise Refused("not_understood")
    return understood
