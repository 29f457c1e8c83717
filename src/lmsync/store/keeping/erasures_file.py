"""The file beside the database that says who was erased, for a database that is put back from an older backup."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import structlog
from msgspec import Struct

from lmsync.errors import Conflict, InvalidInput, Words
from lmsync.store.engine.private_files import create_private
from lmsync.store.engine.sqlite import sqlite_path

log = structlog.get_logger()

BESIDE = ".erasures"
"""Ends the name of the file beside an embedded database."""


class Blocked(Struct, frozen=True):
    """The hash of a person. It is in force while it was lifted before."""

    at: int
    lifted_at: int = 0

    @property
    def in_force(self) -> bool:
        return self.at > self.lifted_at

    def merged(self, other: "Blocked | None") -> "Blocked":
        return self if other is None else Blocked(max(self.at, other.at), max(self.lifted_at, other.lifted_at))


class Kept(Struct):
    """What the file holds, and the database."""

    keys: list[str] = []
    """In hexadecimal. There are several only where two installations were joined: each made hashes with its own."""
    people: dict[str, Blocked] = {}
    """By hash, in hexadecimal."""

    def merged(self, other: "Kept") -> "Kept":
        keys = list(dict.fromkeys([*self.keys, *other.keys]))
        hashes = {*self.people, *other.people}
        return Kept(
            keys,
            {
                found: self.people[found].merged(other.people.get(found))
                if found in self.people
                else other.people[found]
                for found in sorted(hashes)
            },
        )


def file_of(url: str, data_dir: Path) -> Path:
    """Where erasures are kept beside the database."""
    if url.startswith("sqlite:///"):
        path = Path(sqlite_path(url))
        return path.with_name(path.name + BESIDE)
    return data_dir / f"lmsync{BESIDE}"


def read_file(path: Path) -> Kept:
    """Nobody, when there is no file. Raises `InvalidInput` for one that cannot be read: to go on without it could bring
    people back."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Kept()
    except OSError:
        raise unreadable(path) from None
    try:
        kept = msgspec.json.decode(content, type=Kept)
        for text in (*kept.keys, *kept.people):
            bytes.fromhex(text)
    except (msgspec.DecodeError, ValueError):
        raise unreadable(path) from None
    return kept


def write_file(path: Path, kept: Kept) -> None:
    """What is kept, together with what stands there. Raises `Conflict`."""
    new = path.with_name(path.name + ".new")
    try:
        with _alone(path):
            kept = kept.merged(read_file(path))
            new.unlink(missing_ok=True)
            create_private(new)
            with new.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(kept)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
            _sync_folder(path.parent)
    except (OSError, InvalidInput):
        log.error("the file of erasures cannot be written", file=path.name)
        raise Conflict("erasures-file", NOT_WRITTEN) from None


def take_along(source: Path, target: Path) -> None:
    """Of a database that was moved: what the file beside it knows, the file beside the new one knows too. The database may be
    an older one, which was put back and never served. Raises `InvalidInput`."""
    kept = read_file(source)
    if kept.people and source != target:
        try:
            write_file(target, kept)
        except Conflict:
            raise unreadable(target) from None


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time adds to the file."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def unreadable(path: Path) -> InvalidInput:
    return InvalidInput("LMSYNC_DATA_DIR", Words(UNREADABLE.en.format(path), UNREADABLE.ru.format(path)))


UNREADABLE = Words(
    en="The file {} says who was erased, and it cannot be read or written. Give its rights and those of its folder to the "
    "user that runs lmsync, or put the file back from your backup. Without it, people who were erased could come back.",
    ru="Файл {} хранит сведения о том, кто стёрт; его не удаётся прочитать или записать. Дайте права на него и на его папку "
    "пользователю, от имени которого работает lmsync, или верните файл из резервной копии. Без него стёртые люди могут "
    "вернуться.",
)
NOT_WRITTEN = Words(
    en="Nothing was changed: the file of erasures beside the database cannot be written. Check that the disk is not full and "
    "that lmsync may write to the folder, and repeat.",
    ru="Ничего не изменено: файл стираний рядом с базой данных не записывается. Проверьте, что на диске есть место и что "
    "lmsync разрешена запись в эту папку, и повторите.",
)
