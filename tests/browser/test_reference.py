"""The description of the API, with what can be tried there."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site


def tried(page: Page) -> str:
    """The status that the open call was answered with."""
    page.locator("button.execute").click()
    status = page.locator(".live-responses-table .response .response-col_status")
    expect(status).to_have_text(re.compile(r"\d{3}"))
    return status.inner_text().split()[0]


def test_only_a_pasted_token_opens_anything_in_the_reference(site: Site, window: Open) -> None:
    opened = window(site.api.url, language="en")
    page, cookies = opened.page, []
    opened.log_in(site.link())
    assert any("session" in cookie["name"] for cookie in page.context.cookies())
    page.goto("/reference/")
    page.locator("#operations-tag-status").click()
    page.locator("#operations-status-get_status .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.on("request", lambda request: cookies.append(request.all_headers().get("cookie")))
    assert tried(page) == "401"
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".auth-container input").fill(site.api.token or "")
    page.locator(".auth-btn-wrapper button.authorize").click()
    page.locator(".auth-btn-wrapper button.btn-done").click()
    assert tried(page) == "200"
    assert cookies == [None] * len(cookies) != []


def test_who_is_not_logged_in_is_told_how_to_see_the_reference(site: Site, window: Open) -> None:
    for language, words in (("ru", "Войдите в панель"), ("en", "Log in to the panel")):
        page = window(site.api.url, language=language).page
        page.goto("/reference/")
        expect(page.get_by_role("status")).to_contain_text(words)
        expect(page.locator("#reference > *")).to_have_count(0)
