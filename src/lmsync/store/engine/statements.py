"""What the two databases say in different words, said once: lists, upserts and the search.

Everything else is SQLAlchemy Core, which both compile from the same statements.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Boolean, ColumnElement, Table, Text, bindparam, or_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.compiler import compiles

__all__ = ["any_of", "clock", "matches", "one_of", "upsert"]


class _Condition(ColumnElement[bool]):
    """Something that is true or false of a row."""

    inherit_cache = False
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        # SQLAlchemy would write `… = 1` behind it for a database without booleans, and no index is used for that.
        return self


class _OneOf(_Condition):
    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.name = name


def one_of(column: Any, name: str) -> ColumnElement[bool]:
    """`column` is one of the list bound as `name`: one statement for lists of any length."""
    return _OneOf(column, name)


@compiles(_OneOf, "sqlite")
def _one_of_sqlite(element: _OneOf, compiler: Any, **kw: Any) -> str:
    bound = compiler.process(bindparam(element.name, type_=Text()), **kw)
    return f"{compiler.process(element.column, **kw)} IN (SELECT value FROM json_each({bound}))"


@compiles(_OneOf, "postgresql")
def _one_of_postgresql(element: _OneOf, compiler: Any, **kw: Any) -> str:
    bound = compiler.process(bindparam(element.name, type_=ARRAY(element.column.type)), **kw)
    return f"{compiler.process(element.column, **kw)} = ANY({bound})"


class _Clock(ColumnElement[int]):
    inherit_cache = True
    type = BigInteger()


def clock() -> ColumnElement[int]:
    """Seconds since 1970 by the clock of the database: what several hosts compare must not depend on their own clocks."""
    return _Clock()


@compiles(_Clock, "sqlite")
def _clock_sqlite(element: _Clock, compiler: Any, **kw: Any) -> str:
    return "CAST(strftime('%s', 'now') AS INTEGER)"


@compiles(_Clock, "postgresql")
def _clock_postgresql(element: _Clock, compiler: Any, **kw: Any) -> str:
    return "CAST(floor(extract(epoch FROM clock_timestamp())) AS BIGINT)"


def any_of(column: Any, values: Iterable[object]) -> ColumnElement[bool]:
    """`column` is one of a few values that are known when the statement is written."""
    return or_(*(column == value for value in values))


LETTER_BITS = 21
"""Of a code point."""
TWO_LETTERS = (1 << 2 * LETTER_BITS) - 1


def trigrams(text: str) -> list[int]:
    """Of a word that is asked for: three letters in a row as one number, as `lmsync_trigrams` makes them on PostgreSQL."""
    codes = [ord(letter) for letter in text]
    return sorted(
        {(a << 2 * LETTER_BITS) | (b << LETTER_BITS) | c for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)}
    )


class _Matches(_Condition):
    def __init__(self, table: Table) -> None:
        self.table = table


def matches(table: Table) -> ColumnElement[bool]:
    """A row whose search text has every word that is bound by `search_params`."""
    return _Matches(table)


def search_params(words: Iterable[str]) -> dict[str, Any]:
    """What `matches` binds, for either database. `words` are those of `text.search_pattern`."""
    words = list(words)
    escaped = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in words]
    return {
        # A phrase of trigrams finds the letters in this order; the quotes of the query language are doubled.
        "match": " AND ".join('"' + word.replace('"', '""') + '"' for word in words),
        "grams": sorted({three for word in words for three in trigrams(word)}),
        "likes": [f"%{word}%" for word in escaped],
    }


@compiles(_Matches, "sqlite")
def _matches_sqlite(element: _Matches, compiler: Any, **kw: Any) -> str:
    index = f"{element.table.name}_search"
    bound = compiler.process(bindparam("match", type_=Text()), **kw)
    own = compiler.process(element.table.c.id, **kw)
    return f"{own} IN (SELECT rowid FROM {index} WHERE {index} MATCH {bound})"


@compiles(_Matches, "postgresql")
def _matches_postgresql(element: _Matches, compiler: Any, **kw: Any) -> str:
    column = compiler.process(element.table.c.search_text, **kw)
    grams = compiler.process(bindparam("grams", type_=ARRAY(BigInteger())), **kw)
    likes = compiler.process(bindparam("likes", type_=ARRAY(Text())), **kw)
    # The index finds rows that have all trigrams somewhere; whether in this order is looked at again.
    return f"(lmsync_trigrams({column}) @> {grams} AND {column} LIKE ALL({likes}))"
