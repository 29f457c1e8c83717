"""What is asked for every page, by a run or by a reader, is answered from an index and never by going through a table."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Executable

from lmsync.crm_integration import Extent
from lmsync.records import Kind
from lmsync.store.engine.database import Database, Tx, compiled_for
from lmsync.store.engine.sqlite import SqliteTx
from lmsync.store.mirror import stored
from lmsync.store.mirror import tables as t
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import RecordQuery, page_of
from lmsync.store.reading.search import SEARCHED, search
from lmsync.store.reading.view import EVERYTHING
from tests.installation import CURSORS


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.read() as tx:
        without(tx, "enable_seqscan")
        yield tx


def without(tx: Tx, *ways: str) -> None:
    """Forbid PostgreSQL some ways to go, which it might prefer where there is nothing: it shows what its indexes can do."""
    if not isinstance(tx, SqliteTx):
        for way in ways:
            tx._connection.execute(f"SET LOCAL {way} = off")


def plan(tx: Tx, text: str, **params: object) -> str:
    explained = f"EXPLAIN QUERY PLAN {text}" if isinstance(tx, SqliteTx) else f"EXPLAIN {text}"
    return "\n".join(row[-1] for row in tx._connection.execute(explained, params))


def on(tx: Tx, sqlite: str, postgresql: str) -> str:
    return sqlite if isinstance(tx, SqliteTx) else postgresql


@pytest.mark.parametrize("kind", list(Kind))
def test_records_are_found_by_their_ids(tx: Tx, kind: Kind) -> None:
    for statement in (stored._rows(kind), stored._numbers(kind), stored._present(kind)):
        text = compiled_for(statement, tx.dialect).text
        told = plan(tx, text, connection=1, ids=tx._bound(["1", "2"]))
        assert re.search(
            on(
                tx,
                r"\(connection_id=\? AND external_id=\?\)",
                r"Index Cond: \(\(connection_id = .*\) AND \(external_id = ANY ",
            ),
            told,
        )


@pytest.mark.parametrize("parent", [Kind.SECTION, Kind.GROUP, Kind.ENROLLMENT, Kind.CATEGORY, Kind.ITEM, Kind.LESSON])
def test_what_is_stored_of_a_course_is_found_by_it(tx: Tx, parent: Kind) -> None:
    text = compiled_for(stored._ids_in_scope(parent, Kind.COURSE, Extent.WITHIN), tx.dialect).text
    without(tx, "enable_indexscan")
    told = plan(tx, text, connection=1, parent="1")
    assert re.search(on(tx, r"^[^\n]*\(course_id=\?", rf"ix_{t.MIRRORED[parent].name}_course\b"), told)


@pytest.mark.parametrize("kind", [Kind.SECTION, Kind.GROUP, Kind.ENROLLMENT, Kind.CATEGORY, Kind.ITEM, Kind.LESSON])
def test_what_is_stored_of_many_courses_is_found_by_them(tx: Tx, kind: Kind) -> None:
    without(tx, "enable_indexscan", "enable_hashjoin", "enable_mergejoin")
    text = compiled_for(stored._ids_by_parent(kind, Kind.COURSE), tx.dialect).text
    told = plan(tx, text, connection=1, parents=tx._bound(["1", "2"]))
    assert re.search(on(tx, r"\(connection_id=\? AND external_id=\?\)", r"uq_course_external_id\b"), told)
    assert re.search(on(tx, r"\(course_id=\?", rf"ix_{t.MIRRORED[kind].name}_course\b"), told)


@pytest.mark.parametrize("kind", [Kind.SUBMISSION, Kind.ATTENDANCE])
def test_what_is_stored_further_below_a_course_is_found_by_it(tx: Tx, kind: Kind) -> None:
    without(tx, "enable_indexscan", "enable_hashjoin", "enable_mergejoin")
    between = {Kind.SUBMISSION: "item", Kind.ATTENDANCE: "lesson"}[kind]
    within = compiled_for(stored._ids_in_scope(kind, Kind.COURSE, Extent.WITHIN), tx.dialect).text
    several = compiled_for(stored._ids_by_parent(kind, Kind.COURSE), tx.dialect).text
    parents = {"parents": tx._bound(["1", "2"])}
    for told in (plan(tx, within, connection=1, parent="1"), plan(tx, several, connection=1, **parents)):
        assert re.search(on(tx, r"\(course_id=\?", rf"ix_{between}_course\b"), told)
        assert re.search(on(tx, rf"\({between}_id=\?", rf"ix_{kind}_{between}\b"), told)


@pytest.mark.parametrize(
    ("listing", "filters", "index"),
    [
        ("students", {}, "ix_user_students"),
        ("teachers", {}, "ix_user_teachers"),
        ("users", {}, "ix_user_sort"),
        ("courses", {}, "ix_course_sort"),
        ("lessons", {}, "ix_lesson_starts"),
        ("students", {"q": "анна"}, "its search index"),
        ("lessons", {"q": "алг"}, "its search index"),
    ],
)
def test_a_list_is_one_walk_along_an_index(
    tx: Tx, listing: str, filters: dict[str, str], index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(type(tx), "rows", _noting(asked, type(tx).rows))
    page_of(tx, LISTINGS[listing], RecordQuery(filters), CURSORS, EVERYTHING)
    name = t.MIRRORED[LISTINGS[listing].kind].name
    found = re.compile(rf'FROM "?{name}"?\s')
    first, params = next(one for one in asked if found.search(one[0]) and "sorted_by" in one[0])
    without(tx, "enable_indexscan" if filters else "enable_sort")
    if filters:
        index = on(tx, "VIRTUAL TABLE INDEX", f"Bitmap Index Scan on ix_{name}_search")
    assert index in plan(tx, first, **params)


@pytest.mark.parametrize("query", ["а", "анна"])
@pytest.mark.parametrize("kind", list(SEARCHED))
def test_the_search_asks_one_indexed_question_for_each_kind(
    tx: Tx, query: str, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(type(tx), "rows", _noting(asked, type(tx).rows))
    search(tx, query, EVERYTHING, kinds=[kind], connection=None, limit=5)
    name = t.MIRRORED[kind].name
    ((text, params),) = [one for one in asked if re.search(rf'FROM "?{name}"?\s', one[0])]
    without(tx, "enable_indexscan")
    assert on(tx, "VIRTUAL TABLE INDEX", f"Bitmap Index Scan on ix_{name}_search") in plan(tx, text, **params)


def _noting(asked: list[tuple[str, dict[str, Any]]], rows: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    def noted(self: Tx, statement: Executable, **params: Any) -> list[Any]:
        compiled = compiled_for(statement, self.dialect)
        asked.append((compiled.text, self._params(compiled, params)))
        return rows(self, statement, **params)

    return noted
