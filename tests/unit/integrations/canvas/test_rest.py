"""A Canvas is read to the proven end of a list, whatever stands between, and its token goes nowhere else."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from aiohttp import web

from lmsync.errors import Refused
from lmsync.integrations.canvas.rest import CanvasRest
from lmsync.lms_http import LmsHttp
from lmsync.simulators.canvas import CanvasSimulator
from tests.installation import LOOPBACK, QUICK

Answer = Callable[[web.Request], web.Response]


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[tuple[str, list[str]]]:
    """The address of a server on a free port, and the tokens that it was sent."""
    tokens: list[str] = []

    async def answers(request: web.Request) -> web.Response:
        tokens.append(request.headers.get("Authorization", ""))
        return answer(request)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answers)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", tokens
    finally:
        await runner.cleanup()


def three_pages(*links: str) -> Answer:
    """A list whose pages carry these `Link` headers, with `{page}` for the next one and `{site}` for the site."""

    def answer(request: web.Request) -> web.Response:
        page = int(request.query.get("page", "1"))
        response = web.json_response([{"id": str(page)}])
        for link in links:
            if page < 3 or "{page}" not in link:
                response.headers.add("Link", link.format(page=page + 1, site=f"http://{request.host}"))
        return response

    return answer


async def rows_of(site: str, path: str = "things", **query: Any) -> list[str]:
    async with LmsHttp(site, network=LOOPBACK, patience=QUICK) as http:
        rows = await CanvasRest(http, "secret").rows(path, **query)
    return [msgspec.json.decode(row, type=dict[str, Any])["id"] for row in rows]


@pytest.mark.parametrize(
    "links",
    [
        ('<{site}/api/v1/things?page={page}>; rel="next"', "<https://fonts.example>; rel=preconnect"),
        ("<https://fonts.example>; rel=preconnect", '<{site}/api/v1/things?page={page}>; rel="next"'),
        ('<{site}/api/v1/things>; rel="first"', "<{site}/api/v1/things?page={page}>; rel=next"),
        ("</api/v1/things?page={page}>; rel=next",),
        ("<?page={page}>; rel=next",),
        ('<https://127.0.0.1/api/v1/things?page={page}>; rel="next"',),
        ('<http://127.0.0.1:1/api/v1/things?page={page}>; rel="next"',),
    ],
)
async def test_every_page_is_read_in_whatever_form_the_next_one_is_named(links: tuple[str, ...]) -> None:
    async with listening(three_pages(*links)) as (site, tokens):
        assert await rows_of(site) == ["1", "2", "3"]
    assert tokens == ["Bearer secret"] * 3


async def test_a_link_that_is_not_understood_does_not_end_a_list() -> None:
    async with listening(three_pages('<{site}/api/v1/things?page={page}>; rel "next"')) as (site, _):
        with pytest.raises(Refused, match="links_not_understood"):
            await rows_of(site)


@pytest.mark.parametrize("path", ["/steal", "/api/v1/things/elsewhere"])
async def test_a_next_page_at_another_port_never_gets_the_token(path: str) -> None:
    async with listening(three_pages()) as (other, tokens), listening(three_pages(f"<{other}{path}>; rel=next")) as lms:
        with pytest.raises(Refused, match="other_origin"):
            await rows_of(lms[0])
    assert tokens == []


async def test_a_full_page_without_links_proves_nothing_where_this_canvas_writes_them() -> None:
    def answer(request: web.Request) -> web.Response:
        if request.path.endswith("written"):
            return web.json_response([], headers={"Link": '<?page=1&per_page=2>; rel="current"'})
        rows = [{"id": str(number)} for number in range(int(request.query["rows"]))]
        return web.json_response(rows, headers={"Link": "<https://fonts.example>; rel=preconnect"})

    async with listening(answer) as (site, _), LmsHttp(site, network=LOOPBACK, patience=QUICK) as http:
        rest = CanvasRest(http, "secret")
        assert len(await rest.rows("things", rows=2)) == 2
        assert await rest.rows("written") == []
        assert len(await rest.rows("things", rows=1)) == 1
        with pytest.raises(Refused, match="links_missing"):
            await rest.rows("things", rows=2)


async def test_a_list_whose_next_address_is_too_long_for_canvas_is_not_taken_for_whole(canvas: CanvasSimulator) -> None:
    async with LmsHttp(canvas.url, network=LOOPBACK, patience=QUICK) as http:
        rest = CanvasRest(http, canvas.token)
        path = "accounts/1/users"
        assert len(await rest.rows(path)) == 40
        canvas.dialect = msgspec.structs.replace(canvas.dialect, cap=15)
        assert len(await rest.rows(path, search_term="x" * 2_000)) == 40
        with pytest.raises(Refused, match="links_missing"):
            await rest.rows(path, search_term="x" * 7_000)
