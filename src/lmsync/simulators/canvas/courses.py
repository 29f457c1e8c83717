"""Courses with their sections and grading periods."""

from collections.abc import Collection
from typing import Any

from lmsync.simulators.canvas.accounts import PERIOD_GROUP, TERM, department_of, terms
from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.protocol import not_found
from lmsync.simulators.canvas.site import COURSE, Asked, Routes, Site, needs
from lmsync.simulators.canvas.view import ROOT, SECTIONS, SUB_ACCOUNTS, View, time_text
from lmsync.testing.registers import Course


def course(view: View, course: Course, includes: Collection[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": course.id,
        "name": course.name,
        "account_id": SUB_ACCOUNTS + course.department,
        "uuid": f"course{course.id:034}",
        "start_at": time_text(course.starts_at),
        "grading_standard_id": None,
        "is_public": False,
        "created_at": time_text(view.school.now - 60 * 86_400),
        "course_code": course.code,
        "default_view": "modules",
        "root_account_id": ROOT,
        "enrollment_term_id": TERM,
        "license": "private",
        "grade_passback_setting": None,
        "end_at": time_text(course.ends_at),
        "public_syllabus": False,
        "public_syllabus_to_auth": False,
        "storage_quota_mb": 500,
        "is_public_to_auth_users": False,
        "homeroom_course": False,
        "course_color": None,
        "friendly_name": None,
        "apply_assignment_group_weights": True,
        "calendar": {"ics": f"{view.url}/feeds/calendars/course_{course.id}.ics"},
        "time_zone": "Europe/Helsinki",
        "blueprint": False,
        "template": False,
        "hide_final_grades": False,
        "workflow_state": "available" if course.visible else "unpublished",
        "restrict_enrollments_to_course_dates": False,
    }
    if view.may("read_sis"):
        row |= {"sis_course_id": course.sis_id or None, "integration_id": None}
    if "concluded" in includes:
        row["concluded"] = False
    if "term" in includes:
        row["term"] = terms(view)[0]
    if "total_students" in includes:
        row["total_students"] = sum("student" in place.roles for place in course.people.values())
    return row


def section(view: View, course: Course) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": SECTIONS + course.id,
        "course_id": view.host_of(course),
        "name": course.name,
        "start_at": None,
        "end_at": None,
        "created_at": time_text(view.school.now - 60 * 86_400),
        "restrict_enrollments_to_section_dates": None,
        "nonxlist_course_id": course.id if course.id in view.cross_listed else None,
    }
    if view.may("read_sis"):
        row |= {"sis_section_id": None, "sis_course_id": course.sis_id or None, "integration_id": None}
    return row


def grading_periods(view: View) -> dict[str, Any]:
    begins = view.school.now
    rows = [
        {
            "id": str(number),
            "title": f"{number} полугодие",
            "start_date": time_text(begins + (number - 1) * 120 * 86_400),
            "end_date": time_text(begins + number * 120 * 86_400 - 1),
            "close_date": time_text(begins + number * 120 * 86_400 + 10 * 86_400),
            "weight": 50.0,
            "is_closed": False,
            "grading_period_group_id": PERIOD_GROUP,
            "permissions": {"read": True, "create": False, "update": False, "delete": False},
        }
        for number in (1, 2)
    ]
    return {
        "grading_periods": rows,
        "meta": {"pagination": {}},
        "can_create_grading_periods": False,
        "grading_periods_read_only": True,
    }


def list_account_courses(site: Site, asked: Asked) -> Any:
    needs(asked, "read_course_list", admin=True)
    department = department_of(site, asked)
    states = set(asked.values_of("state"))
    found = [
        course(asked.view, school_course, asked.includes)
        for school_course in sorted(
            site.school.courses.values(), key=lambda school_course: (school_course.name, school_course.id)
        )
        if (not department or school_course.department == department)
        and (
            not states
            or "all" in states
            or states & ({"available"} if school_course.visible else {"created", "claimed"})
        )
    ]
    return Listing(found, "uncounted")


def list_courses(site: Site, asked: Asked) -> Any:
    states = set(asked.values_of("state"))
    found = []
    for school_course in sorted(asked.view.courses(), key=lambda school_course: (school_course.name, school_course.id)):
        if school_course.id in site.shut_courses:
            found.append({"id": school_course.id, "access_restricted_by_date": True})
        elif not states or states & ({"available"} if school_course.visible else {"unpublished"}):
            found.append(course(asked.view, school_course, asked.includes))
    return Listing(found, "counted")


def show_course(site: Site, asked: Asked) -> Any:
    return course(asked.view, asked.course(), asked.includes)


def show_grading_periods(site: Site, asked: Asked) -> Any:
    asked.course()
    return grading_periods(asked.view)


def list_sections(site: Site, asked: Asked) -> Any:
    return Listing([section(asked.view, owner) for owner in asked.view.sections_of(asked.course())], "counted")


def show_section(site: Site, asked: Asked) -> Any:
    course = site.school.courses.get(int(asked.ids["section"]) - SECTIONS)
    if course is None:
        raise not_found()
    return section(asked.view, course)


def show_course_permissions(site: Site, asked: Asked) -> Any:
    asked.course()
    wanted = asked.values_of("permissions")
    # The newer releases have three rights in its place.
    return {right: asked.view.may("manage_content" if "course_content" in right else right) for right in wanted}


ROUTES: Routes = (
    (r"accounts/(?P<account>[^/]+)/courses", "account_courses", list_account_courses),
    ("courses", "courses", list_courses),
    (COURSE, "course", show_course),
    (f"{COURSE}/grading_periods", "grading_periods", show_grading_periods),
    (f"{COURSE}/sections", "sections", list_sections),
    (r"sections/(?P<section>\d+)", "section", show_section),
    (f"{COURSE}/permissions", "course_permissions", show_course_permissions),
)
