"""A configuration as somebody sends it, and how it is understood."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from lmsync.api.parts import Line
from lmsync.api.wrong_values import words_of_error
from lmsync.errors import InvalidInput, Words
from lmsync.integrations import find_integrations
from lmsync.kinds import MAY_STAY_OUT
from lmsync.sync.kept_settings import read_settings
from lmsync.sync.opening import Candidate


class CRMConfigRequest(BaseModel):
    """An LMS to connect."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    crm_type: str = Field(max_length=40, description="A system of GET /crm/systems.", examples=["moodle"])
    base_url: str | None = Field(
        default=None,
        max_length=500,
        description="The address of the site's front page. Required where the system needs an address.",
        examples=["https://moodle.school.example"],
    )
    api_token: SecretStr | None = Field(
        default=None,
        max_length=4000,
        description="The token of the service account. It is sealed when stored, and never comes back. Required where the "
        "system needs an address. A `connection` that is named, and keeps its address, keeps its token when none is sent.",
        examples=["0123456789abcdef0123456789abcdef"],
    )
    token_expires_at: datetime | None = Field(
        default=None,
        description="When the token ends, if you know: an LMS says so only once it has ended. Without it, what was said of "
        "this token stays; a new token's end is not known.",
        examples=["2027-06-30T00:00:00Z"],
    )
    connection: str | None = Field(
        default=None, max_length=100, description="The connection to replace, by slug or name.", examples=["school"]
    )
    name: Line | None = Field(default=None, min_length=1, max_length=100, description="How people call it.")
    sync_interval_seconds: int = Field(default=300, ge=30, le=604_800)
    settings: dict[str, Any] = Field(default_factory=dict, description="The system's own, see settings_schema.")
    fields_not_mirrored: list[Annotated[str, Field(max_length=100)]] | None = Field(
        default=None,
        max_length=100,
        description="Fields about people that are not to be kept from this LMS, like `user.email`. What is stored of them "
        f"goes at once. Without this list, it stays as it is. These may be named: {', '.join(MAY_STAY_OUT)}.",
        examples=[["user.email", "user.username"]],
    )
    force: bool = Field(default=False, description="Store it even though the check fails.")


def understood(body: CRMConfigRequest) -> Candidate:
    """Raises `InvalidInput` naming the field."""
    integration = find_integrations().get(body.crm_type)
    if integration is None:
        known = ", ".join(find_integrations())
        raise InvalidInput("crm_type", Words(en=f"One of: {known}.", ru=f"Одно из: {known}."))
    if any(field not in MAY_STAY_OUT for field in body.fields_not_mirrored or ()):
        raise InvalidInput("fields_not_mirrored", MUST_STAY)
    base_url = None
    if integration.needs_address:
        if body.base_url is None:
            raise InvalidInput("base_url", NO_ADDRESS)
        base_url = integration.site_url(body.base_url)
    elif body.base_url:
        raise InvalidInput("base_url", NEEDS_NO_ADDRESS)
    token = "" if body.api_token is None else body.api_token.get_secret_value().strip()
    if not token and integration.needs_address:
        raise InvalidInput("api_token", EMPTY_TOKEN)
    if not token.isascii() or any(character.isspace() for character in token):
        raise InvalidInput("api_token", NO_TOKEN)
    try:
        settings = read_settings(integration.Config, body.settings)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in ("settings", *first["loc"]))
        raise InvalidInput(field, words_of_error(first)) from None
    return Candidate(integration, base_url, token, settings)


def said_end_of_token(body: CRMConfigRequest) -> int | None:
    """As Unix seconds; a time without a zone is UTC."""
    at = body.token_expires_at
    return None if at is None else int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


NO_ADDRESS = Words(
    en="Enter the address of the site as the browser shows it, for example https://moodle.school.example",
    ru="Введите адрес сайта так, как его показывает браузер, например https://moodle.school.example",
)
NEEDS_NO_ADDRESS = Words(
    en="This system has no address. Leave base_url out; where it is stands in its settings.",
    ru="У этой системы нет адреса. Не указывайте base_url: где она находится, задают её настройки.",
)
EMPTY_TOKEN = Words(
    en="Enter the token of the service account; GET /api/v1/crm/systems says how to make one.",
    ru="Введите токен служебной учётной записи; как его получить, расскажет GET /api/v1/crm/systems.",
)
MUST_STAY = Words(
    en=f"Only these fields can be left out: {', '.join(MAY_STAY_OUT)}. By the others lmsync tells who is who, who is where "
    "and what takes place when.",
    ru=f"Не хранить можно только эти поля: {', '.join(MAY_STAY_OUT)}. По остальным lmsync понимает, кто есть кто, кто где "
    "учится и что когда проходит.",
)
NO_TOKEN = Words(
    en="This token has spaces or unusual letters. Copy it again from the LMS.",
    ru="В токене пробелы или необычные символы. Скопируйте его из LMS ещё раз.",
)
