"""What a run read of each scope: kept with the run, and by scope the last time that it was read whole."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select

from lmsync.crm_integration import ScopeKey
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import upsert
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


def scopes_of_run(tx: Tx, run_id: int) -> list[dict[str, Any]]:
    rows = tx.dicts(select(t.sync_run_scope).where(t.sync_run_scope.c.run_id == run_id).order_by(t.sync_run_scope.c.id))
    for row in rows:
        del row["id"], row["run_id"]
        for name in ("words", "set_aside_why", "withheld"):
            row[name] = json.loads(row[name]) if row[name] else None
    return rows
