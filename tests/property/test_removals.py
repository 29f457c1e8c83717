"""Whatever is missing: nothing goes that no complete listing lacked, and never too much at once."""

from hypothesis import given
from hypothesis import strategies as st

from lmsync.crm_integration import Scope
from lmsync.records import Kind
from lmsync.sync.removals import Limits, Missing, decide

SCOPES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(SCOPES, st.integers(0, 3000), st.sets(st.sampled_from([f"{c}.{n}" for c in range(12) for n in range(5)])))
def test_what_is_removed_is_missing_and_within_the_limits(
    sizes: list[tuple[int, int]], elsewhere: int, kept: set[str]
) -> None:
    missing = [
        Missing(
            Scope.within(Kind.ITEM, Kind.COURSE, str(course)),
            tuple(f"{course}.{n}" for n in range(min(lost, stored))),
            stored,
        )
        for course, (lost, stored) in enumerate(sizes)
    ]
    rows = sum(one.stored for one in missing) + elsewhere
    limits = Limits()

    decisions = decide(Kind.ITEM, missing, {Kind.ITEM: rows}, {}, kept_parents=kept, limits=limits)

    absent = {external_id for part in missing for external_id in part.ids}
    removed = [external_id for removal in decisions.remove for external_id in removal.ids]
    held = [external_id for hold in decisions.hold for external_id in hold.ids]
    assert sorted(removed + held) == sorted(absent - kept)
    assert len(removed) <= limits.kind_most
    assert len(removed) <= max(limits.kind_rows, rows * limits.kind_share)
    stored = {part.scope: part.stored for part in missing}
    for removal in decisions.remove:
        assert len(removal.ids) < stored[removal.scope]
        assert len(removal.ids) < limits.scope_rows or len(removal.ids) <= stored[removal.scope] * limits.scope_share
