"""Fields that a connection does not mirror: which they are, and what a change of the list does."""

import json
import time
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select, update

from lmsync.kinds import MAY_STAY_OUT, by_kind
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, connection_kinds, held, sync_runs
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.erasures import clean_later
from lmsync.store.mirror import emptying
from lmsync.store.mirror import tables as t

_FIELDS = select(t.connection.c.fields_not_mirrored).where(t.connection.c.id == bindparam("id"))


def not_mirrored(tx: Tx, connection_id: int) -> Mapping[Kind, frozenset[str]]:
    stored = tx.value(_FIELDS, id=connection_id)
    return by_kind(json.loads(stored)) if stored else {}


def leave_out(tx: Tx, connection: Connection, fields: Collection[str]) -> bool:
    """From now on these fields are not mirrored, and no others. What is stored of them goes at once; whether anything was, so
    that the files of the database have to be cleaned. What is wanted again comes with the next complete run; until then
    its lists count as not yet read."""
    before, after = set(connection.fields_not_mirrored), set(fields)
    if before == after:
        return False
    in_order = [field for field in MAY_STAY_OUT if field in after]
    tx.run(
        update(t.connection).where(t.connection.c.id == connection.id).values(fields_not_mirrored=json.dumps(in_order))
    )
    tx.moved(connection.id)
    held.forget_fields(tx, connection.id, by_kind(after - before))
    attention.settle_causes(tx, connection.id, attention.OF_DECISIONS - held.causes_of(tx, connection.id))
    if wanted := by_kind(before - after):
        emptying.read_pages_again(tx, connection.id, wanted)
        connection_kinds.note_unread(tx, connection.id, wanted)
        # It has read pages without these fields, and would call them read.
        sync_runs.cancel_running(tx, connection.id)
    gone = by_kind(after - before)
    if not gone or not emptying.empty_fields(tx, connection.id, gone, now=int(time.time())):
        return False
    clean_later(tx)
    return True
