"""`CanvasIntegration`: which lists a Canvas is asked for, with an administrator's token or with a teacher's.

An administrator sees the account: all its courses and people. A teacher sees the own courses and who is in them; what
leaves the teacher's sight is unreachable, and never taken for gone.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Collection, Iterable, Iterator, Mapping, Sequence
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
from lmsync.errors import BadRecord, InvalidInput, Redirected, Refused
from lmsync.integrations.canvas import answers, mapping, words
from lmsync.integrations.canvas.checking import check_canvas
from lmsync.integrations.canvas.reading import incomplete, page, reading
from lmsync.integrations.canvas.rest import IN_FLIGHT, CanvasRest, DeveloperKey, decoded, in_chunks
from lmsync.integrations.canvas.side_lists import Unread, needed, read_side, worst
from lmsync.integrations.canvas.site import Accounts, Site
from lmsync.lms_http import LmsHttp, typed_address
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Item, Kind, Lesson, Record, User

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

MANAGES_CONTENT = (
    "manage_content",
    "manage_course_content_add",
    "manage_course_content_edit",
    "manage_course_content_delete",
)
"""With any of these a list of conferences is whole; without, it holds only those that the caller takes part in."""

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
        self._site = Site(CanvasRest(http, token, oauth), http.site_url, http.host)
        self._wanted_account = config.account if isinstance(config, CanvasConfig) else None

    @classmethod
    def site_url(cls, base_url: str) -> str:
        address = typed_address(base_url)
        if address.user is not None or address.password is not None:
            raise InvalidInput("base_url", words.PASSWORD_IN_ADDRESS)
        if address.raw_path.strip("/") or address.query_string:
            raise InvalidInput("base_url", words.PAGE_ADDRESS)
        return str(address.origin())

    async def check(self) -> CheckReport:
        return await check_canvas(self._site.rest, self._wanted_account)

    async def open(self) -> Mapping[Kind, Provided]:
        await self._site.rest.get("users/self", answers.Myself)
        self._site.accounts = await self._seen_accounts()
        return {kind: Provided(False, words.NOT_YET) if kind in NOT_READ else Provided(True) for kind in Kind}

    async def _seen_accounts(self) -> Accounts:
        rest = self._site.rest
        read = [mapping.understood(Kind.ORG, row, answers.Account) for row in await rest.rows("accounts")]
        administered: str | None = None
        if self._wanted_account is not None:
            wanted = mapping.understood(
                Kind.ORG, await rest.get(f"accounts/{self._wanted_account}", Raw), answers.Account
            )
            if isinstance(wanted, BadRecord):
                raise Refused("not_understood")
            administered, accounts = str(wanted.id), [wanted]
        elif accounts := good(read):
            # The highest one: its lists hold those below it too.
            numbers = {str(account.id) for account in accounts}
            top = next((account for account in accounts if str(account.parent_account_id) not in numbers), accounts[0])
            administered, accounts = str(top.id), [top]
        else:
            read += [mapping.understood(Kind.ORG, row, answers.Account) for row in await rest.rows("course_accounts")]
            accounts = good(read)
        root = next((str(mapping.id_of(account.root_account_id) or account.id) for account in accounts), None)
        return Accounts(administered, root, accounts, bad(read))

    def readings(self, phase: Phase, known: Known) -> Iterator[Reading]:
        courses = self._site.courses(known)
        if phase is ORGS:
            yield reading("accounts and terms", (Scope(Kind.ORG),), self._read_orgs, (Scope(Kind.ORG),))
        elif phase is COURSES:
            yield reading("courses", (Scope(Kind.COURSE),), self._read_courses, (Scope(Kind.COURSE),))
        elif phase is STRUCTURE:
            if self._site.accounts.administered is not None:
                # One page after another: beside it there is enough to ask.
                yield reading(
                    "users of the account", (Scope(Kind.USER),), self._read_users_of_account, (Scope(Kind.USER),)
                )
            # A course that is stored and not listed is out of sight, and so are its grading periods.
            unseen = bool(set(known.ids(Kind.COURSE)) - set(courses))
            periods = [term for term in known.ids(Kind.TERM) if term.startswith("gp.")]
            yield reading(
                "grading periods",
                (Scope(Kind.TERM),),
                self._read_grading_periods,
                (Scope(Kind.TERM),),
                courses,
                unseen,
                periods,
            )
            for course in courses:
                yield reading(
                    f"sections of course {course}",
                    (Scope(Kind.SECTION, Kind.COURSE, course),),
                    self._read_sections,
                    (Scope(Kind.SECTION, Kind.COURSE, course),),
                    course,
                )
        elif phase is LESSONS:
            of_no_course = Scope(Kind.LESSON, Kind.COURSE, None)
            accounts, stored_lessons = known.ids(Kind.ORG), known.ids_in(of_no_course)
            yield reading(
                "calendars of accounts",
                (of_no_course,),
                self._read_account_calendar,
                (of_no_course,),
                accounts,
                stored_lessons,
            )
            meetings = known.ids_by_course(Kind.LESSON, "conf.")
            for part in in_chunks(courses, 5):
                groups = {course: list(known.ids(Kind.GROUP, parent=course)) for course in part}
                scopes = tuple(Scope(Kind.LESSON, Kind.COURSE, course) for course in part)
                met = {course: meetings[course] for course in part if course in meetings}
                name = f"calendar of {len(part)} courses from {part[0]}"
                yield reading(name, scopes, self._read_calendar, scopes, groups, met)
        elif phase is PEOPLE:
            self._site.courses_left.start(len(courses))
            for course in courses:
                scope = Scope(Kind.ENROLLMENT, Kind.COURSE, course)
                yield reading(f"people of course {course}", (scope,), self._read_people, (scope,), course)
            # The last one waits for the others.
            stored_people = list(known.ids(Kind.USER))
            yield reading(
                "people of all courses",
                (Scope(Kind.USER),),
                self._read_everybody_else,
                (Scope(Kind.USER),),
                stored_people,
            )
        elif phase is WORK:
            quizzes = known.ids_by_course(Kind.ITEM, "quiz.")
            for course in courses:
                scopes = tuple(Scope(kind, Kind.COURSE, course) for kind in phase.kinds)
                stored = [quiz.removeprefix("quiz.") for quiz in quizzes.get(course, ())]
                yield reading(f"work of course {course}", scopes, self._read_work, scopes, course, stored)
        else:
            for course in courses:
                scopes = tuple(Scope(kind, Kind.COURSE, course) for kind in phase.kinds)
                yield reading(f"groups of course {course}", scopes, self._read_groups, scopes, course)

    # Accounts, terms, courses

    async def _read_orgs(self, scopes: tuple[Scope, ...]) -> AsyncIterator[Answer]:
        (scope,) = scopes
        accounts = list(self._site.accounts.understood)
        set_aside = list(self._site.accounts.set_aside)
        refused: Refused | None = None
        if self._site.accounts.administered is not None:
            try:
                rows = await self._site.rest.rows(
                    f"accounts/{self._site.accounts.administered}/sub_accounts", recursive=True
                )
            except Refused as trouble:
                rows, refused = [], trouble
            read = [mapping.understood(Kind.ORG, row, answers.Account) for row in rows]
            accounts += good(read)
            set_aside += bad(read)
        numbers = {str(one.id) for one in accounts} | {one.external_id for one in set_aside}
        made = [
            mapped(Kind.ORG, str(one.id), mapping.org_of, one) for one in accounts if one.workflow_state != "deleted"
        ]
        # What stands above the token's sight is no parent that could be read.
        orgs = [org if org.parent in numbers else msgspec.structs.replace(org, parent=None) for org in good(made)]
        yield page(scope, "all", orgs, [*set_aside, *bad(made)])
        yield End(scope) if refused is None else incomplete(scope, refused)
        terms = await read_side("terms", self._terms())
        if isinstance(terms, Unread):
            self._site.terms_unread = terms
        else:
            self._site.terms_unread = None
            yield terms

    async def _terms(self) -> Page:
        """Courses refer to terms, so these come first; the scope ends when the grading periods are read too."""
        if self._site.accounts.root is None:
            raise Refused("not_permitted")
        states = ["all"]
        rows = await self._site.rest.rows(
            f"accounts/{self._site.accounts.root}/terms", inside="enrollment_terms", workflow_state=states
        )
        read = [mapping.understood(Kind.TERM, row, answers.Term) for row in rows]
        terms = [row for row in good(read) if row.workflow_state != "deleted"]
        for term in terms:
            if isinstance(term.grading_period_group_id, str | int):
                self._site.term_of_group.setdefault(str(term.grading_period_group_id), str(term.id))
        made = [mapped(Kind.TERM, str(row.id), mapping.term_of, row) for row in terms]
        return page(Scope(Kind.TERM), "terms", good(made), [*bad(read), *bad(made)])

    async def _read_grading_periods(
        self, scopes: tuple[Scope, ...], courses: Sequence[str], unseen: bool, stored: Sequence[str]
    ) -> AsyncIterator[Answer]:
        """`unseen`: whether some stored course is not listed; `stored`: grading periods."""
        (scope,) = scopes
        lists = await asyncio.gather(*(read_side("grading_periods", self._periods_of(course)) for course in courses))
        periods: dict[str, Record] = {}
        aside: list[BadRecord] = []
        unread = [] if self._site.terms_unread is None else [self._site.terms_unread]
        not_found: list[Unread] = []
        for of_course in lists:
            if isinstance(of_course, Unread):
                (not_found if of_course.cause == "not_found" else unread).append(of_course)
                continue
            for row in of_course:
                period = mapping.understood(Kind.TERM, row, answers.GradingPeriod, "gp.")
                if isinstance(period, BadRecord):
                    aside.append(period)
                    continue
                group = mapping.id_of(period.grading_period_group_id)
                term = self._site.term_of_group.get(group) if isinstance(group, str) else None
                record = mapped(Kind.TERM, f"gp.{period.id}", mapping.grading_period_of, period, term)
                if isinstance(record, BadRecord):
                    aside.append(record)
                else:
                    periods[record.external_id] = record
        if not_found and not {*periods, *(row.external_id for row in aside)} >= set(stored):
            # Canvas before 2016 answers 404 where there are no grading periods. Where some were read once, it is a loss.
            unread += not_found
        yield page(scope, "grading periods", list(periods.values()), aside)
        if unread:
            yield worst(unread).incomplete(scope)
        elif unseen:
            yield Incomplete(scope, "some_courses_unread", words=words.COURSES_UNREAD)
        else:
            yield End(scope)

    async def _periods_of(self, course: str) -> list[Raw]:
        return await self._site.rest.rows(f"courses/{course}/grading_periods", inside="grading_periods")

    async def _read_courses(self, scopes: tuple[Scope, ...]) -> AsyncIterator[Answer]:
        (scope,) = scopes
        if self._site.accounts.administered is not None:
            path, query = (
                f"accounts/{self._site.accounts.administered}/courses",
                {"state": ACCOUNT_COURSE_STATES, "include": ["concluded"]},
            )
        else:
            path, query = "courses", {"state": COURSE_STATES, "include": ["concluded"]}
        listed: list[str] = []
        number = 0
        async for body in self._site.rest.pages(path, **query):
            number += 1
            read = [mapping.understood(Kind.COURSE, row, answers.Course) for row in decoded(body, list[Raw])]
            open_ones = [row for row in good(read) if row.access_restricted_by_date is not True]
            shut = [
                BadRecord(Kind.COURSE, str(row.id), "shut_by_its_dates")
                for row in good(read)
                if row.access_restricted_by_date is True
            ]
            made = [mapped(Kind.COURSE, str(row.id), mapping.course_of, row, self._site.url) for row in open_ones]
            odd = [*bad(read), *bad(made)]
            listed += [one.external_id for one in good(made)]
            # What stands in a course that is set aside is read all the same.
            listed += [one.external_id for one in odd if one.external_id is not None]
            yield page(scope, str(number), good(made), [*odd, *shut])
        # A list that slips while it is read shows a course twice.
        self._site.listed_courses = list(dict.fromkeys(listed))
        yield End(scope)

    async def _read_sections(self, scopes: tuple[Scope, ...], course: str) -> AsyncIterator[Answer]:
        (scope,) = scopes
        rows = await self._site.rest.rows(f"courses/{course}/sections")
        read = [mapping.understood(Kind.SECTION, row, answers.Section) for row in rows]
        made = [mapped(Kind.SECTION, str(row.id), mapping.section_of, row) for row in good(read)]
        yield page(scope, "all", good(made), [*bad(read), *bad(made)])
        yield End(scope)

    # People

    async def _read_users_of_account(self, scopes: tuple[Scope, ...]) -> AsyncIterator[Answer]:
        (scope,) = scopes
        number = 0
        async for body in self._site.rest.pages(
            f"accounts/{self._site.accounts.administered}/users", include=["email", "time_zone"]
        ):
            number += 1
            read = [mapping.understood(Kind.USER, row, answers.User) for row in decoded(body, list[Raw])]
            made = [mapped(Kind.USER, str(row.id), mapping.user_of, row) for row in good(read)]
            users = good(made)
            self._site.roster.in_account.update(user.external_id for user in users)
            yield page(scope, str(number), users, [*bad(read), *bad(made)])

    async def _read_people(self, scopes: tuple[Scope, ...], course: str) -> AsyncIterator[Answer]:
        (scope,) = scopes
        try:
            rows = await self._site.rest.rows(f"courses/{course}/enrollments", state=ENROLLMENT_STATES)
            read = [mapping.understood(Kind.ENROLLMENT, row, answers.Enrollment) for row in rows]
            people = [row for row in good(read) if row.type != mapping.TEST_STUDENT]
            self._site.roster.test_students.update(
                str(row.user_id) for row in good(read) if row.type == mapping.TEST_STUDENT
            )
            strangers = (
                {str(row.user_id) for row in people} - self._site.roster.in_account - self._site.roster.in_courses
            )
            users: dict[str, User] = {}
            aside: list[BadRecord] = []
            if strangers:
                # What an enrolment says of a person is enough to know that they are there.
                users = people_in(people, strangers)
                profiles = await read_side("profiles", self._profiles(course))
                if isinstance(profiles, Unread):
                    yield profiles.incomplete(Scope(Kind.USER))
                else:
                    users |= {user.external_id: user for user in good(profiles)}
                    aside += bad(profiles)
            new = {user: users[user] for user in strangers if user in users}
            self._site.roster.in_courses |= new.keys()
            if new or aside:
                # Each person is sent once a run, so these pages have no digest.
                yield Page(Scope(Kind.USER), f"course {course}", b"", lambda: [*new.values(), *aside])
            made = [mapped(Kind.ENROLLMENT, str(row.id), mapping.enrollment_of, row) for row in people]
            yield page(scope, "all", good(made), [*bad(read), *bad(made)])
            yield End(scope)
        except BaseException:
            self._site.courses_left.unread = True
            raise
        finally:
            self._site.courses_left.count_down()

    def skipped(self, reading: Reading) -> None:
        if reading.scopes[0].kind is Kind.ENROLLMENT:
            self._site.courses_left.skipped = True
            self._site.courses_left.count_down()

    async def _profiles(self, course: str) -> list[User | BadRecord]:
        """People with their e-mail, which a list of enrolments does not tell."""
        rows = await self._site.rest.rows(f"courses/{course}/users", include=["email"], enrollment_state=PEOPLE_STATES)
        read = [mapping.understood(Kind.USER, row, answers.User) for row in rows]
        return [*bad(read), *(mapped(Kind.USER, str(row.id), mapping.user_of, row) for row in good(read))]

    async def _read_everybody_else(self, scopes: tuple[Scope, ...], stored: Sequence[str]) -> AsyncIterator[Answer]:
        """The end of the list of people, when all courses have been asked."""
        (scope,) = scopes
        await self._site.courses_left.wait()
        if self._site.accounts.administered is None or self._site.courses_left.skipped:
            # A teacher cannot ask about those who left the own courses, and who is not in the account's list may stand
            # in a course that was read before this run: they stay as they are.
            unseen = (
                one
                for one in stored
                if one not in self._site.roster.in_account and one not in self._site.roster.in_courses
            )
            kept: list[Row] = [User(external_id=one) for one in unseen]
            yield Page(scope, "out of sight", b"", lambda: kept)
        if self._site.courses_left.unread:
            yield Incomplete(scope, "some_courses_unread", words=words.COURSES_UNREAD)
        else:
            yield End(scope)

    async def _read_groups(self, scopes: tuple[Scope, ...], course: str) -> AsyncIterator[Answer]:
        (scope,) = scopes
        rows = await self._site.rest.rows(f"courses/{course}/groups", include=["users", "group_category"])
        read = [mapping.understood(Kind.GROUP, row, answers.Group) for row in rows]
        unread: list[Unread] = []
        sets: dict[str, str | UnsetType | None] | Unread = {}
        if any(_set_is_only_numbered(group) for group in good(read)):
            # An older Canvas, or a key that drops includes. The list of sets asks for a right to manage groups.
            sets = await read_side("group_categories", self._sets(course))
        groups: list[Record | BadRecord] = []
        for group in good(read):
            members = await read_side("memberships", self._members(group))
            if isinstance(members, Unread):
                unread.append(members)
            if isinstance(group.group_category, answers.GroupCategory):
                name = mapping.text_of(group.group_category.name)
            elif isinstance(sets, Unread):
                name = UNSET
            else:
                name = sets.get(str(group.group_category_id))
            known = UNSET if isinstance(members, Unread) else members
            groups.append(mapped(Kind.GROUP, str(group.id), mapping.group_of, group, course, name, known))
        if isinstance(sets, Unread):
            unread.append(sets)
        yield page(scope, "all", good(groups), [*bad(read), *bad(groups)])
        yield worst(unread).incomplete(scope) if unread else End(scope)

    async def _sets(self, course: str) -> dict[str, str | UnsetType | None]:
        """Names of sets by number; `UNSET` for a set that was not understood."""
        names: dict[str, str | UnsetType | None] = {}
        for row in await self._site.rest.rows(f"courses/{course}/group_categories"):
            group_set = mapping.understood(Kind.GROUP, row, answers.GroupCategory)
            if not isinstance(group_set, BadRecord):
                names[str(group_set.id)] = group_set.name if isinstance(group_set.name, str) else None
            elif group_set.external_id is not None:
                names[group_set.external_id] = UNSET
            else:
                raise Refused("not_understood")
        return names

    async def _members(self, group: answers.Group) -> list[str]:
        """Who is in a group; a large one comes without some of its people."""
        if isinstance(group.users, list) and (
            not isinstance(group.members_count, int) or group.members_count <= len(group.users)
        ):
            return [str(one.id) for one in group.users if str(one.id) not in self._site.roster.test_students]
        rows = [needed(row, answers.Membership) for row in await self._site.rest.rows(f"groups/{group.id}/memberships")]
        accepted = {str(row.user_id) for row in rows if row.workflow_state in (UNSET, "accepted")}
        if isinstance(group.members_count, int) and len(accepted) < group.members_count:
            # The list has no order: over several pages a row may come twice, and another never.
            raise Refused("fewer_than_expected")
        return [user for user in accepted if user not in self._site.roster.test_students]

    # Work

    async def _read_work(
        self, scopes: tuple[Scope, ...], course: str, stored_quizzes: Sequence[str]
    ) -> AsyncIterator[Answer]:
        of_categories, of_items = scopes
        groups, modules, listed_quizzes = await asyncio.gather(
            self._site.rest.rows(
                f"courses/{course}/assignment_groups",
                include=["assignments"],
                override_assignment_dates=False,
                exclude_response_fields=["description"],
            ),
            read_side("modules", self._modules(course)),
            read_side("quizzes", self._quizzes(course, stored_quizzes)),
        )
        unread = [side for side in (modules, listed_quizzes) if isinstance(side, Unread)]
        quizzes: list[answers.Quiz] = []
        aside: list[BadRecord] = []
        if not isinstance(listed_quizzes, Unread):
            quizzes, aside = listed_quizzes
        elif listed_quizzes.cause == "page_disabled" and not stored_quizzes:
            # A hidden page is shown to no one but the staff; it says nothing of what is on it. Where nothing was ever
            # read, nothing can be out of date.
            unread.remove(listed_quizzes)
        read = [mapping.understood(Kind.CATEGORY, row, answers.AssignmentGroup) for row in groups]
        made = [mapped(Kind.CATEGORY, str(row.id), mapping.category_of, row, course) for row in good(read)]
        yield page(of_categories, "all", good(made), [*bad(read), *bad(made)])
        yield End(of_categories)
        by_id = {str(quiz.id): quiz for quiz in quizzes}

        def place_of(*names: tuple[str, object]) -> mapping.Place:
            if isinstance(modules, Unread):
                return mapping.UNKNOWN_PLACE
            places = (modules.get((kind, str(number))) for kind, number in names)
            return next((place for place in places if place is not None), mapping.NO_PLACE)

        items: list[Item | BadRecord] = []
        for group in good(read):
            for row in group.assignments if isinstance(group.assignments, list) else []:
                assignment = mapping.understood(Kind.ITEM, row, answers.Assignment, "asg.")
                if isinstance(assignment, BadRecord):
                    aside.append(assignment)
                    continue
                place = place_of(("Assignment", assignment.id), ("Quiz", assignment.quiz_id))
                quiz = by_id.get(str(assignment.quiz_id))
                number, of_group = f"asg.{assignment.id}", str(group.id)
                items.append(mapped(Kind.ITEM, number, mapping.item_of, assignment, course, of_group, place, quiz))
        for quiz in quizzes:
            if quiz.assignment_id is None:
                place = place_of(("Quiz", quiz.id))
                items.append(mapped(Kind.ITEM, f"quiz.{quiz.id}", mapping.item_of_quiz, quiz, course, place))
        yield page(of_items, "all", good(items), [*aside, *bad(items)])
        for trouble in unread:
            yield trouble.incomplete(of_items)
        if bad(read) or any(not isinstance(group.assignments, list) for group in good(read)):
            yield Incomplete(of_items, "assignments_not_told", needs_person=True, words=words.WORK_UNREAD)
        elif not unread:
            yield End(of_items)

    async def _modules(self, course: str) -> dict[tuple[str, str], mapping.Place]:
        """Where work stands, by its type and number. Raises `Refused` for a row that is not understood: what stands
        there, and after it, would stand nowhere."""
        found: dict[tuple[str, str], mapping.Place] = {}
        position = 0
        for row in await self._site.rest.rows(f"courses/{course}/modules", include=["items"]):
            module = needed(row, answers.Module)
            items = module.items
            if not isinstance(items, list):
                # Modules with many items come without them.
                items = await self._site.rest.rows(f"courses/{course}/modules/{module.id}/items")
            name = module.name if isinstance(module.name, str) else None
            for row_of_item in items:
                item = needed(row_of_item, answers.ModuleItem)
                position += 1
                if isinstance(item.content_id, str | int):
                    found[item.type, str(item.content_id)] = mapping.Place(name, position)
        return found

    async def _quizzes(self, course: str, stored: Sequence[str]) -> tuple[list[answers.Quiz], list[BadRecord]]:
        """Those that are listed, and stored ones that left the list and are still there: without a right to manage
        assignments drafts are not listed."""
        rows = await self._site.rest.rows(f"courses/{course}/quizzes")
        read = [mapping.understood(Kind.ITEM, row, answers.Quiz, "quiz.") for row in rows]
        quizzes, aside = good(read), bad(read)
        listed = {f"quiz.{quiz.id}" for quiz in quizzes} | {row.external_id for row in aside}
        unlisted = [number for number in stored if f"quiz.{number}" not in listed]
        answered = await self._all(
            self._site.rest.get(f"courses/{course}/quizzes/{number}", Raw) for number in unlisted
        )
        for row in answered:
            if not isinstance(row, Refused):
                quiz = mapping.understood(Kind.ITEM, row, answers.Quiz, "quiz.")
                if isinstance(quiz, BadRecord):
                    aside.append(quiz)
                else:
                    quizzes.append(quiz)
            elif row.cause != "not_found":
                raise row
        return quizzes, aside

    # Lessons

    async def _read_account_calendar(
        self, scopes: tuple[Scope, ...], accounts: Sequence[str], stored: Sequence[str]
    ) -> AsyncIterator[Answer]:
        (scope,) = scopes
        codes = [f"account_{account}" for account in accounts]
        lessons: list[Lesson | BadRecord | None] = []
        unread: list[Unread] = []
        for part in in_chunks(codes, CODES_PER_CALL):
            for rows in (await self._events_by_code(part)).values():
                if isinstance(rows, Refused):
                    unread.append(Unread("account_calendars", rows.cause))
                    continue
                for row in rows:
                    event = mapping.understood(Kind.LESSON, row, answers.Event, "ev.")
                    lessons.append(event if isinstance(event, BadRecord) else lesson_or_bad(event, None, None, None))
        found = good(lesson for lesson in lessons if lesson is not None)
        aside = bad(lessons)
        yield page(scope, "all", found, aside)
        # An administrator may read the calendar of an account, hidden or not: a refusal is a lost right. A teacher may
        # read visible ones only; what was read of one and is refused now is unknown.
        seen = {lesson.external_id for lesson in found} | {row.external_id for row in aside}
        if unread and (self._site.accounts.administered is not None or not seen >= set(stored)):
            yield worst(unread).incomplete(scope)
        else:
            yield End(scope)

    async def _read_calendar(
        self, of_courses: tuple[Scope, ...], groups: Mapping[str, Sequence[str]], stored: Mapping[str, Sequence[str]]
    ) -> AsyncIterator[Answer]:
        """`groups` and `stored` meetings by course."""
        course_of_group = {group: course for course, of_course in groups.items() for group in of_course}
        # A course and a group may have the same number.
        course_of_code = {f"course_{course}": course for course in groups}
        course_of_code |= {f"group_{group}": course for group, course in course_of_group.items()}
        found: dict[str, dict[str, Record]] = {course: {} for course in groups}
        aside: dict[str, list[BadRecord]] = {course: [] for course in groups}
        troubles: dict[str, list[Incomplete]] = {course: [] for course in groups}
        scopes = {str(scope.parent): scope for scope in of_courses}
        stray = False
        for part in in_chunks(list(course_of_code), CODES_PER_CALL):
            for code, rows in (await self._events_by_code(part)).items():
                if isinstance(rows, Refused):
                    course = course_of_code[code]
                    troubles[course].append(incomplete(scopes[course], rows))
                    continue
                for course in courses_with_hidden_times(rows, course_of_code):
                    hidden = Unread("child_events", "not_permitted")
                    troubles[course].append(hidden.incomplete(scopes[course]))
                for row in rows:
                    of_course, lessons = lessons_of_row(row, course_of_group)
                    stray |= of_course is None and bool(bad(lessons))
                    if of_course in found:
                        found[of_course] |= {lesson.external_id: lesson for lesson in good(lessons)}
                        aside[of_course] += bad(lessons)
        if stray:
            # The course of an event is not known: nothing of any of these courses may be taken for gone.
            for course, scope in scopes.items():
                troubles[course].append(incomplete(scope, Refused("event_not_understood")))
        meetings = await asyncio.gather(
            *(read_side("conferences", self._meetings(course, stored.get(course, ()))) for course in groups)
        )
        for (course, scope), of_course_meetings in zip(scopes.items(), meetings, strict=True):
            met: list[Lesson | BadRecord] = []
            if isinstance(of_course_meetings, Unread):
                # A site without conferencing has no list, and a hidden page is shown to no one but the staff. Neither
                # says that meetings which were read before are gone.
                cause = of_course_meetings.cause
                off = cause in {"no_conferencing", "page_disabled"} and course not in stored
                if not off:
                    troubles[course].append(of_course_meetings.incomplete(scope))
            else:
                met = of_course_meetings
            yield page(scope, "all", [*found[course].values(), *good(met)], [*aside[course], *bad(met)])
            for trouble in troubles[course]:
                yield trouble
            if not troubles[course]:
                yield End(scope)

    async def _events_by_code(self, codes: Sequence[str]) -> dict[str, "list[Raw] | Refused"]:
        """One code that may not be read fails the call for all: then each is asked by itself."""
        try:
            events = await self._events(codes)
        except Refused as refused:
            if len(codes) == 1:
                return {codes[0]: refused}
            found: dict[str, list[Raw] | Refused] = {}
            for code in codes:
                found |= await self._events_by_code([code])
            return found
        return {codes[0]: events}

    async def _events(self, codes: Sequence[str]) -> list[Raw]:
        return await self._site.rest.rows("calendar_events", type="event", all_events=True, context_codes=list(codes))

    async def _meetings(self, course: str, stored: Sequence[str]) -> list[Lesson | BadRecord]:
        try:
            rows = await self._site.rest.rows(f"courses/{course}/conferences", inside="conferences")
        except Redirected as trouble:
            own = trouble.host == self._site.host
            if own and trouble.path.rstrip("/") == f"/courses/{course}":
                raise Refused("no_conferencing") from None
            raise
        found: list[Lesson | BadRecord] = []
        listed: set[str | None] = set()
        for row in rows:
            meeting = mapping.understood(Kind.LESSON, row, answers.Conference, "conf.")
            if isinstance(meeting, BadRecord):
                listed.add(meeting.external_id)
                found.append(meeting)
                continue
            listed.add(f"conf.{meeting.id}")
            lesson = mapped(Kind.LESSON, f"conf.{meeting.id}", mapping.meeting_of, meeting, course, self._site.url)
            if lesson is not None:
                found.append(lesson)
        self._site.unlisted_meetings |= {number: (course, bool(listed)) for number in stored if number not in listed}
        return found

    # Missing records

    async def confirm(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Presence]:
        told = await self._all(self._presence(kind, one) for one in ids)
        return {
            one: Presence.REFUSED if isinstance(answer, Refused) else answer
            for one, answer in zip(ids, told, strict=True)
        }

    async def _presence(self, kind: Kind, one: str) -> Presence:
        if kind is Kind.ENROLLMENT and self._site.accounts.administered is None:
            # Nobody but an administrator can ask for one enrolment; the list of all states is the evidence.
            return Presence.GONE
        if kind is Kind.LESSON and one.startswith("conf."):
            return await self._presence_of_meeting(one)
        path = {
            Kind.ORG: f"accounts/{one}",
            Kind.COURSE: f"courses/{one}?include[]=all_courses",
            Kind.SECTION: f"sections/{one}",
            Kind.USER: f"users/{one}",
            Kind.ENROLLMENT: f"accounts/{self._site.accounts.root}/enrollments/{one}",
            Kind.GROUP: f"groups/{one}",
            Kind.LESSON: f"calendar_events/{one.removeprefix('ev.')}",
        }[kind]
        try:
            row = await self._site.rest.get(path, _State)
        except Refused as refused:
            if refused.cause == "deleted":
                return Presence.GONE
            if refused.cause == "not_found":
                # A teacher cannot tell a deleted course from one that was taken away.
                unsure = self._site.accounts.administered is None and kind in {Kind.COURSE, Kind.ORG, Kind.USER}
                return Presence.REFUSED if unsure else Presence.GONE
            return Presence.REFUSED
        gone = "deleted" in {row.workflow_state, row.enrollment_state}
        gone = gone or row.enrollment_state == "rejected" or row.hidden is True
        return Presence.GONE if gone else Presence.PRESENT

    async def _presence_of_meeting(self, meeting: str) -> Presence:
        """No call tells of one conference. A list says that it is gone only if conferencing works, which other meetings
        on it show, and if the token may see those of other people too."""
        course, works = self._site.unlisted_meetings.get(meeting, ("", False))
        if not works:
            return Presence.REFUSED
        path = f"courses/{course}/permissions"
        rights = await self._site.rest.get(path, dict[str, bool | None], permissions=MANAGES_CONTENT)
        return Presence.GONE if True in rights.values() else Presence.REFUSED

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
                "people": (courses if self._site.accounts.administered is None else 1 + users // 100) + courses,
                "groups": courses,
                "work": 3 * courses,
                "lessons": 1 + courses + -(-courses // 5),
            }
        )


def _set_is_only_numbered(group: answers.Group) -> bool:
    return isinstance(group.group_category_id, str | int) and not isinstance(
        group.group_category, answers.GroupCategory
    )


def id_of_event(row: Raw) -> str:
    """Also of an event that is not understood: it is shown all the same."""
    event = mapping.understood(Kind.LESSON, row, answers.Event)
    return str(event.id) if isinstance(event, answers.Event) else event.external_id or str(id(row))


def courses_with_hidden_times(rows: Iterable[Raw], course_of_code: Mapping[str, str]) -> set[str]:
    """Courses of lessons that have more times by section than this token is shown."""
    parents: dict[str, answers.Event] = {}
    children: dict[str, set[str]] = {}
    for event in good(mapping.understood(Kind.LESSON, row, answers.Event, "ev.") for row in rows):
        if event.hidden is True and isinstance(event.child_events_count, int):
            parents[str(event.id)] = event
            embedded = event.child_events if isinstance(event.child_events, list) else []
            children.setdefault(str(event.id), set()).update(id_of_event(row) for row in embedded)
        if isinstance(event.parent_event_id, str | int):
            children.setdefault(str(event.parent_event_id), set()).add(str(event.id))
    return {
        course_of_code[event.context_code]
        for number, event in parents.items()
        if event.context_code in course_of_code and len(children[number]) < cast(int, event.child_events_count)
    }


class _State(msgspec.Struct):
    workflow_state: str | UnsetType | None = UNSET
    enrollment_state: str | UnsetType | None = UNSET
    hidden: bool | UnsetType | None = UNSET


def people_in(rows: Iterable[answers.Enrollment], wanted: Collection[str]) -> dict[str, User]:
    """Those of the people whom a list of enrolments tells along; whose row is odd is asked for in another list."""
    found: dict[str, User] = {}
    for row in rows:
        if row.user is not UNSET and str(row.user_id) in wanted:
            told = mapping.understood(Kind.USER, row.user, answers.User)
            user = told if isinstance(told, BadRecord) else mapped(Kind.USER, str(told.id), mapping.user_of, told)
            if isinstance(user, User):
                found[user.external_id] = user
    return found


def lesson_or_bad(
    event: answers.Event, course: str | None, section: str | None, group: str | None
) -> Lesson | BadRecord | None:
    return mapped(Kind.LESSON, f"ev.{event.id}", mapping.lesson_of, event, course, section, group)


def lessons_of_row(row: Raw, course_of_group: Mapping[str, str]) -> tuple[str | None, list[Lesson | BadRecord]]:
    """The course of an event, and its lessons."""
    event = mapping.understood(Kind.LESSON, row, answers.Event, "ev.")
    if isinstance(event, answers.Event):
        return course_of(event, course_of_group), list(lessons_in(event, course_of_group))
    place = mapping.understood(Kind.LESSON, row, answers.EventPlace, "ev.")
    return None if isinstance(place, BadRecord) else course_of(place, course_of_group), [event]


def course_of(event: answers.Event | answers.EventPlace, course_of_group: Mapping[str, str]) -> str | None:
    kind, _, number = event.context_code.rpartition("_")
    if kind == "course_section":
        return str(event.effective_context_code or "").removeprefix("course_")
    return number if kind == "course" else course_of_group.get(number) if kind == "group" else None


def lessons_in(event: answers.Event, course_of_group: Mapping[str, str]) -> Iterator[Lesson | BadRecord]:
    """A lesson, or those of the sections that have times of their own."""
    kind, _, number = event.context_code.rpartition("_")
    course = course_of(event, course_of_group)
    lesson: Lesson | BadRecord | None = None
    if kind == "course":
        for row in event.child_events if isinstance(event.child_events, list) else []:
            child = mapping.understood(Kind.LESSON, row, answers.Event, "ev.")
            if isinstance(child, BadRecord):
                yield child
                continue
            of_section, _, section = child.context_code.rpartition("_")
            of_child = lesson_or_bad(child, number, section, None) if of_section == "course_section" else None
            if of_child is not None:
                yield of_child
        lesson = lesson_or_bad(event, number, None, None)
    elif kind == "course_section":
        lesson = lesson_or_bad(event, course, number, None)
    elif kind == "group":
        lesson = lesson_or_bad(event, course, None, number)
    if lesson is not None:
        yield lesson
