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
    told = {name: _as_csv(view, name, translated=translated) for name in report.tables}
    if len(told) == 1:
        return next(iter(told.values())).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in told.items():
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
    for one in view.school.people.values():
        told = user(view, one, ["email"])
        yield {
            "canvas_user_id": one.id,
            "user_id": one.sis_id,
            "login_id": one.username,
            "first_name": one.given,
            "last_name": one.family,
            "full_name": told["name"],
            "sortable_name": told["sortable_name"],
            "short_name": told["short_name"],
            "email": one.email,
            "status": "active",
            "created_by_sis": "true",
        }


def _accounts(view: View) -> Iterator[dict[str, Any]]:
    # The root itself is missing.
    for one in view.school.departments.values():
        parent = SUB_ACCOUNTS + one.parent if one.parent else ROOT
        number = SUB_ACCOUNTS + one.id
        yield {"canvas_account_id": number, "account_id": one.sis_id, "canvas_parent_id": parent, "name": one.name} | {
            "status": "active",
            "created_by_sis": "true",
        }


def _terms(view: View) -> Iterator[dict[str, Any]]:
    for one in terms(view):
        if one["workflow_state"] == "active":
            yield {"canvas_term_id": one["id"], "name": one["name"], "status": "active", "created_by_sis": "false"}


def _courses(view: View) -> Iterator[dict[str, Any]]:
    for one in view.school.courses.values():
        yield {
            "canvas_course_id": one.id,
            "course_id": one.sis_id,
            "short_name": one.code,
            "long_name": one.name,
            "canvas_account_id": SUB_ACCOUNTS + one.department,
            "canvas_term_id": TERM,
            "status": "active" if one.visible else "unpublished",
            "created_by_sis": "true",
        }


def _sections(view: View) -> Iterator[dict[str, Any]]:
    for one in view.school.courses.values():
        number = SECTIONS + one.id
        yield {"canvas_section_id": number, "canvas_course_id": view.host_of(one), "name": one.name, "status": "active"}


def _enrollments(view: View) -> Iterator[dict[str, Any]]:
    states = {"active": "active", "inactive": "inactive"}
    for course in view.school.courses.values():
        for one in enrollments(view, course):
            # Test Students are left out.
            if one["type"] != "StudentViewEnrollment":
                yield {
                    "canvas_course_id": one["course_id"],
                    "canvas_user_id": one["user_id"],
                    "role": one["role"].removesuffix("Enrollment").lower(),
                    "role_id": one["role_id"],
                    "canvas_section_id": one["course_section_id"],
                    "status": states[one["enrollment_state"]],
                    "base_role_type": one["type"],
                    "limit_section_privileges": "false",
                    "canvas_enrollment_id": one["id"],
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
