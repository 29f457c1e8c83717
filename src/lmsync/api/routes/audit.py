"""The audit: who did what, when, from where."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AwareDatetime, Field

from lmsync.access.caller import Caller
from lmsync.access.rights import Right
from lmsync.api.access_answers import ActRow, AuditPage
from lmsync.api.answers import described
from lmsync.api.parts import Asked, Asking, Needed, json_response
from lmsync.api.problems import problems
from lmsync.errors import InvalidInput, NotAllowed, Words
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit
from lmsync.store.keeping.audit import Act, Wanted
from lmsync.store.reading.shown import time_text

router = APIRouter(tags=["audit"])
MOST_EXPORTED = 100_000
COLUMNS = ("id", "at", "actor", "address", "action", "subject", "before", "after")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""
FURTHER_FORMULA = re.compile(r'([;,\t\r\n][\s"]*)([=+\-@])')
"""Where it would take a part of a value for a cell of its own: in Russia, among others, semicolons part the cells of a file
and commas do not, and quotes that do not begin a cell hold nothing together."""


class AskedForActs(Asked):
    actor: str | None = Field(default=None, max_length=200, description="Who acted.", examples=["token:1"])
    action: str | None = Field(default=None, max_length=100, examples=["connection configured"])
    subject: str | None = Field(
        default=None, max_length=200, description="What it was done to.", examples=["connection:school"]
    )
    since: AwareDatetime | None = Field(
        default=None, description="At or after this time.", examples=["2026-09-01T00:00:00Z"]
    )
    until: AwareDatetime | None = Field(
        default=None, description="Before this time.", examples=["2026-10-01T00:00:00Z"]
    )
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")
    format: Literal["json", "csv"] = Field(
        default="json", description="`csv` gives all that was asked for, at once, for a spreadsheet."
    )


@router.get(
    "/audit",
    responses={
        200: {**described(AuditPage), "description": "Acts, newest first"},
        **problems("invalid-cursor"),
    },
)
async def list_acts(query: Annotated[AskedForActs, Query()], parts: Needed, caller: Asking) -> Response:
    """Every administrative act, newest first."""
    _require_no_limits(caller)
    wanted = Wanted(query.actor, query.action, query.subject, _seconds(query.since), _seconds(query.until))
    bound_to = ["audit", *(None if value is None else str(value) for value in _facts(wanted))]
    before = None if query.cursor is None else parts.cursors.open(query.cursor, bound_to, int)
    limit = (MOST_EXPORTED if query.format == "csv" else query.limit) + 1

    def work(tx: Tx) -> list[Act]:
        return audit.acts_of(tx, wanted, before=before, limit=limit)

    found = await parts.database.read(work)
    if query.format == "csv":
        if len(found) > MOST_EXPORTED:
            raise InvalidInput("since", TOO_MANY)
        headers = {"Content-Disposition": 'attachment; filename="lmsync-audit.csv"'}
        return Response(in_csv(found), headers=headers, media_type="text/csv; charset=utf-8")
    more = len(found) > query.limit
    items = [act_row(act) for act in found[: query.limit]]
    cursor = parts.cursors.seal(items[-1].id, bound_to) if more else None
    return json_response(AuditPage(items=items, next_cursor=cursor))


def act_row(act: Act) -> ActRow:
    return ActRow(**_shown(act))


def _shown(act: Act) -> dict[str, Any]:
    return {**{name: getattr(act, name) for name in COLUMNS}, "at": time_text(act.at)}


def _facts(wanted: Wanted) -> list[Any]:
    return [getattr(wanted, name) for name in Wanted.__struct_fields__]


def in_csv(acts: list[Act]) -> str:
    """One line for each act. A value that a spreadsheet would run is quoted by an apostrophe."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    lines.writerows([_cell(value) for value in _shown(act).values()] for act in acts)
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    shown = "; ".join(f"{name}: {held}" for name, held in value.items()) if isinstance(value, Mapping) else str(value)
    shown = FURTHER_FORMULA.sub(r"\1'\2", shown)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _require_no_limits(caller: Caller) -> None:
    """Acts are about everything. Raises `NotAllowed`."""
    if caller.view.connections is not None or caller.view.limited_to is not None:
        raise NotAllowed(Right.ADMIN, WITH_LIMITS)


TOO_MANY = Words(
    en=f"There are more than {MOST_EXPORTED} acts. Export them in parts, by since and until.",
    ru=f"Действий больше {MOST_EXPORTED}. Выгружайте их частями, задавая since и until.",
)
WITH_LIMITS = Words(
    en="The audit is about everything, and this token is limited to some connections or kinds.",
    ru="Журнал действий охватывает всё, а этот токен ограничен отдельными подключениями или видами записей.",
)
