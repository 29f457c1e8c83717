"""Sealing what must not lie open in the database: tokens of LMSs, and secrets of second factors."""

import base64
import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
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
    """Seals with the first key, opens with any: a new key is put before the old one to rotate.

    A key file that has changed is read again, so that a server goes on with the new key without a restart.
    """

    def __init__(self, keys: Sequence[str], file: Path | None = None) -> None:
        self._file = file
        self._seen = None if file is None else _stamp(file)
        self._use(keys)

    def _use(self, keys: Sequence[str]) -> None:
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
                _keep_name(path)
            keys = _keys_in(path)
        except OSError:
            raise _about(path, UNREADABLE_KEY_FILE) from None
        if not keys:
            raise _about(path, EMPTY_KEY_FILE)
        try:
            return cls(keys, path)
        except InvalidInput:
            raise _about(path, BAD_KEY_FILE) from None

    def _look_at_file(self) -> None:
        """A file that is gone or damaged changes nothing: this process has its keys."""
        if self._file is None:
            return
        try:
            stamp = _stamp(self._file)
            if stamp == self._seen:
                return
            self._use(self._file.read_text(encoding="utf-8").split())
        except (OSError, ValueError, InvalidInput):
            return
        self._seen = stamp

    def derived(self, purpose: str, length: int) -> list[bytes]:
        """Keys for something else, one from each key in their order. They say nothing about the keys, nor about those for
        another purpose."""
        return [HKDF(hashes.SHA256(), length, salt=None, info=purpose.encode()).derive(key) for key in self._keys]

    def seal(self, secret: str) -> bytes:
        self._look_at_file()
        return self._fernet.encrypt(secret.encode())

    def unseal(self, sealed: bytes) -> str:
        """Raises `SealedWithAnotherKey` when no key fits."""
        self._look_at_file()
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise SealedWithAnotherKey from None

    def sealed_again(self, sealed: bytes) -> bytes:
        """The same secret, sealed with the first key. Raises `SealedWithAnotherKey`."""
        self._look_at_file()
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken:
            raise SealedWithAnotherKey from None

    def seal_all(self, token: str, secrets: Mapping[str, Any]) -> bytes:
        """A token together with what else is secret about a connection."""
        return self.seal(json.dumps({"token": token, **secrets}))

    def unseal_all(self, sealed: bytes) -> tuple[str, dict[str, Any]]:
        """What `seal_all` sealed. Raises `SealedWithAnotherKey`."""
        secrets = json.loads(self.unseal(sealed))
        return secrets.pop("token"), secrets


@contextlib.contextmanager
def changing_keys(data_dir: Path) -> Iterator[None]:
    """Alone: of two that change the key file at once, one would lose the key that it has sealed with. Raises
    `InvalidInput`."""
    try:
        folder = os.open(data_dir, os.O_RDONLY)
    except OSError:
        raise _about(data_dir / KEY_FILE, UNREADABLE_KEY_FILE) from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def add_key(data_dir: Path) -> None:
    """Put a new key before those in the data folder."""
    _write(data_dir, [new_key(), *_keys_in(data_dir / KEY_FILE)])


def drop_old_keys(data_dir: Path) -> None:
    """Keep the first key of those in the data folder."""
    _write(data_dir, _keys_in(data_dir / KEY_FILE)[:1])


def _write(data_dir: Path, keys: Sequence[str]) -> None:
    """In one step: whoever reads the file finds the old keys or the new ones. Raises `InvalidInput`."""
    # Where a link leads to: what somebody keeps elsewhere is changed there.
    path = Path(os.path.realpath(data_dir / KEY_FILE))
    written = path.with_name(f"{path.name}.new")
    try:
        written.unlink(missing_ok=True)
        create_private(written)
        if os.geteuid() == 0:
            # Whoever could read the old keys reads the new ones.
            before = path.stat()
            os.chown(written, before.st_uid, before.st_gid)
        with written.open("w", encoding="utf-8") as file:
            file.write("\n".join(keys) + "\n")
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
        _keep_name(path)
    except OSError:
        raise _about(path, UNREADABLE_KEY_FILE) from None


def _keep_name(path: Path) -> None:
    """A file outlives a loss of power only together with its name, which its folder keeps."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _stamp(path: Path) -> tuple[int, int, int]:
    """Differs when the file was written anew."""
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


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
