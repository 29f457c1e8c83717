"""Submissions of a course and of an assignment."""

import re
from typing import Any

from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.protocol import CanvasError, not_found
from lmsync.simulators.canvas.site import COURSE, Asked, Routes, Site, needs
from lmsync.simulators.canvas.view import SECTIONS, View, time_text
from lmsync.simulators.canvas.work import is_assignment, works
from lmsync.testing.registers import Work


def submission(view: View, work: Work, person: int) -> dict[str, Any]:
    """The row that every assigned student has before anything happened."""
    return {
        "id": work.id * 1_000_000 + person,
        "body": None,
        "url": None,
        "grade": None,
        "score": None,
        "submitted_at": None,
        "assignment_id": work.id,
        "user_id": person,
        "submission_type": None,
        "workflow_state": "unsubmitted",
        "grade_matches_current_submission": True,
        "graded_at": None,
        "grader_id": None,
        "attempt": None,
        "cached_due_date": time_text(work.due_at),
        "excused": None,
        "late_policy_status": None,
        "points_deducted": None,
        "grading_period_id": None,
        "extra_attempts": None,
        "posted_at": None,
        "redo_request": False,
        "late": False,
        "missing": False,
        "seconds_late": 0,
        "entered_grade": None,
        "entered_score": None,
        "preview_url": f"{view.url}/courses/{work.course}/assignments/{work.id}/submissions/{person}?preview=1",
    }


def list_submissions(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "view_all_grades")
    for name in ("submitted_since", "graded_since"):
        since = asked.request.query.get(name)
        if since is not None and not re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", since):
            message = f"Invalid datetime for {name}"
            raise CanvasError(400, {"errors": [{"message": message}]})
        if since is not None:
            return Listing([], "bookmark")  # nothing has happened yet
    students = [number for number, place in sorted(course.people.items()) if "student" in place.roles]
    assigned = [work for work in works(asked.view, course) if is_assignment(work)]
    if "grouped" in asked.request.query:
        # Any value groups, `false` too.
        grouped = [
            {
                "user_id": person,
                "section_id": SECTIONS + course.id,
                "submissions": [submission(asked.view, work, person) for work in assigned],
            }
            for person in students
        ]
        return Listing(grouped, "counted")
    found = [submission(asked.view, work, person) for work in assigned for person in students]
    # Bookmarked by a time that is the same for many, this order loses rows at the borders of pages.
    loses = asked.request.query.get("order") == "graded_at"
    return Listing(found, "bookmark", loses_borders=loses)


def list_assignment_submissions(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "view_all_grades")
    number = int(asked.ids["assignment"])
    if number not in course.work:
        raise not_found()
    students = [number for number, place in sorted(course.people.items()) if "student" in place.roles]
    return Listing([submission(asked.view, site.school.work[number], person) for person in students], "counted")


ROUTES: Routes = (
    (f"{COURSE}/students/submissions", "submissions", list_submissions),
    (rf"{COURSE}/assignments/(?P<assignment>\d+)/submissions", "assignment_submissions", list_assignment_submissions),
)
