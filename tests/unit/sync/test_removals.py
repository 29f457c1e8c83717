"""Which removals wait for a person."""

import pytest

from lmsync.crm_integration import Scope
from lmsync.records import Kind
from lmsync.sync.removals import REASONS, Limits, Missing, is_withheld, judge


def missing(lost: int, stored: int, course: str = "1") -> Missing:
    scope = Scope(Kind.ENROLLMENT, Kind.COURSE, course)
    return Missing(scope, tuple(f"{course}.{number}" for number in range(lost)), stored)


CASES = [
    # lost of stored in one scope, rows of the kind: held, and why
    (0, 10, 1000, None),
    (1, 10, 1000, None),
    (4, 7, 1000, None),  # more than half, but fewer than five
    (5, 10, 1000, None),  # exactly half
    (5, 9, 1000, "most_of_scope"),
    (6, 10, 1000, "most_of_scope"),
    (1, 1, 1000, "all_of_scope"),
    (3, 3, 1000, "all_of_scope"),
    (3, 3, 3, "all_of_kind"),
    (10, 50, 90, None),  # more than a tenth, but no more than ten records
    (11, 50, 111, None),  # eleven, but no more than a tenth
    (11, 50, 110, None),
    (11, 50, 109, "too_many"),
    (1000, 5000, 100_000, None),
    (1001, 5000, 100_000, "too_many"),
]


@pytest.mark.parametrize(("lost", "stored", "rows", "reason"), CASES)
def test_the_limits(lost: int, stored: int, rows: int, reason: str | None) -> None:
    verdict = judge([missing(lost, stored)], rows, Limits())
    assert [one.reason for one in verdict.held] == ([reason] if reason else [])
    assert sum(len(one.ids) for one in verdict.remove) == (0 if reason else lost)


def test_a_scope_that_is_held_leaves_the_others() -> None:
    verdict = judge([missing(1, 20, "1"), missing(9, 10, "2")], 1000, Limits())
    assert [one.scope.parent for one in verdict.remove] == ["1"]
    assert [one.scope.parent for one in verdict.held if one.scope] == ["2"]


def test_what_is_too_much_together_is_one_decision() -> None:
    scopes = [missing(2, 20, str(course)) for course in range(10)]
    (held,) = judge(scopes, 150, Limits()).held
    assert (held.reason, held.scope, len(held.ids)) == ("too_many", None, 20)


def test_limits_are_settings() -> None:
    assert judge([missing(3, 100)], 1000, Limits(kind_rows=2, kind_share=0.001)).held
    assert not judge([missing(60, 100)], 10_000, Limits(scope_share=0.9)).held


@pytest.mark.parametrize(
    ("lost", "valued", "withheld"),
    [(10, 10, False), (11, 11, True), (11, 21, True), (11, 22, False), (500, 2000, False)],
)
def test_a_field_that_many_lose_is_withheld(lost: int, valued: int, withheld: bool) -> None:
    assert is_withheld(lost, valued, Limits()) == withheld


def test_every_reason_is_told_in_both_languages() -> None:
    assert set(REASONS) == {"all_of_kind", "too_many", "all_of_scope", "most_of_scope", "most_of_children"}
    assert all(words.en and words.ru for words in REASONS.values())
