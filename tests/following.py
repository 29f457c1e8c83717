"""Whoever follows events over a socket, as a browser's `EventSource` does: after a loss it comes back with the last id."""

import http.client
import json
import socket
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.environment import GIVE_UP_SECONDS
from tests.served import Api

AGAIN_SECONDS = 0.5
"""A browser waits for as long as `retry` says, which is more."""


class EventSource:
    """Follows in a thread of its own, from now on or from behind `after`, until it is told not to come back."""

    def __init__(self, api: Api, path: str, after: int | None = None) -> None:
        self._api = api
        self._path = path
        self._last = after
        self._is_stopping = False
        self._changed = threading.Condition()
        self._connection: http.client.HTTPConnection | None = None
        self.events: list[dict[str, Any]] = []
        """`data` of each, with its name as `event` and its number as `id`, which is null without one."""
        self.times_connected = 0
        self.status = 0
        """Of the last answer."""
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def _follow(self) -> None:
        while not self._is_stopping:
            # The server may be gone for now, or this reader be stopped.
            with suppress(OSError, http.client.HTTPException, ValueError):
                self._read()
            with self._changed:
                self._changed.notify_all()
            if self.status in {204, 401, 404, 429}:
                return
            time.sleep(AGAIN_SECONDS)

    def _read(self) -> None:
        where = urllib.parse.urlsplit(self._api.url)
        self._connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=GIVE_UP_SECONDS)
        headers = {"Authorization": f"Bearer {self._api.token}", "Accept": "text/event-stream"}
        if self._last is not None:
            headers["Last-Event-ID"] = str(self._last)
        try:
            self._connection.request("GET", f"/api/v1/crm/{self._path}", headers=headers)
            answer = self._connection.getresponse()
            self.status = answer.status
            lines: dict[str, str] = {}
            for line in answer:
                text = line.decode().rstrip("\n")
                name, _, value = text.partition(": ")
                if text:
                    lines[name] = value
                    continue
                self._take(lines)
                lines = {}
        finally:
            self._connection.close()

    def _take(self, lines: dict[str, str]) -> None:
        with self._changed:
            if "retry" in lines:
                self.times_connected += 1
            if "data" in lines:
                number = int(lines["id"]) if "id" in lines else None
                self._last = self._last if number is None else number
                self.events.append({**json.loads(lines["data"]), "event": lines["event"], "id": number})
            self._changed.notify_all()

    @property
    def happened(self) -> list[dict[str, Any]]:
        """Without progress."""
        return [event for event in self.events if event["id"] is not None]

    def until(self, happened: Callable[["EventSource"], Any]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: happened(self), GIVE_UP_SECONDS), self.events

    def stop(self) -> None:
        self._is_stopping = True
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(GIVE_UP_SECONDS)


@contextmanager
def following(api: Api, path: str = "events", after: int | None = None) -> Iterator[EventSource]:
    """When the block begins, the stream has too."""
    source = EventSource(api, path, after)
    try:
        source.until(lambda source: source.times_connected or source.status >= 400 or source.status == 204)
        yield source
    finally:
        source.stop()
