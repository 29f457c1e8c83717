"""Records: what every LMS is translated into.

A record says what one LMS said about one thing, in lmsync's words. It refers to other records by
their external ids (a field named in `references`), never by our own. Times are whole Unix seconds in
UTC and end in `_at`; dates are ISO text and end in `_on`. A field may be *unknown* (`UNSET`: the LMS
did not deliver it, and what is stored stays) or *empty* (`None`: the LMS says there is nothing).
Volatile things such as the last access are not here: nothing is written when nothing happened.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, TypeAlias

from msgspec import UNSET, Struct, UnsetType

Text: TypeAlias = str | UnsetType | None
Number: TypeAlias = float | UnsetType | None
Count: TypeAlias = int | UnsetType | None
Time: TypeAlias = int | UnsetType | None
"""Unix seconds in UTC."""
Flag: TypeAlias = bool | UnsetType | None
Reference: TypeAlias = str | UnsetType | None
"""The external id of another record of the same connection."""


class Kind(StrEnum):
    """The kinds of record, in an order in which parents come before their children."""

    ORG = "org"
    TERM = "term"
    COURSE = "course"
    SECTION = "section"
    USER = "user"
    GROUP = "group"
    ENROLLMENT = "enrollment"
    CATEGORY = "category"
    ITEM = "item"
    SUBMISSION = "submission"
    LESSON = "lesson"
    ATTENDANCE = "attendance"


class Record(Struct, frozen=True, kw_only=True):
    """One thing in one LMS. `(connection, kind, external_id)` is its identity for ever."""

    kind_of_record: ClassVar[Kind]
    id_code: ClassVar[str]
    """The middle of a public id: `<connection slug>-<code>-<external id>`. Never changes."""
    references: ClassVar[Mapping[str, Kind]] = {}
    owners: ClassVar[tuple[str, ...]] = ()
    """References without which the record makes no sense: it waits for them and goes with them. Any other reference to a
    record that is not stored counts as unknown."""
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Fields that hold one of a few words, and these words."""
    may_stay_out: ClassVar[tuple[str, ...]] = ()
    """Fields about people that a connection may leave out. Never those by which lmsync knows who is who, who is where and
    what is there."""
    titled_by: ClassVar[str | None] = None
    """The field that people know a record by; `None` for a kind that only connects others."""

    external_id: str
    source_updated_at: Time = UNSET


class Org(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.ORG
    id_code = "org"
    references = {"parent": Kind.ORG}
    owners = ("parent",)
    choices = {"type": ("school", "department", "district")}
    titled_by = "name"

    parent: Reference = UNSET
    name: Text = UNSET
    type: Text = UNSET
    sis_id: Text = UNSET


class Term(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.TERM
    id_code = "trm"
    references = {"parent": Kind.TERM}
    owners = ("parent",)
    choices = {"type": ("school_year", "term", "grading_period")}
    titled_by = "name"

    parent: Reference = UNSET
    name: Text = UNSET
    type: Text = UNSET
    starts_on: Text = UNSET
    ends_on: Text = UNSET
    school_year: Count = UNSET
    sis_id: Text = UNSET
    synthetic: Flag = UNSET


class Course(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.COURSE
    id_code = "crs"
    references = {"org": Kind.ORG, "term": Kind.TERM}
    choices = {"state": ("unpublished", "active", "ended")}
    may_stay_out = ("description_text",)
    titled_by = "name"

    org: Reference = UNSET
    term: Reference = UNSET
    name: Text = UNSET
    code: Text = UNSET
    """The short code people use for the course; Moodle's short name."""
    sis_id: Text = UNSET
    description_text: Text = UNSET
    starts_at: Time = UNSET
    ends_at: Time = UNSET
    state: Text = UNSET
    time_zone: Text = UNSET
    url: Text = UNSET
    format: Text = UNSET


class Section(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.SECTION
    id_code = "sec"
    references = {"course": Kind.COURSE}
    owners = ("course",)
    titled_by = "name"

    course: Reference = UNSET
    name: Text = UNSET
    sis_id: Text = UNSET
    starts_at: Time = UNSET
    ends_at: Time = UNSET
    synthetic: Flag = UNSET
    """Made by lmsync, because the LMS has no classes within a course."""


class User(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.USER
    id_code = "usr"
    choices = {"state": ("active", "suspended")}
    may_stay_out = (
        "username",
        "email",
        "sis_id",
        "given_name",
        "family_name",
        "display_name",
        "time_zone",
        "locale",
    )
    titled_by = "display_name"

    username: Text = UNSET
    email: Text = UNSET
    sis_id: Text = UNSET
    given_name: Text = UNSET
    family_name: Text = UNSET
    display_name: Text = UNSET
    state: Text = UNSET
    time_zone: Text = UNSET
    """An IANA name; `None` means the site's own."""
    locale: Text = UNSET


class Group(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.GROUP
    id_code = "grp"
    references = {"course": Kind.COURSE}
    owners = ("course",)
    titled_by = "name"

    course: Reference = UNSET
    name: Text = UNSET
    sis_id: Text = UNSET
    set_name: Text = UNSET
    members: tuple[str, ...] | UnsetType = UNSET
    """External ids of users, sorted; a change of members is a change of the group."""


class Enrollment(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.ENROLLMENT
    id_code = "enr"
    references = {"user": Kind.USER, "course": Kind.COURSE, "section": Kind.SECTION}
    owners = ("user", "course")
    choices = {
        "role": ("student", "teacher", "assistant", "designer", "observer", "manager", "guest", "other"),
        "state": ("invited", "active", "suspended", "completed"),
    }
    may_stay_out = ("current_score", "final_score", "final_grade", "completed_at")

    user: str
    course: str
    section: Reference = UNSET
    role: Text = UNSET
    source_role: Text = UNSET
    state: Text = UNSET
    starts_at: Time = UNSET
    ends_at: Time = UNSET
    current_score: Number = UNSET
    final_score: Number = UNSET
    final_grade: Text = UNSET
    completed_at: Time = UNSET


class Category(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.CATEGORY
    id_code = "cat"
    references = {"course": Kind.COURSE}
    owners = ("course",)
    titled_by = "name"

    course: Reference = UNSET
    name: Text = UNSET
    weight: Number = UNSET
    position: Count = UNSET


class Item(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.ITEM
    id_code = "itm"
    references = {"course": Kind.COURSE, "category": Kind.CATEGORY}
    owners = ("course",)
    choices = {
        "kind": ("assignment", "quiz", "discussion", "content", "external", "survey", "package", "other"),
        "grading": ("points", "percent", "letter", "pass", "scale", "none"),
    }
    titled_by = "title"

    course: Reference = UNSET
    category: Reference = UNSET
    kind: Text = UNSET
    source_kind: Text = UNSET
    title: Text = UNSET
    points_max: Number = UNSET
    grading: Text = UNSET
    opens_at: Time = UNSET
    due_at: Time = UNSET
    closes_at: Time = UNSET
    published: Flag = UNSET
    url: Text = UNSET
    container: Text = UNSET
    """The module or topic that the work stands in."""
    position: Count = UNSET
    time_limit_minutes: Number = UNSET


class Submission(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.SUBMISSION
    id_code = "sub"
    references = {"item": Kind.ITEM, "user": Kind.USER}
    owners = ("item", "user")
    choices = {"status": ("none", "draft", "submitted", "pending_review", "graded")}
    may_stay_out = (
        "attempt",
        "submitted_at",
        "graded_at",
        "score",
        "grade",
        "late",
        "missing",
        "excused",
        "resubmit",
    )

    item: str
    user: str
    attempt: Count = UNSET
    status: Text = UNSET
    submitted_at: Time = UNSET
    graded_at: Time = UNSET
    score: Number = UNSET
    grade: Text = UNSET
    late: Flag = UNSET
    missing: Flag = UNSET
    excused: Flag = UNSET
    resubmit: Flag = UNSET


class Lesson(Record, frozen=True, kw_only=True):
    """A meeting or event with a time. Work with a deadline is an `Item`."""

    kind_of_record = Kind.LESSON
    id_code = "les"
    references = {
        "course": Kind.COURSE,
        "section": Kind.SECTION,
        "group": Kind.GROUP,
        "item": Kind.ITEM,
        "owner": Kind.USER,
    }
    owners = ("course",)
    choices = {
        "kind": ("class", "meeting", "event", "appointment"),
        "visibility": ("course", "section", "group", "person", "site"),
        "state": ("planned", "held", "cancelled"),
    }
    may_stay_out = ("location", "url", "description_text")
    titled_by = "title"

    course: Reference = UNSET
    section: Reference = UNSET
    group: Reference = UNSET
    item: Reference = UNSET
    owner: Reference = UNSET
    kind: Text = UNSET
    title: Text = UNSET
    starts_at: Time = UNSET
    ends_at: Time = UNSET
    all_day: Flag = UNSET
    on_date: Text = UNSET
    location: Text = UNSET
    url: Text = UNSET
    visibility: Text = UNSET
    state: Text = UNSET
    series_key: Text = UNSET
    description_text: Text = UNSET


class Attendance(Record, frozen=True, kw_only=True):
    kind_of_record = Kind.ATTENDANCE
    id_code = "atd"
    references = {"lesson": Kind.LESSON, "user": Kind.USER}
    owners = ("lesson", "user")
    choices = {"status": ("present", "absent", "late", "excused", "unknown")}
    may_stay_out = ("source_status", "points", "taken_at")

    lesson: str
    user: str
    status: Text = UNSET
    source_status: Text = UNSET
    points: Number = UNSET
    taken_at: Time = UNSET


RECORD_TYPES: Mapping[Kind, type[Record]] = {
    record.kind_of_record: record
    for record in (
        Org,
        Term,
        Course,
        Section,
        User,
        Group,
        Enrollment,
        Category,
        Item,
        Submission,
        Lesson,
        Attendance,
    )
}


def kind_of_code(code: str) -> Kind | None:
    """The kind whose public ids carry this code, or `None`."""
    return next((kind for kind, record in RECORD_TYPES.items() if record.id_code == code), None)
