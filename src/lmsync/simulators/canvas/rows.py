"""The school in Canvas's words: every row with the keys that the viewer may see."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from lmsync.testing.school import Course, Department, Group, Lesson, Person, School, Work

ROOT = 1
SUB_ACCOUNTS = 10
"""Numbers of departments begin behind this."""
DEFAULT_TERM, TERM = 1, 2
PERIOD_GROUP = 1
SECTIONS = 10_000
QUIZZES = 50_000
GROUP_SETS = 5_000
TEST_STUDENTS = 900_000
PARENT_EVENTS = 5_000_000
ASSIGNMENT_GROUPS = 40_000
ADMIN = 2

TYPES: Mapping[str, tuple[str, int]] = {
    "student": ("StudentEnrollment", 3),
    "teacher": ("TeacherEnrollment", 4),
    "assistant": ("TaEnrollment", 5),
    "observer": ("ObserverEnrollment", 7),
}
SORTED_TYPES = (
    "DesignerEnrollment",
    "ObserverEnrollment",
    "StudentEnrollment",
    "StudentViewEnrollment",
    "TaEnrollment",
    "TeacherEnrollment",
)

RIGHTS = frozenset(
    {
        "read_course_list",
        "read_roster",
        "read_course_content",
        "view_all_grades",
        "read_sis",
        "read_email_addresses",
        "view_user_logins",
        "view_group_pages",
        "read_calendar",
        # What an administrator has, and the role that the set-up help advises has not.
        "manage_assignments",
        "manage_calendar",
        "manage_content",
        "manage_groups",
    }
)


class View(Struct):
    """Who looks: an administrator, or a teacher by number; and what they may see."""

    school: School
    url: str
    teacher: int | None
    rights: Collection[str]
    cross_listed: Mapping[int, int] = {}
    """Courses whose section now belongs to another course."""
    account_calendars: bool = False
    """Whether teachers may see the calendars of accounts."""

    def host_of(self, course: Course) -> int:
        """The course that this one's section belongs to."""
        return self.cross_listed.get(course.id, course.id)

    def sections_of(self, course: Course) -> Iterator[Course]:
        """The courses whose sections are in this one; one that gave its own away has a new, empty one."""
        for one in self.school.courses.values():
            if self.host_of(one) == course.id:
                yield one

    @property
    def admin(self) -> bool:
        return self.teacher is None

    def may(self, right: str) -> bool:
        return right in self.rights

    def courses(self) -> Iterator[Course]:
        for course in self.school.courses.values():
            if self.sees(course):
                yield course

    def sees(self, course: Course) -> bool:
        if self.teacher is None:
            return True
        place = course.people.get(self.teacher)
        return place is not None and place.active and bool({"teacher", "assistant"} & set(place.roles))


def time_text(seconds: int) -> str | None:
    if not seconds:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def account(view: View, department: Department | None) -> dict[str, Any]:
    number = ROOT if department is None else SUB_ACCOUNTS + department.id
    parent = None
    if department is not None:
        parent = SUB_ACCOUNTS + department.parent if department.parent else ROOT
    row: dict[str, Any] = {
        "id": number,
        "name": department.name if department else view.school.name,
        "workflow_state": "active",
        "parent_account_id": parent,
        "root_account_id": None if department is None else ROOT,
        "uuid": f"account{number:034}",
        "default_storage_quota_mb": 500,
        "default_user_storage_quota_mb": 50,
        "default_group_storage_quota_mb": 50,
        "default_time_zone": "Europe/Helsinki",
    }
    if view.admin and department is not None:
        row |= {"sis_account_id": department.sis_id or None, "sis_import_id": None, "integration_id": None}
    return row


def terms(view: View) -> list[dict[str, Any]]:
    begins = view.school.now
    rows: list[dict[str, Any]] = [
        {
            "id": TERM,
            "name": "Учебный год",
            "start_at": time_text(begins),
            "end_at": time_text(begins + 273 * 86_400),
            "created_at": time_text(begins - 90 * 86_400),
            "workflow_state": "active",
            "grading_period_group_id": PERIOD_GROUP,
        },
        {
            "id": DEFAULT_TERM,
            "name": "Default Term",
            "start_at": None,
            "end_at": None,
            "created_at": time_text(begins - 400 * 86_400),
            "workflow_state": "active",
            "grading_period_group_id": None,
        },
        {
            "id": 3,
            "name": "Прошлый год",
            "start_at": None,
            "end_at": None,
            "created_at": time_text(begins - 400 * 86_400),
            "workflow_state": "deleted",
            "grading_period_group_id": None,
        },
    ]
    if view.admin:
        for row in rows:
            row |= {"sis_term_id": "YEAR" if row["id"] == TERM else None, "sis_import_id": None}
    return rows


def grading_periods(view: View) -> dict[str, Any]:
    begins = view.school.now
    rows = [
        {
            "id": str(number),
            "title": f"{number} полугодие",
            "start_date": time_text(begins + (number - 1) * 120 * 86_400),
            "end_date": time_text(begins + number * 120 * 86_400 - 1),
            "close_date": time_text(begins + number * 120 * 86_400 + 10 * 86_400),
            "weight": 50.0,
            "is_closed": False,
            "grading_period_group_id": PERIOD_GROUP,
            "permissions": {"read": True, "create": False, "update": False, "delete": False},
        }
        for number in (1, 2)
    ]
    return {
        "grading_periods": rows,
        "meta": {"pagination": {}},
        "can_create_grading_periods": False,
        "grading_periods_read_only": True,
    }


def course(view: View, one: Course, includes: Collection[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "account_id": SUB_ACCOUNTS + one.department,
        "uuid": f"course{one.id:034}",
        "start_at": time_text(one.starts_at),
        "grading_standard_id": None,
        "is_public": False,
        "created_at": time_text(view.school.now - 60 * 86_400),
        "course_code": one.code,
        "default_view": "modules",
        "root_account_id": ROOT,
        "enrollment_term_id": TERM,
        "license": "private",
        "grade_passback_setting": None,
        "end_at": time_text(one.ends_at),
        "public_syllabus": False,
        "public_syllabus_to_auth": False,
        "storage_quota_mb": 500,
        "is_public_to_auth_users": False,
        "homeroom_course": False,
        "course_color": None,
        "friendly_name": None,
        "apply_assignment_group_weights": True,
        "calendar": {"ics": f"{view.url}/feeds/calendars/course_{one.id}.ics"},
        "time_zone": "Europe/Helsinki",
        "blueprint": False,
        "template": False,
        "hide_final_grades": False,
        "workflow_state": "available" if one.visible else "unpublished",
        "restrict_enrollments_to_course_dates": False,
    }
    if view.may("read_sis"):
        row |= {"sis_course_id": one.sis_id or None, "integration_id": None}
    if "concluded" in includes:
        row["concluded"] = False
    if "term" in includes:
        row["term"] = terms(view)[0]
    if "total_students" in includes:
        row["total_students"] = sum("student" in place.roles for place in one.people.values())
    return row


def section(view: View, one: Course) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": SECTIONS + one.id,
        "course_id": view.host_of(one),
        "name": one.name,
        "start_at": None,
        "end_at": None,
        "created_at": time_text(view.school.now - 60 * 86_400),
        "restrict_enrollments_to_section_dates": None,
        "nonxlist_course_id": one.id if one.id in view.cross_listed else None,
    }
    if view.may("read_sis"):
        row |= {"sis_section_id": None, "sis_course_id": one.sis_id or None, "integration_id": None}
    return row


def user(view: View, person: Person, includes: Collection[str] = ()) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": person.id,
        "name": f"{person.given} {person.family}",
        # With an offset, unlike most times.
        "created_at": "2025-08-18T10:30:00+03:00",
        "sortable_name": f"{person.family}, {person.given}",
        "short_name": f"{person.given} {person.family}",
    }
    if view.may("read_sis"):
        row |= {"sis_user_id": person.sis_id or None, "integration_id": None}
    if view.may("view_user_logins"):
        row["login_id"] = person.username
    if "email" in includes and view.may("read_email_addresses"):
        row["email"] = person.email
    return row


def test_student(one: Course) -> Person:
    return Person(TEST_STUDENTS + one.id, "Test", "Student", f"test{one.id}", "", "")


def has_test_student(one: Course) -> bool:
    return one.id % 7 == 0


def enrollments(view: View, one: Course) -> list[dict[str, Any]]:
    """One for each role, sorted by type, name and id; those of a section come with the course that it is in."""
    rows = [row for course in view.sections_of(one) for row in _of_section(view, course)]
    rows.sort(key=lambda row: (SORTED_TYPES.index(row["type"]), row["user"]["sortable_name"], row["id"]))
    return rows


def _of_section(view: View, one: Course) -> list[dict[str, Any]]:
    rows = []
    for number, place in one.people.items():
        person = view.school.people.get(number)
        if person is None:
            continue
        rows += [
            _enrollment(view, one, person, *TYPES[role], "active" if place.active else "inactive")
            for role in place.roles
        ]
    if has_test_student(one):
        rows.append(_enrollment(view, one, test_student(one), "StudentViewEnrollment", 8, "active"))
    return rows


def _enrollment(view: View, one: Course, person: Person, kind: str, role: int, state: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": one.id * 10_000_000 + person.id * 10 + role,
        "user_id": person.id,
        "course_id": view.host_of(one),
        "type": kind,
        "created_at": time_text(view.school.now - 10 * 86_400),
        "updated_at": time_text(view.school.now),
        "associated_user_id": None,
        "start_at": None,
        "end_at": None,
        "course_section_id": SECTIONS + one.id,
        "root_account_id": ROOT,
        "limit_privileges_to_course_section": False,
        "enrollment_state": state,
        "role": kind,
        "role_id": role,
        "last_activity_at": time_text(int(datetime.now(UTC).timestamp())),
        "last_attended_at": None,
        "total_activity_time": person.id,
        "html_url": f"{view.url}/courses/{one.id}/users/{person.id}",
        "user": user(view, person),
    }
    if view.may("read_sis"):
        row |= {"sis_course_id": one.sis_id or None, "sis_section_id": None, "sis_user_id": person.sis_id or None}
        row |= {"sis_account_id": None, "course_integration_id": None, "section_integration_id": None}
    if kind == "StudentEnrollment" and view.may("view_all_grades"):
        score = 50.0 + (person.id * 7 + one.id) % 50
        row["grades"] = {
            "html_url": f"{view.url}/courses/{one.id}/grades/{person.id}",
            "current_grade": None,
            "current_score": score,
            "final_grade": None,
            "final_score": score - 10,
        }
    return row


def group(view: View, one: Group, includes: Collection[str], embedded: int) -> dict[str, Any]:
    people = [view.school.people[number] for number in one.members if number in view.school.people]
    row: dict[str, Any] = {
        "id": one.id,
        "name": one.name,
        "description": None,
        "is_public": False,
        "join_level": "invitation_only",
        "group_category_id": GROUP_SETS + one.course,
        "max_membership": None,
        "created_at": time_text(view.school.now),
        "members_count": len(people),
        "storage_quota_mb": 50,
        "context_type": "Course",
        "course_id": one.course,
        "avatar_url": None,
        "role": None,
        "leader": None,
        "has_submission": False,
        "concluded": False,
        "context_name": view.school.courses[one.course].name,
        "non_collaborative": False,
    }
    if view.admin:
        row["sis_group_id"] = one.sis_id or None
    if "group_category" in includes:
        row["group_category"] = group_category(view.school.courses[one.course])
    if "users" in includes:
        row["users"] = [user(view, person) for person in people[:embedded]]
    return row


def conference(view: View, number: int, course: int) -> dict[str, Any]:
    """A meeting that was held on the first day of the school year."""
    began = view.school.now + 3_600
    return {
        "id": number,
        "title": "Вебинар",
        "conference_type": "BigBlueButton",
        "description": None,
        "duration": 60,
        "started_at": time_text(began),
        "ended_at": time_text(began + 3_600),
        "long_running": False,
        "recordings": [],
        "join_url": None,
        "has_advanced_settings": True,
        "conference_key": None,
        "context_type": "Course",
        "context_id": course,
        "lti_settings": None,
        "users": [],
        "url": f"{view.url}/courses/{course}/conferences/{number}",
    }


def group_category(one: Course) -> dict[str, Any]:
    return {
        "id": GROUP_SETS + one.id,
        "name": "Подгруппы",
        "role": None,
        "self_signup": None,
        "group_limit": None,
        "auto_leader": None,
        "created_at": "2026-09-01T00:00:00Z",
        "context_type": "Course",
        "course_id": one.id,
        "protected": False,
        "allows_multiple_memberships": False,
        "is_member": False,
        "self_signup_end_at": None,
    }


def membership(one: Group, person: int) -> dict[str, Any]:
    return {
        "id": one.id * 1_000_000 + person,
        "group_id": one.id,
        "user_id": person,
        "workflow_state": "accepted",
        "moderator": False,
    }


# Work


def is_assignment(work: Work) -> bool:
    return work.kind in {"assign", "quiz", "lesson"} or (work.kind == "forum" and bool(work.due_at))


def is_quiz(work: Work) -> bool:
    return work.kind in {"quiz", "feedback"}


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


def assignment_group(view: View, one: Course, includes: Collection[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": ASSIGNMENT_GROUPS + one.id,
        "name": "Задания",
        "position": 1,
        "group_weight": 100.0,
        "sis_source_id": None,
        "integration_data": {},
        "rules": {},
    }
    if "assignments" in includes:
        row["assignments"] = [assignment(view, work) for work in works(view, one) if is_assignment(work)]
    return row


def works(view: View, one: Course) -> list[Work]:
    return [view.school.work[number] for number in one.work]


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


def modules(view: View, one: Course, includes: Collection[str], embedded: int) -> list[dict[str, Any]]:
    topics: dict[str, list[Work]] = {}
    for work in works(view, one):
        topics.setdefault(work.topic, []).append(work)
    rows = []
    for position, (name, of_topic) in enumerate(topics.items(), start=1):
        number = one.id * 100 + position
        items = [module_item(view, number, place, work) for place, work in enumerate(of_topic, start=1)]
        row: dict[str, Any] = {
            "id": number,
            "name": name,
            "position": position,
            "unlock_at": None,
            "require_sequential_progress": False,
            "publish_final_grade": False,
            "prerequisite_module_ids": [],
            "published": True,
            "items_count": len(items),
            "items_url": f"{view.url}/api/v1/courses/{one.id}/modules/{number}/items",
        }
        # Modules with more items than a page holds come without them.
        if "items" in includes and len(items) <= embedded:
            row["items"] = items
        rows.append(row)
    return rows


def module_item(view: View, module: int, position: int, work: Work) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": module * 100 + position,
        "title": work.name,
        "position": position,
        "indent": 0,
        "module_id": module,
        "published": work.visible,
    }
    if work.kind == "quiz" or work.kind == "feedback":
        row |= {"type": "Quiz", "content_id": QUIZZES + work.id}
    elif is_assignment(work):
        row |= {"type": "Assignment", "content_id": work.id}
    elif work.kind == "label":
        row["type"] = "SubHeader"
    else:
        row |= {"type": "Page", "page_url": f"page-{work.id}"}
    return row


# The calendar


def events(view: View, code: str) -> list[dict[str, Any]] | None:
    """Of one context; `None` for what the viewer may not see."""
    kind, _, number = code.rpartition("_")
    if not number.isdigit() or not view.may("read_calendar"):
        return None
    school = view.school
    if kind == "account":
        if not (view.admin or view.account_calendars):
            return None
        department = int(number) - SUB_ACCOUNTS
        wanted = [one for one in school.lessons.values() if one.course is None]
        return [event(view, one) for one in wanted if (one.department or 0) == (department if department > 0 else 0)]
    course_number = (
        int(number) if kind == "course" else school.groups[int(number)].course if int(number) in school.groups else 0
    )
    one_course = school.courses.get(course_number)
    if kind not in {"course", "group"} or one_course is None or not view.sees(one_course):
        return None
    lessons = [school.lessons[one] for one in one_course.lessons]
    if kind == "group":
        return [event(view, one) for one in lessons if one.group == int(number)]
    rows = []
    for one in lessons:
        if one.group is not None:
            continue
        row = of_section(view, one) if one.id % 10 == 3 else event(view, one)
        if row["child_events"] and not view.may("manage_calendar"):
            # The parent hides its children then; they come as rows of their own.
            rows += row["child_events"]
            row["child_events"] = []
        rows.append(row)
    return rows


def event(view: View, one: Lesson) -> dict[str, Any]:
    code = f"group_{one.group}" if one.group else f"course_{one.course}" if one.course else ""
    if not code:
        code = f"account_{SUB_ACCOUNTS + one.department if one.department else ROOT}"
    return {
        "id": one.id,
        "title": one.name,
        "start_at": time_text(one.starts_at),
        "end_at": time_text(one.starts_at + one.seconds),
        "workflow_state": "active",
        "created_at": time_text(view.school.now),
        "updated_at": time_text(one.changed_at or view.school.now),
        "all_day": False,
        "all_day_date": None,
        "comments": None,
        "location_address": None,
        "location_name": f"Кабинет {100 + one.id % 50}" if one.course else None,
        "type": "event",
        "description": one.description or None,
        "child_events_count": 0,
        "all_context_codes": code,
        "context_code": code,
        "context_name": "",
        "context_color": None,
        "parent_event_id": None,
        "hidden": False,
        "child_events": [],
        "url": f"{view.url}/api/v1/calendar_events/{one.id}",
        "html_url": f"{view.url}/calendar?event_id={one.id}&include_contexts={code}",
        "duplicates": [],
        "important_dates": False,
        "series_uuid": f"series-{one.series}" if one.series else None,
        "rrule": None,
        "blackout_date": False,
    }


def of_section(view: View, one: Lesson) -> dict[str, Any]:
    """A lesson with times by section: a hidden parent, and a child that counts."""
    child = event(view, one)
    code = f"course_section_{SECTIONS + (one.course or 0)}"
    child |= {"context_code": code, "effective_context_code": f"course_{one.course}", "all_context_codes": code}
    child["parent_event_id"] = PARENT_EVENTS + one.id
    parent = event(view, one)
    parent |= {"id": PARENT_EVENTS + one.id, "hidden": True, "child_events_count": 1, "child_events": [child]}
    return parent


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
