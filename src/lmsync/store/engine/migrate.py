"""Bringing a database to this program's schema, under a lock, so that two starting servers do not race.

What migrates is loaded only where there is something to migrate: nearly every start finds the schema that it needs.
"""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from lmsync.errors import DatabaseUnavailable, InvalidInput, Words
from lmsync.store.engine.database import PATIENT
from lmsync.store.engine.opening import open_database
from lmsync.store.engine.private_files import FOLDER_RIGHTS, create_private, may_be_ours
from lmsync.store.engine.sqlite import BUSY_MILLISECONDS, out_of_reach, sqlite_path

MIGRATION_LOCK = 7_117_002
FOLDER = Path(__file__).parent / "migrations"

NEWER = Words(
    en="This database was made by a newer lmsync. Start that version, or restore the backup from before the update.",
    ru="Эта база данных создана более новой версией lmsync. Запустите её или восстановите копию, сделанную до обновления.",
)


def migrate(url: str) -> str:
    """The revision that the database now has. Raises `InvalidInput` for a database of a newer lmsync."""
    if schema_is_current(url):
        return newest_revision()
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    with _locked_engine(url) as engine:
        try:
            with engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError as error:
            if re.search("Can't locate revision", str(error)):
                raise InvalidInput("LMSYNC_DATABASE_URL", NEWER) from None
            raise
    return newest_revision()


def schema_is_current(url: str) -> bool:
    """Whether the database has exactly this program's schema. Opens nothing for writing."""
    return _revision(url) == newest_revision()


def database_exists(url: str) -> bool:
    """Whether some lmsync has been here."""
    return _revision(url) is not None


def _revision(url: str) -> str | None:
    if not is_postgresql(url) and not _is_there(Path(sqlite_path(url))):
        return None
    engine = _engine(url)
    try:
        with _unavailable(url), engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return revision
    finally:
        engine.dispose()


def _is_there(path: Path) -> bool:
    """Raises `InvalidInput` where this user may not even look."""
    try:
        return path.exists()
    except OSError:
        raise out_of_reach(str(path)) from None


def is_postgresql(url: str) -> bool:
    return url.startswith(("postgresql://", "postgres://"))


def _engine(url: str, *, writing: bool = False) -> Engine:
    open_database(url).close()  # says in plain words what is wrong with an address
    if is_postgresql(url):
        from lmsync.store.engine.postgres import Server  # here: its driver is not there without PostgreSQL

        server = Server(url, PATIENT)

        def connect() -> Any:
            connection = server.connect()
            connection.autocommit = False
            return connection

        # The driver's own reading of an address: SQLAlchemy knows fewer forms.
        engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
        event.listen(engine, "engine_disposed", lambda _: server.close())
        return engine
    engine = create_engine(f"sqlite:///{sqlite_path(url)}")

    # The driver's own transactions begin with the first INSERT: half of a migration could stay behind.
    @event.listens_for(engine, "connect")
    def _(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        # A table that is made anew is dropped first, which must not take its children along.
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def _(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def _unavailable(url: str) -> Iterator[None]:
    """Raises `DatabaseUnavailable` for a PostgreSQL that went away or hangs."""
    try:
        yield
    except OperationalError as error:
        if not is_postgresql(url):
            raise
        raise DatabaseUnavailable(type(error.orig).__name__) from None


@contextmanager
def _locked_engine(url: str) -> Iterator[Engine]:
    if is_postgresql(url):
        engine = _engine(url)
        with _unavailable(url), engine.connect() as connection:
            connection.execute(text(f"SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            try:
                yield engine
            finally:
                connection.execute(text(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})"))
                connection.close()
                engine.dispose()
        return
    path = Path(sqlite_path(url))
    if not may_be_ours(path):
        # Before a lock is made beside it.
        raise out_of_reach(str(path))
    try:
        path.parent.mkdir(mode=FOLDER_RIGHTS, parents=True, exist_ok=True)
    except OSError:
        raise out_of_reach(str(path)) from None
    with _locked(path.with_name(path.name + ".migrating")):
        engine = _engine(url, writing=True)
        try:
            yield engine
        finally:
            engine.dispose()


def newest_revision() -> str:
    """The number that the newest migration's file begins with."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        create_private(path)
        file = path.open("a")
    except OSError:
        raise out_of_reach(str(path)) from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
