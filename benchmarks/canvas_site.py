"""A Canvas that serves the neutral school to its administrator from prepared bytes, in the shape of recorded answers.

It knows the three ways in which Canvas pages its lists, and ids as texts. It shares no code with the integration.
"""

import base64
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote, urlencode

from benchmarks.prepared import Answer, Piece, Question, Rows, Shelf, Template, as_rails_writes, joined, recorded
from benchmarks.school import (
    ASSIGNMENTS,
    LESSON_SECONDS,
    LESSONS,
    QUIZZES,
    WORK,
    School,
    edition,
    lesson_begins,
    numbered,
    work_is_due,
)

TOKEN = "1~0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
ACCOUNT = "1"
LARGEST_PAGE = 100
COUNTED, UNCOUNTED, BOOKMARKED = "counted", "uncounted", "bookmarked"
CODES_HEARD = 10
"""Canvas ignores further context codes without a word."""
IN_FIRST_GROUP = 20
"""Of the work of a course, how much is in the first of its two assignment groups."""
MODULES = 4

Pages: TypeAlias = tuple[str, str, Sequence[tuple[Rows, int, int]]]
"""The name of a list, how it is paged, and the rows in it."""


class CanvasSite:
    token = TOKEN

    def __init__(self, school: School, versions: int) -> None:
        self._school = school
        self._versions = versions
        self._shelf = Shelf()
        self._templates = _Templates()
        fixed = {
            "accounts": recorded("canvas/accounts_admin"),
            "sub_accounts": recorded("canvas/sub_accounts"),
            "terms": recorded("canvas/terms")["enrollment_terms"],
            "grading_periods": recorded("canvas/grading_periods_1001")["grading_periods"],
        }
        self._fixed = {name: self._list(partial(_texts, rows)) for name, rows in fixed.items()}
        self._fixed["nothing"] = self._list(lambda _: [])
        self._myself = _text(recorded("canvas/users_self_admin")).encode()
        self._account = _text(fixed["accounts"][0]).encode()
        self._people = self._list(self._user_rows)
        self._courses = self._list(self._course_rows)
        self._of_course = {str(course): self._course(course) for course in range(1, school.courses + 1)}
        self._gone = self._gone_enrollments()
        routes: Mapping[str, Callable[..., Pages]] = {
            "accounts": self._whole("accounts", COUNTED),
            f"accounts/{ACCOUNT}/sub_accounts": self._whole("sub_accounts", UNCOUNTED),
            f"accounts/{ACCOUNT}/terms": self._whole("terms", COUNTED),
            f"accounts/{ACCOUNT}/courses": lambda _, version: ("courses", UNCOUNTED, [_all(self._courses[version])]),
            f"accounts/{ACCOUNT}/users": lambda _, version: ("users", UNCOUNTED, [_all(self._people[version])]),
            "calendar_events": self._events,
            r"courses/(\d+)/grading_periods": self._whole("grading_periods", COUNTED),
            r"courses/(\d+)/conferences": self._whole("nothing", COUNTED),
            r"courses/(\d+)/enrollments": self._enrollments,
            r"courses/(\d+)/(sections|groups|group_categories|assignment_groups|modules|quizzes|users)": self._rows,
        }
        self._routes = [(re.compile(f"{pattern}$"), read) for pattern, read in routes.items()]

    def answer(self, question: Question, version: int) -> Answer:
        target, _, text = question.target.partition("?")
        path = target.removeprefix("/api/v1/")
        if path == "users/self":
            return Answer([self._myself], headers=HEADERS)
        if path == f"accounts/{ACCOUNT}":
            return Answer([self._account], headers=HEADERS)
        if path in self._gone:
            return Answer([self._gone[path]], headers=HEADERS)
        for pattern, read in self._routes:
            found = pattern.match(path)
            if found and all(course in self._of_course for course in found.groups()[:1]):
                query = parse_qsl(text, keep_blank_values=True)
                name, paging, cuts = read(query, version, *found.groups())
                return _page(target, query, name, paging, cuts)
        return Answer(
            [b'{"errors":[{"message":"The specified resource does not exist."}]}'], status="404 Not Found", known=False
        )

    def _whole(self, name: str, paging: str) -> Callable[..., Pages]:
        return lambda query, version, *_: (name, paging, [_all(self._fixed[name][version])])

    def _rows(self, _: object, version: int, course: str, name: str) -> Pages:
        return name, UNCOUNTED if name == "users" else COUNTED, [_all(self._of_course[course][name][version])]

    def _enrollments(self, query: Iterable[tuple[str, str]], version: int, course: str) -> Pages:
        states = {value for name, value in query if name == "state[]"}
        rows = self._of_course[course]["enrollments"][version]
        return "enrollments", BOOKMARKED, [_all(rows)] if not states or "active" in states else []

    def _events(self, query: Iterable[tuple[str, str]], version: int) -> Pages:
        codes = [value for name, value in query if name == "context_codes[]"][:CODES_HEARD]
        # In an order of its own, whatever the order of the codes: it holds from page to page.
        courses = sorted((code.removeprefix("course_") for code in codes if code.startswith("course_")), key=int)
        of_type_event = ("type", "assignment") not in query
        rows = [_all(self._of_course[course]["events"][version]) for course in courses if of_type_event]
        return "events", COUNTED, rows

    # Preparing

    def _list(self, rows_of: Callable[[int], list[str]]) -> list[Rows]:
        return self._shelf.put_versions(rows_of, self._versions)

    def _user_rows(self, version: int) -> list[str]:
        people = (_slots(self._school, number, version) for number in range(1, self._school.people + 1))
        return [self._templates.user.filled(**slots) for slots in people]

    def _course_rows(self, version: int) -> list[str]:
        return [
            self._templates.course.filled(id=course, code=f"C{course}.{edition('course', course, version)}")
            for course in range(1, self._school.courses + 1)
        ]

    def _course(self, course: int) -> Mapping[str, list[Rows]]:
        school, templates = self._school, self._templates

        def people(template: Template) -> Callable[[int], list[str]]:
            def rows_of(version: int) -> list[str]:
                return [
                    template.filled(
                        **_slots(school, member.person, version),
                        number=member.number,
                        course=course,
                        score=f"{member.place % 100}.{5 * member.edition}",
                    )
                    for member in school.members(course, version)
                    if not member.teaches
                ]

            return rows_of

        def enrollments(version: int) -> list[str]:
            teachers = [
                templates.teacher.filled(**_slots(school, member.person, version), number=member.number, course=course)
                for member in school.members(course, version)
                if member.teaches
            ]
            # As Canvas sorts them.
            return people(templates.student)(version) + teachers

        def groups(version: int) -> list[str]:
            return [
                templates.group.filled(
                    id=group,
                    course=course,
                    count=len(members),
                    users=_array(templates.member.filled(**_slots(school, person, version)) for person in members),
                )
                for group, members in school.groups(course, version).items()
            ]

        kinds: Mapping[str, Callable[[int], list[str]]] = {
            "sections": lambda _: [templates.section.filled(id=course)],
            "enrollments": enrollments,
            "users": people(templates.user),
            "groups": groups,
            "group_categories": lambda _: [templates.group_category.filled(id=course)],
            "assignment_groups": lambda version: templates.assignment_groups(course, version),
            "modules": lambda _: templates.modules(course),
            "quizzes": lambda version: templates.quizzes(course, version),
            "events": lambda version: templates.events(course, version),
        }
        return {name: self._list(rows_of) for name, rows_of in kinds.items()}

    def _gone_enrollments(self) -> Mapping[str, bytes]:
        """What is answered about an enrolment that version 1 has no more."""
        row = recorded("canvas/course_enrollments_deleted_p1")[0]
        found = {}
        for course in range(1, self._school.courses + 1):
            before, after = ({member.number for member in self._school.members(course, version)} for version in (0, 1))
            for number in before - after:
                path = f"accounts/{ACCOUNT}/enrollments/{number}"
                found[path] = _text({**row, "id": number, "course_id": course, "enrollment_state": "deleted"}).encode()
        return found


class _Templates:
    """Recorded rows; only ids, names, dates and the like are those of the neutral school."""

    def __init__(self) -> None:
        person = {"id": "{{id}}", "name": "{{given}} {{family}}", "short_name": "{{given}} {{family}}"}
        person |= {"sortable_name": "{{family}}, {{given}}", "sis_user_id": "S{{id}}", "login_id": "{{login}}"}
        row = recorded("canvas/account_users_p1")[0] | person | {"email": "{{email}}", "time_zone": "Europe/Helsinki"}
        # It comes only where it is asked for.
        row.pop("last_login")
        self.user = _template(row)
        row = recorded("canvas/courses_string_ids")[0]
        course = {"id": "{{id}}", "name": "Course {{id}}", "course_code": "{{code}}", "sis_course_id": "C{{id}}"}
        self.course = _template(row | course | {"concluded": False})
        row = recorded("canvas/sections_1001")[0] | {"id": "{{id}}", "course_id": "{{id}}", "name": "Class {{id}}"}
        row.pop("total_students")
        self.section = _template(row | {"sis_section_id": "C{{id}}-A", "sis_course_id": "C{{id}}"})
        self.student = _enrollment(_first("course_enrollments_default_admin_p1", "StudentEnrollment"), person)
        teacher = _first("course_enrollments_all_states_p3", "TeacherEnrollment")
        self.teacher = _enrollment(teacher, person)
        row = recorded("canvas/groups_1001")[0]
        self.member = _template(row["users"][0] | person)
        group = {"id": "{{id}}", "name": "Group {{id}}", "course_id": "{{course}}", "users": "{{#users}}"}
        group |= {"group_category_id": "{{course}}", "members_count": "{{#count}}"}
        self.group = _template(row | group)
        row = recorded("canvas/group_categories_1001")[0]
        self.group_category = _template(row | {"id": "{{id}}", "course_id": "{{id}}"})
        row = recorded("canvas/assignment_groups_1001_with_assignments")[0]
        self._assignment = _template(_assignment(row["assignments"][0], {}))
        on_quiz = {"quiz_id": "{{id}}", "is_quiz_assignment": True, "submission_types": ["online_quiz"]}
        self._quiz_assignment = _template(_assignment(row["assignments"][0], on_quiz))
        slots = {"id": "{{id}}", "name": "Part {{id}}", "position": "{{#place}}", "assignments": "{{#rows}}"}
        self._assignment_group = _template(row | slots)
        row = recorded("canvas/modules_1001_items")[0]
        item = next(found for found in row["items"] if found["type"] == "Assignment")
        item.pop("content_details")
        item |= {"id": "{{id}}", "title": "Work {{id}}", "module_id": "{{module}}", "content_id": "{{id}}"}
        self._item = _template(_of_course(item))
        slots = {"id": "{{id}}", "name": "Week {{place}}", "position": "{{#place}}", "items": "{{#rows}}"}
        self._module = _template(_of_course(row | slots | {"items_count": "{{#count}}"}))
        quiz = {
            "id": "{{id}}",
            "title": "{{name}}",
            "due_at": "{{due}}",
            "lock_at": "{{due}}",
            "assignment_id": "{{id}}",
        }
        row = recorded("canvas/quizzes_1001")[0]
        self._quiz = _template(_of_course(row | quiz | {"unlock_at": None, "points_possible": 10.0}))
        event = {"id": "{{id}}", "title": "Lesson {{id}}", "start_at": "{{starts}}", "end_at": "{{ends}}"}
        event |= {"location_name": "{{room}}", "context_code": "course_{{course}}"}
        event |= {"all_context_codes": "course_{{course}}", "context_name": "Course {{course}}"}
        row = recorded("canvas/calendar_events_event")[0] | event
        for name in ("url", "html_url"):
            row[name] = row[name].replace("12001", "{{id}}").replace("1001", "{{course}}")
        self._event = _template(row)

    def assignment_groups(self, course: int, version: int) -> list[str]:
        work = [
            (self._quiz_assignment if _is_quiz(place) else self._assignment).filled(
                **_work_slots(course, place, version), part=_part(course, place), place=place + 1
            )
            for place in range(WORK)
        ]
        parts = (work[:IN_FIRST_GROUP], work[IN_FIRST_GROUP:])
        return [
            self._assignment_group.filled(id=course * 2 + number, place=number + 1, rows=_array(rows))
            for number, rows in enumerate(parts)
        ]

    def modules(self, course: int) -> list[str]:
        size = WORK // MODULES
        return [
            self._module.filled(
                id=course * MODULES + module,
                course=course,
                place=module + 1,
                count=size,
                rows=_array(
                    self._item.filled(id=numbered(course, place), course=course, module=course * MODULES + module)
                    for place in range(module * size, module * size + size)
                ),
            )
            for module in range(MODULES)
        ]

    def quizzes(self, course: int, version: int) -> list[str]:
        quizzes = filter(_is_quiz, range(WORK))
        return [self._quiz.filled(**_work_slots(course, place, version)) for place in quizzes]

    def events(self, course: int, version: int) -> list[str]:
        rows = []
        for place in range(LESSONS):
            number, starts = numbered(course, place), lesson_begins(course, place)
            room = f"Room {100 + course % 50 + edition('lesson', number, version)}"
            ends = _iso(starts + LESSON_SECONDS)
            rows.append(self._event.filled(id=number, course=course, starts=_iso(starts), ends=ends, room=room))
        return rows


def _assignment(row: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    # These come only where they are asked for; the description is asked to stay away.
    kept = {name: value for name, value in row.items() if name not in {"all_dates", "overrides", "description"}}
    slots = {"id": "{{id}}", "name": "{{name}}", "due_at": "{{due}}", "assignment_group_id": "{{part}}"}
    return _of_course({**kept, **slots, **more, "course_id": "{{course}}", "position": "{{#place}}"})


def _of_course(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with the addresses of its own course."""
    found = {}
    for name, value in row.items():
        if isinstance(value, str) and value.startswith("http"):
            value = re.sub(r"courses/\d+", "courses/{{course}}", value)
            value = re.sub(r"(assignments|quizzes|items|assignment_id=)/?\d+", r"\1/{{id}}", value)
        found[name] = value
    return found


def _enrollment(row: Mapping[str, Any], person: Mapping[str, Any]) -> Template:
    slots: dict[str, Any] = {"id": "{{number}}", "user_id": "{{id}}", "course_id": "{{course}}"}
    slots |= {"course_section_id": "{{course}}", "sis_course_id": "C{{course}}", "sis_section_id": "C{{course}}-A"}
    slots |= {"sis_user_id": "S{{id}}", "html_url": "http://canvas.test/courses/{{course}}/users/{{id}}"}
    slots |= {"enrollment_state": "active", "user": row["user"] | person}
    if "grades" in row:
        scores = {"current_score": "{{#score}}", "html_url": "http://canvas.test/courses/{{course}}/grades/{{id}}"}
        slots["grades"] = row["grades"] | scores
    return _template({**row, **slots})


def _first(name: str, role: str) -> dict[str, Any]:
    return dict(next(row for row in recorded(f"canvas/{name}") if row["type"] == role))


def _is_quiz(place: int) -> bool:
    return ASSIGNMENTS <= place < ASSIGNMENTS + QUIZZES


def _part(course: int, place: int) -> int:
    return course * 2 + (place >= IN_FIRST_GROUP)


def _work_slots(course: int, place: int, version: int) -> dict[str, object]:
    number = numbered(course, place)
    due = _iso(work_is_due(course, place, version))
    return {"id": number, "course": course, "name": f"Work {place} of course {course}", "due": due}


def _slots(school: School, number: int, version: int) -> dict[str, object]:
    person = school.person(number, version)
    return {
        "id": number,
        "given": person.given,
        "family": person.family,
        "login": person.login,
        "email": person.email,
    }


def _iso(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _array(rows: Iterable[str]) -> str:
    return f"[{','.join(rows)}]"


def _text(row: Any) -> str:
    return as_rails_writes(with_text_ids(row))


def _texts(rows: Iterable[Any], _: int) -> list[str]:
    return [_text(row) for row in rows]


def _template(row: Any) -> Template:
    return Template(row, _text)


def with_text_ids(value: Any, key: str = "") -> Any:
    """With this form of answer, whole numbers under keys that end with `id` or `ids` are texts."""
    if isinstance(value, dict):
        return {name: with_text_ids(child, name) for name, child in value.items()}
    if isinstance(value, list):
        return [with_text_ids(child, key) for child in value]
    is_id = key.endswith(("id", "ids")) and isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_id else value


# Pages

HEADERS = "X-Request-Cost: 0.2\r\nX-Rate-Limit-Remaining: 600.0\r\n"
"""The bucket is always full: what is measured is lmsync, not how long it waits for Canvas."""
INSIDE = {"terms": "enrollment_terms", "grading_periods": "grading_periods", "nothing": "conferences"}
"""The key of lists that stand in an object."""


def _all(rows: Rows) -> tuple[Rows, int, int]:
    return rows, 0, len(rows)


def _page(
    target: str, query: Sequence[tuple[str, str]], name: str, paging: str, cuts: Sequence[tuple[Rows, int, int]]
) -> Answer:
    asked = dict(query)
    size = min(int(asked.get("per_page", "10")), LARGEST_PAGE)
    begin = _begin(asked.get("page", ""), paging, size)
    total = sum(last - first for _, first, last in cuts)
    pieces: list[Piece] = []
    passed = 0
    for rows, first, last in cuts:
        here, there = max(begin - passed, 0), min(begin + size - passed, last - first)
        if here < there:
            pieces.append(rows.cut(first + here, first + there))
        passed += last - first
    key = INSIDE.get(name)
    opening, closing = (f'{{"{key}":['.encode(), b"]}") if key else (b"[", b"]")
    kept = sorted(pair for pair in query if pair[0] not in {"page", "per_page"})

    def link(rel: str, page: str) -> str:
        text = urlencode([*kept, ("page", page), ("per_page", str(size))], quote_via=quote, safe=":")
        return f'<{{site}}{target}?{text}>; rel="{rel}"'

    links = [link(rel, page) for rel, page in _places(paging, begin, size, total)]
    return Answer([opening, *joined(pieces), closing], (name,), headers=f"{HEADERS}Link: {','.join(links)}\r\n")


def _begin(page: str, paging: str, size: int) -> int:
    if paging != BOOKMARKED:
        return (int(page or "1") - 1) * size
    if not page.startswith("bookmark:"):
        return 0
    packed = page.removeprefix("bookmark:")
    return int(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))


def _places(paging: str, begin: int, size: int, total: int) -> Iterable[tuple[str, str]]:
    more = begin + size < total
    if paging == BOOKMARKED:
        yield "current", _bookmark(begin) if begin else "first"
        if more:
            yield "next", _bookmark(begin + size)
        yield "first", "first"
        return
    number, last = begin // size + 1, max(1, -(-total // size))
    yield "current", str(number)
    if more:
        yield "next", str(number + 1)
    if number > 1:
        yield "prev", str(number - 1)
    yield "first", "1"
    if paging == COUNTED or number >= last:
        yield "last", str(last)


def _bookmark(begin: int) -> str:
    return "bookmark:" + base64.urlsafe_b64encode(str(begin).encode()).decode().rstrip("=")
