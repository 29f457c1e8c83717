"""Everything that is held on one person."""

import time

import msgspec
import pytest

from lmsync.records import Course, Group, Kind, Record, User
from lmsync.store.engine.database import Database, Tx
from lmsync.store.mirror.apply_changes import apply_pages
from lmsync.store.reading.person import held_on
from lmsync.store.reading.view import EVERYTHING
from tests.conftest import a_connection


def put(tx: Tx, number: int, kind: Kind, *records: Record) -> None:
    apply_pages(tx, [list(records)], kind=kind, connection_id=number, run_id=None, now=int(time.time()))


@pytest.mark.parametrize("field", ["name", "sis_id", "set_name"])
def test_a_group_that_was_given_a_name_like_the_id_of_a_person_is_not_theirs(field: str, database: Database) -> None:
    with database.write() as tx:
        connection = a_connection(tx)
        put(tx, connection.id, Kind.USER, User(external_id="10", display_name="Anna"))
        put(tx, connection.id, Kind.COURSE, Course(external_id="1", name="Algebra"))
        a_group = Group(external_id="1", course="1")
        for text in ("9", "10"):
            put(tx, connection.id, Kind.GROUP, msgspec.structs.replace(a_group, **{field: text}))
    with database.read() as tx:
        place = {"connection_id": connection.id, "slug": connection.slug, "external_id": "10"}
        found = held_on(tx, "school-usr-10", EVERYTHING, **place)  # type: ignore[arg-type]
    assert [change.kind for change in found.changes] == [Kind.USER]
