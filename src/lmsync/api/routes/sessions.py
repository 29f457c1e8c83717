"""Sessions: where people are logged in."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from lmsync.access.caller import Caller
from lmsync.access.rights import OperatorRight
from lmsync.api.access_answers import SessionEnded, SessionRow, Sessions
from lmsync.api.answers import described
from lmsync.api.parts import Asking, Needed, NoParameters, json_response, write_as
from lmsync.api.problems import problems
from lmsync.errors import NotFound
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, sessions
from lmsync.store.keeping.sessions import Session
from lmsync.store.reading.shown import time_text

router = APIRouter(tags=["sessions"])


def _seen(tx: Tx, caller: Caller) -> list[Session]:
    """Their own; an owner's: all."""
    everybodys = OperatorRight.OWNER in caller.rights
    return sessions.open_sessions(tx, None if everybodys else caller.session.operator_id)


@router.get("/sessions", responses={200: described(Sessions), **problems()})
async def list_sessions(_: Annotated[NoParameters, Query()], parts: Needed, caller: Asking) -> Response:
    """Your sessions; an owner sees everybody's."""

    def row(session: Session) -> SessionRow:
        return SessionRow(
            id=session.id,
            operator_id=session.operator_id,
            login=session.login,
            created_at=time_text(session.created_at) or "",
            last_used_at=time_text(session.last_used_at) or "",
            expires_at=time_text(session.expires_at) or "",
            address=session.address,
            user_agent=session.user_agent,
            is_own=session.id == caller.session.id,
        )

    found = await parts.database.read(lambda tx: _seen(tx, caller))
    return json_response(Sessions(sessions=list(map(row, found))))


@router.delete("/sessions/{session_id}", responses={200: described(SessionEnded), **problems("not-found")})
async def revoke_session(
    session_id: Annotated[int, Path(ge=1, lt=1 << 62)],
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    caller: Asking,
) -> Response:
    """End a session."""

    def work(tx: Tx) -> None:
        found = [session for session in _seen(tx, caller) if session.id == session_id]
        if not found:
            raise NotFound("sessions")
        sessions.revoke_session(tx, session_id)
        audit.note(tx, caller.actor, "session ended", f"operator:{found[0].operator_id}")

    await write_as(parts, caller, work)
    return json_response(SessionEnded(id=session_id))
