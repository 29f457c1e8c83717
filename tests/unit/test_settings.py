"""Settings: addresses are spelled as browsers spell them, to be compared with what they send; what belongs together is given
together."""

import os

import pytest
from pydantic import ValidationError

from lmsync.api.hosts import Hosts
from lmsync.errors import InvalidInput
from lmsync.settings import Settings, read_settings


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("", ""),
        ("https://lmsync.school.example", "https://lmsync.school.example"),
        ("HTTPS://LMSYNC.School.example:443/", "https://lmsync.school.example"),
        ("http://lmsync.school.example.:8600", "http://lmsync.school.example:8600"),
        ("https://школа.рф", "https://" + "школа.рф".encode("idna").decode()),
        ("http://[FD00:0::5]:80", "http://[fd00::5]"),
    ],
)
def test_the_public_address_is_spelled_as_in_origin_and_host(written: str, spelled: str) -> None:
    assert Settings(_env_file=None, public_url=written).public_url == spelled
    if spelled:
        assert Hosts(spelled, "0.0.0.0").know(spelled.partition("://")[2])


@pytest.mark.parametrize(
    "written",
    [
        "lmsync.school.example",
        "https://",
        "https://lmsync school.example",
        "https://admin@lmsync.school.example",
        "https://admin:secret@lmsync.school.example",
        "https://lmsync.school.example/panel",
        "https://lmsync.school.example?x=1",
        "https://lmsync.school.example#panel",
        "https://lmsync.school.example:0",
        "https://lmsync.school.example:99999",
        "https://[::1",
        "https://1.2.3.256",
        "https://lmsync.school.example\r\nEvil: yes",
        "javascript://lmsync.school.example",
    ],
)
def test_what_is_not_a_public_address_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="without a path"):
        Settings(_env_file=None, public_url=written)


SINGLE_SIGN_ON = {
    "LMSYNC_PUBLIC_URL": "https://lmsync.school.example",
    "LMSYNC_OIDC_ISSUER": "https://login.school.example",
    "LMSYNC_OIDC_CLIENT_ID": "lmsync",
    "LMSYNC_OIDC_CLIENT_SECRET": "a-secret-that-nobody-may-see",
    "LMSYNC_OIDC_ROLES": "owner=it-team,viewer=teachers",
}


def read(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name in [name for name in os.environ if name.startswith("LMSYNC_")]:
        monkeypatch.delenv(name)
    for name, value in {"LMSYNC_SETTINGS_FILE": os.devnull, **given}.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_single_sign_on_is_given_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch).oidc_issuer == ""
    settings = read(monkeypatch, **SINGLE_SIGN_ON)
    assert settings.roles_of_groups == (("owner", "it-team"), ("viewer", "teachers"))
    assert SINGLE_SIGN_ON["LMSYNC_OIDC_CLIENT_SECRET"] not in repr(settings)


@pytest.mark.parametrize(
    ("changed", "named", "words"),
    [
        ({"LMSYNC_PUBLIC_URL": ""}, "LMSYNC_PUBLIC_URL", "sends people back"),
        ({"LMSYNC_OIDC_ISSUER": ""}, "LMSYNC_OIDC_ISSUER", "half"),
        ({"LMSYNC_OIDC_CLIENT_ID": ""}, "LMSYNC_OIDC_CLIENT_ID", "half"),
        ({"LMSYNC_OIDC_CLIENT_SECRET": ""}, "LMSYNC_OIDC_CLIENT_SECRET", "half"),
        ({"LMSYNC_OIDC_ROLES": ""}, "LMSYNC_OIDC_ROLES", "half"),
        ({"LMSYNC_OIDC_ROLES": "boss=it-team"}, "LMSYNC_OIDC_ROLES", "viewer"),
        ({"LMSYNC_OIDC_ROLES": "owner"}, "LMSYNC_OIDC_ROLES", "viewer"),
        ({"LMSYNC_OIDC_ISSUER": "http://login.school.example"}, "LMSYNC_OIDC_ISSUER", "https://"),
        ({"LMSYNC_OIDC_ISSUER": "https://a@login.school.example"}, "LMSYNC_OIDC_ISSUER", "https://"),
        ({"LMSYNC_OIDC_ISSUER": "login.school.example"}, "LMSYNC_OIDC_ISSUER", "https://"),
        ({"LMSYNC_OIDC_ISSUER": "https://login school.example"}, "LMSYNC_OIDC_ISSUER", "https://"),
        ({"LMSYNC_OIDC_ISSUER": "https://1.2.3.256"}, "LMSYNC_OIDC_ISSUER", "https://"),
        ({"LMSYNC_OIDC_ISSUER": "https://login.school.example?x=1"}, "LMSYNC_OIDC_ISSUER", "https://"),
    ],
)
def test_with_half_of_single_sign_on_it_is_named_what_is_missing(
    changed: dict[str, str], named: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(monkeypatch, **SINGLE_SIGN_ON | changed)
    assert refused.value.field == named
    assert words in refused.value.words.en
    assert refused.value.words.ru
