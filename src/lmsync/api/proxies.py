"""Proxies before lmsync: who asks is who asked them, if they are among those that the installation trusts."""

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from granian.utils.proxies import wrap_asgi_with_proxy_headers

from lmsync.access.networks import ip_of
from lmsync.api.door import App, Receive, Scope, Send


def behind_proxies(app: App, trusted: Sequence[str]) -> App:
    """Believe `X-Forwarded-For` and `X-Forwarded-Proto` of these addresses and networks, and of nobody else.

    `Forwarded` and `X-Forwarded-Host` are believed of nobody. Of a chain of addresses the last one counts that is not
    a trusted proxy's: what stands before it anybody may have written.
    """
    believed: App = wrap_asgi_with_proxy_headers(with_plain_addresses(app), list(trusted))
    return with_plain_addresses(believed)


def with_plain_addresses(app: App) -> App:
    """The caller's address in its one spelling; `None` for what is not an address."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if client:
            address = plain_address(client[0])
            scope = {**scope, "client": None if address is None else (address, client[1])}
        await app(scope, receive, send)

    return wrapped


def plain_address(text: str) -> str | None:
    """Some proxies add the port."""
    found = ip_of(text)
    if found is None:
        with suppress(ValueError):
            found = ip_of(urlsplit(f"//{text}").hostname or "")
    return None if found is None else str(found)
