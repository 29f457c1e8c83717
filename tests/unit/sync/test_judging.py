"""A record that goes takes along everything that makes no sense without it, at any depth."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from lmsync.crm_integration import Scope
from lmsync.records import (
    Attendance,
    Category,
    Course,
    Enrollment,
    Group,
    Item,
    Kind,
    Lesson,
    Record,
    Section,
    Submission,
    User,
)
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import held, sync_runs
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.mirror import apply_changes
from lmsync.store.mirror import tables as t
from lmsync.sync.decisions import apply_held
from lmsync.sync.judging import Judged, missing_of, remove_or_hold
from lmsync.sync.ledger import Ledger
from lmsync.sync.removals import Missing
from tests.conftest import a_connection, apply_records

BELOW_A_COURSE = {
    Kind.SECTION,
    Kind.GROUP,
    Kind.ENROLLMENT,
    Kind.CATEGORY,
    Kind.ITEM,
    Kind.SUBMISSION,
    Kind.LESSON,
    Kind.ATTENDANCE,
}


def a_course(number: str) -> list[Record]:
    """A course with one record of each kind below it; its pupil attends every course."""
    return [
        Course(external_id=number, name="A"),
        Section(external_id=number, course=number),
        Group(external_id=number, course=number, members=("pupil",)),
        Enrollment(external_id=number, user="pupil", course=number, role="student", state="active"),
        Category(external_id=number, course=number),
        Item(external_id=number, course=number, category=number),
        Submission(external_id=number, item=number, user="pupil"),
        Lesson(external_id=number, course=number),
        Attendance(external_id=number, lesson=number, user="pupil"),
    ]


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.write() as tx:
        yield tx


@pytest.fixture
def ledger(tx: Tx) -> Ledger:
    """Of a run of a connection with two courses."""
    connection = a_connection(tx).id
    for record in (User(external_id="pupil"), *a_course("1"), *a_course("2")):
        apply_records(tx, [record], kind=record.kind_of_record, connection_id=connection, run_id=None, now=1_000)
    return Ledger(connection, sync_runs.queue_run(tx, connection, mode="full", asked_by="person").id)


def present(tx: Tx, kind: Kind) -> list[str]:
    table = t.MIRRORED[kind]
    rows = tx.rows(select(table.c.external_id).where(table.c.deleted_at.is_(None)).order_by(table.c.external_id))
    return [external_id for (external_id,) in rows]


def without_course_1(ledger: Ledger) -> Judged:
    scope = Scope.all_of(Kind.COURSE)
    ledger.receipt(scope).planned = True
    return Judged((Missing(scope, ("1",), stored=2),), rows=2)


def test_a_course_that_goes_takes_submissions_and_attendance_along(tx: Tx, ledger: Ledger) -> None:
    remove_or_hold(tx, ledger, Kind.COURSE, without_course_1(ledger))

    assert {kind: present(tx, kind) for kind in BELOW_A_COURSE} == {kind: ["2"] for kind in BELOW_A_COURSE}
    assert present(tx, Kind.USER) == ["pupil"]
    assert ledger.receipt(Scope.all_of(Kind.COURSE)).removed == 1 + len(BELOW_A_COURSE)


def test_a_held_course_that_is_removed_takes_submissions_and_attendance_along(tx: Tx, ledger: Ledger) -> None:
    number = held.hold(
        tx,
        connection_id=ledger.connection_id,
        run_id=ledger.run_id,
        scope=Scope.all_of(Kind.COURSE),
        ids={Kind.COURSE: ["1"]},
        reason="all_of_kind",
    )

    assert apply_held(tx, number, by=LMSYNC).records == 1 + len(BELOW_A_COURSE)

    assert {kind: present(tx, kind) for kind in BELOW_A_COURSE} == {kind: ["2"] for kind in BELOW_A_COURSE}


def test_a_pupil_who_goes_takes_only_their_own_records_along(tx: Tx, ledger: Ledger) -> None:
    apply_records(
        tx, [User(external_id="other")], kind=Kind.USER, connection_id=ledger.connection_id, run_id=None, now=1_000
    )
    scope = Scope.all_of(Kind.USER)
    ledger.receipt(scope).planned = True
    remove_or_hold(tx, ledger, Kind.USER, Judged((Missing(scope, ("pupil",), stored=2),), rows=2))

    gone = {Kind.ENROLLMENT, Kind.SUBMISSION, Kind.ATTENDANCE}
    assert {kind for kind in BELOW_A_COURSE if present(tx, kind) == []} == gone


def test_what_stands_below_an_unreachable_course_stays_at_any_depth(tx: Tx, ledger: Ledger) -> None:
    ledger.note_unreachable(Kind.COURSE, ["1"])
    scope = Scope.all_of(Kind.SUBMISSION)
    receipt = ledger.receipt(scope)
    receipt.planned, receipt.ends = True, 1
    remove_or_hold(tx, ledger, Kind.SUBMISSION, Judged((Missing(scope, ("1",), stored=2),), rows=2))

    assert present(tx, Kind.SUBMISSION) == ["1", "2"]


def test_a_record_that_was_held_with_its_parent_is_not_judged_again(tx: Tx, ledger: Ledger) -> None:
    scope = Scope.all_of(Kind.COURSE)
    ledger.receipt(scope).planned = True
    remove_or_hold(tx, ledger, Kind.COURSE, Judged((Missing(scope, ("1", "2"), stored=2),), rows=2))

    assert ledger.handled[Kind.SUBMISSION] == {"1", "2"}
    (decision,) = held.waiting(tx, ledger.connection_id)
    assert decision.ids.keys() == {Kind.COURSE} | BELOW_A_COURSE


def test_who_is_left_of_a_list_beside_what_is_held_is_all_of_it(tx: Tx, ledger: Ledger) -> None:
    """Pupils wait for a decision, with their enrolments; and the list of a course shows nobody any more."""
    teacher = Enrollment(external_id="teacher", user="teacher", course="1", role="teacher")
    for record in (User(external_id="teacher"), teacher):
        apply_records(
            tx, [record], kind=record.kind_of_record, connection_id=ledger.connection_id, run_id=None, now=1_000
        )
    users, course = Scope.all_of(Kind.USER), Scope.within(Kind.ENROLLMENT, Kind.COURSE, "1")
    for scope in (users, course):
        ledger.receipt(scope).planned, ledger.receipt(scope).ends = True, 1
    remove_or_hold(tx, ledger, Kind.USER, Judged((Missing(users, ("pupil",), stored=1),), rows=1))
    assert ledger.handled[Kind.ENROLLMENT] == {"1", "2"}

    ledger.receipt(course).compare(["1", "teacher"])
    remove_or_hold(tx, ledger, Kind.ENROLLMENT, missing_of(tx, ledger, Kind.ENROLLMENT))

    assert present(tx, Kind.ENROLLMENT) == ["1", "2", "teacher"]
    assert [decision.ids[Kind.ENROLLMENT] for decision in held.waiting(tx, ledger.connection_id)] == [
        ("1", "2"),
        ("teacher",),
    ]


def test_removed_records_are_not_children_any_more(tx: Tx, ledger: Ledger) -> None:
    apply_changes.remove(tx, ["1"], kind=Kind.SUBMISSION, connection_id=ledger.connection_id, run_id=None, now=2_000)
    remove_or_hold(tx, ledger, Kind.COURSE, without_course_1(ledger))
    assert ledger.receipt(Scope.all_of(Kind.COURSE)).removed == len(BELOW_A_COURSE)
    assert missing_of(tx, ledger, Kind.SUBMISSION).missing == ()
