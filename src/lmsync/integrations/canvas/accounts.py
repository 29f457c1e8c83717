"""Accounts: those that the token sees, and those below the account that it administers."""

from collections.abc import AsyncIterator, Iterator

import msgspec
from msgspec import Raw

from lmsync.crm_integration import Answer, End, Known, Reading, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import answers, mapping
from lmsync.integrations.canvas.reading import incomplete, reading
from lmsync.integrations.canvas.rest import CanvasRest
from lmsync.integrations.canvas.side_lists import Unread, read_side
from lmsync.integrations.canvas.site import Accounts, Site
from lmsync.integrations.canvas.terms import terms_of_root
from lmsync.lms_pages import page_of_records
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind


def readings(site: Site, known: Known) -> Iterator[Reading]:
    scope = Scope.all_of(Kind.ORG)
    yield reading("accounts and terms", (scope,), read_accounts, site, scope)


async def seen_accounts(rest: CanvasRest, account: str | None) -> Accounts:
    """`account` is the one that the settings name, if they do. Raises `Refused` when it cannot be read."""
    read = [mapping.understood(Kind.ORG, row, answers.Account) for row in await rest.rows("accounts")]
    administered: str | None = None
    if account is not None:
        wanted = mapping.understood(Kind.ORG, await rest.get(f"accounts/{account}", Raw), answers.Account)
        if isinstance(wanted, BadRecord):
            raise Refused("not_understood")
        administered, accounts = str(wanted.id), [wanted]
    elif accounts := good(read):
        # The highest account: its lists hold the courses and people of those below it too.
        numbers = {str(row.id) for row in accounts}
        top = next((row for row in accounts if str(row.parent_account_id) not in numbers), accounts[0])
        administered, accounts = str(top.id), [top]
    else:
        read += [mapping.understood(Kind.ORG, row, answers.Account) for row in await rest.rows("course_accounts")]
        accounts = good(read)
    root = next((str(mapping.id_of(row.root_account_id) or row.id) for row in accounts), None)
    return Accounts(administered, root, accounts, bad(read))


async def read_accounts(site: Site, scope: Scope) -> AsyncIterator[Answer]:
    accounts = list(site.accounts.understood)
    set_aside = list(site.accounts.set_aside)
    refused: Refused | None = None
    if site.accounts.administered is not None:
        try:
            rows = await site.rest.rows(f"accounts/{site.accounts.administered}/sub_accounts", recursive=True)
        except Refused as trouble:
            rows, refused = [], trouble
        read = [mapping.understood(Kind.ORG, row, answers.Account) for row in rows]
        accounts += good(read)
        set_aside += bad(read)
    numbers = {str(account.id) for account in accounts} | {row.external_id for row in set_aside}
    made = [
        mapped(Kind.ORG, str(account.id), mapping.org_of, account)
        for account in accounts
        if account.workflow_state != "deleted"
    ]
    # An account above those that the token sees is not stored, so nothing may refer to it.
    orgs = [org if org.parent in numbers else msgspec.structs.replace(org, parent=None) for org in good(made)]
    yield page_of_records(scope, "all", orgs, [*set_aside, *bad(made)])
    yield End(scope) if refused is None else incomplete(scope, refused)
    terms = await read_side("terms", terms_of_root(site))
    if isinstance(terms, Unread):
        site.terms_unread = terms
    else:
        site.terms_unread = None
        yield terms
