"""The panel on a phone: five tabs, one thing at a time, nothing wider than the screen."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import class_leaves, connect, ru
from tests.served import Lms

PHONE: dict[str, Any] = {"size": (390, 844), "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
FINGER = 44
TOO_WIDE = """() => {
  const page = document.scrollingElement;
  return page.scrollWidth > page.clientWidth || window.innerWidth > 390
    ? `${page.scrollWidth} of ${page.clientWidth}, ${window.innerWidth}` : "";
}"""


def fits(page: Page) -> None:
    assert page.evaluate(TOO_WIDE) == "", page.url


def test_a_decision_is_taken_on_a_phone(site: Site, lms: Lms, window: Open) -> None:
    slug = connect(site, lms)
    gone = class_leaves(site.api, lms)
    site.api.sync()
    opened = window(site.api.url, **PHONE)
    opened.log_in(site.link())
    page = opened.page
    tabs = page.get_by_role("navigation", name=ru("sections"))
    expect(tabs.get_by_role("link")).to_have_count(5)
    for tab in tabs.get_by_role("link").all():
        box = tab.bounding_box()
        assert box is not None
        assert box["height"] >= FINGER
    expect(page.get_by_role("heading", level=1)).to_have_text(ru("overview:title.held_one"))
    fits(page)

    tabs.get_by_role("link", name=re.compile(ru("nav.decisions"))).tap()
    listed = page.get_by_role("main").get_by_role("listitem").get_by_role("link").first
    expect(listed).to_be_visible()
    fits(page)
    listed.tap()
    page.wait_for_url("**/decisions/*")
    keep = page.get_by_role("button", name=ru("decisions:keep.button.removal", what=len(gone)))
    fits(page)
    box = keep.bounding_box()
    assert box is not None
    assert box["height"] >= FINGER
    keep.tap()
    expect(page.get_by_role("article").get_by_role("heading", level=2)).to_contain_text(f"Оставлено: {len(gone)}")
    page.get_by_role("link", name=ru("decisions:all"), exact=True).tap()
    page.wait_for_url("**/decisions")
    assert site.api.get("held")["items"][0]["state"] == "dismissed"

    tabs.get_by_role("link", name=ru("nav.data"), exact=True).tap()
    page.wait_for_url("**/data/students")
    rows = page.get_by_role("table").get_by_role("link")
    expect(rows.first).to_be_visible()
    fits(page)
    for row in page.get_by_role("table").get_by_role("row").all()[2:6]:
        box = row.bounding_box()
        assert box is not None
        assert box["height"] >= FINGER
    name = rows.first.inner_text()
    rows.first.tap()
    page.wait_for_url("**/data/students/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    fits(page)

    for address in ("/changes", "/runs", "/runs/1", "/lessons", "/more", "/connections", f"/connections/{slug}"):
        page.goto(address)
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        fits(page)
