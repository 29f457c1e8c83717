"""Everything by keyboard, and it is always seen where one is."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import PASSWORD, connect, ru
from tests.served import Lms

MOST_TABS = 60
IS_MARKED = """(element) => {
  const marks = (each) => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none"
      ? [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor].join(" ")
      : style.borderColor;
  };
  const chain = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
  const focused = chain.map(marks).join("|");
  element.blur();
  const blurred = chain.map(marks).join("|");
  element.focus({ focusVisible: true });
  return focused !== blurred;
}"""
"""Whether anything is drawn while it has the focus that is not drawn otherwise."""


def tab_to(page: Page, target: Locator) -> None:
    """By Tab alone; whatever has the focus on the way is marked."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() == 0:
            continue
        assert focused.evaluate(IS_MARKED), focused.evaluate("(element) => element.outerHTML")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def test_from_login_to_a_run_without_a_mouse(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    opened = window(site.api.url)
    opened.log_in(site.link())
    page = opened.page
    page.context.clear_cookies()
    page.goto("/login")
    login = page.get_by_role("textbox", name=ru("login:login"))
    expect(login).to_be_focused()
    page.keyboard.type("anna")
    tab_to(page, page.locator("input[type=password]"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(ru("overview:title.upToDate"))

    tab_to(page, page.get_by_role("link", name=ru("skip"), exact=True))
    tab_to(page, page.get_by_role("navigation").get_by_role("link", name=ru("nav.students"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/students")
    rows = page.get_by_role("table").get_by_role("link")
    expect(rows.first).to_be_visible()
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.press("Escape")

    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    assert rows.nth(1).evaluate(IS_MARKED)
    page.keyboard.press("Enter")
    detail = page.get_by_role("complementary", name=ru("data:detail.data"))
    expect(detail.get_by_role("heading", level=2).first).to_have_text(rows.nth(1).inner_text())
    page.keyboard.press("Escape")
    expect(detail).to_have_count(0)
    expect(rows.nth(1)).to_be_focused()

    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/runs")
    expect(title).to_have_text(ru("nav.runs"))
    tab_to(page, page.get_by_role("table").get_by_role("link").first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/runs/\d+$"))
    expect(title).to_have_text(ru("runs:title.complete"))
    tab_to(page, page.get_by_role("tab", name=ru("runs:tabs.receipt"), exact=True))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name=re.compile(ru("runs:tabs.changes")))).to_be_focused()
    page.wait_for_url("**?tab=changes")


def test_the_palette_leads_to_a_person_and_gives_the_focus_back(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    person = site.api.get("students", limit=1)["items"][0]["display_name"]
    opened = window(site.api.url)
    opened.log_in(site.link())
    page = opened.page
    expect(page.get_by_role("heading", level=1)).to_have_text(ru("overview:title.upToDate"))
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog")
    expect(palette).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(person)
    expect(palette.get_by_role("option", name=person).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/**")
    expect(page.get_by_role("heading", name=person).first).to_be_visible()
