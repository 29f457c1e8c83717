"""Provisioning reports over HTTP: ordered, watched and downloaded."""

import re
from typing import Any

from aiohttp import web

from lmsync.simulators.canvas.protocol import PAGE, CanvasError, NotPermitted, not_found, number_of
from lmsync.simulators.canvas.report_files import file_of
from lmsync.simulators.canvas.reports import new_report
from lmsync.simulators.canvas.site import Asked, Routes, Site, admit, needs
from lmsync.simulators.canvas.view import RIGHTS, View


async def start_report(site: Site, request: web.Request) -> web.Response:
    try:
        view = admit(site, request)
        if not view.admin:
            raise NotPermitted
    except CanvasError as error:
        return web.json_response(error.body, status=error.status)
    except NotPermitted:
        return web.json_response({"status": "unauthorized"}, status=site.dialect.not_permitted)
    form = await request.post()
    found = re.compile(r"parameters\[(\w+)\]")
    parameters = {m.group(1): str(value) for name, value in form.items() if (m := found.fullmatch(name))}
    number = 18_001 + len(site.reports)
    site.reports[number] = new_report(number, parameters, fails=site.report_fails)
    return web.json_response(site.reports[number].body(site.url))


def list_reports(site: Site, asked: Asked) -> Any:
    needs(asked, "read_course_list", admin=True)
    return [{"title": "Provisioning", "parameters": {}, "report": "provisioning_csv", "last_run": None}]


def show_report(site: Site, asked: Asked) -> Any:
    needs(asked, "read_course_list", admin=True)
    report = site.reports.get(int(asked.ids["report"]))
    if report is None:
        raise not_found()
    return report.body(site.url)


async def send_file(site: Site, request: web.Request) -> web.Response:
    report = site.reports.get(number_of(request.match_info["file"]))
    verifier, header = request.query.get("verifier", ""), request.headers.get("Authorization", "")
    if report is None:
        return web.Response(status=404, text=PAGE.format(title="Page Not Found"), content_type="text/html")
    if site.file_access == "header" and verifier and header:
        return web.json_response({"errors": [{"message": "user authorization required"}]}, status=401)
    opened = header == f"Bearer {site.token}" if site.file_access == "header" else verifier == report.verifier
    if not opened:
        # A login page with status 200: look at its type before calling it data.
        return web.Response(text=PAGE.format(title="Log in to Canvas"), content_type="text/html")
    view = View(site.school, site.url, site.teacher, RIGHTS, site.cross_listed)
    body = file_of(report, view, translated=site.language != "en")
    kind = "application/zip" if report.filename.endswith(".zip") else "text/csv"
    return web.Response(body=body, content_type=kind)


ROUTES: Routes = (
    (r"accounts/(?P<account>[^/]+)/reports", "reports", list_reports),
    (r"accounts/(?P<account>[^/]+)/reports/provisioning_csv/(?P<report>\d+)", "report", show_report),
)
