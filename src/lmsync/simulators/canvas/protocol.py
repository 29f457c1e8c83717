"""The outside of Canvas's protocol: its errors in both shapes, and its pages for people."""

from typing import Any

from lmsync.testing.faults import Fault

PAGE = "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"


class CanvasError(Exception):
    def __init__(self, status: int, body: Any, *, challenge: bool = False) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.challenge = challenge


class NotPermitted(Exception):
    pass


class Elsewhere(Exception):
    """The answer is a page at another address."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def not_found() -> CanvasError:
    return CanvasError(404, {"errors": [{"message": "The specified resource does not exist."}]})


def page_disabled() -> CanvasError:
    return CanvasError(404, {"message": "That page has been disabled for this course"})


def error_of(fault: Fault) -> Exception:
    if fault.code == "not_permitted":
        return NotPermitted()
    if fault.code == "not_found":
        return not_found()
    if fault.code == "page_disabled":
        return page_disabled()
    if fault.code == "scope_missing":
        return CanvasError(401, {"errors": [{"message": "Insufficient scopes on access token."}]})
    body = {
        "errors": [{"message": "An error occurred.", "error_code": "internal_server_error"}],
        "error_report_id": 7,
    }
    return CanvasError(500, body)


def number_of(text: str) -> int:
    if not text.isdigit():
        raise not_found()
    return int(text)
