"""What one run changed, in order, with the fields before and after, as the change log keeps them."""

from collections.abc import Collection

from sqlalchemy import bindparam, select

from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t
from lmsync.store.reading.change_log import last_seq, pruned_to
from lmsync.store.reading.rows import ShownChangeRow
from lmsync.store.reading.shown_changes import COLUMNS, shown_changes
from lmsync.store.reading.view import View

_PLACE = select(t.sync_run.c.first_change_seq, t.sync_run.c.last_change_seq).where(t.sync_run.c.id == bindparam("run"))
_OF_RUN = (
    select(*COLUMNS)
    .where(
        t.change.c.seq > bindparam("after"),
        t.change.c.seq <= bindparam("last"),
        t.change.c.run_id == bindparam("run"),
        one_of(t.change.c.kind, "kinds"),
    )
    .order_by(t.change.c.seq)
    .limit(bindparam("most"))
)


def run_changes(
    tx: Tx,
    run_id: int,
    *,
    connection_id: int,
    slug: str,
    kinds: Collection[Kind],
    after: int | None,
    limit: int,
    view: View,
) -> tuple[list[ShownChangeRow], int | None]:
    """The changes behind `after`, and the place of the next page. People who were erased are left out."""
    first, last = tx.one(_PLACE, run=run_id) or (None, None)
    if first is None:  # it has not begun, or changed nothing in a version that did not note it
        return [], None
    rows = tx.rows(
        _OF_RUN,
        run=run_id,
        after=first - 1 if after is None else after,
        last=last_seq(tx) if last is None else last,
        kinds=[t.KIND_NUMBERS[kind] for kind in kinds],
        most=limit + 1,
    )
    page, more = rows[:limit], len(rows) > limit
    return shown_changes(tx, page, {connection_id: slug}, view), page[-1][0] if more else None


def are_all_known(tx: Tx, run_id: int) -> bool:
    """Whether the change log still reaches back to the first change of this run."""
    first, last = tx.one(_PLACE, run=run_id) or (None, None)
    return first is None or first > pruned_to(tx) or (last is not None and last < first)
