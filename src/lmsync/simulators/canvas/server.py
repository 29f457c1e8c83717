"""The simulated Canvas as a server: its addresses, pages, errors in both dialects, and its bucket."""

import asyncio
import base64
import json
import re
import secrets
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web
from msgspec import Struct

from lmsync.simulators.canvas import graphql, rows
from lmsync.simulators.canvas.abilities import abilities_with
from lmsync.simulators.canvas.bucket import Bucket
from lmsync.simulators.canvas.dialect import HOSTED, Dialect
from lmsync.simulators.canvas.reports import Report, new_report
from lmsync.simulators.canvas.rows import RIGHTS, ROOT, View
from lmsync.simulators.control import Abilities, add_control
from lmsync.testing.faults import Fault, Faults, broken
from lmsync.testing.school import Course, School

PAGE = "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
COST = 0.1
LONGEST_LINKS = 6 << 10
"""Bytes of a `Link` header."""


class CanvasError(Exception):
    def __init__(self, status: int, body: Any, *, challenge: bool = False) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.challenge = challenge


def not_found() -> CanvasError:
    return CanvasError(404, {"errors": [{"message": "The specified resource does not exist."}]})


def page_disabled() -> CanvasError:
    return CanvasError(404, {"message": "That page has been disabled for this course"})


class Asked(Struct):
    """One call as it reaches a route."""

    request: web.Request
    view: View
    ids: dict[str, str]
    drops_includes: bool = False

    def every(self, name: str) -> list[str]:
        return self.request.query.getall(f"{name}[]", [])

    @property
    def includes(self) -> list[str]:
        return [] if self.drops_includes else self.every("include")

    def course(self) -> Course:
        course = self.view.school.courses.get(number_of(self.ids["course"]))
        if course is None:
            raise not_found()
        if not self.view.sees(course):
            raise NotPermitted
        return course


class NotPermitted(Exception):
    pass


class _Elsewhere(Exception):
    """The answer is a page at another address."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class CanvasSimulator:
    """One simulated Canvas. Listen with `serve`, or with `running_canvas` in a test."""

    system = "canvas"

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
        """Whether the key has no "Allow Include Parameters": then they are dropped without a word."""
        self.cross_listed: dict[int, int] = {}
        """Courses whose section was given to another course."""
        self.merged: dict[int, int] = {}
        """People who were merged into another one."""
        self.language = "en"
        """Of the token's person: the headers of reports are in it."""
        self.report_fails = False
        self.file_access = "verifier"
        """What opens a file: the `verifier` in its address, or the `header` with the token; the other spoils it."""
        self._reports: dict[int, Report] = {}
        self.bucket = Bucket(dialect.mark)
        self.requests: list[str] = []
        self._routes = [(re.compile(f"^/api/v1/{pattern}$"), name, answer) for pattern, name, answer in self._table()]

    def _table(self) -> Sequence[tuple[str, str, Callable[[Asked], Any]]]:
        course = r"courses/(?P<course>[^/]+)"
        return (
            ("users/self", "self", self._myself),
            ("users/self/profile", "self", self._myself),
            ("accounts", "accounts", self._accounts),
            ("course_accounts", "course_accounts", self._course_accounts),
            (r"accounts/(?P<account>[^/]+)", "account", self._account),
            (r"accounts/(?P<account>[^/]+)/sub_accounts", "sub_accounts", self._sub_accounts),
            (r"accounts/(?P<account>[^/]+)/permissions", "permissions", self._permissions),
            (r"accounts/(?P<account>[^/]+)/terms", "terms", self._terms),
            (r"accounts/(?P<account>[^/]+)/courses", "account_courses", self._account_courses),
            (r"accounts/(?P<account>[^/]+)/reports", "reports", self._list_reports),
            (r"accounts/(?P<account>[^/]+)/reports/provisioning_csv/(?P<report>\d+)", "report", self._report),
            (r"accounts/(?P<account>[^/]+)/users", "account_users", self._account_users),
            (r"accounts/(?P<account>[^/]+)/enrollments/(?P<enrollment>\d+)", "enrollment", self._enrollment),
            ("courses", "courses", self._courses),
            (course, "course", self._course),
            (f"{course}/grading_periods", "grading_periods", self._grading_periods),
            (f"{course}/sections", "sections", self._sections),
            (r"sections/(?P<section>\d+)", "section", self._section),
            (f"{course}/enrollments", "enrollments", self._enrollments),
            (f"{course}/users", "course_users", self._course_users),
            (r"users/(?P<user>\d+)", "user", self._user),
            (f"{course}/groups", "groups", self._groups),
            (f"{course}/group_categories", "group_categories", self._group_categories),
            (r"groups/(?P<group>\d+)", "group", self._group),
            (r"groups/(?P<group>\d+)/memberships", "memberships", self._memberships),
            (f"{course}/assignment_groups", "assignment_groups", self._assignment_groups),
            (f"{course}/assignments", "assignments", self._assignments),
            (rf"{course}/assignments/(?P<assignment>\d+)", "assignment", self._assignment),
            (f"{course}/quizzes", "quizzes", self._quizzes),
            (rf"{course}/quizzes/(?P<quiz>\d+)", "quiz", self._quiz),
            (f"{course}/permissions", "course_permissions", self._course_permissions),
            (f"{course}/modules", "modules", self._modules),
            (rf"{course}/modules/(?P<module>\d+)/items", "module_items", self._module_items),
            (f"{course}/conferences", "conferences", self._conferences),
            (f"{course}/students/submissions", "submissions", self._submissions),
            (
                rf"{course}/assignments/(?P<assignment>\d+)/submissions",
                "assignment_submissions",
                self._assignment_submissions,
            ),
            ("calendar_events", "calendar_events", self._calendar_events),
            (r"calendar_events/(?P<event>\d+)", "calendar_event", self._calendar_event),
        )

    def app(self) -> web.Application:
        app = web.Application()
        add_control(app, self)
        app.router.add_post("/login/oauth2/token", self._oauth)
        app.router.add_post("/api/graphql", self._graphql)
        app.router.add_post("/api/v1/accounts/{account}/reports/provisioning_csv", self._start_report)
        app.router.add_get("/files/{file}/download", self._file)
        app.router.add_route("*", "/{rest:.*}", self._any)
        return app

    async def serve(self, host: str, port: int) -> web.AppRunner:
        """Listen; the caller ends it with `cleanup()`."""
        runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, host, port, reuse_address=True).start()
        self.url = f"http://{host}:{runner.addresses[0][1]}"
        return runner

    async def _oauth(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            error = {"error": "invalid_client", "error_description": "unknown client"}
            return web.json_response(error, status=401)
        if form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh_token:
            error = {"error": "invalid_request", "error_description": "refresh_token not found"}
            return web.json_response(error, status=400)
        self.refreshes += 1
        self.token, self.token_state = secrets.token_hex(32), "valid"
        user = {"id": rows.ADMIN, "name": "lmsync service", "global_id": "1", "effective_locale": "en"}
        # No refresh token: the old one stays.
        told = {"access_token": self.token, "token_type": "Bearer", "user": user, "expires_in": 3600}
        body = broken(json.dumps(told).encode(), self.faults.due("grant", set()))
        return web.Response(body=body, content_type="application/json")

    # Reports, files, GraphQL

    async def _start_report(self, request: web.Request) -> web.Response:
        try:
            view = self._admit(request)
            if not view.admin:
                raise NotPermitted
        except CanvasError as error:
            return web.json_response(error.body, status=error.status)
        except NotPermitted:
            return web.json_response({"status": "unauthorized"}, status=self.dialect.not_permitted)
        form = await request.post()
        found = re.compile(r"parameters\[(\w+)\]")
        parameters = {m.group(1): str(value) for name, value in form.items() if (m := found.fullmatch(name))}
        number = 18_001 + len(self._reports)
        self._reports[number] = new_report(number, parameters, fails=self.report_fails)
        return web.json_response(self._reports[number].told(self.url))

    def _list_reports(self, asked: Asked) -> Any:
        self._needs(asked, "read_course_list", admin=True)
        return [{"title": "Provisioning", "parameters": {}, "report": "provisioning_csv", "last_run": None}]

    def _report(self, asked: Asked) -> Any:
        self._needs(asked, "read_course_list", admin=True)
        report = self._reports.get(int(asked.ids["report"]))
        if report is None:
            raise not_found()
        return report.told(self.url)

    async def _file(self, request: web.Request) -> web.Response:
        report = self._reports.get(number_of(request.match_info["file"]))
        verifier, header = request.query.get("verifier", ""), request.headers.get("Authorization", "")
        if report is None:
            return web.Response(status=404, text=PAGE.format(title="Page Not Found"), content_type="text/html")
        if self.file_access == "header" and verifier and header:
            return web.json_response({"errors": [{"message": "user authorization required"}]}, status=401)
        opened = header == f"Bearer {self.token}" if self.file_access == "header" else verifier == report.verifier
        if not opened:
            # A login page with status 200: look at its type before calling it data.
            return web.Response(text=PAGE.format(title="Log in to Canvas"), content_type="text/html")
        view = View(self.school, self.url, self.teacher, RIGHTS, self.cross_listed)
        body = report.file(view, translated=self.language != "en")
        kind = "application/zip" if report.filename.endswith(".zip") else "text/csv"
        return web.Response(body=body, content_type=kind)

    async def _graphql(self, request: web.Request) -> web.Response:
        try:
            view = self._admit(request)
        except CanvasError as error:
            return web.json_response(error.body, status=error.status)
        as_json = request.content_type == "application/json"
        asked = await request.json() if as_json else dict(await request.post())
        return web.json_response(graphql.answer(view, str(asked.get("query", ""))))

    # Every request

    async def _any(self, request: web.Request) -> web.StreamResponse:
        found = next(((m, name, answer) for one, name, answer in self._routes if (m := one.match(request.path))), None)
        if not request.path.startswith("/api/"):
            title = "Log in to Canvas" if request.path == "/" else "Page Not Found"
            return web.Response(
                status=200 if request.path == "/" else 404, text=PAGE.format(title=title), content_type="text/html"
            )
        name = found[1] if found else "nothing"
        self.requests.append(name)
        course = found[0].groupdict().get("course", "") if found else ""
        faults = self.faults.due(name, {int(course)} if course.isdigit() else set())
        for fault in faults:
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
            elif fault.kind == "change":
                self.school.change(fault.change, **dict(fault.arguments))
            elif fault.kind == "status":
                return web.Response(status=fault.status, text=PAGE.format(title="Error"), content_type="text/html")
            elif fault.kind == "html":
                return web.Response(text=PAGE.format(title="Log in to Canvas"), content_type="text/html")
            elif fault.kind == "empty":
                return web.Response(body=b"", content_type="application/json")
            elif fault.kind == "body":
                return web.json_response(fault.body)
            elif fault.kind == "redirect":
                return self._redirect(fault.location)
        if self.maintenance:
            return web.Response(status=503, text=PAGE.format(title="Maintenance"), content_type="text/html")
        if not self.bucket.enter():
            return self._throttled()
        try:
            await asyncio.sleep(0)
            status, body, headers = self._answer(request, found, faults)
        except _Elsewhere as elsewhere:
            return self._redirect(elsewhere.location)
        finally:
            self.bucket.leave(COST)
        headers |= {"x-request-cost": str(COST), "x-rate-limit-remaining": str(self.bucket.remaining)}
        headers["x-request-context-id"] = str(uuid.uuid4())
        if not self.dialect.lower_case_headers:
            headers = {"-".join(part.capitalize() for part in key.split("-")): value for key, value in headers.items()}
        body = broken(body, faults)
        if any(fault.kind == "cut" for fault in faults):
            return await self._cut(request, body)
        return web.Response(status=status, body=body, headers=headers, content_type="application/json", charset="utf-8")

    def _answer(self, request: web.Request, found: Any, faults: Iterable[Fault]) -> tuple[int, bytes, dict[str, str]]:
        try:
            view = self._admit(request)
            ordered = next((fault for fault in faults if fault.kind == "exception"), None)
            if ordered is not None:
                raise self._ordered(ordered)
            if found is None or request.method not in {"GET", "HEAD"}:
                raise not_found()
            match, _, answer = found
            told = answer(Asked(request, view, match.groupdict(), self.drops_includes))
        except NotPermitted:
            message = "user not authorized to perform that action"
            error = {"status": "unauthorized", "errors": [{"message": message}]}
            return self.dialect.not_permitted, _encoded(error, request), {}
        except CanvasError as error:
            challenge = {"www-authenticate": 'Bearer realm="canvas-lms"'} if error.challenge else {}
            return error.status, _encoded(error.body, request), challenge
        if isinstance(told, _List):
            if any(fault.kind == "empty_list" for fault in faults):
                told = _List([], told.kind, told.inside, told.dropped)
            body, link = told.page(request, self.url, self.dialect.cap)
            return 200, _encoded(body, request), {"link": link} if link else {}
        return 200, _encoded(told, request), {}

    def _admit(self, request: web.Request) -> View:
        if self.dialect.wants_user_agent and not request.headers.get("User-Agent"):
            message = "The request was not provided a valid user agent."
            raise CanvasError(403, {"error": "Forbidden", "message": message})
        told = request.headers.get("Authorization", "")
        token = told.removeprefix("Bearer ") if told.startswith("Bearer ") else request.query.get("access_token", "")
        if not token:
            error = {"status": "unauthenticated", "errors": [{"message": "user authorization required"}]}
            raise CanvasError(401, error, challenge=True)
        if token != self.token or self.token_state != "valid":
            message = "Expired access token." if self.token_state == "expired" else "Invalid access token."
            expired = {"expired_at": "2026-11-01T00:00:00Z"} if self.token_state == "expired" else {}
            raise CanvasError(401, {"errors": [{"message": message, **expired}]}, challenge=True)
        rights = RIGHTS - self.withdrawn_rights
        return View(self.school, self.url, self.teacher, rights, self.cross_listed, self.account_calendars)

    def _ordered(self, fault: Fault) -> Exception:
        if fault.code == "not_permitted":
            return NotPermitted()
        if fault.code == "not_found":
            return not_found()
        if fault.code == "page_disabled":
            return page_disabled()
        if fault.code == "scope_missing":
            return CanvasError(401, {"errors": [{"message": "Insufficient scopes on access token."}]})
        body = {
            "errors": [{"message": "An error occurred.", "error_code": "internal_server_error"}],
            "error_report_id": 7,
        }
        return CanvasError(500, body)

    def _redirect(self, location: str) -> web.Response:
        text = PAGE.format(title="Redirected")
        return web.Response(status=302, text=text, content_type="text/html", headers={"Location": location})

    def _throttled(self) -> web.Response:
        words = "Too Many Requests" if self.dialect.throttled == 429 else "Forbidden"
        headers = {"x-rate-limit-remaining": str(max(0.0, self.bucket.remaining))}
        text = f"{self.dialect.throttled} {words} (Rate Limit Exceeded)\n"
        return web.Response(status=self.dialect.throttled, text=text, headers=headers)

    async def _cut(self, request: web.Request, body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "application/json", "Content-Length": str(len(body) + 9)}
        )
        await response.prepare(request)
        await response.write(body[: max(1, len(body) // 2)])
        if request.transport is not None:
            request.transport.abort()
        return response

    # Accounts

    def _needs(self, asked: Asked, right: str, *, admin: bool = False) -> None:
        if (admin and not asked.view.admin) or not asked.view.may(right):
            raise NotPermitted

    def _myself(self, asked: Asked) -> Any:
        number = self.teacher or rows.ADMIN
        person = self.school.people.get(number)
        name = f"{person.given} {person.family}" if person else "lmsync service"
        return {
            "id": number,
            "name": name,
            "created_at": "2025-08-18T10:30:00+03:00",
            "sortable_name": name,
            "short_name": name,
        }

    def _accounts(self, asked: Asked) -> Any:
        return _List([rows.account(asked.view, None)] if asked.view.admin else [], "counted")

    def _course_accounts(self, asked: Asked) -> Any:
        numbers = {course.department for course in asked.view.courses()}
        found = [rows.account(asked.view, self.school.departments[one]) for one in sorted(numbers)]
        return _List(found, "bookmark")

    def _department(self, asked: Asked) -> int:
        """0 for the root."""
        told = asked.ids["account"]
        number = ROOT if told in {"self", "default"} else number_of(told)
        if number == ROOT:
            return 0
        if number - rows.SUB_ACCOUNTS not in self.school.departments:
            raise not_found()
        return number - rows.SUB_ACCOUNTS

    def _account(self, asked: Asked) -> Any:
        department = self._department(asked)
        return rows.account(asked.view, self.school.departments[department] if department else None)

    def _sub_accounts(self, asked: Asked) -> Any:
        self._needs(asked, "read_course_list", admin=True)
        top = self._department(asked)
        recursive = asked.request.query.get("recursive") == "true"
        found = [
            one for one in self.school.departments.values() if (one.parent or 0) == top or (recursive and top == 0)
        ]
        return _List([rows.account(asked.view, one) for one in found], "counted")

    def _permissions(self, asked: Asked) -> Any:
        return {one: asked.view.admin and asked.view.may(one) for one in asked.every("permissions")}

    def _terms(self, asked: Asked) -> Any:
        if self._department(asked):
            raise CanvasError(400, {"message": "Terms only belong to root_accounts."})
        everything = "all" in asked.every("workflow_state")
        found = [one for one in rows.terms(asked.view) if everything or one["workflow_state"] == "active"]
        return _List(found, "counted", "enrollment_terms")

    # Courses

    def _account_courses(self, asked: Asked) -> Any:
        self._needs(asked, "read_course_list", admin=True)
        department = self._department(asked)
        states = set(asked.every("state"))
        found = [
            rows.course(asked.view, one, asked.includes)
            for one in sorted(self.school.courses.values(), key=lambda one: (one.name, one.id))
            if (not department or one.department == department)
            and (not states or "all" in states or states & ({"available"} if one.visible else {"created", "claimed"}))
        ]
        return _List(found, "uncounted")

    def _courses(self, asked: Asked) -> Any:
        states = set(asked.every("state"))
        found = []
        for one in sorted(asked.view.courses(), key=lambda one: (one.name, one.id)):
            if one.id in self.shut_courses:
                found.append({"id": one.id, "access_restricted_by_date": True})
            elif not states or states & ({"available"} if one.visible else {"unpublished"}):
                found.append(rows.course(asked.view, one, asked.includes))
        return _List(found, "counted")

    def _course(self, asked: Asked) -> Any:
        return rows.course(asked.view, asked.course(), asked.includes)

    def _grading_periods(self, asked: Asked) -> Any:
        asked.course()
        return rows.grading_periods(asked.view)

    def _sections(self, asked: Asked) -> Any:
        return _List([rows.section(asked.view, one) for one in asked.view.sections_of(asked.course())], "counted")

    def _section(self, asked: Asked) -> Any:
        course = self.school.courses.get(int(asked.ids["section"]) - rows.SECTIONS)
        if course is None:
            raise not_found()
        return rows.section(asked.view, course)

    # People

    def _account_users(self, asked: Asked) -> Any:
        self._needs(asked, "read_roster", admin=True)
        term = asked.request.query.get("search_term")
        if term is not None and len(term) < 2:
            error = {"field": "search_term", "code": "invalid", "message": "2 or more characters is required"}
            raise CanvasError(400, {"errors": [error]})
        people = sorted(self.school.people.values(), key=lambda one: (one.family, one.given, one.id))
        return _List([rows.user(asked.view, one, asked.includes) for one in people], "uncounted")

    def _enrollments(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "read_roster")
        states = set(asked.every("state")) or {"active", "invited", "inactive"}
        types = set(asked.every("type"))
        found = [
            row
            for row in rows.enrollments(asked.view, course)
            if row["enrollment_state"] in states and (not types or row["type"] in types)
        ]
        return _List(found, "bookmark")

    def _enrollment(self, asked: Asked) -> Any:
        self._needs(asked, "read_roster", admin=True)
        number = int(asked.ids["enrollment"])
        course = self.school.courses.get(number // 10_000_000)
        found = rows.enrollments(asked.view, course) if course else []
        one = next((row for row in found if row["id"] == number), None)
        if one is not None:
            return one
        # A deleted one is still there for who asks for it.
        return {"id": number, "course_id": number // 10_000_000, "enrollment_state": "deleted"}

    def _course_users(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "read_roster")
        states = set(asked.every("enrollment_state")) or {"active", "invited"}
        numbers = {
            number
            for one in asked.view.sections_of(course)
            for number, place in one.people.items()
            if place.roles and ("active" if place.active else "inactive") in states
        }
        people = [self.school.people[number] for number in numbers if number in self.school.people]
        people.sort(key=lambda one: (one.family, one.given, one.id))
        found = [rows.user(asked.view, one, asked.includes) for one in people]
        dropped = set()
        if rows.has_test_student(course):
            test = rows.user(asked.view, rows.test_student(course))
            found.insert(len(found) // 2, test)
            # The Test Student is cut after paging: that page is short.
            dropped = {test["id"]}
        return _List(found, "uncounted", dropped=frozenset(dropped))

    def _user(self, asked: Asked) -> Any:
        number = int(asked.ids["user"])
        person = self.school.people.get(number)
        if not asked.view.admin and not any(number in course.people for course in asked.view.courses()):
            raise NotPermitted
        if person is None:
            # A deleted user is shown with status 404.
            body: dict[str, Any] = {"id": number, "name": "Gone", "sortable_name": "Gone", "short_name": "Gone"}
            if number in self.merged:
                body["merged_into_user_id"] = self.merged[number]
            raise CanvasError(404, body)
        return rows.user(asked.view, person, ["email"])

    def _groups(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "view_group_pages")
        includes = set(asked.includes) - (set() if self.names_group_sets else {"group_category"})
        found = [
            rows.group(asked.view, self.school.groups[one], includes, self.embedded_users) for one in course.groups
        ]
        return _List(found, "counted")

    def _group_categories(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "manage_groups")
        return _List([rows.group_category(course)] if course.groups else [], "counted")

    def _group(self, asked: Asked) -> Any:
        one = self.school.groups.get(int(asked.ids["group"]))
        if one is None:
            raise not_found()
        return rows.group(asked.view, one, (), 0)

    def _memberships(self, asked: Asked) -> Any:
        one = self.school.groups.get(int(asked.ids["group"]))
        if one is None:
            raise not_found()
        return _List([rows.membership(one, person) for person in one.members], "counted")

    # Work

    def _assignment_groups(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "read_course_content")
        return _List([rows.assignment_group(asked.view, course, asked.includes)], "counted")

    def _assignments(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "read_course_content")
        found = [rows.assignment(asked.view, one) for one in rows.works(asked.view, course) if rows.is_assignment(one)]
        return _List(found, "counted")

    def _assignment(self, asked: Asked) -> Any:
        course = asked.course()
        number = int(asked.ids["assignment"])
        if number not in course.work:
            raise not_found()
        return rows.assignment(asked.view, self.school.work[number])

    def _quizzes(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "read_course_content")
        if "quizzes" in self.disabled_pages:
            raise page_disabled()
        drafts = asked.view.may("manage_assignments")
        quizzes = [one for one in rows.works(asked.view, course) if rows.is_quiz(one) and (one.visible or drafts)]
        return _List([rows.quiz(asked.view, one) for one in quizzes], "counted")

    def _quiz(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "read_course_content")
        number = int(asked.ids["quiz"]) - rows.QUIZZES
        if number not in course.work:
            raise not_found()
        return rows.quiz(asked.view, self.school.work[number])

    def _course_permissions(self, asked: Asked) -> Any:
        asked.course()
        wanted = asked.every("permissions")
        # The newer releases have three rights in its place.
        return {one: asked.view.may("manage_content" if "course_content" in one else one) for one in wanted}

    def _modules(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "read_course_content")
        return _List(rows.modules(asked.view, course, asked.includes, self.embedded_items), "counted")

    def _module_items(self, asked: Asked) -> Any:
        course = asked.course()
        every = rows.modules(asked.view, course, ["items"], 1 << 30)
        found = next((one["items"] for one in every if one["id"] == int(asked.ids["module"])), None)
        if found is None:
            raise not_found()
        return _List(found, "counted")

    def _conferences(self, asked: Asked) -> Any:
        course = asked.course()
        if not self.conferencing:
            raise _Elsewhere(f"{self.url}/courses/{course.id}")
        if "conferences" in self.disabled_pages:
            raise page_disabled()
        # Without the right only those that the caller takes part in, who takes part in none.
        listed = [one for one, of in self.conferences.items() if of == course.id and asked.view.may("manage_content")]
        return _List(
            [rows.conference(asked.view, one, course.id) for one in sorted(listed, reverse=True)],
            "counted",
            "conferences",
        )

    def _submissions(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "view_all_grades")
        for name in ("submitted_since", "graded_since"):
            since = asked.request.query.get(name)
            if since is not None and not re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", since):
                message = f"Invalid datetime for {name}"
                raise CanvasError(400, {"errors": [{"message": message}]})
            if since is not None:
                return _List([], "bookmark")  # nothing has happened yet
        students = [number for number, place in sorted(course.people.items()) if "student" in place.roles]
        works = [one for one in rows.works(asked.view, course) if rows.is_assignment(one)]
        if "grouped" in asked.request.query:
            # Any value groups, `false` too.
            grouped = [
                {
                    "user_id": person,
                    "section_id": rows.SECTIONS + course.id,
                    "submissions": [rows.submission(asked.view, one, person) for one in works],
                }
                for person in students
            ]
            return _List(grouped, "counted")
        found = [rows.submission(asked.view, one, person) for one in works for person in students]
        # Bookmarked by a time that is the same for many, this order loses rows at the borders of pages.
        loses = asked.request.query.get("order") == "graded_at"
        return _List(found, "bookmark", loses_borders=loses)

    def _assignment_submissions(self, asked: Asked) -> Any:
        course = asked.course()
        self._needs(asked, "view_all_grades")
        number = int(asked.ids["assignment"])
        if number not in course.work:
            raise not_found()
        students = [number for number, place in sorted(course.people.items()) if "student" in place.roles]
        return _List([rows.submission(asked.view, self.school.work[number], one) for one in students], "counted")

    # The calendar

    def _calendar_events(self, asked: Asked) -> Any:
        if asked.request.query.get("type", "event") != "event" or asked.request.query.get("all_events") != "true":
            return _List([], "counted")
        found: list[dict[str, Any]] = []
        # Further codes are ignored without a word.
        for code in asked.every("context_codes")[:10]:
            of_code = rows.events(asked.view, code)
            if of_code is None or code in self.refused_calendars:
                raise NotPermitted
            found += of_code
        found.sort(key=lambda one: (one["start_at"], one["id"]))
        return _List(found, "counted")

    def _calendar_event(self, asked: Asked) -> Any:
        number = int(asked.ids["event"])
        if not asked.view.may("read_calendar"):
            raise NotPermitted
        one = self.school.lessons.get(number) or self.school.lessons.get(number - rows.PARENT_EVENTS)
        if one is None:
            # A deleted one answers with 200 and says so.
            return {"id": number, "title": "Gone", "workflow_state": "deleted", "context_code": "", "hidden": False}
        return rows.event(asked.view, one) if number == one.id else rows.of_section(asked.view, one)

    def merge(self, person: int, into: int) -> None:
        """Two accounts become one: the first is gone, its places in courses are the other's."""
        for course in self.school.courses.values():
            if person in course.people:
                course.people.setdefault(into, course.people.pop(person))
        self.school.delete_person(person)
        self.merged[person] = into

    @property
    def abilities(self) -> Abilities:
        return abilities_with([*(name for _, name, _ in self._table()), "grant"])

    def counts(self) -> Mapping[str, Any]:
        places = [place for course in self.school.courses.values() for place in course.people.values()]
        return {
            "enrollments": sum(len(place.roles) for place in places),
            "refused_by_bucket": self.bucket.refused,
        }


def number_of(told: str) -> int:
    if not told.isdigit():
        raise not_found()
    return int(told)


class _List(Struct, frozen=True):
    """A list in one of Canvas's three kinds of pages."""

    rows: list[dict[str, Any]]
    kind: str
    """`counted`, `uncounted` or `bookmark`."""
    inside: str | None = None
    """The key it stands under, for lists that come in an object."""
    dropped: frozenset[int] = frozenset()
    """Rows that are cut after paging."""
    loses_borders: bool = False

    def page(self, request: web.Request, site: str, cap: int) -> tuple[Any, str]:
        told = request.query.get("per_page", "10")
        size = max(1, min(int(told) if told.isdigit() else 10, cap))
        place = request.query.get("page", "")
        start = self._start(place, size)
        lost = int(self.loses_borders and start > 0)
        shown = [row for row in self.rows[start + lost : start + size] if row.get("id") not in self.dropped]
        links = self._links(start, size)
        pairs = sorted((name, value) for name, value in request.query.items() if name not in {"page", "per_page"})

        def link(rel: str, page: str) -> str:
            query = urlencode([*pairs, ("page", page), ("per_page", str(size))], quote_via=quote, safe=":")
            return f'<{site}{request.path}?{query}>; rel="{rel}"'

        header = ",".join(link(rel, page) for rel, page in links)
        if len(header) > LONGEST_LINKS:
            # Only the next page's is kept, and it only where it fits alone.
            header = next((link(rel, page) for rel, page in links if rel == "next"), "")
            header = header if len(header) <= LONGEST_LINKS else ""
        return ({self.inside: shown} if self.inside else shown), header

    def _start(self, place: str, size: int) -> int:
        if self.kind == "bookmark":
            if not place.startswith("bookmark:"):
                return 0  # a number, or rubbish, is the first page again
            try:
                packed = place.removeprefix("bookmark:")
                return int(json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))[-1])
            except (ValueError, TypeError, IndexError):
                return 0
        return (int(place) - 1) * size if place.isdigit() and int(place) > 0 else 0

    def _links(self, start: int, size: int) -> list[tuple[str, str]]:
        more = start + size < len(self.rows)
        if self.kind == "bookmark":
            here = "first" if start == 0 else _bookmark(start)
            following = [("next", _bookmark(start + size))] if more else []
            return [("current", here), *following, ("first", "first")]
        number, last = start // size + 1, max(1, -(-len(self.rows) // size))
        links = [("current", str(number))]
        if more:
            links.append(("next", str(number + 1)))
        if number > 1:
            links.append(("prev", str(number - 1)))
        links.append(("first", "1"))
        # Lists that do not count tell their last page only when it is near.
        if self.kind == "counted" or number >= last - 1:
            links.append(("last", str(last)))
        return links


def _bookmark(start: int) -> str:
    packed = base64.urlsafe_b64encode(json.dumps(["", start]).encode()).decode().rstrip("=")
    return f"bookmark:{packed}"


def _encoded(value: Any, request: web.Request) -> bytes:
    if "application/json+canvas-string-ids" in request.headers.get("Accept", ""):
        value = _with_string_ids(value)
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").encode()


def _with_string_ids(value: Any) -> Any:
    """Integers become strings under keys that end in id or ids, and nowhere else."""
    if isinstance(value, dict):
        told = {}
        for name, one in value.items():
            if name in {"id", "ids"} or name.endswith(("_id", "_ids")):
                if isinstance(one, int) and not isinstance(one, bool):
                    one = str(one)
                elif isinstance(one, list):
                    one = [str(inner) if isinstance(inner, int) else inner for inner in one]
            told[name] = _with_string_ids(one)
        return told
    if isinstance(value, list):
        return [_with_string_ids(one) for one in value]
    return value


@asynccontextmanager
async def running_canvas(
    school: School | None = None,
    *,
    port: int = 0,
    token: str | None = None,
    teacher: int | None = None,
    dialect: Dialect = HOSTED,
) -> AsyncIterator[CanvasSimulator]:
    """A simulated Canvas on a free port of this machine."""
    simulator = CanvasSimulator(school, token=token, teacher=teacher, dialect=dialect)
    runner = await simulator.serve("127.0.0.1", port)
    try:
        yield simulator
    finally:
        await runner.cleanup()
