"""What is stored of a scope, and that two scopes are never taken for each other."""

from collections.abc import Iterator

import pytest

from lmsync.crm_integration import Scope
from lmsync.records import Course, Item, Kind, Lesson, Record, Section, Submission, User
from lmsync.store.engine.database import Database, Tx
from lmsync.store.keeping import run_scopes, sync_runs
from lmsync.store.mirror import page_digests, stored
from lmsync.store.mirror.page_digests import PagePlace
from tests.conftest import a_connection, apply_records

SCHOOL: list[Record] = [
    *(Course(external_id=number) for number in ("1", "2")),
    Section(external_id="1", course="1"),
    User(external_id="1"),
    *(Item(external_id=item, course=course) for item, course in (("1", "2"), ("2", "1"), ("3", "1"), ("4", None))),
    *(Submission(external_id=f"s{item}", item=item, user="1") for item in ("1", "2", "3", "4")),
    Lesson(external_id="of course", course="1"),
    Lesson(external_id="of section", course="2", section="1"),
    Lesson(external_id="of site", course=None),
]
ALIKE = [
    Scope.all_of(Kind.LESSON),
    Scope.outside(Kind.LESSON, Kind.COURSE),
    Scope.outside(Kind.LESSON, Kind.SECTION),
    Scope.within(Kind.LESSON, Kind.COURSE, "1"),
    Scope.within(Kind.LESSON, Kind.SECTION, "1"),
    Scope.within(Kind.LESSON, Kind.COURSE, "course:1"),
    Scope.within(Kind.ITEM, Kind.COURSE, "1"),
]
"""Scopes that differ in one thing."""


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.write() as tx:
        yield tx


@pytest.fixture
def connection(tx: Tx) -> int:
    number = a_connection(tx).id
    for record in SCHOOL:
        apply_records(tx, [record], kind=record.kind_of_record, connection_id=number, run_id=None, now=1_000)
    return number


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (Scope.all_of(Kind.SUBMISSION), ["s1", "s2", "s3", "s4"]),
        (Scope.within(Kind.SUBMISSION, Kind.ITEM, "2"), ["s2"]),
        (Scope.within(Kind.SUBMISSION, Kind.COURSE, "1"), ["s2", "s3"]),
        (Scope.within(Kind.SUBMISSION, Kind.COURSE, "3"), []),
        (Scope.within(Kind.SUBMISSION, Kind.USER, "1"), ["s1", "s2", "s3", "s4"]),
        (Scope.outside(Kind.SUBMISSION, Kind.COURSE), ["s4"]),
        (Scope.within(Kind.LESSON, Kind.COURSE, "1"), ["of course"]),
        (Scope.within(Kind.LESSON, Kind.SECTION, "1"), ["of section"]),
        (Scope.outside(Kind.LESSON, Kind.COURSE), ["of site"]),
        (Scope.outside(Kind.LESSON, Kind.SECTION), ["of course", "of site"]),
    ],
    ids=lambda value: "/".join(value.key.above.split(":")) if isinstance(value, Scope) else None,
)
def test_what_stands_in_a_scope_is_found_along_its_references(
    tx: Tx, connection: int, scope: Scope, ids: list[str]
) -> None:
    assert stored.ids_in_scope(tx, connection, scope) == ids


def test_what_stands_below_several_courses_is_found_at_once(tx: Tx, connection: int) -> None:
    found = stored.ids_by_parent(tx, connection, Kind.SUBMISSION, Kind.COURSE, ["1", "2", "3"])
    assert found == {"1": ["s2", "s3"], "2": ["s1"], "3": []}
    assert stored.ids_by_course(tx, connection, Kind.SUBMISSION, "s") == {"1": ["s2", "s3"], "2": ["s1"]}


def test_pages_of_two_scopes_are_never_taken_for_each_other(tx: Tx, connection: int) -> None:
    places = [PagePlace(scope.key, "all") for scope in ALIKE]
    for number, place in enumerate(places):
        page_digests.keep_digests(tx, connection, {place: (bytes([number]), [])}, now=1_000)
    digests = {place: bytes([number]) for number, place in enumerate(places)}
    assert page_digests.ids_of_unchanged_pages(tx, connection, digests).keys() == set(places)


def test_scopes_that_were_read_are_never_taken_for_each_other(tx: Tx, connection: int) -> None:
    run = sync_runs.queue_run(tx, connection, mode="full", asked_by="person")
    sync_runs.claim_run(tx, run.id, "a")
    for number, scope in enumerate(ALIKE):
        run_scopes.stamp_scopes(tx, connection, run.id, [(scope.key, number, run.queued_at)])
    sync_runs.free_lease(tx, connection, "a")
    after = sync_runs.queue_run(tx, connection, mode="full", asked_by="person")
    sync_runs.claim_run(tx, after.id, "a")
    read = sync_runs.scopes_to_continue(tx, connection, after.id)
    assert {key: before.rows for key, before in read.items()} == {scope.key: n for n, scope in enumerate(ALIKE)}


def test_a_scope_names_a_parent_that_references_lead_to() -> None:
    with pytest.raises(LookupError):
        Scope.within(Kind.COURSE, Kind.LESSON, "1")
    with pytest.raises(LookupError):
        Scope.outside(Kind.USER, Kind.COURSE)
    with pytest.raises(ValueError, match="external id"):
        Scope.within(Kind.ITEM, Kind.COURSE, "")
