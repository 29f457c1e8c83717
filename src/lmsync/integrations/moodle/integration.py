"""`MoodleIntegration`: which questions a Moodle is asked, in which order, and what their answers prove.

The fast calls come first and each has a fallback, chosen by what the token's service offers and, course by
course, by what Moodle answers. A list that Moodle could have cut short without a word is not taken for whole.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from itertools import islice
from typing import ClassVar, TypeVar, cast
from zoneinfo import ZoneInfo, available_timezones

from msgspec import UNSET, Raw
from pydantic import BaseModel, ConfigDict, Field, field_validator

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
from lmsync.errors import BadRecord, InvalidInput, LmsyncError, Refused, Retryable
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.checking import check_moodle
from lmsync.integrations.moodle.offer import ACTIVITIES, ENROLLED, GRADABLE, NEEDED, provided_by
from lmsync.integrations.moodle.side_lists import SideList, courses_in_doubt, side_list_of
from lmsync.integrations.moodle.web_service import (
    BATCH_SIZE,
    IDS_PER_CALL,
    MISSING,
    Call,
    MoodleWebService,
    in_chunks,
)
from lmsync.lms_http import LmsHttp, typed_address
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Enrollment, Kind, Lesson, Org, Record, User

ACCOUNTS = "core_user_get_users_by_field"
STAFF_CAPABILITY = "moodle/grade:viewall"
ACCOUNTS_PER_CALL = 200
CALENDAR_COURSES = 100
ASSIGN = "assign"
NOT_ENTERED = frozenset({"errorcoursecontextnotvalid", "requireloginerror"})
"""The account may not enter the course, or not any course at all for now."""
FOR_ALL_ALIKE = frozenset({"accessexception", "nopermissions"})
"""Refusals that hold for every course: asking for each by itself would not say more."""

ORGS = Phase("orgs", (Kind.ORG,))
COURSES = Phase("courses", (Kind.COURSE, Kind.SECTION))
PEOPLE = Phase("people", (Kind.ENROLLMENT,))
ACCOUNTS_LEFT = Phase("accounts", (Kind.USER,))
GROUPS = Phase("groups", (Kind.GROUP,))
ITEMS = Phase("items", (Kind.ITEM,))
LESSONS = Phase("lessons", (Kind.LESSON,))

T = TypeVar("T")
P = TypeVar("P", answers.Participant, answers.ParticipantWithRoles)


class MoodleConfig(BaseModel):
    """Settings of a Moodle beyond its address and token."""

    model_config = ConfigDict(extra="forbid")

    time_zone: str | None = Field(
        default=None,
        description="The site's time zone, such as Europe/Riga. With it, events that last whole days are told apart; "
        "Moodle does not say its zone itself.",
        examples=["Europe/Riga"],
    )

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError("is not a time zone; write it like Europe/Riga")
        return value


@dataclass
class _Course:
    """What the several lists of one course say about its people."""

    enrolled: list[answers.Participant] = field(default_factory=list)
    inactive: list[answers.ParticipantWithRoles] = field(default_factory=list)
    gradable: list[answers.Account] | None = None
    bad: list[BadRecord] = field(default_factory=list)


@dataclass
class _Said:
    """What the functions of the modules say of the activities of some courses, and what they do not."""

    activities: dict[int, answers.Activity] = field(default_factory=dict)
    """By course module."""
    refused: dict[str, LmsyncError] = field(default_factory=dict)
    """Why a function says nothing of a course."""
    withheld: set[str] = field(default_factory=set)
    """Courses with activities that are hidden, or that have no row of their own."""


@dataclass(frozen=True)
class _Calendar:
    """Whose events are asked for."""

    courses: Sequence[str]
    groups: Mapping[str, str] = field(default_factory=dict)
    """Each with its course."""
    events: Sequence[str] = ()


@dataclass(frozen=True)
class _Accounts:
    """Stored people whom no list of this run has shown."""

    missing: Sequence[str]
    """Those who have to be asked for."""
    known_there: Sequence[str]
    """Those who stand in a course that was read before this run, and is not asked again."""


class MoodleIntegration(CRMIntegration):
    """Moodle 3.6 and newer over its Web Services."""

    name = "moodle"
    title = "Moodle"
    Config = MoodleConfig
    setup = words.SETUP
    phases: ClassVar[tuple[Phase, ...]] = (ORGS, COURSES, PEOPLE, ACCOUNTS_LEFT, GROUPS, ITEMS, LESSONS)
    confirmed = frozenset({Kind.ORG, Kind.COURSE, Kind.USER, Kind.ENROLLMENT, Kind.GROUP, Kind.ITEM, Kind.LESSON})

    def __init__(self, http: LmsHttp, token: str, config: BaseModel, access: AccessTokens | None = None) -> None:
        super().__init__(http, token, config, access)
        zone = config.time_zone if isinstance(config, MoodleConfig) else None
        self._zone = ZoneInfo(zone) if zone else None
        self._service = MoodleWebService(http, token)
        self._site_name = ""
        self._front_page = 1
        self._listed: list[str] | None = None
        """The courses of a list that was read whole; `None` until then."""
        self._own_account = 0
        self._course_of_category: dict[int, str] = {}
        """Any course of each category that has one."""
        self._not_entered: set[str] = set()
        """Courses of which neither people nor work are shown: this account may not enter them, and their activities leave
        the calendar without a word."""
        self._a_student: str | None = None
        """Somebody whom only an account with the right to see people is shown; teachers are public."""
        self._an_event: str | None = None
        """An event that was shown and is no echo of an activity, of a course if there is one."""
        self._with_work: set[str] = set()
        """Courses of which work is stored."""
        self._hides_work = False
        """Whether Moodle named work that it does not show: then work that is missing may be hidden."""
        self._sees_groups: bool | None = None
        """Whether this account may see all groups; `None`: not asked yet."""
        self._seen: set[str] = set()
        """Everybody who was found in a course during this run, or the one that it continues, with an account."""
        self._in_courses: set[str] = set()
        """The same, also without: whoever stands in a course has not left."""
        self._read_before: list[str] = []
        """Courses whose people an interrupted run has read, so that this one does not ask."""
        self._odd_people: dict[str, list[BadRecord]] = {}
        """By course: rows of its lists of people that are not understood."""
        self._courses_unread = False
        """Whether the people of some course could not be read, so that there may be people nobody saw."""

    @classmethod
    def site_url(cls, base_url: str) -> str:
        address = typed_address(base_url)
        if address.user is not None or address.password is not None:
            raise InvalidInput("base_url", words.PASSWORD_IN_ADDRESS)
        path = address.raw_path.rstrip("/")
        if path.endswith(".php") or address.query_string:
            raise InvalidInput("base_url", words.PAGE_ADDRESS)
        return f"{address.origin()}{path}"

    async def check(self) -> CheckReport:
        return await check_moodle(self._service)

    async def open(self) -> Mapping[Kind, Provided]:
        site = await self._service.call("core_webservice_get_site_info", answers.SiteInfo)
        self._service.functions = frozenset(function.name for function in site.functions)
        self._site_name = site.sitename
        self._front_page = site.siteid
        self._own_account = site.userid
        return provided_by(self._service)

    def readings(self, phase: Phase, known: Known) -> Iterator[Reading]:
        if not all(self._service.offers(NEEDED[kind]) for kind in phase.kinds):
            return
        if phase is ORGS:
            yield Reading("orgs", (Scope(Kind.ORG),), self._read_orgs)
        elif phase is COURSES:
            yield Reading("courses", (Scope(Kind.COURSE), Scope(Kind.SECTION)), self._read_courses)
        elif phase is ACCOUNTS_LEFT:
            yield Reading("accounts", (Scope(Kind.USER),), partial(self._read_accounts, self._accounts_left(known)))
        elif phase is LESSONS:
            yield from self._calendar_readings(known)
        else:
            (kind,) = phase.kinds
            size = BATCH_SIZE * 2 if phase is GROUPS else BATCH_SIZE
            if phase is ITEMS:
                self._with_work = {course for course in self._courses(known) if known.ids(kind, parent=course)}
            for courses in in_chunks(self._courses(known), size):
                scopes = tuple(Scope(kind, Kind.COURSE, course) for course in courses)
                read = {PEOPLE: self._read_people, GROUPS: self._read_groups, ITEMS: self._read_items}[phase]
                name = f"{phase.name} of {len(courses)} courses from {courses[0]}"
                yield Reading(name, scopes, partial(read, scopes, courses))

    def skipped(self, reading: Reading) -> None:
        if reading.scopes[0].kind is Kind.ENROLLMENT:
            self._read_before += [str(scope.parent) for scope in reading.scopes]

    def _accounts_left(self, known: Known) -> _Accounts:
        unseen = [user for user in known.ids(Kind.USER) if user not in self._seen]
        of_courses = (known.ids_in(Scope(Kind.ENROLLMENT, Kind.COURSE, course)) for course in self._read_before)
        # An enrolment is `<course>.<user>.<role>`.
        standing = set()
        for of_course in of_courses:
            for enrollment in of_course:
                _, user, role = enrollment.split(".")
                standing.add(user)
                if role == "student":
                    self._a_student = user
        self._in_courses |= standing
        self._seen |= standing
        return _Accounts(
            missing=[user for user in unseen if user not in standing],
            known_there=[user for user in unseen if user in standing],
        )

    def _courses(self, known: Known) -> list[str]:
        """While the course list is incomplete, the children of stored courses are still read."""
        return self._listed if self._listed is not None else list(known.ids(Kind.COURSE))

    def _calendar_readings(self, known: Known) -> Iterator[Reading]:
        # Events of categories come along with courses in them, and not when their categories are asked for. Those
        # that are stored are asked for by their numbers: their category may have lost its last course.
        of_site = Scope(Kind.LESSON, Kind.COURSE, None)
        one_of_each = list(self._course_of_category.values()) if self._listed is not None else self._courses(known)
        stored = [one.removeprefix("ev.") for one in known.ids_in(of_site) if one.startswith("ev.")]
        question = _Calendar(one_of_each, events=stored)
        yield Reading("calendar of the site", (of_site,), partial(self._read_calendar, (of_site,), question))
        courses: list[str] = []
        groups: dict[str, str] = {}
        for course in self._courses(known):
            of_course = dict.fromkeys(known.ids(Kind.GROUP, parent=course), course)
            if courses and (
                len(courses) == CALENDAR_COURSES or len(courses) + len(groups) + len(of_course) > IDS_PER_CALL
            ):
                yield self._calendar_reading(courses, groups)
                courses, groups = [], {}
            courses.append(course)
            groups |= of_course
        if courses:
            yield self._calendar_reading(courses, groups)

    def _calendar_reading(self, courses: list[str], groups: dict[str, str]) -> Reading:
        scopes = tuple(Scope(Kind.LESSON, Kind.COURSE, course) for course in courses)
        ask = partial(self._read_calendar, scopes, _Calendar(courses, groups))
        return Reading(f"calendar of {len(courses)} courses from {courses[0]}", scopes, ask)

    # Orgs and courses

    async def _read_orgs(self) -> AsyncIterator[Answer]:
        scope = Scope(Kind.ORG)
        rows = await self._service.call("core_course_get_categories", list[Raw])
        if not rows:
            # A Moodle always has a category; an account that has something to do first is shown none.
            yield await self._why_no_categories(scope)
            return
        read = [mapping.understood(Kind.ORG, row, answers.Category) for row in rows]
        # Parents first: a path is longer than that of its parent, and ids say nothing about the order.
        orgs = [mapped(Kind.ORG, str(row.id), mapping.org_of, row) for row in good(read)]
        records = in_order_of_parents(good(orgs))
        yield page(scope, "all", [mapping.root_org(self._site_name), *records], [*bad(read), *bad(orgs)])
        yield End(scope)

    async def _why_no_categories(self, scope: Scope) -> Incomplete:
        if self._service.offers(ACCOUNTS):
            try:
                await self._service.call(ACCOUNTS, list[Raw], field="id", values=[self._own_account])
            except Refused as refused:
                if refused.cause in words.ACCOUNT_UNFINISHED:
                    return self._incomplete(scope, refused)
        return Incomplete(scope, "empty_category_list", needs_person=True, words=words.EMPTY_CATEGORY_LIST)

    async def _read_courses(self) -> AsyncIterator[Answer]:
        of_courses, of_sections = Scope(Kind.COURSE), Scope(Kind.SECTION)
        cleaned = False
        try:
            answer = await self._service.call("core_course_get_courses_by_field", answers.Courses)
        except Refused as refused:
            if refused.cause != "invalidresponse":
                raise
            # One stored text does not pass Moodle's own check of its answer. Cleaned texts do, with their letters escaped.
            answer = await self._service.call("core_course_get_courses_by_field", answers.Courses, raw=False)
            cleaned = True
        read = [mapping.understood(Kind.COURSE, row, answers.Course) for row in answer.courses]
        if cleaned:
            for row in good(read):
                row.fullname = unescape(row.fullname)
                row.shortname = unescape(row.shortname) if isinstance(row.shortname, str) else row.shortname
        rows = [row for row in good(read) if row.id != self._front_page]
        self._course_of_category = {row.categoryid: str(row.id) for row in rows if isinstance(row.categoryid, int)}
        made = [mapped(Kind.COURSE, str(row.id), mapping.course_of, row, self.http.site_url) for row in rows]
        courses, aside = good(made), [*bad(read), *bad(made)]
        yield page(of_courses, "all", courses, aside)
        # The section of a course that is set aside is not gone either.
        yield page(
            of_sections,
            "all",
            [mapping.section_of(course) for course in courses],
            [BadRecord(Kind.SECTION, one.external_id, one.why) for one in aside],
        )
        if not answer.courses:
            # The front page is a course too: a list without it was cut by something.
            for scope in (of_courses, of_sections):
                yield Incomplete(scope, "empty_course_list", needs_person=True, words=words.EMPTY_COURSE_LIST)
            return
        if answer.warnings:
            for scope in (of_courses, of_sections):
                yield Incomplete(scope, "courses_withheld", needs_person=True, words=words.COURSES_WITHHELD)
            return
        self._listed = [course.external_id for course in courses]
        self._listed += [one.external_id for one in aside if one.external_id and one.external_id not in self._listed]
        yield End(of_courses)
        yield End(of_sections)

    # People

    async def _read_people(self, scopes: Sequence[Scope], courses: Sequence[str]) -> AsyncIterator[Answer]:
        try:
            staff = await self._people_of(courses, withcapability=STAFF_CAPABILITY)
            inactive = await self._people_of(courses, whole=True, onlysuspended=1)
            enrolled = await self._understood_people(courses, participants(courses, "id"), answers.Participant)
            for number, (scope, course) in enumerate(zip(scopes, courses, strict=True)):
                lists = staff[number], inactive[number], enrolled[number]
                async for answer in self._people_of_course_or_why_not(scope, course, *lists):
                    yield answer
        except BaseException:
            self._courses_unread = True
            raise

    async def _people_of_course_or_why_not(
        self,
        scope: Scope,
        course: str,
        staff: "list[answers.ParticipantWithRoles] | LmsyncError",
        inactive: "list[answers.ParticipantWithRoles] | LmsyncError",
        enrolled: "list[answers.Participant] | LmsyncError",
    ) -> AsyncIterator[Answer]:
        if isinstance(enrolled, LmsyncError) or isinstance(inactive, LmsyncError):
            self._courses_unread = True
            refused = enrolled if isinstance(enrolled, LmsyncError) else inactive
            if isinstance(refused, Refused) and refused.cause in NOT_ENTERED:
                self._not_entered.add(course)
            yield self._incomplete(scope, cast(LmsyncError, refused))
            return
        try:
            async for answer in self._people_of_course(scope, course, _Course(enrolled, inactive), staff):
                yield answer
        except Refused as error:
            self._courses_unread = True
            yield self._incomplete(scope, error)

    async def _people_of(
        self, courses: Sequence[str], *, whole: bool = False, **options: str | int
    ) -> list["list[answers.ParticipantWithRoles] | LmsyncError"]:
        calls = participants(courses, "id,roles", **options)
        return await self._understood_people(courses, calls, answers.ParticipantWithRoles, whole=whole)

    async def _understood_people(
        self, courses: Sequence[str], calls: Sequence[Call], answer: type[P], *, whole: bool = False
    ) -> list["list[P] | LmsyncError"]:
        """A list of people for each course. Rows that are not understood are noted in `_odd_people`.

        `whole`: a list with such a row counts as refused. Who is missing among the suspended would become active.
        """
        lists: list[list[P] | LmsyncError] = []
        for course, rows in zip(courses, await self._service.batch(calls, list[Raw]), strict=True):
            if isinstance(rows, LmsyncError):
                lists.append(rows)
                continue
            read = [mapping.understood(Kind.ENROLLMENT, row, answer) for row in rows]
            if whole and bad(read):
                lists.append(Refused("not_understood", function=ENROLLED))
                continue
            # Which enrolments such a row stands for is not known.
            self._odd_people.setdefault(course, []).extend(BadRecord(row.kind, None, row.why) for row in bad(read))
            lists.append(good(read))
        return lists

    async def _people_of_course(
        self, scope: Scope, course: str, found: _Course, staff: "list[answers.ParticipantWithRoles] | LmsyncError"
    ) -> AsyncIterator[Answer]:
        inactive = {person.id for person in found.inactive}
        if inactive and inactive == {person.id for person in found.enrolled}:
            # Before 3.11 Moodle ignores `onlysuspended` and answers with everybody, and then so does `onlyactive`.
            calls = participants([course], "id", onlyactive=1)
            (active,) = await self._understood_people([course], calls, answers.Participant, whole=True)
            if isinstance(active, LmsyncError):
                raise active
            inactive -= {person.id for person in active}
        accounts: list[answers.Account] = []
        whole_profiles = True
        gradable = await self._gradable(course)
        roles: dict[int, list[str]] = {}
        if isinstance(staff, LmsyncError) or gradable is None:
            everybody = await self._everybody_with_roles(course)
            roles = {person.id: short_names(person) for person in everybody}
        else:
            read = [mapping.understood(Kind.USER, row, answers.Account) for row in gradable]
            accounts, found.bad = good(read), bad(read)
            shown = {person.id for person in found.enrolled}
            if not self._odd_people.get(course) and any(account.id not in shown for account in accounts):
                # The fast list of students knows no rights: whom the list of participants lacks is hidden there, and
                # the lists of teachers and of suspended people lack the same.
                self._courses_unread = True
                if shown:
                    yield Incomplete(scope, "people_hidden", needs_person=True, words=words.PEOPLE_HIDDEN)
                else:
                    yield Incomplete(scope, "separate_groups", needs_person=True, words=words.SEPARATE_GROUPS)
                return
            roles = {account.id: ["student"] for account in accounts}
            for person in (*staff, *found.inactive):
                roles[person.id] = short_names(person)
            if any(person.id not in roles for person in found.enrolled):
                # Somebody has neither a student's nor a teacher's role. Only the slow list says which.
                roles |= {person.id: short_names(person) for person in await self._everybody_with_roles(course)}
        have_profile = {account.id for account in accounts}
        strangers = [user for user in roles if user not in have_profile and str(user) not in self._seen]
        accounts += [one for one in await self._accounts(strangers, found.bad) if not mapping.is_deleted(one)]
        self._a_student = next((str(user) for user, names in roles.items() if names == ["student"]), self._a_student)
        made = [
            mapped(Kind.USER, str(account.id), user_of, account, whole_profiles)
            for account in accounts
            if str(account.id) not in self._seen
        ]
        new = good(made)
        found.bad += bad(made)
        self._in_courses.update(str(user) for user in roles)
        self._seen.update(str(account.id) for account in accounts)
        self._seen.update(one.external_id for one in found.bad if one.external_id is not None)
        # People come with many courses; each is sent once a run, so these pages have no digest.
        yield Page(Scope(Kind.USER), f"course {course}", b"", lambda: [*new, *found.bad])
        enrollments: list[Enrollment] = []
        for user, names in roles.items():
            enrollments += mapping.enrollments_of(course, str(user), names, active=user not in inactive)
        yield page(scope, "all", enrollments, self._odd_people.pop(course, []))
        yield End(scope)

    async def _gradable(self, course: str) -> list[Raw] | None:
        """Students with their profiles in one fast answer; `None` where Moodle cannot give it."""
        if not self._service.offers(GRADABLE):
            return None
        try:
            answer = await self._service.call(GRADABLE, answers.Gradable, courseid=int(course), groupid=0, onlyactive=0)
        except Refused as refused:
            # `gradesneedregrading`: the gradebook of this course waits for its recalculation; and where this one
            # function lacks a right, the list of participants still has everybody.
            if refused.cause in {"gradesneedregrading", "nopermissions", "accessexception", "invalidresponse"}:
                return None
            raise
        return None if answer.warnings else answer.users

    async def _everybody_with_roles(self, course: str) -> list[answers.ParticipantWithRoles]:
        (answer,) = await self._people_of([course])
        if isinstance(answer, LmsyncError):
            raise answer
        return answer

    async def _accounts(self, users: Sequence[int], set_aside: list[BadRecord]) -> list[answers.Account]:
        if not self._service.offers(ACCOUNTS):
            return []
        found: list[answers.Account] = []
        for ids in in_chunks(users, ACCOUNTS_PER_CALL):
            rows = await self._service.call(ACCOUNTS, list[Raw], field="id", values=list(ids))
            read = [mapping.understood(Kind.USER, row, answers.Account) for row in rows]
            found += good(read)
            set_aside += bad(read)
        return found

    async def _read_accounts(self, question: _Accounts) -> AsyncIterator[Answer]:
        """Stored people who were seen in no course: those who still have an account stay."""
        scope = Scope(Kind.USER)
        if not self._service.offers(ACCOUNTS):
            yield Incomplete(scope, "function_missing", needs_person=True, words=words.lost_function(ACCOUNTS))
            return
        # They are there, and nothing new is known of them: what is stored stays as it is.
        there: list[Row] = [User(external_id=one) for one in question.known_there]
        yield Page(scope, "in courses read before", b"", lambda: there)
        bad_rows: list[BadRecord] = []
        accounts = await self._accounts([int(user) for user in question.missing if user.isdigit()], bad_rows)
        # A deleted account is answered too; what is missing here is asked for again before it goes.
        users = [
            mapped(Kind.USER, str(account.id), user_of, account, True)
            for account in accounts
            if not mapping.is_deleted(account)
        ]
        yield Page(scope, "without a course", b"", lambda: [*users, *bad_rows])
        if self._courses_unread or self._listed is None:
            yield Incomplete(scope, "some_courses_unread")
        else:
            yield End(scope)

    # Groups

    async def _read_groups(self, scopes: Sequence[Scope], courses: Sequence[str]) -> AsyncIterator[Answer]:
        function = NEEDED[Kind.GROUP]
        got = await self._service.batch([Call(function, {"courseid": int(course)}) for course in courses], list[Raw])
        rows: dict[str, list[answers.Group | BadRecord]] = {}
        refused: dict[str, LmsyncError] = {}
        for course, answer in zip(courses, got, strict=True):
            if isinstance(answer, Refused) and answer.cause == "invalidresponse":
                # A name that looks like a tag (`<лекции>`) fails the answer when texts are asked for as stored.
                (answer,) = await self._service.batch([Call(function, {"courseid": int(course)}, raw=False)], list[Raw])
            if isinstance(answer, LmsyncError):
                refused[course] = answer
            else:
                rows[course] = [mapping.understood(Kind.GROUP, row, answers.Group) for row in answer]
        ids = [group.id for of_course in rows.values() for group in good(of_course)]
        members = await self._members(ids)
        for scope, course in zip(scopes, courses, strict=True):
            if course in refused:
                yield self._incomplete(scope, refused[course])
                continue
            unread = [group for group in good(rows[course]) if group.id not in members]
            records = [
                mapped(Kind.GROUP, str(group.id), mapping.group_of, group, members.get(group.id, UNSET))
                for group in good(rows[course])
            ]
            yield page(scope, "all", good(records), [*bad(rows[course]), *bad(records)])
            if unread:
                yield Incomplete(scope, "members_unread", needs_person=True, words=words.MEMBERS_UNREAD)
            else:
                yield End(scope)

    async def _members(self, groups: Sequence[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for ids in in_chunks(groups, 100):
            found |= await self._members_of(list(ids))
        return found

    async def _members_of(self, ids: list[int]) -> dict[int, list[int]]:
        """One group that is gone or forbidden fails the call for all: it is looked for by halving."""
        try:
            rows = await self._service.call("core_group_get_group_members", list[answers.Members], groupids=ids)
        except Refused:
            if len(ids) == 1:
                return {}
            half = len(ids) // 2
            return await self._members_of(ids[:half]) | await self._members_of(ids[half:])
        return {row.groupid: row.userids for row in rows}

    # Work

    async def _read_items(self, scopes: Sequence[Scope], courses: Sequence[str]) -> AsyncIterator[Answer]:
        options = [{"name": "excludecontents", "value": True}]
        calls = [Call("core_course_get_contents", {"courseid": int(course), "options": options}) for course in courses]
        contents = await self._service.batch(calls, list[Raw])
        found: dict[str, list[tuple[answers.Module, str | None]]] = {}
        bad_rows: dict[str, list[BadRecord]] = {}
        refused: dict[str, LmsyncError] = {}
        for course, topics in zip(courses, contents, strict=True):
            if isinstance(topics, LmsyncError):
                refused[course] = topics
                if not (isinstance(topics, Refused) and topics.cause in NOT_ENTERED):
                    self._not_entered.discard(course)
            elif not topics and course in self._with_work:
                # Every course has a section, be it empty.
                refused[course] = Refused("empty_answer", function="core_course_get_contents")
            else:
                self._not_entered.discard(course)
                found[course], bad_rows[course] = modules_of(topics)
        said = await self._activities(found)
        for scope, course in zip(scopes, courses, strict=True):
            if course in refused:
                yield self._incomplete(scope, refused[course])
                continue
            items = [
                mapped(
                    Kind.ITEM,
                    f"cm.{module.id}",
                    mapping.item_of,
                    module,
                    course,
                    topic,
                    UNSET if bad_rows[course] else position,
                    said.activities.get(module.id),
                )
                for position, (module, topic) in enumerate(found[course], start=1)
                if module.modname not in mapping.NO_WORK
            ]
            yield page(scope, "all", good(items), [*bad_rows[course], *bad(items)])
            if course in said.refused:
                yield self._incomplete(scope, said.refused[course])
            elif course in said.withheld:
                yield Incomplete(scope, "work_withheld", needs_person=True, words=words.WORK_WITHHELD)
            else:
                yield End(scope)

    async def _activities(self, modules: Mapping[str, Sequence[tuple[answers.Module, str | None]]]) -> "_Said":
        """What each module's own function says. Of what it does not say, what is stored stays."""
        said = _Said()
        calls: dict[str, Call] = {}
        for name, (function, _) in ACTIVITIES.items():
            # Of assignments alone Moodle says which it hides, so that is asked of every course.
            courses = [
                c for c, of_course in modules.items() if name == ASSIGN or any(m.modname == name for m, _ in of_course)
            ]
            if courses and self._service.offers(function):
                calls[name] = activities_call(name, courses)
        got = await self._service.batch(list(calls.values()), Raw)
        for (name, call), answer in zip(calls.items(), got, strict=True):
            asked = [str(course) for course in call.arguments["courseids"]]
            for course, side in (await self._side_lists(name, asked, answer)).items():
                if isinstance(side, LmsyncError):
                    said.refused.setdefault(course, side)
                    continue
                said.activities |= side.rows
                self._hides_work |= bool(side.hidden)
                here = {module.id for module, _ in modules[course] if module.modname == name}
                there = {number for number, row in side.rows.items() if str(row.course) == course}
                # What only one of the two lists has was left out of the other.
                if not here <= side.rows.keys() or not there <= here or side.hidden or course in side.refused:
                    said.withheld.add(course)
        return said

    async def _side_lists(
        self,
        name: str,
        courses: Sequence[str],
        answer: Raw | LmsyncError,
    ) -> Mapping[str, SideList | LmsyncError]:
        """By course. Where an answer does not say which course it fails for, each is asked for by itself."""
        function, key = ACTIVITIES[name]
        side = side_list_of(answer, function, key, courses)
        if isinstance(side, LmsyncError):
            if len(courses) == 1 or not isinstance(side, Refused) or side.cause in FOR_ALL_ALIKE:
                return dict.fromkeys(courses, side)
        elif len(courses) == 1 or not (side.hidden or side.refused):
            return dict.fromkeys(courses, side)
        got = await self._service.batch([activities_call(name, [course]) for course in courses], Raw)
        return {course: side_list_of(one, function, key, [course]) for course, one in zip(courses, got, strict=True)}

    # Lessons

    async def _read_calendar(self, scopes: Sequence[Scope], question: _Calendar) -> AsyncIterator[Answer]:
        of_site = scopes[0].parent is None
        # Without `userevents` Moodle drops the events of groups without a word.
        options = {"userevents": not of_site, "siteevents": of_site, "ignorehidden": True}
        asked = [
            {"courseids": [int(course) for course in part], "groupids": [int(group) for group in question.groups]}
            for part in in_chunks(question.courses, CALENDAR_COURSES)
        ]
        asked += [{"eventids": [int(event) for event in part]} for part in in_chunks(question.events, IDS_PER_CALL)]
        rows: list[Raw] = []
        in_doubt: set[str | None] = set()
        everything = {scope.parent for scope in scopes}
        # Without any course there are still the events of the whole site.
        for events in asked or [{}]:
            answer = await self._service.call(
                "core_calendar_get_calendar_events", answers.Events, events=events, options=options
            )
            rows += answer.events
            of_courses = courses_in_doubt(answer.warnings, question.courses, question.groups)
            in_doubt |= everything if of_site and answer.warnings else everything if of_courses is None else of_courses
        lessons: dict[str | None, dict[str, Record]] = {scope.parent: {} for scope in scopes}
        aside: dict[str | None, list[BadRecord]] = {scope.parent: [] for scope in scopes}
        strays: list[BadRecord] = []
        a_group_is_shown = False
        for row in rows:
            place, lesson = self._lesson_in(row)
            course, group = place
            a_group_is_shown |= group is not None
            if isinstance(lesson, BadRecord) and lesson.external_id is None:
                strays.append(lesson)
            elif isinstance(lesson, BadRecord) and course in aside:
                aside[course].append(lesson)
            elif isinstance(lesson, Lesson):
                if lesson.external_id.startswith("ev.") and (course or self._an_event is None):
                    self._an_event = lesson.external_id.removeprefix("ev.")
                if course in lessons:
                    lessons[course][lesson.external_id] = lesson
        if not of_site:
            in_doubt |= self._not_entered
        if question.groups and not a_group_is_shown and not await self._sees_all_groups(question.groups):
            in_doubt |= set(question.groups.values())
        for scope in scopes:
            of_scope = aside[scope.parent] + (strays if scope is scopes[0] else [])
            yield page(scope, "all", list(lessons[scope.parent].values()), of_scope)
            if strays:
                # The course of an event is not known: nothing of any of these courses may be taken for gone.
                yield Incomplete(scope, "event_not_understood", True, words.CALENDAR)
            elif scope.parent in in_doubt:
                yield Incomplete(scope, "calendar_refused", True, words.CALENDAR)
            else:
                yield End(scope)

    def _lesson_in(self, row: Raw) -> tuple[tuple[str | None, str | None], Lesson | BadRecord | None]:
        """The lesson of an event, with its course and group. The id of one that is not understood is that of the lesson,
        if it is known."""
        event = mapping.understood(Kind.LESSON, row, answers.Event)
        if isinstance(event, BadRecord):
            place = mapping.understood(Kind.LESSON, row, answers.EventPlace)
            if isinstance(place, BadRecord):
                return (None, None), BadRecord(Kind.LESSON, None, event.why)
            meeting = place.modulename == "bigbluebuttonbn"
            number = f"bbb.{place.instance}" if meeting else f"ev.{place.id}"
            return mapping.place_of(place, self._front_page), BadRecord(Kind.LESSON, number, event.why)
        given = event, self.http.site_url, self._zone, self._front_page
        lesson = mapped(Kind.LESSON, f"ev.{event.id}", mapping.lesson_of, *given)
        return mapping.place_of(event, self._front_page), lesson

    async def _sees_all_groups(self, groups: Mapping[str, str]) -> bool:
        """Without this right the events of groups, and people in courses with separate groups, vanish without a word."""
        for group, course in islice(groups.items(), 3):
            if self._sees_groups is not None:
                break
            call = participants([course], "id", groupid=group, limitnumber=1)
            (answer,) = await self._service.batch(call, list[answers.Participant])
            if not isinstance(answer, LmsyncError):
                self._sees_groups = True
            elif isinstance(answer, Refused) and answer.cause == "nopermissions":
                self._sees_groups = False
            # Any other refusal is about this group or this course.
        return self._sees_groups is True

    # Missing records

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        if kind is Kind.COURSE:
            return {course: await self._presence_of_course(course) for course in ids}
        if kind is Kind.ORG:
            return await self._presence_of_orgs(ids)
        if kind is Kind.USER:
            return await self._presence_of_users(ids)
        if kind is Kind.GROUP:
            return {group: await self._presence_of_group(group) for group in ids}
        if kind is Kind.ITEM:
            return dict.fromkeys(ids, Presence.REFUSED if self._hides_work else Presence.GONE)
        if kind is Kind.LESSON:
            return await self._presence_of_lessons(ids)
        return await self._presence_of_enrollments(ids)

    async def _presence_of_course(self, course: str) -> Presence:
        """Gone by two answers: its contents are no record, and the list does not know its number. The first alone may
        be about something within the course; the second alone is what a hidden course gets."""
        options = [{"name": "excludemodules", "value": 1}]
        try:
            await self._service.call("core_course_get_contents", Raw, courseid=int(course), options=options)
        except Refused as refused:
            if refused.cause not in MISSING:
                return Presence.REFUSED
        else:
            return Presence.PRESENT
        # A number that exists, asked for in the same way, shows that silence means something.
        for number, exists in ((course, False), (self._listed[0] if self._listed else str(self._front_page), True)):
            try:
                answer = await self._service.call(
                    "core_course_get_courses_by_field", answers.Courses, field="id", value=number
                )
            except Refused:
                return Presence.REFUSED
            if any(mapping.id_of(row) == number for row in answer.courses) is not exists:
                return Presence.REFUSED
        return Presence.GONE

    async def _presence_of_orgs(self, ids: Sequence[str]) -> dict[str, Presence]:
        """A hidden category is left out of lists and answers like one that was deleted. Only where this account is
        shown another hidden one, it is sure to be shown all."""
        try:
            rows = await self._service.call("core_course_get_categories", list[answers.Category])
        except Refused:
            rows = []
        there = {mapping.ROOT, *(str(row.id) for row in rows)}
        sees_hidden = any(mapping.yes(row.visible) is False for row in rows)
        missing = Presence.GONE if sees_hidden else Presence.REFUSED
        return {org: Presence.PRESENT if org in there else missing for org in ids}

    async def _presence_of_group(self, group: str) -> Presence:
        try:
            await self._service.call("core_group_get_group_members", list[answers.Members], groupids=[int(group)])
        except Refused as refused:
            return Presence.GONE if refused.cause in MISSING else Presence.REFUSED
        return Presence.PRESENT

    async def _presence_of_lessons(self, ids: Sequence[str]) -> dict[str, Presence]:
        """Moodle warns of an event that is there and may not be shown; one that is not there it does not mention."""
        # A meeting has no number in the calendar that could be asked for.
        found = dict.fromkeys(ids, Presence.GONE)
        events = [one.removeprefix("ev.") for one in ids if one.startswith("ev.")]
        options = {"userevents": True, "siteevents": True, "ignorehidden": True}
        for some in in_chunks(events, IDS_PER_CALL - 1):
            wanted = [int(event) for event in (*some, self._an_event) if event]
            answer = await self._service.call(
                NEEDED[Kind.LESSON], answers.Events, events={"eventids": wanted}, options=options
            )
            shown = {mapping.id_of(row) for row in answer.events}
            warned = {str(warning.item) for warning in answer.warnings}
            understood = warned <= {str(event) for event in wanted}
            silence = understood and (self._an_event is None or self._an_event in shown)
            for event in some:
                if event in shown:
                    found[f"ev.{event}"] = Presence.PRESENT
                elif event in warned or not silence:
                    found[f"ev.{event}"] = Presence.REFUSED
        return found

    async def _presence_of_users(self, ids: Sequence[str]) -> dict[str, Presence]:
        asked = [user for user in ids if user not in self._in_courses]
        answered = await self._presence_of_accounts(asked)
        return {user: answered.get(user, Presence.PRESENT) for user in ids}

    async def _presence_of_accounts(self, users: Sequence[str]) -> dict[str, Presence]:
        """Moodle answers deleted accounts as what they are. Silence counts beside somebody who is not public."""
        found: dict[str, Presence] = {}
        if not self._service.offers(ACCOUNTS):
            return dict.fromkeys(users, Presence.REFUSED)
        for some in in_chunks(users, ACCOUNTS_PER_CALL - 1):
            wanted = {*some, self._a_student} if self._a_student else set(some)
            bad_rows: list[BadRecord] = []
            accounts = await self._accounts([int(user) for user in sorted(wanted) if user.isdigit()], bad_rows)
            shown = {str(one.id): mapping.is_deleted(one) for one in accounts}
            shown |= {str(row.external_id): False for row in bad_rows}
            # The number of an odd row may be any of those asked for.
            whole = self._a_student in shown and all(row.external_id is not None for row in bad_rows)
            silence = Presence.GONE if whole else Presence.REFUSED
            for user in some:
                if user in shown:
                    found[user] = Presence.GONE if shown[user] else Presence.PRESENT
                else:
                    found[user] = silence
        return found

    async def _presence_of_enrollments(self, ids: Sequence[str]) -> dict[str, Presence]:
        by_course: dict[str, list[str]] = {}
        for one in ids:
            by_course.setdefault(one.split(".")[0], []).append(one)
        found: dict[str, Presence] = {}
        got = await self._people_of(list(by_course))
        for (course, asked), answer in zip(by_course.items(), got, strict=True):
            if isinstance(answer, LmsyncError):
                missing = isinstance(answer, Refused) and answer.cause in MISSING
                gone = missing and await self._presence_of_course(course) is Presence.GONE
                found |= dict.fromkeys(asked, Presence.GONE if gone else Presence.REFUSED)
                continue
            there = {
                one.external_id
                for person in answer
                for one in mapping.enrollments_of(course, str(person.id), short_names(person), active=True)
            }
            left = [one for one in asked if one not in there]
            hidden = await self._hidden_people(course, answer, {one.split(".")[1] for one in left})
            if self._odd_people.pop(course, []):
                hidden = {one.split(".")[1] for one in left}
            found |= dict.fromkeys((one for one in asked if one in there), Presence.PRESENT)
            found |= {one: Presence.REFUSED if one.split(".")[1] in hidden else Presence.GONE for one in left}
        return found

    async def _hidden_people(
        self, course: str, answer: Sequence[answers.ParticipantWithRoles], people: Collection[str]
    ) -> Collection[str]:
        """Who may stand in a course although its list of participants, `answer`, does not show them."""
        if any(short_names(person) == ["student"] for person in answer):
            # Somebody is shown who is not public, and of a group: nobody is hidden.
            return ()
        shown = {str(person.id) for person in answer}
        if not shown and not await self._may_be_empty(course):
            return people
        asked = [user for user in people if user not in shown]
        presence = await self._presence_of_accounts(asked)
        return {user for user in asked if presence[user] is Presence.REFUSED}

    async def _may_be_empty(self, course: str) -> bool:
        """Whether an empty list of participants can be believed: in separate groups it may be all that is shown."""
        try:
            groups = await self._service.call(NEEDED[Kind.GROUP], list[answers.Group], courseid=int(course))
            if groups:
                return await self._sees_all_groups({str(groups[0].id): course})
            answer = await self._service.call(
                "core_course_get_courses_by_field", answers.Courses, field="id", value=course
            )
        except Refused:
            return False
        rows = good([mapping.understood(Kind.COURSE, row, answers.Course) for row in answer.courses])
        return any(row.groupmode in {0, 2} for row in rows)

    def plan(self, known: Known) -> Plan:
        courses, groups = len(known.ids(Kind.COURSE)), len(known.ids(Kind.GROUP))
        batches = -(-courses // BATCH_SIZE)
        calendar = -(-courses // CALENDAR_COURSES)
        return Plan(
            {
                "open": 1,
                "orgs": 1,
                "courses": 1,
                "people": 3 * batches + courses,
                "accounts": 1,
                "groups": batches + -(-groups // 100),
                "items": 2 * batches,
                "lessons": 1 + calendar,
            }
        )

    def _incomplete(self, scope: Scope, error: LmsyncError) -> Incomplete:
        if isinstance(error, Refused):
            gone = error.cause in MISSING
            return Incomplete(
                scope, str(error), needs_person=not gone, words=words.refusal(error.cause, error.function)
            )
        cause = error.cause if isinstance(error, Retryable) else type(error).__name__
        return Incomplete(scope, cause)


def page(scope: Scope, key: str, records: Sequence[Record], set_aside: Sequence[BadRecord] = ()) -> Page:
    rows: list[Row] = [*records, *set_aside]
    return Page(scope, key, b"" if set_aside else mapping.digest_of(records), lambda: rows)


def user_of(row: answers.Account, whole: bool) -> User:
    return mapping.user_of(row, whole=whole)


def short_names(person: answers.ParticipantWithRoles) -> list[str]:
    return [role.shortname for role in person.roles]


def participants(courses: Iterable[str], fields: str, **options: str | int) -> list[Call]:
    wanted = [{"name": "userfields", "value": fields}]
    wanted += [{"name": name, "value": str(value)} for name, value in options.items()]
    return [Call(ENROLLED, {"courseid": int(course), "options": wanted}) for course in courses]


def activities_call(name: str, courses: Iterable[str]) -> Call:
    extra = {"includenotenrolledcourses": True} if name == ASSIGN else {}
    return Call(ACTIVITIES[name][0], {"courseids": [int(course) for course in courses], **extra})


def in_order_of_parents(orgs: Sequence[Org]) -> list[Org]:
    by_id = {org.external_id: org for org in orgs}

    def depth(org: Org) -> int:
        steps, parent = 0, org.parent
        while isinstance(parent, str) and parent in by_id and steps <= len(by_id):
            steps, parent = steps + 1, by_id[parent].parent
        return steps

    return sorted(orgs, key=depth)


def modules_of(
    topics: Sequence[Raw],
) -> tuple[list[tuple[answers.Module, str | None]], list[BadRecord]]:
    found: list[tuple[answers.Module, str | None]] = []
    set_aside: list[BadRecord] = []
    for row_of_topic in topics:
        topic = mapping.understood(Kind.ITEM, row_of_topic, answers.Topic)
        if isinstance(topic, BadRecord):
            # What stands in it is not known.
            set_aside.append(BadRecord(topic.kind, None, topic.why))
            continue
        name = mapping.plain(topic.name)
        for row in topic.modules:
            module = mapping.understood(Kind.ITEM, row, answers.Module, "cm.")
            if isinstance(module, BadRecord):
                set_aside.append(module)
            else:
                found.append((module, name if isinstance(name, str) else None))
    return found, set_aside
