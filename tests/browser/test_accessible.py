"""axe finds nothing against any page of the panel, in both languages and both themes, nor against what opens on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.school import PAGES, School, troubled
from tests.browser.window import LOCALES, OF_COLOURS, RULES, Window

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
