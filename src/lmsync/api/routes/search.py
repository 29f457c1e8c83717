"""Search over all kinds at once."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from msgspec import UNSET, UnsetType
from pydantic import Field

from lmsync.api.answers import described
from lmsync.api.parts import CONNECTION, Asked, Asking, Needed, json_response, wanted_connections
from lmsync.api.problems import problems
from lmsync.api.search_answers import Found, FoundOfKind, SearchAnswer
from lmsync.errors import InvalidInput, Words
from lmsync.records import RECORD_TYPES, Kind
from lmsync.store.engine.database import Tx
from lmsync.store.reading.search import SEARCHED, search

router = APIRouter(tags=["records"])


class AskedToSearch(Asked):
    q: str = Field(min_length=1, max_length=100, description="Words to search for.", examples=["иван"])
    kinds: str | None = Field(
        default=None,
        max_length=200,
        description=f"Kinds of records, separated by commas: {', '.join(SEARCHED)}. All of them when omitted.",
        examples=["user,course"],
    )
    limit: int = Field(default=5, ge=1, le=20, description="Of each kind.")
    connection: str | None = CONNECTION


@router.get(
    "/crm/search", name="search_records", responses={200: described(SearchAnswer), **problems("not-configured")}
)
async def search_records(query: Annotated[AskedToSearch, Query()], parts: Needed, caller: Asking) -> Response:
    """A few records of each kind that match, the best first."""
    kinds = _kinds(query.kinds)

    def work(tx: Tx) -> SearchAnswer:
        wanted_connections(tx, query.connection, caller)
        found = search(tx, query.q, caller.view, kinds=kinds, connection=query.connection, limit=query.limit)
        return SearchAnswer(
            kinds=[
                FoundOfKind(
                    kind=of_kind.kind,
                    items=[_found(of_kind.kind, row) for row in of_kind.rows],
                    has_more=of_kind.has_more,
                    not_known_in=of_kind.not_known_in,
                )
                for of_kind in found
            ]
        )

    return json_response(await parts.database.read(work))


def _kinds(text: str | None) -> list[Kind] | None:
    """Raises `InvalidInput`."""
    if text is None:
        return None
    names = [part.strip() for part in text.split(",")]
    if not all(name in SEARCHED for name in names):
        raise InvalidInput("kinds", UNKNOWN_KIND)
    return [Kind(name) for name in names]


def _found(kind: Kind, row: Any) -> Found:
    title = RECORD_TYPES[kind].titled_by
    assert title is not None  # only kinds with a title are searched
    return Found(
        id=row.id,
        name=getattr(row, title),
        kind=kind,
        connection=row.connection,
        within=_within(row),
        at=next((getattr(row, name) for name in ("starts_at", "due_at") if hasattr(row, name)), None),
        email=getattr(row, "email", None),
        sis_id=getattr(row, "sis_id", None),
        code=getattr(row, "code", None),
        type=getattr(row, "kind", getattr(row, "type", None)),
        state=getattr(row, "state", None),
        roles=_roles(row),
    )


def _within(row: Any) -> Any:
    return next((getattr(row, name) for name in ("course", "org", "parent") if hasattr(row, name)), None)


def _roles(row: Any) -> list[str] | UnsetType:
    counts = {role: getattr(row, f"{role}_courses", 0) for role in ("student", "teacher")}
    return UNSET if UNSET in counts.values() else [role for role, count in counts.items() if count]


_SEARCHED = ", ".join(SEARCHED)
UNKNOWN_KIND = Words(
    en=f"Separate kinds with commas, as in kinds=user,course. Those that can be searched: {_SEARCHED}.",
    ru=f"Перечислите виды через запятую, например kinds=user,course. Поиск возможен по видам: {_SEARCHED}.",
)
