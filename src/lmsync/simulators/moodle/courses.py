"""Categories and courses."""

from typing import Any

from lmsync.simulators.moodle.call import FRONT_PAGE, Call
from lmsync.simulators.moodle.protocol import MoodleError, integer, invalid_parameter, listed, no_course_context
from lmsync.testing.registers import Course, Department
from lmsync.testing.school import School


def get_categories(call: Call) -> Any:
    wanted: dict[str, str] = {}
    for criterion in listed(call.arguments.get("criteria")):
        if not isinstance(criterion, dict) or criterion.get("key") not in {"id", "ids", "name", "parent", "idnumber"}:
            raise invalid_parameter()
        wanted[str(criterion["key"])] = str(criterion.get("value", ""))
    found: list[dict[str, Any]] = []
    if call.unfinished:
        # Not an error: the account sees nothing.
        return found
    for department in sorted(call.school.departments.values(), key=lambda department: path_of(call.school, department)):
        if department.hidden and not call.may("moodle/category:viewhiddencategories"):
            continue
        if "id" in wanted and str(department.id) != wanted["id"]:
            continue
        if "parent" in wanted and str(department.parent or 0) != wanted["parent"]:
            continue
        found.append(_category(call, department))
    return found


def path_of(school: School, department: Department) -> str:
    above = f"{path_of(school, school.departments[department.parent])}" if department.parent else ""
    return f"{above}/{department.id}"


def _category(call: Call, department: Department) -> dict[str, Any]:
    path = path_of(call.school, department)
    row: dict[str, Any] = {"id": department.id, "name": call.text(department.name)}
    if call.may("moodle/category:manage"):
        row["idnumber"] = department.sis_id or None
    row |= {
        "description": "",
        "descriptionformat": 1,
        "parent": department.parent or 0,
        "sortorder": department.id * 10_000,
        "coursecount": sum(course.department == department.id for course in call.school.courses.values()),
    }
    if call.may("moodle/category:manage"):
        row |= {"visible": int(not department.hidden), "visibleold": 1, "timemodified": call.school.now}
    row |= {"depth": path.count("/"), "path": path}
    if call.may("moodle/category:manage"):
        row["theme"] = ""
    return row


def get_courses_by_field(call: Call) -> Any:
    name, value = str(call.arguments.get("field", "")), str(call.arguments.get("value", ""))
    courses = call.school.courses
    front: list[dict[str, Any]] = []
    if name == "":
        found = [
            _front_page(call),
            *(_public_course(call, course) for course in courses.values() if _is_listed(call, course)),
        ]
        return {"courses": found, "warnings": []}
    if name in {"id", "ids"}:
        numbers = [integer(part) for part in value.split(",")]
        if name == "ids" and any(number not in courses and number != FRONT_PAGE for number in numbers):
            raise MoodleError("Error", None, 'Attempt to assign property "contextvalidated" on null')
        wanted = [courses[number] for number in numbers if number in courses]
        if FRONT_PAGE in numbers:
            front = [_front_page(call)]
    elif name == "shortname":
        wanted = [course for course in courses.values() if course.code == value]
    elif name == "idnumber":
        wanted = [course for course in courses.values() if course.sis_id == value]
    elif name == "category":
        wanted = [course for course in courses.values() if course.department == integer(value)]
    else:
        raise invalid_parameter()
    rows = [_public_course(call, course) for course in wanted if _is_listed(call, course)]
    return {"courses": [*front, *rows], "warnings": []}


def _is_listed(call: Call, course: Course) -> bool:
    return course.visible or call.may("moodle/course:viewhiddencourses")


def _public_course(call: Call, course: Course) -> dict[str, Any]:
    name = call.text(course.name)
    department = call.school.departments[course.department]
    row: dict[str, Any] = {
        "id": course.id,
        "fullname": name,
        "displayname": name,
        "shortname": course.code,
        "courseimage": f"{call.site_url}/pluginfile.php/{course.id + 40}/course/generated/course.svg",
        "categoryid": course.department,
        "categoryname": call.text(department.name),
        "sortorder": course.id * 10_000 + 1,
        "summary": "",
        "summaryformat": 1,
        "summaryfiles": [],
        "overviewfiles": [],
        "showactivitydates": True,
        "showcompletionconditions": True,
        "contacts": [],
        "enrollmentmethods": ["manual"],
        "customfields": [],
    }
    if not call.may_enter(course):
        return row
    row |= {
        "showgrades": 1,
        "format": "topics",
        "newsitems": 0,
        "startdate": course.starts_at,
        "enddate": course.ends_at,
        "maxbytes": 0,
        "showreports": 0,
        "visible": int(course.visible),
        "groupmode": 1 if course.separate_groups else 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "enablecompletion": 1,
        "completionnotify": 0,
        "lang": "",
        "theme": "",
        "marker": 0,
        "legacyfiles": 0,
        "calendartype": "",
    }
    if call.may("moodle/course:update"):
        row["idnumber"] = course.sis_id
        row |= {
            "timecreated": call.school.now,
            "timemodified": course.changed_at,
            "requested": 0,
            "cacherev": course.changed_at,
        }
    row["filters"] = []
    row["courseformatoptions"] = [{"name": "hiddensections", "value": 1}, {"name": "coursedisplay", "value": 0}]
    return row


def _front_page(call: Call) -> dict[str, Any]:
    name = call.text(call.school.name)
    row: dict[str, Any] = {
        "id": FRONT_PAGE,
        "fullname": name,
        "displayname": name,
        "shortname": "Школа",
        "courseimage": f"{call.site_url}/pluginfile.php/2/course/generated/course.svg",
        "categoryid": 0,
        "categoryname": "",
        "sortorder": 1,
        "summary": "",
        "summaryformat": 0,
        "summaryfiles": [],
        "overviewfiles": [],
        "showactivitydates": False,
        "showcompletionconditions": None,
        "contacts": [],
        "enrollmentmethods": [],
        "customfields": [],
    }
    if not call.unfinished:
        row |= {"format": "site", "startdate": 0, "enddate": 0, "visible": 1, "groupmode": 0}
    return row


def get_courses(call: Call) -> Any:
    """All or nothing: one course that the account may not enter fails the whole list."""
    options = call.arguments.get("options") or {}
    if not isinstance(options, dict) or options.keys() - {"ids"}:
        raise invalid_parameter()
    wanted = [integer(number) for number in listed(options.get("ids"))]
    if call.unfinished:
        raise no_course_context(FRONT_PAGE, call.why_not())
    rows = [] if wanted and FRONT_PAGE not in wanted else [_listed_front_page(call)]
    for course in call.school.courses.values():
        if wanted and course.id not in wanted:
            continue
        call.enter(course)
        name = call.text(course.name)
        row: dict[str, Any] = {
            "id": course.id,
            "shortname": course.code,
            "categoryid": course.department,
            "categorysortorder": course.id * 10_000 + 1,
            "fullname": name,
            "displayname": name,
            "idnumber": course.sis_id,
            "summary": "",
            "summaryformat": 1,
            "format": "topics",
            "showgrades": 1,
            "newsitems": 0,
            "startdate": course.starts_at,
            "enddate": course.ends_at,
            "numsections": 4,
            "maxbytes": 0,
            "showreports": 0,
            "visible": int(course.visible),
            "groupmode": 1 if course.separate_groups else 0,
            "groupmodeforce": 0,
            "defaultgroupingid": 0,
            "timecreated": call.school.now,
            "timemodified": course.changed_at,
            "enablecompletion": 1,
            "completionnotify": 0,
            "lang": "",
            "forcetheme": "",
            "courseformatoptions": [{"name": "hiddensections", "value": 1}],
            "showactivitydates": True,
            "showcompletionconditions": True,
        }
        rows.append(row)
    return rows


def _listed_front_page(call: Call) -> dict[str, Any]:
    name = call.text(call.school.name)
    return {
        "id": FRONT_PAGE,
        "shortname": "Школа",
        "categoryid": 0,
        "categorysortorder": 1,
        "fullname": name,
        "displayname": name,
        "idnumber": "",
        "summary": "",
        "summaryformat": 0,
        "format": "site",
        "showgrades": 1,
        "newsitems": 3,
        "startdate": 0,
        "enddate": 0,
        "numsections": 1,
        "maxbytes": 0,
        "showreports": 0,
        "visible": 1,
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "timecreated": call.school.now,
        "timemodified": call.school.now,
        "enablecompletion": 0,
        "completionnotify": 0,
        "lang": "",
        "forcetheme": "",
        "courseformatoptions": [{"name": "numsections", "value": 1}],
        "showactivitydates": False,
        "showcompletionconditions": None,
    }
