"""Readings of a Canvas: their pages, and what a refusal means for their scopes."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import ParamSpec

from lmsync.crm_integration import Answer, Incomplete, Page, Reading, Row, Scope
from lmsync.errors import Refused
from lmsync.integrations.canvas import words
from lmsync.integrations.canvas.site import Site
from lmsync.lms_pages import page

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


def page_as_sent(site: Site, scope: Scope, key: str, sent: object, rows: Callable[[], Iterable[Row]]) -> Page:
    """A page that is known by what Canvas `sent` for it: rows as they came, or what was decoded of them."""
    return page(scope, key, (site.mapped_by, sent), rows)
