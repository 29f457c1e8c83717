"""Tokens have scopes, and limits to connections and kinds. Those that are there keep every right.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EVERY_SCOPE = (
    '["admin", "configure", "personal", "read:attendance", "read:changes", "read:courses", "read:grades", '
    '"read:lessons", "read:runs", "read:students", "sync"]'
)


def upgrade() -> None:
    connection = op.get_bind()
    for column in ("connections TEXT", "kinds TEXT", "last_used_at BIGINT"):
        connection.exec_driver_sql(f"ALTER TABLE api_client ADD COLUMN {column}")
    connection.exec_driver_sql(f"UPDATE api_client SET scopes = '{EVERY_SCOPE}'")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
