"""Bringing a database to this program's schema, under a lock, so that two starting servers do not race."""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine

from lmsync.errors import InvalidInput, Words
from lmsync.store.database import sqlite_path

FOLDER = Path(__file__).parent / "migrations"

NEWER = Words(
    en="This database was made by a newer lmsync. Start that version, or restore the backup from before the update.",
    ru="Эта база данных создана более новой версией lmsync. Запустите её или восстановите копию, сделанную до обновления.",
)


def migrate(url: str) -> str:
    """The revision that the database now has. Raises `InvalidInput` for a database of a newer lmsync."""
    path = Path(sqlite_path(url))
    path.parent.mkdir(parents=True, exist_ok=True)
    config = _config()
    with _locked(path.with_name(path.name + ".migrating")):
        engine = create_engine(f"sqlite:///{path}")
        try:
            with engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError as error:
            if re.search("Can't locate revision", str(error)):
                raise InvalidInput("LMSYNC_DATABASE_URL", NEWER) from None
            raise
        finally:
            engine.dispose()
    return newest_revision()


def schema_is_current(url: str) -> bool:
    """Whether the database has exactly this program's schema. Opens nothing for writing."""
    path = Path(sqlite_path(url))
    if not path.exists():
        return False
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == newest_revision()
    finally:
        engine.dispose()


def database_exists(url: str) -> bool:
    return Path(sqlite_path(url)).exists()


def newest_revision() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
