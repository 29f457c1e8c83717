"""Events of runs and connections; and of a run where its changes stand in the change log, how far it is, how long it waited,
and since when it is asked to end.

Revision ID: 0014
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


COLUMNS = """
    id {number},
    at BIGINT NOT NULL,
    connection_id SMALLINT NOT NULL,
    slug TEXT NOT NULL,
    run_id {reference},
    name TEXT NOT NULL,
    facts TEXT NOT NULL,
    FOREIGN KEY(run_id) REFERENCES sync_run (id) ON DELETE CASCADE
"""
SQLITE, POSTGRESQL = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY"
OF_RUNS = (
    "first_change_seq BIGINT",
    "last_change_seq BIGINT",
    "cancel_asked_at BIGINT",
    "done_requests INTEGER",
    "seconds_left INTEGER",
)


def upgrade() -> None:
    connection = op.get_bind()
    number, reference = (SQLITE, "INTEGER") if connection.dialect.name == "sqlite" else (POSTGRESQL, "BIGINT")
    connection.exec_driver_sql(f"CREATE TABLE run_event ({COLUMNS.format(number=number, reference=reference)})")
    connection.exec_driver_sql("CREATE INDEX ix_run_event_run ON run_event (run_id, id)")
    connection.exec_driver_sql("CREATE INDEX ix_run_event_connection ON run_event (connection_id, id)")
    for column in OF_RUNS:
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
