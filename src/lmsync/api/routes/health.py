"""Is it alive, is it able to serve: without login and without secrets."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from lmsync import __version__
from lmsync.api.answers import Health, Readiness, described
from lmsync.api.parts import Needed, NoParameters, json_response
from lmsync.api.problems import RETRY_AFTER, problems
from lmsync.errors import DatabaseUnavailable
from lmsync.store.keeping.sync_runs import schedule_is_alive

router = APIRouter(tags=["health"])
BAD_PARAMETER: dict[int | str, dict[str, Any]] = {422: problems()[422]}


@router.get("/health", responses={200: described(Health), **BAD_PARAMETER})
async def get_health(_: Annotated[NoParameters, Query()]) -> Response:
    """The server answers."""
    return json_response(Health(status="ok", version=__version__))


@router.get(
    "/health/ready",
    responses={
        200: described(Readiness),
        503: described(Readiness, "Not able to serve"),
        **BAD_PARAMETER,
    },
)
async def get_readiness(_: Annotated[NoParameters, Query()], request: Request, parts: Needed) -> Response:
    """Able to serve: the database answers, its schema is this program's, and the schedule is awake."""
    try:
        database, scheduler = True, await parts.database.look(schedule_is_alive)
    except DatabaseUnavailable:
        database, scheduler = False, False
    schema_is_current: bool = request.app.state.schema_is_current
    fine = database and scheduler and schema_is_current
    body = Readiness(
        status="ready" if fine else "not_ready",
        database=database,
        migrations=schema_is_current,
        scheduler=scheduler,
    )
    return json_response(body, 200 if fine else 503, None if fine else {"Retry-After": RETRY_AFTER})
