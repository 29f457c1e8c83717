"""A person who was erased is nowhere, and stays away: whatever the LMS says, and whichever backup is put back."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lmsync.access.rights import READ_ONLY
from lmsync.store.engine.sqlite import sqlite_path
from lmsync.store.keeping import erasures_file
from lmsync.store.reading.listings import LISTINGS
from tests.conftest import fresh_database, named
from tests.schema_dumps import dump
from tests.served import Api, Lms, served, simulated
from tests.warm import command

ABOUT_PEOPLE = ("users", "students", "teachers", "enrollments", "submissions", "attendance", "groups", "lessons")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_database(request, tmp_path) as address:
        yield address


@pytest.fixture
def moodle() -> Iterator[Lms]:
    with simulated("moodle") as lms:
        yield lms


def connect(api: Api, lms: Lms, name: str) -> None:
    assert api.configure(lms, name=name).status == 201
    assert api.ask("POST", "/api/v1/crm/sync/stop").status == 200
    assert api.sync(connection=name.lower())["state"] == "complete"


def conspicuous(api: Api, lms: Lms) -> dict[str, Any]:
    """A student in a group, whose name is nobody else's and has changed."""
    members = [member["id"] for group in api.every("groups", connection="north") for member in group["members"]]
    students = {row["id"]: row for row in api.every("students", connection="north")}
    person = students[next(member for member in members if member in students)]
    number = int(person["external_id"])
    for family in ("Аделаидова", "Невымышленная"):
        lms.change("rename", person=number, given="Ксаверия", family=family)
        assert api.sync(connection="north")["state"] == "complete"
    found: dict[str, Any] = api.get(f"users/{person['id']}")
    return found


def erase(api: Api, *ids: str) -> dict[str, Any]:
    answer = api.ask("POST", f"/api/v1/crm/users/{ids[0]}/erase", {"ids": list(ids)})
    assert answer.status == 200, answer.body.decode()
    erased: dict[str, Any] = answer.json
    return erased


def looked_at(api: Api, public: str) -> dict[str, Any]:
    answer = api.ask("POST", f"/api/v1/crm/users/{public}/erase?dry_run=true", {})
    assert answer.status == 200, answer.body.decode()
    found: dict[str, Any] = answer.json
    return found


def telling(person: dict[str, Any]) -> list[str]:
    facts = [person[name] for name in ("username", "email", "sis_id", "family_name", "given_name", "display_name")]
    return [*filter(None, facts), "Аделаидова"]


def everything_answered(api: Api, since: str) -> str:
    """`since`: a place in the change log."""
    bodies: list[Any] = [api.every(name, include_removed="true", limit=500) for name in ABOUT_PEOPLE]
    bodies += [api.get("status"), followed(api, since)[0]]
    bodies += [api.get(f"runs/{run['id']}") for run in api.get("runs")["items"]]
    return json.dumps(bodies, ensure_ascii=False)


def followed(api: Api, cursor: str | None) -> tuple[list[dict[str, Any]], str]:
    found: list[dict[str, Any]] = []
    while True:
        page = api.get("changes", limit=50, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next_cursor"]
        if page["caught_up"]:
            return found, cursor


class Follower:
    """A program that keeps a copy by the change log."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._cursor: str | None = None
        self.rows: dict[str, Any] = {}

    def follow(self) -> None:
        changes, self._cursor = followed(self._api, self._cursor)
        for change in changes:
            if change["op"] == "delete":
                self.rows.pop(change["id"], None)
            else:
                self.rows[change["id"]] = change["data"]

    def has_what_is_listed(self) -> bool:
        listed = {row["id"]: row for name in LISTINGS for row in self._api.every(name, limit=500)}
        listed = {public: row for public, row in listed.items() if not public.endswith("-due")}
        return self.rows.keys() == listed.keys() and all(
            [member["id"] for member in self.rows[public]["members"]] == [member["id"] for member in row["members"]]
            for public, row in listed.items()
            if "members" in row
        )


def test_an_erased_person_is_nowhere_and_no_run_brings_them_back(url: str, moodle: Lms, tmp_path: Path) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        since = api.get("changes", start="now")["next_cursor"]
        person = conspicuous(api, moodle)
        follower, early = Follower(api), Follower(api)
        follower.follow()
        early._cursor = api.get("changes", limit=1)["next_cursor"]  # in the middle of its walk
        before = everything_answered(api, since)
        assert all(fact in before for fact in telling(person))
        counts = looked_at(api, person["id"])["people"][0]["counts"]
        assert {"user", "enrollment", "group"} <= counts.keys()
        assert api.get(f"users/{person['id']}") == person  # nothing was done yet

        erased = erase(api, person["id"])

        assert erased["people"] == [{"id": person["id"], "connection": "north", "counts": counts, "kept_away": True}]
        assert (erased["dry_run"], erased["cleaned"]) == (False, True)
        assert api.ask("GET", f"/api/v1/crm/users/{person['id']}?include_removed=true").status == 404
        for _ in range(3):
            answered = everything_answered(api, since)
            assert [fact for fact in telling(person) if fact in answered] == []
            assert person["id"] not in json.dumps([api.every(name, include_removed="true") for name in ABOUT_PEOPLE])
            assert api.every("users", q="Ксаверия") == []
            follower.follow()
            early.follow()
            assert person["id"] not in follower.rows
            assert person["id"] not in early.rows
            assert follower.has_what_is_listed()
            run = api.sync(connection="north")
            assert (run["state"], run["counts"]["user"]["erased"]) == ("complete", 1)
            assert run["counts"]["enrollment"]["erased"] == counts["enrollment"]
            assert sum(kind["removed"] for kind in run["counts"].values()) == 0
            assert sum(kind["set_aside"] for kind in run["counts"].values()) == 0
            assert api.get("users")["total"] == len(api.every("users"))
            status = api.get("status")
            assert (status["status"], status["held"]) == ("paused", [])
        moodle.change("rename", person=int(person["external_id"]), given="Евлампия")
        assert api.sync(connection="north")["state"] == "complete"
        assert "Евлампия" not in everything_answered(api, since)
        acts = api.ask("GET", "/api/v1/audit?action=people%20erased").json["items"]
        assert [act["after"]["people"] for act in acts] == [1]
        assert person["external_id"] not in json.dumps(acts[0]["subject"])


def test_nothing_of_an_erased_person_is_left_in_the_files(
    url: str, moodle: Lms, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        person = conspicuous(api, moodle)
        facts = [*telling(person), person["display_name"].casefold()]
        assert api.every("users", q=person["family_name"])
        assert any(fact in text for text in files_of(url, tmp_path, request) for fact in facts)
        take_samples(url)
        assert erase(api, person["id"])["cleaned"] is True
        api.every("users", q=person["family_name"])
        found = files_of(url, tmp_path, request)
        assert [fact for text in found for fact in facts if fact in text] == []
        assert api.sync(connection="north")["state"] == "complete"
        found = files_of(url, tmp_path, request)
        assert [fact for text in found for fact in facts if fact in text] == []


def take_samples(url: str) -> None:
    """As the server does by itself now and then: its statistics hold values of columns."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")


def files_of(url: str, folder: Path, request: pytest.FixtureRequest) -> list[str]:
    """What somebody with a copy of the disk could read: the database, its write-ahead log, lmsync's own files and logs."""
    found = [path.read_bytes().decode(errors="replace") for path in folder.iterdir() if path.is_file()]
    if url.startswith("postgresql"):
        found.append(dump(url))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            asked = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
            folder_of_server, number = connection.execute(asked).fetchone() or ("", 0)
        # The server's log, and the pages of this database: what `pg_wal` still holds is named in docs/security.md.
        files = [*Path(folder_of_server).glob("**/*log*"), *Path(folder_of_server, "base", str(number)).iterdir()]
        found += [path.read_bytes().decode(errors="replace") for path in files if path.is_file()]
    return found


def test_a_lifted_erasure_brings_the_person_back_with_the_next_run(url: str, moodle: Lms, tmp_path: Path) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        person = conspicuous(api, moodle)
        before = {name: ids_of(api, name) for name in ("users", "enrollments")}
        groups = {row["id"]: [member["id"] for member in row["members"]] for row in api.every("groups")}
        follower = Follower(api)
        follower.follow()
        erase(api, person["id"])
        assert api.sync()["counts"]["user"]["erased"] == 1
        follower.follow()
        assert person["id"] not in follower.rows
        assert api.ask("POST", f"/api/v1/crm/users/{person['id']}/lift").json["id"] == person["id"]
        assert api.ask("POST", f"/api/v1/crm/users/{person['id']}/lift").status == 404
        run = api.sync()
        assert (run["state"], run["counts"]["user"]["erased"], run["counts"]["user"]["added"]) == ("complete", 0, 1)
        assert {name: ids_of(api, name) for name in before} == before
        now = {row["id"]: [member["id"] for member in row["members"]] for row in api.every("groups")}
        assert {group: sorted(members) for group, members in now.items()} == {
            group: sorted(members) for group, members in groups.items()
        }
        follower.follow()
        assert follower.rows[person["id"]]["display_name"] == person["display_name"]
        assert follower.has_what_is_listed()
        assert api.sync()["counts"]["user"]["erased"] == 0
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        assert api.get(f"users/{person['id']}")["id"] == person["id"]


def ids_of(api: Api, listing: str) -> set[str]:
    return {row["id"] for row in api.every(listing, limit=500)}


def test_an_older_database_does_not_bring_the_person_back(url: str, moodle: Lms, tmp_path: Path) -> None:
    kept = kept_file(url, tmp_path)
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        person = conspicuous(api, moodle)
        assert not kept.exists()
    older = backup(url, tmp_path)
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        erase(api, person["id"])
        assert kept.stat().st_mode & 0o777 == 0o600
        content = kept.read_text()
        assert [fact for fact in [*telling(person), person["id"]] if fact in content] == []
    put_back(url, older)
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        assert api.ask("GET", f"/api/v1/crm/users/{person['id']}?include_removed=true").status == 404
        assert api.every("users", q="Ксаверия") == []
        run = api.sync()
        assert (run["state"], run["counts"]["user"]["erased"]) == ("complete", 1)
        assert api.every("users", q="Ксаверия") == []
        # It is erased again before anything is answered, and this is written down.
        acts = api.ask("GET", "/api/v1/audit?action=people%20erased").json["items"]
        assert [act["actor"] for act in acts] == ["lmsync"]
        assert api.ask("POST", f"/api/v1/crm/users/{person['id']}/lift").status == 200
    put_back(url, older)
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        assert api.get(f"users/{person['id']}")["id"] == person["id"]  # the lifting is newer than the erasure


def test_an_older_database_that_is_moved_before_it_is_served_does_not_bring_the_person_back(
    moodle: Lms, tmp_path: Path
) -> None:
    url, other = f"sqlite:///{tmp_path / 'lmsync.db'}", f"sqlite:///{tmp_path / 'other.db'}"
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        person = api.get("students", limit=1)["items"][0]
    older = backup(url, tmp_path)
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        erase(api, person["id"])
    put_back(url, older)
    with closing(sqlite3.connect(sqlite_path(url))) as database:
        database.execute("DELETE FROM installation WHERE key = 'scheduler_seen_at'")  # it was served long ago
        database.commit()
    moved = command(f"migrate --from {url} --to {other}", LMSYNC_DATA_DIR=str(tmp_path))
    assert moved.code == 0, moved.err
    with served(tmp_path, LMSYNC_DATABASE_URL=other) as (api, _):
        assert api.ask("GET", f"/api/v1/crm/users/{person['id']}?include_removed=true").status == 404
        assert api.sync()["counts"]["user"]["erased"] == 1


def test_without_the_file_the_database_knows_who_was_erased_and_writes_it_again(
    url: str, moodle: Lms, tmp_path: Path
) -> None:
    kept = kept_file(url, tmp_path)
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        person = conspicuous(api, moodle)
        erase(api, person["id"])
    content = kept.read_text()
    kept.unlink()
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        assert json.loads(kept.read_text()) == json.loads(content)
        assert api.sync()["counts"]["user"]["erased"] == 1
    kept.write_text(content[:40])
    ended = command("sync", LMSYNC_DATA_DIR=str(tmp_path), LMSYNC_DATABASE_URL=url)
    assert ended.code == 2
    assert kept.name in ended.err


def kept_file(url: str, folder: Path) -> Path:
    return erasures_file.file_of(url, folder)


def backup(url: str, folder: Path) -> str:
    if url.startswith("sqlite"):
        copy = folder / "lmsync.backup"
        with closing(sqlite3.connect(sqlite_path(url))) as database, closing(sqlite3.connect(copy)) as target:
            database.backup(target)
        return str(copy)
    name = f"backup_of_{url.partition('?')[0].rpartition('/')[2]}"
    copy_database(url, url.partition("?")[0].rpartition("/")[2], name)
    return name


def put_back(url: str, older: str) -> None:
    if url.startswith("sqlite"):
        path = Path(sqlite_path(url))
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        shutil.copy(older, path)
    else:
        copy_database(url, older, url.partition("?")[0].rpartition("/")[2])


def copy_database(url: str, source: str, target: str) -> None:
    with psycopg.connect(named(url, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {target} TEMPLATE {source}".encode())


def test_only_those_who_are_named_are_erased_in_whichever_connection(url: str, moodle: Lms, tmp_path: Path) -> None:
    with simulated("canvas") as canvas, served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        connect(api, canvas, "South")
        person = next(row for row in api.every("students", connection="north") if row["email"] and row["sis_id"])
        (same,) = (row for row in api.every("users", connection="south") if row["sis_id"] == person["sis_id"])
        others = {row["id"] for row in api.every("users", connection="south")}
        found = looked_at(api, person["id"])
        assert [(row["id"], row["connection"]) for row in found["candidates"]] == [(same["id"], "south")]
        assert set(found["candidates"][0]["matched_by"]) >= {"sis_id"}
        limited = Api(api.url, token_of(api, connections=["north"], scopes=["erase"]))
        assert looked_at(limited, person["id"])["candidates"] == []
        assert limited.ask("POST", f"/api/v1/crm/users/{same['id']}/erase", {"ids": [same["id"]]}).status == 404

        erase(api, person["id"])
        assert ids_of(api, "users") >= others
        for slug, count in (("north", 1), ("south", 0)):
            assert api.sync(connection=slug)["counts"]["user"]["erased"] == count
        assert ids_of(api, "users") >= others
        assert looked_at(api, person["id"])["people"] == [
            {"id": person["id"], "connection": "north", "counts": {}, "kept_away": True}
        ]
        erase(api, same["id"], person["id"])  # again, and the other account too
        run = api.sync(connection="south")
        assert (run["state"], run["counts"]["user"]["erased"]) == ("complete", 1)
        assert same["id"] not in ids_of(api, "users")
        assert api.every("users", q=person["sis_id"]) == []
        # A connection that is made anew at the same address is the same school.
        assert api.ask("DELETE", "/api/v1/crm/configure?connection=south&with_data=true").status == 200
        assert api.configure(canvas, name="West").status == 201
        run = api.sync(connection="west")
        assert (run["state"], run["counts"]["user"]["erased"]) == ("complete", 1)
        assert api.every("users", q=person["sis_id"]) == []


def token_of(api: Api, **facts: Any) -> str:
    answer = api.ask("POST", "/api/v1/tokens", {"name": "of a test", **facts})
    assert answer.status == 201, answer.body.decode()
    token: str = answer.json["token"]
    return token


def test_what_has_to_be_said_to_erase_somebody(url: str, moodle: Lms, tmp_path: Path) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        one, other = (row["id"] for row in api.get("students", limit=2)["items"])
        address = f"/api/v1/crm/users/{one}/erase"
        bodies: list[dict[str, Any]] = [{}, {"ids": [other]}, {"ids": []}, {"ids": [one], "names": ["x"]}]
        for body in bodies:
            assert api.ask("POST", address, body).status == 422, body
        for wanted in ("north-usr-999999", "north-crs-2", "elsewhere-usr-2", "x"):
            assert api.ask("POST", f"/api/v1/crm/users/{wanted}/erase", {"ids": [wanted]}).status == 404, wanted
            assert api.ask("POST", f"/api/v1/crm/users/{wanted}/lift").status == 404, wanted
        assert api.ask("POST", address, {"ids": [one, "north-usr-999999"]}).status == 404
        some_kinds = Api(api.url, token_of(api, scopes=["erase", "read:students"], kinds=["user"]))
        assert some_kinds.ask("POST", address, {"ids": [one]}).status == 403
        assert {one, other} <= ids_of(api, "users")


def test_an_erasure_that_cannot_be_kept_in_the_file_is_none(moodle: Lms, tmp_path: Path) -> None:
    with served(tmp_path) as (api, _):
        connect(api, moodle, "North")
        person = api.get("students", limit=1)["items"][0]
        (tmp_path / "lmsync.db.erasures").mkdir()
        answer = api.ask("POST", f"/api/v1/crm/users/{person['id']}/erase", {"ids": [person["id"]]})
        assert (answer.status, answer.json["type"]) == (503, "/problems/erasures-file")
        assert api.get(f"users/{person['id']}")["id"] == person["id"]
        (tmp_path / "lmsync.db.erasures").rmdir()
        assert erase(api, person["id"])["cleaned"] is True


def test_everything_that_is_held_on_a_person_is_exported(url: str, moodle: Lms, tmp_path: Path) -> None:
    with served(tmp_path, LMSYNC_DATABASE_URL=url) as (api, _):
        connect(api, moodle, "North")
        person = conspicuous(api, moodle)
        address = f"/api/v1/crm/users/{person['id']}/export"
        answer = api.ask("GET", address)
        assert answer.status == 200, answer.body.decode()
        held = answer.json
        assert held["user"] == person
        assert {row["id"] for row in held["enrollments"]} == {
            row["id"] for row in api.every("enrollments", student=person["id"])
        }
        assert {row["id"] for row in held["groups"]} == {
            row["id"] for row in api.every("groups") if person["id"] in [member["id"] for member in row["members"]]
        }
        changes = [change for change in held["changes"] if change["kind"] == "user"]
        assert [change["change"] for change in changes] == ["added", "changed", "changed"]
        assert changes[2]["fields"]["family_name"] == ["Аделаидова", "Невымышленная"]
        everybody = {row["display_name"] for row in api.every("users")} - {person["display_name"]}
        said = json.dumps(held, ensure_ascii=False)
        assert [name for name in everybody if f'"{name}"' in said] == []
        for missing in ("personal", "read:grades", "read:students"):
            scopes = sorted(READ_ONLY - {missing})
            assert Api(api.url, token_of(api, scopes=scopes)).ask("GET", address).status == 403, missing
        assert Api(api.url, token_of(api, scopes=sorted(READ_ONLY))).ask("GET", address).status == 200
        erase(api, person["id"])
        assert api.ask("GET", address).status == 404
