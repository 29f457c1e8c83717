"""What `CRMCache` holds in memory: nothing that nobody would get any more."""

import gc
import re
from typing import Any

import pytest

from lmsync.access.caller import Caller
from lmsync.api.crm_cache import CRMCache
from lmsync.api.door import CALLER, GENERATIONS
from lmsync.store.keeping.api_tokens import ApiToken
from lmsync.store.keeping.sessions import Session
from lmsync.store.reading.view import EVERYTHING

TOKEN = ApiToken(1, "panel", frozenset(), None, None, 0, None, None, None)
CALLER_OF_ALL = Caller(TOKEN, None, frozenset(), EVERYTHING)
OPERATOR = Caller(Session(1, 1, 0, 0, 0, None, None, "anna", "Anna", "owner"), None, frozenset(), EVERYTHING, "")


class Answers:
    """An application that answers about somebody, with a body of its own for each request."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": f"Ксаверия Невымышленная {self.asked}".encode()})


async def ask(
    cache: CRMCache,
    path: str,
    *,
    method: str = "GET",
    generation: int = 1,
    caller: Caller | None = CALLER_OF_ALL,
    **headers: bytes,
) -> dict[str, Any]:
    """Status and headers."""
    got: dict[str, Any] = {}

    async def send(message: Any) -> None:
        assert message["type"].startswith("http.response.")
        if "status" in message:
            got.update({name.decode(): value.decode() for name, value in message["headers"]}, status=message["status"])

    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "query_string": b""}
    scope["headers"] = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    scope |= {GENERATIONS: ((1, generation),), CALLER: caller}
    await cache(scope, None, send)  # type: ignore[arg-type]
    return got


def remembered(cache: CRMCache) -> int:
    """How many answers it holds, at any depth."""
    found: list[object] = [cache.__dict__]
    seen: set[int] = set()
    bodies: set[bytes] = set()
    while found:
        held = found.pop()
        if id(held) in seen or isinstance(held, type | Answers | MovedMeanwhile):
            continue
        seen.add(id(held))
        if isinstance(held, bytes) and "Ксаверия".encode() in held:
            bodies.add(held)
        found += gc.get_referents(held)
    return len(bodies)


@pytest.fixture
async def cache() -> CRMCache:
    cache = CRMCache(Answers(), re.compile("/users"))
    for path in ("/users", "/users/1", "/users"):
        await ask(cache, path)
    assert remembered(cache) == 2
    return cache


async def test_whatever_is_done_empties_it(cache: CRMCache) -> None:
    await ask(cache, "/users/1/erase", method="POST", caller=None)
    assert remembered(cache) == 2  # nothing is done for a stranger
    await ask(cache, "/users/1/erase", method="POST")
    assert remembered(cache) == 0


async def test_whatever_moved_empties_it(cache: CRMCache) -> None:
    await ask(cache, "/users", generation=2)
    assert remembered(cache) == 1


async def test_an_answer_that_was_made_before_the_movement_is_not_kept(cache: CRMCache) -> None:
    cache._app = MovedMeanwhile(cache)
    await ask(cache, "/users/2")
    assert remembered(cache) == 1


async def test_a_program_may_keep_an_answer_and_a_browser_may_not(cache: CRMCache) -> None:
    for _ in range(2):
        assert (await ask(cache, "/users"))["cache-control"] == "private, no-cache"
        operators = await ask(cache, "/users", caller=OPERATOR)
        assert operators["cache-control"] == "no-store"
        again = await ask(cache, "/users", caller=OPERATOR, if_none_match=operators["etag"].encode())
        assert (again["status"], again["cache-control"]) == (304, "no-store")


class MovedMeanwhile:
    """While it answers, something moves and somebody else asks."""

    def __init__(self, cache: CRMCache) -> None:
        self._cache = cache

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._cache._app = Answers()
        await ask(self._cache, "/users", generation=2)
        await Answers()(scope, receive, send)
