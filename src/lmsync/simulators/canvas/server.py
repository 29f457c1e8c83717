"""The simulated Canvas as a server: its addresses, errors in both dialects, its bucket and its faults."""

import asyncio
import json
import secrets
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from aiohttp import web

from lmsync.simulators.canvas import graphql
from lmsync.simulators.canvas.abilities import ABILITIES
from lmsync.simulators.canvas.accounts import ADMIN
from lmsync.simulators.canvas.dialect import HOSTED, Dialect
from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.protocol import PAGE, CanvasError, Elsewhere, NotPermitted, error_of, not_found
from lmsync.simulators.canvas.provisioning import send_file, start_report
from lmsync.simulators.canvas.routes import ROUTES
from lmsync.simulators.canvas.site import Asked, Site, admit
from lmsync.simulators.control import add_control
from lmsync.testing.faults import Fault, broken
from lmsync.testing.school import School

COST = 0.1


class CanvasSimulator(Site):
    """One simulated Canvas. Listen with `serve`, or with `running_canvas` in a test."""

    system = "canvas"
    abilities = ABILITIES

    def app(self) -> web.Application:
        app = web.Application()
        add_control(app, self)
        app.router.add_post("/login/oauth2/token", self._oauth)
        app.router.add_post("/api/graphql", self._graphql)
        app.router.add_post("/api/v1/accounts/{account}/reports/provisioning_csv", partial(start_report, self))
        app.router.add_get("/files/{file}/download", partial(send_file, self))
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
        user = {"id": ADMIN, "name": "lmsync service", "global_id": "1", "effective_locale": "en"}
        # No refresh token: the old one stays.
        granted = {"access_token": self.token, "token_type": "Bearer", "user": user, "expires_in": 3600}
        body = broken(json.dumps(granted).encode(), self.faults.due("grant", set()))
        return web.Response(body=body, content_type="application/json")

    async def _graphql(self, request: web.Request) -> web.Response:
        try:
            view = admit(self, request)
        except CanvasError as error:
            return web.json_response(error.body, status=error.status)
        as_json = request.content_type == "application/json"
        asked = await request.json() if as_json else dict(await request.post())
        return web.json_response(graphql.answer(view, str(asked.get("query", ""))))

    async def _any(self, request: web.Request) -> web.StreamResponse:
        found = next(
            ((m, name, answer) for pattern, name, answer in ROUTES if (m := pattern.match(request.path))), None
        )
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
                await self.faults.delay(fault)
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
        except Elsewhere as elsewhere:
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
            view = admit(self, request)
            ordered = next((fault for fault in faults if fault.kind == "exception"), None)
            if ordered is not None:
                raise error_of(ordered)
            if found is None or request.method not in {"GET", "HEAD"}:
                raise not_found()
            match, _, answer = found
            value = answer(self, Asked(request, view, match.groupdict(), self.drops_includes))
        except NotPermitted:
            message = "user not authorized to perform that action"
            error = {"status": "unauthorized", "errors": [{"message": message}]}
            return self.dialect.not_permitted, _encoded(error, request), {}
        except CanvasError as error:
            challenge = {"www-authenticate": 'Bearer realm="canvas-lms"'} if error.challenge else {}
            return error.status, _encoded(error.body, request), challenge
        if isinstance(value, Listing):
            if any(fault.kind == "empty_list" for fault in faults):
                value = Listing([], value.kind, value.inside, value.dropped)
            body, link = value.page(request, self.url, self.dialect.cap)
            return 200, _encoded(body, request), {"link": link} if link else {}
        return 200, _encoded(value, request), {}

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

    def counts(self) -> Mapping[str, Any]:
        places = [place for course in self.school.courses.values() for place in course.people.values()]
        return {
            "enrollments": sum(len(place.roles) for place in places),
            "refused_by_bucket": self.bucket.refused,
        }


def _encoded(value: Any, request: web.Request) -> bytes:
    if "application/json+canvas-string-ids" in request.headers.get("Accept", ""):
        value = _with_string_ids(value)
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").encode()


def _with_string_ids(value: Any) -> Any:
    """Integers become strings under keys that end in id or ids, and nowhere else."""
    if isinstance(value, dict):
        converted = {}
        for name, part in value.items():
            if name in {"id", "ids"} or name.endswith(("_id", "_ids")):
                if isinstance(part, int) and not isinstance(part, bool):
                    part = str(part)
                elif isinstance(part, list):
                    part = [str(inner) if isinstance(inner, int) else inner for inner in part]
            converted[name] = _with_string_ids(part)
        return converted
    if isinstance(value, list):
        return [_with_string_ids(part) for part in value]
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
