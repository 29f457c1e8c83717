"""Faults to order: what goes wrong, at which request, and how often."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

KINDS = (
    "status",  # an HTTP status with a page of HTML, `status`
    "delay",  # the answer comes after `seconds`
    "cut",  # the connection breaks within the body
    "half",  # half of the body, with a length that says that it is whole
    "garbled",  # a byte within the body is not UTF-8
    "html",  # a page of HTML with status 200
    "empty",  # status 200 and no body at all
    "empty_list",  # the right shape with nothing in it
    "body",  # status 200, and `body` as JSON in place of what was asked for
    "redirect",  # 302 to `location`
    "exception",  # an error in the dialect of the system, `code`
    "without_key",  # the answer lacks its `key` (Moodle)
    "warning",  # the answer carries `warnings` beside what it had (Moodle)
    "omit",  # every other row is left out without a word (Moodle)
    "change",  # the school changes before the answer is made, `change` and `arguments`
)


class Fault(Struct, frozen=True):
    """What goes wrong. It begins with the `at`-th request that matches, and lasts for `times` of them."""

    kind: str
    function: str | None = None
    """Only requests for this function; `None`: any."""
    course: int | None = None
    """Only requests about this course."""
    at: int = 1
    times: int = 1
    """-1: for ever."""
    status: int = 503
    seconds: float = 0
    code: str = "internal"
    location: str = ""
    change: str = ""
    arguments: Mapping[str, Any] = {}
    retry_after: int | None = None
    body: Any = None
    key: str = ""
    warnings: Sequence[Mapping[str, Any]] = ()

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

    def order(self, fault: Fault) -> None:
        self._ordered.append(fault)
        self._seen.append(0)

    def clear(self) -> None:
        self._ordered.clear()
        self._seen.clear()

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
