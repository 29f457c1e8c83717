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
    """A side list that Canvas did not give. Its contents are unknown, which is not the same as empty."""

    side: str
    """A key of `words.SIDE_LISTS`."""
    cause: str
    needs_person: bool = True

    def incomplete(self, scope: Scope) -> Incomplete:
        cause = f"{self.side}: {self.cause}"
        return Incomplete(scope, cause, self.needs_person, words.unread(self.side, self.cause))


async def read_side(side: str, question: Awaitable[T]) -> "T | Unread":
    """The list, or why it did not come: the main list is then read all the same, and its scope is incomplete."""
    try:
        return await question
    except Refused as refused:
        # A list that shifted while it was read will be whole the next time.
        return Unread(side, refused.cause, needs_person=refused.cause != "fewer_than_expected")
    except Retryable as trouble:
        return Unread(side, trouble.cause, needs_person=False)


def worst(unread: Sequence[Unread]) -> Unread:
    """The cause to report for a scope: one that needs a person before one that passes by itself."""
    return next((trouble for trouble in unread if trouble.needs_person), unread[0])


def needed(row: Raw, answer: type[R]) -> R:
    """A row of a list whose rows are not records. Raises `Refused` if it is not understood: the rest would mislead."""
    understood = mapping.understood(Kind.ITEM, row, answer)
    if isinstance(understood, BadRecord):
        raise Refused("not_understood")
    return understood
