"""What makes a browser's session safe: its cookie, and the proof that a request was meant by the page that sent it."""

import hashlib
import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import urlsplit

from lmsync.access.rights import OperatorRight
from lmsync.errors import CrossSite, NotAllowed, Words

SAFE_METHODS = frozenset({"GET", "HEAD"})
CSRF_HEADER = "x-csrf-token"
Headers = Mapping[bytes, bytes]


class Browsers:
    """`public_url`: the scheme and host that people type, or empty."""

    def __init__(self, public_url: str, *, allow_plain_http: bool = False) -> None:
        self._public_url = public_url
        self._allow_plain_http = allow_plain_http

    def secret_in(self, headers: Headers) -> str | None:
        """The secret of the session in the cookie, if there is one."""
        try:
            cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return None
        found = cookies.get(self._cookie_name(headers))
        return found.value if found and found.value else None

    def cookie(self, headers: Headers, secret: str, seconds: int) -> str:
        """`Set-Cookie` for this secret; with 0 seconds the browser forgets it."""
        secure = "; Secure" if self._is_secure(headers) else ""
        name = self._cookie_name(headers)
        return f"{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"

    def _cookie_name(self, headers: Headers) -> str:
        # No other host and no page over plain http can write a cookie with this prefix.
        return "__Host-lmsync" if self._is_secure(headers) else "lmsync_session"

    def _is_secure(self, headers: Headers) -> bool:
        """Not over plain http on this machine, nor where the installation allows plain http."""
        if self._public_url:
            return self._public_url.startswith("https:")
        return not is_loopback(headers.get(b"host", b"").decode("latin-1"))

    def require_private_way(self) -> None:
        """Before a password is taken. Raises `NotAllowed`."""
        if self._public_url.startswith("http:") and not self._allow_plain_http:
            host = urlsplit(self._public_url).netloc
            if not is_loopback(host):
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
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


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
    en="LMSYNC_PUBLIC_URL is plain http: others on the way could read the password. Put a proxy with TLS before lmsync, or "
    "set LMSYNC_ALLOW_PLAIN_HTTP=1 if the network is yours alone.",
    ru="В LMSYNC_PUBLIC_URL указан http без шифрования: пароль можно перехватить по пути. Поставьте перед lmsync прокси с "
    "TLS или задайте LMSYNC_ALLOW_PLAIN_HTTP=1, если сеть полностью под вашим контролем.",
)
