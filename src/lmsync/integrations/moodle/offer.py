"""What a token's service must offer for which kind."""

from collections.abc import Mapping

from lmsync.crm_integration import Provided
from lmsync.integrations.moodle import words
from lmsync.integrations.moodle.web_service import MoodleWebService
from lmsync.records import Kind

ENROLLED = "core_enrol_get_enrolled_users"
GRADABLE = "core_grades_get_gradable_users"

ACTIVITIES: Mapping[str, tuple[str, str | None]] = {
    "assign": ("mod_assign_get_assignments", "courses"),
    "quiz": ("mod_quiz_get_quizzes_by_courses", "quizzes"),
    "lesson": ("mod_lesson_get_lessons_by_courses", "lessons"),
    "forum": ("mod_forum_get_forums_by_courses", None),
    "choice": ("mod_choice_get_choices_by_courses", "choices"),
    "feedback": ("mod_feedback_get_feedbacks_by_courses", "feedbacks"),
    "workshop": ("mod_workshop_get_workshops_by_courses", "workshops"),
    "scorm": ("mod_scorm_get_scorms_by_courses", "scorms"),
    "data": ("mod_data_get_databases_by_courses", "databases"),
    "h5pactivity": ("mod_h5pactivity_get_h5pactivities_by_courses", "h5pactivities"),
}
"""What tells dates and points of each module: its function, and the key of the list in the answer."""

NEEDED: Mapping[Kind, str] = {
    Kind.ORG: "core_course_get_categories",
    Kind.COURSE: "core_course_get_courses_by_field",
    Kind.SECTION: "core_course_get_courses_by_field",
    Kind.USER: ENROLLED,
    Kind.ENROLLMENT: ENROLLED,
    Kind.GROUP: "core_group_get_course_groups",
    Kind.ITEM: "core_course_get_contents",
    Kind.LESSON: "core_calendar_get_calendar_events",
}
"""The function without which a kind cannot be read at all."""


def provided_by(service: MoodleWebService) -> dict[Kind, Provided]:
    """What this token's service can deliver, and why not the rest."""
    offered = {}
    for kind in Kind:
        function = NEEDED.get(kind)
        if function is None:
            offered[kind] = Provided(False, words.NOT_YET if kind is not Kind.TERM else words.NO_TERMS)
        elif service.offers(function):
            offered[kind] = Provided(True)
        else:
            offered[kind] = Provided(False, words.lost_function(function))
    return offered
