"""Browsers in which somebody has logged in before, known again by a cookie: failures of strangers do not make them wait."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from lmsync.store.keeping.operators import folded

KEPT_SECONDS = 180 * 24 * 3600
NAME_BYTES = 12
KEY_BYTES = 32


class Devices:
    """`keys`: the first vouches for a cookie, any recognises one."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = keys

    def cookie_for(self, login: str, device: str | None = None) -> str:
        """For a browser in which this operator has just logged in; `device` is its name, if it has one."""
        name = device or secrets.token_urlsafe(NAME_BYTES)
        return f"{name}.{_proof(self._keys[0], login, name)}"

    def device_of(self, login: str, cookie: str | None) -> str | None:
        """The name of the browser, if this operator has logged in there. It says nothing about the operator."""
        name, _, proof = (cookie or "").partition(".")
        brought = proof.encode("latin-1", "replace")
        known = [hmac.compare_digest(brought, _proof(key, login, name).encode()) for key in self._keys]
        return name if name and any(known) else None


def _proof(key: bytes, login: str, name: str) -> str:
    text = f"{folded(login)}\0{name}".encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()
