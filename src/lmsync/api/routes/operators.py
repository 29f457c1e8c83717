"""Operators: who may log in, and as what."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from lmsync.access import operators as access
from lmsync.access.rights import Role
from lmsync.api.answers import OperatorRow, Operators, OperatorWithLink, described
from lmsync.api.parts import NOT_KEPT, Asking, Needed, NoParameters, json_response
from lmsync.api.problems import problems
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import operators as keeping
from lmsync.store.keeping.operators import Operator
from lmsync.store.reading.shown import time_text

router = APIRouter(tags=["operators"])
Number = Annotated[int, Path(ge=1, lt=1 << 31)]


class OperatorRequest(BaseModel):
    """Somebody who is to log in."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    login: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["anna"])
    name: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["Anna Ivanova"])
    role: Role


class OperatorChangeRequest(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    state: Literal["active", "disabled"] | None = None


def operator_row(operator: Operator) -> OperatorRow:
    return OperatorRow(**_facts(operator))


def _facts(operator: Operator) -> dict[str, Any]:
    facts = {name: getattr(operator, name) for name in Operator.__struct_fields__}
    return facts | {
        "role": Role(operator.role),
        "created_at": time_text(operator.created_at),
        "last_login_at": time_text(operator.last_login_at),
    }


@router.get("/operators", responses={200: described(Operators), **problems()})
async def list_operators(_: Annotated[NoParameters, Query()], parts: Needed, caller: Asking) -> Response:
    """Everybody who may log in."""
    found = await parts.database.read(keeping.list_operators)
    return json_response(Operators(operators=[operator_row(operator) for operator in found]), headers=NOT_KEPT)


@router.post(
    "/operators", status_code=201, responses={201: described(OperatorWithLink, "Made"), **problems("login-taken")}
)
async def make_operator(
    body: OperatorRequest, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """Let somebody in. They choose their password with the link, that is shown only in this answer."""

    def work(tx: Tx) -> tuple[Operator, str]:
        return access.invite(tx, caller.actor, body.login, body.name, body.role)

    operator, secret = await parts.database.write(work)
    return json_response(OperatorWithLink(**_facts(operator), link_token=secret), 201, headers=NOT_KEPT)


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

    return json_response(operator_row(await parts.database.write(work)), headers=NOT_KEPT)


@router.post("/operators/{operator_id}/reset", responses={200: described(OperatorWithLink), **problems("not-found")})
async def reset_operator(
    operator_id: Number, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """A link for a new password, shown only in this answer. The old one works until the link is used."""

    def work(tx: Tx) -> tuple[Operator, str]:
        return access.reset(tx, caller.actor, operator_id)

    operator, secret = await parts.database.write(work)
    return json_response(OperatorWithLink(**_facts(operator), link_token=secret), headers=NOT_KEPT)


@router.delete(
    "/operators/{operator_id}", responses={200: described(OperatorRow), **problems("not-found", "last-owner")}
)
async def remove_operator(
    operator_id: Number, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """They cannot log in any more. The audit keeps what they did. The last owner stays."""

    def work(tx: Tx) -> Operator:
        return access.remove(tx, caller.actor, operator_id)

    return json_response(operator_row(await parts.database.write(work)), headers=NOT_KEPT)
