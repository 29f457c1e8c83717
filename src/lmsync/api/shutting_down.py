"""Hearing that the server is asked to end, before it waits for the answers that are still being sent."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def when_asked_to_end(tell: Callable[[], None]) -> Iterator[None]:
    """Call `tell` in the event loop that runs now, as soon as SIGTERM or SIGINT arrives. What the event loop does with the
    signal it still does: it learns of it by a file that Python writes to, and not by the handler."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {}

    def asked(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(tell)
        if callable(before[number]):
            before[number](number, frame)

    for asking in (signal.SIGTERM, signal.SIGINT):
        before[asking] = signal.signal(asking, asked)
        signal.siginterrupt(asking, False)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
