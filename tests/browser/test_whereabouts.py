"""What a window is called, where the focus is after a step, and what a browser keeps."""

import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import PASSWORD
from tests.browser.texts import Texts

GONE = "**/assets/RunsPage-*.js"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_new_page_is_named_said_and_has_the_focus(language: str, site: Site, window: Open) -> None:
    opened, texts = window(site.api.url, language=language), Texts(language)
    page = opened.page
    page.goto("/login")
    expect(page).to_have_title(f"{texts('login:title')} · lmsync")
    opened.log_in(site.link())
    page.wait_for_url("**/connections/new")  # nothing is connected
    for section in ("runs", "decisions"):
        name = texts(f"nav.{section}")
        page.get_by_role("navigation").get_by_role("link", name=name, exact=True).filter(visible=True).click()
        expect(page).to_have_title(f"{name} · lmsync")
        expect(page.get_by_role("main")).to_be_focused()
        expect(page.locator("[aria-live=polite].sr")).to_have_text(name)


def test_a_one_time_link_is_not_kept_by_the_browser(site: Site, window: Open) -> None:
    page = window(site.api.url).page
    page.goto(site.link())
    expect(page).to_have_url(f"{site.api.url}/setup")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_visible()
    kept = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    assert [entry["url"] for entry in kept if "#" in entry["url"]] == []


def test_a_page_that_is_older_than_the_server_begins_anew(site: Site, window: Open) -> None:
    opened, texts = window(site.api.url), Texts("ru")
    page = opened.page
    opened.log_in(site.link())
    opened.expect("console: Failed to load resource")
    opened.expect("Failed to fetch dynamically imported module")

    page.wait_for_url(f"{site.api.url}/connections/new")

    def is_there_again(request: Request) -> None:
        if request.is_navigation_request():
            page.unroute(GONE)

    page.on("request", is_there_again)
    page.route(GONE, lambda route: route.fulfill(status=404))
    page.get_by_role("link", name=texts("nav.runs"), exact=True).filter(visible=True).click()
    expect(page.get_by_role("heading", level=1, name=texts("nav.runs"), exact=True)).to_be_visible()
