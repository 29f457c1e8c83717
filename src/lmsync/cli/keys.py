"""The secret key of the installation, on the command line."""

import contextlib
from pathlib import Path

from lmsync.cli.commands import DONE, PERSON_NEEDED, installation, say
from lmsync.errors import InvalidInput, Words
from lmsync.parts import Parts
from lmsync.settings import read_settings
from lmsync.store.engine.database import Tx
from lmsync.store.keeping import audit
from lmsync.store.keeping.resealing import Resealed, reseal
from lmsync.store.keeping.secrets import add_key, changing_keys, drop_old_keys


def rotate(*, drop_old: bool) -> int:
    settings = read_settings()
    in_file = not settings.keys
    if drop_old and not in_file:
        raise InvalidInput("--drop-old", KEYS_OF_YOURS)
    alone = changing_keys(settings.data_dir) if in_file else contextlib.nullcontext()
    with installation() as parts, alone:
        if in_file:
            add_key(settings.data_dir)
        with parts.database.blocking.write() as tx:
            resealed = reseal(tx, parts.sealer)
            dropping = drop_old and not resealed.lost
            if not dropping:
                _note(tx, resealed, "kept")
        if dropping:
            with parts.database.blocking.write() as tx:
                # What a server sealed with the old key while the new one was being written.
                reseal(tx, parts.sealer)
            _drop_old(parts, resealed, settings.data_dir)
    say(ROTATED, secrets=resealed.secrets)
    if resealed.lost:
        say(LOST, names=", ".join(resealed.lost))
        return PERSON_NEEDED
    say(OLD_DROPPED if drop_old else OLD_KEPT_IN_FILE if in_file else OLD_IN_SETTINGS)
    return DONE


def _drop_old(parts: Parts, resealed: Resealed, data_dir: Path) -> None:
    """Only once what is sealed anew is stored for good. The audit says what came of it."""
    try:
        with parts.database.blocking.write() as tx:
            _note(tx, resealed, "dropped")
            drop_old_keys(data_dir)
    except InvalidInput:
        with parts.database.blocking.write() as tx:
            _note(tx, resealed, "kept")
        raise


def _note(tx: Tx, resealed: Resealed, old_keys: str) -> None:
    after = {"secrets": resealed.secrets, "old keys": old_keys}
    audit.note(tx, audit.COMMAND_LINE, "keys rotated", "installation", after=after)


ROTATED = Words(
    en="Sealed again with the new key: {secrets} secrets.",
    ru="Запечатано новым ключом: секретов {secrets}.",
)
LOST = Words(
    en="No key opens the secrets of these connections; enter their tokens again: {names}. The old keys are kept.",
    ru="Секреты этих подключений не открываются ни одним ключом; введите их токены заново: {names}. Старые ключи сохранены.",
)
OLD_KEPT_IN_FILE = Words(
    en="The old key stays in secret.key, so that backups made before can be used. If somebody else has it: "
    "lmsync keys rotate --drop-old.",
    ru="Старый ключ остаётся в secret.key, чтобы работали прежние резервные копии. Если он попал в чужие руки: "
    "lmsync keys rotate --drop-old.",
)
OLD_DROPPED = Words(
    en="The old keys are gone. A backup that was made before needs its own secret.key; cursors are refused once after the "
    "next start.",
    ru="Старые ключи удалены. Прежней резервной копии нужен её собственный secret.key; после следующего запуска старые "
    "курсоры не принимаются.",
)
OLD_IN_SETTINGS = Words(
    en="Nothing needs the later keys in LMSYNC_SECRET_KEY any more, apart from backups that were made before.",
    ru="Остальные ключи в LMSYNC_SECRET_KEY больше не нужны, разве что для прежних резервных копий.",
)
KEYS_OF_YOURS = Words(
    en="The keys stand in LMSYNC_SECRET_KEY. Take the old ones out there, after lmsync keys rotate.",
    ru="Ключи заданы в LMSYNC_SECRET_KEY. Удалите старые оттуда после lmsync keys rotate.",
)
