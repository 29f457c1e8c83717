"""The contents of a course: its topics with their activities."""

from collections.abc import Mapping
from typing import Any

from lmsync.simulators.moodle.call import Call
from lmsync.simulators.moodle.protocol import MoodleError, boolean
from lmsync.testing.registers import Course, Work

CONTENT_OPTIONS = frozenset(
    {
        "excludemodules",
        "excludecontents",
        "includestealthmodules",
        "sectionid",
        "sectionnumber",
        "cmid",
        "modname",
        "modid",
    }
)

DATES: Mapping[str, tuple[str, str]] = {
    "assign": ("allowsubmissionsfromdate", "duedate"),
    "quiz": ("timeopen", "timeclose"),
    "choice": ("timeopen", "timeclose"),
    "feedback": ("timeopen", "timeclose"),
    "lesson": ("available", "deadline"),
    "forum": ("", "duedate"),
}


def get_contents(call: Call) -> Any:
    course = call.course()
    options = call.options()
    if options.keys() - CONTENT_OPTIONS:
        raise MoodleError("moodle_exception", "errorinvalidparam", 'The param "options" is invalid.')
    topics: dict[str, list[dict[str, Any]]] = {"Общее": []}
    for number in course.work:
        work = call.school.work[number]
        if not is_shown(call, work):
            continue
        topics.setdefault(work.topic, []).append(_module(call, course, work))
    without = boolean(options.get("excludemodules", "0"))
    return [
        {
            "id": course.id * 100 + position,
            "name": call.text(name),
            "visible": 1,
            "summary": "",
            "summaryformat": 1,
            "section": position,
            "hiddenbynumsections": 0,
            "uservisible": True,
            "modules": [] if without else modules,
        }
        for position, (name, modules) in enumerate(topics.items())
    ]


def is_shown(call: Call, work: Work) -> bool:
    seen = work.kind not in {"assign", "quiz", "feedback", "workshop"} or call.may(f"mod/{work.kind}:view")
    return seen and (work.visible or call.may("moodle/course:viewhiddenactivities"))


def _module(call: Call, course: Course, work: Work) -> dict[str, Any]:
    opens, due = DATES.get(work.kind, ("", ""))
    dates = []
    if opens and work.opens_at:
        dates.append({"label": "Открыто с:", "timestamp": work.opens_at, "dataid": opens})
    if due and work.due_at:
        dates.append({"label": "Срок:", "timestamp": work.due_at, "dataid": due})
    url = {} if work.kind == "label" else {"url": f"{call.site_url}/mod/{work.kind}/view.php?id={work.id}"}
    name = call.text(work.name)
    return {
        "id": work.id,
        **url,
        "name": name,
        "instance": work.number,
        "contextid": work.id + 1000,
        **({"description": f"<p>{name}</p>"} if work.kind == "label" else {}),
        "visible": int(work.visible),
        "uservisible": True,
        "visibleoncoursepage": 1,
        "modicon": f"{call.site_url}/theme/image.php/boost/{work.kind}/1795348842/monologo?filtericon=1",
        "modname": work.kind,
        "purpose": "content",
        "branded": False,
        "modplural": work.kind.capitalize(),
        "availability": None,
        "indent": 0,
        "onclick": "",
        "afterlink": None,
        "customdata": '""',
        "noviewlink": work.kind == "label",
        "completion": 0,
        "downloadcontent": 1,
        "dates": dates,
        "groupmode": 1 if course.separate_groups else 0,
    }
