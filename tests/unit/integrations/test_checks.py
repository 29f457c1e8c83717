"""What a check says: each right that is missing by its name, what is lost without it, and how to mend it."""

from typing import Any

import pytest

from lmsync.crm_integration import Check, CheckReport
from lmsync.errors import Retryable
from lmsync.integrations import find_integrations
from lmsync.lms_http import LmsHttp
from lmsync.simulators.canvas import CanvasSimulator, running_canvas
from lmsync.simulators.moodle import MoodleSimulator
from lmsync.testing.faults import Fault
from lmsync.testing.school import School
from tests.installation import LOOPBACK, QUICK


async def check(
    simulator: Any, *, system: str | None = None, token: str | None = None, url: str | None = None, **settings: Any
) -> CheckReport:
    integration = find_integrations()[system or simulator.system]
    async with LmsHttp(url or simulator.url, network=LOOPBACK, patience=QUICK) as http:
        config = integration.Config.model_validate(settings)
        return await integration(http, token or simulator.token, config).check()


def failed(report: CheckReport) -> dict[str, Check]:
    found = {one.name: one for one in report.checks if not one.passed}
    assert all(one.fix and one.fix.en and one.fix.ru for one in found.values())
    assert all(one.lost for name, one in found.items() if name not in {"site"})
    return found


async def test_a_good_configuration_passes_everything(moodle: MoodleSimulator, canvas: CanvasSimulator) -> None:
    for simulator in (moodle, canvas):
        report = await check(simulator)
        assert (report.passed, failed(report)) == (True, {})
        assert report.site_name == simulator.school.name


async def test_a_wrong_token_is_the_fault_of_its_field(moodle: MoodleSimulator, canvas: CanvasSimulator) -> None:
    for simulator in (moodle, canvas):
        report = await check(simulator, token="nobody")
        assert (report.passed, failed(report)["site"].field) == (False, "api_token")


async def test_another_system_at_the_address_is_the_fault_of_the_address(
    moodle: MoodleSimulator, canvas: CanvasSimulator
) -> None:
    for simulator, system in ((moodle, "canvas"), (canvas, "moodle")):
        report = await check(simulator, system=system)
        assert (report.passed, failed(report)["site"].field) == (False, "base_url")


@pytest.mark.parametrize("system", ["moodle", "canvas"])
async def test_nobody_at_the_address(system: str, moodle: MoodleSimulator) -> None:
    report = await check(moodle, system=system, url="http://127.0.0.1:9")
    assert (report.passed, failed(report)["site"].field) == (False, "base_url")


async def test_a_site_that_does_not_answer_now_is_no_wrong_configuration(
    moodle: MoodleSimulator, canvas: CanvasSimulator
) -> None:
    for simulator in (moodle, canvas):
        simulator.maintenance = True
        with pytest.raises(Retryable):
            await check(simulator)


@pytest.mark.parametrize("kind", ["html", "empty"])
async def test_a_page_for_people_is_no_lms(kind: str, moodle: MoodleSimulator, canvas: CanvasSimulator) -> None:
    for simulator in (moodle, canvas):
        simulator.faults.order(Fault(kind, times=-1))
        assert failed(await check(simulator))["site"].field == "base_url"


RIGHTS_OF_MOODLE = {
    "moodle/course:viewparticipants": {"people", "suspended", "teachers", "students"},
    "moodle/course:enrolreview": {"suspended"},
    "moodle/role:review": {"teachers"},
    "moodle/course:managegroups": {"groups"},
}


@pytest.mark.parametrize("right", RIGHTS_OF_MOODLE)
async def test_every_right_of_a_moodle_is_tried(right: str, moodle: MoodleSimulator) -> None:
    moodle.withdrawn_capabilities.add(right)
    assert set(failed(await check(moodle))) == RIGHTS_OF_MOODLE[right]


@pytest.mark.parametrize(
    ("function", "name", "passes"),
    [
        ("core_course_get_courses_by_field", "courses", False),
        ("core_enrol_get_enrolled_users", "people", False),
        ("core_calendar_get_calendar_events", "lessons", True),
        ("tool_mobile_call_external_functions", "batches", True),
        ("mod_quiz_get_quizzes_by_courses", "activities", True),
    ],
)
async def test_every_function_of_a_moodle_is_looked_for(
    function: str, name: str, passes: bool, moodle: MoodleSimulator
) -> None:
    moodle.withdrawn_functions.add(function)
    report = await check(moodle)
    assert name in failed(report)
    assert report.passed is passes
    assert function in str(failed(report)[name].fix)


RIGHTS_OF_CANVAS = {
    "read_course_list": {"courses", "people", "sections", "groups", "work", "modules", "lessons"},
    "read_roster": {"users", "people", "details"},
    "read_course_content": {"work", "modules"},
    "view_group_pages": {"groups"},
    "read_calendar": {"lessons"},
    "read_sis": {"details"},
    "read_email_addresses": {"details"},
    "view_user_logins": {"details"},
}


@pytest.mark.parametrize("right", RIGHTS_OF_CANVAS)
async def test_every_right_of_a_canvas_is_tried(right: str, canvas: CanvasSimulator) -> None:
    canvas.withdrawn_rights.add(right)
    names = set(failed(await check(canvas)))
    assert names <= RIGHTS_OF_CANVAS[right]
    assert names


async def test_a_teachers_token_passes_and_says_what_it_is() -> None:
    async with running_canvas(School.seeded(60), teacher=3) as canvas:
        report = await check(canvas)
        assert report.passed
        assert set(failed(report)) == {"account"}


async def test_an_account_that_is_not_there_is_named(canvas: CanvasSimulator) -> None:
    assert failed(await check(canvas, account="999"))["account"].field == "settings.account"
    assert failed(await check(canvas, account="11")) == {}


async def test_a_key_that_is_refused_is_the_fault_of_its_field(canvas: CanvasSimulator) -> None:
    report = await check(canvas, client_id=canvas.client_id, client_secret="wrong")
    assert failed(report)["site"].field == "api_token"
    with pytest.raises(ValueError, match="client_secret together"):
        await check(canvas, client_id=canvas.client_id)


LISTS_OF_CANVAS = {
    "accounts": "account",
    "account_courses": "courses",
    "account_users": "users",
    "enrollments": "people",
    "sections": "sections",
    "groups": "groups",
    "assignment_groups": "work",
    "modules": "modules",
    "calendar_events": "lessons",
    "terms": "terms",
    "course_users": "details",
}


@pytest.mark.parametrize("function", LISTS_OF_CANVAS)
async def test_an_answer_that_is_not_the_list_fails_its_check(function: str, canvas: CanvasSimulator) -> None:
    for fault in (
        Fault("body", function, body={}, times=-1),
        Fault("body", function, body={"errors": [{"message": "An error occurred."}]}, times=-1),
        Fault("redirect", function, location="/login/canvas", times=-1),
    ):
        canvas.faults.order(fault)
        assert LISTS_OF_CANVAS[function] in failed(await check(canvas))
        canvas.faults.clear()
