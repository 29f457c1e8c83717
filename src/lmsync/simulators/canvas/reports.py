"""Provisioning reports: asked for, waited for, and downloaded as one bare CSV or as a zip of several."""

import csv
import io
import secrets
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from lmsync.simulators.canvas import rows
from lmsync.simulators.canvas.rows import View

HEADERS: Mapping[str, Sequence[str]] = {
    "users": (
        "canvas_user_id user_id integration_id authentication_provider_id login_id first_name last_name full_name "
        "sortable_name short_name email status created_by_sis"
    ).split(),
    "accounts": "canvas_account_id account_id canvas_parent_id parent_account_id name status created_by_sis".split(),
    "terms": "canvas_term_id term_id name status start_date end_date created_by_sis".split(),
    "courses": (
        "canvas_course_id course_id integration_id short_name long_name canvas_account_id account_id canvas_term_id "
        "term_id status start_date end_date course_format canvas_blueprint_course_id blueprint_course_id created_by_sis"
    ).split(),
    "sections": (
        "canvas_section_id section_id canvas_course_id course_id integration_id name status start_date end_date "
        "canvas_account_id account_id created_by_sis"
    ).split(),
    "enrollments": (
        "canvas_course_id course_id canvas_user_id user_id role role_id canvas_section_id section_id status "
        "canvas_associated_user_id associated_user_id created_by_sis base_role_type limit_section_privileges "
        "canvas_enrollment_id"
    ).split(),
    "xlist": (
        "canvas_xlist_course_id xlist_course_id canvas_section_id section_id status canvas_nonxlist_course_id "
        "nonxlist_course_id"
    ).split(),
}
TRANSLATED: Mapping[str, str] = {
    "canvas_user_id": "Canvas: номер пользователя",
    "email": "эл. почта",
    "status": "состояние",
}
"""What some headers become when the one who asks has another language: map by name only where names are known."""


class Report(Struct):
    """One report; every look at it brings it a step further."""

    id: int
    parameters: dict[str, str]
    fails: bool
    verifier: str
    looks: int = 0

    @property
    def tables(self) -> list[str]:
        return [name for name in HEADERS if self.parameters.get(name) == "true"]

    def told(self, site: str) -> dict[str, Any]:
        steps = ("created", "running", "error" if self.fails else "complete")
        status = steps[min(self.looks, 2)]
        self.looks += 1
        over = status in {"error", "complete"}
        row: dict[str, Any] = {
            "id": self.id,
            "progress": 100 if over else 14 * (self.looks - 1),  # an error is at 100 too
            "parameters": self.parameters,
            "current_line": None,
            "status": status,
            "report": "provisioning_csv",
            "created_at": "2026-11-22T12:00:00+02:00",
            "started_at": None if status == "created" else "2026-11-22T12:00:08+02:00",
            "ended_at": "2026-11-22T12:00:31+02:00" if over else None,
            "file_url": f"{site}/accounts/1/files/{self.id}/download" if status == "complete" else None,
        }
        if status == "complete":
            url = f"{site}/files/{self.id}/download?download_frd=1&verifier={self.verifier}"
            row["attachment"] = {"id": self.id, "filename": self.filename, "url": url}
        return row

    @property
    def filename(self) -> str:
        return "provisioning.zip" if len(self.tables) > 1 else f"{self.tables[0] if self.tables else 'none'}.csv"

    def file(self, view: View, *, translated: bool) -> bytes:
        told = {name: _as_csv(view, name, translated=translated) for name in self.tables}
        if len(told) == 1:
            return next(iter(told.values())).encode()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, text in told.items():
                archive.writestr(f"{name}.csv", text)
        return packed.getvalue()


def new_report(number: int, parameters: dict[str, str], *, fails: bool) -> Report:
    return Report(number, parameters, fails, secrets.token_hex(20))


def _as_csv(view: View, table: str, *, translated: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([TRANSLATED.get(name, name) if translated else name for name in HEADERS[table]])
    for row in _TABLES[table](view):
        writer.writerow([row.get(name, "") if row.get(name) is not None else "" for name in HEADERS[table]])
    return text.getvalue()


def _users(view: View) -> Iterator[dict[str, Any]]:
    for one in view.school.people.values():
        told = rows.user(view, one, ["email"])
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
        parent = rows.SUB_ACCOUNTS + one.parent if one.parent else rows.ROOT
        number = rows.SUB_ACCOUNTS + one.id
        yield {"canvas_account_id": number, "account_id": one.sis_id, "canvas_parent_id": parent, "name": one.name} | {
            "status": "active",
            "created_by_sis": "true",
        }


def _terms(view: View) -> Iterator[dict[str, Any]]:
    for one in rows.terms(view):
        if one["workflow_state"] == "active":
            yield {"canvas_term_id": one["id"], "name": one["name"], "status": "active", "created_by_sis": "false"}


def _courses(view: View) -> Iterator[dict[str, Any]]:
    for one in view.school.courses.values():
        yield {
            "canvas_course_id": one.id,
            "course_id": one.sis_id,
            "short_name": one.code,
            "long_name": one.name,
            "canvas_account_id": rows.SUB_ACCOUNTS + one.department,
            "canvas_term_id": rows.TERM,
            "status": "active" if one.visible else "unpublished",
            "created_by_sis": "true",
        }


def _sections(view: View) -> Iterator[dict[str, Any]]:
    for one in view.school.courses.values():
        number = rows.SECTIONS + one.id
        yield {"canvas_section_id": number, "canvas_course_id": view.host_of(one), "name": one.name, "status": "active"}


def _enrollments(view: View) -> Iterator[dict[str, Any]]:
    states = {"active": "active", "inactive": "inactive"}
    for course in view.school.courses.values():
        for one in rows.enrollments(view, course):
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
        number = rows.SECTIONS + course
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
