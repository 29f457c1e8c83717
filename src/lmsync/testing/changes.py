"""What a change of the school takes: read from the signature of the function that makes it."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import NODEFAULT, Struct


def arguments_of(change: Callable[..., int]) -> type[Struct]:
    """The arguments of a change as a type that msgspec checks and describes."""
    return _arguments_of(getattr(change, "__func__", change))


@cache
def _arguments_of(function: Callable[..., int]) -> type[Struct]:
    shapes = get_type_hints(function)
    fields: list[tuple[str, Any, Any]] = [
        (name, shapes[name], NODEFAULT if parameter.default is parameter.empty else parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "self"
    ]
    return msgspec.defstruct(function.__name__, fields, forbid_unknown_fields=True, kw_only=True)


def check_arguments(change: Callable[..., int], arguments: dict[str, Any]) -> None:
    """Raises `ValueError` that names the argument that is missing, unknown or of another type."""
    try:
        msgspec.convert(arguments, arguments_of(change))
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
