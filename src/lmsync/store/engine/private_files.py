"""Files and folders that only their owner may read: they hold the data of children, and the key to an LMS."""

import contextlib
import os
import pwd
import sqlite3
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

FILE_RIGHTS, FOLDER_RIGHTS = 0o600, 0o700
FIRST_UID_OF_PEOPLE = 1000
SQLITE = b"SQLite format 3\x00"
OURS = ("lmsync", "secret.key", "lost+found")
"""Beginnings of the names of what may stand in a folder of lmsync alone, beside logs."""
BESIDE_DATABASE = ("-wal", "-shm", "-journal", ".migrating", ".erasures")
"""Endings of the files that stand beside a SQLite database. Unlike the database itself they are never links."""
SHARED = frozenset(
    map(
        Path,
        (
            "/ /bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/local /var "
            "/var/backups /var/cache /var/lib /var/local /var/log /var/opt /var/run /var/spool /var/tmp"
        ).split(),
    )
)


class Rights(Struct, frozen=True):
    """What came of `tighten`."""

    tightened: list[Path]
    loose: list[Path]
    """Others may still read these: they belong to another user, or their file system knows no rights."""


def create_private(path: Path) -> bool:
    """Make an empty file for its owner only. `False` when something stands there already, a link too."""
    try:
        number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_RIGHTS)
    except FileExistsError:
        return False
    try:
        if os.geteuid() == 0:
            # A command that root gives must not leave files that the user of the server cannot open.
            folder = os.stat(path.parent)
            os.fchown(number, folder.st_uid, folder.st_gid)
    finally:
        os.close(number)
    return True


def may_be_ours(path: Path) -> bool:
    """Whether a file is empty, or a database of lmsync. Nothing of another program is closed or written to."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with path.open("rb") as file:
            head = file.read(len(SQLITE))
    except FileNotFoundError:
        return True
    except OSError:
        return True  # opening it as a database says what is the matter
    if not head:
        return True
    if head != SQLITE:
        return False
    try:
        # Without locks and side files: it may be another program's, in use.
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError:
        return True  # of lmsync or not, it is broken, and opening it says so
    return not tables or "alembic_version" in tables


def tighten(
    folder: Path | None, databases: Iterable[Path], keys: Iterable[Path] = (), secrets: Iterable[Path] = ()
) -> Rights:
    """Take from others the rights on these. A folder that serves other purposes too keeps its own.

    `secrets` are files that an administrator made for lmsync. Their group stays able to read them: that is how a
    secret is handed to a service.
    """
    tightened: list[Path] = []
    loose: list[Path] = []

    def take(path: Path, most: int) -> None:
        try:
            found = os.stat(path).st_mode
        except OSError:
            return  # opening it says what is the matter
        mode = stat.S_IMODE(found)
        if not mode & 0o077 & ~most or stat.S_ISDIR(found) != (path == folder):
            return
        # Some file systems know no rights, and do not say so.
        with contextlib.suppress(OSError):
            os.chmod(path, mode & most)
        still = stat.S_IMODE(os.stat(path).st_mode)
        (loose if still & 0o077 & ~most else tightened).append(path)

    if folder is not None and os.path.isdir(folder) and not is_shared(folder):
        take(folder, FOLDER_RIGHTS)
    for path in keys:
        take(path, FILE_RIGHTS)
    for path in filter(may_be_ours, databases):
        take(path, FILE_RIGHTS)
        # SQLite puts its files beside what a link leads to, the lock of a migration stands beside the link.
        for database in {path, Path(os.path.realpath(path))}:
            for ending in BESIDE_DATABASE:
                beside = database.with_name(database.name + ending)
                if not os.path.islink(beside):
                    take(beside, FILE_RIGHTS)
    for path in secrets:
        take(path, FILE_RIGHTS | stat.S_IRGRP)
    return Rights(tightened, loose)


def is_shared(folder: Path) -> bool:
    """Whether a folder holds more than an installation of lmsync, or is one of the system's: a home, /tmp, /var/lib."""
    real = Path(os.path.realpath(folder))
    found = os.stat(real)
    if real in SHARED or found.st_mode & stat.S_ISVTX:
        return True
    homes = {Path(entry.pw_dir) for entry in pwd.getpwall() if entry.pw_uid == 0 or entry.pw_uid >= FIRST_UID_OF_PEOPLE}
    program = {Path(sys.prefix), Path(__file__).resolve()}
    if any(inside == real or real in inside.parents for inside in homes | program):
        return True
    try:
        names = [entry.name for entry in os.scandir(real)]
    except OSError:
        return False
    return not all(name.startswith(OURS) or name.endswith(".log") for name in names)
