"""The panel's files as a browser gets them, with everything that stands around them."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lmsync.api.door import CALLER
from tests.in_process import InProcess, in_process
from tests.served import Answered

SCRIPT = b"export const panel = 'lmsync'; " * 40
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built panel, beside a file that is none of its own."""
    built = tmp_path / "panel"
    for name, body in {
        "index.html": b"<!doctype html><div id=root></div>",
        "favicon.svg": b"<svg/>",
        "assets/index-1a2b.js": SCRIPT,
        "reference/index.html": b"<!doctype html><div id=reference></div>",
    }.items():
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_bytes(body)
    (built / "assets/index-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT, mtime=0))
    (tmp_path / "secret.txt").write_text("secret")
    return built


@pytest.fixture
async def api(empty_database: Path, tmp_path: Path, folder: Path) -> AsyncIterator[InProcess]:
    async with in_process(f"sqlite:///{empty_database}", tmp_path, panel=folder) as api:
        yield api


async def got(api: InProcess, path: str, method: str = "GET", **headers: str) -> Answered:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await api.ask(method, path, headers=sent, address="192.0.2.1")


@pytest.mark.parametrize("path", ["/", "/setup", "/runs/12", "/students", "/apis", "/files.of/a.student"])
async def test_every_page_is_the_same_document_and_is_asked_for_again(path: str, api: InProcess) -> None:
    answer = await got(api, path, **HTML)
    assert (answer.status, answer.body) == (200, b"<!doctype html><div id=root></div>")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = await got(api, path, **HTML, if_none_match=answer.headers["ETag"])
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])


async def test_a_file_with_a_digest_in_its_name_is_kept_for_ever(api: InProcess) -> None:
    answer = await got(api, "/assets/index-1a2b.js", accept_encoding="gzip, deflate, br")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body) == SCRIPT
    assert (await got(api, "/favicon.svg")).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0, br", "gzip; q=0.0"])
async def test_nobody_gets_gzip_who_does_not_take_it(accepted: str, api: InProcess) -> None:
    answer = await got(api, "/assets/index-1a2b.js", accept_encoding=accepted)
    compressed = await got(api, "/assets/index-1a2b.js", accept_encoding="gzip;q=0.5")
    assert (answer.headers["Content-Encoding"], answer.body) == (None, SCRIPT)
    assert answer.headers["ETag"] != compressed.headers["ETag"]
    assert answer.headers["Vary"] == compressed.headers["Vary"] == "accept-encoding"


@pytest.mark.parametrize("path", ["/", "/students", "/assets/index-1a2b.js", "/reference/"])
async def test_head_answers_with_the_headers_alone(path: str, api: InProcess) -> None:
    whole, head = await got(api, path, **HTML), await got(api, path, "HEAD", **HTML)
    assert (head.status, head.body, head.headers.items()) == (200, b"", whole.headers.items())
    assert head.headers["Content-Length"] == str(len(whole.body))


NOT_THERE = {
    "a file that is gone": "/assets/index-0000.js",
    "the folder": "/assets/",
    "upwards": "/assets/../index.html",
    "upwards and out": "/assets/../../secret.txt",
    "the API": "/api/v1/nothing",
    "the API itself": "/api",
    "a probe": "/healthz",
    "metrics": "/metrics",
    "of the reference": "/reference/nothing.js",
    "out of the reference": "/reference/../../secret.txt",
}


@pytest.mark.parametrize("path", NOT_THERE.values(), ids=NOT_THERE)
async def test_what_is_not_there_is_not_a_page(path: str, api: InProcess) -> None:
    answer = await got(api, path, **HTML)
    assert (answer.status, answer.headers["Content-Type"]) in [
        (404, "application/problem+json"),
        (401, "application/problem+json"),
    ]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/../secret.txt", "//secret.txt", "/..\\secret.txt", "/./secret.txt", "/\0"])
async def test_nothing_outside_of_the_folder_is_given(path: str, api: InProcess) -> None:
    assert b"secret" not in (await got(api, path, **HTML)).body
    assert (await got(api, path)).status == 404


async def test_who_does_not_ask_for_a_page_gets_a_problem(api: InProcess) -> None:
    for method, accept in (("GET", "application/json"), ("GET", "*/*"), ("POST", HTML["accept"])):
        answer = await got(api, "/students", method, accept=accept)
        assert (answer.status, answer.json["type"]) == (404, "/problems/not-found")


async def test_the_reference_is_a_document_of_its_own(api: InProcess) -> None:
    answer = await got(api, "/reference", **HTML)
    assert (answer.status, answer.headers["Location"]) == (308, "/reference/")
    answer = await got(api, "/reference/", **HTML)
    assert answer.body == b"<!doctype html><div id=reference></div>"
    assert "style-src 'self' 'unsafe-inline'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in (await got(api, "/", **HTML)).headers["Content-Security-Policy"]


async def test_the_panel_is_given_under_its_own_name_alone(api: InProcess) -> None:
    for path in ("/", "/assets/index-1a2b.js"):
        answer = await got(api, path, host="evil.example", **HTML)
        assert answer.json["type"] == "/problems/wrong-host"


async def test_no_database_is_asked_for_a_file(api: InProcess) -> None:
    for path in ("/", "/students", "/assets/index-1a2b.js"):
        await got(api, path, **HTML)
        assert CALLER not in api.scopes[-1]


async def test_without_a_built_panel_a_page_says_how_to_get_one(empty_database: Path, tmp_path: Path) -> None:
    async with in_process(f"sqlite:///{empty_database}", tmp_path, panel=tmp_path / "nothing") as api:
        for path in ("/", "/students"):
            answer = await got(api, path, **HTML)
            assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            text = answer.body.decode()
            assert text.count("./run panel") == 2
            assert "Панель ещё не собрана" in text
            assert "not built yet" in text
        assert (await got(api, "/api/v1/health")).status == 200
