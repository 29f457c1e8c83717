"""No two scopes have the same key, whatever the ids of their parents look like."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from lmsync.crm_integration import Scope
from lmsync.records import Kind

IDS = st.one_of(st.text(":/ acourse15", min_size=1), st.text(min_size=1))


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    kind, parent_kind = draw(st.sampled_from(Kind)), draw(st.sampled_from(Kind))
    with suppress(LookupError):  # no references lead there
        if draw(st.booleans()):
            return Scope.within(kind, parent_kind, draw(IDS))
        return Scope.outside(kind, parent_kind)
    return Scope.all_of(kind)


@settings(deadline=None)
@given(scopes(), scopes())
def test_two_scopes_have_one_key_only_if_they_are_one(scope: Scope, other: Scope) -> None:
    assert (scope.key == other.key) == (scope == other)
