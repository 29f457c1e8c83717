"""The index that `q` uses: trigrams of `search_text`.

On SQLite it is kept by triggers beside each table, and holds no text of its own, so that nothing about a person stands in it
that is not in the row. On PostgreSQL it is an array under GIN, made by a function of ours: many servers have no pg_trgm.
"""

from collections.abc import Iterator

from lmsync.store.engine.statements import LETTER_BITS, TWO_LETTERS

SEARCHED = ("org", "term", "course", "section", "user", "course_group", "category", "item", "lesson")


def statements(dialect: str) -> Iterator[str]:
    """What makes the indexes of an empty database."""
    yield from _sqlite() if dialect == "sqlite" else _postgresql()


def _postgresql() -> Iterator[str]:
    # Numbers, made in a loop: half the price of texts from a query over a series. Every server has this language.
    yield (
        "CREATE FUNCTION lmsync_trigrams(told text) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS "
        "$$ DECLARE found bigint[] := '{}'; three bigint := 0; letter text; BEGIN "
        "FOREACH letter IN ARRAY string_to_array(told, NULL) LOOP "
        f"three := ((three & {TWO_LETTERS}) << {LETTER_BITS}) | ascii(letter); "
        # What ends with a space is never asked for.
        "IF letter <> ' ' THEN found := found || three; END IF; "
        "END LOOP; RETURN found; END $$"
    )
    for table in SEARCHED:
        yield f'CREATE INDEX ix_{table}_search ON "{table}" USING gin (lmsync_trigrams(search_text))'


def _sqlite() -> Iterator[str]:
    for table in SEARCHED:
        index = f"{table}_search"
        yield (
            f"CREATE VIRTUAL TABLE {index} USING fts5(search_text, content='{table}', content_rowid='id', "
            "tokenize='trigram', columnsize=0)"
        )
        forget = f"INSERT INTO {index}({index}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
        learn = f"INSERT INTO {index}(rowid, search_text) VALUES (new.id, new.search_text);"
        yield f'CREATE TRIGGER {index}_added AFTER INSERT ON "{table}" BEGIN {learn} END'
        yield f'CREATE TRIGGER {index}_gone AFTER DELETE ON "{table}" BEGIN {forget} END'
        yield (
            f'CREATE TRIGGER {index}_changed AFTER UPDATE OF search_text ON "{table}" '
            f"WHEN old.search_text IS NOT new.search_text BEGIN {forget} {learn} END"
        )
