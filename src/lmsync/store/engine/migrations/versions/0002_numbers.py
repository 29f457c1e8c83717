"""Numbers of connections, held removals and API clients are never used again on SQLite either.

PostgreSQL's sequences never go back. On SQLite the three tables are made anew with AUTOINCREMENT. Which numbers were used and deleted before
stands nowhere, so an installation that is in use goes on well above all that are still known.

Revision ID: 0002
"""

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SPARE = 1000
"""More than anybody has created and deleted at the end of the numbers."""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    in_use = any(
        connection.execute(text(f"SELECT EXISTS (SELECT 1 FROM {table})")).scalar()
        for table in ("connection", "installation", "sqlite_sequence")
    )
    last = {
        "connection": max(connection.execute(text(statement)).scalar() or 0 for statement in CONNECTION_NUMBERS),
        "held_removal": connection.execute(text("SELECT max(id) FROM held_removal")).scalar() or 0,
        "api_client": connection.execute(text("SELECT max(id) FROM api_client")).scalar() or 0,
    }
    for table, columns in COLUMNS.items():
        names = ", ".join(line.split()[0] for line in columns.strip().splitlines() if line.split()[0].islower())
        connection.exec_driver_sql(f"CREATE TABLE made_anew ({columns})")
        connection.exec_driver_sql(f"INSERT INTO made_anew ({names}) SELECT {names} FROM {table}")
        connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql(f"ALTER TABLE made_anew RENAME TO {table}")
        connection.exec_driver_sql(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")
        if in_use:
            number = last[table] + SPARE
            connection.exec_driver_sql(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {number})")
    connection.exec_driver_sql("CREATE INDEX ix_held_removal_connection ON held_removal (connection_id, state)")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")


MIRRORED = (
    "org", "term", "course", "section", "user", "course_group", "enrollment", "category", "item", "submission", "lesson", "attendance",
)
CONNECTION_NUMBERS = (
    "SELECT max(id) FROM connection",
    *(f'SELECT max(connection_id) FROM "{table}"' for table in (
        *MIRRORED, "change", "sync_run", "connection_kind", "sync_scope", "page_digest", "held_removal",
    )),
    "SELECT max(CAST(substr(key, instr(key, ':') + 1) AS INTEGER)) FROM installation WHERE key LIKE 'access_%:%'",
)
"""Every place where a number of a connection may still stand."""

COLUMNS = {
    "connection": """
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    base_url TEXT NOT NULL,
    name TEXT NOT NULL,
    time_zone TEXT,
    academic_year_starts TEXT DEFAULT '09-01' NOT NULL,
    settings TEXT DEFAULT '{}' NOT NULL,
    sealed_token BLOB NOT NULL,
    state TEXT DEFAULT 'ok' NOT NULL,
    attention TEXT,
    checked_at BIGINT,
    auto_sync BOOLEAN DEFAULT true NOT NULL,
    sync_interval_seconds INTEGER DEFAULT '300' NOT NULL,
    next_run_at BIGINT,
    lease_owner TEXT,
    lease_expires_at BIGINT,
    generation BIGINT DEFAULT '0' NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT uq_connection_address UNIQUE (kind, base_url),
    UNIQUE (slug),
    UNIQUE (name)
""",
    "held_removal": """
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    connection_id SMALLINT NOT NULL,
    run_id INTEGER,
    kind TEXT NOT NULL,
    parent_kind TEXT,
    parent TEXT,
    ids TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    held_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    CONSTRAINT ck_held_removal_state CHECK (state IN ('waiting', 'applied', 'dismissed', 'withdrawn')),
    FOREIGN KEY(connection_id) REFERENCES connection (id) ON DELETE CASCADE
""",
    "api_client": """
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    scopes TEXT DEFAULT '[]' NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    UNIQUE (token_hash)
""",
}
