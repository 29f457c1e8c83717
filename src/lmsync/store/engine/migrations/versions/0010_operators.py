"""People who log in, their second factors and sessions, logins that failed, and links that work once.

Revision ID: 0010
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = {
    "operator": """
    id {small_number},
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    last_login_at BIGINT,
    totp_sealed {bytes},
    totp_since BIGINT,
    totp_step BIGINT,
    UNIQUE (login),
    CONSTRAINT ck_operator_role CHECK (role IN ('viewer', 'admin', 'owner')),
    CONSTRAINT ck_operator_state CHECK (state IN ('active', 'disabled'))
""",
    "session": """
    id {number},
    operator_id INTEGER NOT NULL,
    secret_hash {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    address TEXT,
    user_agent TEXT,
    UNIQUE (secret_hash),
    FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE CASCADE
""",
    "recovery_code": """
    id {number},
    operator_id INTEGER NOT NULL,
    code_hash {bytes} NOT NULL,
    used_at BIGINT,
    FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE CASCADE
""",
    "login_failure": """
    id {number},
    at BIGINT NOT NULL,
    account {bytes} NOT NULL,
    network TEXT NOT NULL,
    device TEXT
""",
    "one_time_link": """
    id {number},
    token_hash {bytes} NOT NULL,
    operator_id INTEGER,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    UNIQUE (token_hash),
    FOREIGN KEY(operator_id) REFERENCES operator (id) ON DELETE CASCADE
""",
}
INDEXES = (
    "ix_session_operator ON session (operator_id)",
    "ix_recovery_code_operator ON recovery_code (operator_id)",
    "ix_login_failure_account ON login_failure (account, at)",
    "ix_login_failure_network ON login_failure (network, at)",
    "ix_login_failure_device ON login_failure (device, at)",
    "ix_one_time_link_operator ON one_time_link (operator_id)",
)
SQLITE = {
    "small_number": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
    "number": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
    "bytes": "BLOB",
}
POSTGRESQL = {"small_number": "SERIAL PRIMARY KEY", "number": "BIGSERIAL PRIMARY KEY", "bytes": "BYTEA"}


def upgrade() -> None:
    connection = op.get_bind()
    words = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    for name, columns in TABLES.items():
        connection.exec_driver_sql(f"CREATE TABLE {name} ({columns.format(**words)})")
    for index in INDEXES:
        connection.exec_driver_sql(f"CREATE INDEX {index}")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
