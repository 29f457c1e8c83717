"""Erased people: deleted everywhere, and kept away from then on.

Who was erased is known by keyed hashes alone. They are kept in the database and in a file beside it, and the two are brought
together at each start, so that a database that was restored from an older backup does not bring anybody back. The key is kept
with the hashes in both places: it is made once, and no other key is derived from it or replaces it
(docs/decisions/erased-people-stay-away.md).
"""

import hmac
import json
import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import bindparam, func, or_, select

from lmsync.errors import Conflict, InvalidInput
from lmsync.records import Kind
from lmsync.store.engine.database import Database, Tx
from lmsync.store.engine.statements import upsert
from lmsync.store.keeping import attention, audit, connection_kinds, connections, held
from lmsync.store.keeping.erasures_file import NOT_WRITTEN, Blocked, Kept, read_file, unreadable, write_file
from lmsync.store.keeping.installation import drop_fact, fact_of, set_fact
from lmsync.store.mirror import erasing
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.stored import count_present

log = structlog.get_logger()

KEY_BYTES = 32
_KEYS, _CLEAN_DUE = "erasure_keys", "cleaning_due"
REWRITTEN = (
    "user",
    "enrollment",
    "submission",
    "attendance",
    "lesson",
    "course",
    "change",
    "held_removal",
    "page_digest",
)
"""Tables in which names, e-mail addresses, grades, ids of people or fields that are not mirrored may have stood."""
CLEANED = ("course_group", "group_member")
CLEAN_AGAIN_SECONDS = 600
"""Cleaning that was not possible is tried again by the schedule after this."""


class Place(Struct, frozen=True):
    """A connection as hashes name it: by its number in this database, and by its address, which outlives the number.

    A database that was restored may give a number again: a number counts together with the time when it was given.
    """

    id: int
    created_at: int
    kind: str
    base_url: str


class ErasedPeople:
    """Who was erased from a connection."""

    def __init__(self, keys: Sequence[bytes], names: Sequence[Sequence[Any]], hashes: Collection[bytes]) -> None:
        self._keys = keys
        self._names = names
        self._hashes = hashes

    def has(self, external_id: str) -> bool:
        return any(found in self._hashes for found in self.hashes_of(external_id))

    def hashes_of(self, external_id: str) -> Iterator[bytes]:
        for key in self._keys:
            for name in self._names:
                yield hmac.digest(key, json.dumps([*name, Kind.USER.value, external_id]).encode(), "sha256")


# What is known


_IN_FORCE = select(t.suppression.c.keyed_hash).where(t.suppression.c.at > t.suppression.c.lifted_at)
_PLACES = select(*(t.connection.c[name] for name in Place.__struct_fields__))


def erased_people(tx: Tx, connection_id: int) -> ErasedPeople | None:
    """`None` when nobody was erased, which is the usual case and costs one small question."""
    hashes = {bytes(row[0]) for row in tx.rows(_IN_FORCE)}
    if not hashes:
        return None
    place = next((place for place in _places(tx) if place.id == connection_id), None)
    return None if place is None else _people(tx, place, _keys(tx), hashes)


def _places(tx: Tx) -> list[Place]:
    """Also those of connections that were forgotten and whose records are kept."""
    return [Place(*row) for row in tx.rows(_PLACES)]


def _people(tx: Tx, place: Place, keys: Sequence[str], hashes: Collection[bytes]) -> ErasedPeople:
    dataset = fact_of(tx, "dataset_id") or ""
    names = [("number", dataset, place.id, place.created_at), ("address", place.kind, place.base_url)]
    return ErasedPeople([bytes.fromhex(key) for key in keys], names, hashes)


def _keys(tx: Tx) -> list[str]:
    stored = fact_of(tx, _KEYS)
    keys: list[str] = json.loads(stored) if stored else []
    return keys


def _stored(tx: Tx) -> Kept:
    rows = tx.rows(select(t.suppression.c.keyed_hash, t.suppression.c.at, t.suppression.c.lifted_at))
    return Kept(_keys(tx), {bytes(found).hex(): Blocked(at, lifted_at) for found, at, lifted_at in rows})


def _store(tx: Tx, kept: Kept) -> None:
    set_fact(tx, _KEYS, json.dumps(kept.keys))
    statement = upsert(t.suppression).values({name: bindparam(name) for name in ("keyed_hash", "at", "lifted_at")})
    tx.run_many(
        statement.on_conflict_do_update(
            index_elements=["keyed_hash"],
            set_={"at": statement.excluded["at"], "lifted_at": statement.excluded.lifted_at},
        ),
        [
            {"keyed_hash": bytes.fromhex(found), "at": blocked.at, "lifted_at": blocked.lifted_at}
            for found, blocked in kept.people.items()
        ],
    )


# Erasing and lifting


def erase(tx: Tx, connection_id: int, users: Collection[str], path: Path) -> dict[Kind, int]:
    """Delete all that is stored about these people (external ids), and keep them away. How many rows of each kind.

    Raises `Conflict` when the file cannot be written; then nothing may be committed.
    """
    now = int(time.time())
    place = next(place for place in _places(tx) if place.id == connection_id)
    kept = _known(tx, path)
    if not kept.keys:
        kept.keys = [secrets.token_hex(KEY_BYTES)]
    people = _people(tx, place, kept.keys, ())
    for found in (found.hex() for user in users for found in people.hashes_of(user)):
        before = kept.people.get(found, Blocked(0))
        kept.people[found] = Blocked(max(now, before.lifted_at + 1), before.lifted_at)
    _store(tx, kept)
    write_file(path, kept)
    return _erase_rows(tx, connection_id, users, now)


def _known(tx: Tx, path: Path) -> Kept:
    """By both: another host may have written to the file, or a clock that was ahead. Raises `Conflict`."""
    try:
        return _stored(tx).merged(read_file(path))
    except InvalidInput:
        raise Conflict("erasures-file", NOT_WRITTEN) from None


def _erase_rows(tx: Tx, connection_id: int, users: Collection[str], now: int) -> dict[Kind, int]:
    rows = erasing.erase(tx, connection_id, users, now=now)
    held.forget_ids(tx, connection_id, {Kind.USER: users, **rows.ids})
    for kind in rows.counts():
        total = count_present(tx, connection_id, kind)
        connection_kinds.note_kind(tx, connection_id, kind, total=total, complete_at=None)
    connection_kinds.count_people(tx, connection_id)
    attention.settle_causes(tx, connection_id, attention.OF_DECISIONS - held.causes_of(tx, connection_id))
    clean_later(tx)
    return rows.counts()


def lift(tx: Tx, connection_id: int, user: str, path: Path) -> bool:
    """Let the next run bring somebody back. `False` when nobody with this external id is kept away. Raises `Conflict` as
    `erase`."""
    people = erased_people(tx, connection_id)
    if people is None or not people.has(user):
        return False
    kept = _known(tx, path)
    for found in (found.hex() for found in people.hashes_of(user)):
        if found in kept.people:
            before = kept.people[found]
            kept.people[found] = Blocked(before.at, max(int(time.time()), before.at))
    _store(tx, kept)
    write_file(path, kept)
    return True


# At the start


def bring_together(database: Database, path: Path) -> None:
    """Before anything is served or read: what the file or the database alone knows of erasures, both know. Whoever came back
    with an older database is erased again. Raises `InvalidInput`."""
    with database.read() as tx:
        before, in_file = _stored(tx), read_file(path)
        due = fact_of(tx, _CLEAN_DUE) is not None
        # Also when both know the same: a part of a database may have been restored, or joined with this one.
        back = _who_came_back(tx, before.merged(in_file))
    if before != in_file or back:
        with database.write() as tx:
            kept = _stored(tx).merged(in_file)
            _store(tx, kept)
            try:
                write_file(path, kept)
            except Conflict:
                raise unreadable(path) from None
            for connection_id, users in _who_came_back(tx, kept).items():
                _erase_again(tx, connection_id, users)
                due = True
    if due:
        clean(database)


def _who_came_back(tx: Tx, kept: Kept) -> dict[int, list[str]]:
    """By connection: external ids of people who were erased and are stored."""
    hashes = {bytes.fromhex(found) for found, blocked in kept.people.items() if blocked.in_force}
    back = {}
    for place in _places(tx) if hashes else ():
        people = _people(tx, place, kept.keys, hashes)
        if users := [user for user in tx.each(_USERS, connection=place.id) if people.has(user)]:
            back[place.id] = users
    return back


def _erase_again(tx: Tx, connection_id: int, users: Collection[str]) -> None:
    counts = _erase_rows(tx, connection_id, users, int(time.time()))
    slug = connections.every_slug(tx)[connection_id]
    log.warning("erased again who had come back with an older database", connection=slug, people=len(users))
    audit.note(
        tx,
        audit.LMSYNC,
        "people erased",
        f"connection:{slug}",
        after={"people": len(users), "records": sum(counts.values())},
    )


_USERS = select(t.user.c.external_id).where(t.user.c.connection_id == bindparam("connection"))


# Cleaning


def clean_later(tx: Tx) -> None:
    """What was deleted may still stand in the files of the database: they have to be rewritten."""
    # Each time another value: whoever cleans strikes out only what was asked for before.
    set_fact(tx, _CLEAN_DUE, f"{int(time.time())} {secrets.token_hex(8)}")


def cleaning_is_late(tx: Tx) -> bool:
    """Whether files have to be rewritten, and whoever erased could not do it."""
    due = fact_of(tx, _CLEAN_DUE)
    return due is not None and not 0 <= time.time() - int(due.partition(" ")[0]) < CLEAN_AGAIN_SECONDS


def clean(database: Database) -> bool:
    """Rewrite what erased rows have left in the files of the database. Whether that was possible; if not, the schedule, the
    next erasure or the next start does it."""
    with database.read() as tx:
        due = fact_of(tx, _CLEAN_DUE)
    cleaned = database.clean(REWRITTEN, CLEANED)
    if cleaned and due is not None:
        with database.write() as tx:
            drop_fact(tx, _CLEAN_DUE, due)
    return cleaned


# Who else it may be


class Candidate(Struct, frozen=True):
    """A stored person with the SIS id or the e-mail address of another."""

    connection_id: int
    external_id: str
    matched_by: tuple[str, ...]


def candidates(tx: Tx, connection_id: int, user: str, among: Iterable[int]) -> list[Candidate]:
    """Others who may be the same person, in these connections: a hint for a person to decide by."""
    c = t.user.c
    found = tx.one(select(c.id, c.email, c.sis_id).where(c.connection_id == connection_id, c.external_id == user))
    if found is None:
        return []
    number, *facts = found
    matched: dict[tuple[int, str], list[str]] = {}
    for name, value in zip(("email", "sis_id"), facts, strict=True):
        if not value:
            continue
        # SQLite lowers Latin letters only.
        alike = or_(c[name] == value, func.lower(c[name]) == value.lower())
        same = select(c.connection_id, c.external_id).where(alike, c.id != number)
        for other, external_id in tx.rows(same):
            matched.setdefault((other, external_id), []).append(name)
    seen = set(among)
    return [
        Candidate(other, external_id, tuple(names))
        for (other, external_id), names in sorted(matched.items())
        if other in seen
    ]


def named_in(tx: Tx, connection_id: int, user: str) -> list[tuple[Kind, str]]:
    """Records of other kinds, removed ones too, in whose texts the name of this person stands: kind and external id. An
    erasure leaves them, because the LMS would say the same again."""
    c = t.user.c
    wanted = select(c.display_name, c.given_name, c.family_name).where(
        c.connection_id == connection_id, c.external_id == user
    )
    display_name, given, family = tx.one(wanted) or ("", "", "")
    names = {display_name, *((f"{given} {family}", f"{family} {given}") if given and family else ())} - {None, ""}
    found: list[tuple[Kind, str]] = []
    for kind, table in t.MIRRORED.items() if names else ():
        texts = [table.c[name] for name in PEOPLES_WORDS if name in table.c and kind is not Kind.USER]
        told = [text.contains(name, autoescape=True) for text in texts for name in sorted(names)]
        if told:
            rows = select(table.c.external_id).where(table.c.connection_id == connection_id, or_(*told))
            found += [(kind, row[0]) for row in tx.rows(rows.order_by(table.c.id).limit(MOST_NAMED))]
    return found[:MOST_NAMED]


PEOPLES_WORDS = ("name", "code", "set_name", "title", "container", "location", "description_text")
"""Fields of records that hold what somebody wrote."""
MOST_NAMED = 100
