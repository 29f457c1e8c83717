"""How many courses a user attends and teaches: kept beside the user, so that no list has to count."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Executable, FromClause, and_, bindparam, case, distinct, func, select, update

from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of
from lmsync.store.mirror import tables as t


def _count_courses(whose: Callable[[FromClause], ColumnElement[bool]]) -> Executable:
    e, person = t.enrollment.c, t.user.alias("person")
    present = and_(e.user_id == person.c.id, e.deleted_at.is_(None))

    def courses_as(role: str) -> ColumnElement[int]:
        return func.count(distinct(case((e.role == role, e.course_id)))).label(role)

    counted = (
        select(person.c.id, courses_as("student"), courses_as("teacher"))
        .select_from(person.outerjoin(t.enrollment, present))
        .where(whose(person))
        .group_by(person.c.id)
        .subquery("counted")
    )
    student, teacher = t.user.c.student_courses, t.user.c.teacher_courses
    return (
        update(t.user)
        .where(t.user.c.id == counted.c.id, (student != counted.c.student) | (teacher != counted.c.teacher))
        .values(student_courses=counted.c.student, teacher_courses=counted.c.teacher)
    )


_COUNT_THEIRS = _count_courses(lambda person: one_of(person.c.id, "users"))
_COUNT_ALL = _count_courses(lambda person: person.c.connection_id == bindparam("connection"))


def count_courses(tx: Tx, connection_id: int, users: Collection[int]) -> None:
    """Keep the counts that make somebody a student or a teacher; `users`: our numbers."""
    if users and tx.run(_COUNT_THEIRS, users=list(users)):
        tx.moved(connection_id)


def count_all_courses(tx: Tx, connection_id: int) -> int:
    """Count the courses of all users, after a run that may have died before it counted. How many counts were wrong."""
    wrong = tx.run(_COUNT_ALL, connection=connection_id)
    if wrong:
        tx.moved(connection_id)
    return wrong
