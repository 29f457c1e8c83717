"""Addresses of sites: how one is spelled, and which of them a server that obeys its users must not connect to."""

import ipaddress
import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from yarl import URL

from lmsync.errors import InvalidInput, Words

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

METADATA = frozenset(
    map(
        ipaddress.ip_address,
        # AWS and most others are link-local. Oracle, Azure, Alibaba; AWS and Google over IPv6.
        ("192.0.0.192", "168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254"),
    )
)
"""What the clouds answer their own machines at, secrets among it."""

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")
_RELAYS = ipaddress.IPv4Network("192.88.99.0/24")
"""Of 6to4: where they lead is not for this machine to know."""
_EXAMPLES = ipaddress.IPv6Network("3fff::/20")
"""For documentation, as Python does not know yet."""
_LAST_32_BITS = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
"""IPv4-compatible, IPv4-mapped, IPv4-translated, NAT64."""
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")


WRONG_ADDRESS = Words(
    en="This is not the address of a site. Enter it as the browser shows it, for example https://moodle.school.example",
    ru="Это не адрес сайта. Введите его так, как показывает браузер, например https://moodle.school.example",
)


def typed_address(base_url: str) -> URL:
    """The address of a site as a person typed it, in its one spelling. Raises `InvalidInput("base_url")`."""
    text = base_url.strip()
    try:
        if any(character.isspace() for character in text):
            raise ValueError("white space")
        return read_address(text)
    except ValueError:
        raise InvalidInput("base_url", WRONG_ADDRESS) from None


def read_address(text: str) -> URL:
    """An absolute http(s) address in its one spelling. Raises `ValueError`.

    The host is spelled as the client connects to it, and origins can be compared. Everything that checks a host looks
    at this spelling, and the client is given nothing else: it would make `127.0.0.1` of `①②⑦.⓪.⓪.①` only after the
    check.
    """
    if _CONTROLS.search(text):
        raise ValueError("control characters")
    url = URL(text)
    if url.scheme not in {"http", "https"} or not url.raw_host or url.port == 0:
        raise ValueError("not an http address")
    # Otherwise addresses with and without the usual port would not be equal.
    return url.with_host(_spelled(url.raw_host)).with_port(None if url.is_default_port() else url.port)


def _spelled(host: str) -> str:
    host = host.removesuffix(".")
    if ":" in host:
        if "%" in host:
            raise ValueError("a zone means something on one machine only")
        return IPv6Address(host).compressed
    labels = host.split(".")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("not a host")
    if _NUMBER.fullmatch(labels[-1]):
        # An IPv4 address, also as only the C library reads it: 2130706433, 0x7f.1, 0177.0.0.1, 127.1.
        try:
            return str(IPv4Address(socket.inet_aton(host)))
        except OSError:
            raise ValueError("not a host") from None
    return host


def forbidden_address(address: str, *, allow_private: bool) -> bool:
    """Whether a server that obeys its users must not connect there.

    Link-local addresses and those of the clouds' metadata services are forbidden always. An IPv6 address that leads
    to an IPv4 one is judged by both.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip in METADATA or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return True
    if isinstance(ip, IPv4Address):
        return not allow_private and (not ip.is_global or ip in _PROTOCOLS or ip in _RELAYS)
    leads_to = list(_embedded(ip))
    if any(forbidden_address(str(inner), allow_private=allow_private) for inner in leads_to):
        return True
    reachable = any(ip in network for network in _LAST_32_BITS) or (
        ip in _GLOBAL_UNICAST and ip.is_global and ip not in _EXAMPLES
    )
    return not allow_private and not reachable


def _embedded(ip: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that a tunnel or a translator may send this one on to."""
    number = int(ip)
    if any(ip in network for network in _LAST_32_BITS):
        yield IPv4Address(number & 0xFFFF_FFFF)
    if ip in _LOCAL_NAT64:
        # The site chooses how long its prefix is (RFC 6052); bits 64 to 71 are skipped.
        without_gap = number >> 64 << 56 | number & (1 << 56) - 1
        readings = [number & 0xFFFF_FFFF, *(without_gap >> (88 - length) & 0xFFFF_FFFF for length in (48, 56, 64))]
        # Of the readings that are not meant, most are nearly nothing.
        yield from (IPv4Address(reading) for reading in readings if reading >> 24)
    if ip.sixtofour is not None:
        yield ip.sixtofour
    if ip.teredo is not None:
        yield from ip.teredo
    if number >> 32 & 0xFCFF_FFFF == 0x5EFE:
        # ISATAP
        yield IPv4Address(number & 0xFFFF_FFFF)
