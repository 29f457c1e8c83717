"""Decisions about withheld fields and unreachable records, and what an undo needs; what a person is needed for, in rows.

Tokens that had every scope have the new one too.

Revision ID: 0012
"""

import json
import time

from alembic import op
from sqlalchemy import text

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

HELD = (
    "about TEXT DEFAULT 'removal' NOT NULL",
    "field TEXT",
    "rows_before INTEGER",
    "removed TEXT",
    "members TEXT",
    "log_seq BIGINT",
    "rollover BOOLEAN DEFAULT false NOT NULL",
)
ATTENTION = """
    id {number},
    connection_id SMALLINT NOT NULL,
    cause TEXT NOT NULL,
    scope TEXT NOT NULL,
    severity TEXT NOT NULL,
    words TEXT NOT NULL,
    since BIGINT NOT NULL,
    told_at BIGINT,
    settled_at BIGINT,
    FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE CASCADE
"""
SQLITE, POSTGRESQL = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY"
SCOPES_BEFORE = {
    "admin", "configure", "erase", "personal", "read:attendance", "read:changes", "read:courses", "read:grades",
    "read:lessons", "read:runs", "read:students", "sync",
}


def upgrade() -> None:
    connection = op.get_bind()
    for column in HELD:
        connection.exec_driver_sql(f"ALTER TABLE held_removal ADD COLUMN {column}")
    number = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    connection.exec_driver_sql(f"CREATE TABLE attention ({ATTENTION.format(number=number)})")
    connection.exec_driver_sql(
        "CREATE UNIQUE INDEX uq_attention_open ON attention (connection_id, cause, scope) WHERE settled_at IS NULL"
    )
    needed = connection.execute(text("SELECT id, state, attention FROM connection WHERE attention IS NOT NULL")).all()
    for connection_id, state, cell in needed:
        said = json.loads(cell)
        row = {
            "connection_id": connection_id,
            "cause": said["cause"],
            "scope": "",
            "severity": "stopped" if state == "needs_attention" else "needed",
            "words": json.dumps({"en": said["en"], "ru": said["ru"]}, ensure_ascii=False),
            "since": int(time.time()),
        }
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO attention ({names}) VALUES ({values})"), row)
    connection.exec_driver_sql("ALTER TABLE connection DROP COLUMN attention")
    for number, scopes in connection.execute(text("SELECT id, scopes FROM api_client")).all():
        had = set(json.loads(scopes))
        if had >= SCOPES_BEFORE:
            now = {"id": number, "scopes": json.dumps(sorted(had | {"decide"}))}
            connection.execute(text("UPDATE api_client SET scopes = :scopes WHERE id = :id"), now)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
