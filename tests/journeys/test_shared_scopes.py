"""Several readings that name one scope: it ends when all of them have ended it, and no sooner."""

from collections.abc import AsyncIterator, Iterable

import pytest

from lmsync.crm_integration import Answer, End, Incomplete, Known, Phase, Reading, Scope
from lmsync.errors import Refused, Retryable
from lmsync.records import Kind
from lmsync.store.engine.database import Database
from tests.installation import Installation
from tests.scripted import USERS, Asked, School, Scripted, part

EVERYBODY = tuple(str(number) for number in range(12))


@pytest.fixture
async def school(database: Database) -> School:
    school = School(database)
    assert (await school.run((), [part(*EVERYBODY)])).state == "complete"
    return school


async def test_what_all_readings_leave_out_is_gone(school: School, installation: Installation) -> None:
    run = await school.run((), [part(*EVERYBODY[:6]), part(*EVERYBODY[5:11])])
    assert (run.state, installation.ids("users")) == ("complete", set(EVERYBODY[:11]))


async def test_what_a_later_phase_shows_is_not_gone(school: School, installation: Installation) -> None:
    run = await school.run([part(*EVERYBODY[:6])], [part(*EVERYBODY[6:11])])
    assert (run.state, installation.ids("users")) == ("complete", set(EVERYBODY[:11]))


@pytest.mark.parametrize(
    ("failing", "cause"),
    [
        (part("11", end=Incomplete(USERS, "page_lost")), "page_lost"),
        (part("11", error=Retryable("timeout")), "timeout"),
        (part("11", error=Refused("not_permitted")), "not_permitted"),
        (part("11", error=ZeroDivisionError()), "internal_error"),
        (part("11", end=End(Scope.all_of(Kind.COURSE))), "no_end_seen"),
    ],
    ids=["incomplete", "retryable", "refused", "a mistake", "the end of another scope"],
)
@pytest.mark.parametrize("phase", [0, 1])
async def test_a_scope_with_a_reading_that_failed_is_incomplete_and_loses_nobody(
    school: School, installation: Installation, failing: Asked, cause: str, phase: int
) -> None:
    whole = part(*EVERYBODY[:6])
    run = await school.run(*([failing], [whole]) if phase == 0 else ((), [whole, failing]))
    assert (run.state, installation.ids("users")) == ("partial", set(EVERYBODY))
    (scope,) = installation.scopes(run)
    assert scope["cause"] == cause


async def test_a_reading_that_ends_twice_does_not_end_for_another(school: School, installation: Installation) -> None:
    async def twice() -> AsyncIterator[Answer]:
        yield End(USERS)
        yield End(USERS)

    run = await school.run((), [twice, part(error=Retryable("timeout"))])
    assert (run.state, installation.ids("users")) == ("partial", set(EVERYBODY))


@pytest.mark.parametrize(
    ("expected", "state"),
    [((6, 6), "complete"), ((None, None), "complete"), ((6, None), "partial"), ((6, 7), "partial")],
)
async def test_the_counts_that_readings_expect_add_up(
    school: School, expected: tuple[int | None, int | None], state: str
) -> None:
    first, second = expected
    run = await school.run((), [part(*EVERYBODY[:6], expected=first), part(*EVERYBODY[6:], expected=second)])
    assert run.state == state


async def test_a_phase_that_cannot_be_planned_leaves_the_kinds_of_later_phases_incomplete(
    school: School, installation: Installation
) -> None:
    class Broken(Scripted):
        def readings(self, phase: Phase, known: Known) -> Iterable[Reading]:
            if not phase.kinds:
                raise ZeroDivisionError
            return super().readings(phase, known)

    run = await school.run((), [part(*EVERYBODY[:6])], integration=Broken)
    assert (run.state, installation.ids("users")) == ("partial", set(EVERYBODY))
