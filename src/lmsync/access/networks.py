"""IP addresses of callers: in one spelling, and the networks by which failures and wrong tokens are counted."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

HOUSEHOLD_BITS = 64
"""Of an IPv6 address. A household, or a server, has all that begin with them and changes its own at will."""


def ip_of(text: str) -> IPv4Address | IPv6Address | None:
    """A socket for both versions of IP spells an IPv4 address as one of IPv6: that is undone. `None` for what is not an
    address."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def network_of(address: str) -> str:
    """What is not an address counts for itself."""
    found = ip_of(address)
    if found is None:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(ip_network((found.packed, HOUSEHOLD_BITS), strict=False))
