"""Who belongs to which group: a table of its own, and a field of the group for every reader."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import UNSET, Struct
from sqlalchemy import bindparam, delete, select, update

from lmsync.records import Group, Kind
from lmsync.store.engine.database import Tx
from lmsync.store.engine.statements import one_of, upsert
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.stored import numbers_of

_MEMBERS = (
    select(t.group_member.c.group_id, t.user.c.external_id, t.user.c.id)
    .join(t.user, t.user.c.id == t.group_member.c.user_id)
    .where(one_of(t.group_member.c.group_id, "groups"))
)
_ADD_MEMBER = upsert(t.group_member).values(group_id=bindparam("g"), user_id=bindparam("u")).on_conflict_do_nothing()
_DROP_MEMBER = delete(t.group_member).where(
    t.group_member.c.group_id == bindparam("g"), t.group_member.c.user_id == bindparam("u")
)
_DROP_ALL_MEMBERS = delete(t.group_member).where(t.group_member.c.group_id == bindparam("g"))
_TOUCH_GROUP = (
    update(t.course_group).where(t.course_group.c.id == bindparam("b_id")).values(changed_at=bindparam("now"))
)


class MembersApplied(Struct):
    """What became of the members of some groups."""

    changed: dict[int, dict[str, Any]]
    """By the number of a group that was stored before: its members before and after, as a field of the change log."""
    lost: list[str]
    """Ids of groups that had members and would have none. Not applied: that is judged at the end of the scope."""
    valued: int
    """How many groups had members."""
    unresolved: int
    """Members that are not stored (yet)."""


def apply_members(
    tx: Tx, groups: Sequence[Group], *, connection_id: int, new: Collection[str], now: int
) -> MembersApplied:
    """Store the members of groups; `new`: ids of those groups that this transaction added."""
    members_of = {group.external_id: group.members for group in groups if group.members is not UNSET}
    numbers = numbers_of(tx, connection_id, Kind.GROUP, members_of)
    wanted = {user for members in members_of.values() for user in members or ()}
    users = numbers_of(tx, connection_id, Kind.USER, wanted)
    stored: dict[int, dict[str, int]] = {}
    for group, external_id, number in tx.rows(_MEMBERS, groups=list(numbers.values())):
        stored.setdefault(group, {})[external_id] = number
    applied = MembersApplied({}, [], 0, len(wanted) - len(users))
    for external_id, group in numbers.items():
        before = stored.get(group, {})
        after = {user: users[user] for user in members_of[external_id] or () if user in users}
        applied.valued += bool(before)
        if before.keys() == after.keys():
            continue
        if not after:
            applied.lost.append(external_id)
            continue
        tx.run_many(_ADD_MEMBER, [{"g": group, "u": number} for number in after.values()])
        tx.run_many(_DROP_MEMBER, [{"g": group, "u": before[user]} for user in before.keys() - after.keys()])
        if external_id not in new:
            tx.run(_TOUCH_GROUP, b_id=group, now=now)
            applied.changed[group] = {"members": [sorted(before), sorted(after)]}
    return applied


def drop_members(tx: Tx, group: int) -> list[Any]:
    """Empty a group; its members before and after."""
    before = sorted(row[1] for row in tx.rows(_MEMBERS, groups=[group]))
    tx.run(_DROP_ALL_MEMBERS, g=group)
    return [before, []]
