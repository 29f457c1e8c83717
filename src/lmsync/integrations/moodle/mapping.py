"""From what Moodle says to records. Pure: no requests, no clock.

A key that is missing is unknown; a time of 0 is none. Texts that are plain fields lose their markup.

By what a page is known (`lms_pages`), as 59 repetitions at a live Moodle 4.4 have shown: the bytes of categories, groups
and events are steady. The others are known by their rows as decoded. Courses carry the time of their cache; contents
carry labels of dates that pass, and addresses of icons; a forum counts its discussions; a quiz has more keys while it is
open. Enrolments are known by who has which role. Profiles carry times of last access, and come with whichever course is
read first: a page of people is decoded in every run.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import UNSET, Raw, Struct, UnsetType
from selectolax.lexbor import LexborHTMLParser

from lmsync.errors import BadRecord
from lmsync.integrations.moodle import answers
from lmsync.lms_rows import finite, parse_row, time_in_calendar
from lmsync.records import Course, Enrollment, Group, Item, Kind, Lesson, Org, Section, User

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

understood = parse_row


class _OnlyId(Struct):
    id: answers.Id


def id_of(row: Raw) -> str | None:
    """The number of a row, whatever else stands in it."""
    only_id = parse_row(Kind.LESSON, row, _OnlyId)
    return None if isinstance(only_id, BadRecord) else str(only_id.id)


def yes(value: answers.YesNo) -> bool | UnsetType:
    return UNSET if value is UNSET or value is None else bool(value)


def time_of(value: answers.MaybeInt) -> int | UnsetType | None:
    """Unix seconds; Moodle writes 0 for none. A time that no calendar has counts as none."""
    return time_in_calendar(value) or (UNSET if value is UNSET else None)


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
        org=str(row.categoryid or ROOT) if isinstance(row.categoryid, int) else UNSET,
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
    suspended = yes(row.suspended)
    zone = row.timezone
    return User(
        external_id=str(row.id),
        username=text_of(row.username),
        email=text_of(row.email),
        sis_id=absent(row.idnumber),
        given_name=text_of(row.firstname),
        family_name=text_of(row.lastname),
        display_name=text_of(row.fullname),
        state=UNSET if suspended is UNSET else "suspended" if suspended else "active",
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


def first_time(names: Sequence[str], dates: Mapping[str, int]) -> int | UnsetType | None:
    return next((time_of(dates[name]) for name in names if dates.get(name)), None)


def _knows(activity: answers.Activity | None, names: Sequence[str]) -> bool:
    """Whether any of these dates was delivered; a key that is missing says nothing."""
    return activity is not None and any(getattr(activity, name) is not UNSET for name in names)


def item_of(
    module: answers.Module,
    course: str,
    topic: str | None,
    position: int | UnsetType,
    activity: answers.Activity | None,
) -> Item:
    """`activity` is what the module's own function says, `None` if it was not asked or said nothing. `position` is
    `UNSET` where something before it was not understood."""
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
    grade = UNSET if activity is None else finite(activity.grade)
    grading: str | UnsetType | None = UNSET
    points: float | UnsetType | None = UNSET
    if grade is not UNSET and grade is not None:
        # A negative grade is the number of a scale.
        grading = "scale" if grade < 0 else "points" if grade > 0 else "none"
        points = grade if grade > 0 else None
    limit = UNSET if activity is None else finite(activity.timelimit)
    minutes: float | UnsetType | None = UNSET
    if limit is not UNSET:
        minutes = limit / 60 if limit is not None and limit > 0 else None
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

    Events of the whole site stand in the course that is the front page. Raises `BadRecord` where the lesson begins at
    a time that no calendar has: a lesson without its time would mislead.
    """
    if not is_lesson(event):
        return None
    if is_meeting(event):
        return _meeting_of(event, site_url, front_page)
    taught = event.modulename == "attendance"
    starts = _start_of(event, f"ev.{event.id}")
    lasts = max(event.timeduration, 0) if isinstance(event.timeduration, int) else 0
    course, group = place_of(event, front_page)
    if course is not None and lasts > 0:
        taught = True
    ends = time_in_calendar(starts + lasts) if lasts else None
    day = _day_of(starts, ends, zone) if zone is not None and isinstance(ends, int) else None
    return Lesson(
        external_id=f"ev.{event.id}",
        course=course,
        section=course,
        group=group,
        item=None,
        owner=None,
        kind="class" if taught else "event",
        title=plain(event.name) if isinstance(event.name, str) and "&" in event.name else text_of(event.name),
        starts_at=starts,
        ends_at=ends,
        all_day=day is not None,
        on_date=day,
        url=f"{site_url}/calendar/view.php?view=day&time={event.timestart}#event_{event.id}",
        visibility="group" if group else "course" if course else "site",
        state="planned",
        series_key=str(event.repeatid) if event.repeatid else None,
        description_text=plain(event.description),
        source_updated_at=time_of(event.timemodified),
    )


def is_meeting(event: answers.Event | answers.EventPlace) -> bool:
    return event.modulename == "bigbluebuttonbn"


def is_lesson(event: answers.Event | answers.EventPlace) -> bool:
    """Not so: echoes of activities, personal and hidden events."""
    if yes(event.visible) is False:
        return False
    if is_meeting(event):
        return event.eventtype == "meeting_start" and bool(event.instance)
    if event.modulename:
        return event.modulename == "attendance"
    return event.eventtype in {"course", "group", "category", "site"}


def number_of_lesson(event: answers.EventPlace) -> str:
    """The external id of the lesson that an event would be."""
    return f"bbb.{event.instance}" if is_meeting(event) else f"ev.{event.id}"


def bare_place_of(event: answers.Event) -> answers.EventPlace:
    return answers.EventPlace(
        id=event.id,
        courseid=event.courseid,
        groupid=event.groupid,
        modulename=event.modulename,
        instance=event.instance,
        eventtype=event.eventtype,
        visible=event.visible,
    )


def _meeting_of(event: answers.Event, site_url: str, front_page: int) -> Lesson:
    """Moodle tells the time of an online meeting only by its calendar's echo, and never its end."""
    starts = _start_of(event, f"bbb.{event.instance}")
    course, group = place_of(event, front_page)
    return Lesson(
        external_id=f"bbb.{event.instance}",
        course=course,
        section=course,
        group=group,
        item=None,
        owner=None,
        kind="meeting",
        title=plain(event.name),
        starts_at=starts,
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


def _start_of(event: answers.Event, external_id: str) -> int:
    starts = time_in_calendar(event.timestart)
    if not isinstance(starts, int):
        raise BadRecord(Kind.LESSON, external_id, "impossible_time")
    return starts


def place_of(event: answers.Event | answers.EventPlace, front_page: int) -> tuple[str | None, str | None]:
    """Its course and its group."""
    course = str(event.courseid) if event.courseid and event.courseid != front_page else None
    return course, str(event.groupid) if event.groupid else None


def _day_of(start: int, end: int, zone: ZoneInfo) -> str | None:
    """The first day of what lasts whole days there; `None` for what does not."""
    try:
        begins, ends = datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone)
    except (ValueError, OverflowError):  # the first or last day of all, told in another zone
        return None
    whole = begins.time() == ends.time() == datetime.min.time() and ends - begins >= timedelta(days=1)
    return begins.date().isoformat() if whole else None
