"""Sealing what must not lie open in the database: tokens of LMSs."""

import base64
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lmsync.errors import InvalidInput, Words
from lmsync.store.engine.private_files import create_private

KEY_FILE = "secret.key"
KEY_WRITTEN_SECONDS = 1.0
"""How long another process may take from making the key file to writing the key."""

WRONG_KEY = Words(
    en="The stored tokens cannot be opened: the secret key is not the one they were sealed with. Put the old key back "
    "(secret.key in the data folder, or LMSYNC_SECRET_KEY), or enter the tokens of the connections again.",
    ru="Сохранённые токены не открываются: секретный ключ не тот, которым они запечатаны. Верните прежний ключ "
    "(secret.key в папке данных или LMSYNC_SECRET_KEY) или введите токены подключений заново.",
)
BAD_KEY = Words(
    en="LMSYNC_SECRET_KEY is not a key. Make one with: lmsync config --new-key",
    ru="LMSYNC_SECRET_KEY не является ключом. Создайте его командой: lmsync config --new-key",
)

UNREADABLE_KEY_FILE = Words(
    en="The key file {} cannot be read or made; give its rights to the user that runs lmsync.",
    ru="Файл ключа {} не удаётся прочитать или создать; дайте права на него пользователю, от имени которого работает lmsync.",
)
EMPTY_KEY_FILE = Words(
    en="The key file {} is empty; put it back from your backup, or remove it for a new key and enter the tokens of the "
    "connections again.",
    ru="Файл ключа {} пуст; верните его из резервной копии или удалите, чтобы создать новый ключ, и введите токены "
    "подключений заново.",
)
BAD_KEY_FILE = Words(
    en="The key file {} is damaged; put it back from your backup, or remove it for a new key and enter the tokens of the "
    "connections again.",
    ru="Файл ключа {} повреждён; верните его из резервной копии или удалите, чтобы создать новый ключ, и введите токены "
    "подключений заново.",
)


class SealedWithAnotherKey(InvalidInput):
    """The key that sealed this secret is not configured any more."""

    def __init__(self) -> None:
        super().__init__("LMSYNC_SECRET_KEY", WRONG_KEY)


class Sealer:
    """Seals with the first key, opens with any: a new key is put before the old one to rotate."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
            self._keys = [base64.urlsafe_b64decode(key) for key in keys]
        except ValueError:
            raise InvalidInput("LMSYNC_SECRET_KEY", BAD_KEY) from None

    @classmethod
    def of(cls, data_dir: Path, keys: Sequence[str] = ()) -> Self:
        """With the keys given, or the key in the data folder, which is made when there is none."""
        if keys:
            return cls(keys)
        path = data_dir / KEY_FILE
        try:
            # Exclusive: of two processes that start together one makes the key, the other reads it.
            if create_private(path):
                with path.open("w") as file:
                    file.write(Fernet.generate_key().decode() + "\n")
                    file.flush()
                    # Lost with the power, the key would take the stored tokens with it.
                    os.fsync(file.fileno())
            keys = _keys_in(path)
        except OSError:
            raise _about(path, UNREADABLE_KEY_FILE) from None
        if not keys:
            raise _about(path, EMPTY_KEY_FILE)
        try:
            return cls(keys)
        except InvalidInput:
            raise _about(path, BAD_KEY_FILE) from None

    def derived(self, purpose: str, length: int) -> list[bytes]:
        """Keys for something else, one from each key in their order. They say nothing about the keys, nor about those for
        another purpose."""
        return [HKDF(hashes.SHA256(), length, salt=None, info=purpose.encode()).derive(key) for key in self._keys]

    def seal(self, secret: str) -> bytes:
        return self._fernet.encrypt(secret.encode())

    def unseal(self, sealed: bytes) -> str:
        """Raises `SealedWithAnotherKey` when no key fits."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise SealedWithAnotherKey from None

    def seal_all(self, token: str, secrets: Mapping[str, Any]) -> bytes:
        """A token together with what else is secret about a connection."""
        return self.seal(json.dumps({"token": token, **secrets}))

    def unseal_all(self, sealed: bytes) -> tuple[str, dict[str, Any]]:
        """What `seal_all` sealed. Raises `SealedWithAnotherKey`."""
        secrets = json.loads(self.unseal(sealed))
        return secrets.pop("token"), secrets


def _keys_in(path: Path) -> list[str]:
    give_up_at = time.monotonic() + KEY_WRITTEN_SECONDS
    while True:
        keys = path.read_bytes().decode(errors="replace").split()
        if keys or time.monotonic() > give_up_at:
            return keys
        time.sleep(0.05)


def _about(path: Path, words: Words) -> InvalidInput:
    return InvalidInput("LMSYNC_DATA_DIR", Words(en=words.en.format(path), ru=words.ru.format(path)))


def new_key() -> str:
    return Fernet.generate_key().decode()
