"""Erasures are known by the database and by the file beside it, whichever of them was lost, is older, or came second."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from lmsync.errors import InvalidInput
from lmsync.records import Course, Kind, Lesson, Record, User
from lmsync.store.engine import postgres, sqlite
from lmsync.store.engine.database import Database, Tx
from lmsync.store.engine.opening import open_database
from lmsync.store.keeping import connections, erasures
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.apply_changes import apply_pages, remove
from lmsync.store.reading.change_log import found_dataset
from tests.conftest import a_connection
from tests.installation import Installation


class PowerCut(Exception):
    """The process ends here."""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept.erasures"


@pytest.fixture
def school(database: Database) -> int:
    """A connection with two people."""
    with database.write() as tx:
        found_dataset(tx)
        number = a_connection(tx).id
        put(tx, number, "anna", "boris")
    return number


def put(tx: Tx, connection_id: int, *users: str, **facts: Any) -> None:
    records = [User(external_id=user, display_name=f"Name of {user}", **facts) for user in users]
    apply_pages(tx, [records], kind=Kind.USER, connection_id=connection_id, run_id=None, now=int(time.time()))


def stored(database: Database) -> set[str]:
    with database.read() as tx:
        return {row[0] for row in tx.rows(select(t.user.c.external_id))}


def erase(database: Database, connection_id: int, user: str, kept: Path) -> None:
    with database.write() as tx:
        erasures.erase(tx, connection_id, [user], kept)


def cut_off_after(database: Database, work: Callable[[Tx], object]) -> None:
    """The process ends behind the last line of a transaction, and before it is committed."""
    with suppress(PowerCut), database.write() as tx:
        assert work(tx)
        raise PowerCut


def is_kept_away(database: Database, connection_id: int, user: str) -> bool:
    with database.read() as tx:
        people = erasures.erased_people(tx, connection_id)
        return people is not None and people.has(user)


def test_a_crash_between_the_file_and_the_database_ends_in_the_erasure(
    database: Database, school: int, kept: Path
) -> None:
    cut_off_after(database, lambda tx: erasures.erase(tx, school, ["anna"], kept))
    assert stored(database) == {"anna", "boris"}
    erasures.bring_together(database, kept)
    assert stored(database) == {"boris"}
    assert is_kept_away(database, school, "anna")


def test_a_crash_between_the_file_and_the_database_ends_in_the_lifting(
    database: Database, school: int, kept: Path
) -> None:
    erase(database, school, "anna", kept)
    cut_off_after(database, lambda tx: erasures.lift(tx, school, "anna", kept))
    assert is_kept_away(database, school, "anna")
    erasures.bring_together(database, kept)
    assert not is_kept_away(database, school, "anna")


@pytest.mark.parametrize("lifted", [False, True])
def test_an_erasure_that_only_the_database_has_is_written_to_the_file(
    lifted: bool, database: Database, school: int, kept: Path
) -> None:
    """The disk lost the file, or what was written to it last."""
    erase(database, school, "boris", kept)
    older = kept.read_bytes()
    erase(database, school, "anna", kept)
    if lifted:
        older = kept.read_bytes()
        with database.write() as tx:
            assert erasures.lift(tx, school, "anna", kept)
    whole = json.loads(kept.read_bytes())
    for content in (older, None):
        kept.unlink()
        if content is not None:
            kept.write_bytes(content)
        erasures.bring_together(database, kept)
        assert json.loads(kept.read_bytes()) == whole
        assert is_kept_away(database, school, "anna") is not lifted
        assert is_kept_away(database, school, "boris")


def test_a_file_that_was_half_written_is_not_taken_for_an_empty_one(
    database: Database, school: int, kept: Path
) -> None:
    erase(database, school, "anna", kept)
    whole = kept.read_bytes()
    kept.with_name(kept.name + ".new").write_bytes(whole[:30])  # a crash before it took the place of the old one
    erasures.bring_together(database, kept)
    assert kept.read_bytes() == whole
    for odd in (whole[:30], b"", whole.replace(b'"keys": [\n    "', b'"keys": [\n    "no')):
        assert odd != whole
        kept.write_bytes(odd)
        with pytest.raises(InvalidInput, match="LMSYNC_DATA_DIR"):
            erasures.bring_together(database, kept)


def test_rows_that_come_back_by_themselves_are_erased_at_the_next_start(
    database: Database, school: int, kept: Path
) -> None:
    """Somebody restores one table, or joins two databases: nothing tells the database and the file apart."""
    erase(database, school, "anna", kept)
    with database.write() as tx:
        put(tx, school, "anna", "clara")
    erasures.bring_together(database, kept)
    assert stored(database) == {"boris", "clara"}


def test_an_act_counts_after_an_earlier_one_of_a_clock_that_was_ahead(
    database: Database, school: int, kept: Path
) -> None:
    erase(database, school, "anna", kept)
    ahead = json.loads(kept.read_bytes())
    for blocked in ahead["people"].values():
        blocked["lifted_at"] = blocked["at"] + 86_400  # by another host
    kept.write_text(json.dumps(ahead))
    erase(database, school, "anna", kept)
    erasures.bring_together(database, kept)
    assert is_kept_away(database, school, "anna")


def test_a_number_that_a_restored_database_gives_again_is_another_connection(
    database: Database, school: int, kept: Path
) -> None:
    erase(database, school, "anna", kept)
    with database.write() as tx:
        # As in a backup from before the connection, to which another school is connected now.
        elsewhere = {"created_at": t.connection.c.created_at + 60, "base_url": "https://elsewhere.example"}
        tx.run(update(t.connection).where(t.connection.c.id == school).values(**elsewhere))
        put(tx, school, "anna")
    erasures.bring_together(database, kept)
    assert stored(database) == {"anna", "boris"}
    assert not is_kept_away(database, school, "anna")


@pytest.mark.parametrize("later", ["again", "start"])
def test_files_that_could_not_be_rewritten_are_rewritten_later(
    later: str, database: Database, database_url: str, school: int, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for engine in (sqlite, postgres):
        monkeypatch.setattr(engine, "CLEANING_SECONDS", 1)
    with somebody_reading(database_url):
        erase(database, school, "anna", kept)
        assert erasures.clean(database) is False
    assert is_due(database)
    if later == "again":
        erase(database, school, "anna", kept)
        assert erasures.clean(database) is True
    else:
        erasures.bring_together(database, kept)
    assert not is_due(database)


async def test_the_schedule_rewrites_files_that_could_not_be_rewritten(
    installation: Installation, tmp_path: Path
) -> None:
    database = installation.database
    with database.write() as tx:
        found_dataset(tx)
        number = a_connection(tx).id
        connections.set_auto_sync(tx, number, on=False)
        put(tx, number, "anna")
    erase(database, number, "anna", tmp_path / "kept.erasures")
    assert not is_late(database)  # whoever erased is about to do it
    with database.write() as tx:
        key = t.installation.c.key == "cleaning_due"
        old = f"{int(time.time()) - erasures.CLEAN_AGAIN_SECONDS} x"
        tx.run(update(t.installation).where(key).values(value=old))
    assert is_late(database)
    stop = asyncio.Event()
    schedule = asyncio.create_task(installation.service.run_forever(stop))
    async with asyncio.timeout(120):
        while is_due(database):
            await asyncio.sleep(0.02)
    stop.set()
    await schedule


def test_whoever_cleans_does_not_strike_out_what_was_erased_meanwhile(
    database: Database, school: int, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase(database, school, "anna", kept)
    really = type(database).clean

    def clean(self: Database, *tables: Any) -> bool:
        done = really(self, *tables)
        erase(database, school, "boris", kept)
        return done

    monkeypatch.setattr(type(database), "clean", clean)
    assert erasures.clean(database) is True
    assert is_due(database)


def is_due(database: Database) -> bool:
    with database.read() as tx:
        return tx.one(select(t.installation.c.value).where(t.installation.c.key == "cleaning_due")) is not None


def is_late(database: Database) -> bool:
    with database.read() as tx:
        return erasures.cleaning_is_late(tx)


@contextmanager
def somebody_reading(url: str) -> Iterator[None]:
    """Another process that looks at people all the time."""
    other = open_database(url)
    try:
        with other.read() as tx:
            tx.rows(select(t.user.c.id))
            yield
    finally:
        other.close()


def test_texts_that_hold_the_name_are_pointed_out(database: Database, school: int) -> None:
    with database.write() as tx:
        people: list[Record] = [
            User(external_id="vera", given_name="Вера", family_name="Ли_", display_name="Вера Ли_"),
            User(external_id="nobody"),
        ]
        records: dict[Kind, list[Record]] = {
            Kind.USER: people,
            Kind.COURSE: [
                Course(external_id="1", name="Занятия: Ли_ Вера"),
                Course(external_id="2", name="Вера Лиз", description_text=None),
                Course(external_id="3", name="B", description_text="Ведёт Вера Ли_."),
            ],
            Kind.LESSON: [Lesson(external_id="7", course="2", title="Вера Ли_ и другие")],
        }
        for kind, of_kind in records.items():
            apply_pages(tx, [of_kind], kind=kind, connection_id=school, run_id=None, now=1)
        remove(tx, ["7"], kind=Kind.LESSON, connection_id=school, run_id=None, now=2)
        found = [(Kind.COURSE, "1"), (Kind.COURSE, "3"), (Kind.LESSON, "7")]
        assert erasures.named_in(tx, school, "vera") == found
        for user in ("nobody", "anna", "stranger"):
            assert erasures.named_in(tx, school, user) == []


def test_a_candidate_with_a_cyrillic_sis_id_is_found(database: Database, school: int) -> None:
    with database.write() as tx:
        put(tx, school, "clara", "clara2", sis_id="Уч-12")
        put(tx, school, "dora", email="Dora@School.Example")
        put(tx, school, "dora2", email="dora@school.example")
        (found,) = erasures.candidates(tx, school, "clara", [school])
        assert (found.external_id, found.matched_by) == ("clara2", ("sis_id",))
        (found,) = erasures.candidates(tx, school, "dora", [school])
        assert (found.external_id, found.matched_by) == ("dora2", ("email",))
