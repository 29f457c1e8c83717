"""How long a lease lasts is kept beside its end: one that ends later than that is of a clock that was set back.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE connection ADD COLUMN lease_seconds INTEGER")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
