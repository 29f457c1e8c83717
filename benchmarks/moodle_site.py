"""A Moodle 4.4 that serves the neutral school from prepared bytes, in the shape of recorded answers.

It knows the functions that it offers, and of their options those that choose rows. It shares no code with the
integration.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from benchmarks.prepared import Answer, Piece, Question, Rows, Shelf, Template, as_php_writes, joined, recorded, within
from benchmarks.school import (
    ASSIGNMENTS,
    CHOICES,
    FORUMS,
    LESSON_SECONDS,
    LESSONS,
    QUIZZES,
    TEACHERS,
    TERM_BEGINS,
    WEEK,
    WORK,
    School,
    edition,
    lesson_begins,
    numbered,
    work_is_due,
)

SITE = "moodle-4.4/small-site"
TOKEN = "0123456789abcdef0123456789abcdef"
BATCH = "tool_mobile_call_external_functions"
STAFF = {"moodle/grade:viewall"}
LEARNERS = {"moodle/course:isincompletionreports", "mod/assign:submit", "mod/quiz:attempt"}
SUSPENDED_EVERY = 50
GROUP_LESSON_EVERY = 5
"""Each fifth lesson is one of a group."""
MODULES = ("assign",) * ASSIGNMENTS + ("quiz",) * QUIZZES + ("forum",) * FORUMS + ("choice",) * CHOICES
READING = ("page", "url", "resource", "label", "page")
"""What a course also holds, and is no work."""
TOPICS = 5
NOT_USED = {
    "mod_lesson_get_lessons_by_courses": "lessons",
    "mod_feedback_get_feedbacks_by_courses": "feedbacks",
    "mod_workshop_get_workshops_by_courses": "workshops",
    "mod_scorm_get_scorms_by_courses": "scorms",
    "mod_data_get_databases_by_courses": "databases",
    "mod_h5pactivity_get_h5pactivities_by_courses": "h5pactivities",
}
EXCEPTION = (
    b'{"exception":"webservice_access_exception","errorcode":"accessexception","message":"Access control exception"}'
)
INNER_EXCEPTION = as_php_writes({"error": True, "exception": as_php_writes({"errorcode": "accessexception"})}).encode()


def course_id(course: int) -> int:
    """Moodle's course 1 is the front page."""
    return course + 1


class _List:
    """Rows as an answer holds them, and as they stand in the text that is an answer of a batch."""

    def __init__(self, shelf: Shelf, rows_of: Callable[[int], list[str]], versions: int, *, in_batches: bool) -> None:
        self._plain = shelf.put_versions(rows_of, versions)
        self._quoted: list[Rows] | None = None
        if in_batches:
            self._quoted = shelf.put_versions(lambda version: [quoted(row) for row in rows_of(version)], versions)

    def cut(self, version: int, batch: bool, begin: int = 0, end: int | None = None) -> Piece:
        if batch and self._quoted is not None:
            return self._quoted[version].cut(begin, end)
        rows = self._plain[version].cut(begin, end)
        return quoted(bytes(rows).decode()).encode() if batch else rows


class _Course:
    """The lists of one course."""

    groups: _List
    members: Mapping[int, _List]
    people: Mapping[bool, _List]
    """Teachers first; without roles, and with them."""
    suspended: Mapping[bool, _List]
    gradable: _List
    contents: _List
    activities: Mapping[str, _List]
    """By function."""
    events: _List
    events_of_groups: Mapping[int, _List]
    teachers: Sequence[int]
    """How many of the people teach, in each version."""


class MoodleSite:
    token = TOKEN

    def __init__(self, school: School, versions: int) -> None:
        self._school = school
        self._versions = versions
        self._shelf = Shelf()
        self._accounts = self._list(self._account_rows)
        self._categories = self._list(lambda _: [as_php_writes(row) for row in recorded(f"{SITE}/categories")])
        self._courses = self._list(self._course_rows)
        recorded_events = recorded(f"{SITE}/calendar_events_all")["events"]
        of_site = [row for row in recorded_events if row["eventtype"] in {"site", "category"}]
        self._site_events = {row["id"]: as_php_writes(row).encode() for row in of_site}
        self._templates = _Templates(recorded_events)
        self._of_course = {course_id(course): self._course(course) for course in range(1, school.courses + 1)}
        self._course_of_group = {
            group: course_id(course)
            for course in range(1, school.courses + 1)
            for group in (course * 2, course * 2 + 1)
        }
        self._functions: Mapping[str, Callable[[Mapping[str, Any], int, bool], tuple[str, list[Piece]]]] = {
            "core_webservice_get_site_info": self._site_info,
            "core_course_get_categories": self._all("categories", self._categories, b"[", b"]"),
            "core_course_get_courses_by_field": self._all(
                "courses", self._courses, b'{"courses":[', b'],"warnings":[]}'
            ),
            "core_user_get_users_by_field": self._users_by_field,
            "core_enrol_get_enrolled_users": self._enrolled,
            "core_grades_get_gradable_users": self._gradable,
            "core_group_get_course_groups": self._groups,
            "core_group_get_group_members": self._members,
            "core_course_get_contents": self._contents,
            "core_calendar_get_calendar_events": self._events,
            "mod_assign_get_assignments": self._assignments,
            "mod_quiz_get_quizzes_by_courses": self._by_courses("quizzes", b'{"quizzes":[', b'],"warnings":[]}'),
            "mod_forum_get_forums_by_courses": self._by_courses("forums", b"[", b"]"),
            "mod_choice_get_choices_by_courses": self._by_courses("choices", b'{"choices":[', b'],"warnings":[]}'),
            **{name: _nothing(key) for name, key in NOT_USED.items()},
        }
        offered = [{"name": name, "version": "2024042200"} for name in [*self._functions, BATCH]]
        self._info = as_php_writes(recorded(f"{SITE}/site_info") | {"functions": offered}).encode()

    def answer(self, question: Question, version: int) -> Answer:
        form = nested(parse_qsl(question.body, keep_blank_values=True))
        function = str(form.get("wsfunction"))
        if form.get("wstoken") != TOKEN:
            return Answer([EXCEPTION.replace(b"accessexception", b"invalidtoken")], known=False)
        if function == BATCH:
            return self._batch(form["requests"], version)
        if function not in self._functions:
            return Answer([EXCEPTION], known=False)
        name, pieces = self._functions[function](form, version, False)
        return Answer(pieces, (name,))

    def _batch(self, requests: Sequence[Mapping[str, Any]], version: int) -> Answer:
        pieces: list[Piece] = []
        names: list[str] = []
        known = True
        for request in requests:
            if request["function"] not in self._functions:
                # Moodle stops at the first call that fails.
                pieces += [b"," if pieces else b"", INNER_EXCEPTION]
                known = False
                break
            function = self._functions[request["function"]]
            name, inner = function(json.loads(request["arguments"]), version, True)
            names.append(name)
            pieces += [b',{"error":false,"data":"' if pieces else b'{"error":false,"data":"', *inner, b'"}']
        return Answer(within(b'{"responses":[', pieces, b"]}"), tuple(names), batch=True, known=known)

    # Functions: the name of the list, and the body (quoted, within a batch)

    def _site_info(self, _: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        return "site", [_q(self._info, batch)]

    @staticmethod
    def _all(name: str, rows: _List, begin: bytes, end: bytes) -> Callable[..., tuple[str, list[Piece]]]:
        return lambda _, version, batch: (name, within(_q(begin, batch), [rows.cut(version, batch)], _q(end, batch)))

    def _users_by_field(self, form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        people = [int(person) for person in form.get("values", []) if form["field"] == "id"]
        cuts = [
            self._accounts.cut(version, batch, person - 1, person)
            for person in people
            if 0 < person <= self._school.people
        ]
        return "accounts", within(b"[", joined(cuts), b"]")

    def _enrolled(self, form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        course = self._of_course[int(form["courseid"])]
        options = {str(option["name"]): str(option["value"]) for option in form.get("options", [])}
        with_roles = "roles" in options.get("userfields", "roles").split(",")
        begin, end = 0, None
        capability = options.get("withcapability")
        if capability is not None:
            begin, end = (course.teachers[version], None) if capability in LEARNERS else (0, course.teachers[version])
        people = (course.suspended if options.get("onlysuspended") == "1" else course.people)[with_roles]
        return "participants", within(b"[", [people.cut(version, batch, begin, end)], b"]")

    def _gradable(self, form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        rows = self._of_course[int(form["courseid"])].gradable.cut(version, batch)
        return "gradable", within(_q(b'{"users":[', batch), [rows], _q(b'],"warnings":[]}', batch))

    def _groups(self, form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        return "groups", within(b"[", [self._of_course[int(form["courseid"])].groups.cut(version, batch)], b"]")

    def _members(self, form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        groups = [int(group) for group in form.get("groupids", [])]
        cuts = [self._of_course[self._course_of_group[group]].members[group].cut(version, batch) for group in groups]
        return "members", within(b"[", joined(cuts), b"]")

    def _contents(self, form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        return "contents", within(b"[", [self._of_course[int(form["courseid"])].contents.cut(version, batch)], b"]")

    def _assignments(self, form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        """One row a course, with its assignments."""
        return self._by_courses("assignments", b'{"courses":[', b'],"warnings":[]}')(form, version, batch)

    def _by_courses(self, name: str, begin: bytes, end: bytes) -> Callable[..., tuple[str, list[Piece]]]:
        def answer(form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
            courses = [int(course) for course in form.get("courseids") or self._of_course]
            cuts = (self._of_course[course].activities[name].cut(version, batch) for course in courses)
            return name, within(_q(begin, batch), joined(cuts), _q(end, batch))

        return answer

    def _events(self, form: Mapping[str, Any], version: int, batch: bool) -> tuple[str, list[Piece]]:
        events, options = form.get("events") or {}, form.get("options") or {}
        cuts: list[Piece] = [
            _q(self._site_events[int(event)], batch)
            for event in events.get("eventids", [])
            if int(event) in self._site_events
        ]
        if str(options.get("siteevents", "1")) in {"1", "True"} and not cuts:
            cuts += [_q(row, batch) for row in self._site_events.values()]
        cuts += [self._of_course[int(course)].events.cut(version, batch) for course in events.get("courseids", [])]
        if str(options.get("userevents", "1")) in {"1", "True"}:
            for group in map(int, events.get("groupids", [])):
                of_groups = self._of_course[self._course_of_group[group]].events_of_groups
                cuts.append(of_groups[group].cut(version, batch))
        return "events", within(_q(b'{"events":[', batch), joined(cuts), _q(b'],"warnings":[]}', batch))

    # Preparing

    def _list(self, rows_of: Callable[[int], list[str]], *, in_batches: bool = False) -> _List:
        return _List(self._shelf, rows_of, self._versions, in_batches=in_batches)

    def _account_rows(self, version: int) -> list[str]:
        row = Template(_person_slots(recorded(f"{SITE}/users_by_field_id")[0]), as_php_writes)
        return [row.filled(**_slots(self._school, person, version)) for person in range(1, self._school.people + 1)]

    def _course_rows(self, version: int) -> list[str]:
        front_page, first, *_ = recorded(f"{SITE}/courses_by_field_all")["courses"]
        slots = {"id": "{{#id}}", "categoryid": "{{#category}}", "fullname": "{{name}}", "displayname": "{{name}}"}
        row = Template(first | slots | {"shortname": "{{code}}", "idnumber": "PLAN-{{id}}"}, as_php_writes)
        categories = [category["id"] for category in recorded(f"{SITE}/categories")]
        return [
            as_php_writes(front_page),
            *(
                row.filled(
                    id=course_id(course),
                    category=categories[course % len(categories)],
                    name=f"Course {course}",
                    code=f"C{course}.{edition('course', course, version)}",
                )
                for course in range(1, self._school.courses + 1)
            ),
        ]

    def _course(self, number: int) -> _Course:
        school, templates = self._school, self._templates
        course = _Course()
        slots = {
            version: {
                member.person: _slots(school, member.person, version) for member in school.members(number, version)
            }
            for version in range(self._versions)
        }

        def people(template: Template, *, only_suspended: bool = False) -> Callable[[int], list[str]]:
            def rows_of(version: int) -> list[str]:
                return [
                    template.filled(
                        **slots[version][member.person],
                        role=3 if member.teaches else 5,
                        short="editingteacher" if member.teaches else "student",
                    )
                    for member in school.members(number, version)
                    if not only_suspended or _is_suspended(member.place, member.edition)
                ]

            return rows_of

        def gradable(version: int) -> list[str]:
            return [
                templates.gradable.filled(**slots[version][member.person])
                for member in school.members(number, version)
                if not member.teaches
            ]

        course.teachers = [sum(member.teaches for member in school.members(number, v)) for v in range(self._versions)]
        kinds = {False: templates.participant, True: templates.participant_with_roles}
        course.people = {roles: self._list(people(template), in_batches=True) for roles, template in kinds.items()}
        course.suspended = {
            roles: self._list(people(template, only_suspended=True), in_batches=True)
            for roles, template in kinds.items()
        }
        course.gradable = self._list(gradable)
        groups = list(school.groups(number, 0))
        course.groups = self._list(
            lambda _: [templates.group.filled(id=group, course=course_id(number)) for group in groups], in_batches=True
        )
        course.members = {
            group: self._list(
                lambda version, group=group: [  # type: ignore[misc]
                    as_php_writes({"groupid": group, "userids": school.groups(number, version)[group]})
                ]
            )
            for group in groups
        }
        course.contents = self._list(lambda version: templates.contents(number, version), in_batches=True)
        course.activities = {
            name: self._list(lambda version, rows=rows: rows(number, version), in_batches=True)  # type: ignore[misc]
            for name, rows in templates.activities.items()
        }
        course.events = self._list(lambda version: list(templates.course_events(number, version)))
        course.events_of_groups = {
            group: self._list(
                lambda version, group=group: list(templates.group_events(number, group, version))  # type: ignore[misc]
            )
            for group in groups
        }
        return course


class _Templates:
    """Rows of a course."""

    def __init__(self, events: Sequence[Mapping[str, Any]]) -> None:
        person = {"id": "{{#id}}", "fullname": "{{given}} {{family}}"}
        role = recorded(f"{SITE}/course2_staff")[0]["roles"][0] | {"roleid": "{{#role}}", "shortname": "{{short}}"}
        self.participant = Template(person, as_php_writes)
        self.participant_with_roles = Template(person | {"roles": [role]}, as_php_writes)
        self.gradable = Template(_person_slots(recorded(f"{SITE}/course2_gradable_users")["users"][0]), as_php_writes)
        group = {"id": "{{#id}}", "courseid": "{{#course}}", "name": "Group {{id}}", "idnumber": "GR-{{id}}"}
        self.group = Template(recorded(f"{SITE}/course2_groups")[0] | group, as_php_writes)
        topics = recorded(f"{SITE}/course2_contents")
        rows = {module["modname"]: module for topic in reversed(topics) for module in topic["modules"]}
        self._modules = {name: _module(rows[name]) for name in {*MODULES, *READING}}
        self._topic = Template(
            topics[1] | {"id": "{{#id}}", "name": "Topic {{id}}", "modules": "{{#rows}}"}, as_php_writes
        )
        of_course = recorded(f"{SITE}/assignments")["courses"][0]
        slots = {"id": "{{#instance}}", "course": "{{#course}}", "name": "{{name}}"}
        own = {"cmid": "{{#id}}", "duedate": "{{#due}}", "cutoffdate": "{{#due}}"}
        assignment = Template(of_course["assignments"][0] | slots | own, as_php_writes)
        with_assignments = Template(
            of_course | {"id": "{{#course}}", "fullname": "Course", "shortname": "C", "assignments": "{{#rows}}"},
            as_php_writes,
        )
        quiz = Template(
            recorded(f"{SITE}/quizzes")["quizzes"][0] | slots | {"coursemodule": "{{#id}}", "timeclose": "{{#due}}"},
            as_php_writes,
        )
        forum = Template(
            recorded(f"{SITE}/forums_by_courses")[0] | slots | {"cmid": "{{#id}}", "duedate": "{{#due}}"}, as_php_writes
        )
        choice = Template(
            recorded(f"{SITE}/choices_by_courses")["choices"][0]
            | slots
            | {"coursemodule": "{{#id}}", "timeclose": "{{#due}}"},
            as_php_writes,
        )

        def assignments(course: int, version: int) -> list[str]:
            rows = _work_rows(assignment, "assign", course, version)
            return [with_assignments.filled(course=course_id(course), rows=f"[{','.join(rows)}]")]

        self.activities: Mapping[str, Callable[[int, int], list[str]]] = {
            "assignments": assignments,
            "quizzes": lambda course, version: _work_rows(quiz, "quiz", course, version),
            "forums": lambda course, version: _work_rows(forum, "forum", course, version),
            "choices": lambda course, version: _work_rows(choice, "choice", course, version),
        }
        event = {"id": "{{#id}}", "name": "Lesson {{id}}", "courseid": "{{#course}}", "timestart": "{{#starts}}"}
        event |= {"timeduration": "{{#lasts}}"}
        self._event = Template(_first(events, "course") | event, as_php_writes)
        self._event_of_group = Template(_first(events, "group") | event | {"groupid": "{{#group}}"}, as_php_writes)
        echo = event | {"name": "{{name}} is due", "instance": "{{#instance}}"}
        self._echoes = {
            "assign": Template(_first(events, "due", "assign") | echo, as_php_writes),
            "quiz": Template(_first(events, "close", "quiz") | echo, as_php_writes),
        }

    def contents(self, course: int, version: int) -> list[str]:
        names = [*MODULES, *READING]
        rows = [
            self._modules[name].filled(**_work_slots(course, place, version), context=40 + numbered(course, place))
            for place, name in enumerate(names)
        ]
        return [
            self._topic.filled(id=course * TOPICS + topic, rows=f"[{','.join(rows[topic::TOPICS])}]")
            for topic in range(TOPICS)
        ]

    def course_events(self, course: int, version: int) -> Iterable[str]:
        """Lessons, and the echoes of work that has a date."""
        for place in range(LESSONS):
            if place % GROUP_LESSON_EVERY:
                yield self._event.filled(**_lesson_slots(course, place, version))
        for place, name in enumerate(MODULES):
            if name in self._echoes:
                slots = _work_slots(course, place, version)
                slots |= {"id": course * 1_000 + LESSONS + place, "starts": slots["due"], "lasts": 0}
                yield self._echoes[name].filled(**slots)

    def group_events(self, course: int, group: int, version: int) -> Iterable[str]:
        for place in range(0, LESSONS, GROUP_LESSON_EVERY):
            if place // GROUP_LESSON_EVERY % 2 == group % 2:
                yield self._event_of_group.filled(**_lesson_slots(course, place, version), group=group)


def _module(row: Mapping[str, Any]) -> Template:
    slots: dict[str, Any] = {"id": "{{#id}}", "name": "{{name}}", "instance": "{{#instance}}"}
    slots["contextid"] = "{{#context}}"
    if "url" in row:
        slots["url"] = row["url"].partition("?")[0] + "?id={{id}}"
    if row["dates"]:
        *opens, due = row["dates"]
        slots["dates"] = [*opens, due | {"timestamp": "{{#due}}"}]
    return Template({**row, **slots}, as_php_writes)


def _work_rows(template: Template, modname: str, course: int, version: int) -> list[str]:
    places = (place for place, name in enumerate(MODULES) if name == modname)
    return [template.filled(**_work_slots(course, place, version)) for place in places]


def _work_slots(course: int, place: int, version: int) -> dict[str, object]:
    """What is no work has no date, and never changes."""
    due = work_is_due(course, place, version) if place < WORK else 0
    number = numbered(course, place)
    name = f"Work {place} of course {course}"
    return {"id": number, "instance": number, "course": course_id(course), "name": name, "due": due}


def _lesson_slots(course: int, place: int, version: int) -> dict[str, object]:
    number = numbered(course, place)
    lasts = LESSON_SECONDS + 60 * edition("lesson", number, version)
    return {"id": number, "course": course_id(course), "starts": lesson_begins(course, place), "lasts": lasts}


def _first(events: Sequence[Mapping[str, Any]], eventtype: str, module: str | None = None) -> dict[str, Any]:
    return dict(next(event for event in events if (event["eventtype"], event["modulename"]) == (eventtype, module)))


def _is_suspended(place: int, changed: int) -> bool:
    return place >= TEACHERS and (place % SUSPENDED_EVERY == SUSPENDED_EVERY - 1) is not bool(changed)


def _person_slots(row: Mapping[str, Any]) -> dict[str, Any]:
    slots = {"id": "{{#id}}", "username": "{{login}}", "firstname": "{{given}}", "lastname": "{{family}}"}
    slots |= {"fullname": "{{given}} {{family}}", "email": "{{email}}", "idnumber": "S{{id}}"}
    return {**row, **slots, "lastaccess": TERM_BEGINS + WEEK}


def _slots(school: School, number: int, version: int) -> dict[str, object]:
    person = school.person(number, version)
    return {
        "id": number,
        "given": as_php_writes(person.given)[1:-1],
        "family": as_php_writes(person.family)[1:-1],
        "login": person.login,
        "email": person.email,
    }


def quoted(text: str) -> str:
    """Text of JSON as a part of a JSON string, as PHP writes it."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("/", "\\/")


def _q(piece: bytes, batch: bool) -> bytes:
    return quoted(piece.decode()).encode() if batch else piece


def _nothing(key: str) -> Callable[..., tuple[str, list[Piece]]]:
    body = as_php_writes({key: [], "warnings": []}).encode()
    return lambda _, version, batch: (key, [_q(body, batch)])


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A form as PHP reads it: `events[courseids][0]=2` is a list within a dictionary."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        keys = name.replace("]", "").split("[")
        place = found
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
    return {key: _listed(value) for key, value in found.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    children = {key: _listed(child) for key, child in value.items()}
    return list(children.values()) if all(key.isdigit() for key in children) else children
