"""Which values every database can keep, and what is left of a record whose values cannot be kept."""

import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec import UNSET
from msgspec.structs import fields, replace

from lmsync.records import Count, Flag, Number, Record

FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799
"""The years 1 to 9999: what RFC 3339 can write."""
LARGEST_COUNT = 2**31 - 1
"""Of an INTEGER column on PostgreSQL."""
LARGEST_WHOLE = 2**53
LONGEST_KEY = 500
"""Letters of an id: PostgreSQL indexes no more than some 2,700 bytes."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def is_time(value: object) -> bool:
    return type(value) is int and FIRST_SECOND <= value <= LAST_SECOND


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def is_count(value: object) -> bool:
    return type(value) is int and -LARGEST_COUNT <= value <= LARGEST_COUNT


def _is_number(value: object) -> bool:
    # SQLite refuses a whole number of more than 64 bits also where the column is a float.
    return (type(value) is float and math.isfinite(value)) or (type(value) is int and abs(value) <= LARGEST_WHOLE)


def _is_text(value: object) -> bool:
    if not isinstance(value, str) or "\x00" in value:
        return False
    # Half a surrogate pair has no bytes.
    return value.isascii() or _SURROGATE.search(value) is None


def _is_key(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_KEY and _is_text(value)


def _are_keys(value: object) -> bool:
    return isinstance(value, tuple) and all(_is_key(key) for key in value)


@cache
def _checks(record: type[Record]) -> tuple[tuple[str, Callable[[object], bool]], ...]:
    found: list[tuple[str, Callable[[object], bool]]] = []
    for field in fields(record):
        fits: Callable[[object], bool] = _is_text
        if field.name in {"external_id", "sis_id", *record.references}:
            fits = _is_key
        elif field.name == "members":
            fits = _are_keys
        elif field.name.endswith("_at"):
            fits = is_time
        elif field.type == Flag:
            fits = _is_flag
        elif field.type == Count:
            fits = is_count
        elif field.type == Number:
            fits = _is_number
        elif field.name in record.choices:
            fits = record.choices[field.name].__contains__
        found.append((field.name, fits))
    return tuple(found)


def unfit(record: Record) -> list[str]:
    """Names of the fields whose value cannot be kept by every database, or is none of the words of its field."""
    return [
        name
        for name, fits in _checks(type(record))
        if (value := getattr(record, name)) is not None and value is not UNSET and not fits(value)
    ]


def without(record: Record, names: list[str]) -> Record | None:
    """The record with these fields empty (a list of members: unknown); `None` if it makes no sense without them."""
    if any(field.required for field in fields(type(record)) if field.name in names):
        return None
    empty: dict[str, Any] = {name: UNSET if name == "members" else None for name in names}
    return replace(record, **empty)
