"""When the token of a connection was set, and when it ends.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("token_set_at", "token_expires_at"):
        op.get_bind().exec_driver_sql(f"ALTER TABLE connection ADD COLUMN {column} BIGINT")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
