"""Tokens of programs: see who has one, give one out, take one back."""

from collections.abc import Mapping
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from lmsync.access import tokens
from lmsync.access.caller import Caller
from lmsync.access.rights import Right
from lmsync.api.access_answers import NewToken, TokenRow, Tokens
from lmsync.api.answers import described
from lmsync.api.parts import Asking, Line, Needed, NoParameters, json_response, seen_connections, write_as
from lmsync.api.problems import problems
from lmsync.errors import InvalidInput, NotAllowed, NotFound, Words
from lmsync.records import Kind
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import api_tokens
from lmsync.store.keeping.api_tokens import ApiToken
from lmsync.store.keeping.connections import named
from lmsync.store.reading.shown import slugs_of, time_text

log = structlog.get_logger()
router = APIRouter(tags=["tokens"])


class TokenRequest(BaseModel):
    """A token for a program."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Line = Field(min_length=1, max_length=100, description="Which program has it.", examples=["Timetable"])
    scopes: list[Right] = Field(
        min_length=1, description="What it may do.", examples=[["read:lessons", "read:courses"]]
    )
    connections: list[str] | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="Limit it to these connections, by slug or name.",
        examples=[["school"]],
    )
    kinds: list[Kind] | None = Field(
        default=None,
        min_length=1,
        description="Limit it to these kinds of record. Records of other kinds are then not even referred to.",
        examples=[["lesson", "course"]],
    )
    expires_in_days: int | None = Field(
        default=None, ge=1, le=3650, description="When it ends; if left out with yours, or never."
    )


def token_row(token: ApiToken, slugs: Mapping[int, str]) -> TokenRow:
    return TokenRow(**_facts(token, slugs))


def _facts(token: ApiToken, slugs: Mapping[int, str]) -> dict[str, Any]:
    connections = None if token.connections is None else sorted(token.connections & slugs.keys())
    return {
        "id": token.id,
        "name": token.name,
        "scopes": [right for right in Right if right in token.scopes],
        "connections": None if connections is None else [slugs[number] for number in connections],
        "kinds": None if token.kinds is None else [kind for kind in Kind if kind in token.kinds],
        "created_at": time_text(token.created_at),
        "expires_at": time_text(token.expires_at),
        "revoked_at": time_text(token.revoked_at),
        "last_used_at": time_text(token.last_used_at),
    }


@router.get("/tokens", responses={200: described(Tokens), **problems()})
async def list_tokens(_: Annotated[NoParameters, Query()], parts: Needed, caller: Asking) -> Response:
    """All of them, also those that have expired or were revoked; never their secrets."""

    def work(tx: Tx) -> Tokens:
        slugs = slugs_of(tx)
        return Tokens(
            tokens=[token_row(token, slugs) for token in api_tokens.list_tokens(tx) if _within(token, caller)]
        )

    return json_response(await parts.database.read(work))


@router.post("/tokens", status_code=201, responses={201: described(NewToken, "Made"), **problems()})
async def make_token(
    body: TokenRequest, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """Make a token. It is shown in this answer and never again. Nobody gives more than they have."""

    def work(tx: Tx) -> NewToken:
        token, secret = _make(tx, body, caller)
        return NewToken(**_facts(token, slugs_of(tx)), token=secret)

    made = await write_as(parts, caller, work)
    log.info("token made", token=made.id, scopes=made.scopes, by=caller.name)
    return json_response(made, 201)


def _make(tx: Tx, body: TokenRequest, caller: Caller) -> tuple[ApiToken, str]:
    """Raises `NotAllowed` for what the caller does not have, `InvalidInput` for a connection that there is not."""
    for scope in body.scopes:
        if scope not in caller.rights:
            raise NotAllowed(scope, NOT_YOURS)
    kinds = caller.view.limited_to if body.kinds is None else frozenset(body.kinds)
    if kinds is not None and not all(map(caller.view.refers_to, kinds)):
        raise NotAllowed(Right.ADMIN, OTHER_KINDS)
    seen = seen_connections(tx, caller)
    connections = caller.view.connections
    if body.connections is not None:
        try:
            connections = frozenset(named(seen, which).id for which in body.connections)
        except InvalidInput as error:
            raise InvalidInput("connections", error.words, code=error.code) from None
    expires_at = caller.gives_until
    if body.expires_in_days is not None:
        expires_at = tokens.days_from_now(body.expires_in_days)
        if caller.gives_until is not None and expires_at > caller.gives_until:
            raise NotAllowed(Right.ADMIN, NOT_SO_LONG)
    return tokens.make_token(
        tx,
        caller.actor,
        body.name,
        body.scopes,
        connections=connections,
        kinds=kinds,
        expires_at=expires_at,
    )


@router.delete("/tokens/{token_id}", responses={200: described(TokenRow), **problems("not-found")})
async def revoke_token(
    token_id: Annotated[int, Path(ge=1, lt=1 << 62)],
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    caller: Asking,
) -> Response:
    """Take a token back: from now on it opens nothing. It stays in the list, with the time."""

    def work(tx: Tx) -> TokenRow:
        if not _within(api_tokens.token_numbered(tx, token_id), caller):
            raise NotFound("tokens")
        return token_row(tokens.revoke_token(tx, caller.actor, token_id), slugs_of(tx))

    revoked = await write_as(parts, caller, work)
    log.info("token revoked", token=revoked.id, by=caller.name)
    return json_response(revoked)


def _within(token: ApiToken, caller: Caller) -> bool:
    """Whether a token is limited to what the caller may see."""
    if caller.view.connections is not None and not (
        token.connections is not None and token.connections <= caller.view.connections
    ):
        return False
    limit = caller.view.limited_to
    return limit is None or (token.kinds is not None and token.kinds <= limit)


NOT_YOURS = Words(
    en="Your own token has no scope {needed}, so it cannot give it to another.",
    ru="У вашего токена нет права {needed}, поэтому он не может дать его другому.",
)
NOT_SO_LONG = Words(
    en="Your own token ends before that, so it cannot give another for so long. Ask for fewer days, or leave "
    "expires_in_days out: both then end together.",
    ru="Ваш токен закончится раньше, поэтому он не может выдать другой на такой срок. Укажите меньше дней или не указывайте "
    "expires_in_days: тогда оба закончатся одновременно.",
)
OTHER_KINDS = Words(
    en="Your own token is limited to other kinds of record.", ru="Ваш токен ограничен другими видами записей."
)
