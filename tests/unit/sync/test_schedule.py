"""What is due, by clocks that are set."""

import msgspec

from lmsync.store.keeping.connections import Connection
from lmsync.sync.schedule import due_after, due_of

NOW = 1_800_000_000
CONNECTION = Connection(
    id=7,
    slug="school",
    kind="moodle",
    base_url="https://moodle.school.example",
    name="School",
    settings={},
    fields_not_mirrored=(),
    sealed_token=b"",
    token_set_at=None,
    token_expires_at=None,
    sync_interval_seconds=300,
    auto_sync=True,
    state="ok",
    next_run_at=NOW,
    generation=1,
    created_at=NOW,
)


def due_ids(connection: Connection, *, uptime: float = 0.0, corrected_at: float | None = None) -> list[bool]:
    """For each connection that is due: whether a clock was set."""
    corrected = {} if corrected_at is None else {connection.id: corrected_at}
    return [late.clock_was_set for late in due_of([connection], now=NOW, uptime=uptime, corrected_at=corrected)]


def at(next_run_at: int | None) -> Connection:
    return msgspec.structs.replace(CONNECTION, next_run_at=next_run_at)


def test_a_run_is_due_at_its_time_and_not_before() -> None:
    assert due_ids(at(NOW)) == [False]
    assert due_ids(at(NOW - 10_000)) == [False]
    assert due_ids(at(NOW + 1)) == []
    assert due_ids(at(NOW + 300)) == []


def test_nothing_is_due_that_nobody_wants() -> None:
    assert due_ids(at(None)) == []
    assert due_ids(msgspec.structs.replace(CONNECTION, auto_sync=False)) == []


def test_a_time_further_ahead_than_an_interval_is_due_once_an_interval() -> None:
    ahead = at(NOW + 86_400)
    assert due_ids(ahead) == [True]
    assert due_ids(ahead, uptime=299, corrected_at=0) == []
    assert due_ids(ahead, uptime=300, corrected_at=0) == [True]


def test_the_next_run_is_due_an_interval_after_the_beginning_of_the_last() -> None:
    assert due_after(CONNECTION, now=NOW, seconds=40) == NOW + 260
    assert due_after(CONNECTION, now=NOW, seconds=400) == NOW
