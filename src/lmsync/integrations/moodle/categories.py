"""Categories, which lmsync calls orgs."""

from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Reading, Row, Scope
from lmsync.errors import Refused
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.accounts import ACCOUNTS
from lmsync.integrations.moodle.reading import incomplete, page_as_sent
from lmsync.integrations.moodle.site import Site
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind, Org


def readings(site: Site, known: Known) -> Iterator[Reading]:
    yield Reading("orgs", (Scope.all_of(Kind.ORG),), partial(_read_categories, site))


async def _read_categories(site: Site) -> AsyncIterator[Answer]:
    scope = Scope.all_of(Kind.ORG)
    rows = await site.service.call("core_course_get_categories", list[Raw])
    if not rows:
        # A Moodle always has a category; an account that has something to do first is shown none.
        yield await _why_no_categories(site, scope)
        return
    yield page_as_sent(site, scope, "all", rows, partial(_orgs_in, rows, site.name))
    yield End(scope)


def _orgs_in(rows: Sequence[Raw], site_name: str) -> list[Row]:
    read = [mapping.understood(Kind.ORG, row, answers.Category) for row in rows]
    # Parents first: a path is longer than that of its parent, and ids say nothing about the order.
    orgs = [mapped(Kind.ORG, str(row.id), mapping.org_of, row) for row in good(read)]
    return [mapping.root_org(site_name), *in_order_of_parents(good(orgs)), *bad(read), *bad(orgs)]


async def _why_no_categories(site: Site, scope: Scope) -> Incomplete:
    if site.service.offers(ACCOUNTS):
        try:
            await site.service.call(ACCOUNTS, list[Raw], field="id", values=[site.own_account])
        except Refused as refused:
            if refused.cause in words.ACCOUNT_UNFINISHED:
                return incomplete(scope, refused)
    return Incomplete(scope, "empty_category_list", needs_person=True, words=words.EMPTY_CATEGORY_LIST)


def in_order_of_parents(orgs: Sequence[Org]) -> list[Org]:
    by_id = {org.external_id: org for org in orgs}

    def depth(org: Org) -> int:
        steps, parent = 0, org.parent
        while isinstance(parent, str) and parent in by_id and steps <= len(by_id):
            steps, parent = steps + 1, by_id[parent].parent
        return steps

    return sorted(orgs, key=depth)
