"""The file of a provisioning report: one bare CSV, or a zip of several."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lmsync.simulators.canvas.accounts import TERM, terms
from lmsync.simulators.canvas.people import enrollments, user
from lmsync.simulators.canvas.reports import HEADERS, Report
from lmsync.simulators.canvas.view import ROOT, SECTIONS, SUB_ACCOUNTS, View

TRANSLATED: Mapping[str, str] = {
    "canvas_user_id": "Canvas: номер пользователя",
    "email": "эл. почта",
    "status": "состояние",
}
"""What some headers become when the one who asks has another language: map by name only where names are known."""


def file_of(report: Report, view: View, *, translated: bool) -> bytes:
    texts = {name: _as_csv(view, name, translated=translated) for name in report.tables}
    if len(texts) == 1:
        return next(iter(texts.values())).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


def _as_csv(view: View, table: str, *, translated: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([TRANSLATED.get(name, name) if translated else name for name in HEADERS[table]])
    for row in _TABLES[table](view):
        writer.writerow([row.get(name, "") if row.get(name) is not None else "" for name in HEADERS[table]])
    return text.getvalue()


def _users(view: View) -> Iterator[dict[str, Any]]:
    for person in view.school.people.values():
        row = user(view, person, ["email"])
        yield {
            "canvas_user_id": person.id,
            "user_id": person.sis_id,
            "login_id": person.username,
            "first_name": person.given,
            "last_name": person.family,
            "full_name": row["name"],
            "sortable_name": row["sortable_name"],
            "short_name": row["short_name"],
            "email": person.email,
            "status": "active",
            "created_by_sis": "true",
        }


def _accounts(view: View) -> Iterator[dict[str, Any]]:
    # The root itself is missing.
    for department in view.school.departments.values():
        parent = SUB_ACCOUNTS + department.parent if department.parent else ROOT
        number = SUB_ACCOUNTS + department.id
        yield {
            "canvas_account_id": number,
            "account_id": department.sis_id,
            "canvas_parent_id": parent,
            "name": department.name,
        } | {
            "status": "active",
            "created_by_sis": "true",
        }


def _terms(view: View) -> Iterator[dict[str, Any]]:
    for term in terms(view):
        if term["workflow_state"] == "active":
            yield {"canvas_term_id": term["id"], "name": term["name"], "status": "active", "created_by_sis": "false"}


def _courses(view: View) -> Iterator[dict[str, Any]]:
    for course in view.school.courses.values():
        yield {
            "canvas_course_id": course.id,
            "course_id": course.sis_id,
            "short_name": course.code,
            "long_name": course.name,
            "canvas_account_id": SUB_ACCOUNTS + course.department,
            "canvas_term_id": TERM,
            "status": "active" if course.visible else "unpublished",
            "created_by_sis": "true",
        }


def _sections(view: View) -> Iterator[dict[str, Any]]:
    for course in view.school.courses.values():
        number = SECTIONS + course.id
        yield {
            "canvas_section_id": number,
            "canvas_course_id": view.host_of(course),
            "name": course.name,
            "status": "active",
        }


def _enrollments(view: View) -> Iterator[dict[str, Any]]:
    states = {"active": "active", "inactive": "inactive"}
    for course in view.school.courses.values():
        for enrollment in enrollments(view, course):
            # Test Students are left out.
            if enrollment["type"] != "StudentViewEnrollment":
                yield {
                    "canvas_course_id": enrollment["course_id"],
                    "canvas_user_id": enrollment["user_id"],
                    "role": enrollment["role"].removesuffix("Enrollment").lower(),
                    "role_id": enrollment["role_id"],
                    "canvas_section_id": enrollment["course_section_id"],
                    "status": states[enrollment["enrollment_state"]],
                    "base_role_type": enrollment["type"],
                    "limit_section_privileges": "false",
                    "canvas_enrollment_id": enrollment["id"],
                }


def _xlist(view: View) -> Iterator[dict[str, Any]]:
    for course, host in view.cross_listed.items():
        number = SECTIONS + course
        yield {"canvas_xlist_course_id": host, "canvas_section_id": number, "status": "active"} | {
            "canvas_nonxlist_course_id": course
        }


_TABLES: Mapping[str, Callable[[View], Iterator[dict[str, Any]]]] = {
    "users": _users,
    "accounts": _accounts,
    "terms": _terms,
    "courses": _courses,
    "sections": _sections,
    "enrollments": _enrollments,
    "xlist": _xlist,
}
