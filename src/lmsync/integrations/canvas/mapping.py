"""Records from the answers of Canvas. Pure: no requests, no clock.

By what a page is known (`lms_pages`): the bytes of courses, sections, events and the users of an account are steady. Those of
enrolments are not (times of last activity), nor those of work (how much waits for a grade): both are known by the rows as
decoded. Users who come with a course have no digest: which course sends them differs from run to run. Short lists, and those
that are put together from several, are known by their records.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec import UNSET, Struct, UnsetType
from selectolax.lexbor import LexborHTMLParser

from lmsync.errors import BadRecord
from lmsync.integrations.canvas import answers
from lmsync.lms_rows import count_of, finite, parse_row, time_in_calendar
from lmsync.records import Category, Course, Enrollment, Group, Item, Kind, Lesson, Org, Section, Term, User

ROLES: Mapping[str, str] = {
    "StudentEnrollment": "student",
    "TeacherEnrollment": "teacher",
    "TaEnrollment": "assistant",
    "DesignerEnrollment": "designer",
    "ObserverEnrollment": "observer",
}
TEST_STUDENT = "StudentViewEnrollment"
STATES: Mapping[str, str] = {
    "active": "active",
    "invited": "invited",
    "creation_pending": "invited",
    "inactive": "suspended",
    "completed": "completed",
}
GRADING: Mapping[str, str] = {
    "points": "points",
    "percent": "percent",
    "letter_grade": "letter",
    "gpa_scale": "letter",
    "pass_fail": "pass",
    "not_graded": "none",
}

understood = parse_row


def id_of(value: answers.MaybeId) -> str | UnsetType | None:
    return value if value is UNSET or value is None else str(value)


def text_of(value: answers.MaybeText) -> str | UnsetType | None:
    return value if value is UNSET or value is None else value.strip() or None


def time_of(value: answers.MaybeText) -> int | UnsetType | None:
    """Unix seconds of any ISO 8601 time; `None` for a time that no calendar has."""
    if value is UNSET or value is None:
        return value
    try:
        return time_in_calendar(_moment(value).timestamp())
    except (ValueError, OverflowError):
        return None


def date_of(value: answers.MaybeText) -> str | UnsetType | None:
    if value is UNSET or value is None:
        return value
    try:
        return _moment(value).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def plain(html: answers.MaybeText) -> str | UnsetType | None:
    if html is UNSET or html is None:
        return html
    if "<" not in html and "&" not in html:
        return text_of(html)
    return " ".join(LexborHTMLParser(html).text(separator=" ").split()) or None


def org_of(row: answers.Account) -> Org:
    parent = id_of(row.parent_account_id)
    return Org(
        external_id=str(row.id),
        parent=parent,
        name=text_of(row.name),
        type="school" if parent is None else "department",
        sis_id=text_of(row.sis_account_id),
    )


def term_of(row: answers.Term) -> Term:
    return Term(
        external_id=str(row.id),
        parent=None,
        name=text_of(row.name),
        type="term",
        starts_on=date_of(row.start_at),
        ends_on=date_of(row.end_at),
        school_year=None,
        sis_id=text_of(row.sis_term_id),
        synthetic=False,
    )


def grading_period_of(row: answers.GradingPeriod, term: str | UnsetType | None) -> Term:
    return Term(
        external_id=f"gp.{row.id}",
        parent=term,
        name=text_of(row.title),
        type="grading_period",
        starts_on=date_of(row.start_date),
        ends_on=date_of(row.end_date),
        school_year=None,
        sis_id=None,
        synthetic=False,
    )


def course_of(row: answers.Course, site_url: str) -> Course:
    state: str | UnsetType | None = UNSET
    if isinstance(row.workflow_state, str):
        ended = row.workflow_state == "completed" or row.concluded is True
        state = "unpublished" if row.workflow_state == "unpublished" else "ended" if ended else "active"
    # `name` is the caller's nickname for the course, if there is one.
    name = row.original_name if isinstance(row.original_name, str) else row.name
    return Course(
        external_id=str(row.id),
        org=id_of(row.account_id),
        term=id_of(row.enrollment_term_id),
        name=text_of(name),
        code=text_of(row.course_code),
        sis_id=text_of(row.sis_course_id),
        starts_at=time_of(row.start_at),
        ends_at=time_of(row.end_at),
        state=state,
        time_zone=text_of(row.time_zone),
        url=f"{site_url}/courses/{row.id}",
        format=text_of(row.default_view),
    )


def section_of(row: answers.Section) -> Section:
    return Section(
        external_id=str(row.id),
        course=str(row.course_id),
        name=text_of(row.name),
        sis_id=text_of(row.sis_section_id),
        starts_at=time_of(row.start_at),
        ends_at=time_of(row.end_at),
        synthetic=False,
    )


def user_of(row: answers.User) -> User:
    family: str | UnsetType | None = UNSET
    given: str | UnsetType | None = UNSET
    if isinstance(row.sortable_name, str):
        head, comma, tail = row.sortable_name.partition(",")
        family, given = (text_of(head), text_of(tail)) if comma else (None, text_of(head))
    locale = row.effective_locale if isinstance(row.effective_locale, str) else row.locale
    return User(
        external_id=str(row.id),
        username=text_of(row.login_id),
        email=text_of(row.email),
        sis_id=text_of(row.sis_user_id),
        given_name=given,
        family_name=family,
        display_name=text_of(row.name),
        state="active",
        time_zone=text_of(row.time_zone),
        locale=text_of(locale),
    )


def enrollment_of(row: answers.Enrollment) -> Enrollment:
    grades = row.grades if isinstance(row.grades, answers.Grades) else answers.Grades()
    score = grades.override_score if isinstance(grades.override_score, float) else grades.final_score
    grade = grades.override_grade if isinstance(grades.override_grade, str) else grades.final_grade
    return Enrollment(
        external_id=str(row.id),
        user=str(row.user_id),
        course=str(row.course_id),
        section=id_of(row.course_section_id),
        role=ROLES.get(row.type, "other"),
        source_role=text_of(row.role),
        state=STATES.get(row.enrollment_state, "active") if isinstance(row.enrollment_state, str) else UNSET,
        starts_at=time_of(row.start_at),
        ends_at=time_of(row.end_at),
        current_score=finite(grades.current_score),
        final_score=finite(score),
        final_grade=text_of(grade),
    )


def group_of(
    row: answers.Group, course: str, set_name: str | UnsetType | None, members: Sequence[str] | UnsetType
) -> Group:
    return Group(
        external_id=str(row.id),
        course=course,
        name=text_of(row.name),
        sis_id=text_of(row.sis_group_id),
        set_name=set_name,
        members=UNSET if members is UNSET else tuple(sorted(members)),
    )


def category_of(row: answers.AssignmentGroup, course: str) -> Category:
    return Category(
        external_id=str(row.id),
        course=course,
        name=text_of(row.name),
        weight=finite(row.group_weight),
        position=count_of(row.position),
    )


class Place(Struct, frozen=True):
    """Where in the modules of a course a piece of work stands."""

    module: str | UnsetType | None
    position: int | UnsetType | None


NO_PLACE = Place(None, None)
UNKNOWN_PLACE = Place(UNSET, UNSET)


def item_of(row: answers.Assignment, course: str, category: str, place: Place, quiz: answers.Quiz | None) -> Item:
    kinds = row.submission_types if isinstance(row.submission_types, list) else []
    kind = "assignment"
    if row.is_quiz_assignment is True or row.is_quiz_lti_assignment is True or "online_quiz" in kinds:
        kind = "quiz"
    elif "discussion_topic" in kinds:
        kind = "discussion"
    elif "external_tool" in kinds:
        kind = "external"
    return Item(
        external_id=f"asg.{row.id}",
        course=course,
        category=category,
        kind=kind,
        source_kind=",".join(kinds) or None,
        title=text_of(row.name),
        points_max=finite(row.points_possible),
        grading=GRADING.get(row.grading_type, "points") if isinstance(row.grading_type, str) else UNSET,
        opens_at=time_of(row.unlock_at),
        due_at=time_of(row.due_at),
        closes_at=time_of(row.lock_at),
        published=row.published,
        url=text_of(row.html_url),
        container=place.module,
        position=place.position,
        time_limit_minutes=finite(quiz.time_limit) if quiz is not None else UNSET,
    )


def item_of_quiz(row: answers.Quiz, course: str, place: Place) -> Item:
    """A quiz without an assignment: practice, or a survey."""
    survey = isinstance(row.quiz_type, str) and "survey" in row.quiz_type
    return Item(
        external_id=f"quiz.{row.id}",
        course=course,
        category=None,
        kind="survey" if survey else "quiz",
        source_kind=text_of(row.quiz_type),
        title=text_of(row.title),
        points_max=finite(row.points_possible),
        grading="none",
        opens_at=time_of(row.unlock_at),
        due_at=time_of(row.due_at),
        closes_at=time_of(row.lock_at),
        published=row.published,
        url=text_of(row.html_url),
        container=place.module,
        position=place.position,
        time_limit_minutes=finite(row.time_limit),
    )


def lesson_of(event: answers.Event, course: str | None, section: str | None, group: str | None) -> Lesson | None:
    """A lesson; `None` if it is deleted, or hidden because its sections have times of their own.

    Raises `BadRecord` if it begins at a time that no calendar has: a lesson without its time would mislead.
    """
    if event.workflow_state == "deleted" or event.hidden is True:
        return None
    starts, ends = _start_of(event.start_at, f"ev.{event.id}"), time_of(event.end_at)
    kind = "class" if course is not None else "event"
    if event.web_conference is not UNSET and event.web_conference is not None:
        kind = "meeting"
    if isinstance(event.appointment_group_id, str | int):
        kind = "appointment"
    texts = (text_of(event.location_name), text_of(event.location_address))
    places = [text for text in texts if isinstance(text, str)]
    return Lesson(
        external_id=f"ev.{event.id}",
        course=course,
        section=section,
        group=group,
        item=None,
        owner=None,
        kind=kind,
        title=text_of(event.title),
        starts_at=starts,
        # Canvas gives an event without an end its beginning as the end.
        ends_at=None if ends == starts else ends,
        all_day=event.all_day,
        on_date=date_of(event.all_day_date) if event.all_day is True else None,
        location=", ".join(places) or None,
        url=text_of(event.html_url),
        visibility="group" if group else "section" if section else "course" if course else "site",
        state="planned",
        series_key=text_of(event.series_uuid) if event.series_uuid is not UNSET else None,
        description_text=plain(event.description),
        source_updated_at=time_of(event.updated_at),
    )


def meeting_of(row: answers.Conference, course: str, site_url: str) -> Lesson | None:
    """A conference that has begun; `None` for one that has not, because it has no time yet."""
    if not isinstance(row.started_at, str) or not row.started_at.strip():
        return None
    return Lesson(
        external_id=f"conf.{row.id}",
        course=course,
        section=None,
        group=None,
        item=None,
        owner=None,
        kind="meeting",
        title=text_of(row.title),
        starts_at=_start_of(row.started_at, f"conf.{row.id}"),
        ends_at=time_of(row.ended_at),
        all_day=False,
        on_date=None,
        location=None,
        url=f"{site_url}/courses/{course}/conferences/{row.id}",
        visibility="course",
        state="held" if isinstance(row.ended_at, str) else "planned",
        series_key=None,
        description_text=None,
    )


def _start_of(value: answers.MaybeText, external_id: str) -> int | UnsetType | None:
    starts = time_of(value)
    if starts is None and isinstance(value, str) and value.strip():
        raise BadRecord(Kind.LESSON, external_id, "impossible_time")
    return starts
