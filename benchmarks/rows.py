"""Rows of both LMSs, with what lmsync keeps of each: what the floors decode and insert."""

from typing import Any, TypeAlias

from msgspec import Struct

Text: TypeAlias = str | None
Number: TypeAlias = float | None
Whole: TypeAlias = int | None


class Role(Struct):
    shortname: str


class Participant(Struct):
    id: int
    roles: list[Role] = []


class Account(Struct):
    id: int
    username: Text = None
    firstname: Text = None
    lastname: Text = None
    fullname: Text = None
    email: Text = None
    idnumber: Text = None
    suspended: bool | None = None
    lang: Text = None
    timezone: Text = None


class Category(Struct):
    id: int
    name: str
    parent: int
    idnumber: Text = None
    timemodified: Whole = None


class MoodleCourse(Struct):
    id: int
    fullname: str
    shortname: Text = None
    categoryid: Whole = None
    idnumber: Text = None
    format: Text = None
    startdate: Whole = None
    enddate: Whole = None
    visible: Whole = None
    timemodified: Whole = None


class MoodleGroup(Struct):
    id: int
    courseid: int
    name: str
    idnumber: Text = None


class Members(Struct):
    groupid: int
    userids: list[int]


class Module(Struct):
    id: int
    modname: str
    name: str
    instance: Whole = None
    url: Text = None
    visible: Whole = None


class Topic(Struct):
    name: str
    modules: list[Module]


class Activity(Struct):
    id: int
    cmid: Whole = None
    coursemodule: Whole = None
    course: Whole = None
    grade: Number = None
    timelimit: Whole = None
    allowsubmissionsfromdate: Whole = None
    duedate: Whole = None
    cutoffdate: Whole = None
    timeopen: Whole = None
    timeclose: Whole = None
    timemodified: Whole = None


class OfCourse(Struct):
    assignments: list[Activity]


class MoodleEvent(Struct):
    id: int
    name: str
    eventtype: str
    timestart: int
    timeduration: Whole = None
    description: Text = None
    courseid: Whole = None
    groupid: Whole = None
    modulename: Text = None
    instance: Whole = None
    visible: Whole = None
    timemodified: Whole = None


class Org(Struct):
    id: str
    name: Text = None
    parent_account_id: Text = None
    sis_account_id: Text = None


class Term(Struct):
    id: str
    name: Text = None
    title: Text = None
    start_at: Text = None
    end_at: Text = None
    grading_period_group_id: Text = None


class CanvasCourse(Struct):
    id: str
    name: Text = None
    course_code: Text = None
    account_id: Text = None
    enrollment_term_id: Text = None
    workflow_state: Text = None
    start_at: Text = None
    end_at: Text = None
    time_zone: Text = None
    default_view: Text = None
    sis_course_id: Text = None


class CanvasSection(Struct):
    id: str
    course_id: str
    name: Text = None
    sis_section_id: Text = None


class CanvasUser(Struct):
    id: str
    name: Text = None
    sortable_name: Text = None
    sis_user_id: Text = None
    login_id: Text = None
    email: Text = None
    time_zone: Text = None


class Grades(Struct):
    current_score: Number = None
    final_score: Number = None
    final_grade: Text = None


class CanvasEnrollment(Struct):
    id: str
    user_id: str
    course_id: str
    type: str
    enrollment_state: Text = None
    course_section_id: Text = None
    role: Text = None
    start_at: Text = None
    end_at: Text = None
    updated_at: Text = None
    grades: Grades | None = None
    user: CanvasUser | None = None


class Identified(Struct):
    id: str


class CanvasGroup(Struct):
    id: str
    name: Text = None
    group_category_id: Text = None
    users: list[Identified] = []


class Assignment(Struct):
    id: str
    name: Text = None
    due_at: Text = None
    unlock_at: Text = None
    lock_at: Text = None
    points_possible: Number = None
    grading_type: Text = None
    published: bool | None = None
    html_url: Text = None
    assignment_group_id: Text = None
    quiz_id: Text = None


class AssignmentGroup(Struct):
    assignments: list[Assignment]


class ModuleItem(Struct):
    id: str
    type: str
    content_id: Text = None


class CanvasModule(Struct):
    items: list[ModuleItem]


class Quiz(Struct):
    id: str
    title: Text = None
    assignment_id: Text = None
    quiz_type: Text = None
    time_limit: Number = None
    points_possible: Number = None
    due_at: Text = None
    lock_at: Text = None
    published: bool | None = None
    html_url: Text = None


class CanvasEvent(Struct):
    id: str
    title: Text = None
    start_at: Text = None
    end_at: Text = None
    all_day: bool | None = None
    location_name: Text = None
    context_code: Text = None
    workflow_state: Text = None
    html_url: Text = None
    description: Text = None
    updated_at: Text = None


class Listed(Struct):
    """How the rows of an answer are decoded."""

    row: Any
    answer: Any
    """The type of all of it."""
    inside: str | None = None
    """The key of the answer that holds the rows."""
    children: str | None = None
    """The field of each of those that holds the rows."""


MOODLE_LISTS = {
    "participants": Listed(Participant, list[Participant]),
    "gradable": Listed(Account, dict[str, list[Account]], "users"),
    "accounts": Listed(Account, list[Account]),
    "categories": Listed(Category, list[Category]),
    "courses": Listed(MoodleCourse, dict[str, list[MoodleCourse]], "courses"),
    "groups": Listed(MoodleGroup, list[MoodleGroup]),
    "members": Listed(Members, list[Members]),
    "contents": Listed(Module, list[Topic], children="modules"),
    "assignments": Listed(Activity, dict[str, list[OfCourse]], "courses", children="assignments"),
    "quizzes": Listed(Activity, dict[str, list[Activity]], "quizzes"),
    "forums": Listed(Activity, list[Activity]),
    "choices": Listed(Activity, dict[str, list[Activity]], "choices"),
    "events": Listed(MoodleEvent, dict[str, list[MoodleEvent]], "events"),
}
CANVAS_LISTS = {
    "accounts": Listed(Org, list[Org]),
    "sub_accounts": Listed(Org, list[Org]),
    "terms": Listed(Term, dict[str, list[Term]], "enrollment_terms"),
    "courses": Listed(CanvasCourse, list[CanvasCourse]),
    "users": Listed(CanvasUser, list[CanvasUser]),
    "sections": Listed(CanvasSection, list[CanvasSection]),
    "enrollments": Listed(CanvasEnrollment, list[CanvasEnrollment]),
    "groups": Listed(CanvasGroup, list[CanvasGroup]),
    "group_categories": Listed(Identified, list[Identified]),
    "assignment_groups": Listed(Assignment, list[AssignmentGroup], children="assignments"),
    "modules": Listed(ModuleItem, list[CanvasModule], children="items"),
    "quizzes": Listed(Quiz, list[Quiz]),
    "events": Listed(CanvasEvent, list[CanvasEvent]),
}
LISTS = {"moodle": MOODLE_LISTS, "canvas": CANVAS_LISTS}
"""What is not here has a few rows, or none."""
