"""A real Moodle, copied whole by a real lmsync, holds what plain calls counted."""

from collections import Counter
from datetime import datetime

import pytest
from conftest import Copy
from findings import Findings
from independent_counts import DUE_DATE_OF, School, lesson_kind

pytestmark = pytest.mark.timeout(0)

WORK = frozenset(
    {"assign", "quiz", "lesson", "forum", "choice", "feedback", "workshop", "scorm", "data", "h5pactivity"}
)
"""Activities that can be done, handed in or graded: each of these has to be an item."""
TOLD_APART = frozenset({"student", "teacher", "assistant", "manager"})


def seconds(time: str | None) -> int | None:
    return None if time is None else int(datetime.fromisoformat(time).timestamp())


def test_the_stored_connection_passes_every_required_check(copy: Copy, findings: Findings) -> None:
    report = copy.api.ask("GET", "crm/test")
    failed = [check for check in report["checks"] if not check["passed"]]
    findings.notes += [f"check failed: {check['name']}: {check.get('lost')}" for check in failed]
    assert [check["name"] for check in failed if check.get("required", True)] == []


def test_the_run_is_whole_or_says_what_is_missing(copy: Copy, findings: Findings) -> None:
    assert copy.run["state"] == "complete" or findings.unfinished


def test_nothing_that_was_read_is_set_aside(copy: Copy, findings: Findings) -> None:
    aside = Counter({scope["kind"]: scope.get("set_aside", 0) for scope in copy.run.get("scopes", [])})
    findings.notes += [f"set aside: {count} of {kind}" for kind, count in aside.items() if count]
    assert not aside.total()


def test_every_course_is_there(copy: Copy, school: School, findings: Findings) -> None:
    courses = copy.api.rows("courses")
    finding = findings.compare("course", "courses", courses, dict.fromkeys(school.courses))
    names = {course: row["fullname"] for course, row in school.courses.items()}
    named = findings.compare_values("course names", {key: row["name"] for key, row in courses.items()}, names)
    assert (finding.examples, named.examples) == ("", "")


def test_every_course_has_a_section(copy: Copy, school: School, findings: Findings) -> None:
    sections = copy.api.rows("sections")
    finding = findings.compare("section", "sections (one per course)", sections, {c: c for c in school.courses})
    assert finding.examples == ""


def test_every_category_is_there(copy: Copy, school: School, findings: Findings) -> None:
    # Above the categories stands a root that lmsync makes: the only organisation without a parent.
    orgs = {key: row for key, row in copy.api.rows("orgs").items() if row["parent"] is not None}
    assert findings.compare("org", "categories", orgs, dict.fromkeys(school.categories)).examples == ""


def test_everybody_in_a_course_is_there(copy: Copy, school: School, findings: Findings) -> None:
    users = copy.api.rows("users")
    assert findings.compare("user", "people in courses", users, dict.fromkeys(school.people)).examples == ""


@pytest.mark.parametrize("name", ["given_name", "family_name", "email", "enabled"])
def test_people_are_as_moodle_describes_them(copy: Copy, school: School, findings: Findings, name: str) -> None:
    rows = copy.api.rows("users").items()
    users = {key: row["state"] == "active" if name == "enabled" else row[name] for key, row in rows}
    told = {user: row[name] for user, row in school.people.items() if row.get(name) is not None}
    assert findings.compare_values(f"people, {name}", users, told).examples == ""


def test_students_are_those_with_the_role(copy: Copy, school: School, findings: Findings) -> None:
    counted = dict.fromkeys(school.people_with("student"))
    assert findings.compare("user", "students", copy.api.rows("students"), counted).examples == ""


def test_teachers_are_those_with_the_role(copy: Copy, school: School, findings: Findings) -> None:
    counted = dict.fromkeys(school.people_with("teacher"))
    assert findings.compare("user", "teachers", copy.api.rows("teachers"), counted).examples == ""


@pytest.mark.parametrize("role", [*sorted(TOLD_APART), "other"])
def test_every_enrolment_is_there(copy: Copy, school: School, findings: Findings, role: str) -> None:
    counted = {key: key.split(".")[0] for key in school.enrollments if key.endswith(f".{role}")}
    without_role = {f"{course}.{user}.other": course for course, user in school.enrolled_without_role}
    copied = {key for key in copy.api.rows("enrollments") if key.endswith(f".{role}")}
    if role == "other":
        # Whether a person without any role has an enrolment is not for this test to say.
        counted |= {key: course for key, course in without_role.items() if key in copied}
    assert findings.compare("enrollment", f"enrolments, {role}", copied, counted).examples == ""


def test_enrolments_that_are_not_active_are_told_apart(copy: Copy, school: School, findings: Findings) -> None:
    active = {key: row["state"] == "active" for key, row in copy.api.rows("enrollments").items()}
    assert findings.compare_values("enrolments, active or not", active, school.enrollments).examples == ""


def test_every_group_is_there_with_its_members(copy: Copy, school: School, findings: Findings) -> None:
    groups = copy.api.rows("groups")
    finding = findings.compare("group", "groups", groups, {g: row["course"] for g, row in school.groups.items()})
    copied = {f"{g}.{user['id'].rpartition('-')[2]}" for g, row in groups.items() for user in row["members"]}
    counted = {f"{g}.{user}": school.groups[g]["course"] for g, users in school.members.items() for user in users}
    members = findings.compare("group", "group members", copied, counted)
    assert (finding.examples, members.examples) == ("", "")


def test_every_activity_that_is_work_is_an_item(copy: Copy, school: School, findings: Findings) -> None:
    items = copy.api.rows("items")
    for name in sorted({row["type"] for row in school.activities.values()}):
        counted = {key: row["course"] for key, row in school.activities.items() if row["type"] == name}
        copied = {key for key, row in items.items() if row["source_kind"] == name}
        if not copied and name not in WORK:
            findings.notes.append(f"no items by decision: {len(counted)} activities of type {name}")
            continue
        assert findings.compare("item", f"items, {name}", copied, counted).examples == ""


def test_work_is_due_when_moodle_says(copy: Copy, school: School, findings: Findings) -> None:
    dated = {key: row["due_at"] for key, row in school.activities.items() if row["type"] in DUE_DATE_OF}
    copied = {key: seconds(row["due_at"]) for key, row in copy.api.rows("items").items()}
    assert findings.compare_values("items, due time", copied, dated).examples == ""


@pytest.mark.parametrize("kind", ["class", "event"])
def test_every_lesson_is_there(copy: Copy, school: School, findings: Findings, kind: str) -> None:
    counted = {key: course_of(event) for key, event in school.lessons.items() if lesson_kind(event) == kind}
    lessons = copy.api.rows("lessons", kind=kind)
    finding = findings.compare("lesson", f"lessons, {kind}", lessons, counted)
    starts = {key: int(school.lessons[key]["timestart"]) for key in counted}
    copied = {key: seconds(row["starts_at"]) for key, row in lessons.items()}
    begins = findings.compare_values(f"lessons, {kind}, starting time", copied, starts)
    assert (finding.examples, begins.examples) == ("", "")


def course_of(event: dict[str, object]) -> str | None:
    return str(event["courseid"]) if event["eventtype"] in {"course", "group"} else None


def test_every_online_meeting_with_a_time_is_there(copy: Copy, school: School, findings: Findings) -> None:
    counted = {key: str(event["courseid"]) for key, event in school.meetings.items()}
    meetings = copy.api.rows("lessons", kind="meeting")
    assert findings.compare("lesson", "lessons, meeting", meetings, counted).examples == ""


def test_a_second_run_removes_nobody_and_rewrites_next_to_nothing(copy: Copy, findings: Findings) -> None:
    stored = sum(len(copy.api.rows(kind)) for kind in ("users", "enrollments", "items"))
    counts = copy.api.run_now()["counts"].values()
    moved = {name: sum(kind.get(name, 0) for kind in counts) for name in ("added", "changed", "removed")}
    findings.notes.append(f"the second run found: {moved}")
    # A school in session may change between the two runs; a field that differs in every run would show as hundreds.
    assert moved["removed"] == 0
    assert moved["added"] + moved["changed"] <= stored // 100
