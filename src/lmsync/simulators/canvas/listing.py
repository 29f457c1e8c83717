"""Lists in Canvas's three kinds of pages, and the `Link` header that leads through them."""

import base64
import json
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web
from msgspec import Struct

LONGEST_LINKS = 6 << 10
"""Bytes of a `Link` header."""


class Listing(Struct, frozen=True):
    """A list in one of Canvas's three kinds of pages."""

    rows: list[dict[str, Any]]
    kind: str
    """`counted`, `uncounted` or `bookmark`."""
    inside: str | None = None
    """The key it stands under, for lists that come in an object."""
    dropped: frozenset[int] = frozenset()
    """Rows that are cut after paging."""
    loses_borders: bool = False

    def page(self, request: web.Request, site: str, cap: int) -> tuple[Any, str]:
        wanted = request.query.get("per_page", "10")
        size = max(1, min(int(wanted) if wanted.isdigit() else 10, cap))
        place = request.query.get("page", "")
        start = self._start(place, size)
        lost = int(self.loses_borders and start > 0)
        shown = [row for row in self.rows[start + lost : start + size] if row.get("id") not in self.dropped]
        links = self._links(start, size)
        pairs = sorted((name, value) for name, value in request.query.items() if name not in {"page", "per_page"})

        def link(rel: str, page: str) -> str:
            query = urlencode([*pairs, ("page", page), ("per_page", str(size))], quote_via=quote, safe=":")
            return f'<{site}{request.path}?{query}>; rel="{rel}"'

        header = ",".join(link(rel, page) for rel, page in links)
        if len(header) > LONGEST_LINKS:
            # Only the next page's is kept, and it only where it fits alone.
            header = next((link(rel, page) for rel, page in links if rel == "next"), "")
            header = header if len(header) <= LONGEST_LINKS else ""
        return ({self.inside: shown} if self.inside else shown), header

    def _start(self, place: str, size: int) -> int:
        if self.kind == "bookmark":
            if not place.startswith("bookmark:"):
                return 0  # a number, or rubbish, is the first page again
            try:
                packed = place.removeprefix("bookmark:")
                return int(json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))[-1])
            except (ValueError, TypeError, IndexError):
                return 0
        return (int(place) - 1) * size if place.isdigit() and int(place) > 0 else 0

    def _links(self, start: int, size: int) -> list[tuple[str, str]]:
        more = start + size < len(self.rows)
        if self.kind == "bookmark":
            here = "first" if start == 0 else _bookmark(start)
            following = [("next", _bookmark(start + size))] if more else []
            return [("current", here), *following, ("first", "first")]
        number, last = start // size + 1, max(1, -(-len(self.rows) // size))
        links = [("current", str(number))]
        if more:
            links.append(("next", str(number + 1)))
        if number > 1:
            links.append(("prev", str(number - 1)))
        links.append(("first", "1"))
        # Lists that do not count tell their last page only when it is near.
        if self.kind == "counted" or number >= last - 1:
            links.append(("last", str(last)))
        return links


def _bookmark(start: int) -> str:
    packed = base64.urlsafe_b64encode(json.dumps(["", start]).encode()).decode().rstrip("=")
    return f"bookmark:{packed}"
