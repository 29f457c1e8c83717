"""Facts about the installation beside its settings: each a key and a text, shared by all processes."""

from sqlalchemy import bindparam, delete, select

from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import upsert
from lmsync.store.mirror import tables as t

ACCESS_TOKENS = "access_token:"
"""Begins the keys of short-lived access tokens, whose values are sealed; the number of the connection follows."""

_FACT = select(t.installation.c.value).where(t.installation.c.key == bindparam("key"))
_NEW = upsert(t.installation).values(key=bindparam("key"), value=bindparam("value"))
_SET = _NEW.on_conflict_do_update(index_elements=["key"], set_={"value": _NEW.excluded.value})
_DROP = delete(t.installation).where(t.installation.c.key == bindparam("k"), t.installation.c.value == bindparam("v"))


def fact_of(tx: Tx, key: str) -> str | None:
    found: str | None = tx.value(_FACT, key=key)
    return found


def set_fact(tx: Tx, key: str, value: str) -> None:
    tx.run(_SET, key=key, value=value)


def drop_fact(tx: Tx, key: str, value: str) -> None:
    """Unless another value stands there by now."""
    tx.run(_DROP, k=key, v=value)
