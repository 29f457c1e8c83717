"""Decisions over the API: what each caller sees of them, what is refused and why."""

from collections.abc import AsyncIterator, Collection
from pathlib import Path
from typing import Any

import pytest

from lmsync.access.rights import EVERY_RIGHT, Right
from lmsync.access.tokens import make_token
from lmsync.crm_integration import Scope
from lmsync.records import Course, Enrollment, Kind, User
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, held
from lmsync.store.keeping.audit import LMSYNC, Wanted
from lmsync.store.keeping.held import About
from lmsync.store.keeping.sync_runs import queue_run
from tests.conftest import a_connection, apply_records
from tests.in_process import InProcess, in_process
from tests.served import Answered

PUPILS = ("1", "2", "3")
EVERYTHING = "a-token-with-every-scope"
ENROLLMENTS = Scope.within(Kind.ENROLLMENT, Kind.COURSE, "7b")
READ = frozenset({Right.READ_RUNS, Right.READ_STUDENTS, Right.READ_COURSES})


def put(tx: Tx, number: int) -> None:
    """Three pupils in a course, one of them in another too."""
    records = [
        *(User(external_id=pupil, display_name=f"Pupil {pupil}", email=f"{pupil}@school.test") for pupil in PUPILS),
        *(Course(external_id=course, name=f"Course {course}") for course in ("7b", "8a")),
        *(Enrollment(external_id=f"7b.{pupil}", user=pupil, course="7b", role="student") for pupil in PUPILS),
        Enrollment(external_id="8a.1", user="1", course="8a", role="student"),
    ]
    for record in records:
        apply_records(tx, [record], kind=record.kind_of_record, connection_id=number, run_id=None, now=1_700_000_000)


def hold(tx: Tx, number: int, scope: Scope = ENROLLMENTS, **facts: Any) -> int:
    ids = {Kind.ENROLLMENT: [f"7b.{pupil}" for pupil in PUPILS[:2]]}
    stated: dict[str, Any] = {"ids": ids, "reason": "most_of_scope", "rows_before": 3, **facts}
    run = queue_run(tx, number, mode="full", asked_by="schedule")
    return held.hold(tx, connection_id=number, run_id=run.id, scope=scope, **stated)


class Held:
    """An API with a decision about two of three pupils of a course."""

    def __init__(self, api: InProcess, connection: int, number: int) -> None:
        self.api = api
        self.connection = connection
        self.number = number

    async def ask(self, path: str, method: str = "GET", token: str = EVERYTHING, **headers: str) -> Answered:
        sent = {"authorization": f"Bearer {token}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        body: dict[str, Any] | None = {} if method == "POST" else None
        return await self.api.ask(method, f"/api/v1/crm/held{path}", body, sent, address="192.0.2.1")

    async def token(self, scopes: Collection[Right] = READ, **limits: Any) -> str:
        secret = f"a-token-{sorted(scopes)}-{sorted(limits)}"
        await self.api.parts.database.write(
            lambda tx: make_token(tx, LMSYNC, secret, frozenset(scopes), secret=secret, **limits)
        )
        return secret


@pytest.fixture
async def decision(database_url: str, tmp_path: Path) -> AsyncIterator[Held]:
    def set_up(tx: Tx) -> tuple[int, int]:
        connection = a_connection(tx).id
        put(tx, connection)
        make_token(tx, LMSYNC, "everything", EVERY_RIGHT, secret=EVERYTHING)
        return connection, hold(tx, connection)

    async with in_process(database_url, tmp_path) as api:
        connection, number = await api.parts.database.write(set_up)
        yield Held(api, connection, number)


async def test_a_decision_says_who_would_vanish_and_what_is_left(decision: Held) -> None:
    answer = (await decision.ask(f"/{decision.number}")).json
    assert (answer["about"], answer["state"], answer["kind"], answer["run"]) == ("removal", "waiting", "enrollment", 1)
    assert answer["parent"] == {"id": "school-crs-7b", "name": "Course 7b"}
    assert answer["numbers"] == {"before": 3, "now": 1, "people": 2, "elsewhere": 1}
    assert answer["items"] == [
        {
            "record": {"id": f"school-enr-7b.{pupil}", "name": None},
            "person": {"id": f"school-usr-{pupil}", "name": f"Pupil {pupil}"},
            "course": {"id": "school-crs-7b", "name": "Course 7b"},
        }
        for pupil in PUPILS[:2]
    ]
    russian = (await decision.ask(f"/{decision.number}", accept_language="ru")).json
    assert russian["text"] != answer["text"]


async def test_the_list_names_people_with_their_course_too(decision: Held) -> None:
    (row,) = (await decision.ask("")).json["items"]
    assert row["examples"] == (await decision.ask(f"/{decision.number}")).json["items"]
    assert row["examples"][0]["person"]["name"] == "Pupil 1"


async def test_a_decision_that_waits_again_was_not_decided(decision: Held) -> None:
    path = f"/{decision.number}"
    dismissed = (await decision.ask(f"{path}/dismiss", "POST")).json["held"]
    assert dismissed["decided_by"] == "token:1"
    assert dismissed["decided_at"]
    waiting = (await decision.ask(f"{path}/undo", "POST")).json["held"]
    assert (waiting["state"], waiting["decided_at"], waiting["decided_by"]) == ("waiting", None, None)


async def test_the_records_of_a_decision_come_a_page_at_a_time(decision: Held) -> None:
    first = (await decision.ask(f"/{decision.number}?limit=1")).json
    second = (await decision.ask(f"/{decision.number}?limit=1&cursor={first['next_cursor']}")).json
    assert [page["items"][0]["record"]["id"] for page in (first, second)] == ["school-enr-7b.1", "school-enr-7b.2"]
    assert second["next_cursor"] is None


async def test_decisions_are_found_by_what_they_are_about(decision: Held) -> None:
    def more(tx: Tx) -> tuple[int, int]:
        users = {Kind.USER: PUPILS}
        field = hold(
            tx,
            decision.connection,
            Scope.all_of(Kind.USER),
            ids=users,
            about=About.WITHHELD_FIELD,
            field="email",
            reason="withheld",
        )
        lost = hold(
            tx, decision.connection, Scope.all_of(Kind.COURSE), ids={Kind.COURSE: ["8a"]}, about=About.UNREACHABLE
        )
        return field, lost

    field, lost = await decision.api.parts.database.write(more)
    newest = [lost, field, decision.number]
    for query, expected in {
        "": newest,
        "?connection=school&state=waiting": newest,
        "?state=applied": [],
        "?about=removal": [decision.number],
        "?about=withheld_field": [field],
        "?kind=course": [lost],
    }.items():
        assert [row["id"] for row in (await decision.ask(query)).json["items"]] == expected, query
    pages = [(await decision.ask("?limit=2")).json]
    pages.append((await decision.ask(f"?limit=2&cursor={pages[0]['next_cursor']}")).json)
    assert [[row["id"] for row in page["items"]] for page in pages] == [newest[:2], newest[2:]]
    assert (await decision.ask(f"?limit=2&state=waiting&cursor={pages[0]['next_cursor']}")).status == 400
    for query in ("?state=open", "?about=people", "?kind=teacher", "?shoe_size=40"):
        assert (await decision.ask(query)).status == 422, query


async def test_what_is_decided_twice_is_refused_and_says_what_to_do(decision: Held) -> None:
    path = f"/{decision.number}"
    assert (await decision.ask(f"{path}/undo", "POST")).json["type"] == "/problems/nothing-to-undo"
    applied = (await decision.ask(f"{path}/apply", "POST")).json
    assert (applied["held"]["state"], applied["held"]["decided_by"], applied["records"]) == ("applied", "token:1", 2)
    for act in ("apply", "dismiss"):
        answer = await decision.ask(f"{path}/{act}", "POST")
        assert (answer.status, answer.json["type"]) == (409, "/problems/already-decided")
    assert (await decision.ask(f"{path}/undo", "POST")).json["held"]["state"] == "dismissed"
    assert (await decision.ask(f"{path}/undo", "POST")).json["held"]["state"] == "waiting"
    assert (await decision.ask(f"{path}/dismiss", "POST")).json["held"]["state"] == "dismissed"


async def test_what_the_lms_shows_again_cannot_be_applied(decision: Held) -> None:
    ids = {Kind.ENROLLMENT: [f"7b.{pupil}" for pupil in PUPILS[:2]]}
    await decision.api.parts.database.write(
        lambda tx: held.take_out(tx, held.decision_of(tx, decision.number), ids, by="run")
    )
    answer = await decision.ask(f"/{decision.number}/apply", "POST")
    assert (answer.status, answer.json["type"]) == (409, "/problems/nothing-held")


async def test_each_decision_stands_in_the_audit(decision: Held) -> None:
    for act in ("apply", "undo", "undo", "dismiss"):
        assert (await decision.ask(f"/{decision.number}/{act}", "POST")).status == 200
    wanted = Wanted(subject=f"held:{decision.number}")
    acts = await decision.api.parts.database.read(lambda tx: audit.acts_of(tx, wanted, before=None, limit=9))
    assert [(act.action, act.actor, act.address) for act in reversed(acts)] == [
        (f"held decision {done}", "token:1", "192.0.2.1")
        for done in ("applied", "dismissed", "taken back", "dismissed")
    ]
    assert acts[-1].after == {"state": "applied", "about": "removal", "records": {"enrollment": 2}}


async def test_without_personal_nobody_is_named(decision: Held) -> None:
    answer = await decision.ask(f"/{decision.number}", token=await decision.token())
    assert answer.status == 200
    assert "Pupil" not in answer.body.decode()
    assert (answer.json["items"][0]["person"], answer.json["examples"]) == ({"id": "school-usr-1"}, [])


async def test_a_token_that_may_not_read_a_kind_learns_no_ids_of_it(decision: Held) -> None:
    token = await decision.token({Right.READ_RUNS, Right.PERSONAL})
    answer = (await decision.ask(f"/{decision.number}", token=token)).json
    assert (answer["items"], answer["examples"], answer["counts"]) == ([], [], {"enrollment": 2})


@pytest.mark.parametrize("limits", [{"kinds": [Kind.COURSE]}, {"connections": "another"}], ids=["kinds", "connections"])
async def test_a_token_with_limits_does_not_learn_that_there_is_a_decision(
    limits: dict[str, Any], decision: Held
) -> None:
    if "connections" in limits:
        other = await decision.api.parts.database.write(lambda tx: a_connection(tx, "https://two.example", "Two").id)
        limits = {"connections": [other]}
    token = await decision.token(EVERY_RIGHT, **limits)
    assert (await decision.ask("", token=token)).json["items"] == []
    for method, path in (("GET", ""), ("POST", "/apply"), ("POST", "/dismiss"), ("POST", "/undo")):
        assert (await decision.ask(f"/{decision.number}{path}", method, token)).status == 404
        assert (await decision.ask(f"/999{path}", method, token)).status == 404
    assert (await decision.ask(f"/{decision.number}")).json["state"] == "waiting"


async def test_a_token_that_is_limited_to_people_is_not_told_of_which_course(decision: Held) -> None:
    token = await decision.token(EVERY_RIGHT, kinds=[Kind.USER, Kind.ENROLLMENT])
    answer = (await decision.ask(f"/{decision.number}", token=token)).json
    assert "parent" not in answer
    assert answer["items"][0].keys() == {"record", "person"}
    assert "Course" not in str(answer["items"])
