"""What makes a browser's session safe: its cookie, and the proof that a request was meant by the page that sent it."""

import hashlib
import hmac
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from lmsync.access.rights import OperatorRight
from lmsync.errors import CrossSite, NotAllowed, Words

SAFE_METHODS = frozenset({"GET", "HEAD"})
CSRF_HEADER = "x-csrf-token"
Headers = Mapping[bytes, bytes]


class Cookie(StrEnum):
    SESSION = "session"
    DEVICE = "device"
    """By which a browser is known in which somebody has logged in before."""
    SIGN_ON = "sign_on"
    """By which a browser is known that was sent to the provider of single sign-on."""


class Browsers:
    """`public_url`: the scheme and host that people type, or empty."""

    def __init__(self, public_url: str, *, allow_plain_http: bool = False) -> None:
        self._public_url = public_url
        self._allow_plain_http = allow_plain_http

    def cookie_in(self, headers: Headers, cookie: Cookie) -> str | None:
        """What the browser keeps in this cookie. `None` also for two: another host of the domain put one beside ours."""
        name = self.name_of(headers, cookie)
        pairs = (part.strip().partition("=") for part in headers.get(b"cookie", b"").decode("latin-1").split(";"))
        found = [value for written, _, value in pairs if written == name and value]
        return found[0] if len(found) == 1 else None

    def set_cookie(self, headers: Headers, cookie: Cookie, value: str, seconds: int) -> str:
        """The header `Set-Cookie`; with 0 seconds the browser forgets it."""
        secure = "; Secure" if self._is_secure(headers) else ""
        name = self.name_of(headers, cookie)
        return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"

    def name_of(self, headers: Headers, cookie: Cookie) -> str:
        # No other host and no page over plain http can write a cookie with this prefix.
        return f"__Host-lmsync_{cookie}" if self._is_secure(headers) else f"lmsync_{cookie}"

    def _is_secure(self, headers: Headers) -> bool:
        """Not over plain http on this machine, nor where the installation allows plain http."""
        if self._public_url:
            return self._public_url.startswith("https:")
        return not is_loopback(headers.get(b"host", b"").decode("latin-1"))

    def require_private_way(self, headers: Headers, client: str) -> None:
        """Before a password is taken from this address. Raises `NotAllowed` where others on the way could read it, and
        where the browser would not keep the cookie."""
        origin, host = (headers.get(name, b"").decode("latin-1").lower() for name in (b"origin", b"host"))
        if not origin and (is_loopback(host) or _name_in(host) == client):
            return  # a program on this machine
        if self._public_url:
            at = urlsplit(self._public_url)
            private = at.scheme == "https" or self._allow_plain_http or is_loopback(at.netloc)
        else:
            at = urlsplit(origin)
            private = at.scheme == "https" or is_loopback(at.netloc)
        if not private:
            raise NotAllowed(OperatorRight.LOGGED_IN, PLAIN_HTTP)

    def require_same_site(self, headers: Headers) -> None:
        """Raises `CrossSite` where the browser says that another site sends this. Programs say nothing of it."""
        came_from = headers.get(b"sec-fetch-site", b"none").decode("latin-1").lower()
        if came_from not in {"same-origin", "none"}:
            raise CrossSite(ANOTHER_SITE)
        origin = headers.get(b"origin")
        if origin is not None and not self._is_ours(origin.decode("latin-1").lower(), headers):
            raise CrossSite(ANOTHER_SITE)

    def _is_ours(self, origin: str, headers: Headers) -> bool:
        if self._public_url:
            return origin == self._public_url
        scheme, _, host = origin.partition("://")
        return scheme in {"http", "https"} and host == headers.get(b"host", b"").decode("latin-1").lower()

    def require_meant(self, method: str, headers: Headers, csrf_token: str) -> None:
        """For a call with a cookie. Raises `CrossSite` for one that changes something and brings no proof."""
        if method in SAFE_METHODS:
            return
        self.require_same_site(headers)
        brought = headers.get(CSRF_HEADER.encode(), b"")
        if not hmac.compare_digest(brought, csrf_token.encode()):
            raise CrossSite(NO_PROOF)


def csrf_token_of(secret: str) -> str:
    """Of this session alone, and it says nothing about the secret."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"csrf", hashlib.sha256).hexdigest()


def is_loopback(host: str) -> bool:
    """Of a name with or without a port."""
    name = _name_in(host)
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _name_in(host: str) -> str:
    """Without the port, and of IPv6 without the brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


ANOTHER_SITE = Words(
    en="This was sent by a page of another site, or at another address than LMSYNC_PUBLIC_URL. Open lmsync itself and try "
    "again.",
    ru="Запрос отправлен страницей другого сайта или не по адресу из LMSYNC_PUBLIC_URL. Откройте сам lmsync и повторите.",
)
NO_PROOF = Words(
    en="Send csrf_token of GET /api/v1/auth/session in the header X-CSRF-Token.",
    ru="Передайте csrf_token из GET /api/v1/auth/session в заголовке X-CSRF-Token.",
)
PLAIN_HTTP = Words(
    en="Others on the way could read the password: lmsync is reached over plain http. Put a proxy with TLS before it and set "
    "LMSYNC_PUBLIC_URL to its https address. If the network is yours alone, set LMSYNC_PUBLIC_URL to the http address that "
    "you use and LMSYNC_ALLOW_PLAIN_HTTP=1.",
    ru="Пароль можно перехватить по пути: связь с lmsync идёт по http без шифрования. Поставьте перед lmsync прокси с TLS и "
    "укажите его адрес https в LMSYNC_PUBLIC_URL. Если сеть полностью под вашим контролем, укажите в LMSYNC_PUBLIC_URL "
    "адрес http, по которому вы работаете, и задайте LMSYNC_ALLOW_PLAIN_HTTP=1.",
)
