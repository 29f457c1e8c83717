"""Rows of the change log about records of one kind, gathered and written together."""

import json
from collections.abc import Mapping
from typing import Any

from lmsync.changes import Op
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.mirror import tables as t

_COLUMNS = ("at", "entity_id", "run_id", "connection_id", "kind", "op", "fields")


class ChangeRows:
    """Whatever is written of a record stands here too, so that followers hear of it."""

    def __init__(self, tx: Tx, kind: Kind, connection_id: int, run_id: int | None, now: int) -> None:
        self._tx = tx
        self._connection_id = connection_id
        self._common = run_id, connection_id, t.KIND_NUMBERS[kind]
        self._now = now
        self._rows: list[tuple[Any, ...]] = []

    def add(self, number: int, op: Op, changed: Mapping[str, Any] | None = None) -> None:
        fields = json.dumps(changed, ensure_ascii=False) if changed else None
        self._rows.append((self._now, number, *self._common, int(op), fields))

    def write(self) -> None:
        if self._rows:
            self._tx.moved(self._connection_id)
            self._tx.insert_many(t.change, _COLUMNS, self._rows)
            self._rows = []
