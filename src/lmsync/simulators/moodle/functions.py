"""The functions of the simulated Moodle, each answering as the recorded one does."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import md5
from typing import Any

from msgspec import Struct

from lmsync.simulators.moodle.protocol import (
    MoodleError,
    access_denied,
    boolean,
    coding_error,
    formatted,
    has_tag,
    integer,
    invalid_parameter,
    invalid_response,
    listed,
    no_course_context,
    no_permission,
    no_record,
)
from lmsync.testing.school import Course, Department, Group, Lesson, Person, School, Work

RELEASES: Mapping[str, tuple[str, str]] = {
    "4.4": ("4.4 (Build: 20240422)", "2024042200"),
    "5.0": ("5.0.6+ (Build: 20260403)", "2025041406.11"),
}
"""The versions that can be simulated: their release and the number of their build."""
SERVICE_USER = 2
FRONT_PAGE = 1
ROLES: Mapping[str, tuple[int, str]] = {
    "teacher": (3, "editingteacher"),
    "assistant": (4, "teacher"),
    "student": (5, "student"),
    "observer": (9, "parent"),
}
"""The school's words → Moodle's number and short name of the role."""

CAPABILITIES = frozenset(
    {
        "webservice/rest:use",
        "moodle/course:view",
        "moodle/course:viewhiddencourses",
        "moodle/course:viewhiddenactivities",
        "moodle/course:viewparticipants",
        "moodle/course:viewsuspendedusers",
        "moodle/course:enrolreview",
        "moodle/role:review",
        "moodle/site:accessallgroups",
        "moodle/course:managegroups",
        "moodle/course:update",
        "moodle/site:viewfullnames",
        "moodle/user:viewdetails",
        "moodle/user:viewalldetails",
        "moodle/site:viewuseridentity",
        "moodle/category:viewhiddencategories",
        "moodle/category:manage",
        "moodle/calendar:manageentries",
        "mod/lesson:manage",
        "mod/assign:view",
        "mod/quiz:view",
        "mod/feedback:view",
        "mod/workshop:view",
        "mod/forum:viewdiscussion",
    }
)
"""What the service account may do until a test withdraws some of it."""

UNFINISHED: Mapping[str, tuple[str, str]] = {
    "no_email": ("usernotfullysetup", "User not fully set-up"),
    "required_field": ("usernotfullysetup", "User not fully set-up"),
    "forced_password": (
        "nopasswordchangeforced",
        "You cannot proceed without changing your password, however there is no available page for changing it. Please "
        "contact your Moodle Administrator.",
    ),
    "site_policy": (
        "sitepolicynotagreed",
        'Site policy not agreed: <a href="http://moodle.test/user/policy.php">Click here to open the site policy.</a>',
    ),
}
"""What the service account may have to do first, and how Moodle says so where it says so at all."""

USER_FIELDS = frozenset(
    "id username fullname firstname lastname email address phone1 phone2 department institution interests firstaccess "
    "lastaccess lastcourseaccess description descriptionformat city country profileimageurlsmall profileimageurl "
    "customfields groups roles preferences enrolledcourses suspended idnumber lang timezone auth confirmed theme "
    "mailformat".split()
)


class Call(Struct):
    """One call as it reaches a function."""

    school: School
    site_url: str
    capabilities: Collection[str]
    functions: Sequence[str]
    raw: bool
    arguments: Mapping[str, Any]
    version: str = "4.4"
    unfinished: str = ""
    """What the service account has to do first, a word of `UNFINISHED`: most functions then answer less or nothing."""

    def may(self, capability: str) -> bool:
        return capability in self.capabilities

    def text(self, stored: str) -> str:
        """A name: as stored, or as Moodle formats it."""
        return stored if self.raw else formatted(stored)

    def course(self) -> Course:
        """The course of the call, if the account may enter it."""
        number = integer(self.arguments["courseid"])
        course = self.school.courses.get(number)
        if course is None:
            raise no_record("course")
        self.enter(course)
        return course

    def enter(self, course: Course) -> None:
        if not self.may_enter(course):
            raise no_course_context(course.id, self.why_not())

    def may_enter(self, course: Course) -> bool:
        return not self.unfinished and self.may_view(course)

    def may_view(self, course: Course) -> bool:
        return self.may("moodle/course:view") and (course.visible or self.may("moodle/course:viewhiddencourses"))

    def why_not(self) -> str:
        return UNFINISHED[self.unfinished][1] if self.unfinished else "Course or activity not accessible."

    def be_finished(self) -> None:
        """Raises for an account that has something to do first, with the true code."""
        if self.unfinished:
            raise MoodleError("moodle_exception", *UNFINISHED[self.unfinished])

    def sees(self, person: int) -> bool:
        """Without `viewdetails` only the contacts of courses are seen, who are public, and the account itself."""
        if self.may("moodle/user:viewdetails") or person == SERVICE_USER:
            return True
        places = (course.people.get(person) for course in self.school.courses.values())
        return any(place is not None and "teacher" in place.roles for place in places)

    def options(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for option in listed(self.arguments.get("options")):
            if not isinstance(option, dict) or not {"name", "value"} <= option.keys():
                raise invalid_parameter()
            found[str(option["name"])] = str(option["value"])
        return found


Function = Callable[[Call], Any]


def site_info(call: Call) -> Any:
    release, version = RELEASES[call.version]
    return {
        "sitename": call.text(call.school.name),
        "username": "lmsync",
        "firstname": "LMSync",
        "lastname": "Integration",
        "fullname": "LMSync Integration",
        "lang": "ru",
        "userid": SERVICE_USER,
        "siteurl": call.site_url,
        "userpictureurl": f"{call.site_url}/theme/image.php/boost/core/1795348842/u/f1",
        "functions": [{"name": name, "version": version} for name in call.functions],
        "downloadfiles": 0,
        "uploadfiles": 0,
        "release": release,
        "version": version,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": "enablecompletion", "value": 1}],
        "usercanmanageownfiles": True,
        "userquota": 104857600,
        "usermaxuploadfilesize": 67108864,
        "userhomepage": 1,
        "userprivateaccesskey": "",
        "siteid": FRONT_PAGE,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": False,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    }


# Categories and courses


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
    for department in sorted(call.school.departments.values(), key=lambda one: path_of(call.school, one)):
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
    every = call.school.courses
    front: list[dict[str, Any]] = []
    if name == "":
        found = [_front_page(call), *(_public_course(call, one) for one in every.values() if _is_listed(call, one))]
        return {"courses": found, "warnings": []}
    if name in {"id", "ids"}:
        numbers = [integer(part) for part in value.split(",")]
        if name == "ids" and any(number not in every and number != FRONT_PAGE for number in numbers):
            raise MoodleError("Error", None, 'Attempt to assign property "contextvalidated" on null')
        wanted = [every[number] for number in numbers if number in every]
        if FRONT_PAGE in numbers:
            front = [_front_page(call)]
    elif name == "shortname":
        wanted = [one for one in every.values() if one.code == value]
    elif name == "idnumber":
        wanted = [one for one in every.values() if one.sis_id == value]
    elif name == "category":
        wanted = [one for one in every.values() if one.department == integer(value)]
    else:
        raise invalid_parameter()
    rows = [_public_course(call, one) for one in wanted if _is_listed(call, one)]
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
    wanted = [integer(one) for one in listed(options.get("ids"))]
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
        if not _is_shown(call, work):
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


def _is_shown(call: Call, work: Work) -> bool:
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


# People


def _fullname(person: Person) -> str:
    return f"{person.given} {person.family}"


def _roles(roles: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"roleid": ROLES[role][0], "name": "", "shortname": ROLES[role][1], "sortorder": 0}
        for role in sorted(roles, key=lambda one: ROLES[one][0])
    ]


def get_enrolled_users(call: Call) -> Any:
    course = call.course()
    options = call.options()
    only_active = boolean(options.get("onlyactive", "0"))
    only_suspended = boolean(options.get("onlysuspended", "0"))
    if only_active and only_suspended:
        raise coding_error("Both onlyactive and onlysuspended are set, this is probably not what you want!")
    if options.get("withcapability") and not call.may("moodle/role:review"):
        raise no_permission("Review permissions for others")
    if (only_active or only_suspended) and not call.may("moodle/course:enrolreview"):
        raise no_permission("Review course enrolments")
    if not call.may("moodle/course:viewparticipants"):
        raise no_permission("View participants")
    if integer(options.get("groupid", "0")) and not call.may("moodle/site:accessallgroups"):
        raise no_permission("Access all groups")
    wanted = [part for part in options.get("userfields", "").split(",") if part]
    for name in wanted:
        if name not in USER_FIELDS:
            raise MoodleError("moodle_exception", "invaliduserfield", f"Invalid user field: {name}")
    people = []
    for number, place in course.people.items():
        person = call.school.people.get(number)
        if person is None or not call.sees(number):
            continue
        if (only_active and not place.active) or (only_suspended and place.active):
            continue
        if options.get("withcapability") and not {"teacher", "assistant"} & set(place.roles):
            continue
        people.append((person, place.roles))
    if course.separate_groups and not call.may("moodle/site:accessallgroups"):
        # Not an error: the account is in no group, so it sees nobody.
        people = []
    if integer(options.get("groupid", "0")):
        group = call.school.groups.get(integer(options["groupid"]))
        if group is None:
            raise no_record("groups")
        members = set(group.members)
        people = [one for one in people if one[0].id in members]
    people.sort(key=lambda one: one[0].id)
    start, count = integer(options.get("limitfrom", "0")), integer(options.get("limitnumber", "0"))
    people = people[start : start + count] if count else people[start:]
    return [_participant(call, course, person, roles, wanted) for person, roles in people]


def _participant(
    call: Call, course: Course, person: Person, roles: Sequence[str], wanted: Sequence[str]
) -> dict[str, Any]:
    full: dict[str, Any] = {"id": person.id}
    details = call.may("moodle/user:viewalldetails")
    if details:
        full["username"] = person.username
    if call.may("moodle/site:viewfullnames"):
        full |= {"firstname": person.given, "lastname": person.family}
    full["fullname"] = _fullname(person)
    if call.may("moodle/site:viewuseridentity"):
        full["email"] = person.email
    if details and person.sis_id:
        full["idnumber"] = person.sis_id
    full |= {"firstaccess": call.school.now, "lastaccess": call.school.now, "lastcourseaccess": 0}
    full |= {"description": "", "descriptionformat": 1, "country": "RU"}
    picture = f"{call.site_url}/theme/image.php/boost/core/1795348842/u/f"
    full |= {"profileimageurlsmall": f"{picture}2", "profileimageurl": f"{picture}1"}
    full["groups"] = [
        {"id": group.id, "name": call.text(group.name), "description": "", "descriptionformat": 1}
        for group in (call.school.groups[number] for number in course.groups)
        if person.id in group.members
    ]
    full["roles"] = _roles(roles)
    full["enrolledcourses"] = [
        {"id": one.id, "fullname": call.text(one.name), "shortname": one.code}
        for one in ([course] if "enrolledcourses" in wanted or not wanted else [])
    ]
    if not wanted:
        return full
    return {name: value for name, value in full.items() if name in wanted or name in {"id", "fullname"}}


def get_gradable_users(call: Call) -> Any:
    call.be_finished()
    course = call.course()
    if not call.may("moodle/course:viewparticipants"):
        raise no_permission("View participants")
    only_active = boolean(call.arguments.get("onlyactive", "0"))
    hides = only_active or not call.may("moodle/course:viewsuspendedusers")
    group = integer(call.arguments.get("groupid", "0"))
    members = set(call.school.groups[group].members) if group else None
    people = [
        call.school.people[number]
        for number, place in sorted(course.people.items())
        if "student" in place.roles and number in call.school.people and (place.active or not hides)
    ]
    users = [_profile(call, one, gradable=True) for one in people if members is None or one.id in members]
    return {"users": users, "warnings": []}


def _profile(call: Call, person: Person, *, gradable: bool) -> dict[str, Any]:
    """A full profile. The gradable ones come whatever the account may see of people."""
    details = gradable or call.may("moodle/user:viewalldetails")
    row: dict[str, Any] = {"id": person.id}
    if details:
        row["username"] = person.username
    if gradable or call.may("moodle/site:viewfullnames"):
        row |= {"firstname": person.given, "lastname": person.family}
    row["fullname"] = _fullname(person)
    if gradable or call.may("moodle/site:viewuseridentity"):
        row["email"] = person.email
    if gradable:
        row |= {"address": "", "phone1": "", "phone2": ""}
    if details and person.sis_id:
        row["idnumber"] = person.sis_id
    row |= {"firstaccess": call.school.now, "lastaccess": call.school.now}
    if details:
        row |= {"auth": "manual", "suspended": person.suspended, "confirmed": True, "lang": "ru"}
    if gradable:
        row["calendartype"] = "gregorian"
    row |= {"theme": "", "timezone": "99", "mailformat": 1, "trackforums": 0}
    picture = f"{call.site_url}/theme/image.php/boost/core/1795348842/u/f"
    row["country"] = "RU"
    if person.id not in call.school.deleted_people:
        row |= {"description": "", "descriptionformat": 1}
    row |= {"profileimageurlsmall": f"{picture}2", "profileimageurl": f"{picture}1"}
    return row


def get_users_by_field(call: Call) -> Any:
    name = str(call.arguments["field"])
    attributes = {"id": "id", "idnumber": "sis_id", "username": "username", "email": "email"}
    if name not in attributes:
        raise coding_error("invalid field parameter")
    values = [str(value) for value in listed(call.arguments["values"])]
    call.be_finished()
    if name == "id":
        # Accounts that were deleted are answered like any other.
        accounts = {SERVICE_USER: SERVICE_ACCOUNT, **call.school.people, **_deleted(call.school)}
        found = [accounts[number] for number in map(integer, values) if number in accounts]
    else:
        wanted = {value for value in values if value}
        found = [one for one in call.school.people.values() if str(getattr(one, attributes[name])) in wanted]
    return [_profile(call, one, gradable=False) for one in found if call.sees(one.id)]


SERVICE_ACCOUNT = Person(SERVICE_USER, "LMSync", "Integration", "lmsync", "lmsync@school.example", "")


def _deleted(school: School) -> dict[int, Person]:
    """Moodle keeps the row of a deleted account, under a login that says when, with a digest in place of the address."""
    return {
        number: Person(
            number,
            one.given,
            one.family,
            f"{one.email or f'{one.username}.{number}@unknownemail.invalid'}.{one.changed_at}",
            md5(one.username.encode(), usedforsecurity=False).hexdigest(),
            "",
        )
        for number, one in school.deleted_people.items()
    }


def get_users(call: Call) -> Any:
    """Unknown criteria only add a warning, and everybody comes."""
    call.be_finished()
    people = [one for one in call.school.people.values() if call.sees(one.id)]
    warnings = []
    criteria = listed(call.arguments["criteria"])
    for criterion in criteria:
        key, value = str(criterion["key"]), str(criterion["value"])
        if key in {"firstname", "lastname", "email"}:
            attribute = {"firstname": "given", "lastname": "family", "email": "email"}[key]
            start = value.rstrip("%").lower()
            people = [one for one in people if str(getattr(one, attribute)).lower().startswith(start)]
        elif key in {"id", "username", "idnumber"}:
            attribute = "sis_id" if key == "idnumber" else key
            people = [one for one in people if str(getattr(one, attribute)) == value]
        else:
            warnings.append(
                {
                    "item": key,
                    "warningcode": "invalidfieldparameter",
                    "message": f"The search key '{key}' is not supported, look at the web service documentation",
                }
            )
    return {"users": [_profile(call, one, gradable=False) for one in people], "warnings": warnings}


# Groups


def get_course_groups(call: Call) -> Any:
    if integer(call.arguments["courseid"]) not in call.school.courses:
        # Groups say it differently from the other functions.
        raise no_course_context(integer(call.arguments["courseid"]), "Invalid parameter value detected")
    course = call.course()
    if not call.may("moodle/course:managegroups"):
        raise no_permission("Manage groups")
    groups = [call.school.groups[number] for number in course.groups]
    if call.raw and any(has_tag(group.name) for group in groups):
        # The stored name does not pass Moodle's own check of its answer.
        raise invalid_response()
    return [_group(call, group) for group in groups]


def _group(call: Call, group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "courseid": group.course,
        "name": call.text(group.name),
        "description": "",
        "descriptionformat": 1,
        "enrolmentkey": None,
        "idnumber": group.sis_id,
        "visibility": 0,
        "participation": True,
    }


def get_group_members(call: Call) -> Any:
    found = []
    for value in listed(call.arguments["groupids"]):
        group = call.school.groups.get(integer(value))
        if group is None:
            raise no_record("groups")
        call.enter(call.school.courses[group.course])
        if not call.may("moodle/course:managegroups"):
            raise no_permission("Manage groups")
        found.append({"groupid": group.id, "userids": list(group.members)})
    return found


# The calendar


def get_calendar_events(call: Call) -> Any:
    events, options = call.arguments.get("events") or {}, call.arguments.get("options") or {}
    if not isinstance(events, dict) or not isinstance(options, dict):
        raise invalid_parameter()
    known = {"eventids", "courseids", "groupids", "categoryids"}
    if events.keys() - known or options.keys() - {"userevents", "siteevents", "timestart", "timeend", "ignorehidden"}:
        raise invalid_parameter()
    courses = {integer(one) for one in listed(events.get("courseids"))}
    groups = {integer(one) for one in listed(events.get("groupids"))}
    for one in listed(events.get("categoryids")):
        integer(one)
    by_number = {integer(one) for one in listed(events.get("eventids"))}
    user_events = boolean(options.get("userevents", "1"))
    site_events = boolean(options.get("siteevents", "1"))
    ignore_hidden = boolean(options.get("ignorehidden", "1"))
    start, end = integer(options.get("timestart", "0")), integer(options.get("timeend", "0"))
    warnings: list[dict[str, Any]] = []
    manages = call.may("moodle/calendar:manageentries")
    if not manages:
        for number in sorted(courses):
            course = call.school.courses.get(number)
            if course is None or not call.may_enter(course):
                courses.discard(number)
                message = f"No access rights in course context {call.why_not()}"
                warnings.append(
                    {"item": "course", "itemid": number, "warningcode": "nopermissions", "message": message}
                )
        # By its number alone; what it is the number of has to be known.
        warnings += [_calendar_warning(number, "access this group") for number in sorted(groups)]
    # Whoever may manage all entries is not asked about courses, and one that is not there is not mentioned.
    courses &= call.school.courses.keys()
    if not call.may("moodle/site:accessallgroups"):
        groups = set()
    categories = {
        int(number)
        for course in courses
        for number in path_of(call.school, call.school.departments[call.school.courses[course].department]).split("/")
        if number
    }
    found = []
    for lesson in call.school.lessons.values():
        if lesson.id in by_number:
            wanted = True
        elif lesson.course is None and lesson.department is None:
            wanted = site_events
        elif lesson.department is not None:
            # They come with courses in them or below them, and not by their own numbers.
            wanted = lesson.department in categories
        elif lesson.group is not None:
            # Dropped without a word unless personal events are asked for and a course is named.
            wanted = lesson.group in groups and user_events and bool(courses) and lesson.course in courses
        else:
            wanted = lesson.course in courses
        if not wanted or (ignore_hidden and not lesson.visible):
            continue
        if lesson.starts_at < start or (end and lesson.starts_at > end):
            continue
        if not manages and (lesson.course or lesson.department):
            if lesson.group is None or lesson.id in by_number:
                warnings.append(_calendar_warning(lesson.id, "view this event"))
            continue
        found.append(_event(lesson))
    for number in sorted(courses):
        # Those of a course that cannot be entered are left out without a word.
        if call.may_view(call.school.courses[number]):
            found += _echoes(call, call.school.courses[number])
    found.sort(key=lambda event: (event["timestart"], event["id"]))
    return {"events": found, "warnings": warnings}


def _calendar_warning(number: int, what: str) -> dict[str, Any]:
    message = f"you do not have permissions to {what}"
    return {"item": str(number), "warningcode": "nopermissions", "message": message}


def _event(lesson: Lesson) -> dict[str, Any]:
    kind = "group" if lesson.group else "course" if lesson.course else "category" if lesson.department else "site"
    return {
        "id": lesson.id,
        "name": lesson.name,
        "description": lesson.description,
        "format": 1,
        "courseid": lesson.course or (0 if lesson.department else FRONT_PAGE),
        "categoryid": lesson.department,
        "groupid": lesson.group,
        "userid": SERVICE_USER,
        "repeatid": lesson.series,
        "modulename": None,
        "instance": None,
        "eventtype": kind,
        "timestart": lesson.starts_at,
        "timeduration": lesson.seconds,
        "visible": int(lesson.visible),
        "sequence": 1,
        "timemodified": lesson.changed_at,
        "subscriptionid": None,
    }


def _echoes(call: Call, course: Course) -> list[dict[str, Any]]:
    """Moodle's calendar repeats the dates of activities."""
    found = []
    for number in course.work:
        work = call.school.work[number]
        if not work.due_at or work.kind not in DATES or not _is_shown(call, work):
            continue
        event = _event(Lesson(1_000_000 + work.id, f"{work.name}: срок", work.due_at, 0, course=course.id))
        kind = "due" if work.kind in {"assign", "forum"} else "close"
        found.append(event | {"modulename": work.kind, "instance": work.number, "eventtype": kind})
    return found


# Activities


def _of_courses(call: Call, kind: str) -> tuple[list[Work], list[dict[str, Any]]]:
    """What is hidden from the account is left out; of assignments alone Moodle says so."""
    found, warnings = [], []
    for value in listed(call.arguments.get("courseids")):
        course = call.school.courses.get(integer(value))
        if course is None or not call.may_enter(course):
            why = ""
            if kind == "assign":
                no_course = "Can't find data record in database table course."
                why = f" {no_course if course is None else call.why_not()}"
            warnings.append(_warning("course", integer(value), f"No access rights in course context{why}"))
            continue
        for work in (call.school.work[number] for number in course.work):
            if work.kind != kind:
                continue
            if _is_shown(call, work) and (kind != "forum" or call.may("mod/forum:viewdiscussion")):
                found.append(work)
            elif kind == "assign":
                warnings.append(_warning("module", work.id, "No access rights in module context"))
    return found, warnings


def _warning(item: str, number: int, message: str) -> dict[str, Any]:
    return {"item": item, "itemid": number, "warningcode": "1", "message": message}


def get_assignments(call: Call) -> Any:
    """Without `includenotenrolledcourses` there is nothing for an account that is enrolled nowhere."""
    if not boolean(call.arguments.get("includenotenrolledcourses", "0")):
        return {"courses": [], "warnings": []}
    works, warnings = _of_courses(call, "assign")
    rows = []
    for value in listed(call.arguments.get("courseids")):
        course = call.school.courses.get(integer(value))
        if course is None or not call.may_enter(course):
            continue
        rows.append(
            {
                "id": course.id,
                "fullname": call.text(course.name),
                "shortname": course.code,
                "timemodified": course.changed_at,
                "assignments": [_assignment(call, work) for work in works if work.course == course.id],
            }
        )
    return {"courses": rows, "warnings": warnings}


def _assignment(call: Call, work: Work) -> dict[str, Any]:
    return {
        "id": work.number,
        "cmid": work.id,
        "course": work.course,
        "name": call.text(work.name),
        "nosubmissions": 0,
        "submissiondrafts": 1,
        "sendnotifications": 0,
        "sendlatenotifications": 0,
        "sendstudentnotifications": 1,
        "duedate": work.due_at,
        "allowsubmissionsfromdate": work.opens_at,
        "grade": int(work.points),
        "timemodified": work.changed_at,
        "completionsubmit": 0,
        "cutoffdate": work.closes_at,
        "gradingduedate": 0,
        "teamsubmission": 0,
        "requireallteammemberssubmit": 0,
        "teamsubmissiongroupingid": 0,
        "blindmarking": 0,
        "hidegrader": 0,
        "revealidentities": 0,
        "attemptreopenmethod": "none",
        "maxattempts": -1,
        "markingworkflow": 0,
        "markingallocation": 0,
        "markinganonymous": 0,
        "requiresubmissionstatement": 0,
        "preventsubmissionnotingroup": 0,
        "configs": [{"plugin": "onlinetext", "subtype": "assignsubmission", "name": "enabled", "value": "1"}],
        "intro": "",
        "introformat": 1,
        "introfiles": [],
        "introattachments": [],
        "timelimit": 0,
        "submissionattachments": 0,
    }


def _activities(kind: str, key: str | None) -> Function:
    def answer(call: Call) -> Any:
        works, warnings = _of_courses(call, kind)
        rows = [_activity(call, work) for work in works]
        return rows if key is None else {key: rows, "warnings": warnings}

    return answer


def _activity(call: Call, work: Work) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": work.number,
        ("cmid" if work.kind == "forum" else "coursemodule"): work.id,
        "course": work.course,
        "name": call.text(work.name),
        "intro": "",
        "introformat": 1,
        "introfiles": [],
        "lang": "",
    }
    if work.kind == "quiz":
        row |= {"section": 1, "visible": work.visible, "groupmode": 0, "groupingid": 0}
        row |= {"timeopen": work.opens_at, "timeclose": work.due_at, "timelimit": work.minutes * 60}
        row |= {"grade": work.points, "sumgrades": 10, "attempts": 0}
    elif work.kind == "lesson":
        row |= {"practice": False, "grade": int(work.points), "timelimit": 0}
        if call.may("mod/lesson:manage"):
            row |= {"available": work.opens_at, "deadline": work.due_at, "timemodified": work.changed_at}
    elif work.kind == "forum":
        row |= {"type": "general", "duedate": work.due_at, "cutoffdate": 0, "timemodified": work.changed_at}
    return row


class Described(Struct, frozen=True):
    """A function with the parameters that it knows."""

    answer: Function
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    empty: str = "[]"
    """What it answers when there is nothing."""


def _described(answer: Function, required: str = "", optional: str = "", empty: Any = ()) -> Described:
    told = json.dumps(list(empty) if isinstance(empty, tuple) else empty)
    return Described(answer, frozenset(required.split()), frozenset(optional.split()), told)


BATCH = "tool_mobile_call_external_functions"
FUNCTIONS: Mapping[str, Described] = {
    "core_webservice_get_site_info": _described(site_info, "", "serviceshortnames"),
    "core_course_get_categories": _described(get_categories, "", "criteria addsubcategories"),
    "core_course_get_courses": _described(get_courses, "", "options"),
    "core_course_get_courses_by_field": _described(
        get_courses_by_field, "", "field value", {"courses": [], "warnings": []}
    ),
    "core_course_get_contents": _described(get_contents, "courseid", "options"),
    "core_enrol_get_enrolled_users": _described(get_enrolled_users, "courseid", "options"),
    "core_grades_get_gradable_users": _described(
        get_gradable_users, "courseid", "groupid onlyactive", {"users": [], "warnings": []}
    ),
    "core_user_get_users_by_field": _described(get_users_by_field, "field values"),
    "core_user_get_users": _described(get_users, "criteria", "", {"users": [], "warnings": []}),
    "core_group_get_course_groups": _described(get_course_groups, "courseid"),
    "core_group_get_group_members": _described(get_group_members, "groupids"),
    "core_calendar_get_calendar_events": _described(
        get_calendar_events, "", "events options", {"events": [], "warnings": []}
    ),
    "mod_assign_get_assignments": _described(
        get_assignments, "", "courseids capabilities includenotenrolledcourses", {"courses": [], "warnings": []}
    ),
    "mod_forum_get_forums_by_courses": _described(_activities("forum", None), "", "courseids"),
    **{
        f"mod_{kind}_get_{key}_by_courses": _described(
            _activities(kind, key), "", "courseids", {key: [], "warnings": []}
        )
        for kind, key in (
            ("quiz", "quizzes"),
            ("lesson", "lessons"),
            ("choice", "choices"),
            ("feedback", "feedbacks"),
            ("workshop", "workshops"),
            ("scorm", "scorms"),
            ("data", "databases"),
            ("h5pactivity", "h5pactivities"),
        )
    },
}
NAMES = (*FUNCTIONS, BATCH)


def answer_of(name: str, call: Call) -> Any:
    """The answer of one function that is no batch. Raises `MoodleError`."""
    described = FUNCTIONS.get(name)
    if described is None:
        raise no_record("external_functions")
    if name not in call.functions or not call.may("webservice/rest:use"):
        raise access_denied()
    given = call.arguments.keys()
    if described.required - given or given - described.required - described.optional:
        raise invalid_parameter()
    return described.answer(call)
