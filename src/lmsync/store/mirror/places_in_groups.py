"""Places of people in groups that go and come with their enrolments."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import and_, bindparam, delete, exists, select, update

from lmsync.changes import Op
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of, upsert
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.change_rows import ChangeRows
from lmsync.store.mirror.stored import numbers_of

_E, _OTHER = t.enrollment.c, t.enrollment.alias("other").c
_PLACES_LEFT = (
    select(t.course_group.c.external_id, t.user.c.external_id)
    .select_from(t.enrollment)
    .join(t.course_group, and_(t.course_group.c.course_id == _E.course_id, t.course_group.c.deleted_at.is_(None)))
    .join(
        t.group_member,
        and_(t.group_member.c.group_id == t.course_group.c.id, t.group_member.c.user_id == _E.user_id),
    )
    .join(t.user, t.user.c.id == _E.user_id)
    .where(
        _E.connection_id == bindparam("connection"),
        one_of(_E.external_id, "ids"),
        ~exists().where(_OTHER.user_id == _E.user_id, _OTHER.course_id == _E.course_id, _OTHER.deleted_at.is_(None)),
    )
    .distinct()
)
_MEMBERS = (
    select(t.course_group.c.external_id, t.user.c.external_id)
    .select_from(t.group_member)
    .join(t.course_group, t.course_group.c.id == t.group_member.c.group_id)
    .join(t.user, t.user.c.id == t.group_member.c.user_id)
    .where(t.course_group.c.connection_id == bindparam("connection"), one_of(t.course_group.c.external_id, "groups"))
)
_JOIN = upsert(t.group_member).values(group_id=bindparam("g"), user_id=bindparam("u")).on_conflict_do_nothing()
_LEAVE = delete(t.group_member).where(
    t.group_member.c.group_id == bindparam("g"), t.group_member.c.user_id == bindparam("u")
)
_TOUCH = update(t.course_group).where(t.course_group.c.id == bindparam("b_id")).values(changed_at=bindparam("now"))
_THERE = select(t.course_group.c.external_id).where(
    t.course_group.c.connection_id == bindparam("connection"),
    one_of(t.course_group.c.external_id, "groups"),
    t.course_group.c.deleted_at.is_(None),
)


def members_of(tx: Tx, connection_id: int, groups: Collection[str]) -> dict[str, set[str]]:
    """By external ids: who is stored as a member of each group."""
    found: dict[str, set[str]] = {group: set() for group in groups}
    for group, user in tx.rows(_MEMBERS, connection=connection_id, groups=list(groups)) if groups else ():
        found[group].add(user)
    return found


def leave_groups(tx: Tx, connection_id: int, enrollments: Collection[str], *, now: int) -> dict[str, list[str]]:
    """Whose enrolments were removed, and who has no other in the course, leaves its groups. By group: who left it."""
    left: dict[str, list[str]] = {}
    for group, user in tx.rows(_PLACES_LEFT, connection=connection_id, ids=list(enrollments)) if enrollments else ():
        left.setdefault(group, []).append(user)
    _change_members(tx, connection_id, left, now, joins=False)
    return left


def join_groups(tx: Tx, connection_id: int, members: Mapping[str, Sequence[str]], *, now: int) -> None:
    """Put members back into the groups that are still there."""
    there = {row[0] for row in tx.rows(_THERE, connection=connection_id, groups=list(members))} if members else set()
    _change_members(tx, connection_id, {group: members[group] for group in sorted(there)}, now, joins=True)


def _change_members(tx: Tx, connection_id: int, members: Mapping[str, Sequence[str]], now: int, *, joins: bool) -> None:
    if not members:
        return
    log = ChangeRows(tx, Kind.GROUP, connection_id, None, now)
    for number, before, after, users in _changed(tx, connection_id, members, joins=joins):
        tx.run_many(_JOIN if joins else _LEAVE, [{"g": number, "u": user} for user in users])
        tx.run(_TOUCH, b_id=number, now=now)
        log.add(number, Op.CHANGED, {"members": [sorted(before), sorted(after)]})
    log.write()


def _changed(
    tx: Tx, connection_id: int, members: Mapping[str, Sequence[str]], *, joins: bool
) -> Iterator[tuple[int, set[str], set[str], list[int]]]:
    """Of each group that changes: its number, members before and after, and the numbers of those who come or go."""
    groups = numbers_of(tx, connection_id, Kind.GROUP, members)
    people = numbers_of(tx, connection_id, Kind.USER, {user for users in members.values() for user in users})
    stored = members_of(tx, connection_id, list(members))
    for group, users in members.items():
        before, moving = stored[group], {user for user in users if user in people}
        after = before | moving if joins else before - moving
        if after != before:
            yield groups[group], before, after, [people[user] for user in sorted(after ^ before)]


def people_by_course(tx: Tx, connection_id: int, enrollments: Collection[str]) -> dict[str, set[str]]:
    """Whose enrolments these are, by external ids."""
    found: dict[str, set[str]] = {}
    for course, user in tx.rows(_PLACES, connection=connection_id, ids=list(enrollments)) if enrollments else ():
        found.setdefault(course, set()).add(user)
    return found


_PLACES = (
    select(t.course.c.external_id, t.user.c.external_id)
    .select_from(t.enrollment)
    .join(t.course, t.course.c.id == t.enrollment.c.course_id)
    .join(t.user, t.user.c.id == t.enrollment.c.user_id)
    .where(
        t.enrollment.c.connection_id == bindparam("connection"),
        one_of(t.enrollment.c.external_id, "ids"),
        t.enrollment.c.deleted_at.is_(None),
    )
)
