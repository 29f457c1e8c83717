"""An integration that others wrote, installed beside lmsync: found by its entry point, configured and run."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import tests.oneroster_folder
from tests.served import Api, served

FILES = {
    "orgs.csv": "sourcedId,status,name,parentSourcedId\nd,active,District,\ns,active,School,d\n",
    "users.csv": "sourcedId,status,givenName,familyName\nu1,active,Анна,Ёлкина\nu2,active,Eva,Field\n"
    "u3,active,Ivo,Gray\nu4,tobedeleted,Old,Pupil\n",
    "classes.csv": "sourcedId,status,title,schoolSourcedId\nc1,active,Algebra,s\n",
    "enrollments.csv": "sourcedId,status,userSourcedId,classSourcedId,role\n"
    "e1,active,u1,c1,student\ne2,active,u2,c1,student\ne3,active,u3,c1,teacher\n",
}


def install(site: Path, name: str, source: str, entries: Mapping[str, str]) -> None:
    """A package with one module, as an installer lays it out."""
    site.mkdir(exist_ok=True)
    (site / f"{name}.py").write_text(source, encoding="utf-8")
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{entry} = {target}" for entry, target in entries.items()]
    (info / "entry_points.txt").write_text("\n".join(["[lmsync.integrations]", *lines]) + "\n")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages: an integration that works, and others that do not."""
    site = tmp_path / "site"
    source = Path(tests.oneroster_folder.__file__).read_text(encoding="utf-8")
    install(site, "oneroster_folder", source, {"oneroster": "oneroster_folder:OneRosterFolder"})
    broken = source.replace('name = "oneroster"', 'name = "moodle"')
    install(site, "another_moodle", broken, {"moodle": "another_moodle:OneRosterFolder"})
    install(site, "leaves", "raise SystemExit(1)\n", {"leaves": "leaves:Integration"})
    install(site, "fails", "import no_such_module\n", {"fails": "fails:Integration"})
    install(site, "other", "def integration(): ...\n", {"other": "other:integration", "none": "other:Missing"})
    return site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "csv"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def api(tmp_path: Path, site: Path) -> Iterator[Api]:
    data = tmp_path / "data"
    data.mkdir()
    with served(data, python=sys.executable, PYTHONPATH=str(site)) as (api, _):
        yield api


def body(folder: Path, **more: Any) -> dict[str, Any]:
    return {"crm_type": "oneroster", "settings": {"folder": str(folder)}, **more}


def test_a_folder_of_files_is_configured_and_read(api: Api, folder: Path, tmp_path: Path) -> None:
    systems = {system["crm_type"]: system for system in api.get("systems")["systems"]}
    assert systems.keys() == {"canvas", "moodle", "oneroster"}
    assert (systems["oneroster"]["needs_address"], systems["moodle"]["needs_address"]) == (False, True)
    assert systems["moodle"]["title"] == "Moodle"

    tried = api.ask("POST", "/api/v1/crm/test", body(folder))
    assert (tried.status, tried.json["passed"]) == (200, True)
    answer = api.ask("POST", "/api/v1/crm/configure", body(folder, sync_interval_seconds=604_800))
    assert (answer.status, answer.json["connection"]["base_url"]) == (201, None)
    (connection,) = api.get("configure")["connections"]
    assert (connection["base_url"], connection["settings"]) == (None, {"folder": str(folder)})
    assert api.get("test")["passed"]

    assert api.sync()["state"] == "complete"
    assert api.get("status")["status"] == "ok"
    assert {user["family_name"] for user in api.every("users")} == {"Ёлкина", "Field", "Gray"}
    assert [course["name"] for course in api.every("courses")] == ["Algebra"]
    assert (len(api.every("students")), len(api.every("teachers"))) == (2, 1)

    users = FILES["users.csv"].replace("u2,active", "u2,tobedeleted")
    (folder / "users.csv").write_text(users, encoding="utf-8")
    enrollments = FILES["enrollments.csv"].replace("e2,active", "e2,tobedeleted")
    (folder / "enrollments.csv").write_text(enrollments, encoding="utf-8")
    assert api.sync()["state"] == "complete"
    assert {user["family_name"] for user in api.every("users")} == {"Ёлкина", "Gray"}


def test_the_same_folder_is_the_same_connection_and_another_is_another(api: Api, folder: Path) -> None:
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    statuses = [api.ask("POST", "/api/v1/crm/configure", body(place)).status for place in (folder, folder, other)]
    assert statuses == [201, 200, 201]
    first, second = api.get("configure")["connections"]
    changed = api.ask("POST", "/api/v1/crm/configure", body(other.parent / "csv", connection=first["connection"]))
    assert changed.status == 200
    assert first["connection"] != second["connection"]


def test_a_system_without_an_address_takes_none_and_says_what_is_wrong_with_its_settings(
    api: Api, folder: Path
) -> None:
    for wrong, field in (
        ({"base_url": "https://school.example"}, "base_url"),
        ({"settings": {"folder": 3}}, "settings.folder"),
        ({"settings": {}}, "settings.folder"),
        ({"settings": {"folder": str(folder / "empty")}}, "settings.folder"),
    ):
        answer = api.ask("POST", "/api/v1/crm/configure", body(folder) | wrong)
        assert (answer.status, answer.json["errors"][0]["field"]) == (422, field)


def test_a_connection_whose_integration_is_not_installed_any_more_waits_for_a_person(
    folder: Path, site: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with served(data, python=sys.executable, PYTHONPATH=str(site)) as (api, _):
        assert api.ask("POST", "/api/v1/crm/configure", body(folder)).status == 201
        assert api.sync()["state"] == "complete"
    with served(data) as (api, _):
        assert api.sync()["state"] == "needs_attention"
        (connection,) = api.get("status")["connections"]
        assert connection["attention"][0]["cause"] == "not_installed"
        (check,) = api.get("test")["checks"]
        assert (check["passed"], check["field"]) == (False, "crm_type")
        assert len(api.every("users")) == 3
    log = (data / "serve.log").read_text(encoding="utf-8")
    for name in ("leaves", "fails", "other:integration", "other:Missing", "another_moodle"):
        assert name in log
