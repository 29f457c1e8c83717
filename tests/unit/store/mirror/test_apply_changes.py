"""Records become rows and change-log rows, and only what differs is written."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from lmsync.changes import Op
from lmsync.crm_integration import Scope
from lmsync.records import Course, Enrollment, Group, Kind, Lesson, Org, Record, User
from lmsync.store.engine.database import Database, Tx
from lmsync.store.mirror import apply_changes, page_digests
from lmsync.store.mirror import tables as t
from lmsync.store.mirror.apply_changes import Applied
from lmsync.store.mirror.course_counts import count_all_courses, count_courses
from lmsync.store.mirror.page_digests import PagePlace
from lmsync.store.mirror.stored import ids_by_course
from tests.conftest import a_connection, apply_records


@pytest.fixture
def connection(database: Database) -> int:
    with database.write() as tx:
        return a_connection(tx).id


def apply(database: Database, connection: int, *records: Record, now: int = 1_000) -> Applied:
    with database.write() as tx:
        kind = records[0].kind_of_record
        applied = apply_records(tx, records, kind=kind, connection_id=connection, run_id=None, now=now)
        count_courses(tx, connection, applied.touched_users)
        return applied


def log(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as tx:
        rows = tx.rows(select(t.change.c.kind, t.change.c.op, t.change.c.fields).order_by(t.change.c.seq))
    return [(kind, Op(op), json.loads(fields) if fields else None) for kind, op, fields in rows]


def user(number: int = 1, **fields: Any) -> User:
    return User(external_id=str(number), **{"given_name": "Анна", "family_name": "Ёлкина", **fields})


def students(database: Database) -> int:
    with database.read() as tx:
        return int(tx.value(select(t.user.c.student_courses)))


def test_what_is_new_is_added_and_what_differs_is_changed(database: Database, connection: int) -> None:
    assert apply(database, connection, user()).added == 1
    assert apply(database, connection, user()).changed == 0
    assert apply(database, connection, user(family_name="Белова")).changed == 1
    number = t.KIND_NUMBERS[Kind.USER]
    assert log(database) == [
        (number, Op.ADDED, None),
        (number, Op.CHANGED, {"family_name": ["Ёлкина", "Белова"]}),
    ]


def test_unknown_keeps_what_is_stored_and_empty_is_judged_later(database: Database, connection: int) -> None:
    apply(database, connection, user(sis_id="S1"))
    unknown = apply(database, connection, user())
    assert (unknown.changed, unknown.losses) == (0, {})
    empty = apply(database, connection, user(sis_id=None))
    assert (empty.changed, empty.losses, empty.valued["sis_id"]) == (0, {"sis_id": ["1"]}, 1)
    with database.write() as tx:
        assert tx.value(select(t.user.c.sis_id)) == "S1"
        args: dict[str, Any] = {"kind": Kind.USER, "connection_id": connection, "run_id": None, "now": 2_000}
        assert apply_changes.apply_losses(tx, empty.losses, **args) == 1
        assert tx.value(select(t.user.c.sis_id)) is None


def test_a_record_that_returns_is_restored_in_place(database: Database, connection: int) -> None:
    apply(database, connection, user())
    with database.write() as tx:
        number = tx.value(select(t.user.c.id))
        args: dict[str, Any] = {"kind": Kind.USER, "connection_id": connection, "run_id": None, "now": 2_000}
        assert apply_changes.remove(tx, ["1", "unknown"], **args) == 1
        assert apply_changes.remove(tx, ["1"], **args) == 0
    apply(database, connection, user(), now=3_000)
    with database.read() as tx:
        assert tx.rows(select(t.user.c.id, t.user.c.deleted_at)) == [(number, None)]
    assert [op for _, op, _ in log(database)] == [Op.ADDED, Op.REMOVED, Op.RESTORED]


def test_children_wait_for_their_parents(database: Database, connection: int) -> None:
    enrollment = Enrollment(external_id="2.1.student", user="1", course="2", role="student", state="active")
    assert apply(database, connection, enrollment).waiting == [enrollment]
    apply(database, connection, user())
    apply(database, connection, Course(external_id="2", name="Алгебра"))
    assert apply(database, connection, enrollment).added == 1
    assert students(database) == 1


def test_parents_may_stand_on_the_same_page_in_any_order(database: Database, connection: int) -> None:
    orgs = [Org(external_id=str(n), parent=str(n - 1) if n > 1 else None, name=f"Org {n}") for n in (3, 2, 1)]
    lost = Org(external_id="9", parent="8", name="Nobody's")
    circle = [Org(external_id="a", parent="b", name="A"), Org(external_id="b", parent="a", name="B")]

    applied = apply(database, connection, *orgs, lost, *circle)

    assert applied.added == 3
    assert {one.external_id for one in applied.waiting} == {"9", "a", "b"}
    assert [op for _, op, _ in log(database)] == [Op.ADDED] * 3
    with database.read() as tx:
        assert len(tx.rows(select(t.org.c.id).where(t.org.c.deleted_at.is_(None)))) == 3


def test_the_count_of_courses_follows_the_enrolments(database: Database, connection: int) -> None:
    apply(database, connection, user())
    for course in ("2", "3"):
        apply(database, connection, Course(external_id=course, name=course))
        told = Enrollment(external_id=f"{course}.1.student", user="1", course=course, role="student")
        apply(database, connection, told)
    assert students(database) == 2
    with database.write() as tx:
        args: dict[str, Any] = {"kind": Kind.ENROLLMENT, "connection_id": connection, "run_id": None, "now": 2_000}
        apply_changes.remove(tx, ["2.1.student"], **args)
    assert students(database) == 1


def test_members_of_a_group_are_a_field_of_it(database: Database, connection: int) -> None:
    apply(database, connection, user(1), user(2))
    apply(database, connection, Course(external_id="2", name="Алгебра"))

    def group(*members: str) -> Applied:
        return apply(database, connection, Group(external_id="5", course="2", name="A", members=members))

    assert (group().added, group("1").changed, group("1").changed, group("1", "2", "99").changed) == (1, 1, 0, 1)
    assert group("1", "99").unresolved == 1
    emptied = group()
    assert emptied.losses == {"members": ["5"]}
    number = t.KIND_NUMBERS[Kind.GROUP]
    told = [fields["members"] for kind, op, fields in log(database) if kind == number and op is Op.CHANGED]
    assert told == [[[], ["1"]], [["1"], ["1", "2"]], [["1", "2"], ["1"]]]


def test_a_lesson_that_moves_gets_the_next_number(database: Database, connection: int) -> None:
    def lesson(**fields: Any) -> None:
        apply(database, connection, Lesson(external_id="ev.1", course=None, title="Урок", **fields))

    def sequence(tx: Tx) -> int:
        return int(tx.value(select(t.lesson.c.sequence)))

    lesson(starts_at=100)
    lesson(starts_at=100, url="https://x")
    with database.read() as tx:
        assert sequence(tx) == 0
    lesson(starts_at=200)
    with database.read() as tx:
        assert sequence(tx) == 1


def test_a_page_is_the_same_only_while_all_of_it_is_stored(database: Database, connection: int) -> None:
    apply(database, connection, user(1), user(2))
    page = PagePlace(Scope.all_of(Kind.USER).key, "all")

    def unchanged(tx: Tx, digest: bytes) -> list[str] | None:
        return page_digests.ids_of_unchanged_pages(tx, connection, {page: digest}).get(page)

    with database.write() as tx:
        page_digests.keep_digests(tx, connection, {page: (b"one", ["1", "2"])}, now=1_000)
        assert unchanged(tx, b"one") == ["1", "2"]
        assert unchanged(tx, b"two") is None
        apply_changes.remove(tx, ["2"], kind=Kind.USER, connection_id=connection, run_id=None, now=5)
        assert unchanged(tx, b"one") is None
    apply(database, connection, user(2))
    with database.write() as tx:
        assert unchanged(tx, b"one") == ["1", "2"]
        page_digests.forget_digest(tx, connection, page)
        assert unchanged(tx, b"one") is None


def test_a_page_is_the_same_only_while_nothing_of_it_was_changed_by_another(
    database: Database, connection: int
) -> None:
    apply(database, connection, Course(external_id="1"), now=999)
    apply(database, connection, user(1), user(2), now=999)
    apply(database, connection, Group(external_id="1", course="1", members=("1",)), now=999)
    people, groups = (PagePlace(Scope.all_of(kind).key, "all") for kind in (Kind.USER, Kind.GROUP))
    pages = {people: b"one", groups: b"two"}

    def unchanged() -> set[PagePlace]:
        with database.read() as tx:
            return set(page_digests.ids_of_unchanged_pages(tx, connection, pages))

    with database.write() as tx:
        kept = {people: (b"one", ["1", "2"]), groups: (b"two", ["1"])}
        page_digests.keep_digests(tx, connection, kept, now=1_000)
    apply(database, connection, user(2), now=2_000)
    assert unchanged() == {people, groups}
    apply(database, connection, user(2, given_name="Ева"), now=2_000)
    assert unchanged() == {groups}
    apply(database, connection, Group(external_id="1", course="1", members=("2",)), now=2_000)
    assert unchanged() == set()


def test_pages_that_are_applied_together_are_told_apart(database: Database, connection: int) -> None:
    apply(database, connection, user(1), user(2, email="old@school.test"))
    with database.write() as tx:
        pages = [[user(1), user(3)], [user(2, email="new@school.test"), user(4), user(5)], []]
        told = apply_changes.apply_pages(tx, pages, kind=Kind.USER, connection_id=connection, run_id=None, now=2_000)
    assert [(one.added, one.changed) for one in told] == [(1, 0), (2, 1), (0, 0)]
    assert [op for _, op, _ in log(database)].count(Op.ADDED) == 5


def test_who_died_before_counting_is_counted_all_the_same(database: Database, connection: int) -> None:
    apply(database, connection, Course(external_id="1", name="Algebra"))
    apply(database, connection, user(1))
    enrolment = Enrollment(external_id="1.1", user="1", course="1", role="student", state="active")
    with database.write() as tx:
        apply_records(tx, [enrolment], kind=Kind.ENROLLMENT, connection_id=connection, run_id=None, now=1_000)
    assert students(database) == 0
    with database.write() as tx:
        count_all_courses(tx, connection)
    assert students(database) == 1


def test_ids_with_a_prefix_are_found_by_their_course(database: Database, connection: int) -> None:
    apply(database, connection, Course(external_id="1"), Course(external_id="2"), Course(external_id="3"))
    of_first = [Lesson(external_id=name, course="1") for name in ("conf.1", "ev.2", "confusing", "conf.3")]
    apply(
        database,
        connection,
        *of_first,
        Lesson(external_id="conf.4", course="2"),
        Lesson(external_id="conf.5", course=None),
    )
    with database.write() as tx:
        apply_changes.remove(tx, ["conf.3"], kind=Kind.LESSON, connection_id=connection, run_id=None, now=2_000)
    with database.read() as tx:
        found = ids_by_course(tx, connection, Kind.LESSON, "conf.")
        assert found == {"1": ["conf.1"], "2": ["conf.4"]}
        assert ids_by_course(tx, connection + 1, Kind.LESSON, "conf.") == {}
