"""The API in this process, asked without sockets: addresses, hosts and the hasher are the test's own choice."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import msgspec
from pwdlib.hashers.argon2 import Argon2Hasher

from lmsync.access.passwords import Passwords
from lmsync.api.application import Bounds, create_app
from lmsync.api.panel import FOLDER, Panel
from lmsync.app import build
from lmsync.parts import Parts
from lmsync.settings import Settings
from lmsync.store.engine.database import Waits
from tests.served import Answered

HOST = "127.0.0.1:8600"
UNHURRIED = Waits(silence_seconds=5, answer_seconds=120)
"""No database hangs here; on a busy machine one may be slow."""


class CountingHasher(Argon2Hasher):
    """Argon2 that needs little memory, and counts."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.compared_in: list[int] = []
        """Threads."""
        self.work: list[str] = []
        """Of each comparison the parameters of the hash."""

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        self.compared_in.append(threading.get_ident())
        self.work.append(str(hash).rpartition("$")[0].rpartition("$")[0])
        return super().verify(password, hash)


class InProcess:
    """`parts` is what the application works with. It listens at all addresses of this machine."""

    def __init__(self, parts: Parts, public_url: str, panel: Panel) -> None:
        self.parts = parts
        self.scopes: list[dict[str, Any]] = []
        """Of all requests; what the door has found stands there too."""
        self.before_body: Callable[[], None] = lambda: None
        """What happens between the head of a request and its body."""
        self.client_stays = False
        """Whether the client waits for the end of its answer; otherwise it is gone once its request is read."""
        self.on_part: Callable[[bytes], None] = lambda part: None
        """Takes each part of a body as it is sent."""
        bounds = Bounds(
            public_url=public_url,
            listening="0.0.0.0",
            cors_origins=(),
            requests_per_minute=0,
            wrong_tokens_per_minute=0,
            waits_per_token=0,
        )
        self._app = create_app(parts, bounds, panel, schema_is_current=True)

    @asynccontextmanager
    async def follow(self, path: str, headers: Mapping[str, str]) -> AsyncIterator["Followed"]:
        """A stream, whose reader goes when the block ends."""
        followed = Followed()
        scope = self._scope("GET", path, {"host": HOST, **headers}, "192.0.2.1")
        answering = asyncio.ensure_future(self._app(scope, followed.receive, followed.send))
        answering.add_done_callback(lambda _: followed.over.set())
        try:
            yield followed
        finally:
            followed.leave()
            followed.takes.set()
            await answering

    async def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, *, address: str
    ) -> Answered:
        scope = self._scope(
            method, path, {"host": HOST, "content-type": "application/json", **(headers or {})}, address
        )
        messages: list[Any] = [
            {"type": "http.request", "body": b"" if body is None else json.dumps(body).encode(), "more_body": False}
        ]
        answer: dict[str, Any] = {"body": b""}

        async def receive() -> Any:
            self.before_body()
            if not messages and self.client_stays:
                await asyncio.Event().wait()
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            part = message.pop("body", b"")
            self.on_part(part)
            answer["body"] += part
            answer.update(message)

        await self._app(scope, receive, send)
        got = Message()
        for name, value in answer["headers"]:
            got.add_header(name.decode(), value.decode("latin-1"))
        return Answered(answer["status"], got, answer["body"])

    def _scope(self, method: str, path: str, sent: Mapping[str, str], address: str) -> dict[str, Any]:
        address_of_path, _, query = path.partition("?")
        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": address_of_path,
            "raw_path": address_of_path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
            "client": (address, 50000),
            "server": ("127.0.0.1", 8600),
        }
        self.scopes.append(scope)
        return scope


class Followed:
    """A stream as its reader sees it. It takes what is sent at once, or, when `takes` is cleared, nothing."""

    def __init__(self) -> None:
        self.status = 0
        self.is_whole = False
        """Whether it was ended by the server, and not cut off."""
        self.over = asyncio.Event()
        self.takes = asyncio.Event()
        self.takes.set()
        self._left = asyncio.Event()
        self._text = b""
        self._came = asyncio.Condition()

    async def receive(self) -> Any:
        await self._left.wait()
        return {"type": "http.disconnect"}

    def leave(self) -> None:
        self._left.set()

    async def send(self, message: Any) -> None:
        await self.takes.wait()
        async with self._came:
            self.status = message.get("status", self.status)
            self._text += message.get("body", b"")
            self.is_whole = message["type"] == "http.response.body" and not message.get("more_body", False)
            self._came.notify_all()

    @property
    def events(self) -> list[dict[str, Any]]:
        """Those that have come: `data`, with the name as `event` and the number in `id`, which is null without one."""
        found = []
        for block in self._text.decode().split("\n\n")[:-1]:
            lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            if "event" in lines:
                number = int(lines["id"]) if "id" in lines else None
                found.append({**json.loads(lines["data"]), "event": lines["event"], "id": number})
        return found

    async def until(self, happened: Callable[[list[dict[str, Any]]], Any]) -> list[dict[str, Any]]:
        """What has come when this is true of it."""
        async with asyncio.timeout(120), self._came:
            await self._came.wait_for(lambda: happened(self.events))
        return self.events

    async def begun(self) -> None:
        async with asyncio.timeout(120), self._came:
            await self._came.wait_for(lambda: self._text)


class Browser:
    """Keeps cookies, and sends them with what a page of lmsync sends."""

    def __init__(self, api: InProcess, address: str = "192.0.2.1", host: str = HOST, origin: str = "") -> None:
        self._api = api
        self._address = address
        self._host = host
        self._origin = origin
        self.cookies: dict[str, str] = {}
        self.csrf_token = ""

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answered:
        sent = {"host": self._host, "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method != "GET":
            sent |= {"x-csrf-token": self.csrf_token, "origin": self._origin or f"http://{self._host}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self._api.ask(method, f"/api/v1/{path}", body, sent, address=self._address)
        for line in answer.headers.get_all("set-cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
            if "Max-Age=0" in rest:
                del self.cookies[name]
        if answer.status == 200 and "csrf_token" in answer.body.decode():
            self.csrf_token = answer.json["csrf_token"]
        return answer

    async def log_in(self, login: str, password: str, **more: str) -> Answered:
        return await self.ask("POST", "auth/login", {"login": login, "password": password, **more})


@asynccontextmanager
async def in_process(
    url: str, folder: Path, hasher: Argon2Hasher | None = None, *, panel: Path = FOLDER, **settings: Any
) -> AsyncIterator[InProcess]:
    """Over a database with the schema of this program. `panel`: the folder of the built panel."""
    stated = Settings(data_dir=folder, database_url=url, **settings)
    parts = build(stated, UNHURRIED)
    parts = msgspec.structs.replace(parts, passwords=Passwords(hasher or CountingHasher()))
    try:
        yield InProcess(parts, stated.public_url, Panel(panel))
    finally:
        await parts.database.write(lambda tx: None)  # after what the door writes down beside the requests
        parts.database.close()
