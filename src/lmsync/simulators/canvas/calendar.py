"""The calendar, and meetings that were held."""

from typing import Any

from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.protocol import Elsewhere, NotPermitted, page_disabled
from lmsync.simulators.canvas.site import COURSE, Asked, Routes, Site
from lmsync.simulators.canvas.view import ROOT, SECTIONS, SUB_ACCOUNTS, View, time_text
from lmsync.testing.registers import Lesson

PARENT_EVENTS = 5_000_000


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
        wanted = [lesson for lesson in school.lessons.values() if lesson.course is None]
        return [
            event(view, lesson)
            for lesson in wanted
            if (lesson.department or 0) == (department if department > 0 else 0)
        ]
    course_number = (
        int(number) if kind == "course" else school.groups[int(number)].course if int(number) in school.groups else 0
    )
    course = school.courses.get(course_number)
    if kind not in {"course", "group"} or course is None or not view.sees(course):
        return None
    lessons = [school.lessons[lesson] for lesson in course.lessons]
    if kind == "group":
        return [event(view, lesson) for lesson in lessons if lesson.group == int(number)]
    rows = []
    for lesson in lessons:
        if lesson.group is not None:
            continue
        row = of_section(view, lesson) if lesson.id % 10 == 3 else event(view, lesson)
        if row["child_events"] and not view.may("manage_calendar"):
            # The parent hides its children then; they come as rows of their own.
            rows += row["child_events"]
            row["child_events"] = []
        rows.append(row)
    return rows


def event(view: View, lesson: Lesson) -> dict[str, Any]:
    code = f"group_{lesson.group}" if lesson.group else f"course_{lesson.course}" if lesson.course else ""
    if not code:
        code = f"account_{SUB_ACCOUNTS + lesson.department if lesson.department else ROOT}"
    return {
        "id": lesson.id,
        "title": lesson.name,
        "start_at": time_text(lesson.starts_at),
        "end_at": time_text(lesson.starts_at + lesson.seconds),
        "workflow_state": "active",
        "created_at": time_text(view.school.now),
        "updated_at": time_text(lesson.changed_at or view.school.now),
        "all_day": False,
        "all_day_date": None,
        "comments": None,
        "location_address": None,
        "location_name": f"Кабинет {100 + lesson.id % 50}" if lesson.course else None,
        "type": "event",
        "description": lesson.description or None,
        "child_events_count": 0,
        "all_context_codes": code,
        "context_code": code,
        "context_name": "",
        "context_color": None,
        "parent_event_id": None,
        "hidden": False,
        "child_events": [],
        "url": f"{view.url}/api/v1/calendar_events/{lesson.id}",
        "html_url": f"{view.url}/calendar?event_id={lesson.id}&include_contexts={code}",
        "duplicates": [],
        "important_dates": False,
        "series_uuid": f"series-{lesson.series}" if lesson.series else None,
        "rrule": None,
        "blackout_date": False,
    }


def of_section(view: View, lesson: Lesson) -> dict[str, Any]:
    """A lesson with times by section: a hidden parent, and a child that counts."""
    child = event(view, lesson)
    code = f"course_section_{SECTIONS + (lesson.course or 0)}"
    child |= {"context_code": code, "effective_context_code": f"course_{lesson.course}", "all_context_codes": code}
    child["parent_event_id"] = PARENT_EVENTS + lesson.id
    parent = event(view, lesson)
    parent |= {"id": PARENT_EVENTS + lesson.id, "hidden": True, "child_events_count": 1, "child_events": [child]}
    return parent


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


def list_calendar_events(site: Site, asked: Asked) -> Any:
    if asked.request.query.get("type", "event") != "event" or asked.request.query.get("all_events") != "true":
        return Listing([], "counted")
    found: list[dict[str, Any]] = []
    # Canvas ignores further codes without an error.
    for code in asked.values_of("context_codes")[:10]:
        of_code = events(asked.view, code)
        if of_code is None or code in site.refused_calendars:
            raise NotPermitted
        found += of_code
    found.sort(key=lambda row: (row["start_at"], row["id"]))
    return Listing(found, "counted")


def show_calendar_event(site: Site, asked: Asked) -> Any:
    number = int(asked.ids["event"])
    if not asked.view.may("read_calendar"):
        raise NotPermitted
    lesson = site.school.lessons.get(number) or site.school.lessons.get(number - PARENT_EVENTS)
    if lesson is None:
        # A deleted one answers with 200 and says so.
        return {"id": number, "title": "Gone", "workflow_state": "deleted", "context_code": "", "hidden": False}
    return event(asked.view, lesson) if number == lesson.id else of_section(asked.view, lesson)


def list_conferences(site: Site, asked: Asked) -> Any:
    course = asked.course()
    if not site.conferencing:
        raise Elsewhere(f"{site.url}/courses/{course.id}")
    if "conferences" in site.disabled_pages:
        raise page_disabled()
    # Without the right only those that the caller takes part in, who takes part in none.
    listed = [
        meeting for meeting, of in site.conferences.items() if of == course.id and asked.view.may("manage_content")
    ]
    return Listing(
        [conference(asked.view, meeting, course.id) for meeting in sorted(listed, reverse=True)],
        "counted",
        "conferences",
    )


ROUTES: Routes = (
    ("calendar_events", "calendar_events", list_calendar_events),
    (r"calendar_events/(?P<event>\d+)", "calendar_event", show_calendar_event),
    (f"{COURSE}/conferences", "conferences", list_conferences),
)
