"""Tokens on the command line, beside a running server."""

from pathlib import Path

import pytest

from tests.conftest import fresh_database
from tests.served import Api, served, simulated
from tests.warm import Ended, command, commands


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_token_is_made_used_listed_and_revoked(database: str, tmp_path: Path) -> None:
    def ended(text: str) -> Ended:
        return command(text, LMSYNC_DATA_DIR=str(tmp_path), LMSYNC_DATABASE_URL=database)

    with simulated() as lms, served(tmp_path, LMSYNC_DATABASE_URL=database) as (owner, _):
        assert owner.configure(lms, name="North").status == 201
        assert owner.sync()["state"] == "complete"
        made = ended("token new Timetable --scopes read:lessons,read:courses --connection north --kinds lesson,course")
        assert made.code == 0, made
        (secret,) = (line.strip() for line in made.out.splitlines() if line.strip().startswith("lmsync_"))
        program = Api(owner.url, secret)
        assert program.ask("GET", "/api/v1/crm/lessons").status == 200
        assert program.ask("GET", "/api/v1/crm/students").status == 403
        reader = ended("token new Reader --days 30")
        (other,) = (line.strip() for line in reader.out.splitlines() if line.strip().startswith("lmsync_"))
        assert Api(owner.url, other).get("students", limit=1)["items"][0]["display_name"]

        listed = ended("token list")
        assert listed.code == 0
        assert all(shown in listed.out for shown in ("Timetable", "read:lessons", "north", "lesson", "Reader"))
        assert secret not in listed.out

        assert ended("token revoke 2").code == 0
        assert program.ask("GET", "/api/v1/crm/lessons").status == 401
        assert ended("token revoke 99").code == 2
        acts = owner.ask("GET", "/api/v1/audit?actor=command%20line").json["items"]
        assert [(act["action"], act["subject"]) for act in acts] == [
            ("token revoked", "token:2"),
            ("token made", "token:3"),
            ("token made", "token:2"),
        ]


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    with fresh_database(request, tmp_path) as url:
        yield url


def test_what_cannot_be_given_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    shown = {
        "--scopes everything": "read:students",
        "--scopes ,": "read:students",
        "--kinds pupil": "lesson",
        "--kinds ,": "lesson",
        "--connection elsewhere": "slug or name",
        "--days 0": "days",
    }
    spoken = ["migrate", *(f"token new Timetable {options}" for options in shown), "token list"]
    migrated, *refused, listed = commands([(text, {"LMSYNC_DATA_DIR": str(tmp_path)}) for text in spoken])
    assert migrated.code == listed.code == 0
    for options, ended in zip(shown, refused, strict=True):
        assert ended.code == 2, options
        assert shown[options] in ended.err, options
    assert "Timetable" not in listed.out
