"""Operators whom a provider vouches for: known by what it calls them, which neither they nor anybody else can choose."""

from sqlalchemy import bindparam, insert, select, update

from lmsync.store.engine.database import Tx
from lmsync.store.mirror import tables as t

_IDENTITY, _OPERATOR = t.operator_identity.c, t.operator.c
_KNOWN = select(_IDENTITY.operator_id).where(
    _IDENTITY.issuer == bindparam("issuer"), _IDENTITY.subject == bindparam("subject")
)
_BY_OPERATOR = select(_IDENTITY.id).where(_IDENTITY.operator_id == bindparam("number"))


def operator_vouched_for(tx: Tx, issuer: str, subject: str) -> int | None:
    """The number of the operator."""
    found: int | None = tx.value(_KNOWN, issuer=issuer, subject=subject)
    return found


def add_identity(tx: Tx, operator_id: int, issuer: str, subject: str) -> None:
    tx.insert(insert(t.operator_identity).values(operator_id=operator_id, issuer=issuer, subject=subject))


def is_vouched_for(tx: Tx, operator_id: int) -> bool:
    """Whether a provider says who this operator is."""
    return tx.value(_BY_OPERATOR, number=operator_id) is not None


def set_name(tx: Tx, operator_id: int, name: str) -> None:
    tx.run(update(t.operator).where(_OPERATOR.id == bindparam("number")).values(name=name), number=operator_id)
