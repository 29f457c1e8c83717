"""Users and enrolments, the Test Student among them."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.protocol import CanvasError, NotPermitted
from lmsync.simulators.canvas.site import COURSE, Asked, Routes, Site, needs
from lmsync.simulators.canvas.view import ROOT, SECTIONS, View, time_text
from lmsync.testing.registers import Course, Person

TEST_STUDENTS = 900_000
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


def test_student(course: Course) -> Person:
    return Person(TEST_STUDENTS + course.id, "Test", "Student", f"test{course.id}", "", "")


def has_test_student(course: Course) -> bool:
    return course.id % 7 == 0


def enrollments(view: View, course: Course) -> list[dict[str, Any]]:
    """One for each role, sorted by type, name and id; those of a section come with the course that it is in."""
    rows = [row for part in view.sections_of(course) for row in _of_section(view, part)]
    rows.sort(key=lambda row: (SORTED_TYPES.index(row["type"]), row["user"]["sortable_name"], row["id"]))
    return rows


def _of_section(view: View, course: Course) -> list[dict[str, Any]]:
    rows = []
    for number, place in course.people.items():
        person = view.school.people.get(number)
        if person is None:
            continue
        rows += [
            _enrollment(view, course, person, *TYPES[role], "active" if place.active else "inactive")
            for role in place.roles
        ]
    if has_test_student(course):
        rows.append(_enrollment(view, course, test_student(course), "StudentViewEnrollment", 8, "active"))
    return rows


def _enrollment(view: View, course: Course, person: Person, kind: str, role: int, state: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": course.id * 10_000_000 + person.id * 10 + role,
        "user_id": person.id,
        "course_id": view.host_of(course),
        "type": kind,
        "created_at": time_text(view.school.now - 10 * 86_400),
        "updated_at": time_text(view.school.now),
        "associated_user_id": None,
        "start_at": None,
        "end_at": None,
        "course_section_id": SECTIONS + course.id,
        "root_account_id": ROOT,
        "limit_privileges_to_course_section": False,
        "enrollment_state": state,
        "role": kind,
        "role_id": role,
        "last_activity_at": time_text(int(datetime.now(UTC).timestamp())),
        "last_attended_at": None,
        "total_activity_time": person.id,
        "html_url": f"{view.url}/courses/{course.id}/users/{person.id}",
        "user": user(view, person),
    }
    if view.may("read_sis"):
        row |= {"sis_course_id": course.sis_id or None, "sis_section_id": None, "sis_user_id": person.sis_id or None}
        row |= {"sis_account_id": None, "course_integration_id": None, "section_integration_id": None}
    if kind == "StudentEnrollment" and view.may("view_all_grades"):
        score = 50.0 + (person.id * 7 + course.id) % 50
        row["grades"] = {
            "html_url": f"{view.url}/courses/{course.id}/grades/{person.id}",
            "current_grade": None,
            "current_score": score,
            "final_grade": None,
            "final_score": score - 10,
        }
    return row


def list_account_users(site: Site, asked: Asked) -> Any:
    needs(asked, "read_roster", admin=True)
    term = asked.request.query.get("search_term")
    if term is not None and len(term) < 2:
        error = {"field": "search_term", "code": "invalid", "message": "2 or more characters is required"}
        raise CanvasError(400, {"errors": [error]})
    people = sorted(site.school.people.values(), key=lambda person: (person.family, person.given, person.id))
    return Listing([user(asked.view, person, asked.includes) for person in people], "uncounted")


def list_enrollments(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "read_roster")
    states = set(asked.values_of("state")) or {"active", "invited", "inactive"}
    types = set(asked.values_of("type"))
    found = [
        row
        for row in enrollments(asked.view, course)
        if row["enrollment_state"] in states and (not types or row["type"] in types)
    ]
    return Listing(found, "bookmark")


def show_enrollment(site: Site, asked: Asked) -> Any:
    needs(asked, "read_roster", admin=True)
    number = int(asked.ids["enrollment"])
    course = site.school.courses.get(number // 10_000_000)
    found = enrollments(asked.view, course) if course else []
    enrollment = next((row for row in found if row["id"] == number), None)
    if enrollment is not None:
        return enrollment
    # A deleted one is still there for who asks for it.
    return {"id": number, "course_id": number // 10_000_000, "enrollment_state": "deleted"}


def list_course_users(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "read_roster")
    states = set(asked.values_of("enrollment_state")) or {"active", "invited"}
    numbers = {
        number
        for part in asked.view.sections_of(course)
        for number, place in part.people.items()
        if place.roles and ("active" if place.active else "inactive") in states
    }
    people = [site.school.people[number] for number in numbers if number in site.school.people]
    people.sort(key=lambda person: (person.family, person.given, person.id))
    found = [user(asked.view, person, asked.includes) for person in people]
    dropped = set()
    if has_test_student(course):
        test = user(asked.view, test_student(course))
        found.insert(len(found) // 2, test)
        # The Test Student is cut after paging: that page is short.
        dropped = {test["id"]}
    return Listing(found, "uncounted", dropped=frozenset(dropped))


def show_user(site: Site, asked: Asked) -> Any:
    number = int(asked.ids["user"])
    person = site.school.people.get(number)
    if not asked.view.admin and not any(number in course.people for course in asked.view.courses()):
        raise NotPermitted
    if person is None:
        # A deleted user is shown with status 404.
        body: dict[str, Any] = {"id": number, "name": "Gone", "sortable_name": "Gone", "short_name": "Gone"}
        if number in site.merged:
            body["merged_into_user_id"] = site.merged[number]
        raise CanvasError(404, body)
    return user(asked.view, person, ["email"])


ROUTES: Routes = (
    (r"accounts/(?P<account>[^/]+)/users", "account_users", list_account_users),
    (f"{COURSE}/enrollments", "enrollments", list_enrollments),
    (r"accounts/(?P<account>[^/]+)/enrollments/(?P<enrollment>\d+)", "enrollment", show_enrollment),
    (f"{COURSE}/users", "course_users", list_course_users),
    (r"users/(?P<user>\d+)", "user", show_user),
)
