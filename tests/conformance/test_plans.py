"""The plan of a run says before what the run then asks, phase by phase.

It is exact, but for one thing that nobody knows before: a Moodle refuses groups whose name looks like a tag, and each course
with such a group costs one or two questions more. The plan says so beside the question.
"""

from collections.abc import MutableMapping, Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs

from lmsync.lms_http import LmsHttp
from lmsync.records import Kind
from lmsync.simulators.canvas import running_canvas
from lmsync.simulators.moodle import running_moodle
from lmsync.store.keeping.connections import Connection
from lmsync.sync.planning import NextRun, next_run
from lmsync.testing.school import School
from tests.installation import Installation


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Methods of all requests to an LMS: they are counted, and go over the wire all the same."""
    methods: list[str] = []
    once = LmsHttp._once

    async def counted(http: LmsHttp, method: str, *more: Any) -> Any:
        methods.append(method)
        return await once(http, method, *more)

    monkeypatch.setattr(LmsHttp, "_once", counted)
    return methods


async def asked_by_phase(installation: Installation, connection: Connection, requests: Sequence[str]) -> dict[str, int]:
    """How many requests a run makes in each phase."""
    begun = [("open", len(requests))]

    def note(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if event["event"] == "phase started":
            begun.append((event["phase"], len(requests)))
        return event

    with capture_logs(processors=[note]):
        run = await installation.run(connection)
    assert run.state == "complete"
    ends = [count for _, count in begun[1:]] + [len(requests)]
    return {name: end - start for (name, start), end in zip(begun, ends, strict=True)}


async def planned_and_asked(
    installation: Installation, connection: Connection, requests: Sequence[str]
) -> tuple[NextRun, dict[str, int | None], dict[str, int]]:
    """The plan of a second run, its requests by phase, and those that the run then makes."""
    assert (await installation.run(connection)).state == "complete"
    plan = await next_run(installation.opener, connection)
    by_phase = {phase: plan.requests_in(phase) for phase in plan.phases}
    return plan, by_phase, await asked_by_phase(installation, connection, requests)


@pytest.mark.parametrize("people", [40, 150])
async def test_a_run_asks_a_moodle_what_its_plan_says(
    people: int, installation: Installation, requests: list[str]
) -> None:
    school = School.seeded(people)
    odd_courses = {group.course for group in school.groups.values() if "<" in group.name}
    async with running_moodle(school) as moodle:
        plan, planned, asked = await planned_and_asked(installation, installation.connect(moodle), requests)
    assert planned["groups"] is not None
    assert asked == {**planned, "groups": asked["groups"]}
    more = asked["groups"] - planned["groups"]
    assert len(odd_courses) <= more <= 2 * len(odd_courses)
    assert plan.requests == sum(asked.values()) - more
    (why,) = [question.varies for question in plan.plan.phases["groups"] if question.varies]
    assert "<lectures>" in why.en


async def test_without_batches_and_fast_lists_more_is_planned_and_asked(
    installation: Installation, requests: list[str]
) -> None:
    school = School.seeded(40)
    for group in school.groups.values():
        group.name = group.name.replace("<", "").replace(">", "")
    async with running_moodle(school) as moodle:
        moodle.withdrawn_functions |= {"tool_mobile_call_external_functions", "core_grades_get_gradable_users"}
        plan, planned, asked = await planned_and_asked(installation, installation.connect(moodle), requests)
    # Functions of work that no course has are planned, and not asked.
    assert asked == {**planned, "items": asked["items"]}
    assert len(school.courses) < asked["items"] < (planned["items"] or 0)
    assert asked["people"] > 4 * len(school.courses)
    assert plan.in_flight == 4


@pytest.mark.parametrize("people", [40, 150])
async def test_a_run_asks_a_canvas_what_its_plan_says(
    people: int, installation: Installation, requests: list[str]
) -> None:
    async with running_canvas(School.seeded(people)) as canvas:
        plan, planned, asked = await planned_and_asked(installation, installation.connect(canvas), requests)
    assert planned == asked
    assert plan.requests == sum(asked.values())
    assert plan.measured is not None
    assert plan.seconds is not None
    assert plan.seconds_per_request is not None
    assert plan.seconds == plan.requests * plan.seconds_per_request


async def test_a_run_asks_a_canvas_with_a_teachers_token_what_its_plan_says(
    installation: Installation, requests: list[str]
) -> None:
    school = School.seeded(40)
    course = next(iter(school.courses.values()))
    teacher = next(person for person, place in course.people.items() if place.roles == ("teacher",))
    async with running_canvas(school, teacher=teacher) as canvas:
        _, planned, asked = await planned_and_asked(installation, installation.connect(canvas), requests)
    # Profiles are asked for where a course shows somebody new; calendars of accounts that are shut, one by one.
    assert asked["people"] <= (planned["people"] or 0)
    accounts = len(installation.ids("orgs"))
    assert (planned["lessons"] or 0) <= asked["lessons"] <= (planned["lessons"] or 0) + accounts
    assert asked == {**planned, "people": asked["people"], "lessons": asked["lessons"]}


async def test_before_the_first_run_it_is_not_known_how_much_is_asked_and_why(installation: Installation) -> None:
    async with running_moodle(School.seeded(40)) as moodle:
        plan = await next_run(installation.opener, installation.connect(moodle))
    assert (plan.requests, plan.seconds, plan.read) == (None, None, frozenset())
    assert {phase: plan.requests_in(phase) for phase in plan.phases} == {
        "open": 1,
        "orgs": 1,
        "courses": 1,
        **dict.fromkeys(("people", "accounts", "groups", "items", "lessons")),
    }
    assert plan.at_least == 4  # the calendar of the site too
    assert plan.why_unknown is not None
    assert plan.why_unknown[0] == "never_read"


async def test_an_lms_that_does_not_answer_leaves_the_plan_unknown(installation: Installation) -> None:
    async with running_moodle(School.seeded(40)) as moodle:
        connection = installation.connect(moodle)
        assert (await installation.run(connection)).state == "complete"
        moodle.token_state = "forgotten"
        plan = await next_run(installation.opener, connection)
    assert (plan.requests, plan.phases, plan.at_least) == (None, (), 0)
    assert plan.trouble is not None
    assert plan.trouble[0] == "invalidtoken"
    assert Kind.COURSE in plan.read
