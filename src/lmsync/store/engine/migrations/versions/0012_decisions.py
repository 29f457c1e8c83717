"""Decisions about withheld fields and unreachable records, and what an undo needs.

Revision ID: 0012
"""

from alembic import op

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


def upgrade() -> None:
    connection = op.get_bind()
    for column in HELD:
        connection.exec_driver_sql(f"ALTER TABLE held_removal ADD COLUMN {column}")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
