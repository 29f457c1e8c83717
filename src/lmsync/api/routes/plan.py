"""What the next run would ask."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from lmsync.api.answers import Cause, described
from lmsync.api.parts import Asking, Language, Needed, OfConnection, json_response, wanted_connections
from lmsync.api.plan_answers import PlannedPhase, PlannedQuestion, PlannedRun, PlannedRuns
from lmsync.api.problems import problems
from lmsync.errors import Words
from lmsync.lms_plan import Question
from lmsync.store.keeping.connections import Connection
from lmsync.store.reading.view import View
from lmsync.sync.planning import NextRun, next_run

router = APIRouter(tags=["synchronisation"])


@router.get("/crm/plan", responses={200: described(PlannedRuns), **problems("not-configured")})
async def get_plan(
    query: Annotated[OfConnection, Query()], parts: Needed, caller: Asking, language: Language
) -> Response:
    """What the next run would ask, by phase, with the arithmetic. The LMS is asked only what it offers."""
    found = await parts.database.read(lambda tx: wanted_connections(tx, query.connection, caller))
    runs = await asyncio.gather(*(next_run(parts.opener, connection) for connection in found))
    return json_response(
        PlannedRuns(
            plans=[
                _planned(connection, run, caller.view, language) for connection, run in zip(found, runs, strict=True)
            ]
        )
    )


def _planned(connection: Connection, run: NextRun, view: View, language: str) -> PlannedRun:
    unknown, requests, at_least, seconds = run.why_unknown, run.requests, run.at_least, run.seconds
    shown = [question for of_phase in run.plan.phases.values() for question in of_phase if _is_shown(question, view)]
    if len(shown) < sum(map(len, run.plan.phases.values())):
        # The sum would tell what is left out.
        unknown, requests, seconds = ("limited", LIMITED), None, None
        at_least = sum(run.requests_of(question) or 0 for question in shown)
    pace = run.seconds_per_request
    return PlannedRun(
        connection=connection.slug,
        phases=[_phase(run, phase, view, language) for phase in run.phases],
        requests=requests,
        at_least=at_least,
        unknown=None if unknown is None else Cause(cause=unknown[0], text=unknown[1].said_in(language)),
        in_flight=run.in_flight,
        limits=[limit.said_in(language) for limit in run.plan.limits],
        seconds_per_request=None if pace is None else round(pace, 4),
        measured_run=None if run.measured is None else run.measured.id,
        seconds=None if seconds is None else round(seconds, 1),
    )


def _phase(run: NextRun, phase: str, view: View, language: str) -> PlannedPhase:
    questions = run.plan.phases.get(phase, ())
    shown = [question for question in questions if _is_shown(question, view)]
    return PlannedPhase(
        phase=phase,
        requests=run.requests_in(phase) if len(shown) == len(questions) else None,
        questions=[_question(run, question, language) for question in shown],
    )


def _is_shown(question: Question, view: View) -> bool:
    return question.of is None or view.refers_to(question.of)


def _question(run: NextRun, question: Question, language: str) -> PlannedQuestion:
    requests = run.requests_of(question)
    return PlannedQuestion(
        asks=question.name,
        requests=requests,
        of=question.of,
        count=None if requests is None else question.count,
        per_request=question.per_request,
        varies=question.varies.said_in(language) if question.varies else None,
    )


LIMITED = Words(
    en="This token is limited to some kinds of record, and a run asks for others too. Ask with a token without such a limit.",
    ru="Этот токен ограничен отдельными видами записей, а синхронизация запрашивает и другие. Используйте токен без такого "
    "ограничения.",
)
