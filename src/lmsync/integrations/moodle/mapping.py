"""From what Moodle says to records. Pure: no requests, no clock.

A key that is missing is unknown; a time of 0 is none. Texts that are plain fields lose their markup.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType
from selectolax.lexbor import LexborHTMLParser

from lmsync.errors import BadRecord
from lmsync.integrations.moodle import answers
from lmsync.records import Course, Enrollment, Group, Item, Kind, Lesson, Org, Record, Section, User

ROOT = "site"
"""The external id of the organisation that lmsync makes to stand above the categories; theirs are numbers."""

ROLES: Mapping[str, str] = {
    "student": "student",
    "editingteacher": "teacher",
    "teacher": "assistant",
    "manager": "manager",
    "coursecreator": "manager",
    "guest": "guest",
}
"""Moodle's role short names in our words; any other is `other`."""

KINDS_OF_WORK: Mapping[str, str] = {
    "assign": "assignment",
    "quiz": "quiz",
    "forum": "discussion",
    "lti": "external",
    "choice": "survey",
    "feedback": "survey",
    "survey": "survey",
    "scorm": "package",
    "h5pactivity": "package",
    "imscp": "package",
    "page": "content",
    "url": "content",
    "resource": "content",
    "folder": "content",
    "book": "content",
    "lesson": "content",
}
NO_WORK = frozenset({"label", "bigbluebuttonbn", "attendance", "subsection", "qbank"})
"""Labels are decoration; meetings and attendance arrive as lessons."""

OPENS = ("allowsubmissionsfromdate", "timeopen", "available", "submissionstart", "timeavailablefrom")
DUE = ("duedate", "timeclose", "deadline", "submissionend", "timeavailableto")
CLOSES = ("cutoffdate",)

_DIGEST = re.compile(r"[0-9a-f]{32}")
_LOGIN_OF_DELETED = re.compile(r".+@.+\.[0-9]{10}")

R = TypeVar("R", bound=Struct)


def understood(kind: Kind, row: Raw, answer: type[R]) -> R | BadRecord:
    """One row, or what is wrong with it; a bad row never spoils its neighbours."""
    try:
        return msgspec.json.decode(row, type=answer)
    except msgspec.ValidationError as error:
        return BadRecord(kind, id_of(row), str(error))


class _OnlyId(Struct):
    id: int


def id_of(row: Raw) -> str | None:
    try:
        return str(msgspec.json.decode(row, type=_OnlyId).id)
    except msgspec.ValidationError:
        return None


def yes(value: answers.YesNo) -> bool | UnsetType:
    return UNSET if value is UNSET or value is None else bool(value)


def time_of(value: answers.MaybeInt) -> int | UnsetType | None:
    """Unix seconds; Moodle writes 0 where there is no time."""
    if value is UNSET:
        return UNSET
    return value or None


def text_of(value: answers.MaybeText) -> str | UnsetType | None:
    if value is UNSET or value is None:
        return value
    return value.strip() or None


def empty_when_absent(value: answers.MaybeText) -> str | UnsetType | None:
    """A profile field that Moodle leaves out when it is empty."""
    return None if value is UNSET else text_of(value)


def plain(html: answers.MaybeText) -> str | UnsetType | None:
    """The words of a text with markup."""
    if html is UNSET or html is None:
        return html
    if "<" not in html and "&" not in html:
        return text_of(html)
    words = LexborHTMLParser(html).text(separator=" ")
    return " ".join(words.split()) or None


def root_org(site_name: str) -> Org:
    return Org(external_id=ROOT, parent=None, name=site_name, type="school")


def org_of(row: answers.Category) -> Org:
    return Org(
        external_id=str(row.id),
        parent=str(row.parent) if row.parent else ROOT,
        name=text_of(row.name),
        type="department",
        sis_id=text_of(row.idnumber),
        source_updated_at=time_of(row.timemodified),
    )


def course_of(row: answers.Course, site_url: str) -> Course:
    return Course(
        external_id=str(row.id),
        org=UNSET if row.categoryid is UNSET else str(row.categoryid or ROOT),
        term=None,
        name=text_of(row.fullname),
        code=text_of(row.shortname),
        sis_id=text_of(row.idnumber),
        starts_at=time_of(row.startdate),
        ends_at=time_of(row.enddate),
        state=UNSET if yes(row.visible) is UNSET else "active" if yes(row.visible) else "unpublished",
        url=f"{site_url}/course/view.php?id={row.id}",
        format=text_of(row.format),
        source_updated_at=time_of(row.timemodified),
    )


def section_of(course: Course) -> Section:
    """Moodle has no classes within a course: one section stands for all of it."""
    return Section(
        external_id=course.external_id,
        course=course.external_id,
        name=course.name,
        sis_id=course.sis_id,
        starts_at=course.starts_at,
        ends_at=course.ends_at,
        synthetic=True,
    )


def user_of(row: answers.Account, *, whole: bool) -> User:
    """`whole`: the answer carries the full profile, so that what it leaves out is empty.

    Without the right to see details everything of the kind is left out, the login too, which nobody lacks.
    """
    absent = empty_when_absent if whole and row.username is not UNSET else text_of
    enabled = yes(row.suspended)
    zone = row.timezone
    return User(
        external_id=str(row.id),
        username=text_of(row.username),
        email=text_of(row.email),
        sis_id=absent(row.idnumber),
        given_name=text_of(row.firstname),
        family_name=text_of(row.lastname),
        display_name=text_of(row.fullname),
        enabled=UNSET if enabled is UNSET else not enabled,
        time_zone=UNSET if zone is UNSET else None if zone in (None, "", "99") else zone,
        locale=text_of(row.lang),
    )


def is_deleted(row: answers.Account) -> bool:
    """Whether the account was deleted: Moodle goes on answering it, with `<e-mail>.<Unix time>` for a login and 32
    hexadecimal digits for an e-mail address. One of them may be withheld."""
    login, email = text_of(row.username), text_of(row.email)
    if isinstance(email, str) and not _DIGEST.fullmatch(email):
        return False
    if isinstance(login, str) and not _LOGIN_OF_DELETED.fullmatch(login):
        return False
    return isinstance(login, str) or isinstance(email, str)


def enrollments_of(course: str, user: str, roles: Iterable[str], *, active: bool) -> list[Enrollment]:
    """One for each of our roles that the person has there; somebody without any role is `other`."""
    by_role: dict[str, list[str]] = {}
    for short_name in roles:
        by_role.setdefault(ROLES.get(short_name, "other"), []).append(short_name)
    return [
        Enrollment(
            external_id=f"{course}.{user}.{role}",
            user=user,
            course=course,
            section=course,
            role=role,
            source_role=",".join(sorted(set(short_names))) or None,
            state="active" if active else "suspended",
        )
        for role, short_names in (by_role or {"other": []}).items()
    ]


def group_of(row: answers.Group, members: Iterable[int] | UnsetType) -> Group:
    return Group(
        external_id=str(row.id),
        course=str(row.courseid),
        name=plain(row.name) if "&" in row.name else text_of(row.name),
        sis_id=text_of(row.idnumber),
        set_name=None,
        members=UNSET if members is UNSET else tuple(sorted(str(user) for user in members)),
    )


def first_time(names: Sequence[str], dates: Mapping[str, int]) -> int | None:
    return next((dates[name] for name in names if dates.get(name)), None)


def _knows(activity: answers.Activity | None, names: Sequence[str]) -> bool:
    """Whether any of these dates was delivered; a key that is missing says nothing."""
    return activity is not None and any(getattr(activity, name) is not UNSET for name in names)


def item_of(
    module: answers.Module, course: str, topic: str | None, position: int, activity: answers.Activity | None
) -> Item:
    """`activity` is what the module's own function says, `None` if it was not asked or said nothing."""
    dates: dict[str, int] = {}
    named = False
    if module.dates is not UNSET:
        for date in module.dates:
            if isinstance(date.dataid, str):
                dates[date.dataid] = date.timestamp
        # Before 4.4 a date has no name, and only the activity itself can say which is which.
        named = len(dates) == len(module.dates)
    if activity is not None:
        for name in (*OPENS, *DUE, *CLOSES):
            value = getattr(activity, name)
            if isinstance(value, int) and value and not (named and name not in CLOSES and name in dates):
                dates[name] = value
    grade = UNSET if activity is None else activity.grade
    grading: str | UnsetType | None = UNSET
    points: float | UnsetType | None = UNSET
    if grade is not UNSET and grade is not None:
        # A negative grade is the number of a scale.
        grading = "scale" if grade < 0 else "points" if grade > 0 else "none"
        points = grade if grade > 0 else None
    limit = UNSET if activity is None else activity.timelimit
    minutes: float | UnsetType | None = UNSET
    if limit is not UNSET:
        minutes = limit / 60 if limit else None
    return Item(
        external_id=f"cm.{module.id}",
        course=course,
        kind=KINDS_OF_WORK.get(module.modname, "other"),
        source_kind=module.modname,
        title=plain(module.name) if "&" in module.name else text_of(module.name),
        points_max=points,
        grading=grading,
        opens_at=first_time(OPENS, dates) if named or _knows(activity, OPENS) else UNSET,
        due_at=first_time(DUE, dates) if named or _knows(activity, DUE) else UNSET,
        closes_at=first_time(CLOSES, dates) if _knows(activity, CLOSES) else UNSET,
        published=yes(module.visible),
        url=text_of(module.url),
        container=topic,
        position=position,
        time_limit_minutes=minutes,
        source_updated_at=UNSET if activity is None else time_of(activity.timemodified),
    )


def lesson_of(event: answers.Event, site_url: str, zone: ZoneInfo | None, front_page: int = 1) -> Lesson | None:
    """A lesson, or `None` for what is none: echoes of activities, personal and hidden events.

    Events of the whole site stand in the course that is the front page.
    """
    if not yes(event.visible):
        return None
    if event.modulename == "bigbluebuttonbn":
        return _meeting_of(event, site_url, front_page)
    taught = event.modulename == "attendance"
    if event.modulename and not taught:
        return None
    if event.eventtype not in {"course", "group", "category", "site"} and not taught:
        return None
    lasts = event.timeduration if isinstance(event.timeduration, int) else 0
    course, group = _place_of(event, front_page)
    if course is not None and lasts > 0:
        taught = True
    whole_days = zone is not None and _is_whole_days(event.timestart, lasts, zone)
    return Lesson(
        external_id=f"ev.{event.id}",
        course=course,
        section=course,
        group=group,
        item=None,
        owner=None,
        kind="class" if taught else "event",
        title=plain(event.name) if "&" in event.name else text_of(event.name),
        starts_at=event.timestart,
        ends_at=event.timestart + lasts if lasts else None,
        all_day=whole_days,
        on_date=datetime.fromtimestamp(event.timestart, zone).date().isoformat() if zone and whole_days else None,
        url=f"{site_url}/calendar/view.php?view=day&time={event.timestart}#event_{event.id}",
        visibility="group" if group else "course" if course else "site",
        state="planned",
        series_key=str(event.repeatid) if event.repeatid else None,
        description_text=plain(event.description),
        source_updated_at=time_of(event.timemodified),
    )


def _meeting_of(event: answers.Event, site_url: str, front_page: int) -> Lesson | None:
    """Moodle tells the time of an online meeting only by its calendar's echo, and never its end."""
    if event.eventtype != "meeting_start" or not event.instance:
        return None
    course, group = _place_of(event, front_page)
    return Lesson(
        external_id=f"bbb.{event.instance}",
        course=course,
        section=course,
        group=group,
        item=None,
        owner=None,
        kind="meeting",
        title=plain(event.name),
        starts_at=event.timestart,
        ends_at=None,
        all_day=False,
        on_date=None,
        url=f"{site_url}/mod/bigbluebuttonbn/view.php?bn={event.instance}",
        visibility="group" if group else "course",
        state="planned",
        series_key=None,
        description_text=plain(event.description),
        source_updated_at=time_of(event.timemodified),
    )


def _place_of(event: answers.Event, front_page: int) -> tuple[str | None, str | None]:
    course = str(event.courseid) if event.courseid and event.courseid != front_page else None
    return course, str(event.groupid) if event.groupid else None


def _is_whole_days(start: int, lasts: int, zone: ZoneInfo) -> bool:
    begins = datetime.fromtimestamp(start, zone)
    ends = datetime.fromtimestamp(start + lasts, zone)
    return lasts > 0 and begins.time() == ends.time() == datetime.min.time() and ends - begins >= timedelta(days=1)


def digest_of(records: Iterable[Record]) -> bytes:
    """Over the mapped fields: the answers carry times of last access and the like, which change in every run."""
    return blake2b(msgspec.msgpack.encode(list(records)), digest_size=16).digest()
