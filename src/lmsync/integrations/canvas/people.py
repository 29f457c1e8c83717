"""People and their enrolments: the users of the account, and the people of each course."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from functools import partial

from msgspec import UNSET, Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Page, Reading, Row, Scope
from lmsync.errors import BadRecord, Refused
from lmsync.integrations.canvas import answers, mapping, words
from lmsync.integrations.canvas.reading import incomplete, page_as_sent, reading
from lmsync.integrations.canvas.rest import decoded
from lmsync.integrations.canvas.side_lists import Unread, read_side
from lmsync.integrations.canvas.site import Site
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind, User

ENROLLMENT_STATES = ("active", "invited", "creation_pending", "inactive", "completed")
PEOPLE_STATES = ("active", "invited", "inactive", "completed")


def readings_of_account(site: Site, known: Known) -> Iterator[Reading]:
    """Asked in an earlier phase than the people of courses: its pages come one after another, so it takes long."""
    if site.accounts.administered is not None:
        scope = Scope.all_of(Kind.USER)
        yield reading("users of the account", (scope,), read_users_of_account, site, scope)


def readings(site: Site, known: Known) -> Iterator[Reading]:
    """Each course shows its enrolments and a part of all people."""
    users = Scope.all_of(Kind.USER)
    for course in site.courses(known):
        scope = Scope.within(Kind.ENROLLMENT, Kind.COURSE, course)
        yield reading(f"people of course {course}", (scope, users), read_people, site, scope, users, course)


def readings_out_of_sight(site: Site, known: Known) -> Iterator[Reading]:
    """Due when the people of all courses have been read."""
    if site.accounts.administered is None:
        scope, stored_people = Scope.all_of(Kind.USER), list(known.ids(Kind.USER))
        yield reading("people out of sight", (scope,), read_out_of_sight, site, scope, stored_people)


async def read_users_of_account(site: Site, scope: Scope) -> AsyncIterator[Answer]:
    number = 0
    async for body in site.rest.pages(f"accounts/{site.accounts.administered}/users", include=["email", "time_zone"]):
        number += 1
        rows = decoded(body, list[Raw])
        numbered = good(mapping.understood(Kind.USER, row, answers.OnlyId) for row in rows)
        site.roster.in_account.update(str(user.id) for user in numbered)
        yield page_as_sent(site, scope, str(number), rows, partial(users_in, rows))
    yield End(scope)


async def read_people(site: Site, scope: Scope, of_users: Scope, course: str) -> AsyncIterator[Answer]:
    try:
        rows = await site.rest.rows(f"courses/{course}/enrollments", state=ENROLLMENT_STATES)
        read = [mapping.understood(Kind.ENROLLMENT, row, answers.Enrollment) for row in rows]
        people = [row for row in good(read) if row.type != mapping.TEST_STUDENT]
        site.roster.test_students.update(str(row.user_id) for row in good(read) if row.type == mapping.TEST_STUDENT)
        strangers = {str(row.user_id) for row in people} - site.roster.in_account - site.roster.in_courses
        users: dict[str, User] = {}
        unread: Incomplete | None = None
        set_aside: list[BadRecord] = []
        if strangers:
            # If the profiles are refused, what the enrolments say is enough to store the person.
            users = people_in(rows, strangers)
            profiles = await read_side("profiles", profiles_of(site, course))
            if isinstance(profiles, Unread):
                unread = profiles.incomplete(of_users)
            else:
                users |= {user.external_id: user for user in good(profiles)}
                set_aside += bad(profiles)
        new = {user: users[user] for user in strangers if user in users}
        site.roster.in_courses |= new.keys()
        if new or set_aside:
            # Which course sends a person differs from run to run, so these pages have no digest.
            yield Page(of_users, f"course {course}", b"", lambda: [*new.values(), *set_aside])
        sent = people, bad(read)
        yield page_as_sent(site, scope, "all", sent, partial(_enrollments_in, *sent))
        yield unread or End(of_users)
        yield End(scope)
    except Refused as refused:
        yield incomplete(scope, refused)
        yield Incomplete(of_users, "some_courses_unread", words=words.COURSES_UNREAD)


def _enrollments_in(people: Sequence[answers.Enrollment], set_aside: Sequence[BadRecord]) -> list[Row]:
    return [*(mapped(Kind.ENROLLMENT, str(row.id), mapping.enrollment_of, row) for row in people), *set_aside]


def users_in(rows: Sequence[Raw]) -> list[User | BadRecord]:
    read = [mapping.understood(Kind.USER, row, answers.User) for row in rows]
    return [*(mapped(Kind.USER, str(row.id), mapping.user_of, row) for row in good(read)), *bad(read)]


def people_in(rows: Iterable[Raw], wanted: Collection[str]) -> dict[str, User]:
    """The `wanted` users that these enrolments hold; rows that are not understood are left to the list of profiles."""
    found: dict[str, User] = {}
    for row in good(mapping.understood(Kind.ENROLLMENT, row, answers.EnrolledPerson) for row in rows):
        if row.user is not UNSET and str(row.user_id) in wanted:
            profile = mapping.understood(Kind.USER, row.user, answers.User)
            if not isinstance(profile, BadRecord):
                user = mapped(Kind.USER, str(profile.id), mapping.user_of, profile)
                if isinstance(user, User):
                    found[user.external_id] = user
    return found


async def profiles_of(site: Site, course: str) -> list[User | BadRecord]:
    """People of a course with their e-mail, which a list of enrolments lacks."""
    return users_in(await site.rest.rows(f"courses/{course}/users", include=["email"], enrollment_state=PEOPLE_STATES))


async def read_out_of_sight(site: Site, scope: Scope, stored: Sequence[str]) -> AsyncIterator[Answer]:
    """A teacher cannot ask about users who left the teacher's courses: they stay as they are. `stored`: ids of users."""
    seen = site.roster.in_account | site.roster.in_courses
    kept: list[Row] = [User(external_id=user) for user in stored if user not in seen]
    yield Page(scope, "out of sight", b"", lambda: kept)
    yield End(scope)
