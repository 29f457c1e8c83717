"""The second factor: codes of an app that change every half minute, each taken once, and codes for who lost the app."""

import base64
import hmac
import io
import os
import time

import pyotp
import structlog
from msgspec import Struct

from lmsync.store.engine.database import Tx
from lmsync.store.keeping import second_factors
from lmsync.store.keeping.secrets import SealedWithAnotherKey, Sealer

log = structlog.get_logger()

ISSUER = "lmsync"
STEP_SECONDS = 30
STEPS_AROUND = 1
"""Clocks differ, and people type slowly."""
RECOVERY_CODES = 10
RECOVERY_LETTERS = 28
GROUP = 4


class NewSecret(Struct, frozen=True):
    """For the app, in three forms: to type, to open and to scan."""

    secret: str
    uri: str
    qr_svg: str


def new_secret(login: str) -> NewSecret:
    import segno  # here: a server that starts draws nothing

    secret = pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    drawn = io.BytesIO()
    segno.make(uri, micro=False).save(drawn, kind="svg", scale=4, light="#fff", xmldecl=False, nl=False)
    return NewSecret(secret, uri, drawn.getvalue().decode())


def new_recovery_codes() -> list[str]:
    """Each of 140 random bits: so many that a plain hash keeps them, as it keeps tokens."""
    drawn = (base64.b32encode(os.urandom(RECOVERY_LETTERS)).decode().lower() for _ in range(RECOVERY_CODES))
    codes = (letters[:RECOVERY_LETTERS] for letters in drawn)
    return ["-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP)) for code in codes]


def plain(code: str) -> str:
    """As it is compared, however it was typed."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def accepts(tx: Tx, sealer: Sealer, operator_id: int, code: str, *, recovery: bool = True) -> bool:
    """Whether this is a code of now, or a recovery code; it is used up then."""
    factor = second_factors.second_factor_of(tx, operator_id)
    if factor is None:
        return False
    typed = plain(code)
    if recovery and second_factors.take_recovery_code(tx, operator_id, typed):
        return True
    try:
        secret = sealer.unseal(factor.sealed)
    except SealedWithAnotherKey:
        # Recovery codes still work, and a link of an owner.
        log.warning("no key opens the second factor of an operator", operator=operator_id)
        return False
    now = time.time()
    step, latest = step_of(secret, typed, now), int(now) // STEP_SECONDS + STEPS_AROUND
    return step is not None and second_factors.take_step(tx, operator_id, step, latest)


def step_of(secret: str, code: str, now: float) -> int | None:
    """To which half minute around now this code belongs."""
    app, current = pyotp.TOTP(secret), int(now) // STEP_SECONDS
    steps = range(current - STEPS_AROUND, current + STEPS_AROUND + 1)
    typed = code.encode("ascii", "replace")
    fitting = [step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), typed)]
    return fitting[-1] if fitting else None
