"""What the simulated Canvas knows besides its school, and a call as it reaches one of its answers."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web
from msgspec import Struct

from lmsync.simulators.canvas.bucket import Bucket
from lmsync.simulators.canvas.dialect import HOSTED, Dialect
from lmsync.simulators.canvas.protocol import CanvasError, NotPermitted, not_found, number_of
from lmsync.simulators.canvas.reports import Report
from lmsync.simulators.canvas.view import RIGHTS, View
from lmsync.testing.faults import Faults
from lmsync.testing.registers import Course
from lmsync.testing.school import School


class Site:
    """A Canvas without its addresses. Tests set its switches."""

    def __init__(
        self,
        school: School | None = None,
        *,
        token: str | None = None,
        teacher: int | None = None,
        dialect: Dialect = HOSTED,
    ) -> None:
        self.school = school or School.seeded()
        self.token = token or secrets.token_hex(32)
        self.teacher = teacher
        self.dialect = dialect
        self.url = ""
        self.faults = Faults()
        self.withdrawn_rights: set[str] = set()
        self.disabled_pages: set[str] = set()
        """Pages that are hidden from the menus of courses: `quizzes`, `conferences`."""
        self.conferences: dict[int, int] = {}
        """Meetings that were held, and the course of each."""
        self.conferencing = True
        """Whether the site has any; without, the list leads to the page of the course."""
        self.refused_calendars: set[str] = set()
        """Contexts (`course_7`) whose calendars the caller may not read."""
        self.account_calendars = False
        """Whether teachers see the calendars of accounts."""
        self.names_group_sets = True
        """Whether groups come with their set; older ones only tell its number."""
        self.shut_courses: set[int] = set()
        """Courses whose dates shut the caller out: they come as two keys."""
        self.maintenance = False
        self.token_state = "valid"
        """`valid`, `expired` or `forgotten`."""
        self.embedded_users = 1000
        self.embedded_items = 100
        self.client_id, self.client_secret = "10000000000001", secrets.token_hex(16)
        """Of the developer key; with them, `refresh_token` buys access tokens, each of which ends the one before."""
        self.refresh_token = secrets.token_hex(16)
        self.refreshes = 0
        self.drops_includes = False
        """Whether the developer key lacks "Allow Include Parameters": Canvas then drops them without an error."""
        self.cross_listed: dict[int, int] = {}
        """Courses whose section was given to another course."""
        self.merged: dict[int, int] = {}
        """People who were merged into another one."""
        self.language = "en"
        """Of the token's person: the headers of reports are in it."""
        self.report_fails = False
        self.file_access = "verifier"
        """What opens a file: the `verifier` in its address, or the `header` with the token; the other spoils it."""
        self.reports: dict[int, Report] = {}
        self.bucket = Bucket(dialect.mark)
        self.requests: list[str] = []

    def merge(self, person: int, into: int) -> None:
        """Two accounts become one: the first is gone, its places in courses are the other's."""
        for course in self.school.courses.values():
            if person in course.people:
                course.people.setdefault(into, course.people.pop(person))
        self.school.delete_person(person)
        self.merged[person] = into


class Asked(Struct):
    """One call as it reaches a route."""

    request: web.Request
    view: View
    ids: dict[str, str]
    drops_includes: bool = False

    def values_of(self, name: str) -> list[str]:
        return self.request.query.getall(f"{name}[]", [])

    @property
    def includes(self) -> list[str]:
        return [] if self.drops_includes else self.values_of("include")

    def course(self) -> Course:
        course = self.view.school.courses.get(number_of(self.ids["course"]))
        if course is None:
            raise not_found()
        if not self.view.sees(course):
            raise NotPermitted
        return course


Answer = Callable[[Site, Asked], Any]
Routes = Sequence[tuple[str, str, Answer]]
"""The pattern of a path behind `/api/v1/`, the name that faults and requests go by, and the answer."""
COURSE = r"courses/(?P<course>[^/]+)"


def needs(asked: Asked, right: str, *, admin: bool = False) -> None:
    if (admin and not asked.view.admin) or not asked.view.may(right):
        raise NotPermitted


def admit(site: Site, request: web.Request) -> View:
    if site.dialect.wants_user_agent and not request.headers.get("User-Agent"):
        message = "The request was not provided a valid user agent."
        raise CanvasError(403, {"error": "Forbidden", "message": message})
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else request.query.get("access_token", "")
    if not token:
        error = {"status": "unauthenticated", "errors": [{"message": "user authorization required"}]}
        raise CanvasError(401, error, challenge=True)
    if token != site.token or site.token_state != "valid":
        message = "Expired access token." if site.token_state == "expired" else "Invalid access token."
        expired = {"expired_at": "2026-11-01T00:00:00Z"} if site.token_state == "expired" else {}
        raise CanvasError(401, {"errors": [{"message": message, **expired}]}, challenge=True)
    rights = RIGHTS - site.withdrawn_rights
    return View(site.school, site.url, site.teacher, rights, site.cross_listed, site.account_calendars)
