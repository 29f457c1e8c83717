"""A school that the panel shows, and what happens to it."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.texts import Texts
from tests.served import Api, Lms

PASSWORD = "верный конь батарея скрепка"
"""That `Window.log_in` chooses."""
LESSONS = "core_calendar_get_calendar_events"
DAY_SECONDS = 86_400
ru = Texts("ru")


def connect(site: Site, lms: Lms, name: str = "Школа", **more: Any) -> str:
    """Read once as a whole. Returns the name in addresses; nothing runs by itself for a day."""
    answer = site.api.configure(lms, name=name, sync_interval_seconds=DAY_SECONDS, **more)
    assert answer.status == 201, answer.body.decode()
    slug = str(answer.json["connection"]["connection"])
    assert site.api.sync(connection=slug)["state"] == "complete"
    return slug


def stop_at_lessons(lms: Lms) -> None:
    """The next run waits there until the faults are ended."""
    lms.control("POST", "faults", {"kind": "delay", "function": LESSONS, "times": -1, "seconds": 3_600})


def class_leaves(api: Api, lms: Lms) -> set[str]:
    """All but one student of a course are gone from it. Returns the ids of their places in it."""
    places = api.every("enrollments", role="student", limit=500)
    course = places[0]["course"]["id"]
    leaving = [place for place in places if place["course"]["id"] == course][1:]
    for place in leaving:
        number, person, _ = place["external_id"].split(".")
        lms.change("leave", person=int(person), course=int(number))
    return {place["id"] for place in leaving}


def until(page: Page, is_so: Callable[[], bool], seconds: float = 90) -> None:
    """Something that the window does not show; its events arrive meanwhile."""
    for _ in range(int(seconds * 20)):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not become so")


def enter(page: Page, login: str, password: str = PASSWORD) -> None:
    """Through the form in which everybody logs in."""
    page.get_by_role("textbox", name=ru("login:login")).fill(login)
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name=ru("login:submit"), exact=True).click()
