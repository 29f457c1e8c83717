"""Provisioning reports as they are asked for and waited for; `report_files` makes what is downloaded."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

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

    def body(self, site: str) -> dict[str, Any]:
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


def new_report(number: int, parameters: dict[str, str], *, fails: bool) -> Report:
    return Report(number, parameters, fails, secrets.token_hex(20))
