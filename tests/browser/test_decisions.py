"""What a person decides about removals that look wrong."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.connected import class_leaves, connect, ru
from tests.served import Lms


def asked(site: Site) -> dict[str, object]:
    (decision,) = site.api.get("held")["items"]
    return dict(decision)


def places(site: Site) -> set[str]:
    return {place["id"] for place in site.api.every("enrollments", limit=500)}


def shown(page: Page, outcome: str) -> None:
    """What came of it stands as the title of the decision."""
    expect(page.get_by_role("article").get_by_role("heading", level=2)).to_contain_text(outcome)


def test_a_class_that_left_is_kept_removed_and_brought_back(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    gone = class_leaves(site.api, lms)
    site.api.sync()
    opened = window(site.api.url)
    opened.log_in(site.link())
    page = opened.page
    expect(page.get_by_role("heading", level=1)).to_have_text(ru("overview:title.held_one"))
    page.get_by_role("link", name=ru("overview:decide"), exact=True).click()
    decision = page.get_by_role("article")
    one = asked(site)
    page.wait_for_url(f"**/decisions/{one['id']}")
    assert one["state"] == "waiting"
    number = len(gone)
    keep = decision.get_by_role("button", name=ru("decisions:keep.button.removal", what=number))
    undo = decision.get_by_role("button", name=ru("decisions:undo"), exact=True)

    keep.click()
    expect(page.get_by_role("alert").filter(has_text=ru("decisions:keep.done"))).to_be_visible()
    shown(page, f"Оставлено: {number}")
    assert (asked(site)["state"], gone <= places(site)) == ("dismissed", True)

    undo.click()
    expect(keep).to_be_visible()
    assert (asked(site)["state"], gone <= places(site)) == ("waiting", True)

    decision.get_by_role("button", name=f"Удалить {number}").click()
    sure = page.get_by_role("dialog")
    expect(sure).to_contain_text(f"CRM получит {number}")
    sure.get_by_role("button", name=ru("do.cancel"), exact=True).click()
    expect(sure).to_have_count(0)
    assert asked(site)["state"] == "waiting"
    decision.get_by_role("button", name=f"Удалить {number}").click()
    sure.get_by_role("button", name=f"Удалить {number}").click()
    shown(page, f"Удалено: {number}")
    assert (asked(site)["state"], gone & places(site)) == ("applied", set())

    undo.click()
    shown(page, f"Оставлено: {number}")
    assert (asked(site)["state"], gone <= places(site)) == ("dismissed", True)


def test_two_two_who_decide_at_once_hear_calmly_of_each_other(site: Site, lms: Lms, window: Open) -> None:
    connect(site, lms)
    gone = class_leaves(site.api, lms)
    site.api.sync()
    one = asked(site)
    pages = []
    for login in ("anna", "boris"):
        opened = window(site.api.url)
        opened.log_in(site.link(login))
        # What the other has done is heard of by events, but for those that are on their way.
        opened.page.route("**/api/v1/crm/events", lambda route: route.abort())
        opened.expect("/api/v1/crm/events")
        opened.page.goto(f"/decisions/{one['id']}")
        pages.append(opened.page)
    answers = [
        page.get_by_role("article").get_by_role("button", name=ru("decisions:keep.button.removal", what=len(gone)))
        for page in pages
    ]
    for answer in answers:
        expect(answer).to_be_visible()

    answers[0].click()
    shown(pages[0], f"Оставлено: {len(gone)}")
    answers[1].click()

    expect(pages[1].get_by_role("alert")).to_have_text(ru("decisions:alreadyDecided"))
    shown(pages[1], f"Оставлено: {len(gone)}")
    expect(pages[1].get_by_text("anna")).not_to_have_count(0)
    assert asked(site)["state"] == "dismissed"
