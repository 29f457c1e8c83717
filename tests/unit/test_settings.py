"""Addresses in settings are compared with what browsers send, so they are spelled as browsers spell them."""

import pytest
from pydantic import ValidationError

from lmsync.api.hosts import Hosts
from lmsync.settings import Settings


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
