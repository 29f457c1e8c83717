"""Who may control a simulator: programs of the machine that it runs on, and nobody through them.

Whoever controls a simulator decides what lmsync reads from it, and a simulator may listen to a whole network. A browser
that a foreign page drives, a name that leads here by a trick of DNS and a proxy that forwards a stranger also arrive
from a loopback address; their headers give them away.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit


class Stranger(Exception):
    """Says why the request is refused."""


def refuse_strangers(peer: str | None, headers: Mapping[str, str]) -> None:
    """Raises `Stranger` unless a program of this machine asks under a loopback name."""
    if not is_loopback(peer or ""):
        raise Stranger("A simulator is controlled from its own machine only.")
    if "Forwarded" in headers or "X-Forwarded-For" in headers:
        raise Stranger("A simulator is not controlled through a proxy.")
    host = headers.get("Host", "")
    if not is_loopback(_hostname(host)):
        raise Stranger("The Host header names another host. Address the simulator as localhost, 127.0.0.1 or [::1].")
    origin = headers.get("Origin")
    if origin is not None and origin.lower() != f"http://{host}".lower():
        raise Stranger("A page of another origin may not control a simulator.")


def local_address(host: str, port: int) -> str | None:
    """Where programs of this machine reach what listens on `host`, as a URL; `None`: under no loopback address."""
    try:
        address = ip_address(host or "::")
    except ValueError:
        return f"http://{host}:{port}" if is_loopback(host) else None
    if address.is_unspecified:
        # All addresses, the loopback ones among them.
        address = ip_address("127.0.0.1" if address.version == 4 else "::1")
    if not address.is_loopback:
        return None
    return f"http://{f'[{address}]' if address.version == 6 else address}:{port}"


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
