"""The only way to an LMS: HTTP with rules, patience and a meter.

This module turns transport into meaning, so that nobody else has to: what may heal by itself (timeouts, 5xx,
throttling, cut bodies, a page of HTML where data should be) is asked again with growing pauses and ends as
`Retryable`; what only a person can mend (a redirect, a certificate, a forbidden address) is `NeedsAttention`.
What an answer means is decided by the integration: it passes a function that reads the answer, and what that
function raises as `Retryable` is asked again too.
"""

import random
import re
import time
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode

import aiohttp
import msgspec
import stamina
from msgspec import DecodeError, Struct
from yarl import URL

from lmsync import __version__, lms_rows
from lmsync.errors import NeedsAttention, Redirected, Refused, Retryable, Words
from lmsync.lms_network import Forbidden, Network, address_forbidden, session_of
from lmsync.lms_pace import Gate, Patience, current_meter
from lmsync.site_address import WRONG_ADDRESS, forbidden_address, read_address

USER_AGENT = f"lmsync/{__version__}"
TRANSIENT_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
THROTTLING_STATUSES = frozenset({429, 503})
CHUNK_BYTES = 1 << 16

T = TypeVar("T")


class Answer(Struct, frozen=True):
    """An answer that arrived whole. Its status is not a transient one."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes


class LmsHttp:
    """Requests to the origin of one site (scheme, host, port) and to `hosts` that its integration names, and to nothing
    else. Use it as an async context manager.

    Paths are below the site's address; an absolute address, of a next page say, must name the same origin or one of
    `hosts`: each a host, spoken to over https, or an origin. What is sent there is up to the integration: the token of the
    site is not for others. Nothing of a request but its host ever stands in an error or a log.
    """

    def __init__(
        self,
        site_url: str,
        *,
        hosts: Iterable[str] = (),
        network: Network | None = None,
        patience: Patience | None = None,
        in_flight: int = 4,
    ) -> None:
        self.site_url = site_url.rstrip("/")
        self.network = network or Network()
        self.patience = patience or Patience()
        self.clock_ahead_seconds = 0.0
        """How far the LMS's clock is ahead of ours, by the `Date` of its last answer."""
        self._site = _site_of(self.site_url)
        further_sites = (_site_of(host if "://" in host else f"https://{host}") for host in hosts)
        self._further_origins = frozenset(site.origin() for site in further_sites if site is not None)
        self._gate = Gate(in_flight)
        self._session: aiohttp.ClientSession | None = None

    @property
    def host(self) -> str:
        """The host of the site, as it is connected to."""
        return (self._site.raw_host or "") if self._site else ""

    async def __aenter__(self) -> Self:
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        self._session = session_of(self.network, self.patience, headers)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(
        self,
        method: str,
        path: str,
        read: Callable[[Answer], T],
        *,
        form: Sequence[tuple[str, str]] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """Ask until an answer can be read, as long as patience lasts.

        `read` sees every answer that is not transient; one that succeeded is whole JSON, so nothing that `read` hands
        on undecoded can turn out to be broken later. `Retryable` and decoding errors that it raises are asked again;
        everything else it raises comes through. Raises `Retryable`, `NeedsAttention`, `Refused`.
        """
        began = paused_at = time.monotonic()
        patience = self.patience

        def pause_after(error: Exception) -> bool | float:
            if not isinstance(error, Retryable):
                return False
            if error.after_seconds is None:
                return True
            late = time.monotonic() - began + error.after_seconds > patience.total_seconds
            # A little more than asked for, differently for each, so that they do not return together.
            return False if late else error.after_seconds + random.uniform(0, 1)

        async for attempt in stamina.retry_context(
            on=pause_after,
            attempts=patience.attempts,
            timeout=patience.total_seconds,
            wait_initial=patience.first_pause_seconds,
            wait_max=patience.longest_pause_seconds,
            wait_jitter=patience.first_pause_seconds,
        ):
            current_meter().count(waited_seconds=time.monotonic() - paused_at)
            with attempt:
                async with self._gate.slot():
                    answer = await self._once(method, path, form, query, headers)
                try:
                    if answer.status < 300:
                        _refuse_broken_json(answer.body)
                    return read(answer)
                except (DecodeError, UnicodeDecodeError):
                    raise Retryable(_why_not_json(answer)) from None
                except Retryable as trouble:
                    if trouble.cause == "throttled":
                        # Some say so with a status of their own.
                        current_meter().count_throttle(trouble.after_seconds)
                        self._gate.slower()
                    raise
            paused_at = time.monotonic()
        raise AssertionError("stamina returns or raises")

    async def _once(
        self,
        method: str,
        path: str,
        form: Sequence[tuple[str, str]] | None,
        query: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        if self._session is None:
            raise AssertionError("LmsHttp is used as a context manager")
        url = self._url(path)
        meter = current_meter()
        meter.count(requests=1)
        body: str | None = None
        if form is not None:
            # Not FormData: it would quote in its own order; the token must stand first in the body.
            body = urlencode(form)
            headers = {**(headers or {}), "Content-Type": "application/x-www-form-urlencoded"}
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                params=query,
                headers=headers,
                allow_redirects=False,
                proxy=self.network.proxy,
            ) as response:
                self._note_clock(response.headers.get("Date"))
                if response.status in TRANSIENT_STATUSES:
                    after_seconds = _retry_after(response.headers.get("Retry-After"))
                    if response.status in THROTTLING_STATUSES:
                        meter.count_throttle(after_seconds)
                        self._gate.slower()
                    raise Retryable(f"http_{response.status}", after_seconds=after_seconds)
                if 300 <= response.status < 400 and response.status != 304:
                    raise _redirected(self.host, response.headers.get("Location", ""))
                whole = await _whole_body(response, self.network.largest_body_bytes)
                meter.count(bytes=len(whole))
                self._gate.faster()
                return Answer(response.status, _by_name(response.headers), whole)
        except aiohttp.ClientConnectorCertificateError:
            raise NeedsAttention("certificate", CERTIFICATE, field="base_url") from None
        except aiohttp.ClientConnectorSSLError:
            raise NeedsAttention("certificate", CERTIFICATE, field="base_url") from None
        except aiohttp.ClientOSError as error:
            if isinstance(error.__cause__, Forbidden):
                raise address_forbidden(error.__cause__.args[0]) from None
            if isinstance(error, aiohttp.ClientConnectorError):
                raise Retryable("unreachable") from None
            raise Retryable(f"connection_lost ({type(error).__name__})") from None
        except TimeoutError:
            self._gate.slower()
            raise Retryable("timeout") from None
        except aiohttp.InvalidURL:
            raise NeedsAttention("address", WRONG_ADDRESS, field="base_url") from None
        except aiohttp.ClientPayloadError:
            raise Retryable("cut_body") from None
        except (aiohttp.ClientError, ConnectionError) as error:
            raise Retryable(f"connection_lost ({type(error).__name__})") from None

    def _url(self, path: str) -> URL:
        """Where a request goes. Raises `Refused` for what is on no origin that is allowed, `NeedsAttention` for a site
        whose own address cannot be used."""
        site = self._site
        if site is None:
            raise NeedsAttention("address", WRONG_ADDRESS, field="base_url")
        self._refuse_forbidden_literal(site)
        try:
            if _WITH_HOST.match(path):
                url = read_address(f"{site.scheme}:{path}" if path.startswith("//") else path)
            else:
                url = URL(f"{site.origin()}{site.raw_path.rstrip('/')}/{path.lstrip('/')}")
        except ValueError:
            raise Refused("wrong_address") from None
        allowed = {site.origin(), *self._further_origins}
        if url.raw_host not in {origin.raw_host for origin in allowed}:
            raise Refused("other_host")
        if url.origin() not in allowed or url.user is not None or url.password is not None:
            raise Refused("other_origin")
        self._refuse_forbidden_literal(url)
        return url

    def _refuse_forbidden_literal(self, site: URL) -> None:
        # aiohttp asks no resolver for a host that is an address already, and a proxy connects for itself.
        host = site.raw_host or ""
        try:
            forbidden = forbidden_address(host, allow_private=self.network.allow_private_addresses)
        except ValueError:
            return
        if forbidden:
            raise address_forbidden(host)

    def _note_clock(self, date: str | None) -> None:
        if date is None:
            return
        try:
            self.clock_ahead_seconds = parsedate_to_datetime(date).timestamp() - time.time()
        except ValueError:
            return


_WITH_HOST = re.compile(r"[a-z][a-z0-9+.-]*://|//", re.IGNORECASE)

_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""As JSON writes it; a backslash that is meant is written twice."""

CERTIFICATE = Words(
    en="The certificate of the site cannot be trusted. Renew it on the site; if your school has its own authority, name "
    "its certificate in LMSYNC_CA_FILE.",
    ru="Сертификату сайта нельзя доверять. Обновите его на сайте; если у школы свой центр сертификации, укажите его "
    "сертификат в LMSYNC_CA_FILE.",
)


async def _whole_body(response: aiohttp.ClientResponse, largest_bytes: int) -> bytes:
    whole = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
        whole += chunk
        if len(whole) > largest_bytes:
            raise Refused("answer_too_large")
    if whole.startswith(BOM_UTF8):
        # A PHP file of the LMS was saved with it.
        del whole[: len(BOM_UTF8)]
    # NUL is not text, and PostgreSQL refuses it.
    return _NUL.sub(rb"\1", whole) if b"\\u0000" in whole else bytes(whole)


def _redirected(host: str, location: str) -> Redirected:
    path, site = location, ""
    with suppress(ValueError):
        target = URL(location)
        path = target.path
        if target.absolute:
            # The path and the query may hold secrets.
            site = str(read_address(location).origin())
            host = target.raw_host or ""
    return Redirected(
        host,
        path,
        Words(
            en=f"The site sends us on to {site or 'another page'}. If that is its right address, enter it in the "
            "settings of the connection; otherwise somebody stands between lmsync and the site (a login page of a "
            "network, say).",
            ru=f"Сайт перенаправляет на {site or 'другую страницу'}. Если это его верный адрес, укажите его в "
            "настройках подключения; иначе между lmsync и сайтом кто-то стоит (например, страница входа в сеть).",
        ),
    )


def _site_of(address: str) -> URL | None:
    try:
        return read_address(address)
    except ValueError:
        return None


def _by_name(headers: Mapping[str, str]) -> dict[str, str]:
    """A header that comes several times is one list, whose parts are joined by commas (RFC 9110, 5.3)."""
    joined: dict[str, str] = {}
    for name, value in headers.items():
        before = joined.get(name.lower())
        joined[name.lower()] = value if before is None else f"{before}, {value}"
    return joined


def _retry_after(value: str | None) -> float | None:
    """Seconds, also when the header names a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def _refuse_broken_json(body: bytes) -> None:
    """Raises `DecodeError` or `UnicodeDecodeError`, a cut body's among them, also where its length matches."""
    # msgspec does not look into the strings of what it leaves raw.
    body.decode()
    # What is whole, and only not strict (half a surrogate pair, very deep nesting), would come so again.
    lms_rows.decode(body, msgspec.Raw)


def _why_not_json(answer: Answer) -> str:
    if not answer.body.strip():
        return "empty_answer"
    if answer.body.lstrip()[:1] == b"<":
        return "html_instead_of_data"
    return "not_json"
