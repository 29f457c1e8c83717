"""The settings of a connection as they are kept: what may be shown as JSON, and the secrets apart, to be sealed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, Secret, SecretBytes, SecretStr, TypeAdapter

Config = TypeVar("Config", bound=BaseModel)
Path = tuple[str, ...]
_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


def split(settings: BaseModel) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may be shown of the settings, and the secrets in them at any depth, by their JSON pointers (RFC 6901)."""
    # `round_trip` leaves out what is computed: the settings could not be read again with it.
    plain = settings.model_dump(mode="json", by_alias=True, round_trip=True)
    live = settings.model_dump(mode="python", by_alias=True, round_trip=True)
    secrets = {_pointer(path): secret for path, secret in _secrets(live, ())}
    for pointer in secrets:
        *above, last = _path(pointer)
        place = _at(plain, above)
        if isinstance(place, dict):
            del place[last]
        else:
            place[int(last)] = None
    fields = type(settings).model_fields.items()
    # An empty field that is empty by default says nothing to a reader.
    optional = {field.serialization_alias or name for name, field in fields if field.default is None}
    return {name: value for name, value in plain.items() if value is not None or name not in optional}, secrets


def restored(config: type[Config], shown: Mapping[str, Any], secrets: Mapping[str, Any]) -> Config:
    """The settings that `split` took apart. Raises `ValidationError` when the integration has other settings now."""
    whole = deepcopy(dict(shown))
    for pointer, secret in secrets.items():
        *above, last = _path(pointer)
        place = _at(whole, above)
        if isinstance(place, dict):
            place[last] = secret
        else:
            place[int(last)] = secret
    return read_settings(config, whole)


def completed(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as somebody sent them, who could not see the secrets: those that were left out are put in their places."""
    whole = deepcopy(dict(settings))
    for pointer, secret in secrets.items():
        *above, last = _path(pointer)
        try:
            place = _at(whole, above)
            if isinstance(place, dict):
                place.setdefault(last, secret)
            elif place[int(last)] is None:
                place[int(last)] = secret
        except (LookupError, TypeError, ValueError):
            continue  # What it belonged to is gone.
    return whole


def read_settings(config: type[Config], settings: Mapping[str, Any]) -> Config:
    """Settings from JSON: a strict model takes a date as text only from there. Raises `ValidationError`."""
    return config.model_validate_json(json.dumps(settings), by_alias=True, by_name=True)


def _secrets(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, SecretStr | SecretBytes | Secret):
        yield path, _ANYTHING.dump_python(value.get_secret_value(), mode="json")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            (name,) = _ANYTHING.dump_python({key: None}, mode="json")
            yield from _secrets(inner, (*path, name))
    elif isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        for number, inner in enumerate(value):
            yield from _secrets(inner, (*path, str(number)))


def _at(value: Any, path: Sequence[str]) -> Any:
    for step in path:
        value = value[step] if isinstance(value, dict) else value[int(step)]
    return value


def _pointer(path: Path) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def _path(pointer: str) -> list[str]:
    if not pointer.startswith("/"):
        # As secrets were named when only the settings themselves could be secret.
        return [pointer]
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]
