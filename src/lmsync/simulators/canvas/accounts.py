"""Accounts, terms, and the person of the token."""

from typing import Any

from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.protocol import CanvasError, not_found, number_of
from lmsync.simulators.canvas.site import Asked, Routes, Site, needs
from lmsync.simulators.canvas.view import ROOT, SUB_ACCOUNTS, View, time_text
from lmsync.testing.registers import Department

DEFAULT_TERM, TERM = 1, 2
PERIOD_GROUP = 1
ADMIN = 2


def account(view: View, department: Department | None) -> dict[str, Any]:
    number = ROOT if department is None else SUB_ACCOUNTS + department.id
    parent = None
    if department is not None:
        parent = SUB_ACCOUNTS + department.parent if department.parent else ROOT
    row: dict[str, Any] = {
        "id": number,
        "name": department.name if department else view.school.name,
        "workflow_state": "active",
        "parent_account_id": parent,
        "root_account_id": None if department is None else ROOT,
        "uuid": f"account{number:034}",
        "default_storage_quota_mb": 500,
        "default_user_storage_quota_mb": 50,
        "default_group_storage_quota_mb": 50,
        "default_time_zone": "Europe/Helsinki",
    }
    if view.admin and department is not None:
        row |= {"sis_account_id": department.sis_id or None, "sis_import_id": None, "integration_id": None}
    return row


def terms(view: View) -> list[dict[str, Any]]:
    begins = view.school.now
    rows: list[dict[str, Any]] = [
        {
            "id": TERM,
            "name": "Учебный год",
            "start_at": time_text(begins),
            "end_at": time_text(begins + 273 * 86_400),
            "created_at": time_text(begins - 90 * 86_400),
            "workflow_state": "active",
            "grading_period_group_id": PERIOD_GROUP,
        },
        {
            "id": DEFAULT_TERM,
            "name": "Default Term",
            "start_at": None,
            "end_at": None,
            "created_at": time_text(begins - 400 * 86_400),
            "workflow_state": "active",
            "grading_period_group_id": None,
        },
        {
            "id": 3,
            "name": "Прошлый год",
            "start_at": None,
            "end_at": None,
            "created_at": time_text(begins - 400 * 86_400),
            "workflow_state": "deleted",
            "grading_period_group_id": None,
        },
    ]
    if view.admin:
        for row in rows:
            row |= {"sis_term_id": "YEAR" if row["id"] == TERM else None, "sis_import_id": None}
    return rows


def show_self(site: Site, asked: Asked) -> Any:
    number = site.teacher or ADMIN
    person = site.school.people.get(number)
    name = f"{person.given} {person.family}" if person else "lmsync service"
    return {
        "id": number,
        "name": name,
        "created_at": "2025-08-18T10:30:00+03:00",
        "sortable_name": name,
        "short_name": name,
    }


def list_accounts(site: Site, asked: Asked) -> Any:
    return Listing([account(asked.view, None)] if asked.view.admin else [], "counted")


def list_course_accounts(site: Site, asked: Asked) -> Any:
    numbers = {course.department for course in asked.view.courses()}
    found = [account(asked.view, site.school.departments[number]) for number in sorted(numbers)]
    return Listing(found, "bookmark")


def department_of(site: Site, asked: Asked) -> int:
    """0 for the root."""
    written = asked.ids["account"]
    number = ROOT if written in {"self", "default"} else number_of(written)
    if number == ROOT:
        return 0
    if number - SUB_ACCOUNTS not in site.school.departments:
        raise not_found()
    return number - SUB_ACCOUNTS


def show_account(site: Site, asked: Asked) -> Any:
    department = department_of(site, asked)
    return account(asked.view, site.school.departments[department] if department else None)


def list_sub_accounts(site: Site, asked: Asked) -> Any:
    needs(asked, "read_course_list", admin=True)
    top = department_of(site, asked)
    recursive = asked.request.query.get("recursive") == "true"
    found = [
        department
        for department in site.school.departments.values()
        if (department.parent or 0) == top or (recursive and top == 0)
    ]
    return Listing([account(asked.view, department) for department in found], "counted")


def show_permissions(site: Site, asked: Asked) -> Any:
    return {right: asked.view.admin and asked.view.may(right) for right in asked.values_of("permissions")}


def list_terms(site: Site, asked: Asked) -> Any:
    if department_of(site, asked):
        raise CanvasError(400, {"message": "Terms only belong to root_accounts."})
    everything = "all" in asked.values_of("workflow_state")
    found = [term for term in terms(asked.view) if everything or term["workflow_state"] == "active"]
    return Listing(found, "counted", "enrollment_terms")


ROUTES: Routes = (
    ("users/self", "self", show_self),
    ("users/self/profile", "self", show_self),
    ("accounts", "accounts", list_accounts),
    ("course_accounts", "course_accounts", list_course_accounts),
    (r"accounts/(?P<account>[^/]+)", "account", show_account),
    (r"accounts/(?P<account>[^/]+)/sub_accounts", "sub_accounts", list_sub_accounts),
    (r"accounts/(?P<account>[^/]+)/permissions", "permissions", show_permissions),
    (r"accounts/(?P<account>[^/]+)/terms", "terms", list_terms),
)
