"""The index that `q` uses on SQLite: trigrams of `search_text`, kept by triggers beside each table.

The index holds no text of its own, so nothing about a person stands in it that is not in the row.
"""

from collections.abc import Iterator

SEARCHED = ("org", "term", "course", "section", "user", "course_group", "category", "item", "lesson")


def statements() -> Iterator[str]:
    """What makes the indexes of an empty database."""
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
