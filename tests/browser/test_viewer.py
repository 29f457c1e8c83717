"""A viewer finds no button that would be refused."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import class_leaves, connect, ru, until
from tests.browser.texts import Texts
from tests.served import Lms

ONE_OF_MANY = re.compile(r"/\d+$|/\w+-\w+-[^/]+$")
"""Of records, runs and decisions one is like the other."""
ENOUGH_PAGES, ENOUGH_BUTTONS = 20, 60
PRESS = """async (done) => {
  const isSeen = (each) => each.checkVisibility() && !each.disabled && !each.href;
  const nameOf = (each) => (each.getAttribute("aria-label") ?? each.textContent).replace(/\\s+/g, " ").trim();
  const here = location.pathname;
  while (location.pathname === here) {
    const all = document.querySelectorAll("button, summary, [role=button], [role=menuitem], [role=switch], [role=tab]");
    const next = [...all].find((each) => isSeen(each) && !done.includes(nameOf(each)));
    if (!next) break;
    done.push(nameOf(next));
    next.click();
    // What it shows is drawn, and has buttons, too.
    await new Promise((go) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(go)), 50));
  }
  return done;
}"""
"""Presses each button that is there, and that comes; ends early when one leads to another page."""


def settled(page: Page) -> None:
    expect(page.get_by_role("main")).to_be_visible()
    page.wait_for_load_state("networkidle")


def pressed_on(page: Page, address: str, but_for: Sequence[str]) -> list[str]:
    """Names of the buttons of the page, which is open already."""
    done: Any = list(but_for)
    while True:
        here = urlsplit(page.url).path
        done = page.evaluate(PRESS, done)
        page.wait_for_load_state("networkidle")
        if urlsplit(page.url).path == here:
            return [str(name) for name in done[len(but_for) :]]
        page.goto(address)
        settled(page)


def links_of(page: Page) -> list[str]:
    found: Any = page.locator("#root a[href^='/']").evaluate_all(
        "(all) => all.map((each) => each.getAttribute('href'))"
    )
    return [link for link in found if not link.startswith(("/api/", "/reference"))]


def test_a_viewer_finds_nothing_that_is_refused(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    class_leaves(site.api, lms)
    site.api.sync()
    opened = window(site.api.url)
    opened.log_in(site.link("oleg", "viewer"))
    page, refused = opened.page, list[str]()

    def note(response: Response) -> None:
        if response.status == 403:
            refused.append(f"{page.url}: {response.request.method} {response.url}")

    page.on("response", note)
    but_for = [ru("logOut"), Texts("en")("logOut"), "English", "Русский"]
    # Also what nothing leads a viewer to, and a colleague sends.
    waiting = ["/more", "/", "/account", "/connections", "/connections/new", "/connections/shkola", "/privacy"]
    waiting += [f"/access/{part}" for part in ("people", "programs", "sessions", "log")]
    seen, pressed = set[str](), 0
    while waiting:
        address = waiting.pop(0)
        shape = ONE_OF_MANY.sub("/…", urlsplit(address).path)
        if shape in seen:
            continue
        seen.add(shape)
        page.goto(address)
        settled(page)
        waiting += links_of(page)
        names = pressed_on(page, address, but_for)
        pressed += len(names)
        if shape == "/more":
            but_for += names  # those around every page
    assert refused == []
    page.evaluate("fetch('/api/v1/crm/sync', {method: 'POST'})")
    until(page, lambda: len(refused) == 1)  # what is refused would have been noticed
    assert (len(seen) >= ENOUGH_PAGES, pressed >= ENOUGH_BUTTONS) == (True, True), (seen, pressed)
