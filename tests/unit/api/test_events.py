"""Streams of events: what a reader is told, in which order, and when a stream ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from lmsync.access.browsers import csrf_token_of
from lmsync.access.caller import Caller
from lmsync.access.request_limits import RequestLimits
from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import make_token, revoke_token
from lmsync.api import events as api_events
from lmsync.api.events import LOOK_SECONDS, MOST_WAITING, Events, Stream
from lmsync.api.routes.events import EventStream
from lmsync.crm_integration import Scope
from lmsync.records import Kind
from lmsync.store.engine.async_database import AsyncDatabase
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import attention, connections, held, operators, run_history, sessions, sync_runs
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.held import State
from lmsync.store.keeping.run_events import events_after, gone_to, last_event
from lmsync.sync.words import WAITS
from tests.conftest import a_connection, begun
from tests.in_process import InProcess, in_process

T = TypeVar("T")
EVERY = "a-token-with-every-scope"


class Told:
    """An installation in which a test lets things happen, and follows them."""

    def __init__(self, api: InProcess) -> None:
        self.api = api

    async def write(self, work: Callable[[Tx], T]) -> T:
        return await self.api.parts.database.write(work)

    async def connection(self, name: str = "School") -> Connection:
        return await self.write(lambda tx: a_connection(tx, f"https://{name}.example", name))

    async def token(self, secret: str, **limits: Any) -> int:
        scopes = limits.pop("scopes", EVERY_RIGHT)
        return (await self.write(lambda tx: make_token(tx, LMSYNC, "a test", scopes, secret=secret, **limits)))[0].id

    def follow(self, path: str = "events", token: str = EVERY, after: int | None = None) -> Any:
        headers = {"authorization": f"Bearer {token}"} | ({} if after is None else {"last-event-id": str(after)})
        return self.api.follow(f"/api/v1/crm/{path}", headers)

    async def switch(self, connection: Connection, on: bool = True) -> None:
        """The smallest thing that can happen."""
        await self.write(lambda tx: connections.set_auto_sync(tx, connection.id, on))


@pytest.fixture
async def told(database_url: str, tmp_path: Path) -> AsyncIterator[Told]:
    async with in_process(database_url, tmp_path) as api:
        told = Told(api)
        await told.token(EVERY)
        yield told


def end(tx: Tx, number: int, state: str = "complete") -> None:
    sync_runs.finish_run(tx, number, state=state, duration_ms=1_500, counts={})


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["event"] for event in events]


def has(name: str) -> Callable[[list[dict[str, Any]]], bool]:
    return lambda events: name in names(events)


async def test_a_run_is_followed_from_its_beginning_to_its_end(told: Told) -> None:
    school = await told.connection()
    run = await told.write(lambda tx: begun(tx, school))
    async with told.follow(f"runs/{run}/events") as stream:
        await stream.until(has("run_started"))
        other = await told.connection("Other")
        await told.switch(other)
        await told.write(lambda tx: end(tx, run, "failed"))
        events = await stream.until(has("run_ended"))
        await stream.over.wait()
    assert stream.is_whole
    assert [name for name in names(events) if name != "run_progress"] == ["run_queued", "run_started", "run_ended"]
    assert (events[0]["connection"], events[0]["run"], events[0]["asked_by"]) == ("school", run, "person")
    assert (events[-1]["state"], events[-1]["duration_ms"]) == ("failed", 1_500)
    last = events[-1]["id"]
    async with told.follow(f"runs/{run}/events", after=last) as stream:
        await stream.over.wait()
    assert (stream.status, stream.events) == (204, [])


async def test_everything_is_told_in_the_order_in_which_it_happened(told: Told) -> None:
    async with told.follow() as stream:
        await stream.begun()
        school = await told.connection()
        run = await told.write(lambda tx: begun(tx, school))
        scope = Scope.all_of(Kind.USER)
        ids = {Kind.USER: ["1", "2"], Kind.ENROLLMENT: ["1.2"]}
        decision = await told.write(
            lambda tx: held.hold(tx, connection_id=school.id, run_id=run, scope=scope, ids=ids, reason="all_of_kind")
        )
        await told.write(lambda tx: attention.need(tx, school.id, "token_refused", WAITS))
        await told.write(lambda tx: attention.need(tx, school.id, "token_refused", WAITS))
        await told.write(lambda tx: held.decide(tx, decision, State.DISMISSED, "a test"))
        await told.write(lambda tx: attention.resume(tx, school.id))
        await told.write(lambda tx: attention.resume(tx, school.id))
        await told.write(lambda tx: end(tx, run))
        await told.write(lambda tx: connections.forget_connection(tx, school, with_data=False))
        events = await stream.until(lambda found: found and found[-1].get("change") == "forgotten")
    happened = [event for event in events if event["event"] != "run_progress"]
    # What is forgotten before the watcher looks is forgotten with its events.
    assert [event["id"] for event in happened] == sorted({event["id"] for event in happened})
    assert happened[-1]["connection"] == "school"


async def test_what_happened_is_told_with_its_facts_and_names_nobody(told: Told) -> None:
    school = await told.connection()
    run = await told.write(lambda tx: begun(tx, school))
    decision = await told.write(
        lambda tx: held.hold(
            tx,
            connection_id=school.id,
            run_id=run,
            scope=Scope.all_of(Kind.USER),
            ids={Kind.USER: ["anna"], Kind.ENROLLMENT: ["anna.2"]},
            reason="all_of_kind",
        )
    )
    await told.write(lambda tx: attention.stop(tx, school.id, "token_refused", WAITS))
    await told.write(lambda tx: held.decide(tx, decision, State.DISMISSED, "a test"))
    await told.write(lambda tx: attention.resume(tx, school.id))
    async with told.follow(after=0) as stream:
        events = await stream.until(lambda found: any(event.get("state") == "ok" for event in found))
    by_name = {event["event"]: event for event in events}
    assert names(events)[:6] == [
        *("configuration_changed", "run_queued", "run_started"),
        *("removals_held", "connection_state", "removals_decided"),
    ]
    held_event = by_name["removals_held"]
    assert (held_event["held"], held_event["about"], held_event["total"]) == (decision, "removal", 2)
    assert (by_name["removals_decided"]["decision"], by_name["removals_decided"]["kind"]) == ("dismissed", "user")
    assert [(event["cause"], event["paused"]) for event in events if event["event"] == "connection_state"] == [
        ("token_refused", True),
        (None, False),
    ]
    assert "anna" not in str(events)


async def test_what_is_undone_is_not_told(told: Told) -> None:
    school = await told.connection()
    place = await told.write(last_event)

    def fails(tx: Tx) -> None:
        connections.set_auto_sync(tx, school.id, False)
        raise LookupError

    with pytest.raises(LookupError):
        await told.write(fails)
    assert await told.write(last_event) == place


async def test_a_reader_that_comes_back_misses_nothing_and_hears_nothing_twice(told: Told) -> None:
    school = await told.connection()
    heard: list[int] = []

    async def happens() -> None:
        for number in range(60):
            await told.switch(school, number % 2 == 0)

    place = await told.write(last_event)
    happening = asyncio.create_task(happens())
    while len(heard) < 60:
        async with told.follow(after=place) as stream:
            events = await stream.until(lambda found: found)
        heard += [event["id"] for event in events]
        place = heard[-1]
    await happening
    assert heard == [event.id for event in await told.write(lambda tx: events_after(tx, heard[0] - 1))]
    assert len(heard) == 60


@pytest.mark.parametrize("passes", range(6))
async def test_a_stream_whose_reader_leaves_just_when_something_happens_ends(passes: int, told: Told) -> None:
    """What was cancelled may not go on because its news came at the same moment: it would be followed by nobody, for ever."""
    stream = Stream(await caller_of(told))
    waiting = asyncio.create_task(stream.next(60))
    await asyncio.sleep(0.01)
    stream.end()
    for _ in range(passes):
        await asyncio.sleep(0)
    is_cancelled = waiting.cancel()
    await asyncio.wait({waiting})
    assert waiting.cancelled() is is_cancelled


async def test_a_reader_whose_place_is_gone_is_told_so(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    school = await told.connection()
    monkeypatch.setattr(run_history, "KEPT_RUNS", 2)
    for _ in range(4):
        number = await told.write(lambda tx: begun(tx, school))
        await told.write(partial(end, number=number))
        await told.write(lambda tx: sync_runs.free_lease(tx, school.id, "test"))
        await told.write(lambda tx: run_history.prune_runs(tx, school.id))
    gone = await told.write(gone_to)
    assert gone > 0
    async with told.follow(after=1) as stream:
        events = await stream.until(lambda found: names(found).count("run_ended") == 2)
    assert names(events)[0] == "missed"
    assert min(event["id"] for event in events[1:]) > gone
    async with told.follow(after=gone) as stream:
        assert "missed" not in names(await stream.until(has("run_ended")))
    # Of another database, or of one that was restored.
    async with told.follow(after=10**9) as stream:
        place = (await stream.until(has("missed")))[0]["id"]
        await told.switch(school)
        assert [event["id"] for event in await stream.until(lambda found: len(found) > 1)] == [place, place + 1]


async def test_progress_is_the_latest_only_and_has_no_number(told: Told) -> None:
    school = await told.connection()
    run = await told.write(lambda tx: begun(tx, school))

    def note(tx: Tx, done: int) -> None:
        counts = {"user": {"rows_read": done}, "course": {"rows_read": 2}}
        sync_runs.note_progress(
            tx, run, counts=counts, phase="people", planned_requests=100, done_requests=done, seconds_left=5
        )

    await told.token("of-courses", kinds=[Kind.COURSE])
    async with told.follow() as stream, told.follow(token="of-courses") as narrow:
        await asyncio.gather(stream.begun(), narrow.begun())
        began = time.monotonic()
        for done in range(1, 41):
            await told.write(partial(note, done=done))
        events = await stream.until(lambda found: found and found[-1].get("done_requests") == 40)
        took = time.monotonic() - began
        of_courses = await narrow.until(lambda found: found and found[-1].get("done_requests") == 40)
        await told.write(lambda tx: end(tx, run))
        assert names(await stream.until(has("run_ended")))[-1] == "run_ended"
    progress = [event for event in events if event["event"] == "run_progress"]
    assert len(progress) <= 2 + took / api_events.PROGRESS_SECONDS
    facts = {"event": "run_progress", "id": None, "run": run, "connection": "school", "phase": "people"}
    assert progress[-1] == facts | {"done_requests": 40, "planned_requests": 100, "rows_read": 42, "seconds_left": 5}
    assert of_courses[-1]["rows_read"] == 2


async def test_a_narrow_token_hears_of_what_it_may_know(told: Told) -> None:
    north, south = await told.connection("north"), await told.connection("south")
    await told.token("of-the-south", connections=[south.id])
    await told.token("of-courses", kinds=[Kind.COURSE])
    run = await told.write(lambda tx: begun(tx, north))
    async with told.follow(f"runs/{run}/events", "of-the-south") as stream:
        await stream.over.wait()
    assert stream.status == 404
    async with told.follow("events?connection=north", "of-the-south") as stream:
        await stream.over.wait()
    assert stream.status == 422
    async with told.follow(token="of-the-south") as of_south, told.follow(token="of-courses") as of_courses:
        await asyncio.gather(of_south.begun(), of_courses.begun())
        scope, ids = Scope.all_of(Kind.USER), {Kind.USER: ["1"]}
        await told.write(
            lambda tx: held.hold(tx, connection_id=north.id, run_id=run, scope=scope, ids=ids, reason="all_of_kind")
        )
        await told.switch(south)
        await told.switch(north)
        await told.switch(south)
        heard = await of_south.until(lambda found: len(found) == 2)
        assert {event["connection"] for event in heard} == {"south"}
        every = await of_courses.until(lambda found: names(found).count("configuration_changed") == 3)
        assert "removals_held" not in names(every)


async def test_a_narrow_token_does_not_hear_of_a_decision_about_other_kinds_that_ends(told: Told) -> None:
    school = await told.connection()
    await told.token("of-courses", kinds=[Kind.COURSE])
    run = await told.write(lambda tx: begun(tx, school))
    ids = {Kind.COURSE: ["2"], Kind.ENROLLMENT: ["2.1"]}

    def end_by_itself(tx: Tx, scope: Scope, ids: dict[Kind, list[str]]) -> None:
        number = held.hold(tx, connection_id=school.id, run_id=run, scope=scope, ids=ids, reason="all_of_kind")
        held.take_out(tx, held.decision_of(tx, number), ids, by="run")

    async with told.follow() as stream, told.follow(token="of-courses") as of_courses:
        await asyncio.gather(stream.begun(), of_courses.begun())
        await told.write(lambda tx: end_by_itself(tx, Scope.all_of(Kind.USER), {Kind.USER: ["1"]}))
        await told.write(lambda tx: end_by_itself(tx, Scope.all_of(Kind.COURSE), ids))
        await told.switch(school)
        heard, few = await asyncio.gather(
            *(found.until(has("configuration_changed")) for found in (stream, of_courses))
        )
    assert [event["decision"] for event in heard if event["event"] == "removals_decided"] == ["withdrawn", "withdrawn"]
    assert {"removals_held", "removals_decided"}.isdisjoint(names(few))


async def test_one_connection_can_be_followed_until_it_is_forgotten(told: Told) -> None:
    north, south = await told.connection("north"), await told.connection("south")
    async with told.follow("events?connection=north") as stream:
        await stream.begun()
        await told.switch(south)
        await told.write(lambda tx: connections.forget_connection(tx, north, with_data=False))
        await stream.over.wait()
    assert [(event["connection"], event["change"]) for event in stream.events] == [("north", "forgotten")]
    assert stream.is_whole


@pytest.mark.parametrize("how", ["revoked", "expired", "logged out"])
async def test_a_stream_ends_with_the_token_or_the_session_that_opened_it(how: str, told: Told) -> None:
    school = await told.connection()
    headers = {"authorization": "Bearer short"}
    if how == "logged out":
        operator = await told.write(lambda tx: operators.add_operator(tx, "anna", "Anna", "viewer", "hash").id)
        await told.write(lambda tx: sessions.add_session(tx, operator, "session", None, None))
        headers = {"cookie": "lmsync_session=session", "x-csrf-token": csrf_token_of("session")}
    expires_at = int(time.time()) + 2 if how == "expired" else None
    number = await told.token("short", expires_at=expires_at)
    async with told.api.follow("/api/v1/crm/events", headers) as stream, told.follow() as other:
        await asyncio.gather(stream.begun(), other.begun())
        if how == "revoked":
            await told.write(lambda tx: revoke_token(tx, LMSYNC, number))
        elif how == "logged out":
            await told.write(lambda tx: sessions.revoke_sessions(tx, operator))
        async with asyncio.timeout(120):
            await stream.over.wait()
        assert stream.is_whole
        await told.switch(school)
        await other.until(has("configuration_changed"))
        assert (stream.events, other.over.is_set()) == ([], False)


async def test_who_is_sent_what_was_missed_hears_no_more_once_the_token_is_revoked(told: Told) -> None:
    school = await told.connection()
    place = await told.write(last_event)
    await told.switch(school, False)
    revoked = await told.token("short")
    events, other = Events(told.api.parts.database), Stream(await caller_of(told))
    stream = Stream(await caller_of(told, "short"))
    begun, takes, sent = asyncio.Event(), asyncio.Event(), b""

    async def send(message: Any) -> None:
        nonlocal sent
        begun.set()
        await takes.wait()
        sent += message.get("body", b"")

    async def stays() -> Any:
        await asyncio.Event().wait()

    limits = RequestLimits(requests_per_minute=0, wrong_tokens_per_minute=0, waits_per_token=0)
    response = EventStream(events, stream, told.api.parts.database, limits, place)
    await events.join(other)
    async with asyncio.timeout(120):
        following = asyncio.create_task(response({}, stays, send))
        await begun.wait()
        await told.write(lambda tx: revoke_token(tx, LMSYNC, revoked))
        await told.switch(school)
        while b"configuration_changed" not in (await other.next(1) or b""):  # until the watcher has seen both
            pass
        takes.set()
        await following
    events.leave(other)
    assert b"configuration_changed" not in sent


async def test_a_slow_reader_is_dropped_and_nobody_waits_for_it(told: Told) -> None:
    school = await told.connection()
    place = await told.write(last_event)
    async with told.follow() as slow, told.follow() as quick:
        await asyncio.gather(slow.begun(), quick.begun())
        slow.takes.clear()
        count = MOST_WAITING + 50

        def much(tx: Tx) -> None:
            for number in range(count):
                connections.set_auto_sync(tx, school.id, number % 2 == 0)

        await told.switch(school)  # so that it stands with a piece that it does not take
        await quick.until(lambda found: len(found) == 1)
        await told.write(much)
        assert len(await quick.until(lambda found: len(found) > count - 60)) <= count + 1
        async with asyncio.timeout(120):
            await slow.over.wait()
    assert not slow.is_whole
    async with told.follow(after=place) as again:
        assert len(await again.until(lambda found: len(found) == count + 1)) == count + 1


async def test_when_the_server_stops_every_stream_is_sent_what_waits_and_ends(told: Told) -> None:
    school = await told.connection()
    events = told.api.parts.database
    own = Events(events)
    stream = Stream(await caller_of(told))
    await own.join(stream)
    await told.switch(school)
    async with asyncio.timeout(60):
        while not (text := await stream.next(1)):
            pass
    assert text is not None
    assert b"configuration_changed" in text
    own.close()
    late = Stream(await caller_of(told))
    await own.join(late)
    assert (await stream.next(60), await late.next(60)) == (None, None)
    own.leave(stream)
    own.leave(late)


async def caller_of(told: Told, token: str = EVERY) -> Caller:
    await told.api.ask("GET", "/api/v1/crm/systems", None, {"authorization": f"Bearer {token}"}, address="192.0.2.1")
    caller: Caller = told.api.scopes[-1]["lmsync.caller"]
    return caller


class Counted(AsyncDatabase):
    """Counts how often it is asked."""

    asked = 0

    async def read(self, work: Callable[[Tx], T]) -> T:
        self.asked += 1
        return await super().read(work)

    async def data_version(self) -> int:
        self.asked += 1
        return await super().data_version()


async def test_two_hundred_streams_ask_the_database_no_more_than_one_does(told: Told) -> None:
    school = await told.connection()
    counted = Counted(told.api.parts.database.blocking)
    events = Events(counted)
    caller = await caller_of(told)
    streams = [Stream(caller) for _ in range(200)]
    began = time.monotonic()
    async with AsyncExitStack() as left:
        for stream in streams:
            await events.join(stream)
            left.callback(events.leave, stream)
        for on in (True, False, True):
            await told.switch(school, on)
            for stream in streams:
                async with asyncio.timeout(120):
                    while b"configuration_changed" not in (await stream.next(1) or b""):
                        pass
        looks = (time.monotonic() - began) / LOOK_SECONDS + 2
    assert counted.asked <= 1 + 2 * looks
    asked = counted.asked
    await told.switch(school)
    await asyncio.sleep(3 * LOOK_SECONDS)
    assert counted.asked == asked  # nobody follows


@pytest.mark.parametrize("place", ["-1", "x", "1.5", "9" * 30, "²"])
async def test_a_place_that_is_not_one_is_refused(place: str, told: Told) -> None:
    headers = {"authorization": f"Bearer {EVERY}", "last-event-id": place, "accept-language": "ru"}
    answer = await told.api.ask("GET", "/api/v1/crm/events", None, headers, address="192.0.2.1")
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "Last-Event-ID")
    assert "потока" in answer.json["detail"]
