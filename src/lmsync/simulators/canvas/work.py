"""Assignments with their groups, and quizzes."""

from collections.abc import Collection
from typing import Any

from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.protocol import not_found, page_disabled
from lmsync.simulators.canvas.site import COURSE, Asked, Routes, Site, needs
from lmsync.simulators.canvas.view import View, time_text
from lmsync.testing.registers import Course, Work

QUIZZES = 50_000
ASSIGNMENT_GROUPS = 40_000


def is_assignment(work: Work) -> bool:
    return work.kind in {"assign", "quiz", "lesson"} or (work.kind == "forum" and bool(work.due_at))


def is_quiz(work: Work) -> bool:
    return work.kind in {"quiz", "feedback"}


def works(view: View, course: Course) -> list[Work]:
    return [view.school.work[number] for number in course.work]


def assignment(view: View, work: Work) -> dict[str, Any]:
    kinds = {"quiz": ["online_quiz"], "forum": ["discussion_topic"], "lesson": ["external_tool"]}
    row: dict[str, Any] = {
        "id": work.id,
        "description": None,
        "due_at": time_text(work.due_at),
        "unlock_at": time_text(work.opens_at),
        "lock_at": time_text(work.closes_at),
        "points_possible": max(work.points, 0.0) or 10.0,
        "grading_type": "points" if work.points >= 0 else "letter_grade",
        "assignment_group_id": ASSIGNMENT_GROUPS + work.course,
        "grading_standard_id": None,
        "created_at": time_text(view.school.now),
        "updated_at": time_text(work.changed_at or view.school.now),
        "position": work.number,
        "course_id": work.course,
        "name": work.name,
        "submission_types": kinds.get(work.kind, ["online_upload"]),
        "has_submitted_submissions": False,
        "workflow_state": "published" if work.visible else "unpublished",
        "published": work.visible,
        "html_url": f"{view.url}/courses/{work.course}/assignments/{work.id}",
        "is_quiz_assignment": work.kind == "quiz",
        "omit_from_final_grade": False,
        "has_overrides": False,
        "only_visible_to_overrides": False,
        "muted": True,
        "locked_for_user": False,
    }
    if work.kind == "quiz":
        row["quiz_id"] = QUIZZES + work.id
    return row


def assignment_group(view: View, course: Course, includes: Collection[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": ASSIGNMENT_GROUPS + course.id,
        "name": "Задания",
        "position": 1,
        "group_weight": 100.0,
        "sis_source_id": None,
        "integration_data": {},
        "rules": {},
    }
    if "assignments" in includes:
        row["assignments"] = [assignment(view, work) for work in works(view, course) if is_assignment(work)]
    return row


def quiz(view: View, work: Work) -> dict[str, Any]:
    graded = work.kind == "quiz"
    return {
        "id": QUIZZES + work.id,
        "title": work.name,
        "html_url": f"{view.url}/courses/{work.course}/quizzes/{QUIZZES + work.id}",
        "mobile_url": f"{view.url}/courses/{work.course}/quizzes/{QUIZZES + work.id}?force_user=1",
        "description": "",
        "quiz_type": "assignment" if graded else "survey",
        "time_limit": work.minutes or None,
        "shuffle_answers": False,
        "scoring_policy": "keep_highest",
        "allowed_attempts": 1,
        "question_count": 10,
        "points_possible": max(work.points, 0.0) or 10.0 if graded else None,
        "due_at": time_text(work.due_at),
        "lock_at": None,
        "unlock_at": time_text(work.opens_at),
        "published": work.visible,
        "locked_for_user": False,
        "assignment_id": work.id if graded else None,
        "assignment_group_id": ASSIGNMENT_GROUPS + work.course if graded else None,
        "version_number": 1,
    }


def list_assignment_groups(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "read_course_content")
    return Listing([assignment_group(asked.view, course, asked.includes)], "counted")


def list_assignments(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "read_course_content")
    found = [assignment(asked.view, work) for work in works(asked.view, course) if is_assignment(work)]
    return Listing(found, "counted")


def show_assignment(site: Site, asked: Asked) -> Any:
    course = asked.course()
    number = int(asked.ids["assignment"])
    if number not in course.work:
        raise not_found()
    return assignment(asked.view, site.school.work[number])


def list_quizzes(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "read_course_content")
    if "quizzes" in site.disabled_pages:
        raise page_disabled()
    drafts = asked.view.may("manage_assignments")
    quizzes = [work for work in works(asked.view, course) if is_quiz(work) and (work.visible or drafts)]
    return Listing([quiz(asked.view, work) for work in quizzes], "counted")


def show_quiz(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "read_course_content")
    number = int(asked.ids["quiz"]) - QUIZZES
    if number not in course.work:
        raise not_found()
    return quiz(asked.view, site.school.work[number])


ROUTES: Routes = (
    (f"{COURSE}/assignment_groups", "assignment_groups", list_assignment_groups),
    (f"{COURSE}/assignments", "assignments", list_assignments),
    (rf"{COURSE}/assignments/(?P<assignment>\d+)", "assignment", show_assignment),
    (f"{COURSE}/quizzes", "quizzes", list_quizzes),
    (rf"{COURSE}/quizzes/(?P<quiz>\d+)", "quiz", show_quiz),
)
