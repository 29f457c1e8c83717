"""How names are folded for sorting and searching: the same on every database, so done here and not there."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from lmsync.records import Kind
from lmsync.store.mirror.tables import MIRRORED

LONGEST_KEY = 500
"""Letters of a sort key: PostgreSQL indexes no more than some 2,700 bytes."""


def fold(text: str) -> str:
    """Unicode-normalised, case-folded, ё as е. `Ёлкина` and `ЕЛКИНА` become the same. No database looks for a NUL."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.replace("ё", "е").replace("\x00", "")


def sort_key(*parts: object) -> str | None:
    """What a list is sorted by; `None` (sorted last) where there is nothing to sort by."""
    words = " ".join(part for part in parts if isinstance(part, str)).split()
    return fold(" ".join(words))[:LONGEST_KEY] or None


def search_text(*parts: object) -> str:
    """Every word once, after two spaces, so that one and two letters at the start of a word make a trigram."""
    words = dict.fromkeys(fold(" ".join(part for part in parts if isinstance(part, str))).split())
    return "".join(f"  {word}" for word in words)


def search_pattern(query: str) -> list[str]:
    """What `search_text` must contain, all of it: words of three characters anywhere, shorter ones at word starts."""
    return [word if len(word) >= 3 else f"  {word}" for word in fold(query).split()]


def text_columns(kind: Kind) -> tuple[str, ...]:
    """The columns that `texts` fills."""
    return tuple(name for name in ("sort_key", "search_text") if name in MIRRORED[kind].c)


def texts(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns for sorting and searching that follow from the others."""
    if kind is Kind.USER:
        return {
            "sort_key": sort_key(row["family_name"], row["given_name"]) or sort_key(row["display_name"]),
            "search_text": search_text(
                row["family_name"], row["given_name"], row["display_name"], row["email"], row["username"], row["sis_id"]
            ),
        }
    if not text_columns(kind):
        return {}
    title = row.get("name") or row.get("title")
    return {
        "sort_key": sort_key(title),
        "search_text": search_text(title, row.get("code"), row.get("sis_id"), row.get("location")),
    }
