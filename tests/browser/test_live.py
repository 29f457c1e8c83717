"""A run is followed live, whatever happens to the connection with the server."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import connect, ru, stop_at_lessons, until
from tests.served import Lms, free_port, served

LOST = "ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_NETWORK"
"""What the browser says of a server that is away."""


def test_a_run_is_followed_across_a_restart_of_the_server(
    built_panel: Path, tmp_path: Path, lms: Lms, window: Open
) -> None:
    settings = {"LMSYNC_LISTEN": f"127.0.0.1:{free_port()}", "LMSYNC_LEASE_SECONDS": "3"}
    with served(tmp_path, **settings) as (api, _):
        site = Site(api, tmp_path)
        connect(site, lms)
        opened = window(api.url)
        opened.expect(LOST)
        opened.log_in(site.link())
        page = opened.page
        stop_at_lessons(lms)
        page.get_by_role("button", name=ru("overview:synchronise"), exact=True).click()
        page.get_by_role("definition").get_by_role("link").filter(has_text="запрос").click()
        page.wait_for_url("**/runs/*")
        title = page.get_by_role("heading", level=1)
        progress = page.get_by_role("progressbar")
        reading = ru("runs:title.running", what=ru("runs:phase.lessons"))
        expect(title).to_have_text(reading)
        expect(progress).to_be_visible()
        first = page.url
        # What would be lost if the page were loaded anew.
        page.evaluate("window.isTheSamePage = true")
    lost = page.get_by_role("status").filter(has_text=ru("live.lost"))
    expect(lost.first).to_be_visible()

    with served(tmp_path, **settings) as (api, _):
        expect(lost).to_have_count(0)
        # The server has noted that the run was interrupted, and another one continues it.
        expect(title).to_have_text(ru("runs:title.interrupted"))
        expect(progress).to_have_count(0)
        page.get_by_role("button", name=ru("runs:newer"), exact=True).click()
        expect(title).to_have_text(reading)
        expect(progress).to_be_visible()
        assert page.url != first
        lms.control("DELETE", "faults")
        expect(title).to_have_text(ru("runs:title.complete"))
        expect(progress).to_have_count(0)
        assert page.evaluate("window.isTheSamePage")
        page.get_by_role("tab", name=ru("runs:tabs.course"), exact=True).click()
        steps = page.get_by_role("log").get_by_role("listitem")
        expect(steps.last).to_contain_text(ru("run.complete"))
        until(page, lambda: api.get("status")["status"] == "ok")
