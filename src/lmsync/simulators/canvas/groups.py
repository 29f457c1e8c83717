"""Groups, their sets and their members."""

from collections.abc import Collection
from typing import Any

from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.people import user
from lmsync.simulators.canvas.protocol import not_found
from lmsync.simulators.canvas.site import COURSE, Asked, Routes, Site, needs
from lmsync.simulators.canvas.view import View, time_text
from lmsync.testing.registers import Course, Group

GROUP_SETS = 5_000


def group(view: View, group: Group, includes: Collection[str], embedded: int) -> dict[str, Any]:
    people = [view.school.people[number] for number in group.members if number in view.school.people]
    row: dict[str, Any] = {
        "id": group.id,
        "name": group.name,
        "description": None,
        "is_public": False,
        "join_level": "invitation_only",
        "group_category_id": GROUP_SETS + group.course,
        "max_membership": None,
        "created_at": time_text(view.school.now),
        "members_count": len(people),
        "storage_quota_mb": 50,
        "context_type": "Course",
        "course_id": group.course,
        "avatar_url": None,
        "role": None,
        "leader": None,
        "has_submission": False,
        "concluded": False,
        "context_name": view.school.courses[group.course].name,
        "non_collaborative": False,
    }
    if view.admin:
        row["sis_group_id"] = group.sis_id or None
    if "group_category" in includes:
        row["group_category"] = group_category(view.school.courses[group.course])
    if "users" in includes:
        row["users"] = [user(view, person) for person in people[:embedded]]
    return row


def group_category(course: Course) -> dict[str, Any]:
    return {
        "id": GROUP_SETS + course.id,
        "name": "Подгруппы",
        "role": None,
        "self_signup": None,
        "group_limit": None,
        "auto_leader": None,
        "created_at": "2026-09-01T00:00:00Z",
        "context_type": "Course",
        "course_id": course.id,
        "protected": False,
        "allows_multiple_memberships": False,
        "is_member": False,
        "self_signup_end_at": None,
    }


def membership(group: Group, person: int) -> dict[str, Any]:
    return {
        "id": group.id * 1_000_000 + person,
        "group_id": group.id,
        "user_id": person,
        "workflow_state": "accepted",
        "moderator": False,
    }


def list_groups(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "view_group_pages")
    includes = set(asked.includes) - (set() if site.names_group_sets else {"group_category"})
    found = [group(asked.view, site.school.groups[number], includes, site.embedded_users) for number in course.groups]
    return Listing(found, "counted")


def list_group_categories(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "manage_groups")
    return Listing([group_category(course)] if course.groups else [], "counted")


def show_group(site: Site, asked: Asked) -> Any:
    found = site.school.groups.get(int(asked.ids["group"]))
    if found is None:
        raise not_found()
    return group(asked.view, found, (), 0)


def list_memberships(site: Site, asked: Asked) -> Any:
    found = site.school.groups.get(int(asked.ids["group"]))
    if found is None:
        raise not_found()
    return Listing([membership(found, person) for person in found.members], "counted")


ROUTES: Routes = (
    (f"{COURSE}/groups", "groups", list_groups),
    (f"{COURSE}/group_categories", "group_categories", list_group_categories),
    (r"groups/(?P<group>\d+)", "group", show_group),
    (r"groups/(?P<group>\d+)/memberships", "memberships", list_memberships),
)
