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


def group(view: View, one: Group, includes: Collection[str], embedded: int) -> dict[str, Any]:
    people = [view.school.people[number] for number in one.members if number in view.school.people]
    row: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "description": None,
        "is_public": False,
        "join_level": "invitation_only",
        "group_category_id": GROUP_SETS + one.course,
        "max_membership": None,
        "created_at": time_text(view.school.now),
        "members_count": len(people),
        "storage_quota_mb": 50,
        "context_type": "Course",
        "course_id": one.course,
        "avatar_url": None,
        "role": None,
        "leader": None,
        "has_submission": False,
        "concluded": False,
        "context_name": view.school.courses[one.course].name,
        "non_collaborative": False,
    }
    if view.admin:
        row["sis_group_id"] = one.sis_id or None
    if "group_category" in includes:
        row["group_category"] = group_category(view.school.courses[one.course])
    if "users" in includes:
        row["users"] = [user(view, person) for person in people[:embedded]]
    return row


def group_category(one: Course) -> dict[str, Any]:
    return {
        "id": GROUP_SETS + one.id,
        "name": "Подгруппы",
        "role": None,
        "self_signup": None,
        "group_limit": None,
        "auto_leader": None,
        "created_at": "2026-09-01T00:00:00Z",
        "context_type": "Course",
        "course_id": one.id,
        "protected": False,
        "allows_multiple_memberships": False,
        "is_member": False,
        "self_signup_end_at": None,
    }


def membership(one: Group, person: int) -> dict[str, Any]:
    return {
        "id": one.id * 1_000_000 + person,
        "group_id": one.id,
        "user_id": person,
        "workflow_state": "accepted",
        "moderator": False,
    }


def list_groups(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "view_group_pages")
    includes = set(asked.includes) - (set() if site.names_group_sets else {"group_category"})
    found = [group(asked.view, site.school.groups[one], includes, site.embedded_users) for one in course.groups]
    return Listing(found, "counted")


def list_group_categories(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "manage_groups")
    return Listing([group_category(course)] if course.groups else [], "counted")


def show_group(site: Site, asked: Asked) -> Any:
    one = site.school.groups.get(int(asked.ids["group"]))
    if one is None:
        raise not_found()
    return group(asked.view, one, (), 0)


def list_memberships(site: Site, asked: Asked) -> Any:
    one = site.school.groups.get(int(asked.ids["group"]))
    if one is None:
        raise not_found()
    return Listing([membership(one, person) for person in one.members], "counted")


ROUTES: Routes = (
    (f"{COURSE}/groups", "groups", list_groups),
    (f"{COURSE}/group_categories", "group_categories", list_group_categories),
    (r"groups/(?P<group>\d+)", "group", show_group),
    (r"groups/(?P<group>\d+)/memberships", "memberships", list_memberships),
)
