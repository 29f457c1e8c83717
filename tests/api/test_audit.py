"""Who did what: every administrative act leaves a row, and what was refused leaves none."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lmsync.api.routes.audit import MOST_EXPORTED, in_csv
from lmsync.store.keeping.audit import Act
from tests.conftest import fresh_database
from tests.served import TOKEN, Api, Lms, served


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest, lms: Lms, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server of this module's own, with nothing connected."""
    folder = tmp_path_factory.mktemp("audit")
    with fresh_database(request, folder) as url, served(folder, LMSYNC_DATABASE_URL=url) as (running, _):
        yield running


def acts(api: Api, query: str = "") -> list[dict[str, Any]]:
    answer = api.ask("GET", f"/api/v1/audit{query}")
    assert answer.status == 200, answer.body.decode()
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def test_every_act_leaves_one_row(own: Api, lms: Lms) -> None:
    assert [act["action"] for act in acts(own)] == ["token made"]
    assert own.configure(lms, name="School").status == 201
    assert own.configure(lms, name="School", sync_interval_seconds=600).status == 200
    assert own.ask("POST", "/api/v1/crm/sync/stop").status == 200
    own.sync()
    token = own.ask("POST", "/api/v1/tokens", {"name": "Timetable", "scopes": ["read:lessons"]}).json
    assert own.ask("DELETE", f"/api/v1/tokens/{token['id']}").status == 200
    assert own.ask("DELETE", "/api/v1/crm/configure?with_data=true").status == 200
    told = acts(own)[:-1][::-1]
    assert [(act["action"], act["subject"]) for act in told] == [
        ("connection configured", "connection:school"),
        ("connection configured", "connection:school"),
        ("automatic synchronisation switched", "connection:school"),
        ("run asked for", "connection:school"),
        ("token made", f"token:{token['id']}"),
        ("token revoked", f"token:{token['id']}"),
        ("connection forgotten", "connection:school"),
    ]
    assert {(act["actor"], act["address"]) for act in told} == {("token:1", "127.0.0.1")}
    first, second = told[:2]
    assert first["before"] is None
    assert (second["before"]["sync_interval_seconds"], second["after"]["sync_interval_seconds"]) == (300, 600)
    assert told[2]["before"] == {"auto_sync": True}
    assert told[-1]["after"] == {"data": "deleted"}
    everything = json.dumps(acts(own))
    assert not any(secret in everything for secret in (lms.token, TOKEN, token["token"]))


def test_what_is_refused_leaves_none(own: Api, lms: Lms) -> None:
    before = acts(own)
    for method, path, body in (
        ("POST", "/api/v1/crm/configure", {"crm_type": "moodle", "base_url": lms.url, "api_token": "wrong"}),
        ("POST", "/api/v1/crm/configure", {"crm_type": "nothing"}),
        ("DELETE", "/api/v1/tokens/999999", None),
        ("POST", "/api/v1/tokens", {"name": "x", "scopes": ["everything"]}),
        ("POST", "/api/v1/crm/sync?connection=elsewhere", None),
    ):
        assert own.ask(method, path, body).status >= 400
    assert acts(own) == before


def test_acts_are_filtered_and_come_in_pages(own: Api) -> None:
    for _ in range(5):
        made = own.ask("POST", "/api/v1/tokens", {"name": "x", "scopes": ["sync"]}).json
    whole = acts(own, "?limit=500")
    found, cursor = [], ""
    while True:
        page = own.ask("GET", f"/api/v1/audit?limit=2{cursor}").json
        found += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == whole
    assert [act["id"] for act in whole] == sorted((act["id"] for act in whole), reverse=True)
    assert [act["subject"] for act in acts(own, f"?subject=token:{made['id']}")] == [f"token:{made['id']}"]
    assert {act["action"] for act in acts(own, "?action=token%20made&limit=500")} == {"token made"}
    assert acts(own, "?since=2100-01-01T00:00:00Z") == acts(own, "?actor=nobody") == []
    assert len(acts(own, "?until=2100-01-01T00:00:00Z&limit=500")) == len(whole)
    assert own.ask("GET", "/api/v1/audit?since=2026-01-01T00:00:00").status == 422


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time_are_times(moment: str, own: Api) -> None:
    whole = acts(own, "?limit=500")
    since, until = acts(own, f"?limit=500&since={moment}"), acts(own, f"?limit=500&until={moment}")
    assert sorted((since, until), key=len) == [[], whole]


def test_a_token_that_is_over_is_not_revoked_again(own: Api) -> None:
    made = own.ask("POST", "/api/v1/tokens", {"name": "x", "scopes": ["sync"]}).json
    for _ in range(2):
        assert own.ask("DELETE", f"/api/v1/tokens/{made['id']}").status == 200
    found = acts(own, f"?subject=token:{made['id']}")
    assert [act["action"] for act in found] == ["token revoked", "token made"]


def test_a_spreadsheet_gets_all_of_it(own: Api) -> None:
    answer = own.ask("GET", "/api/v1/audit?format=csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert [line["subject"] for line in lines] == [act["subject"] for act in acts(own, "?limit=500")]


def test_a_spreadsheet_that_would_be_cut_is_refused(tmp_path: Path) -> None:
    with served(tmp_path) as (api, _):
        with closing(sqlite3.connect(tmp_path / "lmsync.db", timeout=60)) as database, database:
            database.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                "INSERT INTO audit (at, actor, action, subject) SELECT 1000 + i, 'token:1', 'run asked for', 'x' FROM n",
                (MOST_EXPORTED,),
            )
        refused = api.ask("GET", "/api/v1/audit?format=csv")
        assert (refused.status, refused.json["errors"][0]["field"]) == (422, "since")
        parts = [
            api.ask("GET", f"/api/v1/audit?format=csv&{part}=1970-01-02T00:00:00Z").body.decode().splitlines()[1:]
            for part in ("since", "until")
        ]
        assert sum(map(len, parts)) == MOST_EXPORTED + 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        *((name, f"'{name}") for name in ('=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)")),
        ("\t=1", "'\t'=1"),  # a tab may part cells too
    ],
)
def test_no_value_becomes_a_formula(name: str, shown: str) -> None:
    act = Act(1, 1_790_000_000, name, None, name, name, None, None)
    (line,) = csv.DictReader(io.StringIO(in_csv([act])))
    assert line["actor"] == line["action"] == line["subject"] == shown


@pytest.mark.parametrize("part", ["=1", "+1", "-1", "@A1", " =1"])
@pytest.mark.parametrize("between", [";", ",", "\t", "\n", "\r", '";', '","'])
def test_no_part_of_a_value_becomes_a_formula_whatever_parts_cells(between: str, part: str) -> None:
    act = Act(1, 1_790_000_000, "token:1", None, "token made", "token:2", None, {"name": f"x{between}{part}"})
    text = in_csv([act])
    for separator in ";,\t":
        # Excel sees a quote only where a cell begins.
        for line in text.splitlines():
            for cell in re.split(separator, line):
                assert not cell.strip().strip('"').startswith(("=", "+", "-", "@")), (separator, cell)


@pytest.mark.parametrize("limits", [{"kinds": ["lesson"]}, {"kinds": ["user", "course"]}])
def test_a_token_with_limits_sees_no_acts(limits: dict[str, Any], own: Api) -> None:
    made = own.ask("POST", "/api/v1/tokens", {"name": "x", "scopes": ["admin"], **limits}).json
    answer = Api(own.url, made["token"]).ask("GET", "/api/v1/audit")
    assert (answer.status, answer.json["type"]) == (403, "/problems/not-allowed")
