"""Operators: who may log in, and as what."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from lmsync.access import operators as access
from lmsync.access.rights import Role
from lmsync.api.access_answers import OperatorRow, Operators, OperatorWithLink
from lmsync.api.answers import described
from lmsync.api.logged_in import operator_facts
from lmsync.api.parts import Asking, Login, Needed, NoParameters, PersonName, json_response, write_as
from lmsync.api.problems import problems
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import operators as keeping
from lmsync.store.keeping.operators import Operator

router = APIRouter(tags=["operators"])
Number = Annotated[int, Path(ge=1, lt=1 << 31)]


class OperatorRequest(BaseModel):
    """Somebody who is to log in."""

    model_config = ConfigDict(extra="forbid")

    login: Login = Field(examples=["anna"])
    name: PersonName = Field(examples=["Anna Ivanova"])
    role: Role


class OperatorChangeRequest(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    state: Literal["active", "disabled"] | None = None


def _row(operator: Operator) -> OperatorRow:
    return OperatorRow(**operator_facts(operator))


@router.get("/operators", responses={200: described(Operators), **problems()})
async def list_operators(_: Annotated[NoParameters, Query()], parts: Needed, caller: Asking) -> Response:
    """Everybody who may log in."""
    found = await parts.database.read(keeping.list_operators)
    return json_response(Operators(operators=[_row(operator) for operator in found]))


@router.post(
    "/operators", status_code=201, responses={201: described(OperatorWithLink, "Made"), **problems("login-taken")}
)
async def make_operator(
    body: OperatorRequest, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """Let somebody in. They choose their password with the link, that is shown only in this answer."""

    def work(tx: Tx) -> tuple[Operator, str]:
        return access.invite(tx, caller.actor, body.login, body.name, body.role)

    operator, secret = await write_as(parts, caller, work)
    return json_response(OperatorWithLink(**operator_facts(operator), link_token=secret), 201)


@router.patch(
    "/operators/{operator_id}", responses={200: described(OperatorRow), **problems("not-found", "last-owner")}
)
async def change_operator(
    operator_id: Number,
    body: OperatorChangeRequest,
    _: Annotated[NoParameters, Query()],
    parts: Needed,
    caller: Asking,
) -> Response:
    """Another role or state. Their sessions end. The last owner stays one."""

    def work(tx: Tx) -> Operator:
        return access.change(tx, caller.actor, operator_id, body.role, body.state)

    return json_response(_row(await write_as(parts, caller, work)))


@router.post("/operators/{operator_id}/reset", responses={200: described(OperatorWithLink), **problems("not-found")})
async def reset_operator(
    operator_id: Number, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """A link for a new password, shown only in this answer. The old one works until the link is used."""

    def work(tx: Tx) -> tuple[Operator, str]:
        return access.reset(tx, caller.actor, operator_id)

    operator, secret = await write_as(parts, caller, work)
    return json_response(OperatorWithLink(**operator_facts(operator), link_token=secret))


@router.delete(
    "/operators/{operator_id}", responses={200: described(OperatorRow), **problems("not-found", "last-owner")}
)
async def remove_operator(
    operator_id: Number, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """They cannot log in any more. The audit keeps what they did. The last owner stays."""

    def work(tx: Tx) -> Operator:
        return access.remove(tx, caller.actor, operator_id)

    return json_response(_row(await write_as(parts, caller, work)))
