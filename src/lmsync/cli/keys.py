"""The secret key of the installation, on the command line."""

from lmsync.cli.commands import DONE, PERSON_NEEDED, installation, say
from lmsync.errors import InvalidInput, Words
from lmsync.settings import read_settings
from lmsync.store.keeping import audit
from lmsync.store.keeping.resealing import reseal
from lmsync.store.keeping.secrets import add_key, drop_old_keys


def rotate(*, drop_old: bool) -> int:
    settings = read_settings()
    in_file = not settings.keys
    if drop_old and not in_file:
        raise InvalidInput("--drop-old", KEYS_OF_YOURS)
    with installation() as parts:
        if in_file:
            add_key(settings.data_dir)
        with parts.database.blocking.write() as tx:
            resealed = reseal(tx, parts.sealer)
            after = {"secrets": resealed.secrets, "old keys": "dropped" if drop_old else "kept"}
            audit.note(tx, audit.COMMAND_LINE, "keys rotated", "installation", after=after)
        if drop_old and not resealed.lost:
            with parts.database.blocking.write() as tx:
                # What a server sealed with the old key while the new one was being written.
                reseal(tx, parts.sealer)
            drop_old_keys(settings.data_dir)
    say(ROTATED, secrets=resealed.secrets)
    if resealed.lost:
        say(LOST, names=", ".join(resealed.lost))
        return PERSON_NEEDED
    say(OLD_DROPPED if drop_old else OLD_KEPT_IN_FILE if in_file else OLD_IN_SETTINGS)
    return DONE


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
