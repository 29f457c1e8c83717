"""Counts what a Moodle holds by plain, slow calls, sharing no code with the integration that it judges.

Run by itself it prints the counts: `python tests/real/independent_counts.py`, with LMSYNC_TEST_MOODLE_URL and
LMSYNC_TEST_MOODLE_TOKEN set. It only reads. People are counted and compared by their ids; nothing that it prints
names anybody. The calls are chosen to differ from those of the integration wherever Moodle offers another way:
people by `core_enrol_get_enrolled_users` with each person's roles, courses by `core_course_get_courses`, groups
and their members, contents and calendar course by course.
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ROLE_OF_SHORT_NAME = {
    "student": "student",
    "editingteacher": "teacher",
    "teacher": "assistant",
    "manager": "manager",
    "coursecreator": "manager",
}
"""Moodle's default short names, as the data model translates them; any other role is `other`."""

LESSON_EVENT_TYPES = frozenset({"course", "group", "category", "site"})
DUE_DATE_OF = {"assign": "duedate", "quiz": "timeclose", "lesson": "deadline", "forum": "duedate"}
"""The activities whose deadline the data model names, and what the course page calls it."""
IDS_PER_CALL = 100


class Refused(Exception):
    """Moodle answered a call with an exception, or with something that is no answer."""

    def __init__(self, function: str, code: str) -> None:
        super().__init__(f"{function}: {code}")
        self.function = function
        self.code = code


@dataclass(frozen=True)
class Moodle:
    """One Moodle and a token; every call is one POST, one after another."""

    url: str
    token: str = field(repr=False)
    timeout_seconds: float = 300

    def call(self, function: str, *, raw: bool = True, **parameters: Any) -> Any:
        """The answer of one function; `Refused` when it is an exception or not JSON. `raw`: texts as stored."""
        form = {
            "wstoken": self.token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            "moodlewssettingraw": str(int(raw)),
        }
        form.update(flat(parameters))
        address = self.url.rstrip("/") + "/webservice/rest/server.php"
        request = urllib.request.Request(address, urllib.parse.urlencode(form).encode())
        try:
            with urllib.request.urlopen(request, timeout=self.timeout_seconds) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            raise Refused(function, f"HTTP {error.code}") from None
        except (OSError, ValueError) as error:
            raise Refused(function, type(error).__name__) from None
        if isinstance(answer, dict) and "exception" in answer:
            raise Refused(function, str(answer.get("errorcode", "no error code")))
        return answer


def flat(value: Any, name: str = "") -> dict[str, str]:
    """Nested parameters in the form that Moodle reads: `events[courseids][0]=2`."""
    if isinstance(value, Mapping):
        children: Iterable[tuple[Any, Any]] = value.items()
    elif isinstance(value, Sequence) and not isinstance(value, str):
        children = enumerate(value)
    else:
        return {name: str(value)}
    fields: dict[str, str] = {}
    for key, child in children:
        fields |= flat(child, f"{name}[{key}]" if name else str(key))
    return fields


@dataclass
class School:
    """What the plain calls found. Every id is the text that lmsync uses as external id."""

    release: str = ""
    site_name: str = ""
    service_user: str = ""
    categories: dict[str, dict[str, Any]] = field(default_factory=dict)
    courses: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Everybody enrolled in a course, by id: given_name, family_name, email and enabled where Moodle tells."""
    roles: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """(course, user) to the roles, in lmsync's words, that the person has there; empty for none."""
    source_roles: Counter[str] = field(default_factory=Counter)
    inactive: set[tuple[str, str]] = field(default_factory=set)
    """(course, user) whose enrolment is suspended, over or not begun."""
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    activities: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By course module id, as `cm.<id>`."""
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Every calendar event, as `ev.<id>`, those of activities and hidden ones included."""
    refusals: list[str] = field(default_factory=list)
    """What could not be read, and Moodle's error code."""

    @property
    def enrollments(self) -> dict[str, bool]:
        """`<course>.<user>.<role>` to whether it is active, for everybody who has a role."""
        return {
            f"{course}.{user}.{role}": (course, user) not in self.inactive
            for (course, user), roles in self.roles.items()
            for role in roles
        }

    @property
    def enrolled_without_role(self) -> set[tuple[str, str]]:
        return {pair for pair, roles in self.roles.items() if not roles}

    @property
    def lessons(self) -> dict[str, dict[str, Any]]:
        """Visible events that belong to no activity; the calendar's echoes of activities are no lessons."""
        return {
            key: event
            for key, event in self.events.items()
            if not event.get("modulename")
            and event["eventtype"] in LESSON_EVENT_TYPES
            and truth(event.get("visible", 1))
        }

    @property
    def meetings(self) -> dict[str, dict[str, Any]]:
        """Online meetings that have a time; Moodle tells it only as the calendar's echo of the activity."""
        return {
            f"bbb.{event['instance']}": event
            for event in self.events.values()
            if event.get("modulename") == "bigbluebuttonbn" and event["eventtype"] == "meeting_start"
        }

    def people_with(self, *roles: str) -> set[str]:
        return {user for (_, user), held in self.roles.items() if held.intersection(roles)}


def due_time(module: Mapping[str, Any]) -> int | None:
    """When the work of an activity has to be in, from its dates on the course page."""
    wanted = DUE_DATE_OF.get(module["modname"])
    for date in module.get("dates", []):
        if date.get("dataid") == wanted:
            return int(date["timestamp"])
    return None


def truth(value: Any) -> bool:
    """Moodle says yes as `true` here and as `1` there."""
    return value in (True, 1, "1")


def lesson_kind(event: Mapping[str, Any]) -> str:
    """A course or group event that lasts is a class; what has no duration, or is for all, is an event."""
    taught = event["eventtype"] in {"course", "group"} and int(event.get("timeduration") or 0) > 0
    return "class" if taught else "event"


def count_school(moodle: Moodle) -> School:
    """Read the whole school. What is refused is noted in `refusals`, and the counting goes on."""
    school = School()
    site = moodle.call("core_webservice_get_site_info")
    school.release, school.site_name = site["release"], site["sitename"]
    school.service_user = str(site["userid"])
    for row in asked(school, moodle, "core_course_get_categories", {}):
        school.categories[str(row["id"])] = row
    read_courses(school, moodle, front_page=int(site.get("siteid", 1)))
    for course in school.courses:
        read_people(school, moodle, course)
        read_groups(school, moodle, course)
        read_activities(school, moodle, course)
        read_calendar(school, moodle, course)
    read_site_calendar(school, moodle)
    read_accounts(school, moodle)
    return school


def asked(
    school: School,
    moodle: Moodle,
    function: str,
    parameters: Mapping[str, Any],
    about: str = "",
) -> Any:
    """The answer, or an empty list with a note why."""
    try:
        return moodle.call(function, **parameters)
    except Refused as refusal:
        note = f"{refusal}{about and ' for ' + about}"
        # Moodle refuses to hand out as stored a text that looks like a tag; cleaned it hands it out.
        if refusal.code == "invalidresponse":
            return asked_for_cleaned_text(school, moodle, function, parameters, note)
        school.refusals.append(note)
    return []


def asked_for_cleaned_text(
    school: School,
    moodle: Moodle,
    function: str,
    parameters: Mapping[str, Any],
    note: str,
) -> Any:
    try:
        answer = moodle.call(function, raw=False, **parameters)
    except Refused:
        school.refusals.append(note)
        return []
    school.refusals.append(f"{note} (the texts were read cleaned instead)")
    return answer


def read_courses(school: School, moodle: Moodle, front_page: int) -> None:
    rows = asked(school, moodle, "core_course_get_courses", {})
    if not rows:
        # One course that the token may not enter fails this whole call; the other call names the courses at least.
        answer = moodle.call("core_course_get_courses_by_field")
        rows = [row for row in answer["courses"] if "visible" in row]
    for row in rows:
        if row["id"] != front_page:
            school.courses[str(row["id"])] = row


def enrolled(fields: str, **options: int) -> list[dict[str, Any]]:
    """The `options` of `core_enrol_get_enrolled_users`."""
    return [
        {"name": "userfields", "value": fields},
        *({"name": name, "value": value} for name, value in options.items()),
    ]


def read_people(school: School, moodle: Moodle, course: str) -> None:
    function, about = "core_enrol_get_enrolled_users", f"course {course}"
    fields = enrolled("id,roles,firstname,lastname")
    for row in asked(school, moodle, function, {"courseid": course, "options": fields}, about):
        user = str(row["id"])
        short_names = {role["shortname"] for role in row.get("roles", [])}
        school.source_roles.update(short_names)
        school.roles[course, user] = frozenset(ROLE_OF_SHORT_NAME.get(name, "other") for name in short_names)
        school.people[user] = {
            "given_name": row.get("firstname"),
            "family_name": row.get("lastname"),
        }
    suspended = {"courseid": course, "options": enrolled("id", onlysuspended=1)}
    for row in asked(school, moodle, function, suspended, f"{about}, only suspended"):
        school.inactive.add((course, str(row["id"])))


def read_groups(school: School, moodle: Moodle, course: str) -> None:
    rows = asked(
        school,
        moodle,
        "core_group_get_course_groups",
        {"courseid": course},
        f"course {course}",
    )
    for row in rows:
        group = str(row["id"])
        school.groups[group] = {"course": course, "name": row["name"]}
        answer = asked(
            school,
            moodle,
            "core_group_get_group_members",
            {"groupids": [group]},
            f"group {group}",
        )
        if answer:
            school.members[group] = frozenset(str(user) for user in answer[0]["userids"])


def read_activities(school: School, moodle: Moodle, course: str) -> None:
    options = [{"name": "excludecontents", "value": 1}]
    parameters = {"courseid": course, "options": options}
    for topic in asked(school, moodle, "core_course_get_contents", parameters, f"course {course}"):
        for module in topic["modules"]:
            school.activities[f"cm.{module['id']}"] = {
                "course": course,
                "type": module["modname"],
                "title": module["name"],
                "instance": module["instance"],
                "visible": truth(module.get("visible", 1)),
                "due_at": due_time(module),
            }


def read_calendar(school: School, moodle: Moodle, course: str) -> None:
    groups = [group for group, row in school.groups.items() if row["course"] == course]
    read_events(
        school,
        moodle,
        {"courseids": [course], "groupids": groups},
        site=False,
        about=f"course {course}",
    )


def read_site_calendar(school: School, moodle: Moodle) -> None:
    asked_for = {
        "courseids": list(school.courses)[:1],
        "categoryids": list(school.categories),
    }
    read_events(school, moodle, asked_for, site=True, about="the site and its categories")


def read_events(
    school: School,
    moodle: Moodle,
    asked_for: Mapping[str, Any],
    *,
    site: bool,
    about: str,
) -> None:
    function = "core_calendar_get_calendar_events"
    # Without userevents Moodle drops the events of groups without a word.
    options = {"userevents": 1, "siteevents": int(site), "ignorehidden": 0}
    answer = asked(school, moodle, function, {"events": asked_for, "options": options}, about)
    if not answer:
        return
    codes = Counter(warning.get("warningcode") for warning in answer["warnings"])
    school.refusals += [f"{function}: {count} warnings {code} for {about}" for code, count in codes.items()]
    for event in answer["events"]:
        school.events[f"ev.{event['id']}"] = event


def read_accounts(school: School, moodle: Moodle) -> None:
    """E-mail and whether the account is open, which the lists of courses do not tell (or not cheaply)."""
    ids = sorted(school.people, key=int)
    for start in range(0, len(ids), IDS_PER_CALL):
        parameters = {"field": "id", "values": ids[start : start + IDS_PER_CALL]}
        for row in asked(school, moodle, "core_user_get_users_by_field", parameters):
            known = school.people[str(row["id"])]
            known["email"] = row.get("email")
            if "suspended" in row:
                known["enabled"] = not truth(row["suspended"])


def summary(school: School) -> list[tuple[str, int]]:
    """Names and numbers, in the order in which they are printed."""
    lines: list[tuple[str, int]] = [
        ("categories", len(school.categories)),
        ("courses", len(school.courses)),
        (
            "courses, hidden",
            sum(not truth(row.get("visible", 1)) for row in school.courses.values()),
        ),
        ("people in courses", len(school.people)),
        (
            "people in courses, account suspended",
            sum(row.get("enabled") is False for row in school.people.values()),
        ),
        ("enrolled people (course and person)", len(school.roles)),
        ("enrolled people, not active", len(school.inactive)),
        ("enrolled people without any role", len(school.enrolled_without_role)),
    ]
    by_role = Counter((key.rsplit(".", 1)[1], active) for key, active in school.enrollments.items())
    for (role, active), count in sorted(by_role.items()):
        lines.append((f"enrolments, {role}, {'active' if active else 'not active'}", count))
    lines += [(f"source role {name}", count) for name, count in sorted(school.source_roles.items())]
    lines.append(("groups", len(school.groups)))
    lines.append(("group members", sum(map(len, school.members.values()))))
    by_type = Counter(row["type"] for row in school.activities.values())
    lines += [(f"activities, {name}", count) for name, count in sorted(by_type.items())]
    due = sum(row["due_at"] is not None for row in school.activities.values())
    lines.append((f"activities with a deadline ({', '.join(DUE_DATE_OF)})", due))
    lines.append(("calendar events, all", len(school.events)))
    by_kind = Counter((event["eventtype"], lesson_kind(event)) for event in school.lessons.values())
    lines += [(f"lessons, {kind}, from {origin} events", count) for (origin, kind), count in sorted(by_kind.items())]
    lines.append(("lessons, meeting, from online meetings with a time", len(school.meetings)))
    return lines


def main() -> None:
    url, token = (
        os.environ.get("LMSYNC_TEST_MOODLE_URL"),
        os.environ.get("LMSYNC_TEST_MOODLE_TOKEN"),
    )
    if not url or not token:
        sys.exit("Set LMSYNC_TEST_MOODLE_URL (the address of a Moodle) and LMSYNC_TEST_MOODLE_TOKEN first.")
    school = count_school(Moodle(url, token))
    print(f"{school.site_name}, Moodle {school.release}")
    for name, count in summary(school):
        print(f"{count:>8}  {name}")
    for refusal in school.refusals:
        print(f"could not be read: {refusal}")


if __name__ == "__main__":
    main()
