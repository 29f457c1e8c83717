"""The schema: made once, left alone afterwards, and the tables are what the migrations make."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from lmsync.errors import InvalidInput
from lmsync.store.engine import migrate as migrating
from lmsync.store.engine.migrate import migrate, newest_revision, schema_is_current
from lmsync.store.engine.opening import open_database
from lmsync.store.mirror import search_index
from lmsync.store.mirror.tables import metadata
from tests.conftest import empty_place
from tests.schema_dumps import schema_of

RELEASED = {
    "0001_first.py": "8ff03dc20ade84f234c899f662a89dc8b3f2093d6ee6e902355e174a62bd48ca",
}
"""Migrations that installations have gone through, with their SHA-256. A change of the schema is a new migration."""


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has no schema."""
    with empty_place(request.param, request, tmp_path / "deep") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def two_places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two databases of one kind that have no schema."""
    (tmp_path / "other").mkdir()
    with (
        empty_place(request.param, request, tmp_path) as url,
        empty_place(request.param, request, tmp_path / "other") as other,
    ):
        yield url, other


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_migration_is_never_edited(name: str) -> None:
    content = (migrating.FOLDER / "versions" / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == RELEASED[name]


def test_the_newest_migration_is_the_one_that_no_other_follows() -> None:
    assert ScriptDirectory(str(migrating.FOLDER)).get_current_head() == newest_revision()


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


def test_the_migrations_make_exactly_what_the_tables_say(two_places: tuple[str, str]) -> None:
    by_migrations, by_tables = two_places
    migrate(by_migrations)
    engine = create_engine(by_tables.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        metadata.create_all(connection)
        for statement in search_index.statements(engine.dialect.name):
            connection.exec_driver_sql(statement)
    engine.dispose()
    migrated = {part for part in schema_of(by_migrations) if "alembic_version" not in part}
    assert migrated == schema_of(by_tables)
    assert len(migrated) > 300


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
            open_database(url)
    with pytest.raises(InvalidInput):
        open_database(f"sqlite:///{tmp_path}/nowhere/lmsync.db")
