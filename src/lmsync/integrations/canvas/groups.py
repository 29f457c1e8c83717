"""Groups, their sets and their members."""

from collections.abc import AsyncIterator, Iterator

from msgspec import UNSET, UnsetType

from lmsync.crm_integration import Answer, End, Known, Reading, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import answers, mapping
from lmsync.integrations.canvas.reading import reading
from lmsync.integrations.canvas.side_lists import Unread, needed, read_side, worst
from lmsync.integrations.canvas.site import Site
from lmsync.lms_pages import page_of_records
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind, Record


def readings(site: Site, known: Known) -> Iterator[Reading]:
    for course in site.courses(known):
        scope = Scope.within(Kind.GROUP, Kind.COURSE, course)
        yield reading(f"groups of course {course}", (scope,), read_groups, site, scope, course)


async def read_groups(site: Site, scope: Scope, course: str) -> AsyncIterator[Answer]:
    rows = await site.rest.rows(f"courses/{course}/groups", include=["users", "group_category"])
    read = [mapping.understood(Kind.GROUP, row, answers.Group) for row in rows]
    unread: list[Unread] = []
    sets: dict[str, str | UnsetType | None] | Unread = {}
    if any(_set_is_only_numbered(group) for group in good(read)):
        # An older Canvas, or a key that drops includes. Only those who may manage groups can read the list of sets.
        sets = await read_side("group_categories", sets_of(site, course))
    groups: list[Record | BadRecord] = []
    for group in good(read):
        members = await read_side("memberships", members_of(site, group))
        if isinstance(members, Unread):
            unread.append(members)
        if isinstance(group.group_category, answers.GroupCategory):
            name = mapping.text_of(group.group_category.name)
        elif isinstance(sets, Unread):
            name = UNSET
        else:
            name = sets.get(str(group.group_category_id))
        known = UNSET if isinstance(members, Unread) else members
        groups.append(mapped(Kind.GROUP, str(group.id), mapping.group_of, group, course, name, known))
    if isinstance(sets, Unread):
        unread.append(sets)
    yield page_of_records(scope, "all", good(groups), [*bad(read), *bad(groups)])
    yield worst(unread).incomplete(scope) if unread else End(scope)


def _set_is_only_numbered(group: answers.Group) -> bool:
    return isinstance(group.group_category_id, str | int) and not isinstance(
        group.group_category, answers.GroupCategory
    )


async def sets_of(site: Site, course: str) -> dict[str, str | UnsetType | None]:
    """Names of sets by number; `UNSET` for a set that was not understood."""
    names: dict[str, str | UnsetType | None] = {}
    for row in await site.rest.rows(f"courses/{course}/group_categories"):
        group_set = mapping.understood(Kind.GROUP, row, answers.GroupCategory)
        if not isinstance(group_set, BadRecord):
            names[str(group_set.id)] = group_set.name if isinstance(group_set.name, str) else None
        elif group_set.external_id is not None:
            names[group_set.external_id] = UNSET
        else:
            raise Refused("not_understood")
    return names


async def members_of(site: Site, group: answers.Group) -> list[str]:
    """Ids of the members. Raises `Refused` when fewer are listed than Canvas counts."""
    if isinstance(group.users, list) and (
        not isinstance(group.members_count, int) or group.members_count <= len(group.users)
    ):
        return [str(user.id) for user in group.users if str(user.id) not in site.roster.test_students]
    # A large group comes with only a part of its people.
    rows = [needed(row, answers.Membership) for row in await site.rest.rows(f"groups/{group.id}/memberships")]
    accepted = {str(row.user_id) for row in rows if row.workflow_state in (UNSET, "accepted")}
    if isinstance(group.members_count, int) and len(accepted) < group.members_count:
        # The list has no order: over several pages one row may come twice and another never.
        raise Refused("fewer_than_expected")
    return [user for user in accepted if user not in site.roster.test_students]
