"""Errors as the API tells them: RFC 9457 problems. The only place that knows HTTP status codes."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from msgspec import UNSET
from starlette.exceptions import HTTPException

from lmsync.access.rights import OperatorRight, Right, least_role
from lmsync.api.answers import CheckRow, FieldError, Problem
from lmsync.api.door import CALLER, Receive, Refuse, Scope, Send
from lmsync.api.problem_words import (
    AT_THE_PUBLIC_URL,
    CHANGE_UNKNOWN,
    CODE_NEEDED,
    DATABASE_UNAVAILABLE,
    INTERNAL,
    LMS_UNAVAILABLE,
    MALFORMED,
    METHOD,
    NO_PAGE,
    NOT_ALLOWED,
    NOT_AN_OPERATOR,
    NOT_CONFIGURED,
    NOT_FOUND,
    NOTHING_THERE,
    TOO_LARGE,
    TOO_MANY_ATTEMPTS,
    UNAUTHORIZED,
    WITHOUT_A_PUBLIC_URL,
    WRONG_CODE,
    WRONG_LOGIN,
)
from lmsync.api.wrong_values import words_of_error
from lmsync.errors import (
    CodeNeeded,
    Conflict,
    CrossSite,
    DatabaseUnavailable,
    InvalidCursor,
    InvalidInput,
    LmsyncError,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Retryable,
    TooManyAttempts,
    TooManyRequests,
    Words,
    WrongHost,
    WrongLogin,
)
from lmsync.store.reading.rows import COMPONENTS

log = structlog.get_logger()

TYPES = "/problems/"
RETRY_AFTER = "5"
"""Seconds after which the database may be there again."""
MEDIA_TYPE = "application/problem+json"


class CheckFailed(LmsyncError):
    """A configuration was tried and does not work; nothing was stored."""

    def __init__(self, checks: Sequence[CheckRow], field: str, words: Words) -> None:
        super().__init__("check failed")
        self.checks = checks
        self.field = field
        self.words = words


class NotConfigured(LmsyncError):
    pass


TITLES: Mapping[str, Words] = {
    "invalid-input": Words("The request was not accepted", "Запрос не принят"),
    "invalid-cursor": Words("Invalid cursor", "Неверный курсор"),
    "check-failed": Words("The LMS could not be used with this configuration", "С этими настройками LMS не работает"),
    "unauthorized": Words("A token or a login is needed", "Нужен токен или вход"),
    "not-allowed": Words("You may not do that", "Это вам не разрешено"),
    "wrong-host": Words("Another server was asked for", "Запрос к другому серверу"),
    "too-many-requests": Words("Too many requests", "Слишком много запросов"),
    "wrong-login": Words("Login and password do not fit", "Неверный логин или пароль"),
    "code-needed": Words("A code is needed", "Нужен код"),
    "second-factor-on": Words("There is a second factor already", "Второй фактор уже включён"),
    "too-many-attempts": Words("Too many attempts", "Слишком много попыток"),
    "sign-on-failed": Words("You were not logged in", "Войти не удалось"),
    "provider-unavailable": Words("Single sign-on does not work now", "Единый вход сейчас не работает"),
    "single-sign-on-off": Words("Single sign-on is not set up", "Единый вход не настроен"),
    "single-sign-on-operator": Words("Set at the provider", "Задаётся у провайдера"),
    "cross-site": Words("Sent by another site", "Запрос с другого сайта"),
    "login-taken": Words("This login is taken", "Логин занят"),
    "last-owner": Words("The last owner", "Последний владелец"),
    "not-found": Words("Not found", "Не найдено"),
    "method-not-allowed": Words("Method not allowed", "Метод не поддерживается"),
    "not-configured": Words("No LMS is connected yet", "LMS ещё не подключена"),
    "name-taken": Words("This name is taken", "Имя занято"),
    "address-taken": Words("This address is taken", "Адрес занят"),
    "which-connection": Words("There are several connections", "Подключений несколько"),
    "run-over": Words("The run is over", "Синхронизация уже завершена"),
    "cursor-expired": Words("This place in the change log is gone", "Этого места в журнале больше нет"),
    "nothing-held": Words("Nothing is left to decide", "Решать больше нечего"),
    "already-decided": Words("This was decided already", "Решение уже принято"),
    "nothing-to-undo": Words("There is nothing to take back", "Отменять нечего"),
    "erasures-file": Words("The file of erasures cannot be written", "Файл стираний не записывается"),
    "too-large": Words("The request is too large", "Запрос слишком большой"),
    "lms-unavailable": Words("The LMS does not answer now", "LMS сейчас не отвечает"),
    "database-unavailable": Words("The database does not answer now", "База данных сейчас не отвечает"),
    "internal-error": Words("lmsync failed", "Сбой lmsync"),
}

STATUS: Mapping[str, int] = {
    "invalid-input": 422,
    "invalid-cursor": 400,
    "check-failed": 422,
    "unauthorized": 401,
    "not-allowed": 403,
    "wrong-host": 421,
    "too-many-requests": 429,
    "not-found": 404,
    "method-not-allowed": 405,
    "cursor-expired": 410,
    "erasures-file": 503,
    "too-large": 413,
    "lms-unavailable": 503,
    "database-unavailable": 503,
    "internal-error": 500,
    "wrong-login": 401,
    "code-needed": 401,
    "too-many-attempts": 429,
    "cross-site": 403,
    "sign-on-failed": 403,
    "provider-unavailable": 503,
}


def language_of(request: Request) -> str:
    """Russian or English: the one that the caller prefers, else the installation's."""
    wanted = request.headers.get("accept-language", "")
    preferred = [part.split(";")[0].strip().lower()[:2] for part in wanted.split(",")]
    known = [language for language in preferred if language in {"ru", "en"}]
    return known[0] if known else getattr(request.app.state, "language", "en")


def problem(
    request: Request,
    code: str,
    detail: Words,
    *,
    errors: Sequence[FieldError] | None = None,
    checks: Sequence[CheckRow] | None = None,
    headers: Mapping[str, str] | None = None,
    **facts: str,
) -> Response:
    language = language_of(request)
    status = STATUS.get(code, 409)
    text = detail.said_in(language)
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    body = Problem(
        type=TYPES + code,
        title=TITLES[code].said_in(language),
        status=status,
        detail=text,
        errors=list(errors) if errors else UNSET,
        checks=UNSET if checks is None else list(checks),
    )
    return Response(
        msgspec.json.encode(body),
        status,
        {**(headers or {}), "Content-Language": language},
        MEDIA_TYPE,
    )


def _by_field(request: Request, field: str, code: str, words: Words) -> list[FieldError]:
    return [FieldError(field=field, code=code, detail=words.said_in(language_of(request)))]


def _lmsync_error(request: Request, error: Exception) -> Response:
    if isinstance(error, InvalidInput):
        kind = "invalid-cursor" if isinstance(error, InvalidCursor) else "invalid-input"
        errors = _by_field(request, error.field, error.code, error.words)
        return problem(request, kind, error.words, errors=errors)
    if isinstance(error, CheckFailed):
        errors = _by_field(request, error.field, "check_failed", error.words)
        return problem(request, "check-failed", error.words, errors=errors, checks=error.checks)
    if isinstance(error, Conflict):
        to_blame = _by_field(request, error.field, error.code, error.words) if error.field else None
        return problem(request, error.code, error.words, errors=to_blame)
    if isinstance(error, NotConfigured):
        return problem(request, "not-configured", NOT_CONFIGURED)
    if isinstance(error, NotFound):
        what = str(error)
        return problem(request, "not-found", NOTHING_THERE.get(what, NOT_FOUND), what=what or "record")
    if isinstance(error, NotAuthenticated):
        if "authorization" in request.headers:
            _note_refusal(request, "token refused")
        return problem(request, "unauthorized", UNAUTHORIZED, headers={"WWW-Authenticate": 'Bearer realm="lmsync"'})
    if isinstance(error, NotAllowed):
        if request.scope.get(CALLER) is not None:  # strangers could fill the disk
            _note_refusal(request, "call refused", needed=error.needed)
        if error.needed in set(OperatorRight):
            role = least_role(OperatorRight(error.needed))
            return problem(request, "not-allowed", error.words or NOT_AN_OPERATOR, needed=role)
        return problem(request, "not-allowed", error.words or NOT_ALLOWED, needed=error.needed)
    if isinstance(error, WrongHost):
        words = AT_THE_PUBLIC_URL if error.public_url else WITHOUT_A_PUBLIC_URL
        return problem(request, "wrong-host", words, public_url=error.public_url)
    if isinstance(error, TooManyRequests):
        return problem(request, "too-many-requests", error.words, headers={"Retry-After": str(error.after_seconds)})
    if isinstance(error, WrongLogin):
        return problem(request, "wrong-login", WRONG_LOGIN)
    if isinstance(error, CodeNeeded):
        return problem(request, "code-needed", WRONG_CODE if error.wrong else CODE_NEEDED)
    if isinstance(error, TooManyAttempts):
        seconds = str(error.after_seconds)
        return problem(
            request, "too-many-attempts", TOO_MANY_ATTEMPTS, headers={"Retry-After": seconds}, seconds=seconds
        )
    if isinstance(error, CrossSite):
        if request.scope.get(CALLER) is not None:
            _note_refusal(request, "call of another site refused")
        return problem(request, "cross-site", error.words)
    if isinstance(error, DatabaseUnavailable):
        words = DATABASE_UNAVAILABLE
        if request.method not in {"GET", "HEAD"}:
            words = Words(words.en + CHANGE_UNKNOWN.en, words.ru + CHANGE_UNKNOWN.ru)
        return problem(request, "database-unavailable", words, headers={"Retry-After": RETRY_AFTER})
    if isinstance(error, Retryable):
        return problem(request, "lms-unavailable", LMS_UNAVAILABLE, cause=error.cause)
    return _internal(request, error)


def _note_refusal(request: Request, sentence: str, **facts: str) -> None:
    """Who was refused where, for those who look for attacks. Of a token its number, and nothing of one that opens nothing."""
    caller = request.scope.get(CALLER)
    if caller is not None:
        facts["caller"] = caller.actor.name
    route = request.scope.get("route")
    address = request.client.host if request.client else None
    log.info(sentence, address=address, route=getattr(route, "path", None), method=request.method, **facts)


def _invalid(request: Request, error: Exception) -> Response:
    """What Pydantic found wrong, in our form: fields by name, and never the value that was sent."""
    if not isinstance(error, RequestValidationError):
        raise AssertionError(error)
    errors = []
    language = language_of(request)
    for found in error.errors():
        field = ".".join(str(part) for part in found["loc"][1:]) or str(found["loc"][0] if found["loc"] else "body")
        code = str(found["type"])
        if code == "json_invalid" or (code in {"model_attributes_type", "missing"} and field in {"body", "0"}):
            errors.append(FieldError(field="body", code=code, detail=MALFORMED.said_in(language)))
            continue
        errors.append(FieldError(field=field, code=code, detail=words_of_error(found).said_in(language)))
    first = errors[0]
    text = f"{first.field}: {first.detail}"
    return problem(request, "invalid-input", Words(text, text), errors=errors)


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise AssertionError(error)
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        return problem(request, "method-not-allowed", METHOD, headers={"Allow": allowed}, allowed=allowed)
    if error.status_code == 413:
        return problem(request, "too-large", TOO_LARGE)
    if error.status_code in {400, 422}:
        return problem(request, "invalid-input", MALFORMED)
    return problem(request, "not-found", NO_PAGE)


def _internal(request: Request, error: Exception) -> Response:
    # The path of the route and never the address: an address may carry a search for a name.
    route = request.scope.get("route")
    log.error("request failed", route=getattr(route, "path", None), method=request.method, exc_info=error)
    return problem(request, "internal-error", INTERNAL)


def answer_to(request: Request, error: Exception) -> Response:
    """What is answered when a request fails so."""
    return _lmsync_error(request, error) if isinstance(error, LmsyncError) else _internal(request, error)


def refusal(app: FastAPI) -> Refuse:
    """What answers a request that the application itself shall not see."""

    async def refuse(error: LmsyncError, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _lmsync_error(Request({**scope, "app": app}), error)
        await answer(scope, receive, send)

    return refuse


def install_problems(app: FastAPI) -> None:
    app.add_exception_handler(LmsyncError, _lmsync_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _internal)


def not_allowed(needed: Right | OperatorRight | None) -> dict[str, Any]:
    """The answer to a caller without this right, and to a browser that another site made send it; for OpenAPI."""
    described = _described("not-allowed")
    missing = "" if needed is None else f": no scope {needed}" if isinstance(needed, Right) else ": not the role"
    return {"403": {**described, "description": f"{described['description']}{missing}"}}


def _described(code: str) -> dict[str, Any]:
    return {
        "description": TITLES[code].en,
        "content": {MEDIA_TYPE: {"schema": {"$ref": COMPONENTS.format(name="Problem")}}},
    }


def problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route, for OpenAPI. All but health ask the database, which may be away."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for code in ("unauthorized", "invalid-input", "wrong-host", "too-many-requests", "database-unavailable", *codes):
        status = STATUS.get(code, 409)
        by_status[status] = _described(code)
    return by_status
