"""`MoodleIntegration`: which questions a Moodle is asked, in which order, and what their answers prove.

The fast calls come first and each has a fallback, chosen by what the token's service offers and, course by
course, by what Moodle answers. A list that Moodle could have cut short without a word is not taken for whole.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar, cast
from zoneinfo import ZoneInfo, available_timezones

import msgspec
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
from lmsync.integrations.moodle.web_service import (
    BATCH_SIZE,
    IDS_PER_CALL,
    Call,
    MoodleWebService,
    in_chunks,
)
from lmsync.lms_http import LmsHttp, typed_address
from lmsync.records import Enrollment, Kind, Org, Record, User

ACCOUNTS = "core_user_get_users_by_field"
STAFF_CAPABILITY = "moodle/grade:viewall"
ACCOUNTS_PER_CALL = 200
CALENDAR_COURSES = 100

ORGS = Phase("orgs", (Kind.ORG,))
COURSES = Phase("courses", (Kind.COURSE, Kind.SECTION))
PEOPLE = Phase("people", (Kind.ENROLLMENT,))
ACCOUNTS_LEFT = Phase("accounts", (Kind.USER,))
GROUPS = Phase("groups", (Kind.GROUP,))
ITEMS = Phase("items", (Kind.ITEM,))
LESSONS = Phase("lessons", (Kind.LESSON,))

T = TypeVar("T")


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
            raise ValueError("is no time zone; write it like Europe/Riga")
        return value


@dataclass
class _Course:
    """What the several lists of one course say about its people."""

    enrolled: list[answers.Participant] = field(default_factory=list)
    staff: list[answers.Participant] = field(default_factory=list)
    inactive: list[answers.Participant] = field(default_factory=list)
    gradable: list[answers.Account] | None = None
    bad: list[BadRecord] = field(default_factory=list)


@dataclass(frozen=True)
class _Calendar:
    """Whose events are asked for."""

    courses: Sequence[str]
    groups: Sequence[str] = ()
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
    confirmed = frozenset({Kind.ORG, Kind.COURSE, Kind.USER, Kind.ENROLLMENT})

    def __init__(self, http: LmsHttp, token: str, config: BaseModel, access: AccessTokens | None = None) -> None:
        super().__init__(http, token, config, access)
        zone = config.time_zone if isinstance(config, MoodleConfig) else None
        self._zone = ZoneInfo(zone) if zone else None
        self._service = MoodleWebService(http, token)
        self._site_name = ""
        self._front_page = 1
        self._listed: list[str] | None = None
        """The courses of a list that was read whole; `None` until then."""
        self._course_of_category: dict[int, str] = {}
        """Any course of each category that has one."""
        self._seen: set[str] = set()
        """Everybody who was found in a course during this run, or the one that it continues, with an account."""
        self._in_courses: set[str] = set()
        """The same, also without: whoever stands in a course has not left."""
        self._read_before: list[str] = []
        """Courses whose people an interrupted run has read, so that this one does not ask."""
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
        return provided_by(self._service)

    def readings(self, phase: Phase, known: Known) -> Iterator[Reading]:
        if not all(self._service.offers(NEEDED[kind]) for kind in phase.kinds):
            return
        if phase is ORGS:
            yield Reading("orgs", (Scope(Kind.ORG),))
        elif phase is COURSES:
            yield Reading("courses", (Scope(Kind.COURSE), Scope(Kind.SECTION)))
        elif phase is ACCOUNTS_LEFT:
            yield Reading("accounts", (Scope(Kind.USER),), self._accounts_left(known))
        elif phase is LESSONS:
            yield from self._calendar_readings(known)
        else:
            (kind,) = phase.kinds
            size = BATCH_SIZE * 2 if phase is GROUPS else BATCH_SIZE
            for courses in in_chunks(self._courses(known), size):
                scopes = tuple(Scope(kind, Kind.COURSE, course) for course in courses)
                yield Reading(f"{phase.name} of {len(courses)} courses from {courses[0]}", scopes, courses)

    def skipped(self, reading: Reading) -> None:
        if reading.scopes[0].kind is Kind.ENROLLMENT:
            self._read_before += cast(Sequence[str], reading.question)

    def _accounts_left(self, known: Known) -> _Accounts:
        unseen = [user for user in known.ids(Kind.USER) if user not in self._seen]
        of_courses = (known.ids_in(Scope(Kind.ENROLLMENT, Kind.COURSE, course)) for course in self._read_before)
        # An enrolment is `<course>.<user>.<role>`.
        standing = {enrollment.split(".")[1] for of_course in of_courses for enrollment in of_course}
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
        yield Reading("calendar of the site", (of_site,), _Calendar(one_of_each, events=stored))
        courses: list[str] = []
        groups: list[str] = []
        for course in self._courses(known):
            of_course = list(known.ids(Kind.GROUP, parent=course))
            if courses and (len(courses) == CALENDAR_COURSES or len(courses) + len(groups + of_course) > IDS_PER_CALL):
                yield self._calendar_reading(courses, groups)
                courses, groups = [], []
            courses.append(course)
            groups += of_course
        if courses:
            yield self._calendar_reading(courses, groups)

    def _calendar_reading(self, courses: list[str], groups: list[str]) -> Reading:
        scopes = tuple(Scope(Kind.LESSON, Kind.COURSE, course) for course in courses)
        return Reading(f"calendar of {len(courses)} courses from {courses[0]}", scopes, _Calendar(courses, groups))

    async def pages(self, reading: Reading) -> AsyncIterator[Answer]:
        scope = reading.scopes[0]
        read = {
            Kind.ORG: self._read_orgs,
            Kind.COURSE: self._read_courses,
            Kind.ENROLLMENT: self._read_people,
            Kind.USER: self._read_accounts,
            Kind.GROUP: self._read_groups,
            Kind.ITEM: self._read_items,
            Kind.LESSON: self._read_calendar,
        }[scope.kind]
        async for answer in read(reading):
            yield answer

    # Orgs and courses

    async def _read_orgs(self, reading: Reading) -> AsyncIterator[Answer]:
        scope = reading.scopes[0]
        rows = await self._service.call("core_course_get_categories", list[Raw])
        read = [mapping.understood(Kind.ORG, row, answers.Category) for row in rows]
        # Parents first: a path is longer than that of its parent, and ids say nothing about the order.
        records = in_order_of_parents([mapping.org_of(row) for row in good(read)])
        yield page(scope, "all", [mapping.root_org(self._site_name), *records], bad(read))
        yield End(scope)

    async def _read_courses(self, reading: Reading) -> AsyncIterator[Answer]:
        of_courses, of_sections = reading.scopes
        answer = await self._service.call("core_course_get_courses_by_field", answers.Courses)
        read = [mapping.understood(Kind.COURSE, row, answers.Course) for row in answer.courses]
        rows = [row for row in good(read) if row.id != self._front_page]
        self._course_of_category = {row.categoryid: str(row.id) for row in rows if isinstance(row.categoryid, int)}
        courses = [mapping.course_of(row, self.http.site_url) for row in rows]
        yield page(of_courses, "all", courses, bad(read))
        yield page(of_sections, "all", [mapping.section_of(course) for course in courses])
        if not answer.courses:
            # The front page is a course too: a list without it was cut by something.
            for scope in reading.scopes:
                yield Incomplete(scope, "empty_course_list", needs_person=True, words=words.EMPTY_COURSE_LIST)
            return
        self._listed = [course.external_id for course in courses]
        self._listed += [
            one.external_id for one in bad(read) if one.external_id and one.external_id not in self._listed
        ]
        yield End(of_courses)
        yield End(of_sections)

    # People

    async def _read_people(self, reading: Reading) -> AsyncIterator[Answer]:
        courses = cast(Sequence[str], reading.question)
        lists = [
            await self._people_of(courses, "id,roles", withcapability=STAFF_CAPABILITY),
            await self._people_of(courses, "id,roles", onlysuspended=1),
            await self._people_of(courses, "id"),
        ]
        for number, course in enumerate(courses):
            scope = reading.scopes[number]
            staff, inactive, enrolled = (one[number] for one in lists)
            refused = next((one for one in (enrolled, inactive) if isinstance(one, LmsyncError)), None)
            if refused is not None:
                self._courses_unread = True
                yield self._incomplete(scope, refused)
                continue
            found = _Course(
                cast("list[answers.Participant]", enrolled), inactive=cast("list[answers.Participant]", inactive)
            )
            try:
                async for answer in self._people_of_course(scope, course, found, staff):
                    yield answer
            except Refused as error:
                self._courses_unread = True
                yield self._incomplete(scope, error)

    async def _people_of(
        self, courses: Sequence[str], fields: str, **options: str | int
    ) -> list["list[answers.Participant] | LmsyncError"]:
        wanted = [{"name": "userfields", "value": fields}]
        wanted += [{"name": name, "value": str(value)} for name, value in options.items()]
        calls = [Call(ENROLLED, {"courseid": int(course), "options": wanted}) for course in courses]
        return await self._service.batch(calls, list[answers.Participant])

    async def _people_of_course(
        self, scope: Scope, course: str, found: _Course, staff: "list[answers.Participant] | LmsyncError"
    ) -> AsyncIterator[Answer]:
        inactive = {person.id for person in found.inactive}
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
            if accounts and not found.enrolled:
                self._courses_unread = True
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
        accounts += await self._accounts(strangers, found.bad)
        new = [
            mapping.user_of(account, whole=whole_profiles) for account in accounts if str(account.id) not in self._seen
        ]
        self._in_courses.update(str(user) for user in roles)
        self._seen.update(str(account.id) for account in accounts)
        self._seen.update(one.external_id for one in found.bad if one.external_id is not None)
        # People come with many courses; each is sent once a run, so these pages have no digest.
        yield Page(Scope(Kind.USER), f"course {course}", b"", lambda: [*new, *found.bad])
        enrollments: list[Enrollment] = []
        for user, names in roles.items():
            enrollments += mapping.enrollments_of(course, str(user), names, active=user not in inactive)
        yield page(scope, "all", enrollments)
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
        return answer.users

    async def _everybody_with_roles(self, course: str) -> list[answers.Participant]:
        (answer,) = await self._people_of([course], "id,roles")
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

    async def _read_accounts(self, reading: Reading) -> AsyncIterator[Answer]:
        """Stored people who were seen in no course: those who still have an account stay."""
        scope = reading.scopes[0]
        if not self._service.offers(ACCOUNTS):
            yield Incomplete(scope, "function_missing", needs_person=True, words=words.lost_function(ACCOUNTS))
            return
        question = cast(_Accounts, reading.question)
        # They are there, and nothing new is known of them: what is stored stays as it is.
        there: list[Row] = [User(external_id=one) for one in question.known_there]
        yield Page(scope, "in courses read before", b"", lambda: there)
        bad_rows: list[BadRecord] = []
        accounts = await self._accounts([int(user) for user in question.missing if user.isdigit()], bad_rows)
        users: list[Record] = [mapping.user_of(account, whole=True) for account in accounts]
        yield Page(scope, "without a course", b"", lambda: [*users, *bad_rows])
        if self._courses_unread or self._listed is None:
            yield Incomplete(scope, "some_courses_unread")
        else:
            yield End(scope)

    # Groups

    async def _read_groups(self, reading: Reading) -> AsyncIterator[Answer]:
        courses = cast(Sequence[str], reading.question)
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
        for scope, course in zip(reading.scopes, courses, strict=True):
            if course in refused:
                yield self._incomplete(scope, refused[course])
                continue
            unread = [group for group in good(rows[course]) if group.id not in members]
            records = [mapping.group_of(group, members.get(group.id, UNSET)) for group in good(rows[course])]
            yield page(scope, "all", records, bad(rows[course]))
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

    async def _read_items(self, reading: Reading) -> AsyncIterator[Answer]:
        courses = cast(Sequence[str], reading.question)
        options = [{"name": "excludecontents", "value": True}]
        calls = [Call("core_course_get_contents", {"courseid": int(course), "options": options}) for course in courses]
        contents = await self._service.batch(calls, list[answers.Topic])
        found: dict[str, list[tuple[answers.Module, str | None]]] = {}
        bad_rows: dict[str, list[BadRecord]] = {}
        for course, topics in zip(courses, contents, strict=True):
            if isinstance(topics, LmsyncError):
                continue
            found[course], bad_rows[course] = modules_of(topics)
        activities = await self._activities(found)
        for scope, course, topics in zip(reading.scopes, courses, contents, strict=True):
            if isinstance(topics, LmsyncError):
                yield self._incomplete(scope, topics)
                continue
            items = [
                mapping.item_of(module, course, topic, position, activities.get(module.id))
                for position, (module, topic) in enumerate(found[course], start=1)
                if module.modname not in mapping.NO_WORK
            ]
            yield page(scope, "all", items, bad_rows[course])
            yield End(scope)

    async def _activities(
        self, modules: Mapping[str, Sequence[tuple[answers.Module, str | None]]]
    ) -> dict[int, answers.Activity]:
        """What each module's own function says, by course module; a function that is refused says nothing."""
        calls: dict[str, Call] = {}
        for name, (function, _) in ACTIVITIES.items():
            courses = [int(c) for c, of_course in modules.items() if any(m.modname == name for m, _ in of_course)]
            if courses and self._service.offers(function):
                extra = {"includenotenrolledcourses": True} if name == "assign" else {}
                calls[name] = Call(function, {"courseids": courses, **extra})
        found: dict[int, answers.Activity] = {}
        got = await self._service.batch(list(calls.values()), Raw)
        for name, answer in zip(calls, got, strict=True):
            if isinstance(answer, LmsyncError):
                continue
            for activity in activities_in(answer, ACTIVITIES[name][1]):
                module = activity.course_module if isinstance(activity.course_module, int) else activity.cmid
                if isinstance(module, int):
                    found[module] = activity
        return found

    # Lessons

    async def _read_calendar(self, reading: Reading) -> AsyncIterator[Answer]:
        question = cast(_Calendar, reading.question)
        of_site = reading.scopes[0].parent is None
        # Without `userevents` Moodle drops the events of groups without a word.
        options = {"userevents": not of_site, "siteevents": of_site, "ignorehidden": True}
        asked = [
            {"courseids": [int(course) for course in part], "groupids": [int(group) for group in question.groups]}
            for part in in_chunks(question.courses, CALENDAR_COURSES)
        ]
        asked += [{"eventids": [int(event) for event in part]} for part in in_chunks(question.events, IDS_PER_CALL)]
        rows: list[Raw] = []
        refused: set[str] = set()
        # Without any course there are still the events of the whole site.
        for events in asked or [{}]:
            answer = await self._service.call(
                "core_calendar_get_calendar_events", answers.Events, events=events, options=options
            )
            rows += answer.events
            refused |= {str(warning.itemid) for warning in answer.warnings if warning.itemid}
        read = [mapping.understood(Kind.LESSON, row, answers.Event) for row in rows]
        lessons: dict[str | None, dict[str, Record]] = {scope.parent: {} for scope in reading.scopes}
        for event in good(read):
            lesson = mapping.lesson_of(event, self.http.site_url, self._zone)
            if lesson is not None:
                course = lesson.course if isinstance(lesson.course, str) else None
                if course in lessons:
                    lessons[course][lesson.external_id] = lesson
        for scope in reading.scopes:
            aside = bad(read) if scope is reading.scopes[0] else []
            yield page(scope, "all", list(lessons[scope.parent].values()), aside)
            if aside or scope.parent in refused or (of_site and refused):
                # Whose event could not be read is not known; nothing of this course may be taken for gone.
                yield Incomplete(
                    scope, "calendar_refused" if not aside else "event_not_understood", True, words.CALENDAR
                )
            else:
                yield End(scope)

    # Missing records

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        if kind is Kind.COURSE:
            return {course: await self._presence_of_course(course) for course in ids}
        if kind is Kind.ORG:
            return {org: await self._presence_of_org(org) for org in ids}
        if kind is Kind.USER:
            return await self._presence_of_users(ids)
        return await self._presence_of_enrollments(ids)

    async def _presence_of_course(self, course: str) -> Presence:
        options = [{"name": "excludemodules", "value": 1}]
        try:
            await self._service.call("core_course_get_contents", Raw, courseid=int(course), options=options)
        except Refused as refused:
            return Presence.GONE if refused.cause == "invalidrecord" else Presence.REFUSED
        return Presence.PRESENT

    async def _presence_of_org(self, org: str) -> Presence:
        if org == mapping.ROOT:
            return Presence.PRESENT
        if int(org) in self._course_of_category:
            # Courses still stand in it: it is hidden from this token, not gone.
            return Presence.REFUSED
        criteria = [{"key": "id", "value": org}]
        try:
            rows = await self._service.call("core_course_get_categories", list[answers.Category], criteria=criteria)
        except Refused:
            return Presence.REFUSED
        return Presence.PRESENT if any(str(row.id) == org for row in rows) else Presence.GONE

    async def _presence_of_users(self, ids: Sequence[str]) -> dict[str, Presence]:
        bad_rows: list[BadRecord] = []
        asked = [int(user) for user in ids if user.isdigit() and user not in self._in_courses]
        there = {str(account.id) for account in await self._accounts(asked, bad_rows)} | self._in_courses
        there |= {str(row.external_id) for row in bad_rows}
        return {user: Presence.PRESENT if user in there else Presence.GONE for user in ids}

    async def _presence_of_enrollments(self, ids: Sequence[str]) -> dict[str, Presence]:
        by_course: dict[str, list[str]] = {}
        for one in ids:
            by_course.setdefault(one.split(".")[0], []).append(one)
        found: dict[str, Presence] = {}
        got = await self._people_of(list(by_course), "id,roles")
        for (course, asked), answer in zip(by_course.items(), got, strict=True):
            if isinstance(answer, LmsyncError):
                gone = isinstance(answer, Refused) and answer.cause == "invalidrecord"
                found |= dict.fromkeys(asked, Presence.GONE if gone else Presence.REFUSED)
                continue
            there = {
                one.external_id
                for person in answer
                for one in mapping.enrollments_of(course, str(person.id), short_names(person), active=True)
            }
            found |= {one: Presence.PRESENT if one in there else Presence.GONE for one in asked}
        return found

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
            gone = error.cause == "invalidrecord"
            return Incomplete(
                scope, str(error), needs_person=not gone, words=words.refusal(error.cause, error.function)
            )
        cause = error.cause if isinstance(error, Retryable) else type(error).__name__
        return Incomplete(scope, cause)


def page(scope: Scope, key: str, records: Sequence[Record], set_aside: Sequence[BadRecord] = ()) -> Page:
    rows: list[Row] = [*records, *set_aside]
    return Page(scope, key, b"" if set_aside else mapping.digest_of(records), lambda: rows)


def good(rows: Iterable[T | BadRecord]) -> list[T]:
    return [row for row in rows if not isinstance(row, BadRecord)]


def bad(rows: Iterable[object]) -> list[BadRecord]:
    return [row for row in rows if isinstance(row, BadRecord)]


def short_names(person: answers.Participant) -> list[str]:
    return [] if person.roles is UNSET else [role.shortname for role in person.roles]


def in_order_of_parents(orgs: Sequence[Org]) -> list[Org]:
    by_id = {org.external_id: org for org in orgs}

    def depth(org: Org) -> int:
        steps, parent = 0, org.parent
        while isinstance(parent, str) and parent in by_id and steps <= len(by_id):
            steps, parent = steps + 1, by_id[parent].parent
        return steps

    return sorted(orgs, key=depth)


def modules_of(
    topics: Sequence[answers.Topic],
) -> tuple[list[tuple[answers.Module, str | None]], list[BadRecord]]:
    found: list[tuple[answers.Module, str | None]] = []
    set_aside: list[BadRecord] = []
    for topic in topics:
        name = mapping.plain(topic.name)
        for row in topic.modules:
            module = mapping.understood(Kind.ITEM, row, answers.Module)
            if isinstance(module, BadRecord):
                # The row's number is the module's, ours is `cm.<number>`.
                set_aside.append(BadRecord(module.kind, module.external_id and f"cm.{module.external_id}", module.why))
            else:
                found.append((module, name if isinstance(name, str) else None))
    return found, set_aside


def activities_in(answer: Raw, key: str | None) -> Iterable[answers.Activity]:
    """The rows of a `…_by_courses` answer. What cannot be understood here only leaves dates unknown."""
    try:
        if key is None:
            return msgspec.json.decode(answer, type=list[answers.Activity])
        inside = msgspec.json.decode(answer, type=dict[str, Raw]).get(key, Raw(b"[]"))
        if key == "courses":
            of_courses = msgspec.json.decode(inside, type=list[answers.CourseAssignments])
            return [activity for course in of_courses for activity in course.assignments]
        return msgspec.json.decode(inside, type=list[answers.Activity])
    except msgspec.ValidationError:
        return []
