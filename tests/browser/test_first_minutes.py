"""From a link to a live school, without a manual."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open, Site
from tests.browser.texts import Texts
from tests.served import simulated

PASSWORD = "верный конь батарея скрепка"
MOST_ACTS = 25
LESSONS = "core_calendar_get_calendar_events"
ru = Texts("ru")


@dataclass
class Hand:
    """Counts what somebody has to do."""

    acts: int = 0

    def fill(self, field: Locator, text: str) -> None:
        self.acts += 1
        field.fill(text)

    def click(self, target: Locator) -> None:
        self.acts += 1
        target.click()


def first_link(site: Site) -> str:
    """The link that the server prints when it starts for the first time."""
    (link,) = re.findall(r"http\S+/setup#\S+", (site.folder / "serve.log").read_text(encoding="utf-8"))
    return str(link)


def test_nothing_but_a_link_becomes_a_live_school(site: Site, window: Open) -> None:
    page, hand = window(site.api.url).page, Hand()

    def button(key: str) -> Locator:
        return page.get_by_role("button", name=ru(key), exact=True)

    with simulated("moodle", 40) as lms:
        page.goto(first_link(site))
        hand.fill(page.get_by_label(ru("login:setUp.login")), "anna")
        hand.fill(page.get_by_label(ru("login:setUp.newPassword")), PASSWORD)
        hand.click(button("login:setUp.submit"))

        hand.click(page.get_by_role("link", name="Moodle"))
        hand.fill(page.get_by_label(ru("connections:access.address"), exact=True), lms.url)
        hand.fill(page.get_by_label(ru("connections:access.token"), exact=True), lms.token)
        hand.click(button("connections:access.check"))
        checks = page.get_by_role("list", name=ru("connections:checks.passed"))
        expect(checks.get_by_role("listitem").first).to_be_visible()
        connect = button("connections:check.connect")
        expect(connect).to_be_visible()
        expect(page.get_by_role("list", name=ru("connections:checks.failed"))).to_have_count(0)
        # Asked for once by the check before saving, and then by the run: it waits there, and is seen.
        fault = {"kind": "delay", "function": LESSONS, "at": 2, "times": -1, "seconds": 3_600}
        lms.control("POST", "faults", fault)
        hand.click(connect)

        expect(page.get_by_role("heading", level=1)).to_have_text(ru("connections:reading.title"))
        expect(page.get_by_role("progressbar")).not_to_have_attribute("aria-valuenow", "0")
        lms.control("DELETE", "faults")
        page.wait_for_url("**/data/students")
        rows = page.get_by_role("table").get_by_role("link")
        expect(rows.first).to_be_visible()
        page.get_by_role("navigation").get_by_role("link", name=ru("nav.overview")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(ru("overview:title.upToDate"))
    assert site.api.get("status")["status"] == "ok"
    assert hand.acts <= MOST_ACTS
