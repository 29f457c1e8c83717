"""Several connections side by side, and configurations that do not work."""

from pathlib import Path
from typing import Any

from sqlalchemy import update

from lmsync.store.engine.opening import open_database
from lmsync.store.mirror import tables as t
from tests.conftest import a_connection
from tests.journeys.test_serving import until
from tests.served import Api, served, simulated


def test_one_failing_connection_leaves_the_other_untouched(tmp_path: Path, database_url: str) -> None:
    with (
        simulated(people=30) as one,
        simulated("moodle", 40, "--seed", "2") as two,
        served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _),
    ):
        assert api.configure(one, name="One").json["connection"]["connection"] == "one"
        assert api.configure(two, name="Two").status == 201
        until(lambda: api.get("status")["status"] == "ok")
        of_one = api.every("students", connection="one", limit=500)
        of_two = api.every("students", connection="Two", limit=500)
        everybody = api.every("students", limit=7)
        assert [row["id"] for row in everybody] == [
            row["id"] for row in sorted(of_one + of_two, key=lambda row: [r["id"] for r in everybody].index(row["id"]))
        ]
        assert len(everybody) == len(of_one) + len(of_two)

        two.control("POST", "settings", {"token": "forgotten"})
        one.change("join", given="Вера", family="Новосёлова")
        assert {run["state"] for run in _sync_both(api)} == {"complete", "needs_attention"}

        status = api.get("status")
        assert status["status"] == "needs_attention"
        states = {row["connection"]: row for row in status["connections"]}
        assert (states["one"]["status"], states["two"]["attention"][0]["cause"]) == ("ok", "invalidtoken")
        assert len(api.every("students", connection="one", limit=500)) == len(of_one) + 1
        assert api.every("students", connection="two", limit=500) == of_two
        for path in ("configure", "configure?with_data=true"):
            answer = api.ask("DELETE", f"/api/v1/crm/{path}")
            assert (answer.status, answer.json["type"]) == (409, "/problems/which-connection")

        two.control("DELETE", "faults")
        assert api.get("test")["passed"]
        until(lambda: api.get("status")["status"] == "ok")

        assert api.ask("DELETE", "/api/v1/crm/configure?connection=two").json["data"] == "kept"
        assert {row["connection"] for row in api.every("students", limit=500)} == {"one"}
        assert api.configure(two, name="Two again").json["connection"]["connection"] == "two"
        assert api.every("students", connection="two", limit=500) == of_two


def _sync_both(api: Api) -> list[dict[str, Any]]:
    answer = api.ask("POST", "/api/v1/crm/sync?wait=true")
    assert answer.status == 200
    runs: list[dict[str, Any]] = answer.json["runs"]
    return runs


def test_a_configuration_that_fails_is_stored_by_force_and_says_so(tmp_path: Path, database_url: str) -> None:
    with simulated(people=30) as lms, served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _):
        api.configure(lms, name="School")
        lms.control("POST", "settings", {"withdraw_capabilities": ["moodle/course:viewparticipants"]})
        refused = api.configure(lms)
        assert (refused.status, refused.json["type"]) == (422, "/problems/check-failed")

        answer = api.configure(lms, force=True)

        assert answer.json["connection"]["state"] == "unverified"
        (status,) = api.get("status")["connections"]
        assert status["status"] == "needs_attention"
        assert status["attention"][0]["text"]
        lms.control("DELETE", "faults")
        # A run that began before may still be going on, and is joined.
        until(lambda: api.sync()["state"] == "complete")
        assert api.get("status")["status"] == "ok"


def test_a_private_address_is_refused_unless_it_is_allowed(tmp_path: Path, database_url: str) -> None:
    with (
        simulated(people=30) as lms,
        served(tmp_path, LMSYNC_DATABASE_URL=database_url, LMSYNC_ALLOW_PRIVATE_ADDRESSES="0") as (api, _),
    ):
        answer = api.configure(lms)
        assert (answer.status, answer.json["errors"][0]["field"]) == (422, "base_url")
        for host in ("①②⑦.⓪.⓪.①", "127。0。0。1", "2130706433", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"):
            address = lms.url.replace("127.0.0.1", host)
            assert "LMSYNC_ALLOW_PRIVATE_ADDRESSES" in api.configure(lms, base_url=address).json["detail"]
        assert "LMSYNC_ALLOW_PRIVATE_ADDRESSES" in answer.json["detail"]
        assert api.get("status")["status"] == "not_configured"


def test_a_connection_that_was_stored_in_another_spelling_is_replaced(tmp_path: Path, database_url: str) -> None:
    with simulated(people=30) as lms:
        database = open_database(database_url)
        with database.write() as tx:
            before = a_connection(tx)
            spelled = {"base_url": lms.url.replace("127.0.0.1", "127.1"), "auto_sync": False}
            tx.run(update(t.connection).where(t.connection.c.id == before.id).values(**spelled))
        database.close()
        with served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _):
            answer = api.configure(lms)
            assert (answer.status, answer.json["connection"]["base_url"]) == (200, lms.url)
            assert [one["connection"] for one in api.get("configure")["connections"]] == [before.slug]


def test_removals_that_wait_are_in_the_status(tmp_path: Path, database_url: str) -> None:
    with simulated(people=200) as lms, served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _):
        api.configure(lms, name="School")
        until(lambda: api.get("status")["status"] == "ok")
        enrollments = api.every("enrollments", role="student", limit=500)
        course = enrollments[0]["course"]["id"]
        leaving = [row["external_id"].split(".") for row in enrollments if row["course"]["id"] == course][1:]
        for number, person, _ in leaving:
            lms.change("leave", person=int(person), course=int(number))

        assert api.sync()["state"] == "complete"

        status = api.get("status")
        assert (status["status"], status["connections"][0]["attention"][0]["cause"]) == (
            "needs_attention",
            "removals_held",
        )
        (held,) = status["held"]
        assert (held["kind"], held["reason"], held["parent"]["id"]) == ("enrollment", "most_of_scope", course)
        assert held["counts"] == {"enrollment": len(leaving)}
        assert held["text"]
        assert {example["record"]["id"] for example in held["examples"]} <= {row["id"] for row in enrollments}
        assert len(api.every("enrollments", role="student", limit=500)) == len(enrollments)


def test_what_is_kept_of_a_forgotten_connection_is_listed_and_can_be_deleted(tmp_path: Path, database_url: str) -> None:
    with (
        simulated(people=20) as one,
        simulated("moodle", 20, "--seed", "2") as two,
        served(tmp_path, LMSYNC_DATABASE_URL=database_url) as (api, _),
    ):
        for lms, name in ((one, "One"), (two, "Two")):
            assert api.configure(lms, name=name).status == 201
        until(lambda: api.get("status")["status"] == "ok")
        students = api.every("students", connection="one", limit=500)
        assert api.get("forgotten")["connections"] == []
        assert api.ask("DELETE", "/api/v1/crm/forgotten/one").status == 404

        assert api.ask("DELETE", "/api/v1/crm/configure?connection=one").json["data"] == "kept"
        (kept,) = api.get("forgotten")["connections"]
        assert (kept["connection"], kept["crm_type"], kept["base_url"]) == ("one", "moodle", one.url)
        assert kept["records"] > len(students) > 0
        scopes = {"name": "narrow", "scopes": ["configure"], "connections": ["two"]}
        narrow = Api(api.url, api.ask("POST", "/api/v1/tokens", scopes).json["token"])
        assert narrow.get("forgotten")["connections"] == []
        assert narrow.ask("DELETE", "/api/v1/crm/forgotten/one").status == 404

        assert api.configure(one, name="One").status == 200
        assert api.get("forgotten")["connections"] == []
        assert api.every("students", connection="one", limit=500) == students

        assert api.ask("DELETE", "/api/v1/crm/configure?connection=one").json["data"] == "kept"
        assert api.ask("DELETE", "/api/v1/crm/forgotten/one").json == {"connection": "one", "data": "deleted"}
        assert api.get("forgotten")["connections"] == []
        assert api.ask("DELETE", "/api/v1/crm/forgotten/one").status == 404
        acts = api.ask("GET", "/api/v1/audit?limit=20").json["items"]
        assert [act["subject"] for act in acts if act["action"] == "kept records deleted"] == ["connection:one"]
        assert api.configure(one, name="One").status == 201
