"""What people call the kinds of records, in a terminal."""

from collections.abc import Mapping

from lmsync.cli import language
from lmsync.errors import Words
from lmsync.records import Kind

_NAMES: Mapping[Kind, Words] = {
    Kind.ORG: Words(en="departments", ru="подразделения"),
    Kind.TERM: Words(en="terms", ru="учебные периоды"),
    Kind.COURSE: Words(en="courses", ru="курсы"),
    Kind.SECTION: Words(en="sections", ru="разделы курсов"),
    Kind.USER: Words(en="people", ru="пользователи"),
    Kind.GROUP: Words(en="groups", ru="группы"),
    Kind.ENROLLMENT: Words(en="enrolments", ru="зачисления"),
    Kind.CATEGORY: Words(en="categories of work", ru="категории работ"),
    Kind.ITEM: Words(en="work", ru="работы"),
    Kind.SUBMISSION: Words(en="submissions", ru="ответы на задания"),
    Kind.LESSON: Words(en="lessons", ru="занятия"),
    Kind.ATTENDANCE: Words(en="attendance", ru="посещаемость"),
}


def kind_name(kind: Kind) -> str:
    return _NAMES[kind].said_in(language())
