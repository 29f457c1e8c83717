"""The header `Host`: which names this server answers to.

A page of another site can give its own name the address of this machine, and its scripts then speak to lmsync as to
their own server (DNS rebinding). What it cannot do is to come under another name than its own.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from yarl import URL

from lmsync.api.door import App, Receive, Refuse, Scope, Send
from lmsync.errors import WrongHost

HOST = re.compile(r"(\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(:[0-9]{0,5})?", re.IGNORECASE)


class Hosts:
    """`public_url`: the address that people use, or empty. `listening`: the name or IP address that was listened at.

    With a public address: its name, and the names of this machine for itself. Without one: those, and the address that
    is listened at. Behind a wildcard that may be any IP address, as the one outside of a container is not known
    inside; a page cannot take an IP address for its name.
    """

    def __init__(self, public_url: str, listening: str) -> None:
        self.public_url = public_url
        named = URL(public_url).raw_host if public_url else listening
        self._name = (named or "").lower().removesuffix(".")
        address = _address_of(self._name)
        self._any_address = not public_url and (address is None or address.is_unspecified)

    def know(self, host: str) -> bool:
        """Whether a `Host` header, with or without a port, names this server."""
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = (found["address"] or found["name"]).lower().removesuffix(".")
        if name in {"localhost", self._name}:
            return True
        address = _address_of(name)
        if address is None:
            return False
        return address.is_loopback or self._any_address or address == _address_of(self._name)


def _address_of(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def with_hosts(
    app: App,
    hosts: Hosts,
    refuse: Refuse,
    for_any: frozenset[str],
) -> App:
    """Refuse a request for another server. The paths `for_any` are answered all the same: load balancers ask them by
    whatever address a machine has."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in for_any:
            sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
            if len(sent) != 1 or not hosts.know(sent[0]):
                await refuse(WrongHost(hosts.public_url), scope, receive, send)
                return
        await app(scope, receive, send)

    return wrapped
