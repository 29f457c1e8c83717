"""Faults to order: what goes wrong, at which request, and how often."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any

from msgspec import Meta, Struct


class FaultKind(Struct, frozen=True):
    """One thing that can go wrong, and the parameters that it reads besides `function`, `course`, `at` and `times`."""

    description: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


KINDS: Mapping[str, FaultKind] = {
    "status": FaultKind("an HTTP status with a page of HTML", (), ("status", "retry_after")),
    "delay": FaultKind("the answer comes after `seconds`, or when all faults are ended", ("seconds",)),
    "cut": FaultKind("the connection breaks within the body"),
    "half": FaultKind("half of the body, with a length that says that it is whole"),
    "garbled": FaultKind("a byte within the body is not UTF-8"),
    "html": FaultKind("a page of HTML with status 200"),
    "empty": FaultKind("status 200 and no body at all"),
    "empty_list": FaultKind("the right shape with nothing in it"),
    "body": FaultKind("status 200, and `body` as JSON in place of what was asked for", ("body",)),
    "redirect": FaultKind("302 to `location`", ("location",)),
    "exception": FaultKind("an error in the dialect of the system", ("code",)),
    "without_key": FaultKind("the answer lacks its `key`", ("key",)),
    "warning": FaultKind("the answer carries `warnings` beside what it had", ("warnings",)),
    "omit": FaultKind("every other row is left out, and nothing says so"),
    "change": FaultKind("the school changes before the answer is made", ("change",), ("arguments",)),
}
FOR_EVERY_KIND = ("kind", "function", "course", "at", "times")


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """What goes wrong. It begins with the `at`-th request that matches, and lasts for `times` of them."""

    kind: str
    function: Annotated[str | None, Meta(description="Only requests for this function; null: any.")] = None
    course: Annotated[int | None, Meta(description="Only requests about this course; null: any.")] = None
    at: Annotated[int, Meta(ge=1, description="The first request that fails; matching requests count from 1.")] = 1
    times: Annotated[int, Meta(ge=-1, description="How many requests fail; -1: all that follow.")] = 1
    status: Annotated[int, Meta(ge=200, le=599, description="The HTTP status.")] = 503
    seconds: Annotated[float, Meta(ge=0, description="How long the answer waits.")] = 0
    code: Annotated[str, Meta(description="Which error of the system.")] = "internal"
    location: Annotated[str, Meta(description="Where the redirect leads.")] = ""
    change: Annotated[str, Meta(description="A change of the school, by its name.")] = ""
    arguments: Annotated[Mapping[str, Any], Meta(description="The arguments of that change.")] = {}
    retry_after: Annotated[int | None, Meta(description="Seconds of a Retry-After header (Moodle only).")] = None
    body: Annotated[Any, Meta(description="The JSON to answer with.")] = None
    key: Annotated[str, Meta(description="The key that the answer lacks.")] = ""
    warnings: Annotated[Sequence[Mapping[str, Any]], Meta(description="Warnings to add to the answer.")] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of: {', '.join(KINDS)}")
        if self.at < 1:
            raise ValueError("requests are counted from 1")


def broken(body: bytes, faults: Iterable[Fault]) -> bytes:
    """A body as `half` and `garbled` spoil it."""
    kinds = {fault.kind for fault in faults}
    if "half" in kinds:
        body = body[: len(body) // 2]
    if "garbled" in kinds:
        # Within the first string, and before the end of an empty list.
        start, quote, rest = body.partition(b'"')
        body = start + quote + b"\xff" + rest if quote else body[:-1] + b"\xff" + body[-1:]
    return body


class Faults:
    """The faults that were ordered, and the requests that were counted since."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._seen: list[int] = []
        self._cleared = asyncio.Event()

    def order(self, fault: Fault) -> None:
        self._ordered.append(fault)
        self._seen.append(0)

    def clear(self) -> None:
        """End all faults, for the answers that are being delayed too."""
        self._ordered.clear()
        self._seen.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    async def delay(self, fault: Fault) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(fault.seconds):
                await self._cleared.wait()

    def due(self, function: str, courses: set[int]) -> list[Fault]:
        """What goes wrong with this request; it is counted."""
        found = []
        for number, fault in enumerate(self._ordered):
            if fault.function not in (None, function) or (fault.course is not None and fault.course not in courses):
                continue
            self._seen[number] += 1
            past = self._seen[number] - fault.at
            if past >= 0 and (fault.times < 0 or past < fault.times):
                found.append(fault)
        return found
