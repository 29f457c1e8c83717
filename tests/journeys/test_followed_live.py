"""A run is followed live while the server restarts and its child is killed: no event is lost, none is told twice, and all
are told in their order."""

import os
import signal
from pathlib import Path
from typing import Any

from lmsync.store.engine.opening import open_database
from lmsync.store.keeping.run_events import events_after
from tests.following import EventSource
from tests.journeys.test_serving import runner_of, until
from tests.served import Lms, free_port, served, simulated

LESSONS = "core_calendar_get_calendar_events"
LEASE_SECONDS = "3"


def stop_in_the_middle(lms: Lms) -> None:
    """Lessons are answered only when the faults are ended."""
    lms.control("POST", "faults", {"kind": "delay", "function": LESSONS, "times": -1, "seconds": 3_600})


def of_runs(source: EventSource, name: str) -> list[int]:
    return [event["run"] for event in source.happened if event["event"] == name]


def stored(database_url: str) -> list[tuple[int, str, Any]]:
    database = open_database(database_url)
    try:
        with database.read() as tx:
            return [(event.id, event.name, event.run_id) for event in events_after(tx, 0)]
    finally:
        database.close()


def test_no_event_is_lost_or_told_twice(tmp_path: Path, database_url: str) -> None:
    settings = {
        "LMSYNC_DATABASE_URL": database_url,
        "LMSYNC_LISTEN": f"127.0.0.1:{free_port()}",
        "LMSYNC_LEASE_SECONDS": LEASE_SECONDS,
    }
    with simulated(people=60) as lms:
        with served(tmp_path, **settings) as (api, process):
            source = EventSource(api, "events")
            try:
                source.until(lambda source: source.times_connected)
                assert api.configure(lms, name="School").status == 201
                source.until(lambda source: of_runs(source, "run_ended"))
                stop_in_the_middle(lms)
                assert api.ask("POST", "/api/v1/crm/sync").status == 202
                source.until(lambda source: len(of_runs(source, "run_started")) == 2)
                source.until(lambda source: source.happened and source.happened[-1].get("phase") == "lessons")
                process.terminate()
                process.wait()
            except BaseException:
                source.stop()
                raise
        try:
            with served(tmp_path, **settings) as (api, process):
                source.until(lambda source: len(of_runs(source, "run_started")) == 3)
                source.until(lambda source: source.happened[-1].get("phase") == "lessons")
                before = source.times_connected
                os.kill(until(lambda: runner_of(process)), signal.SIGKILL)
                source.until(lambda source: len(of_runs(source, "run_started")) == 4)
                assert source.times_connected == before  # the server itself was there all the time
                lms.control("DELETE", "faults")
                source.until(lambda source: source.happened[-1].get("state") == "complete")
                assert api.ask("POST", "/api/v1/crm/sync/stop").status == 200
                source.until(lambda source: source.happened[-1].get("change") == "auto_sync_off")
        finally:
            source.stop()

    heard = [(event["id"], event["event"], event["run"]) for event in source.happened]
    assert heard == stored(database_url)
    assert source.times_connected >= 2
    whole, first, second, third = of_runs(source, "run_started")
    ends = {event["run"]: event["state"] for event in source.happened if event["event"] == "run_ended"}
    assert ends == {whole: "complete", first: "interrupted", second: "interrupted", third: "complete"}
    (continued,) = [event["continues"] for event in source.happened if event["event"] == "run_started"][3:]
    assert continued == second
    for run in (whole, first, second, third):
        names = [event["event"] for event in source.happened if event["run"] == run]
        assert names[:3] == ["run_queued", "run_started", "run_phase"]
        assert (names[-1], names.count("run_ended")) == ("run_ended", 1)
    # What came before the end of a run is not told after it, progress too.
    last_of = {event["run"]: number for number, event in enumerate(source.events) if event.get("run")}
    assert all(source.events[number]["event"] == "run_ended" for number in last_of.values())
    assert any(event["event"] == "run_progress" and event["done_requests"] for event in source.events)
