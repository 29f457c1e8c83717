"""`./run bench panel`: how long somebody waits for the panel, in a real browser on the same machine."""

import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from msgspec import Struct
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.databases import databases
from benchmarks.measured import Checkout, ask_for_run, connect, first_run_of, receipt
from benchmarks.school import School
from benchmarks.stand_in import standing_in
from tests.browser.conftest import ARGUMENTS, chromium_program
from tests.browser.window import PATIENCE_SECONDS, Window, opened
from tests.served import Api
from tests.warm import command

PASSWORD = "верный конь батарея скрепка"
PAGES = {"overview": "/", "students": "/data/students"}
LARGEST = """
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.largest = entry.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
"""
LOADED = """
async () => {
  const whole_ms = performance.now();
  const drawn = () => performance.getEntriesByName("first-contentful-paint")[0];
  while (!drawn() || window.largest === undefined) await new Promise(requestAnimationFrame);
  const files = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return {
    first_ms: drawn().startTime,
    largest_ms: window.largest,
    whole_ms,
    kilobytes: files.reduce((sum, file) => sum + file.transferSize, 0) / 1000,
  };
}
"""
WATCH = """
() => new Promise((ready) => {
  const main = document.querySelector("main");
  const figure = () => main.querySelector('a[href^="/data/enrollments"]')?.closest("tr").querySelector("td").textContent;
  const before = figure();
  const source = new EventSource("/api/v1/crm/events");
  let ended = null;
  source.addEventListener("run_ended", () => { ended = performance.now(); });
  source.onopen = ready;
  new MutationObserver(() => {
    if (window.waited !== undefined || figure() === before || figure() === undefined) return;
    window.waited = ended === null ? 0 : performance.now() - ended;
  }).observe(main, {subtree: true, childList: true, characterData: true});
})
"""


class Loaded(Struct):
    """Of a page in a browser that has nothing of it yet; the times count from the moment when it was asked for."""

    first_ms: float
    """Until something is drawn."""
    largest_ms: float
    """Until the largest part is drawn: LCP."""
    whole_ms: float
    """Until nothing is asked for any more."""
    kilobytes: float


def bench(systems: Sequence[str], engines: Sequence[str], school: School, rounds: int) -> None:
    """Medians of so many rounds; the figure that changes is measured once."""
    print(f"{school.people} people; a browser without a cache on the same machine\n")
    print("| LMS | database | page | first content ms | LCP ms | whole ms | kB |")
    print("|---|---|---|---|---|---|---|")
    waits: list[tuple[str, str, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=ARGUMENTS)
        for system, engine in product(systems, engines):
            waits += [(system, engine, _bench_one(browser, system, engine, school, rounds))]
        browser.close()
    print("\n| LMS | database | from the end of a run to the changed figure on the overview, ms |")
    print("|---|---|---|")
    for system, engine, milliseconds in waits:
        print(f"| {system} | {engine} | {milliseconds:.0f} |", flush=True)


def _bench_one(browser: Browser, system: str, engine: str, school: School, rounds: int) -> float:
    with (
        tempfile.TemporaryDirectory() as name,
        databases(Path(name)) as made,
        standing_in(system, school, 0, versions=2) as site,
    ):
        folder, database_url = made.folder(), made.fresh(engine)
        with Checkout().serving(folder, database_url) as (api, _):
            connection = connect(api, site)
            receipt(api, first_run_of(api, connection))
            _make_operator(api, folder, database_url)
            for page, address in PAGES.items():
                loaded = [_load(browser, api, address) for _ in range(rounds)]
                figures = [
                    statistics.median(getattr(one, field) for one in loaded) for field in Loaded.__struct_fields__
                ]
                print(
                    f"| {system} | {engine} | {page} | " + " | ".join(f"{figure:.0f}" for figure in figures) + " |",
                    flush=True,
                )
            site.begin(1)
            with opened(browser, api.url) as window:
                _log_in(window)
                return _wait_for_figure(window.page, api, connection)


def _make_operator(api: Api, folder: Path, database_url: str) -> None:
    settings = {"LMSYNC_DATA_DIR": str(folder), "LMSYNC_DATABASE_URL": database_url}
    made = command("operators create anna --role owner", None, **settings)
    (token,) = re.findall(r"/setup#(\S+)", made.out)
    answer = api.ask("POST", "/api/v1/auth/setup", {"token": token, "password": PASSWORD, "login": None})
    assert answer.status == 200, answer.body.decode()


def _log_in(window: Window) -> None:
    """Without opening the panel, so that nothing of it is in the cache."""
    answer = window.page.request.post("/api/v1/auth/login", data={"login": "anna", "password": PASSWORD, "code": None})
    assert answer.ok, answer.text()


def _load(browser: Browser, api: Api, address: str) -> Loaded:
    with opened(browser, api.url) as window:
        window.page.add_init_script(LARGEST)
        _log_in(window)
        window.go(address)
        figures: dict[str, Any] = window.page.evaluate(LOADED)
        return Loaded(**figures)


def _wait_for_figure(page: Page, api: Api, connection: str) -> float:
    page.goto("/")
    page.locator('main a[href^="/data/enrollments"]').wait_for()
    page.evaluate(WATCH)
    receipt(api, ask_for_run(api, connection))
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while (waited := page.evaluate("window.waited")) is None:
        if time.monotonic() > give_up_at:
            raise SystemExit("the run has ended, and the overview shows what it showed before")
        page.wait_for_timeout(20)
    return float(waited)
