"""Errors as the API tells them: RFC 9457 problems. The only place that knows HTTP status codes."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from lmsync.errors import (
    Conflict,
    DatabaseUnavailable,
    InvalidInput,
    LmsyncError,
    NotAllowed,
    NotFound,
    Retryable,
    Words,
)

log = structlog.get_logger()

TYPES = "/problems/"
RETRY_AFTER = "5"
"""Seconds after which the database may be there again."""
MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """What is wrong with one field or parameter."""

    field: str = Field(examples=["base_url"])
    code: str = Field(examples=["invalid"])
    detail: str = Field(
        examples=["Enter the address as the browser shows it, for example https://moodle.school.example"]
    )


class Problem(BaseModel):
    """An error, as RFC 9457 describes it. `type` is stable, `detail` says what to do."""

    type: str = Field(examples=["/problems/invalid-input"])
    title: str = Field(examples=["Something that was sent cannot be used"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["Send the id of a course as the lists tell it."])
    errors: list[FieldError] | None = None
    checks: list[dict[str, Any]] | None = Field(default=None, description="What was tried with a configuration.")


class CheckFailed(LmsyncError):
    """A configuration was tried and does not work; nothing was stored."""

    def __init__(self, checks: Sequence[Mapping[str, Any]], field: str, words: Words) -> None:
        super().__init__("check failed")
        self.checks = checks
        self.field = field
        self.words = words


class NotConfigured(LmsyncError):
    pass


TITLES: Mapping[str, Words] = {
    "invalid-input": Words("The request was not accepted", "Запрос не принят"),
    "check-failed": Words("The LMS could not be used with this configuration", "С этими настройками LMS не работает"),
    "unauthorized": Words("A token is needed", "Нужен токен"),
    "not-allowed": Words("This is not allowed", "Это не разрешено"),
    "not-found": Words("Not found", "Не найдено"),
    "method-not-allowed": Words("Method not allowed", "Метод не поддерживается"),
    "not-configured": Words("No LMS is connected yet", "LMS ещё не подключена"),
    "name-taken": Words("This name is taken", "Имя занято"),
    "address-taken": Words("This address is taken", "Адрес занят"),
    "which-connection": Words("There are several connections", "Подключений несколько"),
    "cursor-expired": Words("This place in the change log is gone", "Этого места в журнале больше нет"),
    "too-large": Words("The request is too large", "Запрос слишком большой"),
    "lms-unavailable": Words("The LMS does not answer now", "LMS сейчас не отвечает"),
    "database-unavailable": Words("The database does not answer now", "База данных сейчас не отвечает"),
    "internal-error": Words("lmsync failed", "Сбой lmsync"),
}
UNAUTHORIZED = Words(
    en="Send the token of lmsync in the header Authorization: Bearer <token>. It was shown when lmsync first started.",
    ru="Передайте токен lmsync в заголовке Authorization: Bearer <токен>. Он был показан при первом запуске lmsync.",
)
NOT_CONFIGURED = Words(
    en="Connect an LMS first: POST /api/v1/crm/configure with crm_type, base_url and api_token.",
    ru="Сначала подключите LMS: POST /api/v1/crm/configure с полями crm_type, base_url и api_token.",
)
NOT_FOUND = Words(en="Nothing in {what} has this id, or it was removed.", ru="Записи с таким id нет, или она удалена.")
NO_PAGE = Words(en="Nothing is at this address. See /api/v1/openapi.json.", ru="По этому адресу ничего нет.")
NOT_ALLOWED = Words(en="This token may not do that.", ru="Этому токену это не разрешено.")
LMS_UNAVAILABLE = Words(
    en="The LMS does not answer now ({cause}). Try again in a while.",
    ru="LMS сейчас не отвечает ({cause}). Повторите позже.",
)
DATABASE_UNAVAILABLE = Words(
    en="lmsync cannot use its database now. Try again in a few seconds; if it lasts, check that PostgreSQL runs and "
    "answers, that no other program locks the database, and that the disk is not full.",
    ru="lmsync сейчас не может обратиться к своей базе данных. Повторите через несколько секунд; если не проходит, "
    "проверьте, что PostgreSQL работает и отвечает, что базу не заблокировала другая программа и что на диске есть место.",
)
CHANGE_UNKNOWN = Words(
    en=" Your change may be stored all the same: look before you repeat it.",
    ru=" Изменение могло сохраниться: проверьте это, прежде чем повторять.",
)
INTERNAL = Words(
    en="lmsync failed at this request; its log says where. Nothing was changed. Please report it.",
    ru="Сбой lmsync при этом запросе; место указано в журнале. Ничего не изменено. Пожалуйста, сообщите о нём.",
)
TOO_LARGE = Words(en="Send less at once.", ru="Отправляйте меньше за раз.")
METHOD = Words(en="Use one of: {allowed}.", ru="Используйте: {allowed}.")
MALFORMED = Words(
    en="The body is not valid JSON. Send an object like {…} in UTF-8.",
    ru="Тело запроса — не JSON. Отправьте объект {…} в кодировке UTF-8.",
)

STATUS: Mapping[str, int] = {
    "invalid-input": 422,
    "check-failed": 422,
    "unauthorized": 401,
    "not-allowed": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "cursor-expired": 410,
    "too-large": 413,
    "lms-unavailable": 503,
    "database-unavailable": 503,
    "internal-error": 500,
}


def language_of(request: Request) -> str:
    """Russian or English: the one that the caller prefers, else the installation's."""
    wanted = request.headers.get("accept-language", "")
    preferred = [part.split(";")[0].strip().lower()[:2] for part in wanted.split(",")]
    known = [one for one in preferred if one in {"ru", "en"}]
    return known[0] if known else getattr(request.app.state, "language", "en")


def problem(
    request: Request,
    code: str,
    detail: Words,
    *,
    errors: Sequence[Mapping[str, str]] | None = None,
    checks: Sequence[Mapping[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
    **facts: str,
) -> Response:
    language = language_of(request)
    status = STATUS.get(code, 409)
    text = detail.said_in(language)
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    body: dict[str, Any] = {
        "type": TYPES + code,
        "title": TITLES[code].said_in(language),
        "status": status,
        "detail": text,
    }
    if errors:
        body["errors"] = list(errors)
    if checks is not None:
        body["checks"] = list(checks)
    return Response(
        msgspec.json.encode(body),
        status,
        {**(headers or {}), "Content-Language": language, "Cache-Control": "no-store"},
        MEDIA_TYPE,
    )


def _by_field(request: Request, field: str, code: str, words: Words) -> list[dict[str, str]]:
    return [{"field": field, "code": code, "detail": words.said_in(language_of(request))}]


def _lmsync_error(request: Request, error: Exception) -> Response:
    if isinstance(error, InvalidInput):
        errors = _by_field(request, error.field, error.code, error.words)
        return problem(request, "invalid-input", error.words, errors=errors)
    if isinstance(error, CheckFailed):
        errors = _by_field(request, error.field, "check_failed", error.words)
        return problem(request, "check-failed", error.words, errors=errors, checks=error.checks)
    if isinstance(error, Conflict):
        to_blame = _by_field(request, error.field, error.code, error.words) if error.field else None
        return problem(request, error.code, error.words, errors=to_blame)
    if isinstance(error, NotConfigured):
        return problem(request, "not-configured", NOT_CONFIGURED)
    if isinstance(error, NotFound):
        return problem(request, "not-found", NOT_FOUND, what=str(error) or "record")
    if isinstance(error, NotAllowed):
        return problem(request, "unauthorized", UNAUTHORIZED, headers={"WWW-Authenticate": 'Bearer realm="lmsync"'})
    if isinstance(error, DatabaseUnavailable):
        words = DATABASE_UNAVAILABLE
        if request.method not in {"GET", "HEAD"}:
            words = Words(words.en + CHANGE_UNKNOWN.en, words.ru + CHANGE_UNKNOWN.ru)
        return problem(request, "database-unavailable", words, headers={"Retry-After": RETRY_AFTER})
    if isinstance(error, Retryable):
        return problem(request, "lms-unavailable", LMS_UNAVAILABLE, cause=error.cause)
    return _internal(request, error)


def _invalid(request: Request, error: Exception) -> Response:
    """What Pydantic found wrong, in our form: fields by name, and never the value that was sent."""
    if not isinstance(error, RequestValidationError):
        raise AssertionError(error)
    errors = []
    russian = language_of(request) == "ru"
    for one in error.errors():
        field = ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0] if one["loc"] else "body")
        if one["type"] in {"json_invalid", "model_attributes_type", "missing"} and field in {"body", "0"}:
            errors.append({"field": "body", "code": one["type"], "detail": MALFORMED.said_in(language_of(request))})
            continue
        if one["type"] == "json_invalid":
            errors.append({"field": "body", "code": one["type"], "detail": MALFORMED.said_in(language_of(request))})
            continue
        said = str(one["msg"]).removeprefix("Value error, ")
        if one["type"] in _RUSSIAN and russian:
            said = _RUSSIAN[one["type"]]
        elif one["type"] == "extra_forbidden":
            said = "lmsync knows no such field or parameter; check its spelling."
        elif one["type"] == "missing":
            said = "This field is needed."
        errors.append({"field": field, "code": str(one["type"]), "detail": said})
    first = errors[0]
    text = f"{first['field']}: {first['detail']}"
    return problem(request, "invalid-input", Words(text, text), errors=errors)


_RUSSIAN = {
    "extra_forbidden": "lmsync не знает такого поля или параметра; проверьте написание.",
    "missing": "Это поле нужно.",
    "string_type": "Здесь нужна строка.",
    "string_too_short": "Здесь не может быть пусто.",
    "string_too_long": "Слишком длинно.",
    "int_parsing": "Здесь нужно целое число.",
    "int_type": "Здесь нужно целое число.",
    "bool_parsing": "Здесь нужно true или false.",
    "greater_than_equal": "Слишком маленькое число.",
    "less_than_equal": "Слишком большое число.",
    "datetime_from_date_parsing": "Здесь нужны дата и время, например 2026-09-01T08:00:00Z.",
    "datetime_parsing": "Здесь нужны дата и время, например 2026-09-01T08:00:00Z.",
}


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


def install_problems(app: FastAPI) -> None:
    app.add_exception_handler(LmsyncError, _lmsync_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _internal)


def problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route, for OpenAPI. All but health ask the database, which may be away."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for code in ("unauthorized", "invalid-input", "database-unavailable", *codes):
        status = STATUS.get(code, 409)
        by_status[status] = {
            "description": TITLES[code].en,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return by_status
