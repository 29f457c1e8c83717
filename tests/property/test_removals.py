"""Whatever is missing: nothing goes that no complete listing lacked, and never too much at once."""

from hypothesis import given
from hypothesis import strategies as st

from lmsync.crm_integration import Scope
from lmsync.records import Kind
from lmsync.sync.removals import Limits, Missing, judge

SCOPES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(SCOPES, st.integers(0, 3000))
def test_what_is_removed_is_missing_and_within_the_limits(sizes: list[tuple[int, int]], elsewhere: int) -> None:
    missing = [
        Missing(
            Scope(Kind.ITEM, Kind.COURSE, str(course)), tuple(f"{course}.{n}" for n in range(min(lost, stored))), stored
        )
        for course, (lost, stored) in enumerate(sizes)
    ]
    rows = sum(one.stored for one in missing) + elsewhere
    limits = Limits()

    verdict = judge(missing, rows, limits)

    asked = {one for part in missing for one in part.ids}
    removed = [one for part in verdict.remove for one in part.ids]
    held = [one for decision in verdict.held for one in decision.ids]
    assert sorted(removed + held) == sorted(asked)
    assert len(removed) <= limits.kind_most
    assert len(removed) <= max(limits.kind_rows, rows * limits.kind_share)
    for part in verdict.remove:
        assert len(part.ids) < part.stored
        assert len(part.ids) < limits.scope_rows or len(part.ids) <= part.stored * limits.scope_share
