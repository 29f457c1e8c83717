"""`CanvasIntegration`: which lists a Canvas is asked for, with an administrator's token or with a teacher's.

An administrator sees the account: all its courses and people. A teacher sees the own courses and who is in them; what
leaves the teacher's sight is unreachable, and never taken for gone.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, TypeVar, cast

import msgspec
from msgspec import UNSET, Raw, UnsetType
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from lmsync.crm_integration import (
    AccessTokens,
    Answer,
    CheckReport,
    CRMIntegration,
    End,
    Incomplete,
    Known,
    Page,
    Phase,
    Plan,
    Presence,
    Provided,
    Reading,
    Row,
    Scope,
)
from lmsync.errors import BadRecord, InvalidInput, Refused
from lmsync.integrations.canvas import answers, mapping, words
from lmsync.integrations.canvas.checking import check_canvas
from lmsync.integrations.canvas.rest import IN_FLIGHT, CanvasRest, DeveloperKey, decoded, in_chunks
from lmsync.lms_http import LmsHttp, typed_address
from lmsync.records import Kind, Lesson, Record, User

CODES_PER_CALL = 10
"""Canvas ignores further context codes without a word."""
ENROLLMENT_STATES = ("active", "invited", "creation_pending", "inactive", "completed")
COURSE_STATES = ("unpublished", "available", "completed")
ACCOUNT_COURSE_STATES = ("created", "claimed", "available", "completed")
PEOPLE_STATES = ("active", "invited", "inactive", "completed")

ORGS = Phase("orgs", (Kind.ORG,))
COURSES = Phase("courses", (Kind.COURSE,))
STRUCTURE = Phase("sections", (Kind.TERM, Kind.SECTION))
PEOPLE = Phase("people", (Kind.USER, Kind.ENROLLMENT))
GROUPS = Phase("groups", (Kind.GROUP,))
WORK = Phase("work", (Kind.CATEGORY, Kind.ITEM))
LESSONS = Phase("lessons", (Kind.LESSON,))

NOT_READ = frozenset({Kind.SUBMISSION, Kind.ATTENDANCE})

T = TypeVar("T")


class CanvasConfig(BaseModel):
    """Settings of a Canvas beyond its address and token."""

    model_config = ConfigDict(extra="forbid")

    account: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_:.~-]{1,100}$",
        description="The account to read, by its number or sis_account_id:…; by default the highest one that the token "
        "administers.",
        examples=["1"],
    )
    client_id: str | None = Field(
        default=None,
        max_length=100,
        description="Of a developer key (OAuth2). With it, the token of the connection is a refresh token.",
        examples=["10000000000001"],
    )
    client_secret: SecretStr | None = Field(default=None, max_length=500, description="The key of the developer key.")

    @model_validator(mode="after")
    def _both_or_none(self) -> "CanvasConfig":
        if bool(self.client_id) != bool(self.client_secret):
            raise ValueError("client_id and client_secret belong together")
        return self


class CanvasIntegration(CRMIntegration):
    """Canvas, hosted and self-hosted, over its REST API."""

    name = "canvas"
    title = "Canvas"
    Config = CanvasConfig
    setup = words.SETUP
    phases: ClassVar[tuple[Phase, ...]] = (
        ORGS,
        COURSES,
        STRUCTURE,
        PEOPLE,
        GROUPS,
        WORK,
        LESSONS,
    )
    in_flight = IN_FLIGHT
    confirmed = frozenset({Kind.ORG, Kind.COURSE, Kind.SECTION, Kind.USER, Kind.ENROLLMENT, Kind.GROUP, Kind.LESSON})

    def __init__(self, http: LmsHttp, token: str, config: BaseModel, access: AccessTokens | None = None) -> None:
        super().__init__(http, token, config, access)
        oauth = None
        if isinstance(config, CanvasConfig) and config.client_id and config.client_secret:
            oauth = DeveloperKey(http, config.client_id, config.client_secret.get_secret_value(), token, self.access)
        self._rest = CanvasRest(http, token, oauth)
        self._wanted_account = config.account if isinstance(config, CanvasConfig) else None
        self._account: str | None = None
        """The account that the token administers; `None` for a teacher's token."""
        self._root: str | None = None
        self._accounts: list[answers.Account] = []
        self._listed: list[str] | None = None
        self._term_of_group: dict[str, str] = {}
        self._terms_trouble: Refused | None = None
        self._terms_read = False
        self._listed_people: set[str] = set()
        self._people_of_courses: dict[str, User] = {}
        self._test_students: set[str] = set()
        self._courses_left = 0
        self._every_course_asked = asyncio.Event()
        self._course_unread = False
        self._course_skipped = False
        """Whether an interrupted run has read the people of some course, so that this one does not ask."""

    @classmethod
    def site_url(cls, base_url: str) -> str:
        address = typed_address(base_url)
        if address.user is not None or address.password is not None:
            raise InvalidInput("base_url", words.PASSWORD_IN_ADDRESS)
        if address.raw_path.strip("/") or address.query_string:
            raise InvalidInput("base_url", words.PAGE_ADDRESS)
        return str(address.origin())

    async def check(self) -> CheckReport:
        return await check_canvas(self._rest, self._wanted_account)

    async def open(self) -> Mapping[Kind, Provided]:
        await self._rest.get("users/self", answers.Myself)
        accounts = [decoded(row, answers.Account) for row in await self._rest.rows("accounts")]
        if self._wanted_account is not None:
            one = await self._rest.get(f"accounts/{self._wanted_account}", answers.Account)
            self._account, self._accounts = str(one.id), [one]
        elif accounts:
            # The highest one: its lists hold those below it too.
            numbers = {str(one.id) for one in accounts}
            top = next((one for one in accounts if str(one.parent_account_id) not in numbers), accounts[0])
            self._account, self._accounts = str(top.id), [top]
        else:
            self._accounts = [decoded(row, answers.Account) for row in await self._rest.rows("course_accounts")]
        self._root = next((str(mapping.id_of(one.root_account_id) or one.id) for one in self._accounts), None)
        return {kind: Provided(False, words.NOT_YET) if kind in NOT_READ else Provided(True) for kind in Kind}

    def readings(self, phase: Phase, known: Known) -> Iterator[Reading]:
        courses = self._listed if self._listed is not None else list(known.ids(Kind.COURSE))
        if phase is ORGS:
            yield Reading("accounts and terms", (Scope(Kind.ORG),))
        elif phase is COURSES:
            yield Reading("courses", (Scope(Kind.COURSE),))
        elif phase is STRUCTURE:
            if self._account is not None:
                # One page after another: beside it there is enough to ask.
                yield Reading("users of the account", (Scope(Kind.USER),))
            # A course that is stored and not listed is out of sight, and so are its grading periods.
            unseen = bool(set(known.ids(Kind.COURSE)) - set(courses))
            yield Reading("grading periods", (Scope(Kind.TERM),), (courses, unseen))
            for course in courses:
                yield Reading(f"sections of course {course}", (Scope(Kind.SECTION, Kind.COURSE, course),), course)
        elif phase is LESSONS:
            yield Reading("calendars of accounts", (Scope(Kind.LESSON, Kind.COURSE, None),), list(known.ids(Kind.ORG)))
            for part in in_chunks(courses, 5):
                groups = {course: list(known.ids(Kind.GROUP, parent=course)) for course in part}
                scopes = tuple(Scope(Kind.LESSON, Kind.COURSE, course) for course in part)
                yield Reading(f"calendar of {len(part)} courses from {part[0]}", scopes, groups)
        elif phase is PEOPLE:
            self._courses_left = len(courses)
            if not courses:
                self._every_course_asked.set()
            for course in courses:
                yield Reading(f"people of course {course}", (Scope(Kind.ENROLLMENT, Kind.COURSE, course),), course)
            # The last one waits for the others.
            yield Reading("people of all courses", (Scope(Kind.USER),), list(known.ids(Kind.USER)))
        else:
            for course in courses:
                scopes = tuple(Scope(kind, Kind.COURSE, course) for kind in phase.kinds)
                yield Reading(f"{phase.name} of course {course}", scopes, course)

    async def pages(self, reading: Reading) -> AsyncIterator[Answer]:
        scope = reading.scopes[0]
        read = {
            Kind.ORG: self._read_orgs,
            Kind.COURSE: self._read_courses,
            Kind.TERM: self._read_grading_periods,
            Kind.SECTION: self._read_sections,
            Kind.USER: self._read_everybody_else if reading.question is not None else self._read_users_of_account,
            Kind.ENROLLMENT: self._read_people,
            Kind.GROUP: self._read_groups,
            Kind.CATEGORY: self._read_work,
            Kind.LESSON: self._read_calendar if scope.parent else self._read_account_calendar,
        }[scope.kind]
        try:
            async for answer in read(reading):
                yield answer
        except Refused as refused:
            for one in reading.scopes:
                yield self._incomplete(one, refused)

    def _incomplete(self, scope: Scope, refused: Refused) -> Incomplete:
        gone = refused.cause in {"not_found", "deleted"}
        return Incomplete(scope, refused.cause, needs_person=not gone, words=words.refusal(refused.cause))

    # Accounts, terms, courses

    async def _read_orgs(self, reading: Reading) -> AsyncIterator[Answer]:
        (scope,) = reading.scopes
        accounts = list(self._accounts)
        set_aside: list[BadRecord] = []
        if self._account is not None:
            rows = await self._rest.rows(f"accounts/{self._account}/sub_accounts", recursive=True)
            read = [mapping.understood(Kind.ORG, row, answers.Account) for row in rows]
            accounts += good(read)
            set_aside = bad(read)
        numbers = {str(one.id) for one in accounts}
        orgs = [mapping.org_of(one) for one in accounts if one.workflow_state != "deleted"]
        # What stands above the token's sight is no parent that could be read.
        orgs = [org if org.parent in numbers else msgspec.structs.replace(org, parent=None) for org in orgs]
        yield page(scope, "all", orgs, set_aside)
        yield End(scope)
        try:
            yield await self._terms()
            self._terms_read = True
        except Refused as refused:
            self._terms_trouble = refused

    async def _terms(self) -> Page:
        """Courses refer to terms, so these come first; the scope ends when the grading periods are read too."""
        if self._root is None:
            raise Refused("not_permitted")
        states = ["all"]
        rows = await self._rest.rows(f"accounts/{self._root}/terms", inside="enrollment_terms", workflow_state=states)
        read = [mapping.understood(Kind.TERM, row, answers.Term) for row in rows]
        terms = [row for row in good(read) if row.workflow_state != "deleted"]
        for term in terms:
            if isinstance(term.grading_period_group_id, str | int):
                self._term_of_group.setdefault(str(term.grading_period_group_id), str(term.id))
        return page(Scope(Kind.TERM), "terms", [mapping.term_of(row) for row in terms], bad(read))

    async def _read_grading_periods(self, reading: Reading) -> AsyncIterator[Answer]:
        (scope,) = reading.scopes
        courses, unseen = cast("tuple[Sequence[str], bool]", reading.question)
        lists = await self._all(self._periods_of(course) for course in courses)
        periods: dict[str, Record] = {}
        refused = self._terms_trouble
        for one in lists:
            if isinstance(one, Refused):
                # A course without grading periods answers 404, and so does one that has just gone.
                refused = refused if one.cause in {"not_found", "deleted"} else one
                continue
            for row in one:
                period = decoded(row, answers.GradingPeriod)
                group = mapping.id_of(period.grading_period_group_id)
                term = self._term_of_group.get(group) if isinstance(group, str) else None
                periods[str(period.id)] = mapping.grading_period_of(period, term)
        yield page(scope, "grading periods", list(periods.values()))
        if refused is not None:
            yield self._incomplete(scope, refused)
        elif unseen or not self._terms_read:
            yield Incomplete(scope, "some_courses_unread" if self._terms_read else "terms_unread")
        else:
            yield End(scope)

    async def _periods_of(self, course: str) -> list[Raw]:
        return await self._rest.rows(f"courses/{course}/grading_periods", inside="grading_periods")

    async def _read_courses(self, reading: Reading) -> AsyncIterator[Answer]:
        (scope,) = reading.scopes
        if self._account is not None:
            path, query = (
                f"accounts/{self._account}/courses",
                {"state": ACCOUNT_COURSE_STATES, "include": ["concluded"]},
            )
        else:
            path, query = "courses", {"state": COURSE_STATES, "include": ["concluded"]}
        listed: list[str] = []
        number = 0
        async for body in self._rest.pages(path, **query):
            number += 1
            read = [mapping.understood(Kind.COURSE, row, answers.Course) for row in decoded(body, list[Raw])]
            open_ones = [row for row in good(read) if row.access_restricted_by_date is not True]
            shut = [
                BadRecord(Kind.COURSE, str(row.id), "shut_by_its_dates")
                for row in good(read)
                if row.access_restricted_by_date is True
            ]
            records = [mapping.course_of(row, self.http.site_url) for row in open_ones]
            listed += [one.external_id for one in records]
            yield page(scope, str(number), records, [*bad(read), *shut])
        # A list that slips while it is read shows a course twice.
        self._listed = list(dict.fromkeys(listed))
        yield End(scope)

    async def _read_sections(self, reading: Reading) -> AsyncIterator[Answer]:
        (scope,) = reading.scopes
        rows = await self._rest.rows(f"courses/{reading.question}/sections")
        read = [mapping.understood(Kind.SECTION, row, answers.Section) for row in rows]
        yield page(scope, "all", [mapping.section_of(row) for row in good(read)], bad(read))
        yield End(scope)

    # People

    async def _read_users_of_account(self, _: Reading) -> AsyncIterator[Answer]:
        scope = Scope(Kind.USER)
        number = 0
        async for body in self._rest.pages(f"accounts/{self._account}/users", include=["email", "time_zone"]):
            number += 1
            read = [mapping.understood(Kind.USER, row, answers.User) for row in decoded(body, list[Raw])]
            users = [mapping.user_of(row) for row in good(read)]
            self._listed_people.update(user.external_id for user in users)
            yield page(scope, str(number), users, bad(read))

    async def _read_people(self, reading: Reading) -> AsyncIterator[Answer]:
        (scope,) = reading.scopes
        course = str(reading.question)
        try:
            rows = await self._rest.rows(f"courses/{course}/enrollments", state=ENROLLMENT_STATES)
            read = [mapping.understood(Kind.ENROLLMENT, row, answers.Enrollment) for row in rows]
            people = [row for row in good(read) if row.type != mapping.TEST_STUDENT]
            self._test_students.update(str(row.user_id) for row in good(read) if row.type == mapping.TEST_STUDENT)
            users = {str(row.user.id): mapping.user_of(row.user) for row in people if row.user is not UNSET}
            strangers = users.keys() - self._listed_people - self._people_of_courses.keys()
            if strangers:
                users |= await self._profiles(course)
            new = {one: users[one] for one in strangers}
            self._people_of_courses |= new
            if new:
                # Each person is sent once a run, so these pages have no digest.
                yield Page(Scope(Kind.USER), f"course {course}", b"", lambda: list(new.values()))
            yield page(scope, "all", [mapping.enrollment_of(row) for row in people], bad(read))
            yield End(scope)
        except BaseException:
            self._course_unread = True
            raise
        finally:
            self._one_course_less()

    def skipped(self, reading: Reading) -> None:
        if reading.scopes[0].kind is Kind.ENROLLMENT:
            self._course_skipped = True
            self._one_course_less()

    def _one_course_less(self) -> None:
        self._courses_left -= 1
        if self._courses_left <= 0:
            self._every_course_asked.set()

    async def _profiles(self, course: str) -> dict[str, User]:
        """People with their e-mail, which a list of enrolments does not tell."""
        rows = await self._rest.rows(f"courses/{course}/users", include=["email"], enrollment_state=PEOPLE_STATES)
        read = [mapping.understood(Kind.USER, row, answers.User) for row in rows]
        return {str(row.id): mapping.user_of(row) for row in good(read)}

    async def _read_everybody_else(self, reading: Reading) -> AsyncIterator[Answer]:
        """The end of the list of people, when all courses have been asked."""
        (scope,) = reading.scopes
        await self._every_course_asked.wait()
        if self._account is None or self._course_skipped:
            # A teacher cannot ask about those who left the own courses, and who is not in the account's list may stand
            # in a course that was read before this run: they stay as they are.
            stored = cast(Sequence[str], reading.question)
            unseen = (one for one in stored if one not in self._listed_people and one not in self._people_of_courses)
            kept: list[Row] = [User(external_id=one) for one in unseen]
            yield Page(scope, "out of sight", b"", lambda: kept)
        if self._course_unread:
            yield Incomplete(scope, "some_courses_unread")
        else:
            yield End(scope)

    async def _read_groups(self, reading: Reading) -> AsyncIterator[Answer]:
        (scope,) = reading.scopes
        course = str(reading.question)
        rows = await self._rest.rows(f"courses/{course}/groups", include=["users"])
        read = [mapping.understood(Kind.GROUP, row, answers.Group) for row in rows]
        sets: dict[str, str | None] = {}
        if rows:
            for row in await self._rest.rows(f"courses/{course}/group_categories"):
                category = decoded(row, answers.GroupCategory)
                sets[str(category.id)] = category.name if isinstance(category.name, str) else None
        groups = []
        for group in good(read):
            members = await self._members(group)
            groups.append(mapping.group_of(group, course, sets.get(str(group.group_category_id)), members))
        yield page(scope, "all", groups, bad(read))
        yield End(scope)

    async def _members(self, group: answers.Group) -> list[str] | UnsetType:
        """Who is in a group; a large one comes without some of its people."""
        if group.users is not UNSET and (
            not isinstance(group.members_count, int) or group.members_count <= len(group.users)
        ):
            return [str(one.id) for one in group.users if str(one.id) not in self._test_students]
        rows = [decoded(row, answers.Membership) for row in await self._rest.rows(f"groups/{group.id}/memberships")]
        accepted = [row for row in rows if row.workflow_state in (UNSET, "accepted")]
        return [str(row.user_id) for row in accepted if str(row.user_id) not in self._test_students]

    # Work

    async def _read_work(self, reading: Reading) -> AsyncIterator[Answer]:
        of_categories, of_items = reading.scopes
        course = str(reading.question)
        groups, modules, quizzes = await asyncio.gather(
            self._rest.rows(
                f"courses/{course}/assignment_groups",
                include=["assignments"],
                override_assignment_dates=False,
                exclude_response_fields=["description"],
            ),
            self._modules(course),
            self._quizzes(course),
        )
        read = [mapping.understood(Kind.CATEGORY, row, answers.AssignmentGroup) for row in groups]
        yield page(of_categories, "all", [mapping.category_of(row, course) for row in good(read)], bad(read))
        yield End(of_categories)
        by_id = {str(quiz.id): quiz for quiz in quizzes}
        items: list[Record] = []
        aside: list[BadRecord] = []
        for group in good(read):
            for row in group.assignments if group.assignments is not UNSET else []:
                assignment = mapping.understood(Kind.ITEM, row, answers.Assignment)
                if isinstance(assignment, BadRecord):
                    number = assignment.external_id and f"asg.{assignment.external_id}"
                    aside.append(BadRecord(assignment.kind, number, assignment.why))
                    continue
                place = modules.get(("Assignment", str(assignment.id)))
                quiz = by_id.get(str(assignment.quiz_id)) if assignment.quiz_id is not UNSET else None
                if quiz is not None:
                    place = place or modules.get(("Quiz", str(quiz.id)))
                items.append(mapping.item_of(assignment, course, str(group.id), place, quiz))
        items += [
            mapping.item_of_quiz(quiz, course, modules.get(("Quiz", str(quiz.id))))
            for quiz in quizzes
            if quiz.assignment_id is None
        ]
        yield page(of_items, "all", items, aside)
        if any(group.assignments is UNSET for group in good(read)):
            yield Incomplete(of_items, "assignments_not_told", needs_person=True, words=words.refusal("scope_missing"))
        else:
            yield End(of_items)

    async def _modules(self, course: str) -> dict[tuple[str, str], mapping.Place]:
        """Where work stands, by its type and number."""
        found: dict[tuple[str, str], mapping.Place] = {}
        position = 0
        for row in await self._rest.rows(f"courses/{course}/modules", include=["items"]):
            module = decoded(row, answers.Module)
            items = module.items
            if items is UNSET:
                # Modules with many items come without them.
                listed = await self._rest.rows(f"courses/{course}/modules/{module.id}/items")
                items = [decoded(one, answers.ModuleItem) for one in listed]
            for item in items:
                position += 1
                name = module.name if isinstance(module.name, str) else None
                if isinstance(item.content_id, str | int):
                    found[item.type, str(item.content_id)] = mapping.Place(name, position)
        return found

    async def _quizzes(self, course: str) -> list[answers.Quiz]:
        try:
            rows = await self._rest.rows(f"courses/{course}/quizzes")
        except Refused as refused:
            if refused.cause == "page_disabled":
                return []
            raise
        return [decoded(row, answers.Quiz) for row in rows]

    # Lessons

    async def _read_account_calendar(self, reading: Reading) -> AsyncIterator[Answer]:
        (scope,) = reading.scopes
        codes = [f"account_{account}" for account in cast(Sequence[str], reading.question)]
        lessons: list[Record] = []
        for part in in_chunks(codes if self._account is not None else [], CODES_PER_CALL):
            for events in (await self._events_by_code(part)).values():
                # Many a Canvas has no calendars of accounts. What was read of one once is asked for by its number.
                told = (
                    [] if isinstance(events, Refused) else [mapping.lesson_of(one, None, None, None) for one in events]
                )
                lessons += [one for one in told if one is not None]
        yield page(scope, "all", lessons)
        yield End(scope)

    async def _read_calendar(self, reading: Reading) -> AsyncIterator[Answer]:
        groups = cast(Mapping[str, Sequence[str]], reading.question)
        course_of_group = {group: course for course, of_course in groups.items() for group in of_course}
        codes = [f"course_{course}" for course in groups] + [f"group_{group}" for group in course_of_group]
        found: dict[str, dict[str, Record]] = {course: {} for course in groups}
        refused: dict[str, Refused] = {}
        for part in in_chunks(codes, CODES_PER_CALL):
            for code, events in (await self._events_by_code(part)).items():
                if isinstance(events, Refused):
                    refused[course_of_group.get(code.partition("_")[2], code.partition("_")[2])] = events
                    continue
                for event in events:
                    for lesson in lessons_in(event, course_of_group):
                        if isinstance(lesson.course, str) and lesson.course in found:
                            found[lesson.course][lesson.external_id] = lesson
        meetings = await self._all(self._meetings(course) for course in groups)
        for scope, told in zip(reading.scopes, meetings, strict=True):
            course = str(scope.parent)
            # Meetings are extra: a course without that page has none.
            told = [] if isinstance(told, Refused) else told
            yield page(scope, "all", [*found[course].values(), *told])
            yield self._incomplete(scope, refused[course]) if course in refused else End(scope)

    async def _events_by_code(self, codes: Sequence[str]) -> dict[str, "list[answers.Event] | Refused"]:
        """One code that may not be read fails the call for all: then each is asked by itself."""
        try:
            events = await self._events(codes)
        except Refused as refused:
            if len(codes) == 1:
                return {codes[0]: refused}
            found: dict[str, list[answers.Event] | Refused] = {}
            for code in codes:
                found |= await self._events_by_code([code])
            return found
        return {codes[0]: events}

    async def _events(self, codes: Sequence[str]) -> list[answers.Event]:
        rows = await self._rest.rows("calendar_events", type="event", all_events=True, context_codes=list(codes))
        return [decoded(row, answers.Event) for row in rows]

    async def _meetings(self, course: str) -> list[Lesson]:
        rows = await self._rest.rows(f"courses/{course}/conferences", inside="conferences")
        told = [mapping.meeting_of(decoded(row, answers.Conference), course, self.http.site_url) for row in rows]
        return [one for one in told if one is not None]

    # Missing records

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        told = await self._all(self._presence(kind, one) for one in ids)
        return {
            one: Presence.REFUSED if isinstance(answer, Refused) else answer
            for one, answer in zip(ids, told, strict=True)
        }

    async def _presence(self, kind: Kind, one: str) -> Presence:
        if kind is Kind.ENROLLMENT and self._account is None:
            # Nobody but an administrator can ask for one enrolment; the list of all states is the evidence.
            return Presence.GONE
        if kind is Kind.LESSON and not one.startswith("ev."):
            return Presence.GONE
        path = {
            Kind.ORG: f"accounts/{one}",
            Kind.COURSE: f"courses/{one}?include[]=all_courses",
            Kind.SECTION: f"sections/{one}",
            Kind.USER: f"users/{one}",
            Kind.ENROLLMENT: f"accounts/{self._root}/enrollments/{one}",
            Kind.GROUP: f"groups/{one}",
            Kind.LESSON: f"calendar_events/{one.removeprefix('ev.')}",
        }[kind]
        try:
            row = await self._rest.get(path, _State)
        except Refused as refused:
            if refused.cause == "deleted":
                return Presence.GONE
            if refused.cause == "not_found":
                # A teacher cannot tell a deleted course from one that was taken away.
                unsure = self._account is None and kind in {Kind.COURSE, Kind.ORG, Kind.USER}
                return Presence.REFUSED if unsure else Presence.GONE
            return Presence.REFUSED
        gone = "deleted" in {row.workflow_state, row.enrollment_state}
        gone = gone or row.enrollment_state == "rejected" or row.hidden is True
        return Presence.GONE if gone else Presence.PRESENT

    async def _all(self, questions: Iterable[Awaitable[T]]) -> list["T | Refused"]:
        """Answers or refusals, in order; what is not about one question is raised."""

        async def one(question: Awaitable[T]) -> "T | Refused":
            try:
                return await question
            except Refused as refused:
                return refused

        return list(await asyncio.gather(*(one(question) for question in questions)))

    def plan(self, known: Known) -> Plan:
        courses, users = len(known.ids(Kind.COURSE)), len(known.ids(Kind.USER))
        return Plan(
            {
                "open": 2,
                "orgs": 2,
                "courses": 1 + courses // 100,
                "terms": courses,
                "sections": courses,
                "people": (courses if self._account is None else 1 + users // 100) + courses,
                "groups": 2 * courses,
                "work": 3 * courses,
                "lessons": 1 + courses + -(-courses // 5),
            }
        )


class _State(msgspec.Struct):
    workflow_state: str | UnsetType | None = UNSET
    enrollment_state: str | UnsetType | None = UNSET
    hidden: bool | UnsetType | None = UNSET


def lessons_in(event: answers.Event, course_of_group: Mapping[str, str]) -> Iterator[Lesson]:
    """A lesson, or those of the sections that have times of their own."""
    kind, _, number = event.context_code.rpartition("_")
    if kind == "course":
        children = event.child_events if event.child_events is not UNSET else []
        for row in children:
            child = decoded(row, answers.Event)
            of_section, _, section = child.context_code.rpartition("_")
            if of_section == "course_section":
                lesson = mapping.lesson_of(child, number, section, None)
                if lesson is not None:
                    yield lesson
        lesson = mapping.lesson_of(event, number, None, None)
    elif kind == "course_section":
        course = str(event.effective_context_code or "").removeprefix("course_")
        lesson = mapping.lesson_of(event, course, number, None)
    elif kind == "group":
        lesson = mapping.lesson_of(event, course_of_group.get(number), None, number)
    else:
        lesson = None
    if lesson is not None:
        yield lesson


def page(scope: Scope, key: str, records: Sequence[Record], set_aside: Sequence[BadRecord] = ()) -> Page:
    rows: list[Row] = [*records, *set_aside]
    return Page(scope, key, b"" if set_aside else mapping.digest_of(records), lambda: rows)


def good(rows: Iterable[T | BadRecord]) -> list[T]:
    return [row for row in rows if not isinstance(row, BadRecord)]


def bad(rows: Iterable[object]) -> list[BadRecord]:
    return [row for row in rows if isinstance(row, BadRecord)]
