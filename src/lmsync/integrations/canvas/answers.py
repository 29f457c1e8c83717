"""The answers of Canvas, as far as lmsync needs them. A missing key is `UNSET`; ids are strings, mostly.

`placed_by` names the fields without which a row would be taken for another: see `lms_rows`.
"""

from typing import Annotated, ClassVar, TypeAlias

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

# Ids become part of addresses.
TextId: TypeAlias = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_~.-]{1,100}\Z")]
WholeId: TypeAlias = Annotated[int, Meta(ge=0)]
Id: TypeAlias = TextId | WholeId
MaybeId: TypeAlias = TextId | WholeId | UnsetType | None
MaybeText: TypeAlias = str | UnsetType | None
MaybeNumber: TypeAlias = float | UnsetType | None
MaybeInt: TypeAlias = int | UnsetType | None
MaybeFlag: TypeAlias = bool | UnsetType | None


class Account(Struct):
    placed_by: ClassVar = ("parent_account_id", "workflow_state")

    id: Id
    name: MaybeText = UNSET
    workflow_state: MaybeText = UNSET
    parent_account_id: MaybeId = UNSET
    root_account_id: MaybeId = UNSET
    sis_account_id: MaybeText = UNSET


class Term(Struct):
    placed_by: ClassVar = ("workflow_state",)

    id: Id
    name: MaybeText = UNSET
    start_at: MaybeText = UNSET
    end_at: MaybeText = UNSET
    workflow_state: MaybeText = UNSET
    grading_period_group_id: MaybeId = UNSET
    sis_term_id: MaybeText = UNSET


class GradingPeriod(Struct):
    id: Id
    title: MaybeText = UNSET
    start_date: MaybeText = UNSET
    end_date: MaybeText = UNSET
    grading_period_group_id: MaybeId = UNSET


class Course(Struct):
    id: Id
    name: MaybeText = UNSET
    original_name: MaybeText = UNSET
    course_code: MaybeText = UNSET
    account_id: MaybeId = UNSET
    root_account_id: MaybeId = UNSET
    enrollment_term_id: MaybeId = UNSET
    workflow_state: MaybeText = UNSET
    start_at: MaybeText = UNSET
    end_at: MaybeText = UNSET
    time_zone: MaybeText = UNSET
    default_view: MaybeText = UNSET
    sis_course_id: MaybeText = UNSET
    concluded: MaybeFlag = UNSET
    access_restricted_by_date: MaybeFlag = UNSET


class CoursePlace(Struct):
    """The same row, as far as it says what else is to be read."""

    id: Id
    access_restricted_by_date: MaybeFlag = UNSET


class Section(Struct):
    id: Id
    course_id: Id
    name: MaybeText = UNSET
    start_at: MaybeText = UNSET
    end_at: MaybeText = UNSET
    sis_section_id: MaybeText = UNSET


class User(Struct):
    id: Id
    name: MaybeText = UNSET
    sortable_name: MaybeText = UNSET
    sis_user_id: MaybeText = UNSET
    login_id: MaybeText = UNSET
    email: MaybeText = UNSET
    time_zone: MaybeText = UNSET
    locale: MaybeText = UNSET
    effective_locale: MaybeText = UNSET


class Grades(Struct):
    current_score: MaybeNumber = UNSET
    final_score: MaybeNumber = UNSET
    final_grade: MaybeText = UNSET
    override_score: MaybeNumber = UNSET
    override_grade: MaybeText = UNSET


class Enrollment(Struct):
    id: Id
    user_id: Id
    course_id: Id
    type: str
    enrollment_state: MaybeText = UNSET
    course_section_id: MaybeId = UNSET
    role: MaybeText = UNSET
    start_at: MaybeText = UNSET
    end_at: MaybeText = UNSET
    grades: Grades | UnsetType | None = UNSET


class EnrolledPerson(Struct):
    """The same row, as far as it says who the person is."""

    user_id: Id
    user: Raw | UnsetType = UNSET


class OnlyId(Struct):
    id: Id


class GroupCategory(Struct):
    id: Id
    name: MaybeText = UNSET


class Group(Struct):
    id: Id
    name: MaybeText = UNSET
    group_category_id: MaybeId = UNSET
    group_category: GroupCategory | UnsetType | None = UNSET
    sis_group_id: MaybeText = UNSET
    members_count: MaybeInt = UNSET
    users: list[OnlyId] | UnsetType | None = UNSET


class Membership(Struct):
    placed_by: ClassVar = ("workflow_state",)

    user_id: Id
    workflow_state: MaybeText = UNSET


class Assignment(Struct):
    id: Id
    name: MaybeText = UNSET
    due_at: MaybeText = UNSET
    unlock_at: MaybeText = UNSET
    lock_at: MaybeText = UNSET
    points_possible: MaybeNumber = UNSET
    grading_type: MaybeText = UNSET
    submission_types: list[str] | UnsetType | None = UNSET
    published: MaybeFlag = UNSET
    html_url: MaybeText = UNSET
    assignment_group_id: MaybeId = UNSET
    quiz_id: MaybeId = UNSET
    is_quiz_assignment: MaybeFlag = UNSET
    is_quiz_lti_assignment: MaybeFlag = UNSET


class AssignmentGroup(Struct):
    id: Id
    name: MaybeText = UNSET
    position: MaybeInt = UNSET
    group_weight: MaybeNumber = UNSET
    assignments: list[Raw] | UnsetType | None = UNSET


class Quiz(Struct):
    placed_by: ClassVar = ("assignment_id", "quiz_type")

    id: Id
    title: MaybeText = UNSET
    assignment_id: MaybeId = None
    quiz_type: MaybeText = UNSET
    time_limit: MaybeNumber = UNSET
    points_possible: MaybeNumber = UNSET
    due_at: MaybeText = UNSET
    unlock_at: MaybeText = UNSET
    lock_at: MaybeText = UNSET
    published: MaybeFlag = UNSET
    html_url: MaybeText = UNSET


class ModuleItem(Struct):
    type: str
    content_id: MaybeId = UNSET


class Module(Struct):
    id: Id
    name: MaybeText = UNSET
    items_count: MaybeInt = UNSET
    items: list[Raw] | UnsetType | None = UNSET


class Event(Struct):
    placed_by: ClassVar = (
        "context_code",
        "effective_context_code",
        "workflow_state",
        "hidden",
        "child_events",
        "start_at",
    )

    id: Id
    title: MaybeText = UNSET
    start_at: MaybeText = UNSET
    end_at: MaybeText = UNSET
    all_day: MaybeFlag = UNSET
    all_day_date: MaybeText = UNSET
    location_name: MaybeText = UNSET
    location_address: MaybeText = UNSET
    context_code: str = ""
    effective_context_code: MaybeText = UNSET
    workflow_state: MaybeText = UNSET
    hidden: MaybeFlag = UNSET
    html_url: MaybeText = UNSET
    description: MaybeText = UNSET
    updated_at: MaybeText = UNSET
    series_uuid: MaybeText = UNSET
    appointment_group_id: MaybeId = UNSET
    web_conference: dict[str, Raw] | UnsetType | None = UNSET
    child_events: list[Raw] | UnsetType | None = UNSET


class EventPlace(Struct):
    """The same row, as far as it says where an event stands, and whether its sections have times of their own."""

    placed_by: ClassVar = ("effective_context_code",)

    id: Id
    context_code: str
    effective_context_code: MaybeText = UNSET
    hidden: MaybeFlag = UNSET
    parent_event_id: MaybeId = UNSET
    child_events: list[Raw] | UnsetType | None = UNSET
    child_events_count: MaybeInt = UNSET


class Conference(Struct):
    placed_by: ClassVar = ("started_at",)

    id: Id
    title: MaybeText = UNSET
    started_at: MaybeText = UNSET
    ended_at: MaybeText = UNSET


class Myself(Struct):
    id: Id
    name: MaybeText = UNSET
