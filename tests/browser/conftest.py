"""The panel in Chromium against a real server: what its tests start with."""

import asyncio
import fcntl
import os
import re
import shutil
import subprocess
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from lmsync.api.panel import FOLDER
from tests.browser.window import PATIENCE_SECONDS, Window, opened
from tests.checkout import ROOT
from tests.served import Api, Lms, served, simulated
from tests.warm import command

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
"""Chromium resolves no name, so that nothing can leave this machine."""
Open = Callable[..., Window]


@dataclass(frozen=True)
class Site:
    """A server with the panel, and its data folder."""

    api: Api
    folder: Path

    def link(self, login: str = "anna", role: str = "owner") -> str:
        """A one-time link of somebody new, as the command line prints it."""
        listen = self.api.url.removeprefix("http://")
        settings = {"LMSYNC_DATA_DIR": str(self.folder), "LMSYNC_LISTEN": listen}
        made = command(f"operators create {login} --role {role}", None, **settings)
        assert made.code == 0, made
        (link,) = re.findall(r"http\S+/setup#\S+", made.out)
        return str(link)


@pytest.fixture(scope="session")
def built_panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by whichever worker comes first, if `./run test` has not done so."""
    with (tmp_path_factory.getbasetemp().parent / "panel.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([ROOT / "run", "panel"], check=True)
    return FOLDER


@contextmanager
def loop_of(loops: list[AbstractEventLoop]) -> Iterator[None]:
    """Playwright's own event loop runs in this thread for as long as Chromium does. Other tests of the worker begin theirs
    here, so that it counts as running only within the block."""
    asyncio._set_running_loop(loops[0] if loops else None)
    try:
        yield
    finally:
        loops[:] = [asyncio.get_running_loop()]
        asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def loops() -> list[AbstractEventLoop]:
    """Playwright's, once it has begun."""
    return []


def chromium_program() -> str:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "Chromium is missing; ./run test installs it"
    return program


@pytest.fixture(scope="session")
def chromium(loops: list[AbstractEventLoop]) -> Iterator[Browser]:
    """One for all tests of a worker."""
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with ExitStack() as running:
        with loop_of(loops):
            playwright = running.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=chromium_program(), args=ARGUMENTS)
        yield browser
        asyncio._set_running_loop(loops[0])
        browser.close()
    asyncio._set_running_loop(None)


@pytest.fixture
def site(built_panel: Path, tmp_path: Path) -> Iterator[Site]:
    """Nothing is connected, and nobody can log in yet."""
    with served(tmp_path) as (api, _):
        yield Site(api, tmp_path)


@pytest.fixture
def window(chromium: Browser, loops: list[AbstractEventLoop]) -> Iterator[Open]:
    """Opens windows at a server: `window(site.api.url, language="en")`. Each has cookies of its own, and must be without
    faults at the end."""
    with loop_of(loops), ExitStack() as windows:

        def open_window(url: str, **settings: Any) -> Window:
            return windows.enter_context(opened(chromium, url, **settings))

        yield open_window


@pytest.fixture
def lms() -> Iterator[Lms]:
    """A simulated Moodle, which is not connected yet."""
    with simulated("moodle", 40) as lms:
        yield lms
