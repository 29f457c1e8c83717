"""The panel does everything that the API does."""

import json
import re
from collections.abc import Iterator
from functools import cache

from tests.checkout import ROOT
from tests.warm import command

SOURCES = ROOT / "admin" / "src"
CALL = re.compile(r'api\s*\.(GET|POST|PATCH|PUT|DELETE)\(\s*"([^"]+)"')
LIST = re.compile(r'^ {2}\w+: "(/api/v1/crm/[^"]+)",$', re.MULTILINE)
"""In `LISTS` and `RECORDS`, the tables of what can be read of each kind."""
TYPED = re.compile(r'(?:paths|as )\[?"(/api/v1/[^"]+)"')
"""Not a call: the address is named for its types."""
READ = re.compile(r'(?:new Stream\(|new EventSource\(|href=|return )["`](/api/v1/[^"`?]+)')
"""Followed, or opened as a file."""
SENT = re.compile(r'new URL\("(/api/v1/[^"]+)".*?method: ([^,]+),', re.DOTALL)
"""A request that is made by hand, and its method or methods."""

UNUSED = {
    "GET /api/v1/health": "for whatever watches the server; the panel notices that it is gone when it asks for anything",
    "GET /api/v1/health/ready": "for whatever starts the server",
    "GET /api/v1/auth/oidc/callback": "where the provider of single sign-on sends the browser back to",
    "GET /api/v1/crm/changes": "the whole change log from its beginning, for programs; people read the latest changes",
    "GET /api/v1/crm/sync/start": "for programs that can only send GET",
    "GET /api/v1/crm/sync/stop": "for programs that can only send GET",
    "GET /api/v1/crm/connections": "the same as /crm/configure",
    "POST /api/v1/crm/connections": "the same as /crm/configure",
}
"""What no page uses, and why not. Addresses that begin with a connection are other forms of these, and left out."""
OF_ONE_CONNECTION = "/api/v1/crm/connections/{connection}"


@cache
def operations() -> frozenset[str]:
    said = command("openapi")
    assert said.code == 0, said.err
    return frozenset(
        f"{method.upper()} {path}"
        for path, item in json.loads(said.out)["paths"].items()
        for method in item
        if not path.startswith(OF_ONE_CONNECTION) and method != "parameters"
    )


@cache
def sources() -> str:
    files = [file for ending in ("ts", "tsx") for file in SOURCES.rglob(f"*.{ending}")]
    return "\n".join(
        file.read_text(encoding="utf-8") for file in files if ".test." not in file.name and file.name != "schema.d.ts"
    )


def used() -> Iterator[str]:
    for method, path in CALL.findall(sources()):
        yield f"{method} {path}"
    for path, methods in SENT.findall(sources()):
        for method in re.findall(r'"(\w+)"', methods):
            yield f"{method} {path}"
    for path in LIST.findall(sources()) + READ.findall(sources()):
        yield "GET " + re.sub(r"\$\{run\.id\}", "{run_id}", path)


def test_every_operation_is_used_by_a_page_or_there_is_a_reason_why_not() -> None:
    missing = operations() - set(used())
    assert missing - UNUSED.keys() == set(), "no page uses this; write the page, or the reason here"
    assert UNUSED.keys() - missing == set(), "a page uses this now, or it is gone"


def test_no_page_asks_for_what_the_api_does_not_have() -> None:
    assert set(used()) - operations() == {"GET /api/v1/openapi.json"}


def test_no_address_of_the_api_is_hidden_from_these_tests() -> None:
    shown = {path for _, path in CALL.findall(sources())}
    shown |= {path for path, _ in SENT.findall(sources())}
    shown |= {*LIST.findall(sources()), *READ.findall(sources()), *TYPED.findall(sources())}
    assert set(re.findall(r'["`](/api/v1/[^"`?]+)', sources())) - shown == set()
