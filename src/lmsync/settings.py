"""Settings: every environment variable, once.

Read by the command line only, given to `app.build`, and passed on as values. A variable may also stand in a file
(`lmsync.env` in the folder lmsync is started in, or the one that LMSYNC_SETTINGS_FILE names); a secret may come from
the file that `<NAME>_FILE` names. A name that is not a setting is refused: whoever misspelt it believes that it holds.
"""

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from lmsync.errors import InvalidInput, Words
from lmsync.settings_values import (
    Certificates,
    DatabaseUrl,
    HostAndPort,
    Issuer,
    LongToken,
    Networks,
    Origin,
    Origins,
    ProxyUrl,
    RolesOfGroups,
    SealingKeys,
    Unusable,
    cannot_read,
    listed,
    pairs,
)

PREFIX = "LMSYNC_"
SECRETS = ("first_token", "secret_key", "database_url", "oidc_client_secret")
SETTINGS_FILE = f"{PREFIX}SETTINGS_FILE"
DEFAULT_SETTINGS_FILE = "lmsync.env"
OF_SINGLE_SIGN_ON = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "oidc_roles")
"""All of them, or none."""
SERVER = f"{PREFIX}SERVER_PID"
"""The server's pid, passed to its children: `getppid()` called after the server died returns another process."""
NOT_OURS = re.compile(
    rf"{PREFIX}(TEST_\w+|SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
"""What the tests against a real LMS are given, and what Kubernetes sets where a service is called lmsync."""


class Settings(BaseSettings):
    """What can be set of an installation. Each field is LMSYNC_ and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        # Editors of Windows write a mark in front.
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
    )

    data_dir: Path = Field(
        default=Path("lmsync-data"), description="The folder for the database and the secret key. Back it up."
    )
    database_url: DatabaseUrl = Field(
        default="",
        description="Where the database is: sqlite:////path or postgresql://user:password@host/name. By default the "
        "file lmsync.db in the data folder.",
    )
    listen: HostAndPort = Field(default="127.0.0.1:8600", description="The address and port that the API listens on.")
    public_url: Origin = Field(
        default="",
        description="The address at which people reach lmsync through a proxy, for example https://lmsync.school.example.",
    )
    cors_origins: Origins = Field(
        default="",
        description="Web sites whose pages may call the API with a token, separated by commas, for example "
        "https://crm.school.example.",
    )
    trusted_proxies: Networks = Field(
        default="",
        description="IP addresses and networks of proxies whose X-Forwarded-For is believed, separated by commas, for "
        "example 10.0.0.5, 172.16.0.0/12.",
    )
    requests_per_minute: int = Field(
        default=30_000,
        ge=0,
        description="How often a token may ask in a minute. 0: as often as it likes.",
    )
    wrong_tokens_per_minute: int = Field(
        default=120,
        ge=0,
        description="How many wrong tokens of one address in a minute are answered with 401, and not with 429. 0: all.",
    )
    waits_per_token: int = Field(
        default=10,
        ge=0,
        description="How many calls with the same token may wait (`wait`) or follow events at the same time. 0: as many as "
        "it likes.",
    )
    allow_plain_http: bool = Field(
        default=False,
        description="Whether people may log in over plain http at LMSYNC_PUBLIC_URL, where others on the way can read along.",
    )
    oidc_issuer: Issuer = Field(
        default="",
        description="Single sign-on: the address of the OpenID Connect provider, as it names itself (its issuer).",
    )
    oidc_client_id: str = Field(default="", description="The name under which the provider knows lmsync.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The secret that the provider gave out for that name."
    )
    oidc_role_claim: str = Field(
        default="groups", description="The claim of the ID token that holds the groups or roles of who logs in."
    )
    oidc_roles: RolesOfGroups = Field(
        default="",
        description="Which of them makes whom an operator, for example owner=it-team,viewer=teachers. Nobody else gets in.",
    )
    first_token: LongToken = Field(
        default=None,
        description="The first API token, in place of one that is generated and shown once. At least 16 characters.",
    )
    secret_key: SealingKeys = Field(
        default=None,
        description="Seals stored LMS tokens, in place of secret.key in the data folder. Several, separated by commas: "
        "the first seals, all open.",
    )
    allow_private_addresses: bool = Field(
        default=False,
        description="Whether an LMS, or the provider of single sign-on, may have an address inside a private network, or "
        "on this machine.",
    )
    ca_file: Certificates = Field(
        default=None, description="Certificates of authorities that are trusted besides the known."
    )
    proxy: ProxyUrl = Field(
        default=None, description="The HTTP proxy on the way to an LMS, or to the provider of single sign-on."
    )
    language: Literal["en", "ru"] = Field(
        default="en", description="The language of messages where the caller names none."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="Lines for people, or JSON for machines.")
    lease_seconds: int = Field(
        default=60,
        ge=2,
        le=3600,
        description="How long a connection stays taken when the process that read it has died.",
    )
    held_scope_share: float = Field(
        default=0.5, gt=0, le=1, description="Removals wait for a person when a list would lose more than this share…"
    )
    held_scope_rows: int = Field(default=5, ge=1, description="…and at least this many records.")
    held_kind_share: float = Field(
        default=0.1, gt=0, le=1, description="They also wait when a kind of records would lose more than this share…"
    )
    held_kind_rows: int = Field(default=10, ge=1, description="…and more than this many records…")
    held_kind_most: int = Field(default=1_000, ge=1, description="…or more than this many, whatever their share.")

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def origins(self) -> tuple[str, ...]:
        """As browsers write them in the header `Origin`."""
        return listed(self.cors_origins.lower())

    @property
    def proxies(self) -> tuple[str, ...]:
        return listed(self.trusted_proxies)

    @property
    def roles_of_groups(self) -> tuple[tuple[str, str], ...]:
        """Role and group."""
        return tuple(pairs(self.oidc_roles))

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'lmsync.db'}"

    @property
    def keys(self) -> tuple[str, ...]:
        if self.secret_key is None:
            return ()
        return listed(self.secret_key.get_secret_value())


def read_settings(**given: Any) -> Settings:
    """Raises `InvalidInput` naming the variable that cannot be used."""
    file = _settings_file()
    stated = _stated(file)
    _refuse_unknown(stated)
    for variable, path in _secret_paths(stated).items():
        field = variable.removeprefix(PREFIX).removesuffix("_FILE").lower()
        given.setdefault(field, _secret(variable, path))
    try:
        settings = Settings(_env_file=file, **given)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0] if first["loc"] else "").upper()
        raise InvalidInput(name, _words(first)) from None
    _refuse_half_of_single_sign_on(settings)
    return settings


def _refuse_half_of_single_sign_on(settings: Settings) -> None:
    missing = [name for name in OF_SINGLE_SIGN_ON if not getattr(settings, name)]
    if len(missing) == len(OF_SINGLE_SIGN_ON):
        return
    if missing:
        raise InvalidInput(PREFIX + missing[0].upper(), HALF_OF_SINGLE_SIGN_ON)
    if not settings.public_url:
        raise InvalidInput(f"{PREFIX}PUBLIC_URL", NO_ADDRESS_TO_COME_BACK_TO)


def secret_files() -> list[Path]:
    """Files that `<NAME>_FILE` variables name. They hold secrets."""
    return list(_secret_paths(_stated(_settings_file())).values())


def stated_language() -> str | None:
    """`LMSYNC_LANGUAGE`, also when other settings cannot be used."""
    try:
        return _stated(_settings_file()).get(f"{PREFIX}LANGUAGE")
    except InvalidInput:
        return os.environ.get(f"{PREFIX}LANGUAGE")


def _settings_file() -> Path | None:
    """Raises `InvalidInput` for a file that was named, or is there, and cannot be read."""
    named = os.environ.get(SETTINGS_FILE)
    path = Path(named or DEFAULT_SETTINGS_FILE)
    try:
        # From a folder that may not be entered nobody can expect `lmsync.env` to be read.
        if not named and not os.access(path, os.F_OK):
            return None
        if path.is_dir():
            raise IsADirectoryError
        if path.is_file():
            path.read_text(encoding="utf-8")
        elif not path.is_char_device():  # /dev/null: no file
            raise FileNotFoundError
    except OSError as error:
        raise InvalidInput(SETTINGS_FILE, cannot_read(path, error)) from None
    except UnicodeDecodeError:
        raise InvalidInput(SETTINGS_FILE, _not_utf_8(path)) from None
    return path


def _stated(file: Path | None) -> dict[str, str]:
    """Every variable of ours that has a value, by its name in capitals. The environment decides over the file."""
    written: Mapping[str, str | None] = DotEnvSettingsSource(Settings, env_file=file).env_vars if file else {}
    known = _known_names()
    for name, value in written.items():
        if value is None and name.upper() in known:
            raise InvalidInput(
                SETTINGS_FILE, Words(en=NO_VALUE.en.format(name.upper()), ru=NO_VALUE.ru.format(name.upper()))
            )
        # The file may hold variables of other programs too; one that nearly is ours is a slip.
        if not name.upper().startswith(PREFIX) and get_close_matches(name.upper(), known, 1, 0.9):
            raise _unknown(name.upper())
    return {
        name.upper(): value
        for name, value in [*written.items(), *os.environ.items()]
        if value and name.upper().startswith(PREFIX.rstrip("_"))
    }


def _known_names() -> list[str]:
    fields = [PREFIX + name.upper() for name in Settings.model_fields]
    return [*fields, *(f"{PREFIX}{name.upper()}_FILE" for name in SECRETS), SETTINGS_FILE, SERVER]


def _refuse_unknown(stated: Mapping[str, str]) -> None:
    known = _known_names()
    for name, value in sorted(stated.items()):
        # Kubernetes writes tcp://… there; a number is somebody's who means LMSYNC_LISTEN.
        typed = name == f"{PREFIX}PORT" and "://" not in value
        if name not in known and (typed or not NOT_OURS.fullmatch(name)):
            raise _unknown(name)


def _unknown(name: str) -> InvalidInput:
    known = {name.removeprefix(PREFIX): name for name in _known_names() if name != SERVER}
    typed = name.removeprefix("LMSYNC").strip("_")
    near = ["LISTEN"] if typed in {"PORT", "HOST"} else get_close_matches(typed, known, 1, 0.5)
    words, shown = (NEARLY, known[near[0]]) if near else (UNKNOWN, ", ".join(known.values()))
    return InvalidInput(name, Words(en=words.en.format(name, shown), ru=words.ru.format(name, shown)))


def _secret_paths(stated: Mapping[str, str]) -> dict[str, Path]:
    """Paths of secrets that are not given as a value too, by the variable that names them."""
    names = [PREFIX + name.upper() for name in SECRETS]
    return {
        f"{name}_FILE": Path(stated[f"{name}_FILE"])
        for name in names
        if f"{name}_FILE" in stated and name not in stated
    }


def _secret(variable: str, path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise InvalidInput(variable, cannot_read(path, error)) from None
    except UnicodeDecodeError:
        raise InvalidInput(variable, _not_utf_8(path)) from None
    if not secret:
        raise InvalidInput(variable, Words(en=f"The file {path} is empty.", ru=f"Файл {path} пуст."))
    return secret


def _not_utf_8(path: Path) -> Words:
    return Words(
        en=f"The file {path} is not in UTF-8; save it again in that encoding.",
        ru=f"Файл {path} не в UTF-8; сохраните его в этой кодировке.",
    )


def _words(error: Mapping[str, Any]) -> Words:
    facts = error.get("ctx", {})
    cause = facts.get("error")
    if isinstance(cause, Unusable):
        return cause.words
    words = EXPECTED.get(error["type"], OTHER)
    return Words(en=words.en.format(**facts), ru=words.ru.format(**facts).replace(" or ", " или "))


HALF_OF_SINGLE_SIGN_ON = Words(
    en="Single sign-on is only half set up. Set this too, or none of LMSYNC_OIDC_ISSUER, LMSYNC_OIDC_CLIENT_ID, "
    "LMSYNC_OIDC_CLIENT_SECRET and LMSYNC_OIDC_ROLES.",
    ru="Единый вход настроен не полностью. Задайте и эту настройку или уберите все четыре: LMSYNC_OIDC_ISSUER, "
    "LMSYNC_OIDC_CLIENT_ID, LMSYNC_OIDC_CLIENT_SECRET и LMSYNC_OIDC_ROLES.",
)
NO_ADDRESS_TO_COME_BACK_TO = Words(
    en="Single sign-on needs the address to which the provider sends people back: set this to the address at which they open "
    "lmsync, for example https://lmsync.school.example",
    ru="Для единого входа нужен адрес, на который провайдер вернёт пользователя: укажите здесь адрес, по которому "
    "открывают lmsync, например https://lmsync.school.example",
)
NO_VALUE = Words(
    en="Write {0}=value: the line has no equals sign.", ru="Запишите {0}=значение: в строке нет знака равенства."
)
NEARLY = Words(
    en="{} is not a setting of lmsync; did you mean {}?", ru="У lmsync нет настройки {}; возможно, имелась в виду {}?"
)
UNKNOWN = Words(en="{} is not a setting of lmsync; it has: {}.", ru="У lmsync нет настройки {}; есть: {}.")
NOT_A_NUMBER = Words(en="Write a whole number.", ru="Нужно целое число.")
EXPECTED = {
    "bool_parsing": Words(en="Write 1 or 0.", ru="Нужно 1 или 0."),
    "int_parsing": NOT_A_NUMBER,
    "int_parsing_size": NOT_A_NUMBER,
    "int_from_float": NOT_A_NUMBER,
    "float_parsing": Words(en="Write a number, for example 0.5.", ru="Нужно число, например 0.5."),
    "finite_number": Words(en="Write a number, for example 0.5.", ru="Нужно число, например 0.5."),
    "literal_error": Words(en="Write one of: {expected}.", ru="Допустимые значения: {expected}."),
    "greater_than": Words(en="Write a number above {gt}.", ru="Нужно число больше {gt}."),
    "greater_than_equal": Words(en="Write at least {ge}.", ru="Нужно не меньше {ge}."),
    "less_than_equal": Words(en="Write at most {le}.", ru="Нужно не больше {le}."),
    "string_unicode": Words(en="The value is not in UTF-8.", ru="Значение не в UTF-8."),
}
OTHER = Words(en="This value cannot be used.", ru="Это значение не подходит.")
