"""Which rows are new, changed, restored or have lost a field: decided without a database."""

from typing import Any

import pytest
from msgspec import UNSET

from lmsync.changes import Op
from lmsync.kinds import fields_of
from lmsync.records import Enrollment, Item, Kind, Org, Record, Submission
from lmsync.store.mirror.row_diff import NUMBER_ONLY, blanked, diff, resolve, rooted
from lmsync.store.mirror.tables import columns_of

NUMBER = 7
REMOVED_AT = 900


def row(**values: Any) -> list[Any]:
    """A user as a row; what is not named is unknown."""
    return [values.get(name, UNSET) for name in fields_of(Kind.USER)]


def stored_row(deleted_at: int | None = None, **values: Any) -> tuple[Any, ...]:
    return (NUMBER, deleted_at, *(values.get(name) for name in fields_of(Kind.USER)))


def enrollment(user: int, role: str = "student") -> list[Any]:
    values = {"user_id": user, "course_id": 3, "role": role}
    return [values.get(name) for name in columns_of(Kind.ENROLLMENT)]


def test_a_row_that_is_not_stored_is_new() -> None:
    found = diff(Kind.USER, {"1": row(email="anna@school.test")}, {})
    assert (list(found.new), found.changed, found.losses, found.valued) == (["1"], [], {}, {})


def test_a_row_that_says_what_is_stored_is_not_written() -> None:
    found = diff(Kind.USER, {"1": row(email="anna@school.test")}, {"1": stored_row(email="anna@school.test")})
    assert (found.new, found.changed, found.losses) == ({}, [], {})


def test_a_changed_row_names_each_field_before_and_after_and_keeps_what_is_unknown() -> None:
    before = stored_row(email="old@school.test", username="anna", sis_id="S1")
    found = diff(Kind.USER, {"1": row(email="new@school.test", username="anna")}, {"1": before})
    (changed,) = found.changed
    assert (changed.number, changed.op, changed.fields) == (
        NUMBER,
        Op.CHANGED,
        {"email": ["old@school.test", "new@school.test"]},
    )
    assert changed.values[fields_of(Kind.USER).index("sis_id")] == "S1"


def test_an_empty_value_is_a_loss_and_no_change() -> None:
    found = diff(Kind.USER, {"1": row(email=None)}, {"1": stored_row(email="a@school.test", username="anna")})
    assert (found.changed, found.losses, found.valued) == ([], {"email": ["1"]}, {"email": 1, "username": 1})


@pytest.mark.parametrize(("deleted_at", "op"), [(REMOVED_AT, Op.RESTORED), (NUMBER_ONLY, Op.ADDED)])
def test_a_removed_row_that_returns_is_written_even_when_nothing_differs(deleted_at: int, op: Op) -> None:
    found = diff(Kind.USER, {"1": row(email="a@b.test")}, {"1": stored_row(deleted_at, email="a@b.test")})
    assert [(changed.op, changed.fields) for changed in found.changed] == [(op, {})]


def test_a_row_that_returns_empty_is_stored_empty() -> None:
    found = diff(Kind.USER, {"1": row(email=None)}, {"1": stored_row(REMOVED_AT, email="a@b.test")})
    assert (found.changed[0].fields, found.losses) == ({"email": ["a@b.test", None]}, {})


def test_an_enrolment_touches_its_user_and_the_one_that_it_had_before() -> None:
    stored = {"kept": (1, None, *enrollment(10)), "moved": (2, None, *enrollment(11))}
    found = diff(Kind.ENROLLMENT, {"kept": enrollment(10), "moved": enrollment(12), "new": enrollment(13)}, stored)
    assert found.touched_users == {11, 12, 13}


def test_a_record_waits_for_its_owners_and_does_without_other_references() -> None:
    item = Item(external_id="1", course="9", category="unknown")
    resolved = resolve(Kind.ITEM, [item], {"course": {"9": 90}, "category": {}})
    values = dict(zip(columns_of(Kind.ITEM), resolved.rows["1"], strict=True))
    assert (values["course_id"], values["category_id"], resolved.unresolved, resolved.waiting) == (90, UNSET, 1, [])

    submission = Submission(external_id="1", item="1", user="unknown")
    resolved = resolve(Kind.SUBMISSION, [submission], {"item": {"1": 10}, "user": {}})
    assert (resolved.rows, resolved.waiting) == ({}, [submission])


def test_only_chains_of_parents_that_end_somewhere_are_rooted() -> None:
    parents = {"root": None, "below": "root", "deeper": "below", "under_stored": "stored", "orphan": "nobody"}
    circle = {"a": "b", "b": "a", "above_circle": "a"}
    records: dict[str, Record] = {name: Org(external_id=name, parent=up) for name, up in (parents | circle).items()}
    assert rooted(records, {"stored"}) == {"root", "below", "deeper", "under_stored"}


def test_lost_fields_are_emptied_where_they_had_a_value() -> None:
    stored = {
        "1": stored_row(email="a@b.test", sis_id="S1"),
        "2": stored_row(sis_id="S2"),
        "3": stored_row(REMOVED_AT, email="c@d.test"),
    }
    rows = {changed.external_id: changed for changed in blanked(Kind.USER, stored, {"email": {"1", "2", "3"}})}
    assert {external_id: changed.fields for external_id, changed in rows.items()} == {
        "1": {"email": ["a@b.test", None]},
        "2": {},
    }
    assert rows["1"].values[fields_of(Kind.USER).index("email")] is None


def test_enrolments_are_compared_by_the_numbers_of_their_parents() -> None:
    record = Enrollment(external_id="1", user="u", course="c", role="student")
    resolved = resolve(Kind.ENROLLMENT, [record], {"user": {"u": 10}, "course": {"c": 3}, "section": {}})
    found = diff(Kind.ENROLLMENT, resolved.rows, {"1": (1, None, *enrollment(10))})
    assert found.changed == []
