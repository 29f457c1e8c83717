"""Names of every script are found and sorted alike on both databases, whatever is asked for."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lmsync.records import Kind, User
from lmsync.store.engine.database import Database
from lmsync.store.engine.opening import open_database
from lmsync.store.mirror.text import fold
from lmsync.store.reading.listings import LISTINGS
from lmsync.store.reading.record_pages import RecordQuery, page_of
from lmsync.store.reading.view import EVERYTHING
from tests.conftest import a_connection, apply_records, fresh_database
from tests.installation import CURSORS

NAMES = [
    ("Ёлкина", "Алёна"), ("Елкина", "Алена"), ("Ежов", "Пётр"), ("Ёжиков", "Петр"), ("Жуков", "Ян"), ("ЯНОВА", "ёла"),
    ("Юн", "Ли"), ("Щукин-Ёж", "Иван"), ("Nguyễn", "Thị Ánh"), ("Nguyen", "Thi Anh"), ("Trần", "Đức"), ("Đặng", "Ơn"),
    ("Lê", "Ý"), ("Ưng", "Hoàng Phủ"), ("García", "José"), ("Garcia", "Jose"), ("O'Brien", "Zoë"), ("Łukasz", "Żaneta"),
    ("Straße", "Jörg"), ("STRASSE", "Joerg"), ("Ångström", "Åsa"), ("İpek", "Işıl"), ("محمد", "علي"), ("مُحَمَّد", "فاطمة"),
    ("أحمد", "نور"), ("احمد", "نور الدين"), ("de la Cruz", "Ana"), ("", "Мононим"), ("Ван дер Ли", ""), ("李", "小龙"),
    ("Ng", "A"), ("Ng", "a"), ("Ян", "Ё"), ("100%", "a_b"), ("Quote\"s", "back\\slash"), ("ﬁnn", "Ａnna"),
]  # fmt: skip
LETTERS = sorted({letter for pair in NAMES for name in pair for letter in name} | set("ёЁеЕ "))


def ask(database: Database, sort: str, query: str | None, limit: int) -> list[str]:
    found: list[str] = []
    cursor = None
    filters = {} if query is None else {"q": query}
    with database.read() as tx:
        while True:
            page = page_of(tx, LISTINGS["users"], RecordQuery(filters, sort, limit, cursor), CURSORS, EVERYTHING)
            found += [row.external_id for row in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return found


@pytest.fixture(scope="module")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Database]]:
    """The same people in a SQLite and in a PostgreSQL."""
    folder: Path = tmp_path_factory.mktemp("names")
    shutil.copy(request.getfixturevalue("empty_database"), folder / "lmsync.db")
    with ExitStack() as stack:
        request.param = "postgresql"
        urls = [f"sqlite:///{folder / 'lmsync.db'}", stack.enter_context(fresh_database(request, folder))]
        opened = [open_database(url) for url in urls]
        for database in opened:
            _fill(database)
        yield opened
        for database in opened:
            database.close()


def _fill(database: Database) -> None:
    with database.write() as tx:
        connection = a_connection(tx)
        people = [
            User(external_id=str(n), family_name=family or None, given_name=given or None)
            for n, (family, given) in enumerate(NAMES)
        ]
        apply_records(tx, people, kind=Kind.USER, connection_id=connection.id, run_id=None, now=5)


@settings(max_examples=150, deadline=None)
@example(query="ел", sort="name", limit=50)
@example(query="ё", sort="-name", limit=2)
@example(query="Ng", sort="name", limit=1)
@example(query="مح", sort="name", limit=50)
@example(query="đ", sort="name", limit=50)
@example(query="0%", sort="name", limit=50)
@given(
    query=st.one_of(
        st.none(),
        st.text(alphabet=LETTERS, min_size=1, max_size=4).filter(lambda text: text.strip() != ""),
        st.sampled_from(
            [name[:size] for pair in NAMES for name in pair for size in (1, 2, 3, 5) if name[:size].strip()]
        ),
    ),
    sort=st.sampled_from(["name", "-name", "id", "-id"]),
    limit=st.integers(1, 50),
)
def test_both_databases_tell_the_same_in_the_same_order(
    databases: list[Database], query: str | None, sort: str, limit: int
) -> None:
    sqlite, postgresql = (ask(database, sort, query, limit) for database in databases)
    assert sqlite == postgresql
    if query is not None:
        assert set(sqlite) == {str(n) for n, name in enumerate(NAMES) if _is_found(query, name)}


def _is_found(query: str, name: tuple[str, str]) -> bool:
    """Every word of three letters anywhere in a word of the name, a shorter one at the beginning of one."""
    words = [word for part in name for word in fold(part).split()]
    return all(
        any(asked in word if len(asked) > 2 else word.startswith(asked) for word in words)
        for asked in fold(query).split()
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("елк", {("Ёлкина", "Алёна"), ("Елкина", "Алена")}),
        ("ЁЖ", {("Ежов", "Пётр"), ("Ёжиков", "Петр")}),
        ("ng", {("Nguyễn", "Thị Ánh"), ("Nguyen", "Thi Anh"), ("Ng", "A"), ("Ng", "a")}),
        ("ngu", {("Nguyễn", "Thị Ánh"), ("Nguyen", "Thi Anh")}),
        ("nguyễn", {("Nguyễn", "Thị Ánh")}),
        ("محمد", {("محمد", "علي")}),
        ("strasse", {("Straße", "Jörg"), ("STRASSE", "Joerg")}),
        ("ли юн", {("Юн", "Ли")}),
    ],
)
def test_what_people_type_is_found(databases: list[Database], query: str, found: set[tuple[str, str]]) -> None:
    for database in databases:
        assert {NAMES[int(one)] for one in ask(database, "name", query, 50)} == found


def test_the_order_is_that_of_the_folded_names(databases: list[Database]) -> None:
    for database in databases:
        keys = [fold(" ".join(" ".join(NAMES[int(one)]).split())) for one in ask(database, "name", None, 7)]
        assert keys == sorted(keys)
        russian = [
            NAMES[int(one)] for one in ask(database, "name", None, 50) if NAMES[int(one)][0].startswith(("Ё", "Е", "Ж"))
        ]
        # Ё stands with Е, not behind Я.
        assert russian[0][0] in {"Ежов", "Ёжиков"}
        assert russian[-1] == ("Жуков", "Ян")
