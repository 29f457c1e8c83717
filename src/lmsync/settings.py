"""Settings: every environment variable, once.

Read by the command line only, given to `app.build`, and passed on as values. A variable may also stand in a file
(`lmsync.env` in the folder lmsync is started in, or the one that LMSYNC_SETTINGS_FILE names); a secret may come from
the file that `<NAME>_FILE` names. A name that is not a setting is refused: whoever misspelt it believes that it holds.
"""

import os
import re
import ssl
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from ipaddress import IPv6Address, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from lmsync.errors import InvalidInput, Words
from lmsync.site_address import read_address

PREFIX = "LMSYNC_"
SECRETS = ("first_token", "secret_key", "database_url", "oidc_client_secret")
SETTINGS_FILE = f"{PREFIX}SETTINGS_FILE"
DEFAULT_SETTINGS_FILE = "lmsync.env"
ROLES = ("viewer", "admin", "owner")
OF_SINGLE_SIGN_ON = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "oidc_roles")
"""All of them, or none."""
SERVER = f"{PREFIX}SERVER_PID"
"""The server's pid, passed to its children: `getppid()` called after the server died returns another process."""
NOT_OURS = re.compile(
    rf"{PREFIX}(TEST_\w+|SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
"""What the tests against a real LMS are given, and what Kubernetes sets where a service is called lmsync."""
ORIGIN = re.compile(r"https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?", re.IGNORECASE)
"""As a browser writes it. A name beyond ASCII it writes in Punycode."""


class _Unusable(ValueError):
    """A value that a validator refuses, with words in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


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
    database_url: str = Field(
        default="",
        description="Where the database is: sqlite:////path or postgresql://user:password@host/name. By default the "
        "file lmsync.db in the data folder.",
    )
    listen: str = Field(default="127.0.0.1:8600", description="The address and port that the API listens on.")
    public_url: str = Field(
        default="",
        description="The address at which people reach lmsync through a proxy, for example https://lmsync.school.example.",
    )
    cors_origins: str = Field(
        default="",
        description="Web sites whose pages may call the API with a token, separated by commas, for example "
        "https://crm.school.example.",
    )
    trusted_proxies: str = Field(
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
        description="How many calls with the same token may wait at the same time (`wait`). 0: as many as it likes.",
    )
    allow_plain_http: bool = Field(
        default=False,
        description="Whether people may log in over plain http at LMSYNC_PUBLIC_URL, where others on the way can read along.",
    )
    oidc_issuer: str = Field(
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
    oidc_roles: str = Field(
        default="",
        description="Which of them makes whom an operator, for example owner=it-team,viewer=teachers. Nobody else gets in.",
    )
    first_token: SecretStr | None = Field(
        default=None,
        description="The first API token, in place of one that is generated and shown once. At least 16 characters.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Seals stored LMS tokens, in place of secret.key in the data folder. Several, separated by commas: "
        "the first seals, all open.",
    )
    allow_private_addresses: bool = Field(
        default=False,
        description="Whether an LMS, or the provider of single sign-on, may have an address inside a private network, or "
        "on this machine.",
    )
    ca_file: Path | None = Field(
        default=None, description="Certificates of authorities that are trusted besides the known."
    )
    proxy: str | None = Field(
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

    @field_validator("listen")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        plain = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if not plain or not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
            raise _Unusable(NOT_AN_ADDRESS)
        if ":" in plain or plain != host:
            try:
                IPv6Address(plain)
            except ValueError:
                raise _Unusable(NOT_AN_ADDRESS) from None
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        """As a browser spells it in `Origin` and `Host`: in Punycode, in small letters, without the usual port."""
        if not value:
            return value
        try:
            url = read_address(value)
        except ValueError:
            raise _Unusable(NOT_AN_ORIGIN) from None
        if url.path.strip("/") or url.raw_query_string or url.raw_fragment or url.raw_user or url.raw_password:
            raise _Unusable(NOT_AN_ORIGIN)
        return str(url.origin())

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        if not all(ORIGIN.fullmatch(origin) for origin in _listed(value)):
            raise _Unusable(NOT_ORIGINS)
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for proxy in _listed(value):
            try:
                ip_network(proxy)
            except ValueError:
                raise _Unusable(NOT_NETWORKS) from None
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_an_issuer(cls, value: str) -> str:
        if not value:
            return value
        try:
            address = read_address(value)
        except ValueError:
            raise _Unusable(NOT_AN_ISSUER) from None
        is_safe = address.scheme == "https" or address.raw_host in {"localhost", "127.0.0.1", "::1"}
        if (
            not is_safe
            or any(character.isspace() for character in value)
            or "@" in value
            or "?" in value
            or "#" in value
        ):
            raise _Unusable(NOT_AN_ISSUER)
        return value  # as written: tokens name the provider letter by letter

    @field_validator("oidc_roles")
    @classmethod
    def _names_roles(cls, value: str) -> str:
        for role, group in _pairs(value):
            if role not in ROLES or not group:
                raise _Unusable(NOT_ROLES)
        return value

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
        except ValueError:
            raise _Unusable(NOT_A_DATABASE) from None
        known = parts.scheme in {"postgresql", "postgres"} and value.startswith(f"{parts.scheme}://")
        if value and not known and not (value.startswith("sqlite:///") and len(value) > len("sqlite:///")):
            raise _Unusable(NOT_A_DATABASE)
        return value

    @field_validator("first_token")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 16:
            raise _Unusable(SHORT_TOKEN)
        return value

    @field_validator("secret_key")
    @classmethod
    def _holds_keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not all(_is_key(key.strip()) for key in value.get_secret_value().split(",")):
            raise _Unusable(NOT_A_KEY)
        return value

    @field_validator("ca_file")
    @classmethod
    def _holds_certificates(cls, value: Path | None) -> Path | None:
        if value is None:
            return value
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            value.read_bytes()  # OpenSSL does not always say why it cannot
            context.load_verify_locations(cafile=value)
        except ssl.SSLError:
            pass
        except OSError as error:
            raise _Unusable(_cannot_read(value, error)) from None
        if not context.cert_store_stats()["x509"]:
            raise _Unusable(Words(en=NO_CERTIFICATE.en.format(value), ru=NO_CERTIFICATE.ru.format(value)))
        return value

    @field_validator("proxy")
    @classmethod
    def _is_a_proxy(cls, value: str | None) -> str | None:
        try:
            parts = urlsplit(value or "")
            usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            usable = None
        if value and not usable:
            raise _Unusable(NOT_A_PROXY)
        return value

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def origins(self) -> tuple[str, ...]:
        """As browsers write them in the header `Origin`."""
        return _listed(self.cors_origins.lower())

    @property
    def proxies(self) -> tuple[str, ...]:
        return _listed(self.trusted_proxies)

    @property
    def roles_of_groups(self) -> tuple[tuple[str, str], ...]:
        """Role and group."""
        return tuple(_pairs(self.oidc_roles))

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'lmsync.db'}"

    @property
    def keys(self) -> tuple[str, ...]:
        if self.secret_key is None:
            return ()
        return _listed(self.secret_key.get_secret_value())


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
        raise InvalidInput(SETTINGS_FILE, _cannot_read(path, error)) from None
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


def _listed(text: str) -> tuple[str, ...]:
    """What commas separate."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


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
        raise InvalidInput(variable, _cannot_read(path, error)) from None
    except UnicodeDecodeError:
        raise InvalidInput(variable, _not_utf_8(path)) from None
    if not secret:
        raise InvalidInput(variable, Words(en=f"The file {path} is empty.", ru=f"Файл {path} пуст."))
    return secret


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Of `a=b,c=d`, or of `a=b;c=d` where commas stand in the values."""
    for pair in filter(str.strip, text.split(";" if ";" in text else ",")):
        name, _, value = pair.partition("=")
        yield name.strip(), value.strip()


def _is_key(text: str) -> bool:
    try:
        return len(urlsafe_b64decode(text)) == 32
    except ValueError:
        return False


def _cannot_read(path: Path, error: OSError) -> Words:
    cause = next((words for kind, words in CAUSES.items() if isinstance(error, kind)), None)
    en, ru = (cause.en, cause.ru) if cause else (error.strerror or "",) * 2
    return Words(en=f"The file {path} cannot be read: {en}.", ru=f"Файл {path} не читается: {ru}.")


def _not_utf_8(path: Path) -> Words:
    return Words(
        en=f"The file {path} is not in UTF-8; save it again in that encoding.",
        ru=f"Файл {path} не в UTF-8; сохраните его в этой кодировке.",
    )


def _words(error: Mapping[str, Any]) -> Words:
    facts = error.get("ctx", {})
    cause = facts.get("error")
    if isinstance(cause, _Unusable):
        return cause.words
    words = EXPECTED.get(error["type"], OTHER)
    return Words(en=words.en.format(**facts), ru=words.ru.format(**facts).replace(" or ", " или "))


CAUSES = {
    FileNotFoundError: Words(en="it does not exist", ru="его нет"),
    PermissionError: Words(en="this user may not read it", ru="у этого пользователя нет прав на чтение"),
    IsADirectoryError: Words(en="it is a folder", ru="это папка"),
    NotADirectoryError: Words(en="a part of its path is not a folder", ru="часть пути не является папкой"),
}
NOT_AN_ADDRESS = Words(
    en="Write host:port with a port from 1 to 65535, for example 127.0.0.1:8600, localhost:8600 or [::1]:8600.",
    ru="Запишите как хост:порт с портом от 1 до 65535, например 127.0.0.1:8600, localhost:8600 или [::1]:8600.",
)
NOT_AN_ORIGIN = Words(
    en="Write the address without a path, for example https://lmsync.school.example",
    ru="Запишите адрес без пути, например https://lmsync.school.example",
)
NOT_ORIGINS = Words(
    en="Write scheme and host of each site as its browser does, without a path, separated by commas, for example "
    "https://crm.school.example. Name the sites: * is not understood.",
    ru="Запишите схему и имя каждого сайта так, как их пишет браузер, без пути, через запятую, например "
    "https://crm.school.example. Перечислите сайты: * не поддерживается.",
)
NOT_NETWORKS = Words(
    en="Write IP addresses or networks, separated by commas, for example 10.0.0.5, 172.16.0.0/12. A network has only zeros "
    "after its prefix.",
    ru="Запишите IP-адреса или сети через запятую, например 10.0.0.5, 172.16.0.0/12. После префикса сети должны "
    "стоять только нули.",
)
NOT_AN_ISSUER = Words(
    en='Write the address of the provider as it stands under "issuer" in its …/.well-known/openid-configuration; it begins '
    "with https://",
    ru="Запишите адрес провайдера так, как он указан в поле «issuer» на странице …/.well-known/openid-configuration; он "
    "начинается с https://",
)
NOT_ROLES = Words(
    en="Write role=group, separated by commas (by semicolons, if a group has a comma in its name); the roles are "
    "viewer, admin and owner. For example: owner=it-team,viewer=teachers",
    ru="Запишите пары роль=группа через запятую (через точку с запятой, если запятая есть в имени группы); роли: viewer, "
    "admin и owner. Например: owner=it-team,viewer=teachers",
)
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
NOT_A_DATABASE = Words(
    en="Write the address of the database like sqlite:////var/lib/lmsync/lmsync.db or "
    "postgresql://lmsync:password@localhost/lmsync",
    ru="Запишите адрес базы данных так: sqlite:////var/lib/lmsync/lmsync.db или "
    "postgresql://lmsync:password@localhost/lmsync",
)
SHORT_TOKEN = Words(en="A token needs at least 16 characters.", ru="В токене должно быть не меньше 16 символов.")
NOT_A_KEY = Words(
    en="This is not a key; make one with: lmsync config --new-key",
    ru="Это не ключ; создайте его командой: lmsync config --new-key",
)
NO_CERTIFICATE = Words(
    en="The file {} holds no certificate; it needs at least one in PEM form (-----BEGIN CERTIFICATE-----).",
    ru="В файле {} нет сертификатов; нужен хотя бы один в формате PEM (-----BEGIN CERTIFICATE-----).",
)
NOT_A_PROXY = Words(
    en="Write the address of the proxy like http://proxy.school.example:3128",
    ru="Запишите адрес прокси так: http://proxy.school.example:3128",
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
