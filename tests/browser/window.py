"""A window of a real browser, in which everything that goes wrong is noticed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

LOCALES = {"ru": "ru-RU", "en": "en-GB"}
PATIENCE_SECONDS = 90
"""A busy machine is given so long to show what a test waits for."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIOLATIONS_ARE_SAID = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`the policy of the page refuses ${event.violatedDirective}: ${event.blockedURI}`);
});
"""
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""All that another theme can change."""
REFUSED_BY_THE_API = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""The browser says so of every such answer, also of one that the panel expects."""


@dataclass
class Window:
    """Whoever opens a page by hand uses `page`; the addresses there begin at the server."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)
    """Errors in the console, violations of the page's policy, and requests to other hosts."""
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, fault: str) -> None:
        """A test that stops the server expects lost connections, for example."""
        self.expected.append(re.compile(fault))

    def log_in(self, link: str, password: str = "верный конь батарея скрепка") -> None:
        """By a one-time link, as it was printed."""
        self.page.goto(link)
        self.page.locator("input[type=password]").fill(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.url}/")

    def go(self, address: str) -> None:
        """Open a page, and wait until nothing of it is still asked for."""
        self.page.goto(address)
        self.come_to_rest()

    def come_to_rest(self) -> None:
        expect(self.page.locator("main h1").filter(visible=True).first).to_be_visible()
        expect(self.page.locator("[aria-busy=true], .mantine-Skeleton-root")).to_have_count(0)

    def inaccessible(self, rules: Sequence[str] = RULES) -> str:
        """What axe finds against the page as it is now; empty where there is nothing."""
        found = Axe().run(self.page, options={"runOnly": list(rules), "resultTypes": ["violations"]})
        return str(found.generate_report()) if found.violations_count else ""

    def _say(self, message: ConsoleMessage) -> None:
        is_of_the_api = urlsplit(message.location["url"]).path.startswith("/api/")
        if message.type == "error" and not (is_of_the_api and REFUSED_BY_THE_API.match(message.text)):
            self._note(f"console: {message.text} ({message.location['url']})")

    def _ask(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self._note(f"another host is asked: {request.url}")

    def _note(self, fault: str) -> None:
        if not any(pattern.search(fault) for pattern in self.expected):
            self.faults.append(fault)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._ask)
        context.on("console", self._say)
        context.on("weberror", lambda error: self._note(f"not caught: {error.error}"))


@contextmanager
def opened(
    browser: Browser,
    url: str,
    *,
    language: str = "ru",
    theme: str = "light",
    timezone: str = "Europe/Moscow",
    size: tuple[int, int] = (1440, 900),
    **more: Any,
) -> Iterator[Window]:
    """With cookies of its own. Nothing may have gone wrong in it when the block ends."""
    settings: Mapping[str, Any] = {
        "base_url": url,
        "locale": LOCALES[language],
        "timezone_id": timezone,
        "color_scheme": theme,
        "viewport": {"width": size[0], "height": size[1]},
        "reduced_motion": "reduce",
        **more,
    }
    context = browser.new_context(**settings)
    try:
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        context.add_init_script(VIOLATIONS_ARE_SAID)
        window = Window(context.new_page(), url)
        window.watch(context)
        yield window
        assert not window.faults, window.faults
    finally:
        context.close()
