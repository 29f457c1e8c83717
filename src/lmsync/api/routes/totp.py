"""The second factor of who is logged in: begun, confirmed with a first code, and ended."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from lmsync.access import second_factor
from lmsync.api.access_answers import RecoveryCodes, SecondFactorEnded, SecondFactorStarted
from lmsync.api.answers import described
from lmsync.api.logged_in import own_password
from lmsync.api.parts import Asking, Needed, NoParameters, Secret, WithSecrets, json_response, write_as
from lmsync.api.problems import problems
from lmsync.errors import Conflict, InvalidInput, Words
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit, second_factors, sessions
from lmsync.store.keeping.login_failures import forget_failures

log = structlog.get_logger()
router = APIRouter(tags=["login"])


class StartRequest(WithSecrets):
    password: Secret = Field(description="Yours, once more.")


class ConfirmRequest(WithSecrets):
    code: Secret = Field(description="What the app shows now.", examples=["123456"])


class EndRequest(WithSecrets):
    password: Secret = Field(description="Yours, once more.")
    code: Secret = Field(description="What the app shows now, or a recovery code.", examples=["123456"])


@router.post(
    "/auth/totp",
    responses={200: described(SecondFactorStarted), **problems("second-factor-on", "too-many-attempts")},
)
async def start_totp(
    body: StartRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed, caller: Asking
) -> Response:
    """Begin with a second factor: a secret for an app, shown only in this answer. It holds once it is confirmed."""
    session = caller.session
    passed = await own_password(parts, request, session, body.password)
    made = second_factor.new_secret(session.login)
    sealed = parts.sealer.seal(made.secret)

    def work(tx: Tx) -> None:
        factor = second_factors.second_factor_of(tx, session.operator_id)
        if factor is not None and factor.since is not None:
            raise Conflict("second-factor-on", IS_ON)
        forget_failures(tx, passed.attempt)
        second_factors.begin(tx, session.operator_id, sealed)

    await write_as(parts, caller, work)
    return json_response(SecondFactorStarted(made.secret, made.uri, made.qr_svg))


@router.post("/auth/totp/confirm", responses={200: described(RecoveryCodes), **problems("second-factor-on")})
async def confirm_totp(
    body: ConfirmRequest, _: Annotated[NoParameters, Query()], parts: Needed, caller: Asking
) -> Response:
    """From now on a code is asked for. The recovery codes are shown only in this answer. Your other sessions end."""
    session, codes = caller.session, second_factor.new_recovery_codes()

    def work(tx: Tx) -> None:
        factor = second_factors.second_factor_of(tx, session.operator_id)
        if factor is not None and factor.since is not None:
            raise Conflict("second-factor-on", IS_ON)
        if not second_factor.accepts(tx, parts.sealer, session.operator_id, body.code, recovery=False):
            raise InvalidInput("code", WRONG_CODE, code="wrong_code")
        second_factors.confirm(tx, session.operator_id, map(second_factor.plain, codes))
        sessions.revoke_sessions(tx, session.operator_id, but=session.id)
        audit.note(tx, caller.actor, "second factor on", caller.name)

    await write_as(parts, caller, work)
    log.info("second factor on", operator=session.operator_id)
    return json_response(RecoveryCodes(codes))


@router.post("/auth/totp/end", responses={200: described(SecondFactorEnded), **problems("too-many-attempts")})
async def end_totp(
    body: EndRequest, _: Annotated[NoParameters, Query()], request: Request, parts: Needed, caller: Asking
) -> Response:
    """No code is asked for any more, and your other sessions end. Also ends one that was not confirmed."""
    session = caller.session
    passed = await own_password(parts, request, session, body.password)

    def work(tx: Tx) -> None:
        factor = second_factors.second_factor_of(tx, session.operator_id)
        if factor is not None and factor.since is not None:
            if not second_factor.accepts(tx, parts.sealer, session.operator_id, body.code):
                log.info("wrong code", address=caller.address, operator=session.operator_id)
                raise InvalidInput("code", WRONG_CODE, code="wrong_code")
            sessions.revoke_sessions(tx, session.operator_id, but=session.id)
            audit.note(tx, caller.actor, "second factor off", caller.name)
        second_factors.remove(tx, session.operator_id)
        forget_failures(tx, passed.attempt)

    await write_as(parts, caller, work)
    log.info("second factor off", operator=session.operator_id)
    return json_response(SecondFactorEnded(has_second_factor=False))


IS_ON = Words(
    en="You have a second factor already. End it first, to begin with another app.",
    ru="Второй фактор уже включён. Чтобы перейти на другое приложение, сначала отключите его.",
)
WRONG_CODE = Words(
    en="This code does not fit, or was used already. Wait for the next one; the clock of the phone must be right.",
    ru="Код не подходит или уже использован. Дождитесь следующего; часы телефона должны идти точно.",
)
