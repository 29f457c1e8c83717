"""The panel opens in a browser; and what goes wrong in one is noticed."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Site
from tests.browser.window import PATIENCE_SECONDS, Window


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_panel_opens_and_lets_in_who_has_a_link(language: str, site: Site, window: Open) -> None:
    opened = window(site.api.url, language=language)
    page = opened.page
    page.goto("/")
    expect(page.locator("#root > *").first).to_be_attached()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("input[type=password]")).to_be_visible()
    assert opened.inaccessible() == ""
    opened.log_in(site.link())
    expect(page.locator("main")).to_be_visible()
    page.reload()
    expect(page.locator("main")).to_be_visible()


FAULTS = {
    "a style in the page": "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))",
    "a script of another host": "document.head.append(Object.assign(document.createElement('script'), {src: 'http://a.example'}))",
    "an error that nobody catches": "setTimeout(() => { throw new Error('not caught') })",
    "a promise that nobody catches": "Promise.reject(new Error('not caught'))",
    "a file that is not there": "import('/assets/nothing.js').catch(() => {})",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_goes_wrong_in_a_window_is_a_fault(fault: str, site: Site, window: Open) -> None:
    opened = window(site.api.url)
    opened.page.goto("/login")
    assert opened.faults == []
    opened.page.evaluate(f"() => {{ {fault} }}")
    until_noticed(opened)
    opened.faults.clear()


def test_a_page_that_nobody_can_read_is_noticed(site: Site, window: Open) -> None:
    opened = window(site.api.url)
    opened.page.goto("/login")
    opened.page.evaluate("document.body.append(document.createElement('button'))")
    assert "button-name" in opened.inaccessible()


def until_noticed(opened: Window) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not opened.faults:
        assert time.monotonic() < give_up_at, "no fault was noticed"
        opened.page.wait_for_timeout(50)  # events of the browser arrive meanwhile
