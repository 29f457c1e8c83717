"""Lists of records, one route for each list and one for each of its records."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from lmsync.access.rights import RIGHT_OF_KIND, Right
from lmsync.api.answers import PAGES, NotProvided, described
from lmsync.api.parts import Asked, Asking, Language, Needed, json_response, wanted_connections
from lmsync.api.problems import problems
from lmsync.errors import NotAllowed, Words
from lmsync.store.engine.database import Tx
from lmsync.store.reading.listings import LISTINGS, Listing, choices
from lmsync.store.reading.record_pages import NotShown, RecordPage, RecordQuery, page_of, record_of
from lmsync.store.reading.rows import whole_type

router = APIRouter(tags=["records"])
TIMES = {
    "changed_since": "Changed at or after this time.",
    "from": "Ends at or after this time.",
    "to": "Starts before this time.",
}


class AskedForRecord(Asked):
    include_removed: bool = Field(default=False, description="Also when it is removed.")


def _words(*words: str) -> Any:
    """Described as these words; the store checks them, and says which it accepts."""
    return Annotated[str, WithJsonSchema({"type": "string", "enum": list(words)})] | None


def query_model(listing: Listing) -> type[BaseModel]:
    """The query parameters of a list; unknown ones are an error."""
    columns: dict[str, Any] = {
        "limit": (int, Field(default=50, ge=1, le=500)),
        "cursor": (str | None, Field(default=None, description="`next_cursor` of the page before.")),
        "sort": (
            _words(*listing.sorts, *(f"-{name}" for name in listing.sorts)),
            Field(
                default=None, description="With a minus before it, descending.", examples=[f"-{listing.default_sort}"]
            ),
        ),
    }
    for name in sorted(listing.filters):
        if name in TIMES:
            alias: dict[str, Any] = {"alias": name} if name == "from" else {}
            columns["from_" if name == "from" else name] = (
                datetime | None,
                Field(default=None, description=TIMES[name], examples=["2026-09-01T00:00:00Z"], **alias),
            )
        elif name == "include_removed":
            columns[name] = (bool, Field(default=False, description="Also records that are removed."))
        elif name == "q":
            text = Field(default=None, min_length=1, max_length=100, description="Words to search for.")
            columns[name] = (str | None, text)
        elif words := choices(listing, name):
            columns[name] = (_words(*words), Field(default=None))
        else:
            columns[name] = (str | None, Field(default=None, min_length=1, max_length=200))
    return create_model(
        f"{listing.name.capitalize()}Query", __config__=ConfigDict(extra="forbid", populate_by_name=True), **columns
    )


def _record_query(query: Any) -> RecordQuery:
    """What was asked, as the store reads it."""
    filters = {}
    for name, value in query.model_dump(exclude={"limit", "cursor", "sort"}, by_alias=True, exclude_none=True).items():
        if isinstance(value, datetime):
            aware = value if value.tzinfo else value.replace(tzinfo=UTC)
            filters[name] = str(int(aware.timestamp()))
        elif isinstance(value, bool):
            if value:
                filters[name] = "true"
        else:
            filters[name] = str(value)
    return RecordQuery(filters, query.sort, query.limit, query.cursor)


@contextmanager
def _refusal(listing: Listing) -> Iterator[None]:
    """What the store does not show to a view is what the caller's token may not see. Raises `NotAllowed`."""
    try:
        yield
    except NotShown as error:
        if error.field is not None:
            raise NotAllowed(Right.PERSONAL, ONLY_BY_ID) from None
        raise NotAllowed(RIGHT_OF_KIND[listing.kind], OTHER_KINDS) from None


ONLY_BY_ID = Words(
    en="Without the scope personal, people are listed in the order of their ids and cannot be searched. Leave out q, and "
    "sort by id or -id.",
    ru="Без права personal люди перечисляются только по id, и искать среди них нельзя. Уберите q и сортируйте по id или "
    "-id.",
)
OTHER_KINDS = Words(
    en="This token is limited to other kinds of record.", ru="Этот токен ограничен другими видами записей."
)


def _add_list(listing: Listing) -> None:
    model, answer = query_model(listing), PAGES[listing.name]

    async def list_records(query: Any, request: Request, parts: Needed, caller: Asking, language: Language) -> Response:
        def work(tx: Tx) -> RecordPage:
            wanted_connections(tx, query.connection, caller)
            return page_of(tx, listing, _record_query(query), parts.cursors, caller.view)

        with _refusal(listing):
            page = await parts.database.read(work)
        body = answer(
            items=page.items,
            next_cursor=page.next_cursor,
            total=page.total,
            not_provided=[
                NotProvided(connection=slug, why=why.said_in(language) if why else None)
                for slug, why in page.not_provided
            ],
            not_yet_read=page.not_yet_read,
        )
        headers = {}
        if page.next_cursor:
            following = request.url.include_query_params(cursor=page.next_cursor)
            headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
        return json_response(body, headers=headers)

    list_records.__annotations__["query"] = Annotated[model, Query()]
    router.add_api_route(
        f"/crm/{listing.name}",
        list_records,
        name=f"list_{listing.name}",
        summary=f"List {listing.name}",
        responses={200: described(answer), **problems("not-configured", "invalid-cursor")},
    )


def _add_record(listing: Listing) -> None:
    async def get_record(
        record_id: Annotated[str, Path(max_length=200)],
        query: Annotated[AskedForRecord, Query()],
        parts: Needed,
        caller: Asking,
    ) -> Response:
        def work(tx: Tx) -> Any:
            wanted_connections(tx, None, caller)
            return record_of(tx, listing, record_id, caller.view, include_removed=query.include_removed)

        with _refusal(listing):
            return json_response(await parts.database.read(work))

    title = listing.only or listing.kind.value
    router.add_api_route(
        f"/crm/{listing.name}/{{record_id}}",
        get_record,
        name=f"get_{title}",
        summary=f"Get one of the {listing.name}",
        responses={200: described(whole_type(listing.kind)), **problems("not-configured", "not-found")},
    )


for _listing in LISTINGS.values():
    _add_list(_listing)
    _add_record(_listing)
