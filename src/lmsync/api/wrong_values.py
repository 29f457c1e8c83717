"""What is wrong with a value that somebody sent, in words: Pydantic says it for programmers, and in English only."""

import re
from collections.abc import Mapping
from typing import Any

from lmsync.errors import Words


def words_of_error(found: Mapping[str, Any]) -> Words:
    """What Pydantic found wrong with a value, for people. A validator of an integration says it with `ValueError(Words)`."""
    context = found.get("ctx", {})
    raised = context.get("error")
    if isinstance(raised, ValueError) and raised.args and isinstance(raised.args[0], Words):
        return raised.args[0]
    words = _WRONG.get(found["type"]) or next(
        (words for start, words in _WRONG_BY_START.items() if found["type"].startswith(start)), None
    )
    if words is None:
        said = str(found["msg"]).removeprefix("Value error, ")
        return Words(en=said, ru="Недопустимое значение; проверьте его.")
    # Pydantic joins the words with "or".
    facts = {**context, "expected": ", ".join(re.findall("'([^']*)'", str(context.get("expected", ""))))}
    return Words(en=words.en.format(**facts), ru=words.ru.format(**facts))


_WHOLE_NUMBER = Words(en="Enter a whole number.", ru="Укажите целое число.")
_TEXT = Words(en="Enter text in quotes.", ru="Укажите строку в кавычках.")
_YES_OR_NO = Words(en="Enter true or false.", ru="Укажите true или false.")
_ONE_OF = Words(en="One of: {expected}.", ru="Одно из: {expected}.")
_OBJECT = Words(en="Enter an object like {{…}}.", ru="Укажите объект {{…}}.")
_TIME = Words(
    en="Enter date and time with the time zone, for example 2026-09-01T08:00:00Z.",
    ru="Укажите дату и время с часовым поясом, например 2026-09-01T08:00:00Z.",
)
_WRONG: Mapping[str, Words] = {
    "extra_forbidden": Words(
        en="This field or parameter does not exist; check its spelling.",
        ru="Такого поля или параметра нет; проверьте написание.",
    ),
    "missing": Words(en="Required field.", ru="Обязательное поле."),
    "string_type": _TEXT,
    "string_too_short": Words(en="This must not be empty.", ru="Значение не может быть пустым."),
    "string_too_long": Words(en="At most {max_length} characters.", ru="Не длиннее {max_length} символов."),
    "string_pattern_mismatch": Words(
        en="This does not have the expected form: {pattern}", ru="Значение не подходит под шаблон {pattern}"
    ),
    "greater_than_equal": Words(en="At least {ge}.", ru="Не меньше {ge}."),
    "less_than_equal": Words(en="At most {le}.", ru="Не больше {le}."),
    "less_than": Words(en="Less than {lt}.", ru="Меньше {lt}."),
    "literal_error": _ONE_OF,
    "enum": _ONE_OF,
    "dict_type": _OBJECT,
    "timezone_aware": _TIME,
}
_WRONG_BY_START: Mapping[str, Words] = {
    "int_": _WHOLE_NUMBER,
    "bool_": _YES_OR_NO,
    "datetime_": _TIME,
    "model_": _OBJECT,
}
