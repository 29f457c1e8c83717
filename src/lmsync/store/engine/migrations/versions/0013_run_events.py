"""What is said of a run beside its receipt: where its changes stand in the change log, how long it waited, and since when
it is asked to end.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    for column in ("first_change_seq BIGINT", "last_change_seq BIGINT", "cancel_asked_at BIGINT"):
        connection.exec_driver_sql(f"ALTER TABLE sync_run ADD COLUMN {column}")
    connection.exec_driver_sql("ALTER TABLE sync_run_scope ADD COLUMN waited_seconds FLOAT DEFAULT '0' NOT NULL")
    # In one walk over the log, and not in one for each run.
    connection.exec_driver_sql(
        "UPDATE sync_run SET first_change_seq = found.first_seq, last_change_seq = found.last_seq FROM "
        "(SELECT run_id, min(seq) AS first_seq, max(seq) AS last_seq FROM change WHERE run_id IS NOT NULL GROUP BY run_id) "
        "AS found WHERE found.run_id = sync_run.id"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
