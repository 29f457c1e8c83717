"""Erased people: keyed hashes of who must not come back, and rows that are gone but still announced as deleted.

Tokens that had every scope have the new one too.

Revision ID: 0008
"""

import json

from alembic import op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCOPES_BEFORE = {
    "admin", "configure", "personal", "read:attendance", "read:changes", "read:courses", "read:grades", "read:lessons",
    "read:runs", "read:students", "sync",
}


def upgrade() -> None:
    connection = op.get_bind()
    bytes_type = "BLOB" if connection.dialect.name == "sqlite" else "BYTEA"
    big_id = "INTEGER" if connection.dialect.name == "sqlite" else "BIGINT"
    connection.exec_driver_sql(
        f"CREATE TABLE erased_row (kind SMALLINT NOT NULL, entity_id {big_id} NOT NULL, connection_id SMALLINT NOT NULL, "
        "seq BIGINT NOT NULL, external_id TEXT NOT NULL, PRIMARY KEY (kind, entity_id))"
    )
    connection.exec_driver_sql(
        f"CREATE TABLE suppression (keyed_hash {bytes_type} NOT NULL, at BIGINT NOT NULL, "
        "lifted_at BIGINT DEFAULT '0' NOT NULL, PRIMARY KEY (keyed_hash))"
    )
    connection.exec_driver_sql("ALTER TABLE sync_run_scope ADD COLUMN erased INTEGER DEFAULT '0' NOT NULL")
    for number, scopes in connection.execute(text("SELECT id, scopes FROM api_client")).all():
        had = set(json.loads(scopes))
        if had >= SCOPES_BEFORE:
            now = {"id": number, "scopes": json.dumps(sorted(had | {"erase"}))}
            connection.execute(text("UPDATE api_client SET scopes = :scopes WHERE id = :id"), now)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
