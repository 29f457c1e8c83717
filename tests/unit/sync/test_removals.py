"""Which missing records go, and which wait for a person: a table of cases, without a database."""

from typing import Any

import pytest

from lmsync.crm_integration import Scope
from lmsync.records import Kind
from lmsync.sync.reasons import REASONS
from lmsync.sync.removals import Decisions, Limits, Missing, Standing, decide, is_withheld


def decided(
    parts: list[Missing], rows: int = 1000, kind: Kind = Kind.ENROLLMENT, limits: Limits | None = None, **known: Any
) -> Decisions:
    children = known.pop("children", {})
    stored = {kind: rows, **known.pop("stored_children", {})}
    return decide(kind, parts, stored, children, limits=limits or Limits(), **known)


def removed(decisions: Decisions) -> set[str]:
    return {external_id for removal in decisions.remove for external_id in removal.ids}


def of_course(course: str) -> Scope:
    return Scope.within(Kind.ENROLLMENT, Kind.COURSE, course)


def missing(lost: int, stored: int, course: str = "1") -> Missing:
    return Missing(of_course(course), tuple(f"{course}.{number}" for number in range(lost)), stored)


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
    decisions = decided([missing(lost, stored)], rows)
    assert [hold.reason for hold in decisions.hold] == ([reason] if reason else [])
    assert len(removed(decisions)) == (0 if reason else lost)


def test_a_scope_that_is_held_leaves_the_others() -> None:
    decisions = decided([missing(1, 20, "1"), missing(9, 10, "2")])
    assert [removal.scope.parent for removal in decisions.remove] == ["1"]
    assert [hold.scope.parent for hold in decisions.hold] == ["2"]


def test_what_is_too_much_together_is_one_decision() -> None:
    scopes = [missing(2, 20, str(course)) for course in range(10)]
    (hold,) = decided(scopes, 150).hold
    assert (hold.reason, hold.scope, len(hold.ids)) == ("too_many", Scope.all_of(Kind.ENROLLMENT), 20)


def test_limits_are_settings() -> None:
    assert decided([missing(3, 100)], limits=Limits(kind_rows=2, kind_share=0.001)).hold
    assert not decided([missing(60, 100)], 10_000, limits=Limits(scope_share=0.9)).hold


def test_nothing_is_decided_without_a_scope_that_was_read_whole() -> None:
    assert decided([], waiting=[Standing(1, frozenset({"1.0"}))]) == Decisions()


def test_a_record_whose_parent_stays_is_neither_removed_nor_held() -> None:
    decisions = decided([missing(3, 3)], kept_parents={"1.0", "1.1"})
    assert removed(decisions) == {"1.2"}
    assert not decisions.hold


COURSES = Scope.all_of(Kind.COURSE)


def gone_course(pupils: int, enrolled: int) -> Decisions:
    return decided(
        [Missing(COURSES, ("7",), 4)],
        4,
        Kind.COURSE,
        children={"7": {Kind.ENROLLMENT: [f"7.{number}" for number in range(pupils)]}},
        stored_children={Kind.ENROLLMENT: enrolled},
    )


@pytest.mark.parametrize(
    ("pupils", "enrolled", "held"), [(10, 10, False), (11, 22, False), (11, 21, True), (30, 40, True)]
)
def test_a_parent_may_not_take_most_of_a_kind_along(pupils: int, enrolled: int, held: bool) -> None:
    decisions = gone_course(pupils, enrolled)
    assert [hold.reason for hold in decisions.hold] == (["most_of_children"] if held else [])
    (going,) = decisions.hold if held else decisions.remove
    assert len(going.children[Kind.ENROLLMENT]) == pupils


def test_children_that_went_with_one_parent_are_not_there_for_the_next() -> None:
    parts = [Missing(Scope.within(Kind.COURSE, Kind.ORG, org), (org,), 9) for org in "ab"]
    children = {org: {Kind.ENROLLMENT: [f"{org}{number}" for number in range(12)]} for org in "ab"}
    decisions = decided(parts, 1000, Kind.COURSE, children=children, stored_children={Kind.ENROLLMENT: 30})
    assert removed(decisions) == {"a"}
    assert [hold.reason for hold in decisions.hold] == ["most_of_children"]


def test_a_hold_that_waits_already_is_not_asked_twice() -> None:
    parts = [missing(9, 10)]
    (hold,) = decided(parts).hold
    again = decided(parts, waiting=[Standing(5, frozenset(hold.ids))])
    assert (again.hold, again.still_held, again.taken_over) == ((), frozenset(hold.ids), {})


def test_who_was_asked_about_is_not_removed_for_being_few_by_now() -> None:
    decisions = decided([missing(3, 20)], waiting=[Standing(5, frozenset({"1.0", "1.1"}))])
    assert removed(decisions) == {"1.2"}
    assert decisions.still_held == {"1.0", "1.1"}


def test_a_newer_hold_takes_over_what_an_older_one_was_about() -> None:
    about = {5: {"2.0"}, 6: {"1.0", "1.1"}, 7: {"1.2", "3.0"}}
    waiting = [Standing(number, frozenset(ids)) for number, ids in about.items()]
    decisions = decided([missing(9, 10)], waiting=waiting)
    assert len(decisions.hold) == 1
    assert decisions.taken_over == {6: {"1.0", "1.1"}, 7: {"1.2"}}


def test_in_a_new_term_a_class_may_go_and_not_the_whole_kind() -> None:
    assert removed(decided([missing(30, 30)], 100, rollover=True)) == {f"1.{number}" for number in range(30)}
    assert [hold.reason for hold in decided([missing(30, 30)], 30, rollover=True).hold] == ["all_of_kind"]


@pytest.mark.parametrize(
    ("lost", "valued", "withheld"),
    [(10, 10, False), (11, 11, True), (11, 21, True), (11, 22, False), (500, 2000, False)],
)
def test_a_field_that_many_lose_is_withheld(lost: int, valued: int, withheld: bool) -> None:
    assert is_withheld(lost, valued, Limits()) == withheld


def test_reasons_have_words_in_both_languages() -> None:
    of_removals = {"all_of_kind", "too_many", "all_of_scope", "most_of_scope", "most_of_children"}
    assert set(REASONS) == of_removals | {"withheld", "unreachable"}
    assert all(words.en and words.ru for words in REASONS.values())
