"""The schema: made once, left alone afterwards, and the tables are what the migrations make."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from lmsync.errors import InvalidInput
from lmsync.store.database import Database
from lmsync.store.migrate import migrate, newest_revision, schema_is_current
from lmsync.store.tables import metadata


def test_a_new_database_is_brought_to_the_newest_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'lmsync.db'}"
    assert not schema_is_current(url)
    assert migrate(url) == migrate(url) == newest_revision()
    assert schema_is_current(url)


def test_the_tables_are_those_of_the_migrations(empty_database: Path) -> None:
    engine = create_engine(f"sqlite:///{empty_database}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = [one for one in compare_metadata(context, metadata) if "_search" not in str(one)]
    engine.dispose()
    assert found == []


def test_a_database_of_a_newer_lmsync_is_refused(empty_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    path.write_bytes(empty_database.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    with pytest.raises(InvalidInput):
        migrate(f"sqlite:///{path}")
    assert not schema_is_current(f"sqlite:///{path}")


def test_an_address_that_is_no_database_is_refused(tmp_path: Path) -> None:
    for url in ("mysql://x", "lmsync.db"):
        with pytest.raises(InvalidInput):
            Database.open(url)
    with pytest.raises(InvalidInput):
        Database.open(f"sqlite:///{tmp_path}/nowhere/lmsync.db")
