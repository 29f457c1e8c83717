"""An increment adds and changes; it never removes, and never passes for a full reading."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lmsync.crm_integration import End, UpTo
from lmsync.records import Kind
from lmsync.store.engine.database import Database
from lmsync.store.keeping import held
from lmsync.store.mirror import tables as t
from lmsync.sync.receipt import ScopeReceipt
from tests.installation import Installation, moved
from tests.scripted import USERS, Asked, School, part

INCREMENT = UpTo(USERS, "2026-09-01T00:00:00Z")
EVERYBODY = tuple(str(number) for number in range(12))


@pytest.fixture
async def school(database: Database) -> School:
    school = School(database)
    assert (await school.run((), [part(*EVERYBODY)])).state == "complete"
    return school


async def test_what_an_increment_adds_is_stored_and_what_it_leaves_out_stays(
    school: School, installation: Installation
) -> None:
    run = await school.run((), [part("12", end=INCREMENT)])
    assert (run.state, moved(run)) == ("complete", {"added": 1, "changed": 0, "removed": 0})
    assert installation.ids("users") == {*EVERYBODY, "12"}
    assert installation.held() == []


async def test_an_empty_increment_empties_nothing(school: School, installation: Installation) -> None:
    run = await school.run((), [part(end=INCREMENT)])
    assert (run.state, installation.ids("users"), installation.held()) == ("complete", set(EVERYBODY), [])


@pytest.mark.parametrize(
    "readings",
    [
        ((), [part(*EVERYBODY[:6]), part(end=INCREMENT)]),
        ([part(*EVERYBODY[:6])], [part(end=INCREMENT)]),
        ([part(end=INCREMENT)], [part(*EVERYBODY[:6])]),
    ],
    ids=["in one phase", "in a later phase", "in an earlier phase"],
)
async def test_a_scope_of_which_a_part_was_an_increment_loses_nobody(
    readings: Sequence[Sequence[Asked]], school: School, installation: Installation
) -> None:
    run = await school.run(*readings)
    assert (run.state, moved(run)["removed"]) == ("complete", 0)
    assert installation.ids("users") == set(EVERYBODY)


async def test_an_increment_is_not_a_full_reading(school: School, installation: Installation) -> None:
    before = installation.kinds(school.connection)[Kind.USER].last_complete_at
    with installation.database.write() as tx:
        tx.run(t.connection_kind.update().values(last_complete_at=1))
        tx.run(t.sync_scope.delete())
    await school.run((), [part("12", end=INCREMENT)])
    assert before is not None
    assert installation.kinds(school.connection)[Kind.USER].last_complete_at == 1
    with installation.database.read() as tx:
        assert tx.rows(select(t.sync_scope.c.kind)) == []  # a run that continues this one reads it


async def test_an_increment_ends_no_decision(school: School, installation: Installation) -> None:
    await school.run((), [part("0")])
    (decision,) = installation.held()
    await school.run((), [part("0", end=INCREMENT)])
    with installation.database.read() as tx:
        assert [waiting.id for waiting in held.waiting(tx)] == [decision.id]


@settings(deadline=None)
@given(endings=st.lists(st.sampled_from([End, UpTo]), min_size=1), seen=st.sets(st.integers(0, 20)))
def test_no_order_of_endings_lets_an_increment_prove_an_absence(endings: list[type], seen: set[int]) -> None:
    receipt = ScopeReceipt(USERS, planned=True, readings=len(endings))
    for ending in endings:
        assert not receipt.proves_absence
        receipt.gathered.seen.update(map(str, seen))
        receipt.ends += 1
        receipt.is_increment |= ending is UpTo
    assert receipt.complete
    assert receipt.proves_absence == receipt.is_sweep == (UpTo not in endings)
