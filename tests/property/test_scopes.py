"""No two scopes have the same key, whatever the ids of their parents look like."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from lmsync.crm_integration import Scope
from lmsync.records import Kind

IDS = st.text(":/ acourse1", max_size=3).map(lambda text: text or "course")
KINDS = st.sampled_from((Kind.LESSON, Kind.ENROLLMENT))
PARENTS = st.sampled_from((Kind.COURSE, Kind.SECTION, Kind.USER))
"""Few of each, so that two scopes often differ in one thing only."""


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    kind, parent_kind = draw(KINDS), draw(PARENTS)
    with suppress(LookupError):  # no references lead there
        if draw(st.booleans()):
            return Scope.within(kind, parent_kind, draw(IDS))
        return Scope.outside(kind, parent_kind)
    return Scope.all_of(kind)


@settings(deadline=None, max_examples=1_000)
@given(scopes(), scopes())
def test_two_scopes_have_one_key_only_if_they_are_one(scope: Scope, other: Scope) -> None:
    assert (scope.key == other.key) == (scope == other)
