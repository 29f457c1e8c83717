"""What is asked for every page, by a run or by a reader, is answered from an index and never by going through a table.

Only SQLite says the same about an empty database as about a full one; what its planner can use, PostgreSQL's can too.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable

from lmsync.records import Kind
from lmsync.store import apply_changes
from lmsync.store import tables as t
from lmsync.store.database import Database, Tx, compiled_for
from lmsync.store.record_pages import LISTINGS, RecordQuery, page_of


@pytest.fixture
def tx(empty_database: Path) -> Iterator[Tx]:
    database = Database.open(f"sqlite:///{empty_database}")
    with database.read() as tx:
        yield tx
    database.close()


def plan(tx: Tx, text: str, **params: object) -> str:
    return "\n".join(row[-1] for row in tx._connection.execute(f"EXPLAIN QUERY PLAN {text}", params))


@pytest.mark.parametrize("kind", list(Kind))
def test_records_are_found_by_their_ids(tx: Tx, kind: Kind) -> None:
    for statement in (apply_changes._stored(kind), apply_changes._numbers(kind), apply_changes._present(kind)):
        text = compiled_for(statement, tx.dialect).text
        assert "(connection_id=? AND external_id=?)" in plan(tx, text, connection=1, ids="[]")


@pytest.mark.parametrize("parent", [Kind.SECTION, Kind.GROUP, Kind.ENROLLMENT, Kind.CATEGORY, Kind.ITEM, Kind.LESSON])
def test_what_is_stored_of_a_course_is_found_by_it(tx: Tx, parent: Kind) -> None:
    text = compiled_for(apply_changes._ids_in_scope(parent, Kind.COURSE, False), tx.dialect).text
    assert "(course_id=?" in plan(tx, text, connection=1, parent="1").partition("\n")[0]


@pytest.mark.parametrize(
    ("listing", "filters", "index"),
    [
        ("students", {}, "ix_user_students"),
        ("teachers", {}, "ix_user_teachers"),
        ("users", {}, "ix_user_sort"),
        ("courses", {}, "ix_course_sort"),
        ("lessons", {}, "ix_lesson_starts"),
        ("students", {"q": "анна"}, "VIRTUAL TABLE INDEX"),
        ("lessons", {"q": "алг"}, "VIRTUAL TABLE INDEX"),
    ],
)
def test_a_list_is_one_walk_along_an_index(
    tx: Tx, listing: str, filters: dict[str, str], index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(type(tx), "rows", _noting(asked, type(tx).rows))
    page_of(tx, LISTINGS[listing], RecordQuery(filters))
    table = LISTINGS[listing].kind
    name = t.MIRRORED[table].name
    first = next(text for text in asked if f"FROM {name} " in text.replace("\n", " ") and "sorted_by" in text)
    assert index in plan(tx, first, **dict.fromkeys(_names(first), "1"))


def _noting(asked: list[str], rows: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    def noted(self: Tx, statement: Executable, **params: Any) -> list[Any]:
        asked.append(compiled_for(statement, self.dialect).text)
        return rows(self, statement, **params)

    return noted


def _names(text: str) -> set[str]:
    return set(re.findall(r":(\w+)", text))
