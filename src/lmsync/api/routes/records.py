"""Lists of records, one route for each list and one for each of its records."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from lmsync.api.parts import Asked, Language, Needed, json_content, json_response, wanted_connections
from lmsync.api.problems import problems
from lmsync.api.schemas import one_model, page_model, query_model
from lmsync.store.engine.database import Tx
from lmsync.store.reading.listings import LISTINGS, Listing
from lmsync.store.reading.record_pages import RecordPage, RecordQuery, one_record, page_of

router = APIRouter(tags=["records"])


class AskedForOne(Asked):
    include_removed: bool = False


def _told(query: Any) -> RecordQuery:
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


def _add_list(listing: Listing) -> None:
    model = query_model(listing)

    async def list_records(query: Any, request: Request, parts: Needed, language: Language) -> Response:
        def work(tx: Tx) -> RecordPage:
            wanted_connections(tx, query.connection)
            return page_of(tx, listing, _told(query))

        page = await parts.database.read(work)
        body = {
            "items": page.items,
            "next_cursor": page.next_cursor,
            "total": page.total,
            "not_provided": [
                {"connection": one["connection"], "why": one["why"] and one["why"][language]}
                for one in page.not_provided
            ],
            "not_yet_read": page.not_yet_read,
        }
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
        responses={**json_content(page_model(listing)), **problems("not-configured")},
    )


def _add_one(listing: Listing) -> None:
    async def one(
        record_id: Annotated[str, Path(max_length=200)], query: Annotated[AskedForOne, Query()], parts: Needed
    ) -> Response:
        def work(tx: Tx) -> dict[str, Any]:
            wanted_connections(tx, None)
            return one_record(tx, listing, record_id, include_removed=query.include_removed)

        return json_response(await parts.database.read(work))

    router.add_api_route(
        f"/crm/{listing.name}/{{record_id}}",
        one,
        name=f"one_of_{listing.name}",
        summary=f"One of the {listing.name}",
        responses={**json_content(one_model(listing.kind)), **problems("not-configured", "not-found")},
    )


for _listing in LISTINGS.values():
    _add_list(_listing)
    _add_one(_listing)
