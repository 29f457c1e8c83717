"""Prepared bytes: rows shaped as recorded ones, written to a file before anything is asked."""

import json
import mmap
import re
import tempfile
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from benchmarks.school import School

RECORDINGS = Path(__file__).parents[1] / "tests" / "data"

Piece: TypeAlias = bytes | memoryview


class Question(Struct, frozen=True):
    method: str
    target: str
    body: str = ""


class Answer(Struct, frozen=True):
    pieces: Sequence[Piece]
    """The body."""
    lists: tuple[str, ...] = ()
    """Names of the lists whose rows it holds; of a batch, one for each of its answers."""
    batch: bool = False
    headers: str = ""
    status: str = "200 OK"
    known: bool = True
    """Whether the stand-in has something prepared for the question."""


class Site(Protocol):
    """A stand-in LMS: `known` answers are all made of what was prepared."""

    token: str

    def __init__(self, school: School, versions: int) -> None: ...

    def answer(self, question: Question, version: int) -> Answer: ...


def recorded(name: str) -> Any:
    """The body of a recorded answer."""
    return json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))["body"]


def as_php_writes(value: Any) -> str:
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


def as_rails_writes(value: Any) -> str:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class Template:
    """A recorded row in which some values are slots: `{{name}}` within a text, `"{{#name}}"` for any other value.

    What is filled in is JSON already.
    """

    def __init__(self, row: Any, written: Callable[[Any], str]) -> None:
        text = written(row).replace("%", "%%")
        self._text = re.sub(r"\{\{(\w+)\}\}", r"%(\1)s", re.sub(r'"\{\{#(\w+)\}\}"', r"%(\1)s", text))

    def filled(self, **values: object) -> str:
        return self._text % values


class Rows:
    """Rows of one list, one after the other in the shelf's file."""

    def __init__(self, shelf: "Shelf", borders: Sequence[int]) -> None:
        self._shelf = shelf
        self._borders = borders

    def __len__(self) -> int:
        return len(self._borders) - 1

    def cut(self, begin: int = 0, end: int | None = None) -> Piece:
        """The rows from `begin` to before `end`, with commas between them."""
        last = len(self) if end is None else min(end, len(self))
        if begin >= last:
            return b""
        return self._shelf.between(self._borders[begin], self._borders[last] - 1)


class Shelf:
    """A file of rows. A large school takes disk, not memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  it is gone with the process
        self._end = 0
        self._bytes: mmap.mmap | None = None

    def put(self, rows: Iterable[str]) -> Rows:
        borders = array("Q", [self._end])
        for row in rows:
            self._end += self._file.write(row.encode() + b",")
            borders.append(self._end)
        return Rows(self, borders)

    def put_versions(self, rows_of: Callable[[int], list[str]], versions: int) -> list[Rows]:
        """The rows of each version; a list that is the same in both is kept once."""
        before = rows_of(0)
        kept = [self.put(before)]
        for version in range(1, versions):
            after = rows_of(version)
            kept.append(kept[0] if after == before else self.put(after))
        return kept

    def between(self, begin: int, end: int) -> memoryview:
        if self._bytes is None:
            self._file.flush()
            self._bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return memoryview(self._bytes)[begin:end]


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The rows of several lists as those of one."""
    found: list[Piece] = []
    for piece in pieces:
        if len(piece):
            found += [b",", piece] if found else [piece]
    return found


def within(begin: bytes, pieces: Sequence[Piece], end: bytes) -> list[Piece]:
    return [begin, *pieces, end]
