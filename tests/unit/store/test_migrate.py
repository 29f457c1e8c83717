"""The schema: made once, left alone afterwards, and the tables are what the migrations make."""

from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from lmsync.errors import InvalidInput
from lmsync.store.database import Database
from lmsync.store.migrate import migrate, newest_revision, schema_is_current
from lmsync.store.tables import metadata
from tests.conftest import named


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that has no schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'lmsync.db'}"
    server = request.getfixturevalue("postgresql")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS nothing_yet")
        connection.execute("CREATE DATABASE nothing_yet")
    return named(server, "nothing_yet")


def test_a_new_database_is_brought_to_the_newest_schema(nothing_yet: str) -> None:
    assert not schema_is_current(nothing_yet)
    assert migrate(nothing_yet) == migrate(nothing_yet) == newest_revision()
    assert schema_is_current(nothing_yet)


def test_the_tables_are_those_of_the_migrations(database_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = [one for one in compare_metadata(context, metadata) if "_search" not in str(one)]
    engine.dispose()
    assert found == []


def test_a_database_of_a_newer_lmsync_is_refused(database_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    engine.dispose()
    with pytest.raises(InvalidInput):
        migrate(database_url)
    assert not schema_is_current(database_url)


def test_an_address_that_is_no_database_is_refused(tmp_path: Path) -> None:
    for url in ("mysql://x", "lmsync.db"):
        with pytest.raises(InvalidInput):
            Database.open(url)
    with pytest.raises(InvalidInput):
        Database.open(f"sqlite:///{tmp_path}/nowhere/lmsync.db")
