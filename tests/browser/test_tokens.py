"""A token that is wrong, and one that ends while it is used: both are said, and mended from the page that says it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import LESSONS, connect, ru
from tests.served import Lms


def test_a_wrong_token_is_said_at_its_field_and_mended_there(site: Site, lms: Lms, window: Open) -> None:
    opened = window(site.api.url)
    opened.log_in(site.link())
    page = opened.page
    page.get_by_role("link", name="Moodle").click()
    address = page.get_by_label(ru("connections:access.address"), exact=True)
    token = page.get_by_label(ru("connections:access.token"), exact=True)
    address.fill(lms.url)
    token.fill("f" * 32)
    page.get_by_role("button", name=ru("connections:access.check"), exact=True).click()

    failed = page.get_by_role("list", name=ru("connections:checks.failed"))
    expect(failed.get_by_role("listitem")).not_to_have_count(0)
    expect(page.get_by_role("button", name=ru("connections:check.connect"), exact=True)).to_have_count(0)
    page.get_by_role("button", name=ru("connections:check.mendToken"), exact=True).click()

    expect(address).to_have_value(lms.url)
    expect(token).not_to_have_accessible_description(ru("connections:access.tokenHint"))
    expect(token).to_have_accessible_description(re.compile("токен", re.IGNORECASE))
    expect(token).to_be_focused()
    token.fill(lms.token)
    page.get_by_role("button", name=ru("connections:access.check"), exact=True).click()
    page.get_by_role("button", name=ru("connections:check.connect"), exact=True).click()
    page.wait_for_url("**/data/students")
    (connection,) = site.api.get("configure")["connections"]
    assert connection["base_url"] == lms.url


def test_a_token_that_ends_during_a_run_is_mended_from_the_overview(site: Site, lms: Lms, window: Open) -> None:
    slug = connect(site, lms)
    people = len(site.api.every("students", limit=500))
    opened = window(site.api.url)
    opened.log_in(site.link())
    page = opened.page
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(ru("overview:title.upToDate"))
    # It is still good for everything that a run asks for before lessons.
    fault = {"kind": "exception", "function": LESSONS, "code": "invalidtoken", "times": -1}
    lms.control("POST", "faults", fault)
    page.get_by_role("button", name=ru("overview:synchronise"), exact=True).click()

    expect(title).to_have_text(ru("overview:title.stopped", names="Школа"))
    untouched = ru("overview:lead.nothingLost").partition(",")[0]
    expect(page.get_by_role("status").filter(has=title)).to_contain_text(untouched)
    assert len(site.api.every("students", limit=500)) == people
    page.get_by_role("link", name=ru("overview:mend"), exact=True).click()
    page.wait_for_url(f"**/connections/{slug}")
    page.get_by_role("button", name=ru("connections:token.replace"), exact=True).click()
    page.get_by_label(ru("connections:token.new"), exact=True).fill(lms.token)
    lms.control("DELETE", "faults")
    page.get_by_role("button", name=ru("connections:save.save"), exact=True).click()
    expect(page.get_by_text(ru("connections:save.saved"))).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name=ru("nav.overview")).click()
    expect(title).to_have_text(ru("overview:title.upToDate"))
    assert site.api.get("status")["status"] == "ok"
