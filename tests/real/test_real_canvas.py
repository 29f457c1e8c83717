"""A real Canvas, copied whole by a real lmsync, holds what plain calls counted."""

from collections import Counter

import pytest
from canvas_counts import Canvas
from conftest import Copy
from findings import Findings

pytestmark = pytest.mark.timeout(0)
ROLES = {"student": "StudentEnrollment", "teacher": "TeacherEnrollment"}


def test_the_stored_connection_passes_every_required_check(canvas_copy: Copy, findings: Findings) -> None:
    report = canvas_copy.api.ask("GET", "crm/test")
    failed = [check for check in report["checks"] if not check["passed"]]
    findings.notes += [f"check failed: {check['name']}: {check.get('lost')}" for check in failed]
    assert [check["name"] for check in failed if check["required"]] == []


def test_the_run_is_whole_or_says_what_is_missing(canvas_copy: Copy, findings: Findings) -> None:
    assert canvas_copy.run["state"] == "complete" or findings.unfinished
    aside = Counter({scope["kind"]: scope["set_aside"] for scope in canvas_copy.run["scopes"]})
    findings.notes += [f"set aside: {count} of {kind}" for kind, count in aside.items() if count]


def test_every_course_is_there(canvas_copy: Copy, canvas: Canvas, findings: Findings) -> None:
    counted = dict.fromkeys(canvas.courses)
    assert findings.compare("course", "courses", canvas_copy.api.rows("courses"), counted).examples == ""


def test_everybody_is_there(canvas_copy: Copy, canvas: Canvas, findings: Findings) -> None:
    assert (
        findings.compare("user", "people", canvas_copy.api.rows("users"), dict.fromkeys(canvas.people)).examples == ""
    )


@pytest.mark.parametrize("role", ROLES)
def test_people_by_role(canvas_copy: Copy, canvas: Canvas, findings: Findings, role: str) -> None:
    counted = {str(row["user_id"]): None for row in canvas.enrollments.values() if row["type"] == ROLES[role]}
    assert findings.compare("user", f"{role}s", canvas_copy.api.rows(f"{role}s"), counted).examples == ""


def test_every_enrolment_is_there(canvas_copy: Copy, canvas: Canvas, findings: Findings) -> None:
    counted = {key: str(row["course_id"]) for key, row in canvas.enrollments.items()}
    assert findings.compare("enrollment", "enrolments", canvas_copy.api.rows("enrollments"), counted).examples == ""


def test_every_section_and_group_is_there(canvas_copy: Copy, canvas: Canvas, findings: Findings) -> None:
    sections = findings.compare("section", "sections", canvas_copy.api.rows("sections"), canvas.of_courses("sections"))
    groups = findings.compare("group", "groups", canvas_copy.api.rows("groups"), canvas.of_courses("groups"))
    assert (sections.examples, groups.examples) == ("", "")


def test_every_assignment_is_there(canvas_copy: Copy, canvas: Canvas, findings: Findings) -> None:
    counted = {f"asg.{key}": course for key, course in canvas.of_courses("assignments").items()}
    copied = {key for key in canvas_copy.api.rows("items") if key.startswith("asg.")}
    assert findings.compare("item", "assignments", copied, counted).examples == ""


def test_every_lesson_of_a_course_is_there(canvas_copy: Copy, canvas: Canvas, findings: Findings) -> None:
    counted: dict[str, str | None] = {}
    for course in canvas.courses:
        asked = {"type": "event", "all_events": "true", "context_codes": [f"course_{course}"]}
        for event in canvas.every("calendar_events", **asked):
            told = [child for child in event.get("child_events", []) if "course_section_" in child["context_code"]]
            for one in [*told, *([] if event.get("hidden") else [event])]:
                counted[f"ev.{one['id']}"] = course
    lessons = canvas_copy.api.rows("lessons")
    copied = {key for key, row in lessons.items() if key.startswith("ev.") and row["course"] and not row["group"]}
    assert findings.compare("lesson", "lessons of courses", copied, counted).examples == ""


def test_a_second_run_removes_nobody_and_rewrites_next_to_nothing(canvas_copy: Copy, findings: Findings) -> None:
    stored = sum(len(canvas_copy.api.rows(kind)) for kind in ("users", "enrollments", "items"))
    counts = canvas_copy.api.run_now()["counts"].values()
    moved = {name: sum(kind.get(name, 0) for kind in counts) for name in ("added", "changed", "removed")}
    findings.notes.append(f"the second run found: {moved}")
    assert moved["removed"] == 0
    assert moved["added"] + moved["changed"] <= stored // 100
