"""Readings of a Canvas: their pages, and what a refusal means for their scopes."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import ParamSpec

from lmsync.crm_integration import Answer, Incomplete, Page, Reading, Row, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import mapping, words
from lmsync.records import Record

P = ParamSpec("P")


def reading(
    name: str,
    scopes: tuple[Scope, ...],
    read: Callable[P, AsyncIterator[Answer]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Reading:
    """A reading whose refusal leaves its scopes incomplete."""

    async def ask() -> AsyncIterator[Answer]:
        try:
            async for answer in read(*args, **kwargs):
                yield answer
        except Refused as refused:
            for scope in scopes:
                yield incomplete(scope, refused)

    return Reading(name, scopes, ask)


def incomplete(scope: Scope, refused: Refused) -> Incomplete:
    gone = refused.cause in {"not_found", "deleted"}
    return Incomplete(scope, refused.cause, needs_person=not gone, words=words.refusal(refused.cause))


def page(scope: Scope, key: str, records: Sequence[Record], set_aside: Sequence[BadRecord] = ()) -> Page:
    """A page with a digest over its records; without one when rows were set aside, so that these are counted again."""
    rows: list[Row] = [*records, *set_aside]
    return Page(scope, key, b"" if set_aside else mapping.digest_of(records), lambda: rows)
