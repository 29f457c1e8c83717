"""What every mapping needs: rows of an answer, each understood by itself, and values that both databases can keep.

An LMS stores what people type and what plugins write. A value that cannot be (a year 20226, milliseconds for seconds, a
number that is not finite) makes its field *empty*: the LMS has another value than the one that is stored, so the stored one
may not stay, and if many rows lose the same field at once the run takes that for a withdrawn right. A field that says what
the row is or where it belongs (`placed_by` of its type, and every field without a default) sets the row aside instead.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from lmsync.errors import BadRecord
from lmsync.records import Kind
from lmsync.storable import is_count, is_time

R = TypeVar("R", bound=Struct)
T = TypeVar("T")

ODD = (ValueError, ArithmeticError, RecursionError, TypeError, LookupError, AttributeError)
"""What Python raises for a value that nobody expected (decoding errors are `ValueError`s)."""
DEEPEST = 40
"""Levels of lists and objects; what is nested deeper is never a value that a mapping wants."""
LONGEST_NUMBER = 300
"""Digits. What is longer has no meaning in a school, and Python refuses to convert it."""


def decode(body: bytes | Raw, answer: type[T]) -> T:
    """JSON as this type. What most programs let pass (half a surrogate pair, NaN, bytes that are not UTF-8, very deep
    nesting) is mended first. Raises `msgspec.ValidationError` for JSON of another shape, `msgspec.DecodeError` for what
    is not JSON, and nothing else."""
    try:
        return msgspec.json.decode(body, type=answer)
    except msgspec.ValidationError:
        raise
    except (ValueError, RecursionError):
        try:
            return msgspec.json.decode(_mended(bytes(body)), type=answer)
        except msgspec.DecodeError:
            raise
        except (ValueError, RecursionError):
            raise msgspec.DecodeError("not JSON") from None


def parse_row(kind: Kind, row: Raw, answer: type[R], prefix: str = "") -> R | BadRecord:
    """One row, or what is wrong with it; a bad row never spoils its neighbours. `prefix` stands before its id in ours."""
    try:
        if b"\\u0000" not in bytes(row):
            return msgspec.json.decode(row, type=answer)
    except (ValueError, RecursionError):
        pass
    try:
        members = decode(_mended(bytes(row)), dict[str, Raw])
    except msgspec.DecodeError:
        return BadRecord(kind, None, "not_understood")
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(answer):
        if field.encode_name not in members:
            continue
        value = members[field.encode_name]
        needed = field.required or field.name in getattr(answer, "placed_by", ())
        # `null` for what is missing altogether means the same.
        for candidate in (value,) if needed else (value, Raw(b"null")):
            try:
                values[field.name] = msgspec.json.decode(candidate, type=field.type)
                break
            except (ValueError, RecursionError):
                continue
        else:
            if needed:
                return BadRecord(kind, _id_in(members, answer, prefix), "not_understood")
    try:
        return answer(**values)
    except TypeError:  # a field without a default is missing
        return BadRecord(kind, _id_in(members, answer, prefix), "not_understood")


def _id_in(members: dict[str, Raw], answer: type[Struct], prefix: str) -> str | None:
    type_of_id = next((field.type for field in msgspec.structs.fields(answer) if field.encode_name == "id"), None)
    if type_of_id is None or "id" not in members:
        return None
    try:
        return f"{prefix}{msgspec.json.decode(members['id'], type=type_of_id)}"
    except (ValueError, RecursionError):
        return None


def mapped(kind: Kind, external_id: str | None, record_of: Callable[..., T], *given: Any) -> T | BadRecord:
    """What `record_of(*given)` makes, or why the row has to be set aside."""
    try:
        return record_of(*given)
    except BadRecord as bad:
        return bad
    except ODD as error:
        return BadRecord(kind, external_id, type(error).__name__)


def good(rows: Iterable[T | BadRecord]) -> list[T]:
    """Those that were understood."""
    return [row for row in rows if not isinstance(row, BadRecord)]


def bad(rows: Iterable[object]) -> list[BadRecord]:
    """Those that were not."""
    return [row for row in rows if isinstance(row, BadRecord)]


def time_in_calendar(seconds: int | float | UnsetType | None) -> int | UnsetType | None:
    """Whole seconds of a year that a calendar has; `None` for others, such as milliseconds taken for seconds."""
    if seconds is UNSET or seconds is None:
        return seconds
    try:
        whole = int(seconds)
    except (ValueError, OverflowError):
        return None
    return whole if is_time(whole) else None


def count_of(number: int | UnsetType | None) -> int | UnsetType | None:
    """`None` for what an INTEGER column cannot keep."""
    return number if number is UNSET or number is None or is_count(number) else None


def finite(number: float | UnsetType | None) -> float | UnsetType | None:
    if number is UNSET or number is None:
        return number
    try:
        # An `int` of JSON has no bounds.
        return number if math.isfinite(number) else None
    except OverflowError:
        return None


_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""As JSON writes it; a backslash that is meant is written twice."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def _mended(body: bytes) -> bytes:
    """The same in strict JSON. Raises `DecodeError` for what is not JSON in any reading."""
    try:
        value = json.loads(
            b"".join(_shallow(body)).decode("utf-8", "replace"),
            strict=False,
            parse_constant=lambda _: None,
            parse_float=_float_or_none,
            parse_int=lambda digits: int(digits) if len(digits) <= LONGEST_NUMBER else None,
        )
    except (ValueError, RecursionError):
        raise msgspec.DecodeError("not JSON") from None
    # PostgreSQL keeps no NUL in a text, and no database half a surrogate pair.
    return _NUL.sub(r"\1", json.dumps(value, ensure_ascii=False)).encode("utf-8", "replace")


def _float_or_none(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _shallow(body: bytes) -> Iterator[bytes]:
    """The body with `null` in place of what is nested too deep for a parser that calls itself."""
    depth, start = 0, 0
    for token in _TOKEN.finditer(body):
        bracket = token[0]
        if bracket in (b"[", b"{"):
            depth += 1
            if depth == DEEPEST + 1:
                yield body[start : token.start()] + b"null"
        elif bracket in (b"]", b"}"):
            depth -= 1
            if depth == DEEPEST:
                start = token.end()
    if depth <= DEEPEST:
        yield body[start:]
