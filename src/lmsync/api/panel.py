"""The admin panel: its files as they were built, and one document for all of its pages.

They hold no data, so everybody gets them. They are answered before the door: a request for them asks no database and
does not count as a request of a token.
"""

import gzip
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

import lmsync
from lmsync.api.door import App, Receive, Scope, Send
from lmsync.api.etags import etag_of, is_among
from lmsync.api.headers import ONE_YEAR, REFERENCE

FOLDER = Path(lmsync.__file__).with_name("_panel")
"""Where the build of `admin/` puts it."""
ASSETS = "/assets/"
"""Files with a digest in their names."""
PAGE = "/index.html"
NOT_A_PAGE = re.compile(rf"/(api|assets|health\w*|metrics|{REFERENCE[1:]})(/.*)?", re.DOTALL)
COMPRESSED = ".gz"
REFUSES_GZIP = re.compile(rb"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")
MEDIA_TYPES: Mapping[str, bytes] = {
    ".css": b"text/css; charset=utf-8",
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".png": b"image/png",
    ".svg": b"image/svg+xml",
    ".txt": b"text/plain; charset=utf-8",
    ".webmanifest": b"application/manifest+json",
    ".woff2": b"font/woff2",
}
"""By the ending of a name. Written down here: what a machine knows differs from machine to machine."""


class _File(Struct, frozen=True):
    body: bytes
    """Compressed with gzip where the build has done so: nearly every browser takes it, so the other form is not kept."""
    is_compressed: bool
    media_type: bytes
    etag: bytes
    is_immutable: bool


class Panel:
    """The files of a folder by their paths, read once: an upgrade beside a running server does not mix two builds."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            f"/{path.relative_to(folder).as_posix()}": _read(path, folder)
            for path in sorted(folder.rglob("*"))
            if path.suffix in MEDIA_TYPES and path.is_file()
        }

    def file_at(self, path: str) -> _File | None:
        return self._files.get(path)


def _read(path: Path, folder: Path) -> _File:
    compressed = path.with_name(path.name + COMPRESSED)
    is_compressed = compressed.is_file()
    body = (compressed if is_compressed else path).read_bytes()
    is_immutable = f"/{path.relative_to(folder).as_posix()}".startswith(ASSETS)
    return _File(body, is_compressed, MEDIA_TYPES[path.suffix], etag_of(body), is_immutable)


def with_panel(app: App, panel: Panel) -> App:
    """Answer for the panel where its address is asked for, and leave everything else to `app`."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/api/") or scope["method"] not in {"GET", "HEAD"}:
            await app(scope, receive, send)
            return
        path, headers = scope["path"], dict(scope["headers"])
        is_page = path == "/" or (b"text/html" in headers.get(b"accept", b"") and not NOT_A_PAGE.fullmatch(path))
        file = panel.file_at(f"{path}index.html" if path == f"{REFERENCE}/" else path)
        if file is not None:
            await _send(scope, send, file, headers)
        elif path == REFERENCE and panel.file_at(f"{REFERENCE}/index.html"):
            await _answer(scope, send, 308, [(b"location", f"{REFERENCE}/".encode())])
        elif is_page:
            page = panel.file_at(PAGE)
            if page is None:
                await _answer(scope, send, 404, [(b"content-type", MEDIA_TYPES[".html"])], NOT_BUILT.encode())
            else:
                await _send(scope, send, page, headers)
        else:
            await app(scope, receive, send)

    return wrapped


async def _send(scope: Scope, send: Send, file: _File, headers: Mapping[bytes, bytes]) -> None:
    """Each form has an ETag of its own."""
    kept = b"public, max-age=%d, immutable" % ONE_YEAR if file.is_immutable else b"no-cache"
    takes_gzip = b"gzip" in headers.get(b"accept-encoding", b"")
    takes_gzip = takes_gzip and not REFUSES_GZIP.search(headers[b"accept-encoding"])
    as_kept = takes_gzip or not file.is_compressed
    etag = file.etag if as_kept else file.etag[:-1] + b'-whole"'
    rules = [(b"cache-control", kept), (b"etag", etag), (b"vary", b"accept-encoding")]
    wanted = headers.get(b"if-none-match")
    if wanted is not None and is_among(wanted, etag):
        await _answer(scope, send, 304, rules)
        return
    rules.append((b"content-type", file.media_type))
    if file.is_compressed and as_kept:
        rules.append((b"content-encoding", b"gzip"))
    await _answer(scope, send, 200, rules, file.body if as_kept else gzip.decompress(file.body))


async def _answer(scope: Scope, send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    length = [] if status == 304 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


NOT_BUILT = """<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>lmsync</title>
<h1>Панель ещё не собрана</h1>
<p>В папке lmsync выполните <code>./run panel</code> и запустите <code>lmsync serve</code> снова. API работает и без
панели.</p>
<div lang="en">
<h1>The panel is not built yet</h1>
<p>In the folder of lmsync give the command <code>./run panel</code>, then start <code>lmsync serve</code> again. The API
works without the panel.</p>
</div>
</html>
"""
