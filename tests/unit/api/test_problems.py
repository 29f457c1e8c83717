"""What a caller is told of a fault of our own: nothing of what is inside."""

import json
from typing import Any

import pytest
from fastapi import FastAPI

from lmsync.api.problems import install_problems


async def test_a_fault_of_our_own_is_answered_without_what_is_inside() -> None:
    app = FastAPI()
    app.state.language = "en"
    install_problems(app)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("SELECT family_name FROM user_record")

    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/broken",
        "raw_path": b"/broken",
        "query_string": b"",
        "headers": [],
    }
    with pytest.raises(RuntimeError):  # for the log of the web server; the answer is on its way already
        await app(scope, receive, send)
    start, body = sent
    told = json.loads(body["body"])
    assert (start["status"], told["type"]) == (500, "/problems/internal-error")
    assert told.keys() == {"type", "title", "status", "detail"}
    assert not any(word in body["body"].decode() for word in ("SELECT", "RuntimeError", "Traceback", "broken", ".py"))
