"""The first schema.

Revision ID: 0001
"""

from alembic import op

from lmsync.store.search_index import statements
from lmsync.store.tables import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Until the first release the first migration is the schema itself; from then on this file is frozen.
    metadata.create_all(op.get_bind())
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
