"""Stored times that are compared with the clock, which may have been set back since they were written.

Every such time is written at most a known length ahead. One that is further ahead says nothing any more: waiting for it
could take a year.
"""

SLACK_SECONDS = 5
"""Clocks are corrected by a little all the time, and two machines never agree exactly."""


def is_ahead(at: float, now: float, length: float) -> bool:
    """Whether a time that was written at most `length` seconds ahead is still to come."""
    return now < at <= now + length + SLACK_SECONDS


def age_of(at: int, now: int) -> int | None:
    """Seconds since a time in the past; `None`, unknown, when the clock has not reached it."""
    return max(0, now - at) if at <= now + SLACK_SECONDS else None
