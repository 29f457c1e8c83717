"""Who is logged in, when the server does not answer or somebody leaves."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import Open, Site

NO_ANSWER = r"ERR_FAILED"


def test_a_server_that_does_not_answer_asks_nobody_for_the_password(site: Site, window: Open) -> None:
    opened = window(site.api.url, language="en")
    opened.expect(NO_ANSWER)
    opened.expect("console: Problem")
    opened.log_in(site.link())
    page = opened.page
    page.route("**/api/v1/auth/session", lambda route: route.abort())
    page.goto("/developers")
    expect(page.get_by_text("The lmsync server does not answer")).to_be_visible()
    assert page.url == f"{site.api.url}/developers"
    page.unroute("**/api/v1/auth/session")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("h1")).to_have_text("Developers")


def test_who_is_not_logged_out_is_told_so(site: Site, window: Open) -> None:
    opened = window(site.api.url, language="en", size=(390, 844))
    opened.expect(NO_ANSWER)
    opened.log_in(site.link())
    page = opened.page
    page.goto("/more")
    page.route("**/api/v1/auth/logout", lambda route: route.abort())
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("You are still logged in")).to_be_visible()
    assert page.url == f"{site.api.url}/more"
    page.unroute("**/api/v1/auth/logout")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(re.compile(r"/login$"))
    page.goto("/more")
    page.wait_for_url(re.compile(r"/login\?"))


def test_what_waits_for_the_password_is_never_sent_as_somebody_else(site: Site, window: Open) -> None:
    opened = window(site.api.url, language="en")
    opened.log_in(site.link("anna"))
    page = opened.page
    page.goto("/access/people?new=1")
    page.get_by_label("Login").fill("clara")
    page.get_by_label("Name").fill("Clara")
    sent: list[str] = []
    page.context.clear_cookies()
    page.locator("form").get_by_role("button").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.on("request", lambda request: sent.append(f"{request.method} {urlsplit(request.url).path}"))
    other = page.context.new_page()
    other.goto(site.link("boris"))
    other.locator("input[type=password]").fill("верный конь батарея скрепка")
    other.keyboard.press("Enter")
    other.wait_for_url(f"{site.api.url}/")
    expect(page.get_by_text("boris").first).to_be_visible()
    assert page.url in {f"{site.api.url}/", f"{site.api.url}/connections/new"}
    assert [call for call in sent if call.startswith("POST")] == []
    other.goto("/access/people")
    expect(other.get_by_role("row", name="anna")).to_be_visible()
    expect(other.get_by_text("clara")).to_have_count(0)
