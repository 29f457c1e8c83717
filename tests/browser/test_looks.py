"""Language and theme: chosen once, kept, and the same in every tab."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import connect
from tests.browser.texts import Texts
from tests.served import Lms

ru, en = Texts("ru"), Texts("en")


def choose(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile("anna")).click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def test_language_and_theme_are_kept_and_every_tab_agrees(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    opened = window(site.api.url)
    opened.log_in(site.link())
    first, second = opened.page, opened.page.context.new_page()
    second.goto("/runs")
    title = second.get_by_role("heading", level=1)
    expect(title).to_have_text(ru("nav.runs"))
    light = second.evaluate("getComputedStyle(document.body).backgroundColor")
    first.bring_to_front()

    choose(first, "English")
    choose(first, en("theme.dark"))

    def agrees(page: Page) -> None:
        html = page.locator("html")
        expect(html).to_have_attribute("lang", "en")
        expect(html).to_have_attribute("data-mantine-color-scheme", "dark")
        expect(page.get_by_role("navigation").get_by_role("link", name=en("nav.students"), exact=True)).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light

    agrees(first)
    expect(first.get_by_role("heading", level=1)).to_have_text(en("overview:title.upToDate"))
    agrees(second)
    expect(title).to_have_text(en("nav.runs"))
    for page in (first, second):
        page.reload()
        agrees(page)
    expect(title).to_have_text(en("nav.runs"))


def test_what_the_server_says_comes_in_the_chosen_language(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    lms.control("POST", "settings", {"token": "forgotten"})
    site.api.sync()
    opened = window(site.api.url)
    opened.log_in(site.link())
    words = opened.page.get_by_role("main").get_by_role("heading", level=2).first
    expect(words).to_have_text(re.compile("[а-яё]{4}.*[а-яё]{4}"))
    choose(opened.page, "English")
    expect(words).not_to_have_text(re.compile("[а-яё]{4}.*[а-яё]{4}"))
