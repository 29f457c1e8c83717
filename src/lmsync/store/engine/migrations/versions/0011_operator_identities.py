"""By whom operators are known who log in with a provider of the school.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = """
    id {number},
    operator_id INTEGER NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    UNIQUE (operator_id),
    UNIQUE (issuer, subject),
    FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE CASCADE
"""
SQLITE, POSTGRESQL = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY"


def upgrade() -> None:
    connection = op.get_bind()
    number = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    connection.exec_driver_sql(f"CREATE TABLE operator_identity ({COLUMNS.format(number=number)})")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
