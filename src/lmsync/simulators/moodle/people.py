"""Participants of courses, and accounts."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import md5
from typing import Any

from lmsync.simulators.moodle.call import SERVICE_USER, Call
from lmsync.simulators.moodle.protocol import (
    MoodleError,
    boolean,
    coding_error,
    integer,
    listed,
    no_permission,
    no_record,
)
from lmsync.testing.registers import Course, Person
from lmsync.testing.school import School

ROLES: Mapping[str, tuple[int, str]] = {
    "teacher": (3, "editingteacher"),
    "assistant": (4, "teacher"),
    "student": (5, "student"),
    "observer": (9, "parent"),
}
"""The school's words → Moodle's number and short name of the role."""

USER_FIELDS = frozenset(
    "id username fullname firstname lastname email address phone1 phone2 department institution interests firstaccess "
    "lastaccess lastcourseaccess description descriptionformat city country profileimageurlsmall profileimageurl "
    "customfields groups roles preferences enrolledcourses suspended idnumber lang timezone auth confirmed theme "
    "mailformat".split()
)

SERVICE_ACCOUNT = Person(SERVICE_USER, "LMSync", "Integration", "lmsync", "lmsync@school.example", "")


def _fullname(person: Person) -> str:
    return f"{person.given} {person.family}"


def _roles(roles: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"roleid": ROLES[role][0], "name": "", "shortname": ROLES[role][1], "sortorder": 0}
        for role in sorted(roles, key=lambda word: ROLES[word][0])
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
        people = [entry for entry in people if entry[0].id in members]
    people.sort(key=lambda entry: entry[0].id)
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
        {"id": enrolled.id, "fullname": call.text(enrolled.name), "shortname": enrolled.code}
        for enrolled in ([course] if "enrolledcourses" in wanted or not wanted else [])
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
    users = [_profile(call, person, gradable=True) for person in people if members is None or person.id in members]
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
        found = [person for person in call.school.people.values() if str(getattr(person, attributes[name])) in wanted]
    return [_profile(call, person, gradable=False) for person in found if call.sees(person.id)]


def _deleted(school: School) -> dict[int, Person]:
    """Moodle keeps the row of a deleted account, under a login that says when, with a digest in place of the address."""
    return {
        number: Person(
            number,
            person.given,
            person.family,
            f"{person.email or f'{person.username}.{number}@unknownemail.invalid'}.{person.changed_at}",
            md5(person.username.encode(), usedforsecurity=False).hexdigest(),
            "",
        )
        for number, person in school.deleted_people.items()
    }


def get_users(call: Call) -> Any:
    """Unknown criteria only add a warning, and everybody comes."""
    call.be_finished()
    people = [person for person in call.school.people.values() if call.sees(person.id)]
    warnings = []
    criteria = listed(call.arguments["criteria"])
    for criterion in criteria:
        key, value = str(criterion["key"]), str(criterion["value"])
        if key in {"firstname", "lastname", "email"}:
            attribute = {"firstname": "given", "lastname": "family", "email": "email"}[key]
            start = value.rstrip("%").lower()
            people = [person for person in people if str(getattr(person, attribute)).lower().startswith(start)]
        elif key in {"id", "username", "idnumber"}:
            attribute = "sis_id" if key == "idnumber" else key
            people = [person for person in people if str(getattr(person, attribute)) == value]
        else:
            warnings.append(
                {
                    "item": key,
                    "warningcode": "invalidfieldparameter",
                    "message": f"The search key '{key}' is not supported, look at the web service documentation",
                }
            )
    return {"users": [_profile(call, person, gradable=False) for person in people], "warnings": warnings}
