"""People who log in, and the one-time links with which they choose a password."""

import time
import unicodedata

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from lmsync.errors import Conflict, NotFound, Words
from lmsync.store.engine.database import Tx
from lmsync.store.keeping.api_tokens import hash_of
from lmsync.store.mirror import tables as t

LINK_SECONDS = 3600
OWNER, ACTIVE = "owner", "active"


class Operator(Struct, frozen=True):
    """An operator without the password."""

    id: int
    login: str
    name: str
    role: str
    state: str
    """`active` or `disabled`."""
    has_password: bool
    """Not until the one-time link was used."""
    has_second_factor: bool
    created_at: int
    last_login_at: int | None


_OPERATOR, _LINK = t.operator.c, t.one_time_link.c
_COLUMNS = [
    _OPERATOR.id,
    _OPERATOR.login,
    _OPERATOR.name,
    _OPERATOR.role,
    _OPERATOR.state,
    _OPERATOR.password_hash.is_not(None),
    _OPERATOR.totp_since.is_not(None),
    _OPERATOR.created_at,
    _OPERATOR.last_login_at,
]
_BY_NUMBER = select(*_COLUMNS).where(_OPERATOR.id == bindparam("number"))
_BY_LOGIN = select(*_COLUMNS, _OPERATOR.password_hash).where(_OPERATOR.login == bindparam("login"))


def folded(login: str) -> str:
    """Logins that differ in case alone, or in how a keyboard sends a letter, are the same."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def list_operators(tx: Tx) -> list[Operator]:
    return [_operator(row) for row in tx.rows(select(*_COLUMNS).order_by(_OPERATOR.id))]


def _operator(row: tuple[object, ...]) -> Operator:
    facts = dict(zip(Operator.__struct_fields__, row, strict=True))
    facts |= {name: bool(facts[name]) for name in ("has_password", "has_second_factor")}
    return Operator(**facts)  # type: ignore[arg-type]


def any_operator(tx: Tx) -> bool:
    return bool(tx.value(select(func.count()).select_from(t.operator)))


def operator_of(tx: Tx, number: int) -> Operator:
    """Raises `NotFound`."""
    row = tx.one(_BY_NUMBER, number=number)
    if row is None:
        raise NotFound("operators")
    return _operator(row)


def operator_named(tx: Tx, login: str) -> tuple[Operator, str | None] | None:
    """With the hash of the password; `None` for a login that there is not."""
    row = tx.one(_BY_LOGIN, login=folded(login))
    return None if row is None else (_operator(row[:-1]), row[-1])


def add_operator(tx: Tx, login: str, name: str, role: str, password_hash: str | None = None) -> Operator:
    """Raises `Conflict` for a login that is taken."""
    if operator_named(tx, login) is not None:
        raise Conflict("login-taken", LOGIN_TAKEN, field="login")
    number = tx.insert(
        insert(t.operator).values(
            login=folded(login),
            name=name,
            role=role,
            state=ACTIVE,
            password_hash=password_hash,
            created_at=int(time.time()),
        )
    )
    return operator_of(tx, number)


def change_operator(tx: Tx, number: int, *, role: str, state: str) -> Operator:
    """Raises `NotFound`, and `Conflict` if no owner would be left who can log in."""
    operator_of(tx, number)
    tx.run(update(t.operator).where(_OPERATOR.id == bindparam("number")).values(role=role, state=state), number=number)
    _require_owner(tx)
    return operator_of(tx, number)


def delete_operator(tx: Tx, number: int) -> None:
    """With sessions and links. Raises `NotFound`, `Conflict`."""
    operator_of(tx, number)
    tx.run(delete(t.operator).where(_OPERATOR.id == bindparam("number")), number=number)
    _require_owner(tx)


def any_owner(tx: Tx) -> bool:
    """Whether an owner can log in with a password. One who never chose a password does not count: nobody may know that
    link."""
    owners = select(func.count()).where(
        _OPERATOR.role == OWNER, _OPERATOR.state == ACTIVE, _OPERATOR.password_hash.is_not(None)
    )
    return bool(tx.value(owners.select_from(t.operator)))


def _require_owner(tx: Tx) -> None:
    if not any_owner(tx):
        raise Conflict("last-owner", LAST_OWNER)


def set_password(tx: Tx, number: int, password_hash: str) -> None:
    """A link that was given for another one works no more."""
    end_links(tx, number)
    tx.run(
        update(t.operator).where(_OPERATOR.id == bindparam("number")).values(password_hash=password_hash),
        number=number,
    )


def note_login(tx: Tx, number: int) -> None:
    tx.run(
        update(t.operator).where(_OPERATOR.id == bindparam("number")).values(last_login_at=int(time.time())),
        number=number,
    )


def add_link(tx: Tx, secret: str, operator_id: int | None) -> None:
    """A link for this operator, or to make the first owner. Earlier ones for the same purpose work no more."""
    now = int(time.time())
    same = _LINK.operator_id.is_(None) if operator_id is None else _LINK.operator_id == bindparam("whose")
    params = {} if operator_id is None else {"whose": operator_id}
    tx.run(delete(t.one_time_link).where(or_(same, _LINK.expires_at <= bindparam("now"))), now=now, **params)
    tx.insert(
        insert(t.one_time_link).values(
            token_hash=hash_of(secret), operator_id=operator_id, created_at=now, expires_at=now + LINK_SECONDS
        )
    )


def end_links(tx: Tx, operator_id: int | None = None) -> None:
    """Links that nobody has used: those for one operator, or for all."""
    whose = _LINK.operator_id.is_not(None) if operator_id is None else _LINK.operator_id == bindparam("whose")
    params = {} if operator_id is None else {"whose": operator_id}
    tx.run(delete(t.one_time_link).where(whose, _LINK.used_at.is_(None)), **params)


class Link(Struct, frozen=True):
    id: int
    operator_id: int | None
    """`None`: it makes the first owner."""


_OPEN_LINK = select(_LINK.id, _LINK.operator_id).where(
    _LINK.token_hash == bindparam("hash"),
    _LINK.used_at.is_(None),
    _LINK.expires_at > bindparam("now"),
    # Made by a clock that was ahead it would hold for longer than an hour.
    _LINK.expires_at <= bindparam("now") + 2 * LINK_SECONDS,
)


def open_link(tx: Tx, secret: str) -> Link | None:
    """`None` for a link that there never was, that was used, or that is older than an hour."""
    row = tx.one(_OPEN_LINK, hash=hash_of(secret), now=int(time.time()))
    return None if row is None else Link(*row)


def use_link(tx: Tx, link: Link) -> None:
    tx.run(
        update(t.one_time_link).where(_LINK.id == bindparam("number")).values(used_at=int(time.time())), number=link.id
    )


LOGIN_TAKEN = Words(en="Somebody has this login already; choose another.", ru="Такой логин уже есть; выберите другой.")
LAST_OWNER = Words(
    en="This is the last owner who can log in. Make somebody else an owner first.",
    ru="Это последний владелец, который может войти. Сначала назначьте владельцем кого-то ещё.",
)
