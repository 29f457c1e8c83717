"""Who asks is read from a header only where a trusted proxy wrote it."""

from typing import Any

import pytest

from lmsync.api.door import Message, Receive, Scope, Send
from lmsync.api.proxies import behind_proxies

TRUSTED = ("10.0.0.5", "172.16.0.0/12", "fd00::/8")


async def seen(peer: str, *headers: tuple[str, str], trusted: tuple[str, ...] = TRUSTED) -> tuple[str | None, str]:
    """The address and the scheme that the application finds."""
    found: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.append((scope["client"][0] if scope["client"] else None, scope["scheme"]))

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    scope = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 50000),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    await behind_proxies(app, trusted)(scope, receive, send)
    address: tuple[str | None, str] = found[0]
    return address


FORWARDED = ("x-forwarded-for", "203.0.113.9")


@pytest.mark.parametrize("proxy", ["10.0.0.5", "172.20.1.2", "fd00::7", "::ffff:10.0.0.5"])
async def test_a_trusted_proxy_is_believed(proxy: str) -> None:
    assert await seen(proxy, FORWARDED, ("x-forwarded-proto", "https")) == ("203.0.113.9", "https")


async def test_nobody_else_is_believed() -> None:
    headers = FORWARDED, ("x-forwarded-proto", "https"), ("forwarded", "for=203.0.113.9;proto=https")
    assert await seen("10.0.0.6", *headers) == ("10.0.0.6", "http")
    assert await seen("10.0.0.5", *headers, trusted=()) == ("10.0.0.5", "http")
    assert await seen("127.0.0.1", *headers) == ("127.0.0.1", "http")


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ([("x-forwarded-for", "198.51.100.1, 203.0.113.9")], "203.0.113.9"),
        ([("x-forwarded-for", "198.51.100.1"), FORWARDED], "203.0.113.9"),
        ([("x-forwarded-for", "10.0.0.5, 203.0.113.9, 172.16.0.1")], "203.0.113.9"),
        ([("x-forwarded-for", "203.0.113.9:4711")], "203.0.113.9"),
        ([("x-forwarded-for", "[2001:db8::1]:4711")], "2001:db8::1"),
        ([("x-forwarded-for", "2001:DB8:0::1")], "2001:db8::1"),
        ([("x-forwarded-for", "::ffff:203.0.113.9")], "203.0.113.9"),
        ([("x-forwarded-for", "unknown")], None),
        ([("x-forwarded-for", "203.0.113.9\x1b[2Jowner")], None),
        ([("forwarded", "for=203.0.113.9")], "10.0.0.5"),
        ([("x-real-ip", "203.0.113.9")], "10.0.0.5"),
        ([], "10.0.0.5"),
    ],
)
async def test_the_last_address_before_the_trusted_ones_is_the_caller(
    headers: list[tuple[str, str]], address: str | None
) -> None:
    assert (await seen("10.0.0.5", *headers))[0] == address
