"""Opening a database by its address."""

from lmsync.errors import InvalidInput
from lmsync.store.engine.database import PATIENT, UNKNOWN_DATABASE, Database, Waits


def open_database(url: str, waits: Waits = PATIENT) -> Database:
    """`sqlite:///path` or `postgresql://…`. Raises `InvalidInput("LMSYNC_DATABASE_URL")`."""
    # Each driver is loaded only where it is used.
    if url.startswith("sqlite:///"):
        from lmsync.store.engine.sqlite import SqliteDatabase

        return SqliteDatabase(url, waits)
    if url.startswith(("postgresql://", "postgres://")):
        from lmsync.store.engine.postgres import PostgresDatabase

        return PostgresDatabase(url, waits)
    raise InvalidInput("LMSYNC_DATABASE_URL", UNKNOWN_DATABASE)
