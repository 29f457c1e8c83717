"""The outside of Moodle's REST protocol: PHP-style parameters, exceptions, XML where JSON was not asked for."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

MAX_INPUT_VARS = 5_000
"""PHP drops further parameters without an error."""


MOVED = frozenset(
    {
        "moodle_exception",
        "required_capability_exception",
        "invalid_parameter_exception",
        "invalid_response_exception",
        "require_login_exception",
    }
)
"""Classes of exceptions that stand in the namespace `core\\exception` since 4.5."""


class MoodleError(Exception):
    """An exception as Moodle answers with it: its class, its code and its message, all with status 200."""

    def __init__(self, exception: str, errorcode: str | None, message: str) -> None:
        super().__init__(message)
        self.exception = exception
        self.errorcode = errorcode
        self.message = message

    def in_words_of(self, version: str) -> "MoodleError":
        """Newer versions name their classes in full, and no longer say which table has no such record."""
        if version == "4.4":
            return self
        exception = f"core\\exception\\{self.exception}" if self.exception in MOVED else self.exception
        if self.errorcode == "invalidrecord":
            return MoodleError(exception, "invalidrecordunknown", "Can't find data record in database.")
        return MoodleError(exception, self.errorcode, self.message)

    def body(self) -> dict[str, str]:
        code = {} if self.errorcode is None else {"errorcode": self.errorcode}
        return {"exception": self.exception, **code, "message": self.message}

    def body_in_batch(self, site_url: str) -> dict[str, str]:
        """Within a batch it has another shape."""
        code = self.errorcode or ""
        return {
            "message": self.message,
            "errorcode": code,
            "link": f"{site_url}/",
            "moreinfourl": f"https://docs.moodle.org/404/en/error/moodle/{code}",
        }


def invalid_token() -> MoodleError:
    return MoodleError("moodle_exception", "invalidtoken", "Invalid token - token not found")


def access_denied() -> MoodleError:
    return MoodleError("webservice_access_exception", "accessexception", "Access control exception")


def invalid_parameter() -> MoodleError:
    return MoodleError("invalid_parameter_exception", "invalidparameter", "Invalid parameter value detected")


def no_record(table: str) -> MoodleError:
    return MoodleError(
        "dml_missing_record_exception", "invalidrecord", f"Can't find data record in database table {table}."
    )


def no_permission(what: str) -> MoodleError:
    message = f"Sorry, but you do not currently have permissions to do that ({what})."
    return MoodleError("required_capability_exception", "nopermissions", message)


def no_course_context(course: int, why: str = "Course or activity not accessible.") -> MoodleError:
    message = (
        f"You cannot execute functions in the course context (course id:{course}). The context error message was: {why}"
    )
    return MoodleError("moodle_exception", "errorcoursecontextnotvalid", message)


def invalid_response() -> MoodleError:
    return MoodleError("invalid_response_exception", "invalidresponse", "Invalid response value detected")


def coding_error(what: str) -> MoodleError:
    message = f"Coding error detected, it must be fixed by a programmer: {what}"
    return MoodleError("coding_exception", "codingerror", message)


def maintenance() -> MoodleError:
    message = "The site is undergoing maintenance and is currently not available"
    return MoodleError("moodle_exception", "sitemaintenance", message)


EXCEPTIONS: Mapping[str, MoodleError] = {
    error.errorcode: error
    for error in (
        invalid_token(),
        access_denied(),
        invalid_parameter(),
        no_permission("View participants"),
        no_course_context(2),
        invalid_response(),
        maintenance(),
        no_record("course"),
        MoodleError("moodle_exception", "gradesneedregrading", "The grades need to be recalculated"),
        MoodleError("dml_read_exception", "dmlreadexception", "Error reading from database"),
        MoodleError("require_login_exception", "requireloginerror", "Course or activity not accessible."),
        MoodleError(
            "moodle_exception",
            "wsaccessusersuspended",
            "Refused web service access for suspended username: lmsync",
        ),
    )
    if error.errorcode
}
"""Exceptions that a fault can order by their code."""


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """PHP's reading of `a[b][0]=c`; lists stay objects with numbers as keys."""
    found: dict[str, Any] = {}
    for name, value in list(pairs)[:MAX_INPUT_VARS]:
        head, *inner = re.split(r"\[", name)
        path = [head, *(part.rstrip("]") for part in inner)]
        place = found
        for part in path[:-1]:
            below = place.setdefault(part, {})
            if not isinstance(below, dict):
                below = place[part] = {}
            place = below
        last = path[-1]
        place[last if last else str(len(place))] = value
    return found


def listed(value: Any) -> list[Any]:
    """A list, however it came: by form as an object with numbers, by batch as JSON."""
    if value is None:
        return []
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list):
        return value
    raise invalid_parameter()


def integer(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise invalid_parameter() from None


def boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value) not in {"0", "1", "true", "false", ""}:
        raise invalid_parameter()
    return str(value) in {"1", "true"}


_TAG = re.compile(r"<[^<>]*>")


def formatted(text: str) -> str:
    """What Moodle makes of a name unless it is asked for the stored text: tags gone, the rest escaped."""
    return escape(_TAG.sub("", text), quote=False)


def has_tag(text: str) -> bool:
    return _TAG.search(text) is not None


def as_xml(value: Any) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE>\n{_xml(value)}</RESPONSE>\n'


def error_as_xml(error: MoodleError) -> str:
    code = f"<ERRORCODE>{escape(error.errorcode)}</ERRORCODE>\n" if error.errorcode else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<EXCEPTION class="{error.exception}">\n'
        f"{code}<MESSAGE>{escape(error.message)}</MESSAGE>\n</EXCEPTION>\n"
    )


def _xml(value: Any) -> str:
    if isinstance(value, list):
        return "<MULTIPLE>\n" + "".join(_xml(part) for part in value) + "</MULTIPLE>\n"
    if isinstance(value, dict):
        keys = "".join(f'<KEY name="{escape(str(name))}">{_xml(part)}</KEY>\n' for name, part in value.items())
        return f"<SINGLE>\n{keys}</SINGLE>\n"
    if value is None:
        return '<VALUE null="null"/>\n'
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return f"<VALUE>{escape(text)}</VALUE>\n"
