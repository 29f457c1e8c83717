"""The `Link` header, which leads to the next page of a list. Only a header that was understood can prove that it ends.

aiohttp's own `links` silently skips what it cannot read, and knows only one spelling of `rel`: a next page could be
missed.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from lmsync.errors import Refused
from lmsync.site_address import read_address

OF_CANVAS = frozenset({"current", "next", "prev", "first", "last"})

_TARGET = re.compile(r"[\s,]*<([^<>]*)>")
_PARAMETER = re.compile(r"""\s*;\s*(?:([^\s=;,<>"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s;,<>"]*))?)?""")
_END = re.compile(r"\s*(?:,|$)")
_NEXT_TARGET = re.compile(r",\s*(?=<)")
_QUOTED_PAIR = re.compile(r"\\(.)")


def links_of(header: str, asked: str = "") -> dict[str, str]:
    """Addresses by relation, in lower case. `asked` is the address that was answered with the header.

    Raises `Refused` for a header that was not understood as a whole and has no next page, or that names two of them.
    """
    found: dict[str, str] = {}
    place, understood = 0, True
    while header[place:].strip(" \t,"):
        target = _TARGET.match(header, place)
        parameters, after = _parameters(header, target.end()) if target else ({}, place)
        end = _END.match(header, after)
        # A link without a relation is useless; one with an anchor belongs to another page.
        relations = parameters.get("rel", "").lower().split()
        if target is None or end is None or not relations or "anchor" in parameters:
            understood = False
        else:
            for relation in relations:
                address = _placed(target[1], asked)
                if found.setdefault(relation, address) != address and relation == "next":
                    raise Refused("links_not_understood")
        following = end if target and end else _NEXT_TARGET.search(header, after)
        if following is None:
            break
        place = following.end()
    if not understood and "next" not in found:
        raise Refused("links_not_understood")
    return found


def _parameters(header: str, place: int) -> tuple[dict[str, str], int]:
    """The parameters of a link, by lower-case name, and where they end. The first one of a name counts (RFC 8288)."""
    found: dict[str, str] = {}
    while parameter := _PARAMETER.match(header, place):
        place = parameter.end()
        name, value = parameter.groups()
        if name is not None:
            quoted = value is not None and value.startswith('"')
            text = _QUOTED_PAIR.sub(r"\1", value[1:-1]) if quoted else (value or "").strip("'")
            found.setdefault(name.lower(), text)
    return found, place


def _placed(target: str, asked: str) -> str:
    """The address in full.

    Behind a proxy Canvas may write `http` or an inner port. If host and path are those of the list that was asked for,
    the next page is asked for at the same origin. `LmsHttp` refuses any other address.
    """
    try:
        address = urljoin(asked, target.strip())
        link, here = read_address(address), read_address(asked)
    except ValueError:
        return target
    alone = link.user is None and link.password is None
    if alone and link.origin() != here.origin() and (link.raw_host, link.raw_path) == (here.raw_host, here.raw_path):
        return f"{here.origin()}{link.raw_path_qs}"
    return address


def last_number(links: Mapping[str, str]) -> int | None:
    """How many pages a list has; `None` if it does not count them: its next page is then an opaque bookmark."""
    if "last" not in links or "next" not in links:
        return None
    number = dict(parse_qsl(urlsplit(links["last"]).query)).get("page", "")
    following = dict(parse_qsl(urlsplit(links["next"]).query)).get("page", "")
    # A list of a school never has a million pages, and each of them would become an address in memory.
    return int(number) if number.isdecimal() and len(number) < 7 and following == "2" else None


def numbered(url: str, number: int) -> str:
    parts = urlsplit(url)
    pairs = [(name, str(number) if name == "page" else value) for name, value in parse_qsl(parts.query, True)]
    return urlunsplit(parts._replace(query=urlencode(pairs, quote_via=quote)))


def page_size(links: Mapping[str, str]) -> int | None:
    """How many rows Canvas puts on a page, which may be fewer than requested; `None` if no link says it."""
    for address in links.values():
        size = dict(parse_qsl(urlsplit(address).query)).get("per_page", "")
        if size.isdecimal() and int(size) > 0:
            return int(size)
    return None
