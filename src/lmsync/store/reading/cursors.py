"""Cursors: places in lists, sealed so that nobody can read what they hold or make one up."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from msgspec import Struct

from lmsync.errors import InvalidCursor, Words

KEY_BYTES = 64
Place = TypeVar("Place")


class _Sealed(Struct, array_like=True):
    bound_to: bytes
    place: msgspec.Raw


class Cursors:
    """Seals with the first key, opens with any, as the secret keys of the installation stand in their order.

    The same place is always sealed to the same text, in every process: an unchanged page keeps its ETag.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = [AESSIV(key) for key in keys]

    def seal(self, place: object, bound_to: object) -> str:
        """`bound_to` is what a caller has to ask again with the cursor: the list, its filters and its order."""
        sealed = _Sealed(_digest(bound_to), msgspec.Raw(msgspec.msgpack.encode(place)))
        return _text_of(self._ciphers[0].encrypt(msgspec.msgpack.encode(sealed), None))

    def open(self, cursor: str, bound_to: object, place: type[Place]) -> Place:
        """Raises `InvalidCursor`."""
        try:
            opened = msgspec.msgpack.decode(self._decrypted(cursor), type=_Sealed)
            if opened.bound_to != _digest(bound_to):
                raise InvalidCursor(OTHER_CURSOR)
            return msgspec.msgpack.decode(opened.place, type=place)
        except msgspec.MsgspecError:  # sealed by a version whose places had another shape
            raise InvalidCursor(NO_CURSOR) from None

    def _decrypted(self, cursor: str) -> bytes:
        try:
            sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (ValueError, binascii.Error):
            raise InvalidCursor(NO_CURSOR) from None
        # Base64 has several spellings of the same bytes; only ours is accepted.
        if _text_of(sealed) == cursor:
            for cipher in self._ciphers:
                try:
                    return cipher.decrypt(sealed, None)
                except InvalidTag:
                    continue
        raise InvalidCursor(NO_CURSOR)


def _text_of(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _digest(bound_to: object) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(bound_to), digest_size=8).digest()


NO_CURSOR = Words(
    en="This is not a valid cursor. Send next_cursor exactly as received, or leave it out to start again.",
    ru="Неверный курсор. Передайте next_cursor без изменений или начните без него.",
)
OTHER_CURSOR = Words(
    en="This cursor belongs to another list, or to other filters or another order. Keep them from page to page, or leave "
    "the cursor out to start again.",
    ru="Этот курсор относится к другому списку, к другим фильтрам или к другому порядку. Не меняйте их от страницы к "
    "странице или начните без курсора.",
)
