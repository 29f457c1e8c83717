"""Who is logged in: until when, in which tabs, and where a link leads afterwards."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import PASSWORD, connect, enter, ru
from tests.served import Lms


def end_session(page: Page) -> None:
    """As it ends by itself after a while, or in the hands of an owner: the cookie stays and is worth nothing."""
    (own,) = [row for row in page.request.get("/api/v1/sessions").json()["sessions"] if row["is_own"]]
    answer = page.request.delete(f"/api/v1/sessions/{own['id']}", headers={"X-CSRF-Token": csrf_of(page)})
    assert answer.ok, answer.text()


def csrf_of(page: Page) -> str:
    return str(page.request.get("/api/v1/auth/session").json()["csrf_token"])


def test_a_session_that_ends_asks_for_the_password_in_place(site: Site, lms: Lms, window: Open) -> None:
    slug = connect(site, lms)
    opened = window(site.api.url)
    opened.log_in(site.link())
    page = opened.page
    page.goto(f"/connections/{slug}")
    name = page.get_by_label(ru("connections:access.name"), exact=True)
    name.fill("Гимназия")
    end_session(page)
    page.get_by_role("button", name=ru("connections:save.save"), exact=True).click()

    asks = page.get_by_role("dialog", name=ru("ended.title"))
    password = asks.get_by_label("anna")
    expect(password).to_be_focused()
    password.fill("не тот пароль, что был")
    page.keyboard.press("Enter")
    expect(asks.get_by_role("alert")).to_be_visible()
    expect(name).to_have_value("Гимназия")
    password.fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(asks).to_have_count(0)
    expect(page.get_by_text(ru("connections:save.saved"))).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Гимназия")
    assert page.url.endswith(f"/connections/{slug}")
    assert [row["name"] for row in site.api.get("configure")["connections"]] == ["Гимназия"]


def test_a_link_opens_the_same_view_after_login(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    opened = window(site.api.url)
    opened.log_in(site.link())
    page = opened.page
    page.goto("/data/students")
    page.get_by_role("table").get_by_role("link").nth(2).click()
    page.wait_for_url("**/data/students?open=*")
    detail = page.get_by_role("complementary", name=ru("data:detail.data"))
    title = detail.get_by_role("heading", level=2).first
    expect(title).to_be_visible()
    name, sent = title.inner_text(), page.url

    colleague = window(site.api.url)
    colleague.log_in(site.link("boris", "viewer"))
    colleague.page.context.clear_cookies()
    colleague.page.goto(sent)
    colleague.page.wait_for_url("**/login?*")
    enter(colleague.page, "boris")
    colleague.page.wait_for_url(sent)
    expect(
        colleague.page.get_by_role("complementary", name=ru("data:detail.data")).get_by_role("heading", level=2).first
    ).to_have_text(name)


def test_a_link_leads_nobody_to_another_site_after_login(site: Site, window: Open) -> None:
    opened = window(site.api.url)
    opened.log_in(site.link("boris", "viewer"))
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example/"):
        opened.page.context.clear_cookies()
        opened.page.goto(f"/login?to={elsewhere}")
        enter(opened.page, "boris")
        opened.page.wait_for_url(f"{site.api.url}/")
        expect(opened.page.get_by_role("main")).to_be_visible()


def test_to_log_out_in_one_tab_logs_out_the_other(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    opened = window(site.api.url)
    opened.log_in(site.link())
    first, second = opened.page, opened.page.context.new_page()
    second.goto("/data/students")
    expect(second.get_by_role("table").get_by_role("link").first).to_be_visible()
    first.bring_to_front()
    first.get_by_role("button", name=re.compile("anna")).click()
    first.get_by_role("menuitem", name=ru("logOut"), exact=True).click()

    for page in (first, second):
        page.wait_for_url("**/login")
        expect(page.locator("input[type=password]")).to_be_visible()
    # Both come in again together, too.
    enter(first, "anna")
    first.wait_for_url(f"{site.api.url}/")
    second.goto("/data/students")
    expect(second.get_by_role("table").get_by_role("link").first).to_be_visible()
