"""Transport becomes meaning in one place: what is asked again, what needs a person, and what is never sent."""

import asyncio
import gzip
import json
import os
import socket
import sys
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from lmsync import lms_network
from lmsync.errors import NeedsAttention, Refused, Retryable
from lmsync.lms_http import Answer, LmsHttp
from lmsync.lms_network import Network
from lmsync.lms_pace import Patience, metered
from tests.authority import Authority
from tests.served import free_port

QUICK = Patience(
    attempts=3,
    first_pause_seconds=0.01,
    longest_pause_seconds=0.02,
    total_seconds=60,
    connect_seconds=60,
    silence_seconds=60,
)
LOOPBACK = Network(allow_private_addresses=True)
Answers = Callable[[web.Request, int], Awaitable[web.StreamResponse]]


def as_json(answer: Answer) -> Any:
    import msgspec

    return msgspec.json.decode(answer.body)


@asynccontextmanager
async def listening(answers: Answers, tls: Any = None) -> AsyncIterator[tuple[int, list[web.Request]]]:
    """A server on a free port, and what it was asked."""
    seen: list[web.Request] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(request)
        return await answers(request, len(seen))

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield runner.addresses[0][1], seen
    finally:
        await runner.cleanup()


@asynccontextmanager
async def site(answers: Answers, **more: Any) -> AsyncIterator[tuple[LmsHttp, list[web.Request]]]:
    """A site that answers the n-th request as it is told to."""
    async with listening(answers) as (port, seen):
        settings = {"network": LOOPBACK, "patience": QUICK, **more}
        async with LmsHttp(f"http://127.0.0.1:{port}", **settings) as http:
            yield http, seen


async def good(_: web.Request, __: int) -> web.Response:
    return web.json_response({"fine": True})


async def test_a_good_answer_is_read_and_metered() -> None:
    async with site(good) as (http, seen):
        with metered() as meter:
            assert await http.ask("POST", "rest", as_json, form=[("b", "ы"), ("a", "1")]) == {"fine": True}
        assert (meter.requests, meter.bytes, meter.throttles) == (1, len('{"fine": true}'), 0)
        assert seen[0].headers["User-Agent"].startswith("lmsync/")


async def test_what_a_reading_costs_is_counted_for_the_whole_run_too() -> None:
    async with site(good) as (http, _):
        with metered() as whole:
            for _ in range(2):
                with metered() as reading:
                    await http.ask("GET", "x", as_json)
        assert (reading.requests, whole.requests) == (1, 2)
        assert whole.bytes == 2 * reading.bytes


async def test_a_letter_that_is_none_is_dropped() -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(body=rb'["a\u0000\u0000b", "c\\u0000d", "e\\\u0000f"]', content_type="application/json")

    async with site(answers) as (http, _):
        assert await http.ask("GET", "x", as_json) == ["ab", "c\\u0000d", "e\\f"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 524])
async def test_a_passing_trouble_is_asked_again(status: int) -> None:
    async def answers(request: web.Request, number: int) -> web.Response:
        return web.Response(status=status) if number == 1 else await good(request, number)

    async with site(answers) as (http, seen):
        assert await http.ask("GET", "x", as_json) == {"fine": True}
        assert len(seen) == 2


@pytest.mark.parametrize("status", [429, 503])
async def test_a_lasting_trouble_is_retryable_and_counts_throttles(status: int) -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(status=status)

    async with site(answers) as (http, seen):
        with metered() as meter, pytest.raises(Retryable, match=f"http_{status}"):
            await http.ask("GET", "x", as_json)
        assert (len(seen), meter.throttles) == (3, 3)
        assert meter.waited_seconds > 0


async def test_the_pause_that_the_lms_wishes_is_kept() -> None:
    async def answers(request: web.Request, number: int) -> web.Response:
        if number == 1:
            return web.Response(status=429, headers={"Retry-After": "1"})
        return await good(request, number)

    async with site(answers) as (http, _):
        began = asyncio.get_running_loop().time()
        await http.ask("GET", "x", as_json)
        assert asyncio.get_running_loop().time() - began >= 1


async def test_a_wish_for_hours_ends_the_question() -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "7200"})

    async with site(answers) as (http, seen):
        with pytest.raises(Retryable):
            await http.ask("GET", "x", as_json)
        assert len(seen) == 1


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"<!DOCTYPE html><html>", "html_instead_of_data"),
        (b"", "empty_answer"),
        (b'{"a":', "not_json"),
        (b'{"a": "\xff"}', "not_json"),
        (b'{"a": "\xed\xa0\x80"}', "not_json"),
        (b"[NaN]", "not_json"),
    ],
)
async def test_what_is_no_data_is_never_an_empty_list(body: bytes, cause: str) -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(body=body)

    async with site(answers) as (http, seen):
        with pytest.raises(Retryable, match=cause):
            await http.ask("GET", "x", as_json)
        assert len(seen) == 3


@pytest.mark.parametrize("body", [b'[{"id": "1"}, {"id":', b'[{"name": "\xff"}]', b"[1] [2]"])
async def test_a_broken_body_is_asked_again_even_when_nobody_looks_into_it(body: bytes) -> None:
    async def answers(request: web.Request, number: int) -> web.Response:
        return web.Response(body=body) if number == 1 else await good(request, number)

    async with site(answers) as (http, seen):
        assert await http.ask("GET", "x", lambda answer: answer.body) == b'{"fine": true}'
        assert len(seen) == 2


async def test_a_byte_order_mark_before_the_data_is_dropped() -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(body=b'\xef\xbb\xbf{"fine": true}')

    async with site(answers) as (http, _):
        assert await http.ask("GET", "x", as_json) == {"fine": True}


async def test_a_header_that_comes_several_times_is_one_list() -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        response = web.json_response({})
        for value in ("<a>; rel=next", "<b>; rel=preconnect"):
            response.headers.add("Link", value)
        return response

    async with site(answers) as (http, _):
        headers = await http.ask("GET", "x", lambda answer: answer.headers)
        assert headers["link"] == "<a>; rel=next, <b>; rel=preconnect"


async def test_a_cut_body_is_asked_again() -> None:
    async def answers(request: web.Request, number: int) -> web.StreamResponse:
        if number > 1:
            return await good(request, number)
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"half":')
        assert request.transport is not None
        request.transport.abort()
        return response

    async with site(answers) as (http, seen):
        assert await http.ask("GET", "x", as_json) == {"fine": True}
        assert len(seen) == 2


async def test_silence_is_a_timeout() -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        await over.wait()
        return web.Response()

    over = asyncio.Event()
    patience = Patience(attempts=1, connect_seconds=60, silence_seconds=0.2)
    async with site(answers, patience=patience) as (http, _):
        with pytest.raises(Retryable, match="timeout"):
            await http.ask("GET", "x", as_json)
        over.set()


async def test_nobody_at_the_address_is_retryable() -> None:
    patience = Patience(attempts=1, connect_seconds=60)
    async with LmsHttp(f"http://127.0.0.1:{free_port()}", network=LOOPBACK, patience=patience) as http:
        with pytest.raises(Retryable, match="unreachable"):
            await http.ask("GET", "x", as_json)


async def test_a_redirect_is_shown_and_not_followed() -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(status=302, headers={"Location": "https://elsewhere.example/login?token=secret"})

    async with site(answers) as (http, seen):
        with pytest.raises(NeedsAttention) as caught:
            await http.ask("POST", "x", as_json, form=[("token", "secret")])
        assert "https://elsewhere.example." in caught.value.words.en
        assert "secret" not in caught.value.words.en
        assert len(seen) == 1


async def test_another_host_is_never_asked() -> None:
    async with site(good) as (http, seen):
        with pytest.raises(Refused, match="other_host"):
            await http.ask("GET", "http://localhost:1/next", as_json)
        assert seen == []


async def test_a_host_that_the_integration_names_is_asked() -> None:
    async with listening(good) as (port, seen):
        other = f"http://127.0.0.1:{port}"
        async with site(good, hosts=[other]) as (http, at_site):
            assert await http.ask("GET", f"{other}/files/1", as_json) == await http.ask("GET", "rest", as_json)
            with pytest.raises(Refused, match="other_origin"):
                await http.ask("GET", f"https://127.0.0.1:{port}/files/1", as_json)
            with pytest.raises(Refused, match="other_host"):
                await http.ask("GET", "https://elsewhere.example/", as_json)
    assert [request.path for request in seen] == ["/files/1"]
    assert [request.path for request in at_site] == ["/rest"]


async def test_a_host_that_is_named_without_more_is_spoken_to_over_https() -> None:
    async with site(good, hosts=["files.example", "not a host"]) as (http, seen):
        for address, cause in (
            ("http://files.example/1", "other_origin"),
            ("https://files.example:444/1", "other_origin"),
            ("https://person@files.example/1", "other_origin"),
            ("https://more.files.example/1", "other_host"),
        ):
            with pytest.raises(Refused, match=cause):
                await http.ask("GET", address, as_json)
    assert seen == []


async def test_a_named_host_may_not_be_an_address_that_is_forbidden() -> None:
    async with site(good, hosts=["http://169.254.169.254"]) as (http, _):
        with pytest.raises(NeedsAttention, match="address_forbidden"):
            await http.ask("GET", "http://169.254.169.254/latest", as_json)


async def test_another_origin_of_the_same_host_is_never_asked() -> None:
    async with listening(good) as (other, stranger), site(good) as (http, seen):
        for address in (
            f"http://127.0.0.1:{other}/next",
            f"HTTP://127.0.0.1:{other}/next",
            f"//127.0.0.1:{other}/next",
            f"http://①②⑦.0.0.1:{other}/next",
            f"http://2130706433:{other}/next",
            "http://127.0.0.1/next",
            http.site_url.replace("http:", "https:") + "/next",
            http.site_url.replace("//", "//user:password@") + "/next",
        ):
            with pytest.raises(Refused, match="other_origin"):
                await http.ask("GET", address, as_json, headers={"Authorization": "Bearer secret"})
        assert (stranger, seen) == ([], [])


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("https://elsewhere.example/", "other_host"),
        ("//elsewhere.example/", "other_host"),
        ("http://127.0.0.1.elsewhere.example/", "other_host"),
        ("http://127.0.0.1@elsewhere.example/", "other_host"),
        ("http://[::1]/", "other_host"),
        ("ftp://127.0.0.1/", "wrong_address"),
        ("http://elsewhere.example\\@127.0.0.1/", "wrong_address"),
        ("http://127.0.0.1\\.elsewhere.example/", "wrong_address"),
        ("http://[::1/", "wrong_address"),
        ("http:///x", "wrong_address"),
    ],
)
async def test_what_names_another_place_is_never_asked(address: str, cause: str) -> None:
    async with site(good) as (http, seen):
        with pytest.raises(Refused, match=cause):
            await http.ask("GET", address, as_json)
        assert seen == []


@pytest.mark.parametrize("path", ["next?page=2", "/next?page=2", "/\\elsewhere.example/x", "http:/elsewhere.example/x"])
async def test_what_names_no_host_is_below_the_site(path: str) -> None:
    async with site(good) as (http, seen):
        assert await http.ask("GET", path, as_json) == {"fine": True}
        assert [request.host for request in seen] == [http.site_url.removeprefix("http://")]


async def test_another_spelling_of_the_same_origin_is_the_same() -> None:
    async with site(good) as (http, seen):
        port = http.site_url.rpartition(":")[2]
        for host in ("127.0.0.1", "127.0.0.1.", "①②⑦.0.0.1", "127.1"):
            assert await http.ask("GET", f"HTTP://{host}:{port}/next", as_json) == {"fine": True}
        assert len(seen) == 4


async def test_the_usual_port_may_be_written_or_not() -> None:
    patience = Patience(attempts=1, connect_seconds=60)
    # Whoever listens at the usual ports of this machine is not asked, and there is no such proxy.
    network = Network(allow_private_addresses=True, proxy=f"http://127.0.0.1:{free_port()}")
    for site, address in (("http://127.0.0.1", "http://127.0.0.1:80/x"), ("https://[::1]:443/", "https://[::1]/x")):
        async with LmsHttp(site, network=network, patience=patience) as http:
            with pytest.raises(Retryable, match="unreachable"):
                await http.ask("GET", address, as_json)


@pytest.mark.parametrize("location", ["https://name:password@elsewhere.example/x", "http://[", "/login", ""])
async def test_a_redirect_is_told_without_what_may_be_secret(location: str) -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(status=302, headers={"Location": location})

    async with site(answers) as (http, _):
        with pytest.raises(NeedsAttention, match="redirected") as caught:
            await http.ask("GET", "x", as_json)
        assert "password" not in caught.value.words.en
        assert "another page" not in caught.value.words.ru


async def test_an_answer_without_end_is_refused() -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(body=b"[" + b" " * 5000)

    network = Network(allow_private_addresses=True, largest_body_bytes=1000)
    async with site(answers, network=network) as (http, _):
        with pytest.raises(Refused, match="answer_too_large"):
            await http.ask("GET", "x", as_json)


async def test_compressed_answers_are_read() -> None:
    async def answers(_: web.Request, __: int) -> web.Response:
        body = gzip.compress(json.dumps({"fine": True}).encode())
        return web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"})

    async with site(answers) as (http, _):
        assert await http.ask("GET", "x", as_json) == {"fine": True}


@pytest.mark.parametrize(("encoding", "window"), [("gzip", 31), ("deflate", 15)])
async def test_a_small_answer_that_unpacks_without_end_is_refused_before_it_fills_the_memory(
    encoding: str, window: int
) -> None:
    packer = zlib.compressobj(9, wbits=window)
    bomb = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(64)), packer.flush()])
    assert len(bomb) < 1 << 17

    async def answers(_: web.Request, __: int) -> web.Response:
        return web.Response(body=bomb, headers={"Content-Encoding": encoding, "Content-Type": "application/json"})

    network = Network(allow_private_addresses=True, largest_body_bytes=1 << 20)
    async with site(answers, network=network) as (http, _):
        tracemalloc.start()
        try:
            with pytest.raises(Refused, match="answer_too_large"):
                await http.ask("GET", "x", as_json)
            _, most_bytes = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most_bytes < 16 << 20


async def test_never_more_in_flight_than_allowed() -> None:
    inside = most = 0
    full = asyncio.Event()

    async def answers(_: web.Request, __: int) -> web.Response:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        if inside == 3:
            full.set()
        await full.wait()
        await asyncio.sleep(0.02)  # in which a fourth would come, if it were let through
        inside -= 1
        return web.json_response({})

    async with site(answers, in_flight=3) as (http, _):
        await asyncio.gather(*(http.ask("GET", "x", as_json) for _ in range(20)))
    assert most == 3


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "[::1]",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "１２７.０.０.１",
        "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
        "2130706433",
        "0x7f.1",
        "0x7F000001",
        "0177.0.0.1",
        "127.1",
        "12⑦.1",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
    ],
)
async def test_a_private_address_is_refused_at_the_moment_of_the_connection(host: str) -> None:
    async with LmsHttp(f"http://{host}:9", patience=QUICK) as http:
        with pytest.raises(NeedsAttention, match="address_forbidden"):
            await http.ask("GET", "x", as_json)


@pytest.mark.parametrize("host", ["①⑥⑨.254.169.254", "0xA9FEA9FE", "[::ffff:a9fe:a9fe]", "168.63.129.16"])
@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:9"])
async def test_no_setting_lets_lmsync_speak_to_the_cloud_it_runs_in(host: str, proxy: str | None) -> None:
    network = Network(allow_private_addresses=True, proxy=proxy)
    async with LmsHttp(f"http://{host}", network=network, patience=QUICK) as http:
        with pytest.raises(NeedsAttention, match="address_forbidden") as caught:
            await http.ask("GET", "x", as_json)
        assert "LMSYNC_ALLOW" not in caught.value.words.en


class Rebound(AbstractResolver):
    """A name server that gives another answer each time, and then the last one again and again."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = chain(answers, repeat(answers[-1]))

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        addresses = next(self._answers)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in addresses
        ]

    async def close(self) -> None:
        pass


async def test_a_name_that_moves_inside_after_it_was_looked_at_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved for the connection itself, by what refuses: nothing is asked a second time in between."""
    rebound = Rebound(["8.8.8.8"], ["127.0.0.1"], ["10.0.0.1", "8.8.4.4", "169.254.169.254"])
    monkeypatch.setattr(aiohttp, "ThreadedResolver", lambda: rebound)
    resolver = lms_network._CheckedResolver(allow_private=False)
    assert [answer["host"] for answer in await resolver.resolve("rebound.example")] == ["8.8.8.8"]
    with pytest.raises(lms_network.Forbidden):
        await resolver.resolve("rebound.example")
    assert [answer["host"] for answer in await resolver.resolve("rebound.example")] == ["8.8.4.4"]


async def test_a_site_whose_name_moves_inside_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows the name at first, so that it is asked for again: as after a record that lives for a second."""
    async with listening(good) as (port, seen):
        rebound = Rebound([], ["127.0.0.1"])
        monkeypatch.setattr(aiohttp, "ThreadedResolver", lambda: rebound)
        async with LmsHttp(f"http://rebound.example:{port}", patience=QUICK) as http:
            with pytest.raises(NeedsAttention, match="address_forbidden"):
                await http.ask("GET", "x", as_json)
        assert seen == []


async def test_the_address_that_was_connected_to_is_looked_at_before_anything_is_sent() -> None:
    """However it came that the connection leads there."""
    connector = lms_network._CheckedConnector(allow_private=False)
    async with listening(good) as (port, seen), aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(aiohttp.ClientOSError) as caught:
            await session.get(f"http://localhost:{port}/", headers={"Authorization": "Bearer secret"})
        assert isinstance(caught.value.__cause__, lms_network.Forbidden)
        assert seen == []


@pytest.mark.parametrize("address", ["https://exa mple.org", "https://%31%32%37.0.0.1", "https://1.2.3.256", "x"])
async def test_a_stored_address_that_cannot_be_one_needs_a_person(address: str) -> None:
    async with LmsHttp(address, patience=QUICK) as http:
        with pytest.raises(NeedsAttention, match="address"):
            await http.ask("GET", "x", as_json)


async def test_a_file_of_authorities_is_added_to_the_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known, school, stranger = Authority(tmp_path / "known"), Authority(tmp_path / "school"), Authority(tmp_path / "x")
    # Where OpenSSL looks for the authorities of the machine.
    monkeypatch.setenv("SSL_CERT_FILE", str(known.file))
    network = Network(allow_private_addresses=True, ca_file=str(school.file))
    for authority in (known, school):
        async with (
            listening(good, authority.server()) as (port, _),
            LmsHttp(f"https://127.0.0.1:{port}", network=network, patience=QUICK) as http,
        ):
            assert await http.ask("GET", "x", as_json) == {"fine": True}
    async with (
        listening(good, stranger.server()) as (port, seen),
        LmsHttp(f"https://127.0.0.1:{port}", network=network, patience=QUICK) as http,
    ):
        with pytest.raises(NeedsAttention, match="certificate"):
            await http.ask("GET", "x", as_json)
        assert seen == []


async def test_without_a_file_of_authorities_only_those_of_the_machine_are_trusted(tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "x")
    async with (
        listening(good, stranger.server()) as (port, seen),
        LmsHttp(f"https://127.0.0.1:{port}", network=LOOPBACK, patience=QUICK) as http,
    ):
        with pytest.raises(NeedsAttention, match="certificate"):
            await http.ask("GET", "x", as_json)
        assert seen == []
        # A program that is started on a machine that knows this authority.
        asking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", ASKS_ONCE, f"https://127.0.0.1:{port}", f"https://localhost:{port}"),
            env={**os.environ, "SSL_CERT_FILE": str(stranger.file)},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await asking.communicate()
        # The certificate is that of the number, not of the name.
        assert (said.decode().split(), len(seen)) == (["200", "certificate"], 1)


ASKS_ONCE = """
import asyncio, sys
from lmsync.errors import NeedsAttention
from lmsync.lms_http import LmsHttp
from lmsync.lms_network import Network

async def ask(address):
    async with LmsHttp(address, network=Network(allow_private_addresses=True)) as http:
        try:
            print(await http.ask("GET", "x", lambda answer: answer.status))
        except NeedsAttention as refused:
            print(refused.cause)

for address in sys.argv[1:]:
    asyncio.run(ask(address))
"""
