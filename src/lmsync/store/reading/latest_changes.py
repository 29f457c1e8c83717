"""The change log for people: newest first."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select

from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t
from lmsync.store.reading.rows import ShownChangeRow
from lmsync.store.reading.shown_changes import COLUMNS, shown_changes
from lmsync.store.reading.view import View

BEFORE_ALL = 1 << 62
_LATEST = (
    select(*COLUMNS)
    .where(
        t.change.c.seq < bindparam("before"),
        one_of(t.change.c.kind, "kinds"),
        one_of(t.change.c.connection_id, "connections"),
    )
    .order_by(t.change.c.seq.desc())
    .limit(bindparam("most"))
)


def latest_changes(
    tx: Tx, slugs: Mapping[int, str], *, kinds: Collection[Kind], before: int | None, limit: int, view: View
) -> tuple[list[ShownChangeRow], int | None]:
    """The changes before `before`, newest first, and the place of the next page. People who were erased are left out."""
    rows = tx.rows(
        _LATEST,
        before=BEFORE_ALL if before is None else before,
        kinds=[t.KIND_NUMBERS[kind] for kind in kinds],
        connections=list(slugs),
        most=limit + 1,
    )
    page, more = rows[:limit], len(rows) > limit
    return shown_changes(tx, page, slugs, view), page[-1][0] if more else None
