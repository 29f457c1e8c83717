"""Settings of every type come back as they were, and secrets never lie open, however deep they stand."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, Secret, SecretBytes, SecretStr, ValidationError, computed_field

from lmsync.store.keeping.secrets import Sealer, new_key
from lmsync.sync.kept_settings import completed, read_settings, restored, split


class Account(BaseModel):
    name: str
    key: SecretStr
    until: date | None = date(2030, 1, 1)


class Everything(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    folder: Path | None = None
    token: SecretStr | None = None
    accounts: list[Account] = []
    by_school: dict[str, Account] = {}
    keys_by_year: dict[int, SecretStr] = {}
    keys: list[SecretStr] = []
    raw: SecretBytes | None = None
    born: Secret[date] | None = None
    languages: set[str] = set()
    limit: int | None = 5
    pause: timedelta = timedelta(seconds=3)
    anything: Any = None
    from_day: date | None = Field(default=None, alias="from")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def count(self) -> int:
        return len(self.accounts)


ACCOUNT = {"name": "Школа № 5", "key": "hush-1", "until": "2027-05-01"}
VALUES: list[dict[str, Any]] = [
    {},
    {"folder": "/srv/school", "languages": ["ru", "en"], "pause": "PT1M", "from": "2026-09-01"},
    {"token": "hush-2"},
    {"limit": None, "anything": [1, {"deep": [None, "x"]}]},
    {"accounts": [ACCOUNT, {"name": "B", "key": "hush-3", "until": None}]},
    {"by_school": {"a/b~c": ACCOUNT, "": {"name": "C", "key": "hush-4"}}},
    {"keys_by_year": {"2026": "hush-5"}, "keys": ["hush-6", "hush-7"], "raw": "hush-8", "born": "2001-02-03"},
]


@pytest.mark.parametrize("values", VALUES)
def test_settings_survive_being_stored(values: dict[str, Any]) -> None:
    settings = read_settings(Everything, values)
    sealer = Sealer([new_key()])

    shown, secrets = split(settings)
    stored, sealed = json.dumps(shown), sealer.seal_all("token of the LMS", secrets)

    assert "hush" not in stored
    assert "2001-02-03" not in stored
    token, unsealed = sealer.unseal_all(sealed)
    assert token == "token of the LMS"
    assert restored(Everything, json.loads(stored), unsealed) == settings


def test_secrets_that_were_sealed_by_their_names_are_still_read() -> None:
    assert restored(Everything, {}, {"token": "hush"}).token == SecretStr("hush")


def test_empty_settings_show_nothing_but_what_has_a_default() -> None:
    shown, _ = split(read_settings(Everything, {}))
    assert shown.keys() == {"accounts", "by_school", "keys_by_year", "keys", "languages", "limit", "pause"}


def test_settings_that_an_integration_does_not_have_any_more_are_refused() -> None:
    with pytest.raises(ValidationError):
        restored(Everything, {"gone": 1}, {})


def test_secrets_that_were_left_out_are_put_back_and_those_that_were_sent_stay() -> None:
    shown, secrets = split(read_settings(Everything, {"token": "hush-1", "accounts": [ACCOUNT], "keys": ["hush-2"]}))
    whole = completed(shown | {"limit": 7}, secrets)
    assert restored(Everything, shown | {"limit": 7}, secrets) == read_settings(Everything, whole)
    assert completed({"token": "new", "accounts": [], "keys": "odd"}, secrets) == {
        "token": "new",
        "accounts": [],
        "keys": "odd",
    }
