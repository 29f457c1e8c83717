"""Second factors of operators: a sealed secret, the last code that was taken, and recovery codes."""

import time
from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, or_, select, update

from lmsync.store.engine.database import Tx
from lmsync.store.keeping.api_tokens import hash_of
from lmsync.store.mirror import tables as t

_OPERATOR, _CODE = t.operator.c, t.recovery_code.c
_MINE = update(t.operator).where(_OPERATOR.id == bindparam("number"))
_WHOLE = select(_OPERATOR.totp_sealed, _OPERATOR.totp_since).where(
    _OPERATOR.id == bindparam("number"), _OPERATOR.totp_sealed.is_not(None)
)
_CODES = select(_CODE.id).where(
    _CODE.operator_id == bindparam("number"), _CODE.code_hash == bindparam("hash"), _CODE.used_at.is_(None)
)


class SecondFactor(Struct, frozen=True):
    sealed: bytes
    since: int | None
    """`None`: begun, and not confirmed yet. It is not asked for then."""


def second_factor_of(tx: Tx, operator_id: int) -> SecondFactor | None:
    row = tx.one(_WHOLE, number=operator_id)
    return None if row is None else SecondFactor(bytes(row[0]), row[1])


def begin(tx: Tx, operator_id: int, sealed: bytes) -> None:
    """In place of one that was begun earlier."""
    remove(tx, operator_id)
    tx.run(_MINE.values(totp_sealed=bindparam("sealed")), number=operator_id, sealed=sealed)


def confirm(tx: Tx, operator_id: int, recovery_codes: Iterable[str]) -> None:
    tx.run(_MINE.values(totp_since=int(time.time())), number=operator_id)
    for code in recovery_codes:
        tx.insert(insert(t.recovery_code).values(operator_id=operator_id, code_hash=hash_of(code)))


def take_step(tx: Tx, operator_id: int, step: int, latest: int) -> bool:
    """Whether no code of this time or of a later one was taken before. From now on none is. `latest`: of those that fit
    now. What was taken by a clock that was further ahead does not count, or nothing would be taken until that time."""
    taken = _OPERATOR.totp_step
    fresh = or_(taken.is_(None), taken < bindparam("step"), taken > bindparam("latest"))
    params = {"number": operator_id, "step": step, "latest": latest}
    if tx.value(select(_OPERATOR.id).where(_OPERATOR.id == bindparam("number"), fresh), **params):
        tx.run(_MINE.values(totp_step=bindparam("step")), number=operator_id, step=step)
        return True
    return False


def take_recovery_code(tx: Tx, operator_id: int, code: str) -> bool:
    """Whether it was there and had not been used."""
    found = tx.value(_CODES, number=operator_id, hash=hash_of(code))
    if found is None:
        return False
    tx.run(update(t.recovery_code).where(_CODE.id == bindparam("n")).values(used_at=int(time.time())), n=found)
    return True


def remove(tx: Tx, operator_id: int) -> None:
    """With its recovery codes."""
    tx.run(_MINE.values(totp_sealed=None, totp_since=None, totp_step=None), number=operator_id)
    tx.run(delete(t.recovery_code).where(_CODE.operator_id == bindparam("number")), number=operator_id)
