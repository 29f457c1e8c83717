"""Canvas's REST protocol: what an answer means, how its pages are followed, and the pace that its bucket allows.

A page may be short or empty and still have a next one; only a `Link` header that was understood ends a list.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urljoin

import msgspec
from msgspec import Raw, Struct

from lmsync import lms_rows
from lmsync.crm_integration import AccessTokens, Renewed
from lmsync.errors import NeedsAttention, Refused, Retryable, Words
from lmsync.integrations.canvas.links import OF_CANVAS, last_number, links_of, numbered, page_size
from lmsync.lms_http import Answer, LmsHttp
from lmsync.lms_pace import current_meter

ACCEPT = "application/json+canvas-string-ids"
PER_PAGE = 100
RESERVE = 50
"""Units of the token's bucket that a request holds while it is in flight."""
KEPT_FREE = 100
"""Units that are left to other programs that use the token."""
WAIT_BELOW = 150
LEAK_PER_SECOND = 10
IN_FLIGHT_UNREPORTED = 4
"""As long as Canvas does not report its bucket."""
IN_FLIGHT = 8
LONGEST_WAIT_SECONDS = 30.0

T = TypeVar("T")

TOKEN_REFUSED = Words(
    en="Canvas refuses the token: it is wrong, has expired or was deleted. Issue a new one under Account → Settings → "
    "Approved Integrations, as the person whose token lmsync uses, and enter it in the settings of the connection.",
    ru="Canvas не принимает токен: он неверен, истёк или удалён. Выпустите новый: «Учётная запись → Настройки → "
    "Подтверждённые интеграции» от имени того, чей токен использует lmsync, и введите его в настройках подключения.",
)
KEY_REFUSED = Words(
    en="Canvas refuses the developer key or the refresh token. Check that the key is switched on, its client_id and "
    "client_secret are right, and consent once more to get a new refresh token.",
    ru="Canvas не принимает ключ разработчика или токен обновления. Проверьте, что ключ включён и client_id с "
    "client_secret верны, и дайте согласие ещё раз, чтобы получить новый токен обновления.",
)
NO_CANVAS = Words(
    en="This address does not lead to a Canvas. Enter the address of its front page, for example "
    "https://school.instructure.com",
    ru="По этому адресу Canvas не найден. Введите адрес его главной страницы, например https://school.instructure.com",
)


class Page(Struct, frozen=True):
    """One page of a list, with the header that leads to the next one."""

    address: str
    body: bytes
    link_header: str


class _Grant(Struct):
    access_token: str
    expires_in: int = 3600


class DeveloperKey:
    """OAuth2: gets access tokens that last an hour for a refresh token. Each new access token ends the previous one."""

    def __init__(
        self, http: LmsHttp, client_id: str, client_secret: str, refresh_token: str, access: AccessTokens
    ) -> None:
        self._http = http
        self._form = [
            ("grant_type", "refresh_token"),
            ("client_id", client_id),
            ("client_secret", client_secret),
            ("refresh_token", refresh_token),
        ]
        self._access = access

    async def token(self, *, refused: str | None = None) -> str:
        """Raises `NeedsAttention` when the key or the refresh token is refused."""
        return await self._access.current(self._renew, refused=refused)

    async def _renew(self) -> Renewed:
        grant = await self._http.ask("POST", "login/oauth2/token", self._read, form=self._form)
        return Renewed(grant.access_token, grant.expires_in)

    def _read(self, answer: Answer) -> _Grant:
        if answer.status != 200:
            raise NeedsAttention("key_refused", KEY_REFUSED, field="api_token")
        return decoded(answer.body, _Grant)


class CanvasRest:
    """One Canvas and one token, or one developer key."""

    def __init__(self, http: LmsHttp, token: str, key: DeveloperKey | None = None) -> None:
        self._http = http
        self._token = token
        self._key = key
        self._pace = Pace()
        self._full_page: int | None = None
        """How many rows a full page has; `None` until this Canvas has written a link."""

    async def get(self, path: str, answer: type[T], **query: Any) -> T:
        """One object. Raises `Refused` with what Canvas said, `NeedsAttention`, `Retryable`."""
        page = await self._page(with_query(f"api/v1/{path}", query))
        return decoded(page.body, answer)

    async def pages(self, path: str, **query: Any) -> AsyncIterator[bytes]:
        """Every page of a list to its proven end; of counted lists several at once."""
        page = await self._page(with_query(f"api/v1/{path}", {**query, "per_page": PER_PAGE}))
        yield page.body
        links = self._links(page)
        counted = last_number(links)
        if counted is not None and counted > 1:
            addresses = [numbered(links["last"], number) for number in range(2, counted + 1)]
            for page in await asyncio.gather(*map(self._page, addresses)):
                yield page.body
            links = self._links(page)
        seen: set[str] = set()
        while following := links.get("next"):
            if following in seen:
                # Some lists answer a bookmark that they do not understand with their first page, again and again.
                raise Refused("pages_go_in_a_circle")
            seen.add(following)
            page = await self._page(following)
            yield page.body
            links = self._links(page)

    def _links(self, page: Page) -> Mapping[str, str]:
        """Raises `Refused` when the page does not say whether there is a next one."""
        links = links_of(page.link_header, page.address)
        if OF_CANVAS & links.keys():
            self._full_page = page_size(links) or PER_PAGE
        elif self._full_page is not None and rows_on(page.body) >= self._full_page:
            # Canvas leaves the header out when the next address alone is too long for it.
            raise Refused("links_missing")
        return links

    async def rows(self, path: str, *, inside: str | None = None, **query: Any) -> list[Raw]:
        """All rows of a list; `inside` names the key of lists that stand in an object."""
        found: list[Raw] = []
        async for body in self.pages(path, **query):
            found += listed(body, inside)
        return found

    async def _page(self, url: str) -> Page:
        async with self._pace.slot():
            if self._key is None:
                return await self._ask(url, self._token)
            token = await self._key.token()
            try:
                return await self._ask(url, token)
            except NeedsAttention as trouble:
                if trouble.cause != "token_refused":
                    raise
                # Its hour is over, or another process has renewed it.
                return await self._ask(url, await self._key.token(refused=token))

    async def _ask(self, url: str, token: str) -> Page:
        headers = {"Authorization": f"Bearer {token}", "Accept": ACCEPT}
        address = urljoin(f"{self._http.site_url}/", url)

        def read(answer: Answer) -> Page:
            self._pace.note(answer.headers.get("x-rate-limit-remaining"))
            if answer.status == 200:
                if answer.body.lstrip()[:1] not in (b"{", b"["):
                    raise msgspec.DecodeError("no JSON")
                return Page(address, answer.body, answer.headers.get("link", ""))
            raise meaning(answer)

        return await self._http.ask("GET", url, read, headers=headers)


def meaning(answer: Answer) -> Exception:
    """The error for an answer without data. A header, not the status, separates a missing right from a refused token."""
    text = answer.body[:2_000].decode("utf-8", "replace")
    if answer.status in {403, 429} and "Rate Limit Exceeded" in text:
        return Retryable("throttled")
    if answer.status == 401 and "www-authenticate" in answer.headers:
        ended_at = end_of_token(answer.body)
        return NeedsAttention("token_refused", TOKEN_REFUSED, field="api_token", token_ended_at=ended_at)
    if answer.status == 404 and "<html" in text.lower():
        return NeedsAttention("no_canvas", NO_CANVAS, field="base_url")
    if answer.status in {401, 403}:
        scope = "Insufficient scopes" in text
        return Refused("scope_missing" if scope else "not_permitted")
    if answer.status == 404:
        if "has been disabled" in text:
            return Refused("page_disabled")
        return Refused("deleted" if is_person(answer.body) else "not_found")
    return Refused(f"http_{answer.status}")


class _Expired(Struct):
    expired_at: str


class _TokenErrors(Struct):
    errors: list[_Expired]


def end_of_token(body: bytes) -> int | None:
    """When a refused token expired, as newer versions say of one whose owner had set an end."""
    try:
        (expired,) = lms_rows.decode(body, _TokenErrors).errors
        return int(datetime.fromisoformat(expired.expired_at).timestamp())
    except (msgspec.DecodeError, ValueError, OverflowError):
        return None


class _Person(Struct):
    id: str
    sortable_name: str


def is_person(body: bytes) -> bool:
    """Canvas answers 404 for a deleted user, with the JSON of the user."""
    try:
        lms_rows.decode(body, _Person)
    except msgspec.DecodeError:
        return False
    return True


def decoded(body: bytes | Raw, answer: type[T]) -> T:
    """Raises `Refused` for JSON of another shape: waiting would not help. `LmsHttp` has checked that it is JSON."""
    try:
        return lms_rows.decode(body, answer)
    except msgspec.ValidationError:
        raise Refused("not_understood") from None


def rows_on(body: bytes) -> int:
    """How many rows a page has. If the page is an object, its longest list counts."""
    if body.lstrip()[:1] == b"[":
        return len(decoded(body, list[Raw]))
    lists = [value for value in decoded(body, dict[str, Raw]).values() if bytes(value)[:1] == b"["]
    return max((len(decoded(value, list[Raw])) for value in lists), default=0)


def listed(body: bytes, inside: str | None) -> list[Raw]:
    """The rows of one page. Raises `Refused` for an object without the list: it must not pass for an empty list."""
    if inside is None:
        return decoded(body, list[Raw])
    whole = decoded(body, dict[str, Raw])
    if inside not in whole or "errors" in whole:
        raise Refused("not_understood")
    return decoded(whole[inside], list[Raw])


def with_query(path: str, query: Mapping[str, Any]) -> str:
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if isinstance(value, list | tuple):
            pairs += [(f"{name}[]", str(element)) for element in value]
        elif value is not None:
            pairs.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    return f"{path}?{urlencode(pairs, quote_via=quote)}" if pairs else path


class Pace:
    """Keeps as many requests in flight as the token's bucket can hold, so that it never overflows."""

    def __init__(self) -> None:
        self._spare: float | None = None
        """Units that would be left if no request of ours were in flight."""
        self._inside = 0
        self._changed = asyncio.Condition()

    @property
    def most(self) -> int:
        """How many requests may be in flight now."""
        if self._spare is None:
            return IN_FLIGHT_UNREPORTED
        return min(max(int((self._spare - KEPT_FREE) / RESERVE), 1), IN_FLIGHT)

    def note(self, remaining: str | None) -> None:
        """Take over what an answer says is left; the requests in flight hold their reserves at that moment."""
        try:
            left = float(remaining) if remaining else math.nan
        except ValueError:
            left = math.nan
        self._spare = left + RESERVE * (self._inside - 1) if math.isfinite(left) else None

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        async with self._changed:
            await self._changed.wait_for(lambda: self._inside < self.most)
            self._inside += 1
        try:
            if self._spare is not None and self._spare < WAIT_BELOW:
                pause = min((WAIT_BELOW - self._spare) / LEAK_PER_SECOND, LONGEST_WAIT_SECONDS)
                await asyncio.sleep(pause)
                current_meter().count(waited_seconds=pause)
            yield
        finally:
            async with self._changed:
                self._inside -= 1
                self._changed.notify_all()


def in_chunks(values: Sequence[T], size: int) -> list[Sequence[T]]:
    return [values[start : start + size] for start in range(0, len(values), size)]


async def answers_or_refusals(questions: Iterable[Awaitable[T]]) -> list["T | Refused"]:
    """The answers in the order of the questions, a refusal in place of an answer. Other errors are raised."""

    async def answer_or_refusal(question: Awaitable[T]) -> "T | Refused":
        try:
            return await question
        except Refused as refused:
            return refused

    return list(await asyncio.gather(*(answer_or_refusal(question) for question in questions)))
