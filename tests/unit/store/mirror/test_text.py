"""Folding, sorting and searching, the same everywhere."""

import pytest

from lmsync.store.mirror.text import fold, search_pattern, search_text, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ёлкина", "ЕЛКИНА"), ("Ελένη", "ΕΛΈΝΗ"), ("Straße", "STRASSE"), ("José", "José"), ("Ａnna", "anna")],
)
def test_the_same_name_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_nothing_to_sort_by_is_sorted_last() -> None:
    assert sort_key(None, "", "  ") is None
    assert sort_key("  Иванов ", "Пётр") == "иванов петр"


@pytest.mark.parametrize("query", ["ан", "а", "анна", "нна", "анна ив"])
def test_what_is_searched_for_stands_in_the_text(query: str) -> None:
    text = search_text("Иванова", "Анна")
    assert all(pattern in text for pattern in search_pattern(query))


def test_short_words_are_found_at_the_beginning_only() -> None:
    (pattern,) = search_pattern("ва")
    assert pattern not in search_text("Иванова")
    assert search_pattern("   ") == []
