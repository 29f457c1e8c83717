"""The simulated Moodle as a server: its addresses, its headers, and its faults."""

import json
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from lmsync.simulators.control import add_control
from lmsync.simulators.moodle.abilities import ABILITIES
from lmsync.simulators.moodle.call import CAPABILITIES, Call
from lmsync.simulators.moodle.functions import BATCH, FUNCTIONS, NAMES, answer_of
from lmsync.simulators.moodle.protocol import (
    EXCEPTIONS,
    MoodleError,
    access_denied,
    as_xml,
    boolean,
    error_as_xml,
    integer,
    invalid_parameter,
    invalid_token,
    listed,
    maintenance,
    nested,
    no_record,
)
from lmsync.testing.faults import Fault, Faults, broken
from lmsync.testing.school import School

ENDPOINT = "/webservice/rest/server.php"
OUTER = frozenset({"wstoken", "wsfunction", "moodlewsrestformat"})
SETTINGS = {
    "moodlewssettingraw",
    "moodlewssettingfileurl",
    "moodlewssettingfilter",
    "moodlewssettinglang",
    "moodlewssettingtimezone",
}
HEADERS = {
    "Server": "nginx/1.22.1",
    "Cache-Control": "private, must-revalidate, pre-check=0, post-check=0, max-age=0",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
    "Pragma": "no-cache",
    "Accept-Ranges": "none",
    "Access-Control-Allow-Origin": "*",
}
PAGE = "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"


class MoodleSimulator:
    """One simulated Moodle. Listen with `serve`, or with `running_moodle` in a test."""

    system = "moodle"
    abilities = ABILITIES

    def __init__(
        self, school: School | None = None, *, token: str | None = None, prefix: str = "", version: str = "4.4"
    ) -> None:
        self.version = version
        """`4.4` or `5.0`, which says some things differently."""
        self.school = school or School.seeded()
        self.token = token or secrets.token_hex(16)
        self.prefix = prefix
        self.url = ""
        self.faults = Faults()
        self.withdrawn_functions: set[str] = set()
        self.withdrawn_capabilities: set[str] = set()
        self.maintenance = False
        self.services_on = True
        self.token_state = "valid"
        """`valid`, `expired` (the next call says so and forgets it), `forgotten` or `suspended`."""
        self.unfinished = ""
        """What the service account has to do first: `no_email`, `required_field`, `forced_password`, `site_policy`."""
        self.requests: list[str] = []
        """The functions that were asked for, in order, those within a batch too."""

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", self.prefix + ENDPOINT, self._webservice)
        app.router.add_get(self.prefix + "/", self._front_page)
        app.router.add_get(self.prefix + "/course/view.php", self._to_login)
        add_control(app, self)
        app.router.add_route("*", "/{rest:.*}", self._nothing_here)
        return app

    async def serve(self, host: str, port: int) -> web.AppRunner:
        """Listen; the caller ends it with `cleanup()`."""
        runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, host, port, reuse_address=True)
        await site.start()
        bound = runner.addresses[0]
        self.url = f"http://{host}:{bound[1]}{self.prefix}"
        return runner

    # The web service

    async def _webservice(self, request: web.Request) -> web.StreamResponse:
        if not self.services_on:
            return web.Response(
                status=403, headers={"Server": HEADERS["Server"]}, content_type="text/html", charset="utf-8"
            )
        pairs = [(name, str(value)) for name, value in request.query.items()]
        if request.content_type == "application/x-www-form-urlencoded":
            # Bodies of other types are not read at all.
            pairs += parse_qsl(await request.text(), keep_blank_values=True)
        form = nested(pairs)
        name = str(form.get("wsfunction", ""))
        self.requests.append(name)
        faults = self.faults.due(name, _courses_in(form))
        for fault in faults:
            if fault.kind == "delay":
                await self.faults.delay(fault)
            elif fault.kind == "change":
                self.school.change(fault.change, **dict(fault.arguments))
            elif fault.kind in {"status", "html", "empty"}:
                return _broken(fault)
        as_json = form.get("moodlewsrestformat") == "json"
        try:
            ordered = next((fault for fault in faults if fault.kind == "exception"), None)
            if ordered is not None:
                raise EXCEPTIONS.get(ordered.code) or MoodleError("moodle_exception", ordered.code, "Ordered by a test")
            lost = any(fault.kind == "empty_list" for fault in faults)
            value = json.loads(FUNCTIONS[name].empty) if lost and name in FUNCTIONS else self._answer(form, name)
            value = _altered(value, faults)
            body = _encoded(value) if as_json else as_xml(value).encode()
        except MoodleError as raised:
            error = raised.in_words_of(self.version)
            body = _encoded(error.body()) if as_json else error_as_xml(error).encode()
        body = broken(body, faults)
        if any(fault.kind == "cut" for fault in faults):
            return await _cut(request, body)
        return await _chunked(request, body, "application/json" if as_json else "application/xml; charset=utf-8")

    def _answer(self, form: Mapping[str, Any], name: str) -> Any:
        self._admit(str(form.get("wstoken", "")))
        if not name:
            raise invalid_parameter()
        functions = [offered for offered in NAMES if offered not in self.withdrawn_functions]
        if name not in NAMES:
            raise no_record("external_functions")
        raw = boolean(form.get("moodlewssettingraw", "0"))
        arguments = {key: value for key, value in form.items() if key not in OUTER | SETTINGS}
        capabilities = CAPABILITIES - self.withdrawn_capabilities
        call = Call(self.school, self.url, capabilities, functions, raw, arguments, self.version, self.unfinished)
        if name == BATCH:
            return self._batch(call)
        return answer_of(name, call)

    def _admit(self, token: str) -> None:
        if token != self.token or self.token_state == "forgotten":
            raise invalid_token()
        if self.token_state == "expired":
            # The call that reports it deletes the token.
            self.token_state = "forgotten"
            raise access_denied()
        if self.token_state == "suspended":
            raise EXCEPTIONS["wsaccessusersuspended"]
        if self.maintenance:
            raise maintenance()

    def _batch(self, call: Call) -> Any:
        """Stops at the first call that fails."""
        if BATCH not in call.functions or not call.may("webservice/rest:use"):
            raise access_denied()
        if call.arguments.keys() != {"requests"}:
            raise invalid_parameter()
        responses: list[dict[str, Any]] = []
        for request in listed(call.arguments["requests"]):
            if not isinstance(request, dict) or "function" not in request:
                raise invalid_parameter()
            name = str(request["function"])
            self.requests.append(name)
            try:
                arguments = json.loads(str(request.get("arguments", "{}")))
                inner = Call(
                    call.school,
                    call.site_url,
                    call.capabilities,
                    call.functions,
                    boolean(request.get("settingraw", "0")),
                    arguments,
                    call.version,
                    call.unfinished,
                )
                courses = {arguments["courseid"]} if isinstance(arguments.get("courseid"), int) else set()
                faults = self.faults.due(name, courses)
                for fault in faults:
                    if fault.kind == "exception":
                        raise EXCEPTIONS.get(fault.code) or MoodleError("moodle_exception", fault.code, "Ordered")
                    if fault.kind == "empty_list" and name in FUNCTIONS:
                        responses.append({"error": False, "data": FUNCTIONS[name].empty})
                        break
                    if fault.kind == "change":
                        self.school.change(fault.change, **dict(fault.arguments))
                else:
                    encoded = _encoded(_altered(answer_of(name, inner), faults))
                    data = broken(encoded, (fault for fault in faults if fault.kind == "half"))
                    responses.append({"error": False, "data": data.decode()})
            except MoodleError as raised:
                error = raised.in_words_of(self.version)
                responses.append({"error": True, "exception": _encoded(error.body_in_batch(self.url)).decode()})
                break
            except json.JSONDecodeError:
                raise invalid_parameter() from None
        return {"responses": responses}

    # Pages for people

    async def _front_page(self, _: web.Request) -> web.Response:
        return web.Response(text=PAGE.format(title=self.school.name), content_type="text/html")

    async def _to_login(self, _: web.Request) -> web.Response:
        raise web.HTTPSeeOther(f"{self.url}/login/index.php")

    async def _nothing_here(self, _: web.Request) -> web.Response:
        return web.Response(status=404, text="File not found.\n", content_type="text/html", charset="UTF-8")

    def counts(self) -> Mapping[str, Any]:
        return {"enrollments": sum(len(course.people) for course in self.school.courses.values())}


def _courses_in(form: Mapping[str, Any]) -> set[int]:
    try:
        return {integer(form["courseid"])} if "courseid" in form else set()
    except MoodleError:
        return set()


def _altered(value: Any, faults: Iterable[Fault]) -> Any:
    """The answer as the ordered faults leave it."""
    for fault in faults:
        if fault.kind == "body":
            value = fault.body
        elif fault.kind == "without_key" and isinstance(value, dict):
            value = {key: part for key, part in value.items() if key != fault.key}
        elif fault.kind == "warning":
            value = {**value, "warnings": [*value.get("warnings", []), *fault.warnings]}
        elif fault.kind == "omit":
            value = _every_other(value)
    return value


def _every_other(value: Any) -> Any:
    """Every other row of a list, or of the lists in an object."""
    if isinstance(value, list):
        return value[1::2]
    if isinstance(value, dict):
        return {key: part[1::2] if isinstance(part, list) else part for key, part in value.items()}
    return value


def _encoded(value: Any) -> bytes:
    """As PHP writes JSON: ASCII only, slashes escaped."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()


async def _chunked(request: web.Request, body: bytes, content_type: str) -> web.StreamResponse:
    """Without a length, as PHP behind nginx sends it."""
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": content_type})
    response.enable_chunked_encoding()
    await response.prepare(request)
    if request.method != "HEAD":
        await response.write(body)
    await response.write_eof()
    return response


def _broken(fault: Fault) -> web.Response:
    if fault.kind == "status":
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        text = PAGE.format(title=f"{fault.status} Error")
        return web.Response(status=fault.status, text=text, content_type="text/html", headers=headers)
    if fault.kind == "html":
        return web.Response(text=PAGE.format(title="Log in"), content_type="text/html")
    return web.Response(body=b"", content_type="text/html", charset="utf-8")


async def _cut(request: web.Request, body: bytes) -> web.StreamResponse:
    """Half a body, then the connection is gone."""
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": "application/json"})
    response.enable_chunked_encoding()
    await response.prepare(request)
    await response.write(body[: max(1, len(body) // 2)])
    if request.transport is not None:
        request.transport.abort()
    return response


@asynccontextmanager
async def running_moodle(
    school: School | None = None, *, port: int = 0, token: str | None = None, version: str = "4.4"
) -> AsyncIterator[MoodleSimulator]:
    """A simulated Moodle on a free port of this machine."""
    simulator = MoodleSimulator(school, token=token, version=version)
    runner = await simulator.serve("127.0.0.1", port)
    try:
        yield simulator
    finally:
        await runner.cleanup()
