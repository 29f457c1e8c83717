"""The error tree. An error answers one question: what should happen now?

    LmsyncError
    ├── Retryable         throttled, timeout, 5xx, HTML instead of data → the run waits and goes on
    ├── NeedsAttention    token refused, wrong address, no rights       → the connection pauses, a person is told
    │   └── Redirected    the site sends the question elsewhere
    ├── Refused           one question is not answered to this token    → that scope is not complete; the run goes on
    ├── BadRecord         one row cannot be understood                  → set aside and counted; the run goes on
    ├── InvalidInput      what a caller sent cannot be used             → told to the caller, by field
    │   └── InvalidCursor
    ├── NotFound, NotAuthenticated, NotAllowed, Conflict                → told to the caller
    ├── WrongHost, TooManyRequests                                      → told to the caller, before anything is done
    ├── WrongLogin, CodeNeeded, TooManyAttempts, CrossSite              → told to the browser
    ├── SignOnFailed                                                    → told to the browser
    └── DatabaseUnavailable   our own database is gone for now          → nothing of the transaction is kept; try again

Errors carry facts, never personal data and never a secret: they end in logs and answers.
"""

import traceback

from msgspec import Struct


class Words(Struct, frozen=True):
    """A text for people, in both languages of lmsync."""

    en: str
    ru: str

    def said_in(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


class LmsyncError(Exception):
    """The root of everything that lmsync raises on purpose."""


class Retryable(LmsyncError):
    """The LMS cannot answer now. `after_seconds` is its own wish, `None` if it named none."""

    def __init__(self, cause: str, *, after_seconds: float | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.after_seconds = after_seconds


class NeedsAttention(LmsyncError):
    """Nothing helps but a person. `cause` is a stable word, `words` say what to do."""

    def __init__(
        self, cause: str, words: Words, *, field: str | None = None, token_ended_at: int | None = None
    ) -> None:
        super().__init__(cause)
        self.cause = cause
        self.words = words
        self.field = field
        """The field of the configuration that is to blame, if one is."""
        self.token_ended_at = token_ended_at
        """When the token expired, in Unix seconds, if that is what is wrong and the LMS says when."""


class Redirected(NeedsAttention):
    """The site sends a question on to another address, of which the query is not kept: it may hold a secret."""

    def __init__(self, host: str, path: str, words: Words) -> None:
        super().__init__("redirected", words, field="base_url")
        self.host = host
        self.path = path


class Refused(LmsyncError):
    """The LMS does not answer this question to this token. `cause` is a stable word."""

    def __init__(self, cause: str, *, function: str | None = None) -> None:
        super().__init__(cause if function is None else f"{function}: {cause}")
        self.cause = cause
        self.function = function


class BadRecord(LmsyncError):
    """One row that cannot be understood. It is set aside, and never taken for a removal."""

    def __init__(self, kind: str, external_id: str | None, why: str) -> None:
        super().__init__(f"{kind} {external_id}: {why}")
        self.kind = kind
        self.external_id = external_id
        self.why = why


class InvalidInput(LmsyncError):
    """What a caller sent cannot be used: `field` names it, `words` say what to do."""

    def __init__(self, field: str, words: Words, *, code: str = "invalid") -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.words = words
        self.code = code


class InvalidCursor(InvalidInput):
    """A cursor that was not handed out for this question, or not by this installation."""

    def __init__(self, words: Words) -> None:
        super().__init__("cursor", words, code="invalid_cursor")


class NotFound(LmsyncError):
    pass


class NotAuthenticated(LmsyncError):
    """Nobody knows who is asking: without a token, or with one that was never given out or is over."""


class NotAllowed(LmsyncError):
    """It is known who asks, and this caller may not. `needed` is the scope that would allow it; `words` say more, if any."""

    def __init__(self, needed: str, words: Words | None = None) -> None:
        super().__init__(f"needs {needed}")
        self.needed = needed
        self.words = words


class WrongHost(LmsyncError):
    """The request is for a server of another name. `public_url`: where this one is reached, or empty."""

    def __init__(self, public_url: str) -> None:
        super().__init__("wrong host")
        self.public_url = public_url


class TooManyRequests(LmsyncError):
    """More than the installation allows in this time. `words` say of what."""

    def __init__(self, after_seconds: int, words: Words) -> None:
        super().__init__(f"wait for {after_seconds} s")
        self.after_seconds = after_seconds
        self.words = words


class WrongLogin(LmsyncError):
    """Login and password do not fit. Which of them is not said."""


class CodeNeeded(LmsyncError):
    """The password was right, and the code of the second factor is missing or wrong."""

    def __init__(self, *, wrong: bool) -> None:
        super().__init__("wrong code" if wrong else "code missing")
        self.wrong = wrong


class TooManyAttempts(LmsyncError):
    """After so many failures the next attempt has to wait; nothing was compared."""

    def __init__(self, after_seconds: int) -> None:
        super().__init__(f"wait for {after_seconds} s")
        self.after_seconds = after_seconds


class CrossSite(LmsyncError):
    """A browser may have been made to send this by another site. `words` say what is missing."""

    def __init__(self, words: Words) -> None:
        super().__init__("cross-site")
        self.words = words


class SignOnFailed(LmsyncError):
    """Nobody was let in by single sign-on. `cause` is a stable word for the log, `words` say what to do, `code` is the last
    part of the problem's `type`."""

    def __init__(self, cause: str, words: Words, *, code: str = "sign-on-failed") -> None:
        super().__init__(cause)
        self.cause = cause
        self.words = words
        self.code = code


class DatabaseUnavailable(LmsyncError):
    """Our database cannot be used now: it was restarted, the way to it is cut, its disk is full. `cause` is its word."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"the database cannot be used now ({cause})")
        self.cause = cause


class Conflict(LmsyncError):
    """The wish contradicts what is there. `code` is the last part of the problem's `type`."""

    def __init__(self, code: str, words: Words, *, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.words = words
        self.field = field


def trace_of_exception(error: BaseException) -> str:
    """Where an unexpected error came from, for the log: its type and lines of this program, and not its message,
    which may quote what an LMS said about somebody."""
    inner: list[BaseException] = []
    if isinstance(error, BaseExceptionGroup):
        inner = list(error.exceptions)
    elif error.__cause__ is not None:
        inner = [error.__cause__]
    elif error.__context__ is not None and not error.__suppress_context__:
        inner = [error.__context__]
    own = "".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__
    return "\n".join([*map(trace_of_exception, inner), own])
