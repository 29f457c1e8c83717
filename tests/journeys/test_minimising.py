"""What a connection is told not to mirror is nowhere, whichever LMS delivers it, and comes back when it is wanted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import fresh_database
from tests.journeys.test_erasure import files_of, followed
from tests.served import Api, Lms, served, simulated

ADDRESSES = "@school.example"
"""Ends all e-mail addresses of the simulated school, and nothing else."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_database(request, tmp_path) as address:
        yield address


@pytest.fixture
def lms(url: str) -> Iterator[Lms]:
    """Another for each database: records of both pass the same place, and rows of both databases too."""
    with simulated("moodle" if url.startswith("sqlite") else "canvas") as lms:
        yield lms


def configured(api: Api, lms: Lms, **facts: Any) -> dict[str, Any]:
    answer = api.configure(lms, name="North", **facts)
    assert answer.status in (200, 201), answer.body.decode()
    assert api.ask("POST", "/api/v1/crm/sync/stop").status == 200
    found: dict[str, Any] = answer.json
    return found


def synced(api: Api) -> dict[str, Any]:
    run = api.sync()
    assert run["state"] == "complete", run
    found: dict[str, Any] = run["counts"]["user"]
    return found


def emails(api: Api) -> list[Any]:
    """The e-mail of each person; `"absent"` where the record comes without it."""
    return [row.get("email", "absent") for row in api.every("users", limit=500)]


def status_of(api: Api) -> list[str]:
    found: list[str] = api.get("status")["connections"][0]["fields_not_mirrored"]
    return found


def test_what_is_not_mirrored_is_never_stored(
    url: str, lms: Lms, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        row = configured(api, lms, fields_not_mirrored=["user.email", "user.display_name"])
        assert row["connection"]["fields_not_mirrored"] == ["user.email", "user.display_name"]
        assert row["cleaned"] is None
        synced(api)
        assert set(emails(api)) == {"absent"}
        assert not any("display_name" in person for person in api.every("users"))
        assert not any("name" in enrollment["user"] for enrollment in api.every("enrollments"))
        assert not any("name" in who for lesson in api.every("lessons", kind="deadline") for who in lesson["teachers"])
        assert not any(ADDRESSES in text for text in files_of(url, tmp_path, request))
        assert (status_of(api), api.get("configure")["connections"][0]["fields_not_mirrored"]) == (
            ["user.email", "user.display_name"],
            ["user.email", "user.display_name"],
        )


def test_a_field_goes_at_once_and_comes_back(
    url: str, lms: Lms, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        configured(api, lms)
        synced(api)
        person = next(row for row in api.every("students") if row["email"])
        lms.change("rename", person=int(person["external_id"]), given="Ксаверия", family="Невымышленная")
        assert synced(api)["changed"] == 1
        with_address = sorted(row["id"] for row in api.every("users") if row["email"])
        start = api.get("changes", start="now")["next_cursor"]
        assert any(ADDRESSES in text for text in files_of(url, tmp_path, request))

        row = configured(api, lms, fields_not_mirrored=["user.email"])
        assert (row["connection"]["fields_not_mirrored"], row["cleaned"]) == (["user.email"], True)
        assert set(emails(api)) == {"absent"}
        changes, cursor = followed(api, start)
        assert sorted(change["id"] for change in changes) == with_address
        assert {(change["change"], change["fields"]) for change in changes} == {("changed", None)}
        assert not any("email" in change["data"] for change in changes)
        assert not any(ADDRESSES in text for text in files_of(url, tmp_path, request))
        assert api.every("users", q=person["email"]) == []
        for _ in range(2):
            counts = synced(api)
            assert (counts["changed"], counts["removed"], counts["set_aside"]) == (0, 0, 0)
            assert not any(ADDRESSES in text for text in files_of(url, tmp_path, request))
        assert followed(api, cursor)[0] == []

        # Whoever changes something else does not bring it back by leaving the list out.
        assert configured(api, lms, sync_interval_seconds=600)["connection"]["fields_not_mirrored"] == ["user.email"]
        assert synced(api)["changed"] == 0
        assert set(emails(api)) == {"absent"}

        assert configured(api, lms, fields_not_mirrored=[])["cleaned"] is None
        page = api.get("users")
        assert (page["total"], page["not_yet_read"]) == (None, ["north"])
        assert synced(api)["changed"] == len(with_address)
        page = api.get("users")
        assert (page["total"], page["not_yet_read"]) == (len(api.every("users")), [])
        assert sorted(row["id"] for row in api.every("users") if row["email"]) == with_address
        assert [row["id"] for row in api.every("users", q=person["email"])] == [person["id"]]
        assert status_of(api) == []

        acts = api.ask("GET", "/api/v1/audit?action=connection%20configured").json["items"]
        lists = [
            ((act["before"] or {}).get("fields_not_mirrored"), act["after"]["fields_not_mirrored"]) for act in acts
        ]
        assert sorted(lists, key=str) == sorted(
            [(None, []), ([], ["user.email"]), (["user.email"], ["user.email"]), (["user.email"], [])], key=str
        )
