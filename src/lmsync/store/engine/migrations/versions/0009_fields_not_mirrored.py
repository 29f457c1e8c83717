"""Fields that a connection does not mirror.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE connection ADD COLUMN fields_not_mirrored TEXT DEFAULT '[]' NOT NULL")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
