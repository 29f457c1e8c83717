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
from lmsync.store.keeping.run_history import KEPT_RUNS
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
UNAUTHORIZED = Words(
    en="Send a token of lmsync in the header Authorization: Bearer <token>. The first one was shown when lmsync first "
    "started; lmsync token new makes another. One that has expired or was revoked opens nothing.",
    ru="Передайте токен lmsync в заголовке Authorization: Bearer <токен>. Первый был показан при первом запуске lmsync, "
    "новый выдаёт команда lmsync token new. Просроченный или отозванный токен не действует.",
)
NOT_ALLOWED = Words(
    en="This needs a token with the scope {needed}. Ask who runs lmsync for one: lmsync token new.",
    ru="Для этого нужен токен с правом {needed}. Попросите его у администратора lmsync: lmsync token new.",
)
AT_THE_PUBLIC_URL = Words(
    en="Reach lmsync at {public_url}. If this was sent there, a proxy replaces the header Host: let it pass on the one that "
    "it was sent (nginx: proxy_set_header Host $host).",
    ru="Обращайтесь к lmsync по адресу {public_url}. Если запрос и так отправлен туда, прокси подменяет заголовок Host: "
    "передавайте его без изменений (nginx: proxy_set_header Host $host).",
)
WITHOUT_A_PUBLIC_URL = Words(
    en="lmsync does not know this name as its own. If it is, set LMSYNC_PUBLIC_URL to the address that people use, for "
    "example https://lmsync.school.example, and start lmsync again; otherwise use the IP address.",
    ru="lmsync не знает этого имени. Если это имя его сервера, задайте в LMSYNC_PUBLIC_URL адрес, по которому его "
    "открывают, например https://lmsync.school.example, и перезапустите lmsync; иначе обращайтесь по IP-адресу.",
)
NOT_AN_OPERATOR = Words(
    en="For this log in as an operator with the role {needed}: POST /api/v1/auth/login. Tokens cannot do it.",
    ru="Для этого войдите как оператор с ролью {needed}: POST /api/v1/auth/login. Токенам это недоступно.",
)
WRONG_LOGIN = Words(
    en="Check login and password. If the password is forgotten, an owner can give you a link for a new one; on the server: "
    "lmsync operators reset.",
    ru="Проверьте логин и пароль. Если пароль забыт, владелец может дать ссылку для нового; на сервере: "
    "lmsync operators reset.",
)
CODE_NEEDED = Words(
    en="Send the code that your app shows as `code`, together with login and password; or a recovery code.",
    ru="Передайте код из приложения в поле `code` вместе с логином и паролем; подойдёт и код восстановления.",
)
WRONG_CODE = Words(
    en="This code does not fit, or was used already. Wait for the next one, or use a recovery code. Who has neither asks an "
    "owner for a link; on the server: lmsync operators reset.",
    ru="Код не подходит или уже использован. Дождитесь следующего или введите код восстановления. Если нет ни того, ни "
    "другого, попросите ссылку у владельца; на сервере: lmsync operators reset.",
)
TOO_MANY_ATTEMPTS = Words(en="Try again in {seconds} s.", ru="Повторите через {seconds} с.")
NOT_CONFIGURED = Words(
    en="Connect an LMS first: POST /api/v1/crm/configure with crm_type, base_url and api_token.",
    ru="Сначала подключите LMS: POST /api/v1/crm/configure с полями crm_type, base_url и api_token.",
)
NOT_FOUND = Words(en="Nothing in {what} has this id, or it was removed.", ru="Записи с таким id нет, или она удалена.")
NOTHING_THERE: Mapping[str, Words] = {
    "run": Words(
        en=f"No run has this id, or it is too old: the last {KEPT_RUNS} of each connection are kept. GET /api/v1/crm/runs "
        "lists them.",
        ru=f"Синхронизации с таким id нет, или она слишком старая: хранятся последние {KEPT_RUNS} для каждого подключения. "
        "Список: GET /api/v1/crm/runs.",
    ),
    "held": Words(
        en="No decision has this id. GET /api/v1/crm/held lists them.",
        ru="Решения с таким id нет. Список: GET /api/v1/crm/held.",
    ),
    "connection": Words(
        en="No connection has this name. GET /api/v1/crm/configure lists them.",
        ru="Подключения с таким именем нет. Список: GET /api/v1/crm/configure.",
    ),
}
"""What is said of what is not a record."""
NO_PAGE = Words(en="Nothing is at this address. See /api/v1/openapi.json.", ru="По этому адресу ничего нет.")
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
    ru="Тело запроса — не JSON. Отправьте объект {…} в UTF-8.",
)

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
