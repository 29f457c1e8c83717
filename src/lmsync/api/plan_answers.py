"""Answers about what the next run would ask."""

from typing import Annotated

from msgspec import Meta

from lmsync.api.answers import Answer, Cause
from lmsync.records import Kind

NUMBER = "Null while it is not known; `unknown` says why."


class PlannedQuestion(Answer):
    """One of the questions of a phase, and the arithmetic of how often it is asked."""

    asks: Annotated[
        str,
        Meta(
            description="The function or the address, as the LMS calls it.", examples=["core_group_get_group_members"]
        ),
    ]
    requests: Annotated[int | None, Meta(description=NUMBER, examples=[2])]
    of: Annotated[
        Kind | None,
        Meta(
            description="The records that it is counted by; null where their number does not matter.",
            examples=["group"],
        ),
    ]
    count: Annotated[int | None, Meta(description="How many of these are stored.", examples=[130])]
    per_request: Annotated[
        int | None, Meta(description="How many of these one request takes, or one page holds.", examples=[100])
    ]
    varies: Annotated[str | None, Meta(description="Why a run may ask more or less often than that.")]


class PlannedPhase(Answer):
    """A step of a run."""

    phase: Annotated[str, Meta(examples=["groups"])]
    requests: Annotated[int | None, Meta(description=NUMBER, examples=[8])]
    questions: Annotated[
        list[PlannedQuestion], Meta(description="Those that your token may know of: not of kinds beyond its limits.")
    ]


class PlannedRun(Answer):
    """What the next full run of a connection would ask. One that continues an interrupted run asks less."""

    connection: Annotated[str, Meta(examples=["school"])]
    phases: list[PlannedPhase]
    requests: Annotated[int | None, Meta(description=NUMBER, examples=[42])]
    at_least: Annotated[int, Meta(description="Requests of the questions whose number is known.", examples=[42])]
    unknown: Annotated[Cause | None, Meta(description="Why `requests` is null.")]
    in_flight: Annotated[int | None, Meta(description="How many requests go out at a time, at most.", examples=[4])]
    limits: Annotated[list[str], Meta(description="What the LMS, and lmsync for its sake, puts a limit to.")]
    seconds_per_request: Annotated[
        float | None,
        Meta(
            description="Of the last complete run, from its beginning to its end, with all that went on at the same time; "
            "null when there was none.",
            examples=[0.12],
        ),
    ]
    measured_run: Annotated[int | None, Meta(description="The number of that run.", examples=[17])]
    seconds: Annotated[
        float | None,
        Meta(description="What `requests` take at that pace; null while one of the two is not known.", examples=[5.0]),
    ]


class PlannedRuns(Answer):
    plans: list[PlannedRun]
