"""`lmsync sync --plan`: what the next run would ask, and how long that takes."""

import asyncio
from collections.abc import Sequence

from lmsync.cli import language
from lmsync.cli.commands import DONE, PERSON_NEEDED, chosen, installation, say
from lmsync.cli.kind_names import kind_name
from lmsync.errors import Words
from lmsync.lms_plan import Question
from lmsync.parts import Parts
from lmsync.store.keeping.connections import Connection
from lmsync.sync.planning import NextRun, next_run


def plan(which: str | None) -> int:
    with installation() as parts:
        with parts.database.blocking.read() as tx:
            connections = chosen(tx, which)
        runs = asyncio.run(_planned(parts, connections))
    for connection, run in zip(connections, runs, strict=True):
        _print_plan(connection.name, run)
    return PERSON_NEEDED if any(run.trouble for run in runs) else DONE


async def _planned(parts: Parts, connections: Sequence[Connection]) -> list[NextRun]:
    return [await next_run(parts.opener, connection) for connection in connections]


def _print_plan(name: str, run: NextRun) -> None:
    if run.requests is not None:
        say(REQUESTS, name=name, requests=run.requests, in_flight=run.in_flight)
    elif run.why_unknown is not None:
        cause, words = run.why_unknown
        say(UNKNOWN, name=name, at_least=run.at_least, text=words.said_in(language()), cause=cause)
    for phase in run.phases:
        print(f"  {phase:20} {_number(run.requests_in(phase)):>6}")
        for question in run.plan.phases.get(phase, ()):
            print(f"    {_number(run.requests_of(question)):>24}  {question.name}{_arithmetic(run, question)}")
            if question.varies is not None:
                print(f"    {'':24}  {question.varies.said_in(language())}")
    for limit in run.plan.limits:
        print(f"  {limit.said_in(language())}")
    if run.seconds is not None and run.measured is not None:
        say(SECONDS, seconds=run.seconds, pace=run.seconds_per_request, number=run.measured.id)
    else:
        say(NO_SECONDS)


def _number(requests: int | None) -> str:
    return "?" if requests is None else str(requests)


def _arithmetic(run: NextRun, question: Question) -> str:
    if question.of is None or run.requests_of(question) is None:
        return ""
    return f": {kind_name(question.of)} {question.count} / {question.per_request}"


REQUESTS = Words(
    en="{name}: {requests} requests, at most {in_flight} at a time",
    ru="{name}: запросов {requests}, одновременно не больше {in_flight}",
)
UNKNOWN = Words(
    en="{name}: at least {at_least} requests. {text} ({cause})",
    ru="{name}: запросов не меньше {at_least}. {text} ({cause})",
)
SECONDS = Words(
    en="  About {seconds:.0f} s, at {pace:.3f} s a request as in run {number}.",
    ru="  Около {seconds:.0f} с, по {pace:.3f} с на запрос, как в синхронизации {number}.",
)
NO_SECONDS = Words(
    en="  How long it takes is not known: it was never measured, or the number of requests is not known.",
    ru="  Сколько это займёт, неизвестно: замеров ещё не было или число запросов неизвестно.",
)
