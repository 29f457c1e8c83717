"""Search over kinds: a few of the best of each kind, in one indexed query a kind."""

import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, case, func, select

from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.connection_kinds import kinds_of
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.text import fold
from lmsync.store.reading.coverage import is_known
from lmsync.store.reading.filters import Shape, connections_of, params_of, shape_of, source_of
from lmsync.store.reading.listings import LISTINGS, Listing
from lmsync.store.reading.masks import mask
from lmsync.store.reading.shown import shown, slugs_of
from lmsync.store.reading.view import View

LOOKED_AT = 2_000
"""Of how many matches the best are chosen when only one or two letters were entered: these match a large part of a school."""

WHOLE_WORD = 3
"""Letters of a word that is found anywhere in another."""

SEARCHED: Mapping[Kind, Listing] = {
    kind: listing
    for kind in (
        Kind.USER,
        Kind.COURSE,
        Kind.GROUP,
        Kind.LESSON,
        Kind.ITEM,
        Kind.SECTION,
        Kind.CATEGORY,
        Kind.TERM,
        Kind.ORG,
    )
    for listing in LISTINGS.values()
    if listing.kind is kind and listing.only is None
}
"""Kinds with something to search for, in the order in which people look for them."""


class FoundOfKind(Struct, frozen=True):
    kind: Kind
    rows: list[Any]
    """A `row_type` each, without what the view does not show."""
    has_more: bool
    not_known_in: list[str]
    """Slugs of connections of which this kind is not provided, or was never read whole: there may be more."""


def search(
    tx: Tx, query: str, view: View, *, kinds: Sequence[Kind] | None, connection: str | None, limit: int
) -> list[FoundOfKind]:
    """Of each kind that the view lists and that has matches, or of which not all is known; `kinds` narrows them. Raises
    `InvalidInput` for an empty query and for a connection that is not there."""
    filters = {"q": query} if connection is None else {"q": query, "connection": connection}
    states = {known.slug: kinds_of(tx, known.id) for known in connections_of(tx, filters, view)}
    slugs, is_short = slugs_of(tx), all(len(word) < WHOLE_WORD for word in fold(query).split())
    found = []
    for kind, listing in SEARCHED.items():
        if not _may_be_searched(kind, view) or (kinds is not None and kind not in kinds):
            continue
        params = params_of(tx, listing, filters, view)
        statement = _statement(listing.name, shape_of(listing, filters, params), is_short)
        rows = tx.rows(statement, most=limit + 1, begins=_begins(query), now=int(time.time()), **params)
        records = shown(tx, kind, rows[:limit], slugs)
        mask(kind, records, view)
        not_known_in = [slug for slug, of_connection in states.items() if not is_known(of_connection.get(kind))]
        if rows or not_known_in:
            found.append(FoundOfKind(kind, records, len(rows) > limit, not_known_in))
    return found


def _may_be_searched(kind: Kind, view: View) -> bool:
    """Without names, nobody is found by one."""
    return kind in view.kinds and (kind is not Kind.USER or view.personal)


def _begins(query: str) -> str:
    text = " ".join(fold(query).split())
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


@lru_cache(maxsize=64)
def _statement(name: str, shape: Shape, is_short: bool) -> Any:
    listing = LISTINGS[name]
    source = source_of(listing, dict(shape), "id", 0)
    table = source.table
    condition = source.condition
    if is_short:
        condition = table.c.id.in_(select(table.c.id).where(condition).limit(LOOKED_AT).scalar_subquery())
    return source.select.where(condition).order_by(*_order(table), table.c.id).limit(bindparam("most"))


def _order(table: Any) -> list[ColumnElement[Any]]:
    """Lessons: the next ones first, then those that were last. Others: whose title begins so first."""
    if table is t.lesson:
        now = bindparam("now", type_=BigInteger())
        starts = table.c.starts_at
        return [case((starts >= now, 0), (starts < now, 1), else_=2), func.abs(starts - now)]
    begins = bindparam("begins", type_=Text())
    return [case((table.c.sort_key.like(begins, escape="\\"), 0), else_=1), table.c.sort_key]
