"""Runs as the API tells of them: lists, receipts, changes and slots."""

import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from lmsync.access.rights import EVERY_RIGHT
from lmsync.access.tokens import make_token
from lmsync.api.routes.run_slots import SLOT_SECONDS, slots_of
from lmsync.crm_integration import Scope
from lmsync.errors import Words
from lmsync.records import Course, Kind, User
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, run_scopes, sync_runs
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.connections import Connection
from lmsync.store.keeping.run_history import RunInShort
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.apply_changes import remove
from lmsync.store.reading import change_log
from lmsync.store.reading.view import EVERYTHING, View
from lmsync.sync.receipt import ScopeReceipt, sums_by_kind
from tests.conftest import a_connection, apply_records, begun
from tests.in_process import InProcess, in_process
from tests.served import Answered

EVERY = "a-token-with-every-scope"
PUT_ASIDE = Words(en="Some rows were not understood.", ru="Часть строк не удалось понять.")


class Runs:
    """An installation whose runs a test writes down."""

    def __init__(self, api: InProcess) -> None:
        self._api = api

    async def write(self, work: Any) -> Any:
        return await self._api.parts.database.write(work)

    async def connection(self, name: str = "School") -> Connection:
        made: Connection = await self.write(lambda tx: a_connection(tx, f"https://{name}.example", name))
        return made

    async def token(self, secret: str, **limits: Any) -> None:
        scopes = limits.pop("scopes", EVERY_RIGHT)
        await self.write(lambda tx: make_token(tx, LMSYNC, "a test", scopes, secret=secret, **limits))

    async def ask(self, path: str, token: str = EVERY, method: str = "GET", **headers: str) -> Answered:
        sent = {"authorization": f"Bearer {token}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        return await self._api.ask(method, f"/api/v1/crm/{path}", None, sent, address="192.0.2.1")

    async def get(self, path: str, token: str = EVERY, **headers: str) -> Any:
        answer = await self.ask(path, token, **headers)
        assert answer.status == 200, answer.body.decode()
        return answer.json

    async def pages(self, path: str, token: str = EVERY) -> list[Any]:
        found, cursor = [], ""
        while True:
            page = await self.get(f"{path}&cursor={cursor}" if cursor else path, token)
            found.append(page["items"])
            if page["next_cursor"] is None:
                return found
            cursor = page["next_cursor"]


@pytest.fixture
async def runs(database_url: str, tmp_path: Path) -> AsyncIterator[Runs]:
    async with in_process(database_url, tmp_path) as api:
        runs = Runs(api)
        await runs.token(EVERY)
        yield runs


def ended(tx: Tx, connection: Connection, state: str = "complete", receipts: Sequence[ScopeReceipt] = ()) -> int:
    number = begun(tx, connection)
    end(tx, number, state, receipts)
    return number


def end(tx: Tx, number: int, state: str = "complete", receipts: Sequence[ScopeReceipt] = ()) -> None:
    run_scopes.save_scopes(tx, (receipt.row(number) for receipt in receipts if receipt.state != "unchanged"))
    sync_runs.finish_run(tx, number, state=state, duration_ms=1_500, counts=sums_by_kind(receipts))


async def test_runs_are_listed_by_state_mode_and_the_time_in_which_they_ran(runs: Runs) -> None:
    school = await runs.connection()
    first, second = [await runs.write(lambda tx, s=state: ended(tx, school, s)) for state in ("complete", "failed")]
    at = int(time.time())
    at_one, at_two = at - 7_200, at - 3_600
    for number, moment in ((first, at_one), (second, at_two)):
        times = {"queued_at": moment, "started_at": moment, "finished_at": moment + 60}
        await runs.write(
            lambda tx, n=number, v=times: tx.run(update(t.sync_run).where(t.sync_run.c.id == n).values(**v))
        )
    going_on = await runs.write(lambda tx: begun(tx, school))

    async def numbers(query: str) -> list[int]:
        return [run["id"] for run in (await runs.get(f"runs?{query}"))["items"]]

    def text(moment: int) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))

    assert await numbers("") == [going_on, second, first]
    assert await numbers("state=failed") == [second]
    assert await numbers("state=running&connection=school") == [going_on]
    assert await numbers("mode=incremental") == []
    assert await numbers(f"from={text(at_one + 60)}") == [going_on, second]
    assert await numbers(f"to={text(at_two)}") == [first]
    assert await numbers(f"from={text(at_two + 30)}&to={text(at_two + 40)}") == [second]
    assert [[run["id"] for run in page] for page in await runs.pages("runs?limit=2")] == [[going_on, second], [first]]
    cursor = (await runs.get("runs?limit=1"))["next_cursor"]
    assert (await runs.ask(f"runs?limit=1&state=failed&cursor={cursor}")).status == 400
    for wrong in ("state=tired", "mode=half", "from=yesterday", "from=2026-01-01T00:00:00", "hours=3"):
        assert (await runs.ask(f"runs?{wrong}")).status == 422, wrong


def receipts_of_each_state() -> list[ScopeReceipt]:
    def of(scope: Scope, **facts: Any) -> ScopeReceipt:
        return ScopeReceipt(scope, planned=True, readings=1, ends=1, pages=1, rows_read=3, **facts)

    unread = ScopeReceipt(
        Scope.all_of(Kind.TERM), planned=True, readings=1, requests=2, throttles=1, waited_seconds=1.5
    )
    unread.spoil("http_503", Words(en="It did not answer.", ru="Она не ответила."))
    partial = of(Scope.within(Kind.ENROLLMENT, Kind.COURSE, "7"), expected=5)
    partial.put_aside("9", "bad_time")
    partial.spoil("rows_not_understood", PUT_ASIDE, needs_person=True)
    partial.withheld = {"email": 12}
    held = of(Scope.within(Kind.ENROLLMENT, Kind.COURSE, "8"), held=True)
    return [of(Scope.all_of(Kind.COURSE), added=2), held, partial, of(Scope.all_of(Kind.USER)), unread]


async def test_a_receipt_lists_what_was_read_worst_first_in_pages(runs: Runs) -> None:
    school = await runs.connection()
    course = Course(external_id="7", name="Алгебра")
    await runs.write(
        lambda tx: apply_records(
            tx, [course], kind=Kind.COURSE, connection_id=school.id, run_id=None, now=1_700_000_000
        )
    )
    number = await runs.write(lambda tx: ended(tx, school, "partial", receipts_of_each_state()))
    whole = await runs.get(f"runs/{number}/scopes")
    assert [scope["state"] for scope in whole["items"]] == ["failed", "partial", "held", "complete"]
    assert whole["states"] == {"complete": 1, "unchanged": 1, "partial": 1, "failed": 1, "held": 1}
    assert whole["ended"] is True
    failed, partial, *_ = whole["items"]
    assert (failed["cause"], failed["text"], failed["throttles"]) == ("http_503", "It did not answer.", 1)
    assert failed["waited_seconds"] == 1.5
    assert partial["parent"] == {"id": "school-crs-7", "name": "Алгебра"}
    assert (partial["set_aside"], partial["set_aside_why"], partial["withheld"]) == (1, {"bad_time": 1}, {"email": 12})
    assert (partial["expected"], partial["needs_person"]) == (5, True)
    in_russian = await runs.get(f"runs/{number}/scopes?state=partial", accept_language="ru")
    assert [scope["text"] for scope in in_russian["items"]] == [PUT_ASIDE.ru]
    assert [scope["state"] for page in await runs.pages(f"runs/{number}/scopes?limit=1") for scope in page] == [
        "failed",
        "partial",
        "held",
        "complete",
    ]
    of_kind = await runs.get(f"runs/{number}/scopes?kind=enrollment")
    assert ([scope["state"] for scope in of_kind["items"]], of_kind["states"]["complete"]) == (["partial", "held"], 0)
    assert (await runs.get(f"runs/{number}"))["counts"]["term"]["waited_seconds"] == 1.5
    assert (await runs.ask(f"runs/{number}/scopes?state=bad")).status == 422


async def test_what_is_wrong_with_a_question_is_said_with_what_to_send(runs: Runs) -> None:
    for language in ("en", "ru"):
        answer = await runs.ask("runs?from=2026-09-01T00:00:00", accept_language=language)
        assert (answer.status, "2026-09-01T08:00:00Z" in answer.json["detail"]) == (422, True)
        answer = await runs.ask("runs/99", accept_language=language)
        assert (answer.status, "GET /api/v1/crm/runs" in answer.json["detail"]) == (404, True)
        answer = await runs.ask("search?q=a&kinds=user,pupil", accept_language=language)
        assert (answer.status, "kinds=user,course" in answer.json["detail"]) == (422, True)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_every_list_that_is_not_as_it_should_be_says_why_and_what_to_do(runs: Runs, language: str) -> None:
    school = await runs.connection()
    causes = ["no_end_seen", "fewer_than_expected", "unknown_parent", "some_courses_unread", "http_503", "a new one"]
    receipts = [
        ScopeReceipt(Scope.within(Kind.ENROLLMENT, Kind.COURSE, str(place)), planned=True, readings=1, ends=1, pages=1)
        for place in range(len(causes) + 1)
    ]
    receipts[0].held = True
    for receipt, cause in zip(receipts[1:], causes, strict=True):
        receipt.spoil(cause)
    number = await runs.write(lambda tx: ended(tx, school, "partial", receipts))
    *partial, held = (await runs.get(f"runs/{number}/scopes", accept_language=language))["items"]
    assert [scope["cause"] for scope in partial] == causes
    assert all(scope["text"] for scope in partial)
    assert (held["state"], held["cause"], held["needs_person"]) == ("held", "removals_held", True)
    assert "GET /api/v1/crm/held" in held["text"]


async def test_lists_of_a_run_that_goes_on_are_not_there_yet_and_that_is_said(runs: Runs) -> None:
    school = await runs.connection()
    number = await runs.write(lambda tx: begun(tx, school))
    page = await runs.get(f"runs/{number}/scopes")
    assert (page["items"], page["ended"]) == ([], False)


def changed(tx: Tx, connection: Connection) -> int:
    """A run that adds somebody, names them anew and removes them, beside changes that are not its own."""

    def apply(name: str, run_id: int | None, now: int, external_id: str = "1") -> None:
        person = User(external_id=external_id, display_name=name, username="anna")
        apply_records(tx, [person], kind=Kind.USER, connection_id=connection.id, run_id=run_id, now=now)

    apply("Somebody", None, 1_700_000_000, "2")
    number = begun(tx, connection)
    apply("Anna", number, 1_700_000_001)
    apply("Else", None, 1_700_000_002, "3")
    apply("Anna Petrova", number, 1_700_000_003)
    remove(tx, ["1"], kind=Kind.USER, connection_id=connection.id, run_id=number, now=1_700_000_004)
    end(tx, number)
    apply("Later", None, 1_700_000_005, "4")
    return number


async def test_what_a_run_changed_is_told_in_order_with_before_and_after(runs: Runs) -> None:
    school = await runs.connection()
    number = await runs.write(lambda tx: changed(tx, school))
    page = await runs.get(f"runs/{number}/changes")
    assert {(row["run"], row["person"]["id"]) for row in page["items"]} == {(number, page["items"][0]["record"]["id"])}
    assert [row["change"] for row in page["items"]] == ["added", "changed", "removed"]
    assert page["items"][1]["fields"]["display_name"] == ["Anna", "Anna Petrova"]
    assert {(row["record"]["id"], row["record"]["name"]) for row in page["items"]} == {("school-usr-1", "Anna Petrova")}
    assert (page["whole"], page["next_cursor"]) == (True, None)
    assert [len(rows) for rows in await runs.pages(f"runs/{number}/changes?limit=2")] == [2, 1]
    assert (await runs.get(f"runs/{number}/changes?kind=course"))["items"] == []


async def test_people_see_what_changed_last_first_whoever_changed_it(runs: Runs) -> None:
    north, south = await runs.connection("north"), await runs.connection("south")
    number = await runs.write(lambda tx: changed(tx, north))
    await runs.write(lambda tx: changed(tx, south))
    page = await runs.get("changes/latest?connection=north")
    assert [(row["record"]["id"], row["change"], row["run"]) for row in page["items"]] == [
        ("north-usr-4", "added", None),
        ("north-usr-1", "removed", number),
        ("north-usr-1", "changed", number),
        ("north-usr-3", "added", None),
        ("north-usr-1", "added", number),
        ("north-usr-2", "added", None),
    ]
    assert page["items"][2]["fields"]["display_name"] == ["Anna", "Anna Petrova"]
    assert page["items"][2]["person"] == page["items"][2]["record"] == {"id": "north-usr-1", "name": "Anna Petrova"}
    assert page["items"][2]["course"] is None
    both = [row["seq"] for rows in await runs.pages("changes/latest?limit=5") for row in rows]
    assert len(both) == 12
    assert both == sorted(both, reverse=True)
    assert (await runs.get("changes/latest?kinds=course,lesson"))["items"] == []
    cursor = (await runs.get("changes/latest?limit=1"))["next_cursor"]
    assert (await runs.ask(f"changes/latest?kinds=user&cursor={cursor}")).status == 400


async def test_a_narrow_token_sees_of_the_last_changes_what_it_may(runs: Runs) -> None:
    north, south = await runs.connection("north"), await runs.connection("south")
    await runs.write(lambda tx: changed(tx, north))
    await runs.token("of-the-south", connections=[south.id])
    await runs.token("nameless", scopes=["read:students", "read:changes"])
    await runs.token("of-courses", kinds=[Kind.COURSE])
    assert (await runs.get("changes/latest", "of-the-south"))["items"] == []
    rows = (await runs.get("changes/latest", "nameless"))["items"]
    assert rows[2]["record"] == rows[2]["person"] == {"id": "north-usr-1"}
    assert rows[2]["fields"]["display_name"] == [None, None]
    assert (await runs.get("changes/latest", "of-courses"))["items"] == []
    assert (await runs.ask("changes/latest?kinds=user", "of-courses")).status == 403


async def test_changes_that_the_log_has_dropped_are_not_passed_off_as_all(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = await runs.connection()
    number = await runs.write(lambda tx: changed(tx, school))
    other = await runs.write(lambda tx: ended(tx, school))
    monkeypatch.setattr(change_log, "KEPT_SECONDS", 0)
    await runs.write(change_log.prune_log)
    page = await runs.get(f"runs/{number}/changes")
    assert (page["items"], page["whole"]) == ([], False)
    assert (await runs.get(f"runs/{other}/changes"))["whole"] is True


async def test_a_narrow_token_sees_of_a_run_what_it_may(runs: Runs) -> None:
    north, south = await runs.connection("north"), await runs.connection("south")
    number = await runs.write(lambda tx: changed(tx, north))
    receipt = await runs.write(lambda tx: ended(tx, north, "partial", receipts_of_each_state()))
    await runs.token("of-the-south", connections=[south.id])
    await runs.token("nameless", scopes=["read:students", "read:changes", "read:runs"])
    await runs.token("of-courses", kinds=[Kind.COURSE])
    await runs.token("of-no-kind", scopes=["read:changes", "read:runs"])
    for path in ("", "/scopes", "/changes"):
        assert (await runs.ask(f"runs/{number}{path}", "of-the-south")).status == 404
    assert all(slot["runs"] == 0 for slot in (await runs.get("runs/slots", "of-the-south"))["slots"])
    assert (await runs.ask("runs/slots?connection=north", "of-the-south")).status == 422

    rows = (await runs.get(f"runs/{number}/changes", "nameless"))["items"]
    assert [row["record"] for row in rows] == [{"id": "north-usr-1"}] * 3
    assert rows[1]["fields"]["display_name"] == [None, None]

    assert (await runs.get(f"runs/{number}/changes", "of-courses"))["items"] == []
    assert (await runs.ask(f"runs/{number}/changes?kind=user", "of-courses")).status == 403
    assert (await runs.ask(f"runs/{number}/changes", "of-no-kind")).status == 403
    scopes = await runs.get(f"runs/{receipt}/scopes", "of-courses")
    assert [scope["kind"] for scope in scopes["items"]] == ["course"]
    assert sum(scopes["states"].values()) == 1
    assert (await runs.get(f"runs/{receipt}/scopes?kind=enrollment", "of-courses"))["items"] == []


async def test_a_run_that_is_queued_is_cancelled_at_once(runs: Runs) -> None:
    school = await runs.connection()
    queued = await runs.write(lambda tx: sync_runs.queue_run(tx, school.id, mode="full", asked_by="person"))
    answer = await runs.ask(f"runs/{queued.id}/cancel", method="POST")
    assert (answer.status, answer.json["state"], answer.json["cancel_asked_at"]) == (200, "cancelled", None)
    assert not await runs.write(lambda tx: sync_runs.claim_run(tx, queued.id, "test"))


async def test_a_run_that_is_going_on_is_asked_to_end_and_changes_nothing_more(runs: Runs) -> None:
    school = await runs.connection()
    number = await runs.write(lambda tx: begun(tx, school))
    answers = [await runs.ask(f"runs/{number}/cancel", method="POST") for _ in range(2)]
    assert [(answer.status, answer.json["state"]) for answer in answers] == [(202, "running")] * 2
    assert answers[0].json["cancel_asked_at"] == answers[1].json["cancel_asked_at"] is not None
    assert not await runs.write(lambda tx: sync_runs.may_write(tx, number))
    acts = await runs.write(lambda tx: audit.acts_of(tx, audit.Wanted(action="run cancelled"), limit=9))
    assert [(act.subject, act.before) for act in acts] == [("connection:school", {"run": number, "state": "running"})]
    assert await runs.write(lambda tx: sync_runs.free_lease(tx, school.id, "test"))
    await runs.write(lambda tx: sync_runs.mark_interrupted(tx, school.id))
    assert (await runs.get(f"runs/{number}"))["state"] == "cancelled"


async def test_a_run_whose_holder_is_dead_is_cancelled_at_once(runs: Runs) -> None:
    school = await runs.connection()
    number = await runs.write(lambda tx: begun(tx, school))
    await runs.write(lambda tx: sync_runs.free_lease(tx, school.id, "test"))
    answer = await runs.ask(f"runs/{number}/cancel", method="POST")
    assert (answer.status, answer.json["state"]) == (200, "cancelled")


async def test_a_run_that_is_over_is_not_cancelled(runs: Runs) -> None:
    school = await runs.connection()
    number = await runs.write(lambda tx: ended(tx, school))
    answer = await runs.ask(f"runs/{number}/cancel", method="POST", accept_language="ru")
    assert (answer.status, answer.json["type"]) == (409, "/problems/run-over")
    assert "отменять нечего" in answer.json["detail"]
    assert (await runs.ask("runs/999/cancel", method="POST")).status == 404


async def test_who_may_not_know_of_a_run_does_not_cancel_it(runs: Runs) -> None:
    north, south = await runs.connection("north"), await runs.connection("south")
    number = await runs.write(lambda tx: begun(tx, north))
    await runs.token("of-the-south", connections=[south.id])
    await runs.token("reader", scopes=["read:runs"])
    assert (await runs.ask(f"runs/{number}/cancel", "of-the-south", "POST")).status == 404
    assert (await runs.ask(f"runs/{number}/cancel", "reader", "POST")).status == 403
    assert await runs.write(lambda tx: sync_runs.may_write(tx, number))


async def test_slots_are_there_without_gaps(runs: Runs) -> None:
    school = await runs.connection()
    await runs.write(lambda tx: ended(tx, school, "partial", receipts_of_each_state()))
    slots = (await runs.get("runs/slots?hours=2&connection=school"))["slots"]
    assert len(slots) == 8
    # A quarter may end while this is asked for.
    (busy,) = [slot for slot in slots if slot["runs"]]
    assert (busy["outcome"], busy["seconds"], busy["changes"]) == ("partial", 1.5, 2)
    for wrong in ("0", "169", "day"):
        assert (await runs.ask(f"runs/slots?hours={wrong}")).status == 422


def test_a_slot_shows_the_worst_of_its_runs() -> None:
    def run(state: str, at: int, **counts: dict[str, int]) -> RunInShort:
        return RunInShort(state, at, 1_000, counts)

    found = [
        run("complete", 0, course={"added": 1, "held": 0}),
        run("complete", SLOT_SECONDS - 1, user={"removed": 2, "held": 1}),
        run("cancelled", SLOT_SECONDS),
        run("failed", SLOT_SECONDS),
        run("running", 5 * SLOT_SECONDS),
    ]
    slots = slots_of(found, 0, 2, EVERYTHING)
    assert [(slot.outcome, slot.runs, slot.seconds, slot.changes) for slot in slots] == [
        ("held", 2, 2.0, 3),
        ("failed", 2, 2.0, 0),
        ("running", 1, 1.0, 0),  # by a clock that was ahead
    ]
    (of_courses, *_) = slots_of(found, 0, 2, View(limited_to=frozenset({Kind.COURSE})))
    assert (of_courses.outcome, of_courses.changes) == ("complete", 1)
