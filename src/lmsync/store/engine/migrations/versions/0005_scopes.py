"""Scopes have one name in every table: two of them could have the same.

`sync_scope` and `page_digest` named a scope by its parent's id alone. Every parent was a course until now, and lessons without a parent were those
outside all courses. `held_removal` kept no kind of the parent, and did not tell a whole kind from what is outside all courses.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    for table in ("sync_scope", "page_digest"):
        connection.exec_driver_sql(
            f"UPDATE {table} SET parent = 'course:' || parent WHERE parent <> '' OR kind = 'lesson'"
        )
    connection.exec_driver_sql("UPDATE held_removal SET parent_kind = 'course' WHERE parent IS NOT NULL")
    connection.exec_driver_sql(
        "UPDATE held_removal SET parent_kind = 'course' "
        "WHERE kind = 'lesson' AND parent IS NULL AND reason NOT IN ('all_of_kind', 'too_many')"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
