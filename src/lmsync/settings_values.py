"""What a setting may hold: each type refuses what cannot be used, with words in both languages."""

import re
import ssl
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from lmsync.errors import Words
from lmsync.site_address import read_address

ROLES = ("viewer", "admin", "owner")
ORIGIN = re.compile(r"https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?", re.IGNORECASE)
"""As a browser writes it. A name beyond ASCII it writes in Punycode."""


class Unusable(ValueError):
    """A value that a validator refuses, with words in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def listed(text: str) -> tuple[str, ...]:
    """What commas separate."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Of `a=b,c=d`, or of `a=b;c=d` where commas stand in the values."""
    for pair in filter(str.strip, text.split(";" if ";" in text else ",")):
        name, _, value = pair.partition("=")
        yield name.strip(), value.strip()


def cannot_read(path: Path, error: OSError) -> Words:
    cause = next((words for kind, words in CAUSES.items() if isinstance(error, kind)), None)
    en, ru = (cause.en, cause.ru) if cause else (error.strerror or "",) * 2
    return Words(en=f"The file {path} cannot be read: {en}.", ru=f"Файл {path} не читается: {ru}.")


def _is_an_address(value: str) -> str:
    host, _, port = value.rpartition(":")
    plain = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not plain or not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise Unusable(NOT_AN_ADDRESS)
    if ":" in plain or plain != host:
        try:
            IPv6Address(plain)
        except ValueError:
            raise Unusable(NOT_AN_ADDRESS) from None
    return value


def _is_an_origin(value: str) -> str:
    """As a browser spells it in `Origin` and `Host`: in Punycode, in small letters, without the usual port."""
    if not value:
        return value
    try:
        url = read_address(value)
    except ValueError:
        raise Unusable(NOT_AN_ORIGIN) from None
    if url.path.strip("/") or url.raw_query_string or url.raw_fragment or url.raw_user or url.raw_password:
        raise Unusable(NOT_AN_ORIGIN)
    return str(url.origin())


def _are_origins(value: str) -> str:
    if not all(ORIGIN.fullmatch(origin) for origin in listed(value)):
        raise Unusable(NOT_ORIGINS)
    return value


def _are_networks(value: str) -> str:
    for proxy in listed(value):
        try:
            ip_network(proxy)
        except ValueError:
            raise Unusable(NOT_NETWORKS) from None
    return value


def _is_an_issuer(value: str) -> str:
    if not value:
        return value
    try:
        address = read_address(value)
    except ValueError:
        raise Unusable(NOT_AN_ISSUER) from None
    is_safe = address.scheme == "https" or address.raw_host in {"localhost", "127.0.0.1", "::1"}
    if not is_safe or any(character.isspace() for character in value) or "@" in value or "?" in value or "#" in value:
        raise Unusable(NOT_AN_ISSUER)
    return value  # as written: tokens name the provider letter by letter


def _names_roles(value: str) -> str:
    for role, group in pairs(value):
        if role not in ROLES or not group:
            raise Unusable(NOT_ROLES)
    return value


def _is_a_database(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        raise Unusable(NOT_A_DATABASE) from None
    known = parts.scheme in {"postgresql", "postgres"} and value.startswith(f"{parts.scheme}://")
    if value and not known and not (value.startswith("sqlite:///") and len(value) > len("sqlite:///")):
        raise Unusable(NOT_A_DATABASE)
    return value


def _is_long(value: SecretStr | None) -> SecretStr | None:
    if value is not None and len(value.get_secret_value()) < 16:
        raise Unusable(SHORT_TOKEN)
    return value


def _holds_keys(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not all(_is_key(key.strip()) for key in value.get_secret_value().split(",")):
        raise Unusable(NOT_A_KEY)
    return value


def _holds_certificates(value: Path | None) -> Path | None:
    if value is None:
        return value
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        value.read_bytes()  # OpenSSL does not always say why it cannot
        context.load_verify_locations(cafile=value)
    except ssl.SSLError:
        pass
    except OSError as error:
        raise Unusable(cannot_read(value, error)) from None
    if not context.cert_store_stats()["x509"]:
        raise Unusable(Words(en=NO_CERTIFICATE.en.format(value), ru=NO_CERTIFICATE.ru.format(value)))
    return value


def _is_a_proxy(value: str | None) -> str | None:
    try:
        parts = urlsplit(value or "")
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = None
    if value and not usable:
        raise Unusable(NOT_A_PROXY)
    return value


def _is_key(text: str) -> bool:
    try:
        return len(urlsafe_b64decode(text)) == 32
    except ValueError:
        return False


HostAndPort = Annotated[str, AfterValidator(_is_an_address)]
Origin = Annotated[str, AfterValidator(_is_an_origin)]
Origins = Annotated[str, AfterValidator(_are_origins)]
Networks = Annotated[str, AfterValidator(_are_networks)]
Issuer = Annotated[str, AfterValidator(_is_an_issuer)]
RolesOfGroups = Annotated[str, AfterValidator(_names_roles)]
DatabaseUrl = Annotated[str, AfterValidator(_is_a_database)]
LongToken = Annotated[SecretStr | None, AfterValidator(_is_long)]
SealingKeys = Annotated[SecretStr | None, AfterValidator(_holds_keys)]
Certificates = Annotated[Path | None, AfterValidator(_holds_certificates)]
ProxyUrl = Annotated[str | None, AfterValidator(_is_a_proxy)]

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
