"""axe finds nothing against any page of the panel, in both languages and both themes, nor against what opens on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Site
from tests.browser.school import PAGES, School, troubled
from tests.browser.texts import Texts
from tests.browser.window import LOCALES, OF_COLOURS, RULES, Window
from tests.served import simulated

PHONE = (390, 844)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Look: TypeAlias = Callable[[str], None]


@pytest.fixture(scope="module")
def school(built_panel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with troubled(tmp_path_factory.mktemp("school")) as found:
        yield found


@pytest.fixture(params=LOCALES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def looking(opened: Window) -> Iterator[Look]:
    """`look("students")` asks axe about what is on the page now, in each theme; at the end it must have found nothing."""
    found = []

    def look(at: str) -> None:
        for theme in THEMES:
            # The panel follows the system until somebody chooses a theme.
            opened.page.emulate_media(color_scheme=theme)
            expect(opened.page.locator("html")).to_have_attribute("data-mantine-color-scheme", theme)
            if said := opened.inaccessible(RULES if theme == "light" else OF_COLOURS):
                found.append(f"{at}, {theme}: {said}")

    yield look
    assert not found, "\n".join(found)


def test_every_page_can_be_read(language: str, school: School, window: Open) -> None:
    opened = window(school.api.url, language=language)
    opened.log_in(school.site.link(f"reader-{language}"))
    with looking(opened) as look:
        for page in PAGES:
            opened.go(school.address(page))
            look(page)


def test_every_page_can_be_read_on_a_phone(school: School, window: Open) -> None:
    opened = window(school.api.url, size=PHONE)
    opened.log_in(school.site.link("reader-phone"))
    with looking(opened) as look:
        for page in PAGES:
            opened.go(school.address(page))
            look(page)


def test_the_first_minutes_can_be_read(language: str, site: Site, window: Open) -> None:
    opened, texts = window(site.api.url, language=language), Texts(language)
    page = opened.page
    link = site.link()
    with looking(opened) as look, simulated() as moodle:
        opened.go("/login")
        look("login")
        page.get_by_label(texts("login:login")).fill("nobody")
        page.locator("[name=password]").fill("nothing")
        page.get_by_role("button", name=texts("login:submit"), exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        look("login refused")
        opened.go("/setup")
        look("without a link")
        opened.go(link)
        expect(page.locator("input[type=password]")).to_be_visible()
        expect(page).to_have_url(f"{site.api.url}/setup")
        look("set-up")
        opened.log_in(link)
        for address in ("/runs", "/decisions", "/changes", "/data/students", "/lessons", "/connections", "/privacy"):
            opened.go(address)
            look(f"nothing in {address}")

        opened.go("/connections/new?system=moodle")
        page.get_by_role("button", name=texts("connections:access.check")).click()
        look("nothing entered")
        page.get_by_label(texts("connections:access.address"), exact=True).fill(moodle.url)
        page.get_by_label(texts("connections:access.token"), exact=True).fill("f" * 32)
        page.get_by_role("button", name=texts("connections:access.check")).click()
        mend = page.get_by_role("button", name=texts("connections:check.mendToken"), exact=True)
        expect(mend).to_be_visible()
        look("a required check failed")
        mend.click()
        look("a wrong token")
        moodle.control("POST", "settings", {"withdraw_functions": ["core_calendar_get_calendar_events"]})
        page.get_by_label(texts("connections:access.token"), exact=True).fill(moodle.token)
        page.get_by_role("button", name=texts("connections:access.check")).click()
        expect(page.get_by_role("button", name=texts("connections:check.again"))).to_be_visible()
        look("checks, one of them failed")


@pytest.fixture
def live_run(school: School) -> Iterator[int]:
    """A run that goes on as long as the test."""
    number = school.canvas.control(
        "POST", "faults", {"kind": "delay", "function": "account_users", "seconds": 3_600, "times": -1}
    )
    assert number is not None
    run = school.api.ask("POST", "/api/v1/crm/sync?connection=canvas").json["runs"][0]["id"]
    yield int(run)
    school.canvas.control("DELETE", "faults")
    school.api.sync(connection="canvas")


def test_a_run_that_goes_on_can_be_read(language: str, school: School, live_run: int, window: Open) -> None:
    opened = window(school.api.url, language=language)
    opened.log_in(school.site.link(f"waiting-{language}"))
    with looking(opened) as look:
        for address in ("/", f"/runs/{live_run}", "/runs", "/connections"):
            opened.go(address)
            look(f"{address} during a run")


def test_what_opens_on_a_page_can_be_read(language: str, school: School, window: Open) -> None:
    opened, texts = window(school.api.url, language=language), Texts(language)
    page = opened.page
    opened.log_in(school.site.link(f"opening-{language}"))
    with looking(opened) as look:
        opened.go("/connections/moodle")
        page.get_by_role("button", name=texts("connections:end.deleteDo")).click()
        expect(page.get_by_role("alertdialog")).to_be_visible()
        look("a question before deleting")
        page.keyboard.press("Escape")

        opened.go(school.address("decisions"))
        page.get_by_role("button", name=texts("decisions:rollover.button")).click()
        look("a question in place")

        opened.go("/data/students")
        page.get_by_role("button", name=texts("search")).filter(visible=True).click()
        expect(page.get_by_role("combobox", name=texts("palette:title"))).to_be_focused()
        look("the palette")
        page.keyboard.type("ив")
        expect(page.get_by_role("option").first).to_be_visible()
        look("the palette with what it found")
        page.keyboard.press("Escape")
        page.keyboard.press("Shift+/")
        expect(page.get_by_role("dialog", name=texts("palette:keys.title"))).to_be_visible()
        look("the keys")
        page.keyboard.press("Escape")

        opened.go("/access/programs?new=1")
        page.get_by_label(texts("access:programs.nameLabel")).fill("CRM")
        page.get_by_role("button", name=texts("access:programs.make")).click()
        expect(page.get_by_role("heading", name=texts("access:programs.madeTitle"))).to_be_visible()
        look("a new token")
        page.get_by_role("button", name=f"opening-{language}").click()
        expect(page.get_by_role("menu")).to_be_visible()
        look("the menu of who is logged in")
