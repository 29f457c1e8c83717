"""What Moodle answers, as far as lmsync wants it: every other key is skipped while decoding.

A yes or no arrives as `true` here and as `1` there; a missing key is empty or forbidden (`UNSET`). `placed_by` names the
fields without which a row would be taken for another: see `lms_rows`.
"""

from typing import Annotated, ClassVar, TypeAlias

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

YesNo: TypeAlias = bool | int | UnsetType | None
MaybeText: TypeAlias = str | UnsetType | None
MaybeInt: TypeAlias = int | UnsetType | None
Id: TypeAlias = Annotated[int, Meta(ge=0)]


class AnswerWarning(Struct):
    """That something is left out. `item` is a kind, and `itemid` its number; or `item` is a number, as text."""

    item: str | int | None = None
    itemid: int | str | None = None
    warningcode: str | int | None = None


class Function(Struct):
    name: str


class SiteInfo(Struct):
    sitename: str
    siteurl: str
    release: str
    functions: list[Function]
    userid: Id
    siteid: Id = 1


class Category(Struct):
    id: Id
    name: str
    parent: Id
    idnumber: MaybeText = UNSET
    visible: YesNo = UNSET
    timemodified: MaybeInt = UNSET


class Course(Struct):
    id: Id
    fullname: str
    shortname: MaybeText = UNSET
    categoryid: MaybeInt = UNSET
    idnumber: MaybeText = UNSET
    summary: MaybeText = UNSET
    format: MaybeText = UNSET
    startdate: MaybeInt = UNSET
    enddate: MaybeInt = UNSET
    visible: YesNo = UNSET
    groupmode: MaybeInt = UNSET
    timemodified: MaybeInt = UNSET


class Courses(Struct):
    courses: list[Raw]
    warnings: list[AnswerWarning] = []


class Role(Struct):
    shortname: str


class Participant(Struct):
    """A row of `core_enrol_get_enrolled_users` with `userfields=id`."""

    id: Id


class ParticipantWithRoles(Struct):
    """The same with `userfields=id,roles`: without roles it would be somebody else."""

    id: Id
    roles: list[Role]


class Account(Struct):
    """A person, from the gradable users of a course or asked for by id."""

    id: Id
    username: MaybeText = UNSET
    firstname: MaybeText = UNSET
    lastname: MaybeText = UNSET
    fullname: MaybeText = UNSET
    email: MaybeText = UNSET
    idnumber: MaybeText = UNSET
    suspended: YesNo = UNSET
    lang: MaybeText = UNSET
    timezone: MaybeText = UNSET


class Gradable(Struct):
    users: list[Raw]
    warnings: list[AnswerWarning] = []


class Group(Struct):
    id: Id
    courseid: Id
    name: str
    idnumber: MaybeText = UNSET


class Members(Struct):
    groupid: Id
    userids: list[Id]


class ModuleDate(Struct):
    timestamp: int
    dataid: MaybeText = UNSET


class Module(Struct):
    id: Id
    modname: str
    name: str
    instance: MaybeInt = UNSET
    url: MaybeText = UNSET
    visible: YesNo = UNSET
    dates: list[ModuleDate] | UnsetType = UNSET


class Topic(Struct):
    modules: list[Raw]
    name: MaybeText = UNSET


class Activity(Struct):
    """A row of any `mod_…_get_…_by_courses`; each module fills its own few."""

    course_module: MaybeInt = field(default=UNSET, name="coursemodule")
    cmid: MaybeInt = UNSET
    course: MaybeInt = UNSET
    grade: float | UnsetType | None = UNSET
    timelimit: MaybeInt = UNSET
    allowsubmissionsfromdate: MaybeInt = UNSET
    duedate: MaybeInt = UNSET
    cutoffdate: MaybeInt = UNSET
    timeopen: MaybeInt = UNSET
    timeclose: MaybeInt = UNSET
    available: MaybeInt = UNSET
    deadline: MaybeInt = UNSET
    submissionstart: MaybeInt = UNSET
    submissionend: MaybeInt = UNSET
    timeavailablefrom: MaybeInt = UNSET
    timeavailableto: MaybeInt = UNSET
    timemodified: MaybeInt = UNSET


class CourseAssignments(Struct):
    id: Id
    assignments: list[Raw]


class Event(Struct):
    placed_by: ClassVar = ("courseid", "groupid", "modulename", "instance", "visible")

    id: Id
    eventtype: str
    timestart: int
    name: MaybeText = None
    timeduration: MaybeInt = 0
    description: MaybeText = None
    courseid: MaybeInt = None
    categoryid: MaybeInt = None
    groupid: MaybeInt = None
    repeatid: MaybeInt = None
    modulename: MaybeText = None
    instance: MaybeInt = None
    visible: YesNo = 1
    timemodified: MaybeInt = UNSET


class EventPlace(Struct):
    """The same row, as far as it says where an event stands and whether it is a lesson."""

    placed_by: ClassVar = ("courseid", "groupid", "modulename", "instance")

    id: Id
    courseid: MaybeInt
    groupid: MaybeInt = None
    modulename: MaybeText = None
    instance: MaybeInt = None
    eventtype: MaybeText = None
    visible: YesNo = 1


class Events(Struct):
    events: list[Raw]
    warnings: list[AnswerWarning] = []
