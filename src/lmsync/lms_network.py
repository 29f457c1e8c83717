"""Connections to LMSs: which addresses may be connected to, and whose certificates are trusted."""

import socket
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from msgspec import Struct

from lmsync.errors import NeedsAttention, Words
from lmsync.lms_pace import Patience
from lmsync.site_address import forbidden_address


class Network(Struct, frozen=True):
    """What the installation allows and needs on the way to an LMS."""

    allow_private_addresses: bool = False
    ca_file: str | None = None
    proxy: str | None = None
    largest_body_bytes: int = 128 << 20


ADDRESS_FORBIDDEN = Words(
    en="This address is inside a private network. Enter the public address of the site, or let lmsync use private "
    "addresses: start it with LMSYNC_ALLOW_PRIVATE_ADDRESSES=1.",
    ru="Этот адрес находится во внутренней сети. Укажите внешний адрес сайта или разрешите lmsync внутренние "
    "адреса: запустите его с LMSYNC_ALLOW_PRIVATE_ADDRESSES=1.",
)


ADDRESS_NEVER_ALLOWED = Words(
    en="This address belongs to the network or to the cloud service that lmsync runs in, never to an LMS. Enter the "
    "public address of the site.",
    ru="Этот адрес принадлежит самой сети или облаку, где работает lmsync, и LMS по нему быть не может. Укажите внешний "
    "адрес сайта.",
)


class Forbidden(OSError):
    """Travels through aiohttp, which wraps what a resolver or a connector raises. Holds the address."""


def address_forbidden(address: str) -> NeedsAttention:
    never = forbidden_address(address, allow_private=True)
    words = ADDRESS_NEVER_ALLOWED if never else ADDRESS_FORBIDDEN
    return NeedsAttention("address_forbidden", words, field="base_url")


class _CheckedResolver(AbstractResolver):
    """Resolves names and refuses forbidden addresses at the moment of the connection, so that a name cannot
    change its address between check and use."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        fine = [answer for answer in found if not forbidden_address(answer["host"], allow_private=self._allow_private)]
        if found and not fine:
            raise Forbidden(found[0]["host"])
        return fine

    async def close(self) -> None:
        await self._resolver.close()


class _CheckedConnector(aiohttp.TCPConnector):
    """Looks once more at the address that was connected to, before anything is sent there: however it was found."""

    def __init__(self, *, allow_private: bool, **options: Any) -> None:
        super().__init__(**options)
        self._allow_private = allow_private

    async def connect(self, *arguments: Any, **named: Any) -> Connection:
        connection = await super().connect(*arguments, **named)
        peer = connection.transport.get_extra_info("peername") if connection.transport is not None else None
        try:
            if peer is None:
                raise ConnectionResetError("gone before it was asked")
            if forbidden_address(peer[0], allow_private=self._allow_private):
                raise Forbidden(peer[0])
        except OSError:
            connection.close()
            raise
        return connection


def trusted_authorities(ca_file: str | None) -> ssl.SSLContext | bool:
    """The authorities that this machine knows, and besides them those of a file."""
    if ca_file is None:
        # aiohttp knows them since it was imported; to read them again for each session costs 20 ms of a processor.
        return True
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=ca_file)
    return context


def session_of(network: Network, patience: Patience, headers: Mapping[str, str]) -> aiohttp.ClientSession:
    """A session that connects to no forbidden address and carries no cookie; the caller closes it."""
    tls = trusted_authorities(network.ca_file)
    connector: aiohttp.TCPConnector
    if network.proxy:
        # It connects for us: its own address is the administrator's choice, and names are resolved there.
        connector = aiohttp.TCPConnector(ssl=tls, limit=0, ttl_dns_cache=60)
    else:
        allowed = network.allow_private_addresses
        resolver = _CheckedResolver(allow_private=allowed)
        connector = _CheckedConnector(allow_private=allowed, ssl=tls, resolver=resolver, limit=0, ttl_dns_cache=60)
    return aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(
            total=None, connect=None, sock_connect=patience.connect_seconds, sock_read=patience.silence_seconds
        ),
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=True,
        trust_env=False,
    )
