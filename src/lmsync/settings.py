"""Settings: every environment variable, once.

Read by the command line and `create_app` only, and passed on as values. A variable may also stand in a file
(`lmsync.env` in the folder lmsync is started in, or the one that LMSYNC_SETTINGS_FILE names); a secret may come from
the file that `<NAME>_FILE` names.
"""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from lmsync.errors import InvalidInput, Words

PREFIX = "LMSYNC_"
SECRETS = ("first_token", "secret_key", "database_url")


class Settings(BaseSettings):
    """What an installation can be told. Every field is LMSYNC_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file_encoding="utf-8", extra="ignore")

    data_dir: Path = Field(
        default=Path("lmsync-data"), description="The folder for the database and the secret key. Back it up."
    )
    database_url: str = Field(
        default="",
        description="Where the database is: sqlite:////path or postgresql://user:password@host/name. By default the "
        "file lmsync.db in the data folder.",
    )
    listen: str = Field(default="127.0.0.1:8600", description="The address and port that the API listens on.")
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
        default=False, description="Whether an LMS may have an address inside a private network, or on this machine."
    )
    ca_file: Path | None = Field(
        default=None, description="Certificates of authorities that are trusted besides the known."
    )
    proxy: str | None = Field(default=None, description="The HTTP proxy on the way to an LMS.")
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

    @model_validator(mode="before")
    @classmethod
    def _secrets_from_files(cls, values: Any) -> Any:
        if isinstance(values, dict):
            for name in SECRETS:
                path = os.environ.get(f"{PREFIX}{name.upper()}_FILE")
                if path and not values.get(name):
                    values[name] = Path(path).read_text(encoding="utf-8").strip()
        return values

    @field_validator("listen")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("write host:port, for example 127.0.0.1:8600")
        return value

    @field_validator("first_token")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 16:
            raise ValueError("a token needs at least 16 characters")
        return value

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'lmsync.db'}"

    @property
    def keys(self) -> tuple[str, ...]:
        if self.secret_key is None:
            return ()
        return tuple(key.strip() for key in self.secret_key.get_secret_value().split(",") if key.strip())


def read_settings(**given: Any) -> Settings:
    """Raises `InvalidInput` naming the variable that cannot be used."""
    file = os.environ.get(f"{PREFIX}SETTINGS_FILE", "lmsync.env")
    try:
        return Settings(_env_file=file, **given)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0] if first["loc"] else "").upper()
        said = first["msg"].removeprefix("Value error, ")
        raise InvalidInput(name, Words(en=f"{name}: {said}", ru=f"{name}: {said}")) from None
    except OSError as error:
        raise InvalidInput(
            "settings", Words(en=f"Cannot read {error.filename}.", ru=f"Не читается {error.filename}.")
        ) from None
