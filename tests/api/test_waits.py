"""Calls that wait: only so many of a token, and none of a caller who has gone."""

import http.client
import select
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager

from tests.environment import GIVE_UP_SECONDS
from tests.following import following
from tests.served import Answered, Api


class _Waits:
    """Two calls of a token that wait, which is as many as this server lets wait."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._place = api.get("changes", start="now")["next_cursor"]
        self._calls: list[http.client.HTTPConnection] = []

    def ask(self, wait: int) -> Answered:
        return self._api.ask("GET", f"/api/v1/crm/changes?cursor={self._place}&wait={wait}")

    def fill(self) -> Answered:
        """Begin calls until one more is refused, and return its answer."""
        give_up_at = time.monotonic() + GIVE_UP_SECONDS
        while True:
            assert time.monotonic() < give_up_at
            # The one that was asked below may have taken the place of one of these, which was then refused.
            answered, _, _ = select.select([call.sock for call in self._calls], [], [], 0)
            self._calls = [call for call in self._calls if call.sock not in answered]
            while len(self._calls) < 2:
                self._calls.append(self._begin())
            if (answer := self.ask(wait=1)).status == 429:
                return answer

    def _begin(self) -> http.client.HTTPConnection:
        where = urllib.parse.urlsplit(self._api.url)
        call = http.client.HTTPConnection(str(where.hostname), where.port)
        call.request(
            "GET",
            f"/api/v1/crm/changes?cursor={self._place}&wait=30",
            headers={"Authorization": f"Bearer {self._api.token}"},
        )
        return call

    def leave(self) -> None:
        """End the youngest call without waiting for its answer."""
        self._calls.pop().close()

    def still_wait(self) -> bool:
        return not select.select([call.sock for call in self._calls], [], [], 0)[0]

    def leave_all(self) -> None:
        while self._calls:
            self.leave()


@contextmanager
def waits_of_a_new_token(api: Api) -> Iterator[tuple[Api, _Waits]]:
    made = api.ask(
        "POST", "/api/v1/tokens", {"name": "waits", "scopes": ["read:students", "read:changes", "read:runs", "sync"]}
    )
    own = Api(api.url, made.json["token"])
    waits = _Waits(own)
    try:
        yield own, waits
    finally:
        waits.leave_all()


def test_one_call_too_many_is_refused_and_other_tokens_and_questions_are_not(api: Api) -> None:
    with waits_of_a_new_token(api) as (_, waits):
        refused = waits.fill()
        assert refused.json["type"] == "/problems/too-many-requests"
        assert "LMSYNC_WAITS_PER_TOKEN" in refused.json["detail"]
        assert int(refused.headers["Retry-After"]) > 0
        assert waits.ask(wait=0).status == 200
        with waits_of_a_new_token(api) as (_, other):
            assert other.ask(wait=1).status == 200


def test_a_run_that_nobody_may_wait_for_is_not_begun(api: Api) -> None:
    with waits_of_a_new_token(api) as (own, waits):
        waits.fill()
        before = api.get("runs")["items"]
        assert own.ask("POST", "/api/v1/crm/sync?wait=true").status == 429
        assert api.get("runs")["items"] == before


def test_who_has_gone_waits_no_longer(api: Api) -> None:
    give_up_at = time.monotonic() + GIVE_UP_SECONDS
    with waits_of_a_new_token(api) as (_, waits):
        while True:
            waits.fill()
            waits.leave()
            while waits.ask(wait=1).status == 429:
                assert time.monotonic() < give_up_at
                time.sleep(0.1)
            # Its place is free, and the older call would have ended before it: it had not come to its end.
            if waits.still_wait():
                return
            assert time.monotonic() < give_up_at


def test_a_stream_counts_as_a_call_that_waits_until_its_reader_goes(api: Api) -> None:
    made = api.ask("POST", "/api/v1/tokens", {"name": "streams", "scopes": ["read:runs"]})
    own = Api(api.url, made.json["token"])
    give_up_at = time.monotonic() + GIVE_UP_SECONDS
    with following(own) as first:
        with following(own) as second:
            refused = own.ask("GET", "/api/v1/crm/events")
            assert (first.status, second.status, refused.status) == (200, 200, 429)
            assert int(refused.headers["Retry-After"]) > 0
        while True:
            assert time.monotonic() < give_up_at
            with following(own) as third:
                if third.status == 200:
                    return
