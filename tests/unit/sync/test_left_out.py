"""Who was erased is left out wherever they stand, and whoever stands beside them stays."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from lmsync.crm_integration import Phase, Scope
from lmsync.records import Course, Enrollment, Group, Kind, Lesson, Record, User
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import connections, erasures, held, minimising, run_scopes, sync_runs
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.erasing import erased_ids, without_people
from lmsync.store.reading.change_log import found_dataset
from lmsync.sync.applying import apply_records
from lmsync.sync.closing import close_phase
from lmsync.sync.continuing import stamp_read_scopes
from lmsync.sync.ending import end_run, outcome_of
from lmsync.sync.judging import Judged, remove_or_hold
from lmsync.sync.ledger import Ledger
from lmsync.sync.removals import Missing
from tests.conftest import a_connection

USERS, ENROLLMENTS = Scope.all_of(Kind.USER), Scope.within(Kind.ENROLLMENT, Kind.COURSE, "1")


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.write() as tx:
        found_dataset(tx)
        yield tx


@pytest.fixture
def ledger(tx: Tx) -> Ledger:
    """Of a run that is in the middle: two people have been read, who share a course and a group."""
    connection = a_connection(tx).id
    ledger = Ledger(connection, sync_runs.queue_run(tx, connection, mode="full", asked_by="person").id)
    read(tx, ledger, Scope.all_of(Kind.COURSE), Course(external_id="1", name="A"))
    read(tx, ledger, USERS, *(User(external_id=user, display_name=user) for user in ("anna", "boris")))
    return ledger


def read(tx: Tx, ledger: Ledger, scope: Scope, *records: Record) -> None:
    """A page arrives."""
    receipt = ledger.receipt(scope)
    receipt.planned = True
    receipt.rows_read += len(records)
    receipt.accepted += len(records)
    (applied,) = apply_records(tx, ledger, scope.kind, [(receipt, records)])
    receipt.gathered.waiting += applied.waiting


def stored(tx: Tx, kind: Kind) -> set[str]:
    return {row[0] for row in tx.rows(select(t.MIRRORED[kind].c.external_id))}


def belonging(user: str) -> Enrollment:
    return Enrollment(external_id=f"of {user}", user=user, course="1", role="student")


def test_pages_that_come_after_the_erasure_do_not_bring_the_person_back(tx: Tx, ledger: Ledger, tmp_path: Path) -> None:
    erasures.erase(tx, ledger.connection_id, ["anna"], tmp_path / "kept")
    read(tx, ledger, USERS, User(external_id="anna"), User(external_id="boris"))
    read(tx, ledger, ENROLLMENTS, belonging("anna"), belonging("boris"))
    read(tx, ledger, Scope.all_of(Kind.GROUP), Group(external_id="g", course="1", members=("anna", "boris")))
    read(tx, ledger, Scope.all_of(Kind.LESSON), Lesson(external_id="l", course="1", owner="anna", title="T"))
    assert (stored(tx, Kind.USER), stored(tx, Kind.ENROLLMENT)) == ({"boris"}, {"of boris"})
    assert len(tx.rows(select(t.group_member.c.user_id))) == 1
    assert tx.rows(select(t.lesson.c.external_id, t.lesson.c.owner_id)) == [("l", None)]
    for scope in (USERS, ENROLLMENTS):
        receipt = ledger.receipt(scope)
        assert (receipt.erased, receipt.set_aside, receipt.cause) == (1, 0, None)
        assert receipt.accepted + receipt.erased == receipt.rows_read


def test_a_record_that_waited_for_its_parent_is_left_out_too(tx: Tx, ledger: Ledger, tmp_path: Path) -> None:
    waiting = Enrollment(external_id="late", user="anna", course="2", role="student")
    scope = Scope.within(Kind.ENROLLMENT, Kind.COURSE, "2")
    read(tx, ledger, scope, waiting)
    assert ledger.receipt(scope).gathered.waiting == [waiting]
    erasures.erase(tx, ledger.connection_id, ["anna"], tmp_path / "kept")
    read(tx, ledger, Scope.all_of(Kind.COURSE), Course(external_id="2", name="B"))
    receipt = ledger.receipt(scope)
    receipt.readings = receipt.ends = 1
    close_phase(tx, ledger, Phase("people", (Kind.ENROLLMENT,)))
    assert (receipt.erased, receipt.set_aside, receipt.complete) == (1, 0, True)
    assert stored(tx, Kind.ENROLLMENT) == set()


def test_whoever_is_erased_while_the_lms_is_asked_is_neither_held_nor_removed(
    tx: Tx, ledger: Ledger, tmp_path: Path
) -> None:
    missing = Judged((Missing(USERS, ("anna", "boris"), 2),), 2)
    erasures.erase(tx, ledger.connection_id, ["anna"], tmp_path / "kept")
    remove_or_hold(tx, ledger, Kind.USER, missing)
    assert [decision.ids for decision in held.all_of(tx, ledger.connection_id)] == [{Kind.USER: ("boris",)}]
    erasures.erase(tx, ledger.connection_id, ["boris"], tmp_path / "kept")
    (decision,) = held.all_of(tx, ledger.connection_id)
    assert (decision.state, decision.total) == ("withdrawn", 0)


def test_a_list_that_is_named_by_an_erased_person_is_not_written_down(tx: Tx, ledger: Ledger, tmp_path: Path) -> None:
    for user in ("anna", "boris"):
        receipt = ledger.receipt(Scope.within(Kind.SUBMISSION, Kind.USER, user))
        receipt.planned, receipt.readings, receipt.ends, receipt.added = True, 1, 1, 1
        ledger.unstamped.append(receipt)
    erasures.erase(tx, ledger.connection_id, ["anna"], tmp_path / "kept")
    stamp_read_scopes(tx, ledger)
    end_run(tx, ledger, outcome_of(ledger), 1)
    assert {row[0] for row in tx.rows(select(t.sync_scope.c.parent))} == {"user:boris"}
    assert {row["parent"] for row in run_scopes.scopes_of_run(tx, ledger.run_id)} >= {"boris"}
    assert "anna" not in {row["parent"] for row in run_scopes.scopes_of_run(tx, ledger.run_id)}


def test_a_field_that_is_left_out_since_a_page_was_read_is_not_stored(tx: Tx, ledger: Ledger) -> None:
    """Neither of records that come, nor of those that waited for a parent."""
    late = Enrollment(external_id="late", user="anna", course="2", current_score=4.5, final_grade="A")
    scope = Scope.within(Kind.ENROLLMENT, Kind.COURSE, "2")
    read(tx, ledger, scope, late)
    connection = connections.connection_of(tx, ledger.connection_id)
    minimising.leave_out(tx, connection, ["enrollment.current_score", "user.email"])
    read(tx, ledger, USERS, User(external_id="clara", email="clara@school.example", username="clara"))
    read(tx, ledger, Scope.all_of(Kind.COURSE), Course(external_id="2", name="B", description_text="D"))
    receipt = ledger.receipt(scope)
    receipt.readings = receipt.ends = 1
    close_phase(tx, ledger, Phase("people", (Kind.ENROLLMENT,)))
    assert tx.rows(select(t.enrollment.c.current_score, t.enrollment.c.final_grade)) == [(None, "A")]
    clara = select(t.user.c.email, t.user.c.username).where(t.user.c.external_id == "clara")
    assert tx.rows(clara) == [(None, "clara")]
    assert (receipt.state, receipt.erased, receipt.set_aside) == ("complete", 0, 0)


def test_a_field_that_was_lost_before_it_was_left_out_needs_nobody(tx: Tx, ledger: Ledger) -> None:
    people = [f"p{number}" for number in range(30)]
    read(tx, ledger, USERS, *(User(external_id=user, email=f"{user}@school.example") for user in people))
    read(tx, ledger, USERS, *(User(external_id=user, email=None) for user in people))
    minimising.leave_out(tx, connections.connection_of(tx, ledger.connection_id), ["user.email"])
    receipt = ledger.receipt(USERS)
    receipt.readings = receipt.ends = 1
    close_phase(tx, ledger, Phase("people", (Kind.USER,)))
    assert (receipt.withheld, receipt.needs_person, receipt.complete) == (None, False, True)


def test_the_number_of_an_erased_row_is_not_given_again(tx: Tx, ledger: Ledger, tmp_path: Path) -> None:
    numbers = [row[0] for row in tx.rows(select(t.user.c.id).order_by(t.user.c.id))]
    erasures.erase(tx, ledger.connection_id, ["anna", "boris"], tmp_path / "kept")
    read(tx, ledger, USERS, User(external_id="clara"))
    assert tx.value(select(t.user.c.id)) > max(numbers)
    assert set(erased_ids(tx, Kind.USER, numbers).values()) == {"anna", "boris"}


def test_the_members_of_a_group_are_taken_out_of_the_change_log(tx: Tx, ledger: Ledger, tmp_path: Path) -> None:
    logged = ({"members": [["anna"], ["anna", "boris"]]}, {"members": [[], ["anna"]]}, {"name": ["anna", "B"]})
    for fields in logged:
        row = {"at": 1, "entity_id": 77, "connection_id": ledger.connection_id, "kind": t.KIND_NUMBERS[Kind.GROUP]}
        tx.run(insert(t.change).values(**row, op=2, fields=json.dumps(fields)))
    erasures.erase(tx, ledger.connection_id, ["anna"], tmp_path / "kept")
    found = [
        row[0] and json.loads(row[0]) for row in tx.rows(select(t.change.c.fields).where(t.change.c.entity_id == 77))
    ]
    assert found == [{"members": [[], ["boris"]]}, None, {"name": ["anna", "B"]}]


def test_a_reference_to_somebody_is_emptied_before_and_after() -> None:
    fields = {"owner": ["anna", "boris"], "title": ["A", "B"]}
    assert without_people(fields, {"owner"}, {"anna"}) == {"owner": [None, "boris"], "title": ["A", "B"]}
    assert without_people(fields, {"owner"}, {"anna", "boris"}) == {"title": ["A", "B"]}
