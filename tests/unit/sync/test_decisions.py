"""What is left of a decision when other things happen: somebody is erased, a field is not mirrored, a term begins."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from lmsync.crm_integration import Phase, Scope
from lmsync.errors import Conflict, InvalidInput
from lmsync.records import Course, Enrollment, Group, Kind, Record, User
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import attention, connections, erasures, held, minimising, sync_runs
from lmsync.store.keeping.audit import LMSYNC
from lmsync.store.keeping.held import About, State
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.apply_changes import apply_losses, remove
from lmsync.store.mirror.places_in_groups import members_of
from lmsync.store.mirror.stored import ids_present
from lmsync.store.reading.change_log import found_dataset
from lmsync.sync.closing import close_phase
from lmsync.sync.decisions import apply_held, dismiss_held, note_decisions, undo_held
from lmsync.sync.judging import Judged, missing_of, remove_or_hold
from lmsync.sync.kept import let_go_of_seen, note_standing
from lmsync.sync.ledger import Ledger
from lmsync.sync.removals import Limits, Missing
from tests.conftest import a_connection, apply_records

USERS, COURSE = Scope.all_of(Kind.USER), Scope.within(Kind.ENROLLMENT, Kind.COURSE, "1")
PEOPLE = ("anna", "boris", "vera")


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.write() as tx:
        found_dataset(tx)
        yield tx


@pytest.fixture
def number(tx: Tx) -> int:
    """Of a connection with three people in a course and its group, and with the run that holds them."""
    number = a_connection(tx).id
    assert sync_runs.queue_run(tx, number, mode="full", asked_by="person").id == 1
    records: list[Record] = [
        *(User(external_id=person, display_name=person, email=f"{person}@school.test") for person in PEOPLE),
        Course(external_id="1", name="A"),
        *(Enrollment(external_id=f"1.{person}", user=person, course="1", role="student") for person in PEOPLE),
        Group(external_id="g", course="1", members=PEOPLE),
    ]
    for record in records:
        apply_records(tx, [record], kind=record.kind_of_record, connection_id=number, run_id=None, now=1_000)
    return number


def hold(tx: Tx, number: int, scope: Scope = COURSE, **facts: object) -> int:
    ids = {Kind.ENROLLMENT: [f"1.{person}" for person in PEOPLE]}
    stated = {"ids": ids, "reason": "all_of_scope", **facts}
    return held.hold(tx, connection_id=number, run_id=1, scope=scope, **stated)  # type: ignore[arg-type]


def present(tx: Tx, number: int, kind: Kind) -> set[str]:
    return ids_present(tx, number, kind, [*PEOPLE, *(f"1.{person}" for person in PEOPLE)])


def test_an_undo_does_not_bring_back_who_was_erased_since(tx: Tx, number: int, tmp_path: Path) -> None:
    decision = hold(tx, number)
    apply_held(tx, decision, by=LMSYNC)
    erasures.erase(tx, number, ["anna"], tmp_path / "kept")

    assert "anna" not in json.dumps([list(row) for row in tx.rows(select(t.held_removal))])
    assert undo_held(tx, decision, by=LMSYNC).records == 2
    assert present(tx, number, Kind.ENROLLMENT) == {"1.boris", "1.vera"}
    assert members_of(tx, number, ["g"]) == {"g": {"boris", "vera"}}


def test_an_undo_does_not_bring_back_what_belongs_to_nobody_any_more(tx: Tx, number: int) -> None:
    enrolments = hold(tx, number)
    apply_held(tx, enrolments, by=LMSYNC)
    accounts = hold(tx, number, USERS, ids={Kind.USER: ["anna"]})
    apply_held(tx, accounts, by=LMSYNC)

    assert undo_held(tx, enrolments, by=LMSYNC).decision.ids == {Kind.ENROLLMENT: ("1.boris", "1.vera")}
    assert undo_held(tx, accounts, by=LMSYNC).decision.ids == {Kind.USER: ("anna",)}


def test_an_undo_does_not_bring_back_who_was_back_and_has_left_since(tx: Tx, number: int) -> None:
    decision = hold(tx, number)
    apply_held(tx, decision, by=LMSYNC)
    later = int(time.time()) + 1_000
    places: list[Record] = [
        Enrollment(external_id=f"1.{person}", user=person, course="1", role="student") for person in ("anna", "boris")
    ]
    apply_records(tx, places, kind=Kind.ENROLLMENT, connection_id=number, run_id=None, now=later)
    remove(tx, ["1.anna"], kind=Kind.ENROLLMENT, connection_id=number, run_id=None, now=later)

    assert undo_held(tx, decision, by=LMSYNC).decision.ids == {Kind.ENROLLMENT: ("1.vera",)}
    assert present(tx, number, Kind.ENROLLMENT) == {"1.boris", "1.vera"}
    # Where the LMS shows somebody by itself, it also says in which groups.
    assert members_of(tx, number, ["g"]) == {"g": {"vera"}}


def test_what_was_removed_another_way_cannot_be_applied(tx: Tx, number: int) -> None:
    decision = hold(tx, number, USERS, ids={Kind.USER: ["anna"]})
    also = hold(tx, number, USERS, ids={Kind.USER: ["anna"]})
    users = {Kind.USER: ["anna", "boris"]}
    field = hold(tx, number, USERS, ids=users, about=About.WITHHELD_FIELD, field="email", reason="withheld")
    apply_held(tx, decision, by=LMSYNC)
    assert held.decision_of(tx, also).state is State.WITHDRAWN
    assert held.decision_of(tx, field).ids == {Kind.USER: ("boris",)}
    with pytest.raises(Conflict, match="nothing-held"):
        apply_held(tx, also, by=LMSYNC)


def test_nothing_is_left_to_decide_about_a_field_that_is_not_mirrored(tx: Tx, number: int) -> None:
    decision = hold(
        tx, number, USERS, ids={Kind.USER: PEOPLE}, about=About.WITHHELD_FIELD, field="email", reason="withheld"
    )
    note_decisions(tx, number)
    assert [row.cause for row in attention.open_of(tx, number)] == ["withheld"]
    minimising.leave_out(tx, connections.connection_of(tx, number), ["user.email"])
    assert held.decision_of(tx, decision).state is State.WITHDRAWN
    assert attention.open_of(tx, number) == []


def test_an_undo_cannot_bring_back_values_that_the_change_log_has_forgotten(tx: Tx, number: int) -> None:
    decision = hold(
        tx, number, USERS, ids={Kind.USER: PEOPLE}, about=About.WITHHELD_FIELD, field="email", reason="withheld"
    )
    with pytest.raises(InvalidInput, match="rollover"):
        apply_held(tx, decision, by=LMSYNC, rollover=True)
    assert apply_held(tx, decision, by=LMSYNC).records == 3
    tx.run(t.change.delete())
    with pytest.raises(Conflict, match="nothing-to-undo"):
        undo_held(tx, decision, by=LMSYNC)


def test_an_undo_does_not_fill_in_what_the_lms_has_told_and_emptied_since(tx: Tx, number: int) -> None:
    decision = hold(
        tx, number, USERS, ids={Kind.USER: PEOPLE}, about=About.WITHHELD_FIELD, field="email", reason="withheld"
    )
    apply_held(tx, decision, by=LMSYNC)
    again = [User(external_id="anna", display_name="anna", email="new@school.test")]
    apply_records(tx, again, kind=Kind.USER, connection_id=number, run_id=None, now=2_000)
    apply_losses(tx, {"email": ["anna"]}, kind=Kind.USER, connection_id=number, run_id=None, now=3_000)

    assert undo_held(tx, decision, by=LMSYNC).decision.ids == {Kind.USER: ("boris", "vera")}


def test_who_was_seen_in_this_run_is_there_though_a_person_applied_meanwhile(tx: Tx, number: int) -> None:
    """What a run sees leaves its decision a moment later, and until then the decision can be applied."""
    decision = hold(tx, number)
    ledger = a_ledger(tx, number)
    note_standing(tx, ledger)
    ledger.note_seen(Kind.ENROLLMENT, ["1.anna"])
    apply_held(tx, decision, by=LMSYNC)

    let_go_of_seen(tx, ledger, force=True)

    assert present(tx, number, Kind.ENROLLMENT) == {"1.anna"}
    with pytest.raises(Conflict, match="already-decided"):
        dismiss_held(tx, decision, by=LMSYNC)


def a_ledger(tx: Tx, number: int) -> Ledger:
    return Ledger(number, sync_runs.queue_run(tx, number, mode="full", asked_by="person").id)


def judge(tx: Tx, number: int, *people: str) -> None:
    """A run has judged courses, and does not see the enrolments of these people in one."""
    ledger = a_ledger(tx, number)
    missing_of(tx, ledger, Kind.COURSE)
    ids = tuple(f"1.{person}" for person in people)
    ledger.receipt(COURSE).planned = True
    remove_or_hold(tx, ledger, Kind.ENROLLMENT, Judged((Missing(COURSE, ids, len(PEOPLE)),), 100))


def causes(tx: Tx, number: int) -> list[str]:
    return [row.cause for row in attention.open_of(tx, number)]


def test_a_person_is_needed_from_the_moment_on_at_which_something_is_held(tx: Tx, number: int) -> None:
    """The run may go on for hours, or be killed."""
    judge(tx, number, *PEOPLE)
    assert causes(tx, number) == ["removals_held"]


def test_a_person_is_needed_from_the_moment_on_at_which_a_field_is_withheld(tx: Tx, number: int) -> None:
    ledger = a_ledger(tx, number)
    ledger.limits = Limits(withheld_rows=2)
    receipt = ledger.receipt(USERS)
    receipt.planned = True
    receipt.gathered.losses, receipt.gathered.valued["email"] = {"email": list(PEOPLE)}, len(PEOPLE)
    close_phase(tx, ledger, Phase("people", (Kind.USER,)))
    assert causes(tx, number) == ["withheld"]


def test_in_a_new_term_one_run_removes_without_asking_and_the_next_one_asks_again(tx: Tx, number: int) -> None:
    course = Course(external_id="2", name="B")
    apply_records(tx, [course], kind=Kind.COURSE, connection_id=number, run_id=None, now=1_000)
    old = Enrollment(external_id="2.anna", user="anna", course="2", role="student")
    apply_records(tx, [old], kind=Kind.ENROLLMENT, connection_id=number, run_id=None, now=1_000)
    first = hold(tx, number, Scope.within(Kind.ENROLLMENT, Kind.COURSE, "2"), ids={Kind.ENROLLMENT: ["2.anna"]})
    apply_held(tx, first, by=LMSYNC, rollover=True)

    judge(tx, number, *PEOPLE)
    assert (present(tx, number, Kind.ENROLLMENT), held.waiting(tx, number)) == (set(), [])

    for person in PEOPLE:
        back = Enrollment(external_id=f"1.{person}", user=person, course="1", role="student")
        apply_records(tx, [back], kind=Kind.ENROLLMENT, connection_id=number, run_id=None, now=2_000)
    judge(tx, number, *PEOPLE)
    assert len(held.waiting(tx, number)) == 1


def test_a_newer_decision_takes_over_an_older_one(tx: Tx, number: int) -> None:
    older = hold(tx, number, ids={Kind.ENROLLMENT: ["1.anna"]})
    judge(tx, number, *PEOPLE)
    (newer,) = held.waiting(tx, number)
    assert (newer.id > older, newer.total, held.decision_of(tx, older).state) == (True, 3, State.WITHDRAWN)


def test_a_parent_and_its_children_are_one_decision_also_where_the_children_were_judged_first(
    tx: Tx, number: int
) -> None:
    judge(tx, number, *PEOPLE)
    ledger = a_ledger(tx, number)
    ledger.receipt(USERS).planned = True
    remove_or_hold(tx, ledger, Kind.USER, Judged((Missing(USERS, PEOPLE, len(PEOPLE)),), len(PEOPLE)))

    (decision,) = held.waiting(tx, number)
    assert decision.ids == {Kind.USER: PEOPLE, Kind.ENROLLMENT: tuple(f"1.{person}" for person in PEOPLE)}
    judge(tx, number, *PEOPLE)  # the next run asks nothing about the children
    assert [waiting.id for waiting in held.waiting(tx, number)] == [decision.id]
    assert apply_held(tx, decision.id, by=LMSYNC).records == 2 * len(PEOPLE)


def test_a_dismissal_protects_what_stands_below_as_long_as_its_parent(tx: Tx, number: int) -> None:
    decision = hold(tx, number, Scope.all_of(Kind.COURSE), ids={Kind.COURSE: ["1"]})
    dismiss_held(tx, decision, by=LMSYNC)
    judge(tx, number, "anna")
    assert present(tx, number, Kind.ENROLLMENT) == {f"1.{person}" for person in PEOPLE}
