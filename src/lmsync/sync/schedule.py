"""What is due, and when: pure, so that clocks can be tried without waiting for them."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from lmsync.store.keeping.connections import Connection, due_at


class Due(Struct, frozen=True):
    connection: Connection
    clock_was_set: bool
    """Whether the stored time is further ahead than an interval: it was written before the clock was set back, or by a
    host whose clock is ahead."""


def due_of(
    connections: Iterable[Connection], *, now: int, uptime: float, corrected_at: Mapping[int, float]
) -> list[Due]:
    """The connections of which a run is due.

    `now`: the clock, in seconds; `uptime`: seconds of a clock that is never set; `corrected_at`: by connection, the
    uptime at which a time too far ahead was seen last. A host whose clock is ahead will write such a time again, so it
    counts once an interval.
    """
    due = []
    for connection in connections:
        at = due_at(connection, now)
        if at is None or at > now:
            continue
        clock_was_set = connection.next_run_at is not None and connection.next_run_at > now
        seen_at = corrected_at.get(connection.id, float("-inf"))
        if not clock_was_set or uptime - seen_at >= connection.sync_interval_seconds:
            due.append(Due(connection, clock_was_set))
    return due


def due_after(connection: Connection, *, now: int, seconds: float) -> int:
    """When the next run is due after one that took so long: an interval after its beginning, but not in the past."""
    return max(int(now - seconds) + connection.sync_interval_seconds, now)
