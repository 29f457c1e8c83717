"""Accounts: the profiles of people, and those who stand in no course."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec import Raw

from lmsync.crm_integration import Answer, End, Incomplete, Known, Page, Presence, Reading, Row, Scope
from lmsync.errors import BadRecord
from lmsync.integrations.moodle import answers, mapping, words
from lmsync.integrations.moodle.site import Site
from lmsync.integrations.moodle.web_service import in_chunks
from lmsync.lms_rows import bad, good, mapped
from lmsync.records import Kind, User

ACCOUNTS = "core_user_get_users_by_field"
ACCOUNTS_PER_CALL = 200


def readings(site: Site, known: Known) -> Iterator[Reading]:
    """After the people of all courses: who is stored and was in none of them."""
    yield Reading("accounts", (Scope.all_of(Kind.USER),), partial(_read_accounts, site, _accounts_left(site, known)))


@dataclass(frozen=True)
class Question:
    """Stored people whom no list of this run has shown."""

    missing: Sequence[str]
    """Those who have to be asked for."""
    known_there: Sequence[str]
    """Those who stand in a course that was read before this run, and is not asked again."""


async def accounts_of(site: Site, users: Sequence[int], set_aside: list[BadRecord]) -> list[answers.Account]:
    if not site.service.offers(ACCOUNTS):
        return []
    found: list[answers.Account] = []
    for ids in in_chunks(users, ACCOUNTS_PER_CALL):
        rows = await site.service.call(ACCOUNTS, list[Raw], field="id", values=list(ids))
        read = [mapping.understood(Kind.USER, row, answers.Account) for row in rows]
        found += good(read)
        set_aside += bad(read)
    return found


async def _read_accounts(site: Site, question: Question) -> AsyncIterator[Answer]:
    """Stored people who were seen in no course: those who still have an account stay."""
    scope = Scope.all_of(Kind.USER)
    if not site.service.offers(ACCOUNTS):
        yield Incomplete(scope, "function_missing", needs_person=True, words=words.lost_function(ACCOUNTS))
        return
    # They are there, and nothing new is known of them: what is stored stays as it is.
    there: list[Row] = [User(external_id=user) for user in question.known_there]
    yield Page(scope, "in courses read before", b"", lambda: there)
    bad_rows: list[BadRecord] = []
    accounts = await accounts_of(site, [int(user) for user in question.missing if user.isdigit()], bad_rows)
    # A deleted account is answered too; what is missing here is asked for again before it goes.
    users = [
        mapped(Kind.USER, str(account.id), user_of, account, True)
        for account in accounts
        if not mapping.is_deleted(account)
    ]
    yield Page(scope, "without a course", b"", lambda: [*users, *bad_rows])
    if site.courses_unread or site.listed_courses is None:
        yield Incomplete(scope, "some_courses_unread")
    else:
        yield End(scope)


def _accounts_left(site: Site, known: Known) -> Question:
    unseen = [user for user in known.ids(Kind.USER) if user not in site.seen]
    of_courses = (known.ids_in(Scope.within(Kind.ENROLLMENT, Kind.COURSE, course)) for course in site.read_before)
    # An enrolment is `<course>.<user>.<role>`.
    standing = set()
    for of_course in of_courses:
        for enrollment in of_course:
            _, user, role = enrollment.split(".")
            standing.add(user)
            if role == "student":
                site.known_student = user
    site.in_courses |= standing
    site.seen |= standing
    return Question(
        missing=[user for user in unseen if user not in standing],
        known_there=[user for user in unseen if user in standing],
    )


def user_of(row: answers.Account, whole: bool) -> User:
    return mapping.user_of(row, whole=whole)


async def presence_of_accounts(site: Site, users: Sequence[str]) -> dict[str, Presence]:
    """Moodle answers deleted accounts as what they are. Silence counts beside somebody who is not public."""
    found: dict[str, Presence] = {}
    if not site.service.offers(ACCOUNTS):
        return dict.fromkeys(users, Presence.REFUSED)
    for asked in in_chunks(users, ACCOUNTS_PER_CALL - 1):
        wanted = {*asked, site.known_student} if site.known_student else set(asked)
        bad_rows: list[BadRecord] = []
        accounts = await accounts_of(site, [int(user) for user in sorted(wanted) if user.isdigit()], bad_rows)
        shown = {str(account.id): mapping.is_deleted(account) for account in accounts}
        shown |= {str(row.external_id): False for row in bad_rows}
        # The number of an odd row may be any of those asked for.
        whole = site.known_student in shown and all(row.external_id is not None for row in bad_rows)
        silence = Presence.GONE if whole else Presence.REFUSED
        for user in asked:
            if user in shown:
                found[user] = Presence.GONE if shown[user] else Presence.PRESENT
            else:
                found[user] = silence
    return found
