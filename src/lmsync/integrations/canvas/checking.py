"""Trying a configuration: the token first, then a request for each right that matters."""

from collections.abc import AsyncIterator, Mapping

from msgspec import Raw, Struct

from lmsync.crm_integration import Check, CheckReport, Provided
from lmsync.errors import NeedsAttention, Refused, Retryable, Words
from lmsync.integrations.canvas import answers, mapping, words
from lmsync.integrations.canvas.rest import NO_CANVAS, CanvasRest, decoded, listed
from lmsync.records import Kind
from lmsync.site_address import WRONG_ADDRESS

TITLES: Mapping[str, Words] = {
    "site": Words(en="The site answers and knows the token", ru="Сайт отвечает и знает токен"),
    "account": Words(en="An account of the school", ru="Учётная запись школы"),
    "courses": Words(en="Courses", ru="Курсы"),
    "users": Words(en="People of the account", ru="Люди учётной записи"),
    "people": Words(en="People in courses", ru="Участники курсов"),
    "sections": Words(en="Sections", ru="Секции"),
    "groups": Words(en="Groups", ru="Группы"),
    "work": Words(en="Work and deadlines", ru="Работы и сроки"),
    "modules": Words(en="Modules", ru="Модули"),
    "lessons": Words(en="Lessons from the calendar", ru="Занятия из календаря"),
    "terms": Words(en="Terms", ru="Периоды обучения"),
    "details": Words(en="E-mail, login and SIS id of people", ru="Почта, логин и номер людей"),
}
LOST: Mapping[str, Words] = {
    "account": Words(en="Everything but the courses of the token's owner.", ru="Всё, кроме курсов владельца токена."),
    "courses": Words(en="Nothing can be read without courses.", ru="Без курсов прочитать нельзя ничего."),
    "users": Words(en="People who are not in any course.", ru="Люди, не записанные ни на один курс."),
    "people": Words(en="Students, teachers and enrolments.", ru="Ученики, учителя и записи на курсы."),
    "sections": Words(en="Sections of courses.", ru="Секции курсов."),
    "groups": Words(en="Groups and who is in them.", ru="Группы и их состав."),
    "work": Words(en="Assignments, quizzes and their deadlines.", ru="Задания, тесты и их сроки."),
    "modules": Words(en="The place of work within a course.", ru="Место работ в курсе."),
    "lessons": Words(en="Lessons and events.", ru="Занятия и события."),
    "terms": Words(en="Terms and grading periods.", ru="Периоды обучения и оценивания."),
    "details": Words(en="Some of e-mail, login, SIS id.", ru="Часть из почты, логина, номера."),
}
REQUIRED = frozenset({"site", "courses", "people"})


class _Facts(Struct, frozen=True):
    """What a site says beside the checks."""

    site_name: str | None = None
    refuses_all: bool = False
    token_expires_at: int | None = None


async def checks_of_canvas(rest: CanvasRest, wanted_account: str | None) -> AsyncIterator[Check | CheckReport]:
    """A wrong configuration is a failed check, never an error. Raises only `Retryable`."""
    checks: list[Check] = []
    facts = _Facts(refuses_all=True)
    async for found in _tried_one_by_one(rest, wanted_account):
        if isinstance(found, Check):
            checks.append(found)
            yield found
        else:
            facts = found
    provided = _nothing()
    if not facts.refuses_all:
        provided = {kind: Provided(kind not in {Kind.SUBMISSION, Kind.ATTENDANCE}) for kind in Kind}
    yield CheckReport(tuple(checks), provided, site_name=facts.site_name, token_expires_at=facts.token_expires_at)


async def _tried_one_by_one(rest: CanvasRest, wanted_account: str | None) -> AsyncIterator[Check | _Facts]:
    """Each check; among them, once, the facts of the site, if it answers."""
    try:
        myself = await rest.get("users/self", answers.Myself)
    except NeedsAttention as trouble:
        yield _Facts(refuses_all=True, token_expires_at=trouble.token_ended_at)
        yield _failed("site", trouble.words, trouble.field)
        return
    except Refused as refused:
        fix = NO_CANVAS if refused.cause in {"not_found", "not_understood"} else words.refusal(refused.cause)
        yield _failed("site", fix, "base_url")
        return
    except Retryable as trouble:
        why = _why_no_answer(trouble)
        if why is None:
            raise
        yield _failed("site", why, "base_url")
        return
    yield Check("site", TITLES["site"], passed=True)
    account, root, name, of_account = await _account(rest, wanted_account)
    yield _Facts(name or (myself.name if isinstance(myself.name, str) else None))
    yield of_account
    own = f"accounts/{account}/courses" if account else "courses"
    course: str | None = None
    try:
        rows = decoded((await _first_page(rest, own)), list[Raw])
        read = [mapping.understood(Kind.COURSE, row, answers.Course) for row in rows]
        courses = [row for row in read if isinstance(row, answers.Course)]
        course = next((str(row.id) for row in courses if row.access_restricted_by_date is not True), None)
        of_courses = Check("courses", TITLES["courses"], passed=True)
    except (Refused, NeedsAttention) as trouble:
        of_courses = _stopped("courses", trouble)
    yield of_courses
    if account:
        yield await _tried(rest, "users", f"accounts/{account}/users")
    for name_of_check, path in (
        ("people", "enrollments"),
        ("sections", "sections"),
        ("groups", "groups"),
        ("work", "assignment_groups"),
        ("modules", "modules"),
    ):
        yield await _tried(rest, name_of_check, f"courses/{course}/{path}" if course else None)
    calendar = f"calendar_events?type=event&all_events=true&context_codes[]=course_{course}" if course else None
    yield await _tried(rest, "lessons", calendar)
    yield await _tried(rest, "terms", f"accounts/{root}/terms" if root else None, inside="enrollment_terms")
    yield await _details(rest, course)


def _why_no_answer(trouble: Retryable) -> Words | None:
    """What is wrong with an address that does not answer as a Canvas does; `None` for what passes by itself."""
    if trouble.cause in {"html_instead_of_data", "empty_answer", "not_json"}:
        return NO_CANVAS
    return _unreachable() if trouble.cause in {"unreachable", "timeout"} else None


async def _account(rest: CanvasRest, wanted: str | None) -> tuple[str | None, str | None, str | None, Check]:
    """The account that the token administers, its root and its name: `None` for a teacher, which is fine."""
    try:
        if wanted is not None:
            found = [await rest.get(f"accounts/{wanted}", answers.Account)]
        else:
            rows = decoded(await _first_page(rest, "accounts"), list[Raw])
            read = [mapping.understood(Kind.ORG, row, answers.Account) for row in rows]
            found = [row for row in read if isinstance(row, answers.Account)]
    except (Refused, NeedsAttention) as trouble:
        return None, None, None, _stopped("account", trouble, "settings.account")
    if not found:
        fix = Words(
            en="This is a teacher's token: lmsync reads this person's own courses. For the whole school use a service "
            "account, see the set-up help.",
            ru="Это токен учителя: lmsync читает только курсы этого человека. Для всей школы нужна служебная учётная "
            "запись, см. инструкцию по подключению.",
        )
        return None, None, None, _failed("account", fix, None)
    top = found[0]
    root = str(top.root_account_id) if isinstance(top.root_account_id, str | int) else str(top.id)
    name = top.name if isinstance(top.name, str) else None
    return str(top.id), root, name, Check("account", TITLES["account"], passed=True, required=False)


async def _details(rest: CanvasRest, course: str | None) -> Check:
    """Whether the first people of a course come with all details: a missing key is a missing right."""
    lacking: set[str] = set()
    if course is not None:
        try:
            rows = decoded(await _first_page(rest, f"courses/{course}/users?include[]=email"), list[dict[str, Raw]])
        except (Refused, NeedsAttention) as trouble:
            return _stopped("details", trouble)
        given = {name for row in rows for name in row}
        lacking = {"email", "login_id", "sis_user_id"} - given if rows else set()
    if not lacking:
        return Check("details", TITLES["details"], passed=True, required=False)
    named = ", ".join(sorted(lacking))
    fix = Words(
        en=f"Canvas does not show {named}. Give the role the rights read_email_addresses, view_user_logins, read_sis.",
        ru=f"Canvas не сообщает {named}. Дайте роли права read_email_addresses, view_user_logins, read_sis.",
    )
    return _failed("details", fix, None)


async def _first_page(rest: CanvasRest, path: str) -> bytes:
    body = await rest.get(path, Raw)
    return bytes(body)


async def _tried(rest: CanvasRest, name: str, path: str | None, *, inside: str | None = None) -> Check:
    """Passed if a list comes (under the key `inside`, if given), or if there is nothing to try it with: `path=None`."""
    if path is not None:
        try:
            listed(await _first_page(rest, path), inside)
        except (Refused, NeedsAttention) as trouble:
            return _stopped(name, trouble)
    return Check(name, TITLES[name], passed=True, required=name in REQUIRED)


def _stopped(name: str, trouble: Refused | NeedsAttention, field: str = "api_token") -> Check:
    if isinstance(trouble, NeedsAttention):
        return _failed(name, trouble.words, trouble.field)
    return _failed(name, words.refusal(trouble.cause), field)


def _failed(name: str, fix: Words, field: str | None) -> Check:
    return Check(name, TITLES[name], passed=False, required=name in REQUIRED, lost=LOST.get(name), fix=fix, field=field)


def _unreachable() -> Words:
    return Words(
        en="The site does not answer. Check the spelling of its address, and whether lmsync's server can reach it. "
        + WRONG_ADDRESS.en,
        ru="Сайт не отвечает. Проверьте, верно ли написан его адрес и доступен ли он с сервера lmsync. "
        + WRONG_ADDRESS.ru,
    )


def _nothing() -> dict[Kind, Provided]:
    return {kind: Provided(False) for kind in Kind}
