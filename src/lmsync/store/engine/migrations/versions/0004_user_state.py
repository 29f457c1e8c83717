"""Users have a `state` as records of other kinds have, in place of a flag.

Revision ID: 0004
"""

import json

from alembic import op
from sqlalchemy import text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

USER = 5
"""The number of the kind in the change log."""
STATES = {True: "active", False: "suspended", None: None}


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql('ALTER TABLE "user" ADD COLUMN state TEXT')
    connection.exec_driver_sql(
        "UPDATE \"user\" SET state = CASE WHEN enabled THEN 'active' ELSE 'suspended' END WHERE enabled IS NOT NULL"
    )
    connection.exec_driver_sql('ALTER TABLE "user" DROP COLUMN enabled')
    logged = text("SELECT seq, fields FROM change WHERE kind = :kind AND fields LIKE :part")
    for seq, stored in connection.execute(logged, {"kind": USER, "part": '%"enabled"%'}).all():
        fields = json.loads(stored)
        if "enabled" not in fields:
            continue  # somebody is called so
        # SQLite has logged a flag as a number.
        fields["state"] = [None if flag is None else STATES[bool(flag)] for flag in fields.pop("enabled")]
        rewritten = {"seq": seq, "fields": json.dumps(fields, ensure_ascii=False)}
        connection.execute(text("UPDATE change SET fields = :fields WHERE seq = :seq"), rewritten)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
