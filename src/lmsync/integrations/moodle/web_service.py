"""Moodle's web service protocol: how a function is called, batched, and what its errors mean.

Every answer comes with status 200, errors too: an object with `exception` is one, whatever was asked for.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from lmsync import lms_rows
from lmsync.errors import LmsyncError, NeedsAttention, Refused, Retryable, Words
from lmsync.lms_http import Answer, LmsHttp

ENDPOINT = "webservice/rest/server.php"
BATCH = "tool_mobile_call_external_functions"
BATCH_SIZE = 20
IDS_PER_CALL = 500
"""PHP's `max_input_vars` cuts longer lists without a word."""

TOKEN_ERRORS = frozenset(
    {
        "invalidtoken",
        "wsaccessusersuspended",
        "wsaccessuserunconfirmed",
        "wsaccessuserdeleted",
        "wsaccessusernologin",
        "wsaccessuserexpired",
    }
)
BROKEN = frozenset({"not_json", "html_instead_of_data", "empty_answer"})
"""Causes of `Retryable` for an answer that arrived and cannot be read."""
MISSING = frozenset({"invalidrecord", "invalidrecordunknown"})
"""No such record. Newer versions no longer say of which table, and then it need not be the one that was asked for."""
FOR_NOW = {"sitemaintenance": "maintenance", "upgraderunning": "upgrade", "dbconnectionfailed": "database_down"}
"""What passes by itself, in our words."""

T = TypeVar("T")
Arguments: TypeAlias = Mapping[str, Any]

TOKEN_REFUSED = Words(
    en="Moodle refuses the token. Issue a new one under Site administration → Server → Manage tokens, for the user and "
    "the service of lmsync, and enter it in the settings of the connection.",
    ru="Moodle не принимает токен. Выпустите новый: «Администрирование → Сервер → Управление токенами», для "
    "пользователя и службы lmsync, и введите его в настройках подключения.",
)
SERVICES_OFF = Words(
    en="The web services of this Moodle are switched off. Tick Enable web services under Site administration → General → "
    "Advanced features, and enable REST under Server → Manage protocols.",
    ru="Веб-службы этого Moodle выключены. Включите «Веб-службы» в «Администрирование → Основные → Расширенные "
    "возможности» и протокол REST в «Сервер → Управление протоколами».",
)
NO_MOODLE = Words(
    en="There is no Moodle at this address. Enter the address of its front page, without anything behind it, for example "
    "https://moodle.school.example",
    ru="По этому адресу нет Moodle. Введите адрес его главной страницы, без продолжения, например "
    "https://moodle.school.example",
)


class _Exception(Struct):
    exception: str | UnsetType = UNSET
    errorcode: str | None = None


class _Response(Struct):
    error: bool
    data: str | None = None
    exception: str | None = None


class _Responses(Struct):
    responses: list[_Response]


class Call(Struct, frozen=True):
    """One function with its arguments; `raw=False` lets Moodle clean the texts that it sends."""

    function: str
    arguments: Arguments
    raw: bool = True


class MoodleWebService:
    """One Moodle and one token."""

    def __init__(self, http: LmsHttp, token: str) -> None:
        self._http = http
        self._token = token
        self.functions: frozenset[str] = frozenset()
        """What the token's service offers; filled by who asks `core_webservice_get_site_info`."""

    def offers(self, function: str) -> bool:
        return function in self.functions

    async def call(self, function: str, answer: type[T], *, raw: bool = True, **arguments: Any) -> T:
        """The decoded answer. Raises `Refused` with Moodle's error code, `NeedsAttention`, `Retryable`."""
        form = [
            # These stand first: what `max_input_vars` cuts off is the end.
            ("wstoken", self._token),
            ("wsfunction", function),
            ("moodlewsrestformat", "json"),
            ("moodlewssettingraw", "1" if raw else "0"),
            ("moodlewssettingfileurl", "0"),
            *flat(arguments),
        ]

        def read(got: Answer) -> T:
            if got.status == 403 and not got.body.strip():
                raise NeedsAttention("web_services_off", SERVICES_OFF, field="base_url")
            if got.status != 200:
                raise NeedsAttention("no_moodle", NO_MOODLE, field="base_url")
            return decoded(got.body, answer, function)

        return await self._http.ask("POST", ENDPOINT, read, form=form)

    async def batch(self, calls: Sequence[Call], answer: type[T]) -> list[T | LmsyncError]:
        """Many calls of one type in few requests; in place of an answer stands what became of its call.

        Moodle stops at the first call that fails: that one's error is kept and the rest is asked again.
        Raises what is not about a single call (`Retryable`, `NeedsAttention`).
        """
        results: list[T | LmsyncError] = []
        if not self.offers(BATCH):
            return [await self._or_error(call, answer) for call in calls]
        while len(results) < len(calls):
            asked = calls[len(results) : len(results) + BATCH_SIZE]
            requests = [
                {
                    "function": call.function,
                    "arguments": json.dumps(call.arguments, ensure_ascii=False),
                    "settingraw": call.raw,
                    "settingfileurl": False,
                }
                for call in asked
            ]
            try:
                batch_answer = await self.call(BATCH, _Responses, requests=requests)
            except Refused:
                # One poisoned answer can fail the batch as a whole. Each call is made by itself.
                results += [await self._or_error(call, answer) for call in asked]
                continue
            if not batch_answer.responses or len(batch_answer.responses) > len(asked):
                raise Retryable("batch_without_answers")
            if len(batch_answer.responses) < len(asked) and not batch_answer.responses[-1].error:
                # Something was left out, and which answer belongs to which call is not known.
                results += [await self._or_error(call, answer) for call in asked]
                continue
            for call, response in zip(asked, batch_answer.responses, strict=False):
                result = inner_answer(call, response, answer)
                if isinstance(result, Retryable) and result.cause in BROKEN:
                    # By itself, so that the others of the batch do not wait for it.
                    result = await self._again(call, answer)
                results.append(result)
        return results

    async def _again(self, call: Call, answer: type[T]) -> T | LmsyncError:
        try:
            return await self._or_error(call, answer)
        except Retryable as trouble:
            if trouble.cause not in BROKEN:
                raise
            return trouble

    async def _or_error(self, call: Call, answer: type[T]) -> T | LmsyncError:
        try:
            return await self.call(call.function, answer, raw=call.raw, **call.arguments)
        except Refused as refused:
            return refused


def inner_answer(call: Call, response: _Response, answer: type[T]) -> T | LmsyncError:
    """Within a batch an exception looks different: it has no `exception`, and says that it is one beside."""
    try:
        if response.error:
            failure = lms_rows.decode((response.exception or "{}").encode(), _Exception)
            return meaning(failure.errorcode, call.function)
        return decoded((response.data or "").encode(), answer, call.function)
    except (Refused, Retryable) as error:
        return error
    except msgspec.ValidationError:
        return Refused("not_understood", function=call.function)
    except msgspec.DecodeError:
        return Retryable("not_json")


def decoded(body: bytes, answer: type[T], function: str) -> T:
    """The answer in a body, unless it is an exception. Raises `DecodeError` for any other JSON."""
    if body.lstrip()[:1] == b"{":
        failure = lms_rows.decode(body, _Exception)
        if failure.exception is not UNSET:
            raise meaning(failure.errorcode, function)
    try:
        return lms_rows.decode(body, answer)
    except msgspec.ValidationError:
        # It is JSON, and not what this function answers: waiting will not help, and nothing may be made of it.
        raise Refused("not_understood", function=function) from None


def meaning(code: str | None, function: str) -> LmsyncError:
    """What an exception of Moodle means for the run. Its message is localised and may hold personal data."""
    if code in FOR_NOW:
        return Retryable(FOR_NOW[code])
    if code in TOKEN_ERRORS:
        return NeedsAttention(str(code), TOKEN_REFUSED, field="api_token")
    if code == "accessexception" and function == "core_webservice_get_site_info":
        return NeedsAttention("accessexception", TOKEN_REFUSED, field="api_token")
    return Refused(code or "no_error_code", function=function)


def flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Nested arguments as PHP reads them: `events[courseids][0]=2`; yes and no as 1 and 0."""
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from flat(child, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, list | tuple):
        for index, child in enumerate(value):
            yield from flat(child, f"{name}[{index}]")
    else:
        yield name, str(int(value)) if isinstance(value, bool) else str(value)


def in_chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
