"""What a run read of each scope: kept with the run, and by scope the last time that it was read whole."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import and_, bindparam, case, insert, or_, select

from lmsync.crm_integration import ScopeKey
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of, upsert
from lmsync.store.mirror import tables as t

_STAMP = upsert(t.sync_scope).values(
    {
        name: bindparam(name)
        for name in ("connection_id", "kind", "parent", "last_complete_at", "last_run_id", "row_count")
    }
)
_STAMP_AGAIN = _STAMP.on_conflict_do_update(
    index_elements=["connection_id", "kind", "parent"],
    set_={name: _STAMP.excluded[name] for name in ("last_complete_at", "last_run_id", "row_count")},
)


def stamp_scopes(tx: Tx, connection_id: int, run_id: int, scopes: Iterable[tuple[ScopeKey, int, int]]) -> None:
    """Scopes that were read whole: rows, and when."""
    common = {"connection_id": connection_id, "last_run_id": run_id}
    tx.run_many(
        _STAMP_AGAIN,
        [
            {**common, "kind": key.kind.value, "parent": key.above, "row_count": rows, "last_complete_at": at}
            for key, rows, at in scopes
        ],
    )


_SCOPE_COLUMNS = [column.name for column in t.sync_run_scope.columns if column.name != "id"]
_INSERT_SCOPE = insert(t.sync_run_scope).values({name: bindparam(name) for name in _SCOPE_COLUMNS})


def save_scopes(tx: Tx, scopes: Iterable[Mapping[str, Any]]) -> None:
    """Rows of the receipt; each names every column of `sync_run_scope` but `id`."""
    tx.run_many(_INSERT_SCOPE, scopes)


_badness = case(
    (t.sync_run_scope.c.state == "failed", 0),
    (t.sync_run_scope.c.state == "partial", 1),
    (t.sync_run_scope.c.state == "held", 2),
    else_=3,
).label("badness")


def scopes_of_run(
    tx: Tx,
    run_id: int,
    *,
    state: str | None = None,
    kinds: Collection[Kind] = tuple(Kind),
    after: tuple[int, int] = (-1, 0),
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Worst first, each with its `place` in this order; `after` is the place of the last one seen. Lists that were
    unchanged are not kept: the run has their number."""
    c = t.sync_run_scope.c
    seen_badness, seen_number = after
    wanted = (
        select(t.sync_run_scope, _badness)
        .where(
            c.run_id == bindparam("run"),
            one_of(c.kind, "kinds"),
            or_(_badness > seen_badness, and_(_badness == seen_badness, c.id > seen_number)),
        )
        .order_by(_badness, c.id)
        .limit(limit)
    )
    if state is not None:
        wanted = wanted.where(c.state == state)
    rows = tx.dicts(wanted, run=run_id, kinds=[kind.value for kind in kinds])
    for row in rows:
        row["place"] = row.pop("badness"), row.pop("id")
        del row["run_id"]
        for name in ("words", "set_aside_why", "withheld"):
            row[name] = json.loads(row[name]) if row[name] else None
    return rows
