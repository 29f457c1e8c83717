"""Connections: the configured LMSs, what they deliver, and when they are due."""

import json
import re
import secrets
import time
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, Update, bindparam, delete, func, insert, literal, select, update

from lmsync.changes import Op
from lmsync.crm_integration import Provided
from lmsync.errors import Conflict, InvalidInput, NotFound, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention
from lmsync.store.keeping.connection_kinds import note_provided
from lmsync.store.keeping.installation import ACCESS_TOKENS
from lmsync.store.keeping.run_events import forget_events, note_event
from lmsync.store.keeping.stamps import is_ahead
from lmsync.store.mirror import tables as t

NO_ADDRESS = "settings:"
"""Begins what stands in the place of an address for a system that has none: what tells its connections apart."""


class TokenDates(Struct, frozen=True):
    """When the token of a connection was set and when it ends; `None` where that is not known."""

    set_at: int | None = None
    expires_at: int | None = None


UNKNOWN_DATES = TokenDates()


class Connection(Struct, frozen=True):
    """One configured LMS. Its token stays sealed."""

    id: int
    slug: str
    kind: str
    base_url: str
    name: str
    settings: Mapping[str, Any]
    fields_not_mirrored: tuple[str, ...]
    """Like `user.email`."""
    sealed_token: bytes
    token_set_at: int | None
    """`None` where that is not known, and without a token."""
    token_expires_at: int | None
    """`None` where that is not known, and for a token without an end."""
    state: str
    auto_sync: bool
    sync_interval_seconds: int
    next_run_at: int | None
    generation: int
    created_at: int

    def __repr__(self) -> str:
        return f"Connection({self.slug})"

    @property
    def address(self) -> str | None:
        """Of the site; `None` for a system that has none."""
        return None if self.base_url.startswith(NO_ADDRESS) else self.base_url


_COLUMNS = [t.connection.c[name] for name in Connection.__struct_fields__]
_ALL = select(*_COLUMNS).where(t.connection.c.state != "forgotten").order_by(t.connection.c.id)
_ALL_FORGOTTEN = select(*_COLUMNS).where(t.connection.c.state == "forgotten").order_by(t.connection.c.id)
_FORGOTTEN = select(t.connection.c.id).where(t.connection.c.state == "forgotten")
NOT_FORGOTTEN = select(t.connection.c.id).where(t.connection.c.state != "forgotten")
"""Numbers of the connections whose records, runs and decisions may be shown."""
MOST_LISTED = 20
GENERATIONS = 1 << 40
"""Generations start at a random number below this, so that no remembered answer can fit another connection."""
_BY_ID = select(*_COLUMNS).where(t.connection.c.id == bindparam("id"))
_BY_NAME = select(*_COLUMNS).where(
    (t.connection.c.slug == bindparam("name")) | (t.connection.c.name == bindparam("name")),
    t.connection.c.state != "forgotten",
)
_BY_ADDRESS = select(*_COLUMNS).where(
    t.connection.c.kind == bindparam("kind"), t.connection.c.base_url == bindparam("base_url")
)
_INSERT = insert(t.connection)


def _connection(row: tuple[Any, ...]) -> Connection:
    values = dict(zip((column.name for column in _COLUMNS), row, strict=True))
    return Connection(
        **{
            **values,
            "settings": json.loads(values["settings"]),
            "fields_not_mirrored": tuple(json.loads(values["fields_not_mirrored"])),
        }
    )


def list_connections(tx: Tx) -> list[Connection]:
    return [_connection(row) for row in tx.rows(_ALL)]


def list_forgotten(tx: Tx) -> list[Connection]:
    """Those that were forgotten, and whose records are kept."""
    return [_connection(row) for row in tx.rows(_ALL_FORGOTTEN)]


def count_records(tx: Tx, number: int) -> int:
    """How many records of a connection are stored, removed ones included."""
    return sum(
        tx.value(select(func.count()).select_from(table).where(table.c.connection_id == number)) or 0
        for table in t.MIRRORED.values()
    )


def every_slug(tx: Tx) -> dict[int, str]:
    """By number, also of connections that were forgotten and whose records are kept."""
    return dict(tx.rows(select(t.connection.c.id, t.connection.c.slug)))


def any_forgotten(tx: Tx) -> bool:
    """Whether rows are stored that nobody may see."""
    return tx.value(_FORGOTTEN.limit(1)) is not None


def named(connections: Sequence[Connection], which: str) -> Connection:
    """The one with this slug or name. Raises `InvalidInput("connection")`, which lists those that there are."""
    found = next((connection for connection in connections if which in (connection.slug, connection.name)), None)
    if found is None:
        slugs = ", ".join(connection.slug for connection in connections[:MOST_LISTED])
        more = ", …" if len(connections) > MOST_LISTED else ""
        raise InvalidInput(
            "connection",
            Words(
                en=f"No connection has this slug or name. Connections: {slugs}{more}.",
                ru=f"Подключения с таким именем нет. Есть: {slugs}{more}.",
            ),
        )
    return found


def connection_of(tx: Tx, which: int | str) -> Connection:
    """By number, slug or name. Raises `NotFound`."""
    row = tx.one(_BY_ID, id=which) if isinstance(which, int) else tx.one(_BY_NAME, name=which)
    if row is None:
        raise NotFound("connection")
    return _connection(row)


def find_connection(tx: Tx, kind: str, base_url: str) -> Connection | None:
    row = tx.one(_BY_ADDRESS, kind=kind, base_url=base_url)
    return _connection(row) if row else None


def save_connection(
    tx: Tx,
    *,
    replaced: Connection | None,
    kind: str,
    base_url: str,
    name: str,
    settings: Mapping[str, Any],
    sealed_token: bytes,
    sync_interval_seconds: int,
    verified: bool,
    provided: Mapping[Kind, Provided],
    token: TokenDates = UNKNOWN_DATES,
) -> Connection:
    """Create a connection, or replace what was configured; due at once. Raises `Conflict` for a name that is taken,
    or an address that another connection has."""
    now = int(time.time())
    refuse_taken_name(tx, name, replaced)
    for other in list_connections(tx):
        if replaced is not None and other.id == replaced.id:
            continue
        if (other.kind, other.base_url) == (kind, base_url):
            raise Conflict("address-taken", ADDRESS_TAKEN, field="base_url")
    stored = find_connection(tx, kind, base_url)
    if stored is not None and (replaced is None or stored.id != replaced.id):
        raise Conflict("address-taken", ADDRESS_FORGOTTEN, field="base_url")
    values = {
        "kind": kind,
        "base_url": base_url,
        "name": name,
        "settings": json.dumps(settings, ensure_ascii=False),
        "sealed_token": sealed_token,
        "token_set_at": token.set_at,
        "token_expires_at": token.expires_at,
        "sync_interval_seconds": sync_interval_seconds,
        "state": "ok" if verified else "unverified",
        "checked_at": now,
        "next_run_at": now,
        "auto_sync": True if replaced is None or replaced.state == "forgotten" else replaced.auto_sync,
    }
    if replaced is None:
        slug = _free_slug(tx, name)
        generation = secrets.randbelow(GENERATIONS)
        number = tx.insert(_INSERT.values(slug=slug, created_at=now, generation=generation, **values))
    else:
        number = replaced.id
        tx.run(update(t.connection).where(t.connection.c.id == number).values(**values))
        if replaced.base_url != base_url:
            # What was remembered about pages was said by another site.
            tx.run(delete(t.page_digest).where(t.page_digest.c.connection_id == number))
        attention.start_anew(tx, number)
        # Another account, or other settings, may be shown more: a run that was interrupted is not continued.
        tx.run(delete(t.sync_scope).where(t.sync_scope.c.connection_id == number))
        if replaced.state == "forgotten":
            _log_what_is_there(tx, number, now)
    _forget_access(tx, number)
    note_provided(tx, number, provided)
    tx.moved(number)
    note_event(tx, number, "configuration_changed", change="created" if replaced is None else "changed")
    return connection_of(tx, number)


def _log_what_is_there(tx: Tx, number: int, now: int) -> None:
    """Records of a connection that is back are served again: readers of the change log that began meanwhile have never
    heard of them."""
    for kind, table in t.MIRRORED.items():
        constants = (now, number, t.KIND_NUMBERS[kind], int(Op.RESTORED))
        at, connection_id, kind_number, op = (literal(value, BigInteger) for value in constants)
        there = (
            select(at, table.c.id, connection_id, kind_number, op)
            .where(table.c.connection_id == number, table.c.deleted_at.is_(None))
            .order_by(table.c.id)
        )
        tx.run(insert(t.change).from_select(["at", "entity_id", "connection_id", "kind", "op"], there))


def _forget_access(tx: Tx, number: int) -> None:
    """An access token that was bought with other secrets."""
    tx.run(delete(t.installation).where(t.installation.c.key == f"{ACCESS_TOKENS}{number}"))


def refuse_taken_name(tx: Tx, name: str, replaced: Connection | None) -> None:
    """Raises `Conflict` when another connection has this name."""
    for other in list_connections(tx):
        if other.name.casefold() == name.casefold() and (replaced is None or other.id != replaced.id):
            raise Conflict("name-taken", NAME_TAKEN, field="name")


def free_name(tx: Tx, name: str) -> str:
    """This name, with a number behind it when it is taken."""
    taken = {connection.name.casefold() for connection in list_connections(tx)}
    names = (name, *(f"{name} {number}" for number in range(2, 10_000)))
    return next(candidate for candidate in names if candidate.casefold() not in taken)


def forget_connection(tx: Tx, connection: Connection, *, with_data: bool) -> None:
    """Forget the configuration. Without `with_data` the records stay until the same address is connected again:
    the connection becomes an empty shell that nothing reads."""
    _forget_access(tx, connection.id)
    if with_data:
        for table in (*t.MIRRORED.values(), t.change, t.erased_row):
            tx.run(delete(table).where(table.c.connection_id == connection.id))
        tx.run(delete(t.group_member).where(t.group_member.c.group_id.not_in(select(t.course_group.c.id))))
        tx.run(delete(t.connection).where(t.connection.c.id == connection.id))
    else:
        forget_events(tx, connection.id)
        note_event(tx, connection.id, "configuration_changed", change="forgotten")
        tx.run(
            update(t.connection)
            .where(t.connection.c.id == connection.id)
            .values(
                name=f"forgotten-{connection.id}",
                sealed_token=b"",
                token_set_at=None,
                token_expires_at=None,
                state="forgotten",
                auto_sync=False,
                next_run_at=None,
            )
        )
        attention.settle(tx, connection.id, lambda row: True)
    tx.moved(connection.id)


def _of_known(connection_id: int) -> Update:
    """A change of a connection, unless it was forgotten meanwhile: whoever still works for it must not bring it back."""
    c = t.connection.c
    return update(t.connection).where(c.id == connection_id, c.state != "forgotten")


def set_auto_sync(tx: Tx, connection_id: int, on: bool) -> None:
    now = int(time.time())
    tx.run(_of_known(connection_id).values(auto_sync=on, next_run_at=now if on else None))
    tx.moved(connection_id)
    note_event(tx, connection_id, "configuration_changed", change="auto_sync_on" if on else "auto_sync_off")


def set_due(tx: Tx, connection_id: int, at: int | None) -> None:
    tx.run(_of_known(connection_id).values(next_run_at=at))


def due_at(connection: Connection, now: int) -> int | None:
    """When the next run is due; `None` while nobody wants one. A time further ahead than the interval was written
    before the clock was set back: the run is due now."""
    at = connection.next_run_at
    if at is None or not connection.auto_sync:
        return None
    return at if at <= now or is_ahead(at, now, connection.sync_interval_seconds) else now


def note_token_end(tx: Tx, connection_id: int, at: int) -> None:
    """The LMS has said when the token ends, or ended."""
    differs = t.connection.c.token_expires_at.is_distinct_from(at)
    if tx.run(_of_known(connection_id).where(differs).values(token_expires_at=at)):
        tx.moved(connection_id)


def generations(tx: Tx) -> tuple[tuple[int, int], ...]:
    """Number and generation of each connection: an answer that was made in the same generations is still right."""
    return tuple((row[0], row[1]) for row in tx.rows(_GENERATIONS))


_GENERATIONS = select(t.connection.c.id, t.connection.c.generation).order_by(t.connection.c.id)


_TRANSLITERATED = str.maketrans("абвгдеёзийклмнопрстуфыэ", "abvgdeezijklmnoprstufye") | str.maketrans(
    {"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)


def slug_of(name: str) -> str:
    """Letters and digits of a name, for public ids: it never changes once it was given."""
    latin = unicodedata.normalize("NFKC", name).casefold().translate(_TRANSLITERATED)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain)[:20] or "lms"


def _free_slug(tx: Tx, name: str) -> str:
    taken = {row[0] for row in tx.rows(select(t.connection.c.slug))}
    stem = slug_of(name)
    return next(slug for slug in (stem, *(f"{stem}{n}" for n in range(2, 10_000))) if slug not in taken)


NAME_TAKEN = Words(
    en="Another connection has this name. Choose a different one.",
    ru="Так уже называется другое подключение. Выберите другое имя.",
)
ADDRESS_TAKEN = Words(
    en="Another connection reads this address already. Change that one instead.",
    ru="Этот адрес уже читает другое подключение. Измените его.",
)
ADDRESS_FORGOTTEN = Words(
    en="The records of a forgotten connection to this address are still kept. Connect the address without naming a "
    "connection, and it goes on with them.",
    ru="Записи удалённого подключения к этому адресу ещё хранятся. Подключите адрес, не указывая подключение: оно "
    "продолжит с этими записями.",
)
