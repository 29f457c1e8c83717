"""The simulated Moodle answers as the recorded one: shapes, types, error bodies and headers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from lmsync.simulators.moodle import MoodleSimulator, running_moodle
from lmsync.simulators.moodle.call import SERVICE_USER
from lmsync.testing.school import School

RECORDINGS = Path(__file__).parent.parent / "data/moodle-4.4"


def recording(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))
    return found


async def ask(moodle: MoodleSimulator, function: str, **form: str) -> tuple[int, Mapping[str, str], Any]:
    token = form.pop("wstoken", moodle.token)
    told = {"wstoken": token, "wsfunction": function, "moodlewsrestformat": "json", **form}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{moodle.url}/webservice/rest/server.php", data=told) as answer,
    ):
        body = await answer.read()
        return answer.status, answer.headers, json.loads(body) if body else ""


def types_of(value: Any) -> str:
    return "null" if value is None else type(value).__name__


def differences(ours: Any, real: Any, where: str = "") -> list[str]:
    """Keys that the real one never sends, and values of types that it never has there.

    Lists are compared by the union of their rows. `null` stands beside any type.
    """
    if isinstance(ours, dict) and isinstance(real, dict):
        found = [f"{where}.{key}: never recorded" for key in ours.keys() - real.keys()]
        for key in ours.keys() & real.keys():
            found += differences(ours[key], real[key], f"{where}.{key}")
        return found
    if isinstance(ours, list) and isinstance(real, list):
        if not ours or not real:
            return []
        if isinstance(real[0], dict):
            union: dict[str, Any] = {}
            for row in real:
                for key, value in row.items():
                    if union.get(key) in (None, []):
                        union[key] = value
            return sorted({one for row in ours for one in differences(row, union, f"{where}[]")})
        return differences(ours[0], real[0], f"{where}[]")
    if ours is None or real is None:
        return []
    number = {"int", "float"}
    if types_of(ours) != types_of(real) and not {types_of(ours), types_of(real)} <= number:
        return [f"{where}: {types_of(ours)}, recorded {types_of(real)}"]
    return []


COMPARED = {
    "site_info": ("core_webservice_get_site_info", {}),
    "categories": ("core_course_get_categories", {}),
    "courses_by_field_all": ("core_course_get_courses_by_field", {}),
    "courses": ("core_course_get_courses", {}),
    "course2_contents": ("core_course_get_contents", {"courseid": "2"}),
    "course2_enrolled_users_full": ("core_enrol_get_enrolled_users", {"courseid": "2"}),
    "course2_gradable_users": ("core_grades_get_gradable_users", {"courseid": "2"}),
    "course2_staff": (
        "core_enrol_get_enrolled_users",
        {
            "courseid": "2",
            "options[0][name]": "withcapability",
            "options[0][value]": "moodle/grade:viewall",
            "options[1][name]": "userfields",
            "options[1][value]": "id,roles",
        },
    ),
    "users_by_field_id": ("core_user_get_users_by_field", {"field": "id", "values[0]": "3", "values[1]": "5"}),
    "course2_groups": ("core_group_get_course_groups", {"courseid": "2"}),
    "course2_group_members": ("core_group_get_group_members", {"groupids[0]": "1"}),
    "calendar_events_all": ("core_calendar_get_calendar_events", {"events[courseids][0]": "2"}),
    "assignments": (
        "mod_assign_get_assignments",
        {"courseids[0]": "2", "courseids[1]": "3", "includenotenrolledcourses": "1"},
    ),
    "quizzes": ("mod_quiz_get_quizzes_by_courses", {"courseids[0]": "2", "courseids[1]": "3"}),
    "lessons_by_courses": ("mod_lesson_get_lessons_by_courses", {"courseids[0]": "2", "courseids[1]": "3"}),
    "forums_by_courses": ("mod_forum_get_forums_by_courses", {"courseids[0]": "2", "courseids[1]": "3"}),
    "choices_by_courses": ("mod_choice_get_choices_by_courses", {"courseids[0]": "2", "courseids[1]": "3"}),
    "feedbacks_by_courses": ("mod_feedback_get_feedbacks_by_courses", {"courseids[0]": "2", "courseids[1]": "3"}),
}


@pytest.mark.parametrize("name", COMPARED)
async def test_an_answer_has_the_recorded_shape(name: str, moodle: MoodleSimulator) -> None:
    function, form = COMPARED[name]
    real = recording(f"small-site/{name}")

    status, headers, body = await ask(moodle, function, **form)

    assert status == real["status"]
    assert differences(body, real["body"]) == []
    assert body
    for header in ("Content-Type", "Cache-Control", "Pragma", "Access-Control-Allow-Origin", "Transfer-Encoding"):
        assert headers[header] == real["headers"][header]


ERRORS = {
    "unknown_token": {"wstoken": "nobody"},
    "no_token": {"wstoken": ""},
    "unknown_function": {},
    "missing_parameter": {},
    "course_not_found": {},
    "contents_course_not_found": {},
    "group_not_found": {},
    "no_function": {},
    "onlyactive_and_onlysuspended": {},
    "bad_userfield": {},
    "users_by_field_bad_field": {},
    "courses_by_field_bad_field": {},
    "unexpected_parameter": {},
    "courses_by_field_ids_one_missing": {},
}


@pytest.mark.parametrize("name", ERRORS)
async def test_an_error_is_the_recorded_one(name: str, moodle: MoodleSimulator) -> None:
    real = recording(f"errors/{name}")
    form = dict(real["request"]["params"])
    form.pop("wstoken", None)

    status, _, body = await ask(moodle, form.pop("wsfunction", ""), **form | ERRORS[name])

    assert (status, body) == (real["status"], real["body"])


# The recordings of `rights/` name courses 2, 3 and 4, and groups and people that the simulated school has too.

WITHOUT = {
    "mod-assign.view/assignments": "mod/assign:view",
    "mod-quiz.view/quizzes": "mod/quiz:view",
    "mod-forum.viewdiscussion/forums": "mod/forum:viewdiscussion",
    "moodle-course.view/assignments": "moodle/course:view",
    "moodle-course.view/quizzes": "moodle/course:view",
    "moodle-course.view/contents_2": "moodle/course:view",
    "moodle-course.view/courses_by_field": "moodle/course:view",
    "moodle-course.view/calendar_courses": "moodle/course:view",
    "moodle-site.accessallgroups/enrolled_3_group_3": "moodle/site:accessallgroups",
    "moodle-site.accessallgroups/calendar_courses": "moodle/site:accessallgroups",
    "moodle-calendar.manageentries/calendar_courses": "moodle/calendar:manageentries",
    "moodle-calendar.manageentries/calendar_site": "moodle/calendar:manageentries",
    "moodle-course.viewhiddencourses/courses_by_field_id_4": "moodle/course:viewhiddencourses",
    "moodle-user.viewdetails/enrolled_2_roles": "moodle/user:viewdetails",
    "moodle-user.viewdetails/users_by_id_deleted": "moodle/user:viewdetails",
}


def question_of(real: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    form = dict(real["question"]["params"])
    form.pop("wstoken")
    return form.pop("wsfunction"), form


def warnings_of(body: Any) -> set[tuple[str, frozenset[str], str, str]]:
    """What a warning looks like: whether `item` is a number, its keys, its code, and its message."""
    return {
        (
            "number" if str(one["item"]).isdigit() else one["item"],
            frozenset(one),
            one["warningcode"],
            one["message"],
        )
        for one in (body.get("warnings", []) if isinstance(body, dict) else [])
    }


def size_of(body: Any) -> set[str]:
    """Which lists of an answer are not empty."""
    if isinstance(body, list):
        return {"rows"} if body else set()
    return {key for key, value in body.items() if isinstance(value, list) and value}


@pytest.mark.parametrize("name", WITHOUT)
async def test_without_a_right_an_answer_is_the_recorded_one(name: str, moodle: MoodleSimulator) -> None:
    real = recording(f"rights/{name}")
    school = moodle.school
    school.hide_course(4)
    work = school.work[next(iter(school.courses[2].work))]
    for course in (2, 3, 4):
        school.add_lesson(course)
        work_id = 5000 + course
        for kind in ("quiz", "assign", "forum"):
            work_id += 10
            school.work[work_id] = replace(work, id=work_id, number=work_id, course=course, kind=kind, visible=True)
            school.courses[course].work.append(work_id)
    moodle.withdrawn_capabilities.add(WITHOUT[name])
    function, form = question_of(real)

    status, _, body = await ask(moodle, function, **form)

    assert status == real["status"]
    assert differences(body, real["body"]) == []
    assert size_of(body) == size_of(real["body"])
    assert warnings_of(body) == warnings_of(real["body"])


UNFINISHED_RECORDED = {
    "no_email": "account-without-email",
    "required_field": "required-profile-field",
    "forced_password": "forced-password-change",
    "site_policy": "site-policy",
}


@pytest.mark.parametrize("state", UNFINISHED_RECORDED)
async def test_an_account_that_has_something_to_do_first(state: str, moodle: MoodleSimulator) -> None:
    moodle.school.hide_course(4)
    moodle.unfinished = state
    for path in sorted((RECORDINGS / "rights/errors" / UNFINISHED_RECORDED[state]).iterdir()):
        real = json.loads(path.read_text(encoding="utf-8"))
        function, form = question_of(real)

        _, _, body = await ask(moodle, function, **form)

        if isinstance(body, dict) and "exception" in body:
            # Only the port that the recorded site ran at differs.
            expected = json.dumps(real["body"]).replace("127.0.0.1:8102", "moodle.test")
            assert body == json.loads(expected), path.name
        else:
            assert differences(body, real["body"]) == [], path.name
            assert size_of(body) == size_of(real["body"]), path.name
            assert warnings_of(body) == warnings_of(real["body"]), path.name


async def test_a_deleted_account_is_answered_under_another_login(moodle: MoodleSimulator) -> None:
    person = moodle.school.people[16]
    function, form = question_of(recording("rights/errors/deleted-account/users_by_id_16"))
    before = (await ask(moodle, function, **form))[2][0]
    moodle.school.delete_person(16)

    (after,) = (await ask(moodle, function, **form))[2]

    (real,) = recording("rights/errors/deleted-account/users_by_id_16")["body"]
    assert differences([after], [real | {"idnumber": ""}]) == []
    for row, mail in ((after, person.email), (real, "student0014@edu.moodle.test")):
        assert row["username"].startswith(f"{mail}.")
        assert row["username"].removeprefix(f"{mail}.").isdigit()
        assert (len(row["email"]), "idnumber" in row, row["suspended"]) == (32, False, False)
    assert after["email"] == hashlib.md5(before["username"].encode()).hexdigest()
    for name, value in (("username", before["username"]), ("email", before["email"])):
        assert (await ask(moodle, function, **{"field": name, "values[0]": value}))[2] == []
    search, form = question_of(recording("rights/errors/deleted-account/users_search_id_16"))
    assert (await ask(moodle, search, **form))[2] == {"users": [], "warnings": []}


DELETED = {
    "4.4": ("moodle-4.4/rights/errors/course-deleted", "moodle-4.4/rights/errors/group-deleted"),
    "5.0": ("moodle-5.0/errors/course-deleted", "moodle-5.0/errors/group-deleted"),
}


@pytest.mark.parametrize("version", DELETED)
async def test_a_deleted_course_and_group_are_told_as_recorded(version: str) -> None:
    async with running_moodle(School.seeded(40), version=version) as moodle:
        school = moodle.school
        school.delete_course(4)
        group = school.groups.pop(2)
        school.courses[group.course].groups.remove(2)
        for folder in DELETED[version]:
            for path in sorted((RECORDINGS.parent / folder).iterdir()):
                real = json.loads(path.read_text(encoding="utf-8"))
                function, form = question_of(real)

                _, _, body = await ask(moodle, function, **form)

                if "exception" in real["body"]:
                    assert body == real["body"], path.name
                elif "course_4" in path.name or "only_4" in path.name:
                    assert size_of(body) == size_of(real["body"]), path.name
                    assert warnings_of(body) == warnings_of(real["body"]), path.name


async def test_newer_versions_name_their_exceptions_in_full() -> None:
    real = recording("../moodle-5.0/errors/nopermissions__without_managegroups__groups_2")
    async with running_moodle(School.seeded(40), version="5.0") as moodle:
        moodle.withdrawn_capabilities.add("moodle/course:managegroups")
        function, form = question_of(real)
        assert (await ask(moodle, function, **form))[2] == real["body"]
        assert (await ask(moodle, "core_webservice_get_site_info"))[2]["release"].startswith("5.0")


async def test_states_of_the_token_and_the_site(moodle: MoodleSimulator) -> None:
    function = "core_webservice_get_site_info"
    moodle.token_state = "expired"
    assert (await ask(moodle, function))[2] == recording("errors/expired_token_first_call")["body"]
    assert (await ask(moodle, function))[2] == recording("errors/expired_token_second_call")["body"]
    moodle.token_state = "valid"
    moodle.maintenance = True
    assert (await ask(moodle, function))[2] == recording("errors/maintenance_mode")["body"]
    moodle.maintenance = False
    moodle.withdrawn_functions.add("core_course_get_categories")
    denied = recording("errors/function_not_in_service")["body"]
    assert (await ask(moodle, "core_course_get_categories"))[2] == denied
    moodle.services_on = False
    status, headers, body = await ask(moodle, function)
    real = recording("errors/webservices_disabled_403")
    assert (status, body, headers["Content-Type"]) == (403, "", real["headers"]["Content-Type"])


async def test_a_batch_stops_at_the_first_call_that_fails(moodle: MoodleSimulator) -> None:
    real = recording("small-site/batch_second_fails")

    _, _, body = await ask(
        moodle,
        "tool_mobile_call_external_functions",
        **{k: v for k, v in real["request"]["params"].items() if "[" in k},
    )

    assert len(body["responses"]) == len(real["body"]["responses"])
    ours, theirs = body["responses"][-1], real["body"]["responses"][-1]
    assert ours.keys() == theirs.keys()
    ours, theirs = json.loads(ours["exception"]), json.loads(theirs["exception"])
    assert ours.keys() == theirs.keys()
    assert (ours["errorcode"], ours["message"]) == (theirs["errorcode"], theirs["message"])


async def test_xml_where_json_was_not_asked_for(moodle: MoodleSimulator) -> None:
    url = f"{moodle.url}/webservice/rest/server.php"
    form = {"wstoken": "nobody", "wsfunction": "core_webservice_get_site_info"}
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        assert await answer.text() == recording("errors/xml_error")["body"]
    form = {"wstoken": moodle.token, "wsfunction": "core_course_get_categories", "moodlewsrestformat": "yaml"}
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        assert (await answer.text()).startswith('<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE>\n<MULTIPLE>\n')


async def test_what_stands_behind_five_thousand_variables_is_lost(moodle: MoodleSimulator) -> None:
    values = {f"values[{number}]": str(number) for number in range(5_100)}
    values["values[5099]"] = "3"

    _, _, body = await ask(moodle, "core_user_get_users_by_field", field="id", **values)

    found = {row["id"] for row in body} - {SERVICE_USER}
    assert found == {number for number in moodle.school.people if number < 4_990}


async def test_names_are_formatted_unless_the_stored_text_is_asked_for(moodle: MoodleSimulator) -> None:
    course = next(iter(moodle.school.courses.values()))
    course.name = "∫ & ∑ <лекции>"
    _, _, formatted = await ask(moodle, "core_course_get_courses_by_field", field="id", value=str(course.id))
    _, _, stored = await ask(
        moodle, "core_course_get_courses_by_field", field="id", value=str(course.id), moodlewssettingraw="1"
    )
    assert formatted["courses"][0]["fullname"] == "∫ &amp; ∑ "
    assert stored["courses"][0]["fullname"] == "∫ & ∑ <лекции>"


def test_the_same_seed_gives_the_same_school() -> None:
    one, two, other = School.seeded(60, seed=7), School.seeded(60, seed=7), School.seeded(60, seed=8)
    assert (one.people, one.courses, one.lessons, one.work) == (two.people, two.courses, two.lessons, two.work)
    assert one.people != other.people


@pytest.mark.parametrize("people", [20, 1000])
def test_a_school_has_as_many_people_as_were_asked_for(people: int) -> None:
    school = School.seeded(people)
    assert len(school.people) == people
    assert all(number in school.people for course in school.courses.values() for number in course.people)


@pytest.mark.parametrize("people", [19, 100_001])
def test_other_sizes_are_refused(people: int) -> None:
    with pytest.raises(ValueError, match="20 to 100000"):
        School.seeded(people)


async def test_the_control_interface(moodle: MoodleSimulator) -> None:
    async with aiohttp.ClientSession(moodle.url) as session:
        async with session.get("/_control/state") as answer:
            assert (await answer.json())["people"] == 40
        async with session.post("/_control/changes", json={"change": "join", "family": "Пробная"}) as answer:
            number = (await answer.json())["id"]
        assert moodle.school.people[number].family == "Пробная"
        async with session.post("/_control/changes", json={"change": "fly"}) as answer:
            assert answer.status == 422
        async with session.post("/_control/changes", json={"change": "leave", "person": 99999}) as answer:
            assert answer.status == 422
        async with session.post("/_control/faults", json={"kind": "status", "status": 503}) as answer:
            assert answer.status == 200
        assert (await ask_status(moodle)) == 503
        assert (await ask_status(moodle)) == 200
        async with session.post("/_control/faults", json={"kind": "storm"}) as answer:
            assert answer.status == 422
        async with session.post("/_control/settings", json={"maintenance": True}) as answer:
            assert (await answer.json())["maintenance"]
        async with session.delete("/_control/faults") as answer:
            assert answer.status == 200
        assert not moodle.maintenance
        async with session.get("/_control/requests") as answer:
            assert (await answer.json())["requests"]
        async with session.get("/nowhere.php") as answer:
            assert (answer.status, await answer.text()) == (404, recording("errors/wrong_path_404")["body"])


async def ask_status(moodle: MoodleSimulator) -> int:
    url, form = f"{moodle.url}/webservice/rest/server.php", {"wsfunction": "core_webservice_get_site_info"}
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        return answer.status
