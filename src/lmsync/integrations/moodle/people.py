"""People and their enrolments, course by course: the fast lists first, the slow one where these do not say it all."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Page, Reading, Row, Scope
from lmsync.errors import BadRecord, LmsyncError, Refused
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.accounts import accounts_of, user_of
from lmsync.integrations.moodle.offer import GRADABLE
from lmsync.integrations.moodle.participants import (
    NOT_ENTERED,
    everybody_with_roles,
    participants,
    people_of,
    short_names,
    understood_people,
)
from lmsync.integrations.moodle.reading import by_course, incomplete, page_as_sent
from lmsync.integrations.moodle.site import Site
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind

STAFF_CAPABILITY = "moodle/grade:viewall"


def readings(site: Site, known: Known) -> Iterator[Reading]:
    return by_course(site, known, "people", Kind.ENROLLMENT, _read_people)


def skipped(site: Site, reading: Reading) -> None:
    if reading.scopes[0].kind is Kind.ENROLLMENT:
        site.read_before += [str(scope.parent) for scope in reading.scopes]


@dataclass
class Lists:
    """What the several lists of one course say about its people."""

    enrolled: list[answers.Participant] = field(default_factory=list)
    inactive: list[answers.ParticipantWithRoles] = field(default_factory=list)
    set_aside: list[BadRecord] = field(default_factory=list)


async def _read_people(site: Site, scopes: Sequence[Scope], courses: Sequence[str]) -> AsyncIterator[Answer]:
    try:
        staff = await people_of(site, courses, withcapability=STAFF_CAPABILITY)
        inactive = await people_of(site, courses, whole=True, onlysuspended=1)
        enrolled = await understood_people(site, courses, participants(courses, "id"), answers.Participant)
        for number, (scope, course) in enumerate(zip(scopes, courses, strict=True)):
            lists = staff[number], inactive[number], enrolled[number]
            async for answer in _people_of_course_or_why_not(site, scope, course, *lists):
                yield answer
    except BaseException:
        site.courses_unread = True
        raise


async def _people_of_course_or_why_not(
    site: Site,
    scope: Scope,
    course: str,
    staff: "list[answers.ParticipantWithRoles] | LmsyncError",
    inactive: "list[answers.ParticipantWithRoles] | LmsyncError",
    enrolled: "list[answers.Participant] | LmsyncError",
) -> AsyncIterator[Answer]:
    if isinstance(enrolled, LmsyncError) or isinstance(inactive, LmsyncError):
        site.courses_unread = True
        refused = enrolled if isinstance(enrolled, LmsyncError) else inactive
        if isinstance(refused, Refused) and refused.cause in NOT_ENTERED:
            site.not_entered.add(course)
        yield incomplete(scope, cast(LmsyncError, refused))
        return
    try:
        async for answer in _people_of_course(site, scope, course, Lists(enrolled, inactive), staff):
            yield answer
    except Refused as error:
        site.courses_unread = True
        yield incomplete(scope, error)


async def _people_of_course(
    site: Site, scope: Scope, course: str, found: Lists, staff: "list[answers.ParticipantWithRoles] | LmsyncError"
) -> AsyncIterator[Answer]:
    inactive = {person.id for person in found.inactive}
    if inactive and inactive == {person.id for person in found.enrolled}:
        # Before 3.11 Moodle ignores `onlysuspended` and answers with everybody, and then so does `onlyactive`.
        calls = participants([course], "id", onlyactive=1)
        (active,) = await understood_people(site, [course], calls, answers.Participant, whole=True)
        if isinstance(active, LmsyncError):
            raise active
        inactive -= {person.id for person in active}
    accounts: list[answers.Account] = []
    whole_profiles = True
    gradable = await _gradable(site, course)
    roles: dict[int, list[str]] = {}
    if isinstance(staff, LmsyncError) or gradable is None:
        everybody = await everybody_with_roles(site, course)
        roles = {person.id: short_names(person) for person in everybody}
    else:
        read = [mapping.understood(Kind.USER, row, answers.Account) for row in gradable]
        accounts, found.set_aside = good(read), bad(read)
        shown = {person.id for person in found.enrolled}
        if not site.odd_people.get(course) and any(account.id not in shown for account in accounts):
            # The fast list of students knows no rights: whom the list of participants lacks is hidden there, and
            # the lists of teachers and of suspended people lack the same.
            site.courses_unread = True
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
            roles |= {person.id: short_names(person) for person in await everybody_with_roles(site, course)}
    have_profile = {account.id for account in accounts}
    strangers = [user for user in roles if user not in have_profile and str(user) not in site.seen]
    accounts += [
        account for account in await accounts_of(site, strangers, found.set_aside) if not mapping.is_deleted(account)
    ]
    site.known_student = next((str(user) for user, names in roles.items() if names == ["student"]), site.known_student)
    made = [
        mapped(Kind.USER, str(account.id), user_of, account, whole_profiles)
        for account in accounts
        if str(account.id) not in site.seen
    ]
    new = good(made)
    found.set_aside += bad(made)
    site.in_courses.update(str(user) for user in roles)
    site.seen.update(str(account.id) for account in accounts)
    site.seen.update(row.external_id for row in found.set_aside if row.external_id is not None)
    # People come with many courses; each is sent once a run, so these pages have no digest.
    yield Page(Scope.all_of(Kind.USER), f"course {course}", b"", lambda: [*new, *found.set_aside])
    odd = site.odd_people.pop(course, [])
    sent = sorted(roles.items()), sorted(inactive), odd
    yield page_as_sent(site, scope, "all", sent, partial(_enrollments_in, course, roles, inactive, odd))
    yield End(scope)


def _enrollments_in(
    course: str, roles: Mapping[int, Sequence[str]], inactive: Collection[int], odd: Iterable[BadRecord]
) -> list[Row]:
    enrollments: list[Row] = []
    for user, names in roles.items():
        enrollments += mapping.enrollments_of(course, str(user), names, active=user not in inactive)
    return [*enrollments, *odd]


async def _gradable(site: Site, course: str) -> list[Raw] | None:
    """Students with their profiles in one fast answer; `None` where Moodle cannot give it."""
    if not site.service.offers(GRADABLE):
        return None
    try:
        answer = await site.service.call(GRADABLE, answers.Gradable, courseid=int(course), groupid=0, onlyactive=0)
    except Refused as refused:
        # `gradesneedregrading`: the gradebook of this course waits for its recalculation; and where this one
        # function lacks a right, the list of participants still has everybody.
        if refused.cause in {"gradesneedregrading", "nopermissions", "accessexception", "invalidresponse"}:
            return None
        raise
    return None if answer.warnings else answer.users
