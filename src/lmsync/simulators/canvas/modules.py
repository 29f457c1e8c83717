"""Modules of a course and what stands in them."""

from collections.abc import Collection
from typing import Any

from lmsync.simulators.canvas.listing import Listing
from lmsync.simulators.canvas.protocol import not_found
from lmsync.simulators.canvas.site import COURSE, Asked, Routes, Site, needs
from lmsync.simulators.canvas.view import View
from lmsync.simulators.canvas.work import QUIZZES, is_assignment, works
from lmsync.testing.registers import Course, Work


def modules(view: View, course: Course, includes: Collection[str], embedded: int) -> list[dict[str, Any]]:
    topics: dict[str, list[Work]] = {}
    for work in works(view, course):
        topics.setdefault(work.topic, []).append(work)
    rows = []
    for position, (name, of_topic) in enumerate(topics.items(), start=1):
        number = course.id * 100 + position
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
            "items_url": f"{view.url}/api/v1/courses/{course.id}/modules/{number}/items",
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


def list_modules(site: Site, asked: Asked) -> Any:
    course = asked.course()
    needs(asked, "read_course_content")
    return Listing(modules(asked.view, course, asked.includes, site.embedded_items), "counted")


def list_module_items(site: Site, asked: Asked) -> Any:
    course = asked.course()
    listed = modules(asked.view, course, ["items"], 1 << 30)
    found = next((module["items"] for module in listed if module["id"] == int(asked.ids["module"])), None)
    if found is None:
        raise not_found()
    return Listing(found, "counted")


ROUTES: Routes = (
    (f"{COURSE}/modules", "modules", list_modules),
    (rf"{COURSE}/modules/(?P<module>\d+)/items", "module_items", list_module_items),
)
