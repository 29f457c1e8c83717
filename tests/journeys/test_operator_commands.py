"""The first owner, and who is locked out: with the command line alone, beside a running server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import fresh_database
from tests.journeys.test_printed_commands import logged_in, with_password
from tests.served import Api, served
from tests.warm import Ended, command, refused


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Api, Path, dict[str, str]]]:
    """A new installation, its data folder, and the settings with which commands find it."""
    folder = tmp_path_factory.mktemp("operators")
    with fresh_database(request, folder) as url, served(folder, LMSYNC_DATABASE_URL=url) as (api, _):
        listen = api.url.removeprefix("http://")
        settings = {"LMSYNC_DATA_DIR": str(folder), "LMSYNC_DATABASE_URL": url, "LMSYNC_LISTEN": listen}
        yield api, folder, settings


def printed(text: str) -> str:
    (line,) = (line.strip() for line in text.splitlines() if "/api/v1/auth/setup" in line)
    return line


def test_from_the_first_start_to_an_owner_who_is_locked_out(
    server: tuple[Api, Path, dict[str, str]], tmp_path: Path
) -> None:
    api, folder, settings = server

    def ended(text: str) -> Ended:
        done = command(text, None, **settings)
        assert done.code == 0, done
        return done

    shown = (folder / "serve.log").read_text(encoding="utf-8")
    first = printed(shown)
    (link,) = re.findall(r"/setup#([\w-]+)$", shown, re.M)
    assert f'"token": "{link}"' in first
    assert f"{api.url}/setup#{link}\n" in shown
    assert with_password("sh", first, tmp_path)["operator"]["login"] == "owner"
    assert with_password("sh", first, tmp_path)["errors"][0]["code"] == "link_is_over"
    assert logged_in(api.url, "owner")
    made = ended("operators create Anna --name Anna --role admin")
    assert "no password yet" in ended("operators list").out
    assert with_password("bash", printed(made.out), tmp_path)["operator"]["role"] == "admin"
    assert with_password("sh", printed(ended("operators create boris").out), tmp_path)["operator"]["role"] == "viewer"
    first_link = printed(ended("operators reset OWNER").out)
    second_link = printed(ended("operators reset owner").out)
    assert logged_in(api.url, "owner")  # the old password, until the link is used
    assert with_password("sh", first_link, tmp_path)["errors"][0]["code"] == "link_is_over"
    assert with_password("sh", second_link, tmp_path)["operator"]["role"] == "owner"
    listed = ended("operators list").out
    assert re.findall(r"owner|anna|boris", listed)[:2] == ["owner", "owner"]
    assert not re.search(r"[\w-]{40}", listed)
    acts = api.ask("GET", "/api/v1/audit?actor=command%20line").json["items"]
    assert [(act["action"], act["subject"]) for act in acts] == [
        ("operator reset", "operator:1"),
        ("operator reset", "operator:1"),
        ("operator made", "operator:3"),
        ("operator made", "operator:2"),
    ]
    assert "token" not in str(acts)
    refused(
        [
            ("operators create anna", settings, []),
            ("operators create carl --role headmaster", settings, ["viewer, admin, owner"]),
            ("operators create a\tb", settings, ["100"]),
            ("operators reset nobody", settings, ["operators list"]),
        ]
    )
